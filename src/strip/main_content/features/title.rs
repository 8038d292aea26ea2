//! Which block repeats the title of the page.
//!
//! Not for: finding the title (`parse::metadata`).

use crate::document::{BlockKind, Parsed};

use super::super::text::{count, mix, ratio};

/// Hashes of the words, in order, small letters.
pub(super) fn words(text: &str) -> Vec<u64> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| {
            word.chars()
                .flat_map(char::to_lowercase)
                .fold(7, |hash, c| mix(hash, u64::from(u32::from(c))))
        })
        .collect()
}

/// Per mille of the title's words that the text has, less what it has beside them.
pub(super) fn overlap(text: &[u64], title: &[u64]) -> i32 {
    let hits = text.iter().filter(|word| title.contains(word)).count();
    ratio(count(hits), count(text.len().max(1))) * ratio(count(hits.min(title.len())), count(title.len())) / 1000
}

pub(super) fn find_title(parsed: &Parsed, title: &[u64]) -> Option<usize> {
    let headings = parsed
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, b)| matches!(b.kind, BlockKind::Heading(_)));
    let alike = headings
        .clone()
        .map(|(index, block)| (overlap(&words(&block.text), title), usize::MAX - index));
    match alike.max() {
        Some((overlap, index)) if overlap >= 300 => Some(usize::MAX - index),
        _ => headings
            .filter(|(_, b)| b.kind == BlockKind::Heading(1))
            .map(|(index, _)| index)
            .next(),
    }
}
