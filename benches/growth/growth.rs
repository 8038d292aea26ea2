//! The CPU time of each stage at two sizes, and whether it grows faster than the document.

use std::time::Duration;

use super::BOUND;
use super::stages::{NAMES, Stages};
use super::units::Hostile;

/// The larger document is so many times the smaller.
const STEP: usize = 4;
/// Times below this say nothing about growth.
const NOISE: Duration = Duration::from_millis(1);
/// The smallest of so many runs counts: what else the machine does only adds to them.
const RUNS: usize = 3;

/// The head of the table.
pub(super) const HEADER: &str = "stage          small ms   large ms   ratio   document";

/// A stage's CPU time at two sizes.
#[derive(Clone, Copy)]
pub(super) struct Growth {
    pub(super) stage: &'static str,
    small: Duration,
    large: Duration,
    /// Whether the next step of this kind grows as well: a step across a bound is none.
    goes_on: bool,
}

impl Growth {
    /// The larger time in smaller ones. What is too short to measure counts as [`NOISE`].
    fn ratio(&self) -> f64 {
        self.large.as_secs_f64() / self.small.max(NOISE).as_secs_f64()
    }

    pub(super) fn is_faster(&self) -> bool {
        self.ratio() > BOUND && self.goes_on
    }

    pub(super) fn compare(&self, other: &Self) -> std::cmp::Ordering {
        self.ratio().total_cmp(&other.ratio())
    }

    pub(super) fn row(&self, name: &str) -> String {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let mark = if self.is_faster() { "FASTER " } else { "" };
        format!(
            "{:12} {:10.2} {:10.2} {:7.1}   {mark}{name}",
            self.stage,
            ms(self.small),
            ms(self.large),
            self.ratio()
        )
    }
}

/// The growth of each stage from so many bytes to four times as many.
pub(super) fn measure(stages: &Stages, unit: &Hostile, bytes: usize) -> Vec<Growth> {
    let mut growths = step(stages, unit, bytes);
    if exceeds(&growths) {
        let next = step(stages, unit, bytes * STEP);
        for (growth, next) in growths.iter_mut().zip(&next) {
            growth.goes_on = next.ratio() > BOUND;
        }
    }
    growths
}

fn exceeds(growths: &[Growth]) -> bool {
    growths.iter().any(|growth| growth.ratio() > BOUND)
}

/// The smallest times of several runs; the first is enough where it shows no growth.
fn step(stages: &Stages, unit: &Hostile, bytes: usize) -> Vec<Growth> {
    let mut growths = run(stages, unit, bytes);
    for _ in 1..RUNS {
        if !exceeds(&growths) {
            break;
        }
        for (least, again) in growths.iter_mut().zip(run(stages, unit, bytes)) {
            least.small = least.small.min(again.small);
            least.large = least.large.min(again.large);
        }
    }
    growths
}

fn run(stages: &Stages, unit: &Hostile, bytes: usize) -> Vec<Growth> {
    let (small, large) = (stages.times(unit, bytes), stages.times(unit, bytes * STEP));
    let growth = |(stage, (small, large))| Growth {
        stage,
        small,
        large,
        goes_on: false,
    };
    NAMES
        .into_iter()
        .zip(small.into_iter().zip(large))
        .map(growth)
        .collect()
}
