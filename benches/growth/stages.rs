//! The stages of the pipeline one by one, each with the CPU time that this thread spent in it.

use std::hint::black_box;
use std::time::Duration;

use chaffinch::document::{Content, Metadata, Parsed};
use chaffinch::pipeline::{self, Options};
use chaffinch::strip::Stripper;
use chaffinch::{decode, normalize, parse, render};
use cpu_time::ThreadTime;

use super::units::Hostile;

/// The stages in their order.
pub(super) const NAMES: [&str; 6] = ["decode", "parse", "strip", "render", "normalize", "language"];

/// What the stages need.
pub(super) struct Stages {
    options: Options,
    stripper: Stripper,
}

impl Default for Stages {
    fn default() -> Self {
        let options = Options::default();
        let stripper = Stripper::new(&options.strip).unwrap();
        Stages { options, stripper }
    }
}

impl Stages {
    /// What each stage takes for a document of about so many bytes; fewer times where a stage refuses the document.
    pub(super) fn times(&self, unit: &Hostile, bytes: usize) -> Vec<Duration> {
        let mut times = Vec::new();
        self.run(unit, bytes, &mut times);
        times
    }

    fn run(&self, unit: &Hostile, bytes: usize, times: &mut Vec<Duration>) -> Option<()> {
        let format = unit.format;
        let content = Content::Bytes {
            bytes: unit.document(bytes),
            charset: None,
        };
        let none = Metadata::default();
        let decoded = timed(times, || decode::decode(content, format, &none, &self.options.decode)).ok()?;
        let (parsed, _) = timed(times, || pipeline::parsed(decoded, format, none, &self.options)).ok()?;
        self.finish(parsed, times);
        Some(())
    }

    fn finish(&self, mut parsed: Parsed, times: &mut Vec<Duration>) {
        let page = std::mem::take(&mut parsed.metadata);
        let stripped = timed(times, || self.stripper.strip(parsed, &page));
        let rendered = timed(times, || render::render(&stripped.blocks, &self.options.render));
        let text = timed(times, || normalize::normalize(&rendered, &self.options.normalize));
        black_box(timed(times, || parse::language::complete(page, &text)));
    }
}

/// Notes what a stage took.
fn timed<T>(times: &mut Vec<Duration>, stage: impl FnOnce() -> T) -> T {
    let start = ThreadTime::now();
    let result = stage();
    times.push(start.elapsed());
    result
}
