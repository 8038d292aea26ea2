//! Which block repeats the title of the page.
//!
//! Not for: finding the title (`parse::metadata`).

use crate::model::{BlockKind, Parsed};

use super::super::text::{count, mix, ratio};

/// Hashes of the words in lower case, in order.
pub(super) fn words(text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word));
    words
}

fn each_word(text: &str, mut take: impl FnMut(u64)) {
    let mut word = None;
    for c in text.chars() {
        if c.is_alphanumeric() {
            let small = |hash, c: char| mix(hash, u64::from(u32::from(c)));
            let before = word.unwrap_or(7);
            word = Some(match c.is_ascii() {
                true => small(before, c.to_ascii_lowercase()),
                false => c.to_lowercase().fold(before, small),
            });
        } else {
            word.take().into_iter().for_each(&mut take);
        }
    }
    word.into_iter().for_each(take);
}

/// Share of the title's words that the text has, per mille, less a penalty for other words.
pub(super) fn overlap(text: &str, title: &[u64]) -> i32 {
    let (mut hits, mut words) = (0, 0);
    each_word(text, |word| {
        hits += usize::from(title.contains(&word));
        words += 1;
    });
    ratio(count(hits), count(words.max(1))) * ratio(count(hits.min(title.len())), count(title.len())) / 1000
}

pub(super) fn find_title(parsed: &Parsed, title: &[u64]) -> Option<usize> {
    let headings = parsed
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, b)| matches!(b.kind, BlockKind::Heading(_)));
    let alike = headings
        .clone()
        .map(|(index, block)| (overlap(&block.text, title), usize::MAX - index));
    match alike.max() {
        Some((overlap, index)) if overlap >= 300 => Some(usize::MAX - index),
        _ => headings
            .filter(|(_, b)| b.kind == BlockKind::Heading(1))
            .map(|(index, _)| index)
            .next(),
    }
}
