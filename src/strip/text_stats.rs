//! Counts that describe a segment: characters, words, letters, digits, links, and whether it ends as a sentence does.
//!
//! Not for what they mean: rules decide that.

use std::ops::Range;

use super::chars::{BLANK, HANGUL, LETTER, NUMBER, Sorts, UNSPACED, UPPER, count};
use crate::model::Block;

/// Counts that survive without tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextStats {
    /// Characters; those of unspaced scripts count thrice, so that bounds mean the same in all scripts.
    pub(crate) chars: usize,
    /// Words; about two characters make one in unspaced scripts.
    pub(crate) words: usize,
    /// Letters.
    pub(crate) letters: usize,
    /// Letters in upper case.
    pub(crate) upper: usize,
    /// Digits.
    pub(crate) digits: usize,
    /// Whether it ends as sentences do.
    pub(crate) sentence: bool,
    /// Percent of the bytes that are links.
    pub(crate) link_percent: usize,
}

/// Counts of a segment.
pub(crate) fn measure(block: &Block, range: &Range<usize>, text: &str) -> TextStats {
    let mut stats = if text.is_ascii() {
        ascii(text.as_bytes())
    } else {
        any(text)
    };
    stats.sentence = ends_sentence(text);
    stats.link_percent = block.link_bytes_in(range) * 100 / text.len().max(1);
    stats
}

/// The counts of characters in text that is ASCII.
fn ascii(text: &[u8]) -> TextStats {
    let blank = |byte: u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let begins = |(chunk, next): (&[u8], &[u8])| {
        let pairs = chunk.iter().zip(next);
        let begins: u8 = pairs
            .map(|(before, byte)| u8::from(blank(*before) & !blank(*byte)))
            .sum();
        usize::from(begins)
    };
    let chunks = text.chunks(128).zip(text.get(1..).unwrap_or_default().chunks(128));
    TextStats {
        chars: text.len(),
        words: chunks.map(begins).sum::<usize>() + usize::from(text.first().is_some_and(|byte| !blank(*byte))),
        letters: count(text, |byte| byte.is_ascii_alphabetic()),
        upper: count(text, |byte| byte.is_ascii_uppercase()),
        digits: count(text, |byte| byte.is_ascii_digit()),
        ..TextStats::default()
    }
}

/// The counts of characters in any text.
fn any(text: &str) -> TextStats {
    let sorts = Sorts::new();
    let mut stats = TextStats::default();
    let (mut unspaced, mut dense) = (0, 0);
    let mut blank_before = true;
    for c in text.chars() {
        let sort = sorts.of(c);
        let is = |wanted: u8| usize::from(sort & wanted != 0);
        stats.chars += 1;
        unspaced += is(UNSPACED);
        dense += is(HANGUL);
        stats.letters += is(LETTER);
        stats.upper += is(UPPER);
        stats.digits += is(NUMBER);
        let blank = sort & BLANK != 0;
        stats.words += usize::from(!blank & blank_before);
        blank_before = blank;
    }
    stats.chars += unspaced * 2 + dense;
    stats.words += unspaced / 2;
    stats
}

/// Whether `text` ends with a mark that ends sentences, before closing quotes and brackets.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let trimmed = text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | '“' | '」' | '』' | ']' | '）')
    });
    matches!(
        trimmed.chars().next_back(),
        Some('.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔' | '．' | ';' | '；' | '։')
    )
}
