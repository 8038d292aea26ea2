//! What the words around a line say: the scores of its neighbours, and means over stretches of the document.
//!
//! Not for the scores themselves (`words`). Means round down, so that every machine and the training agree.

use std::ops::Range;

use super::sink::Sink;

/// Neighbours whose scores are seen one by one, on either side.
const NEAR: usize = 4;
/// Widths of the stretches before and after whose means are taken.
const WINDOWS: [usize; 3] = [3, 8, 20];
/// Stands for a score where there is no line.
const MISSING: i64 = -20_000;

/// The scores of the lines of a document.
#[derive(Debug)]
pub(super) struct Context {
    scores: Vec<i32>,
    /// Sums of the scores before each line, and of all.
    sums: Vec<i64>,
}

impl Context {
    pub(super) fn of(scores: Vec<i32>) -> Self {
        let sums = std::iter::once(0).chain(scores.iter().scan(0i64, |sum, score| {
            *sum += i64::from(*score);
            Some(*sum)
        }));
        Context {
            sums: sums.collect(),
            scores,
        }
    }

    /// The features of a line.
    pub(super) fn put(&self, index: usize, out: &mut impl Sink) {
        let count = self.scores.len();
        out.put("words", self.score(Some(index)));
        for near in 1..=NEAR {
            out.put(format_args!("words.before{near}"), self.score(index.checked_sub(near)));
            out.put(format_args!("words.after{near}"), self.score(Some(index + near)));
        }
        for width in WINDOWS {
            out.put(
                format_args!("words.before_{width}"),
                self.mean(index.saturating_sub(width)..index),
            );
            out.put(
                format_args!("words.after_{width}"),
                self.mean(index + 1..count.min(index + 1 + width)),
            );
        }
        out.put("words.all", self.mean(0..count));
        out.put("words.so_far", self.mean(0..index + 1));
        out.put("words.from_here", self.mean(index..count));
    }

    fn score(&self, index: Option<usize>) -> i64 {
        index
            .and_then(|index| self.scores.get(index))
            .copied()
            .map_or(MISSING, i64::from)
    }

    fn mean(&self, lines: Range<usize>) -> i64 {
        let sum = |at: usize| self.sums.get(at).copied().unwrap_or_default();
        match i64::try_from(lines.len()) {
            Ok(0) | Err(_) => MISSING,
            Ok(count) => (sum(lines.end) - sum(lines.start)).div_euclid(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_and_means_are_seen() {
        let context = Context::of(vec![10, -20, 31]);
        let mut row: Vec<i32> = Vec::new();
        context.put(1, &mut row);
        assert_eq!(row[..5], [-20, 10, 31, -20_000, -20_000]);
        assert_eq!(row[row.len() - 3..], [7, -5, 5]);
        assert_eq!(row.len(), 18);
    }
}
