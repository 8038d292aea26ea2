//! What the place of a line among its neighbours says for or against its being the title.

use super::Head;
use super::shape::{separators, words};

/// A line that stands again is long enough for a title from here on.
const REPEATED_BYTES: usize = 16;
/// Running text is looked for so far below a line.
const REACH: usize = 11;

/// What a neighbour of a line is, and its points as the line above, the next one, the second and the third below.
fn neighbour(head: Head<'_>, at: Option<usize>) -> [i32; 4] {
    let Some(at) = at.filter(|at| *at < head.blocks.len()) else {
        return [43, -63, -40, -40];
    };
    match words(head.text(at)) {
        _ if head.is_meta(at) => [-11, 92, 30, 120],
        _ if head.is_prose(at) => [-77, 22, -34, 9],
        _ if separators(head.text(at)) > 0 => [163, 4, 98, -2],
        0..=3 => [-13, -56, -8, 6],
        4..=8 => [-82, -56, -9, 5],
        _ => [-65, 42, 6, -32],
    }
}

/// Points of a line by its place.
pub(super) fn score(head: Head<'_>, at: usize) -> i32 {
    let [above, ..] = neighbour(head, at.checked_sub(1));
    let [_, next, ..] = neighbour(head, Some(at + 1));
    let [_, _, second, _] = neighbour(head, Some(at + 2));
    let [.., third] = neighbour(head, Some(at + 3));
    above + next + second + third + about(head, at) + prose(head, at) + gaps(head, at)
}

/// The next line about the document: a day or a byline.
fn about(head: Head<'_>, at: usize) -> i32 {
    match (1..=3).find(|step| head.is_meta(at + step)) {
        Some(1) => 92,
        Some(2) => 115,
        Some(_) => -19,
        None => 0,
    }
}

/// Where running text stands.
fn prose(head: Head<'_>, at: usize) -> i32 {
    let below = match (1..=REACH).find(|step| head.is_prose(at + step)) {
        Some(1) => 22,
        Some(2) => 20,
        Some(3) => -53,
        Some(4..=6) => -18,
        Some(_) => 24,
        None => 28,
    };
    let above = match (0..at).filter(|above| head.is_prose(*above)).count() {
        0 => 0,
        1 => -120,
        2 => -190,
        _ => -320,
    };
    below + above
}

/// Blank lines around it, and whether it stands again below.
fn gaps(head: Head<'_>, at: usize) -> i32 {
    let apart = |at: usize| head.blocks.get(at).is_some_and(|block| block.gap > 0);
    let text = head.text(at);
    let again = || head.blocks.iter().skip(at + 1).any(|block| block.text == text);
    43 * i32::from(at == 0)
        + 19 * i32::from(apart(at + 1))
        + 48 * i32::from(at > 0 && apart(at))
        + 111 * i32::from(text.len() >= REPEATED_BYTES && again())
}
