//! Which class of boilerplate a line is most like: scores of its n-grams for each class, then trees over these, those of the lines
//! around, and the features of the line.
//!
//! Not for whether the line goes (`mod`), nor for the ids of the rules (`family`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::main_content::{Ensemble, ensemble_of};
use super::super::page::Page;
use super::{Seen, words};

/// The file; `data/text-model.md` is its card.
pub(in super::super) static WEIGHTS: &[u8] = include_bytes!("../../../data/text-classes.model");
/// Begins the file.
const MAGIC: &[u8] = b"chaffinch text classes 1\n";
/// The head that comes with the program. Unreadable weights would be a broken build; a test reads them.
static HEAD: LazyLock<Head> = LazyLock::new(|| Head::read(WEIGHTS).unwrap_or_default());

/// Weights that stand in for those of the program while training is measured.
#[cfg(feature = "training")]
static STAND_IN: std::sync::OnceLock<Head> = std::sync::OnceLock::new();

/// Lines that are classed at once; a row of features takes a kilobyte.
const AT_ONCE: usize = 256;
const CLASSES: usize = Class::ALL.len();
/// So many buckets of n-grams share the weights of a class.
const SHARE: usize = 16;
const BUCKETS: usize = words::BUCKETS / SHARE;
/// Lines on either side whose scores are seen.
const NEAR: usize = 3;
/// Greatest score of a class, whatever its sign.
const MOST: i64 = 9999;

/// A score for each class.
type Scores = [i64; CLASSES];

/// The weights of the classes.
#[derive(Debug, Default)]
struct Head {
    /// Of each bucket, a weight for each class.
    weights: Vec<i8>,
    /// What a weight counts, so that a score counts hundredths of a logarithm of odds.
    factor: i64,
    bias: Scores,
    /// One sum of trees for each class.
    trees: Vec<Ensemble>,
}

impl Head {
    /// Reads weights; none if they are damaged.
    fn read(file: &[u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(MAGIC)?;
        let factor = number(&mut rest)?.into();
        let mut bias = [0; CLASSES];
        for slot in &mut bias {
            *slot = number(&mut rest)?.into();
        }
        let weights = part(&mut rest, BUCKETS * CLASSES)?;
        let trees = Class::ALL.iter().map(|_| {
            let length = usize::try_from(number(&mut rest)?).ok()?;
            ensemble_of(part(&mut rest, length)?, b"")
        });
        let trees = trees.collect::<Option<_>>()?;
        let weights = weights.iter().map(|byte| i8::from_le_bytes([*byte])).collect();
        rest.is_empty().then_some(Head {
            weights,
            factor,
            bias,
            trees,
        })
    }

    /// What the n-grams of a line say for each class, less the mean of all classes.
    fn scores(&self, text: &str) -> Scores {
        let (mut sums, mut count) = ([0; CLASSES], 0);
        words::grams(text, |bucket| {
            let at = usize::from(bucket) / SHARE * CLASSES;
            let weights = self.weights.get(at..).and_then(<[i8]>::first_chunk::<CLASSES>);
            if let Some(weights) = weights {
                sums.iter_mut()
                    .zip(weights)
                    .for_each(|(sum, weight)| *sum += i32::from(*weight));
            }
            count += 1;
        });
        let root = words::root(count);
        let mut sums = sums.map(i64::from);
        for (sum, bias) in sums.iter_mut().zip(self.bias) {
            *sum = (bias + (*sum * self.factor).div_euclid(root)).clamp(-MOST, MOST);
        }
        let mean = mean(sums.iter().sum(), CLASSES);
        sums.map(|score| score - mean)
    }

    /// The scores of some lines and of those around them, by their place in the page.
    fn around(&self, page: &Page<'_>, lines: &[usize]) -> BTreeMap<usize, Scores> {
        let near = lines
            .iter()
            .flat_map(|index| index.saturating_sub(NEAR)..index + NEAR + 1);
        let near: BTreeSet<usize> = near.collect();
        let scored = |index| Some((index, self.scores(page.get(index)?.text)));
        near.into_iter().filter_map(scored).collect()
    }
}

/// The head in force.
fn head() -> &'static Head {
    #[cfg(feature = "training")]
    if let Some(head) = STAND_IN.get() {
        return head;
    }
    &HEAD
}

/// Classes with other weights from here on, once a process. Whether they can be used.
#[cfg(feature = "training")]
pub(super) fn stand_in(weights: &[u8]) -> bool {
    Head::read(weights).is_some_and(|head| STAND_IN.set(head).is_ok())
}

/// The class that each of some lines is most like.
pub(super) fn of_lines(seen: &Seen<'_, '_>, lines: &[usize], decisions: &Decisions) -> Vec<Class> {
    let parts = lines.chunks(AT_ONCE);
    parts.flat_map(|lines| of_few(seen, lines, decisions)).collect()
}

fn of_few(seen: &Seen<'_, '_>, lines: &[usize], decisions: &Decisions) -> Vec<Class> {
    let head = head();
    let scores = head.around(seen.page, lines);
    let mut width = 0;
    let row = |index: &usize| {
        let mut row = Vec::with_capacity(width);
        seen.put(*index, decisions.is_removed(*index), &mut row);
        put(&scores, *index, &mut row);
        width = row.len();
        row
    };
    let rows: Vec<Vec<i32>> = lines.iter().map(row).collect();
    let mut best = vec![(i32::MIN, Class::Other); lines.len()];
    let sums = Ensemble::sums_of_each(&head.trees, rows.iter().map(Vec::as_slice));
    for (class, sums) in Class::ALL.iter().zip(sums) {
        for (best, sum) in best.iter_mut().zip(sums) {
            *best = if sum > best.0 { (sum, *class) } else { *best };
        }
    }
    best.into_iter().map(|(_, class)| class).collect()
}

/// The scores of a line, and the means of those before and after it.
fn put(scores: &BTreeMap<usize, Scores>, index: usize, row: &mut Vec<i32>) {
    for lines in [
        index..index + 1,
        index.saturating_sub(NEAR)..index,
        index + 1..index + 1 + NEAR,
    ] {
        row.extend(means(scores, lines));
    }
}

fn means(scores: &BTreeMap<usize, Scores>, lines: Range<usize>) -> impl Iterator<Item = i32> {
    let (mut sums, mut count) = ([0; CLASSES], 0);
    for (_, score) in scores.range(lines) {
        count += 1;
        sums.iter_mut().zip(score).for_each(|(sum, score)| *sum += score);
    }
    sums.into_iter().map(move |sum| mean(sum, count) as i32)
}

/// A mean, rounded down, as training rounds it.
fn mean(sum: i64, count: usize) -> i64 {
    i64::try_from(count.max(1)).map_or(0, |count| sum.div_euclid(count))
}

fn number(rest: &mut &[u8]) -> Option<i32> {
    let (number, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(i32::from_le_bytes(*number))
}

fn part<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (part, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_the_program_can_be_read() {
        let head = Head::read(WEIGHTS).expect("readable weights");
        assert!(head.trees.iter().all(|trees| !trees.is_empty()));
        assert!(Head::read(&WEIGHTS[..WEIGHTS.len() - 1]).is_none());
        assert!(WEIGHTS.len() <= 250_000);
    }

    #[test]
    fn scores_of_all_classes_balance() {
        let scores = HEAD.scores("Read also");
        let sum: i64 = scores.iter().sum();
        assert!((0..CLASSES as i64).contains(&sum) && scores.iter().any(|score| *score > 0));
    }

    #[test]
    fn the_lines_around_are_seen_and_round_down() {
        let scores: BTreeMap<_, _> = [4, -3, 8, 0]
            .map(|score| [score; CLASSES])
            .into_iter()
            .enumerate()
            .collect();
        let mut row = Vec::new();
        put(&scores, 2, &mut row);
        assert_eq!(
            (row.len(), row[0], row[CLASSES], row[2 * CLASSES]),
            (3 * CLASSES, 8, 0, 0)
        );
        put(&scores, 0, &mut row);
        assert_eq!(
            row[3 * CLASSES..].iter().step_by(CLASSES).collect::<Vec<_>>(),
            [&4, &0, &1]
        );
    }
}
