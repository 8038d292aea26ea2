//! Counts of a text that survive without tags.
//!
//! Not for: what they mean (the rules).

use std::ops::Range;

use super::fold::is_unspaced;
use crate::document::Block;

/// Counts that survive without tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Characters; those of unspaced scripts count thrice, so that bounds mean the same in all scripts.
    pub(crate) weight: usize,
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

/// Counts of a piece.
pub(crate) fn measure(block: &Block, range: &Range<usize>, text: &str) -> Shape {
    let mut shape = if text.is_ascii() {
        ascii(text.as_bytes())
    } else {
        any(text)
    };
    shape.sentence = ends_sentence(text);
    let linked: usize = block
        .links
        .iter()
        .map(|(link, _)| link.end.min(range.end).saturating_sub(link.start.max(range.start)))
        .sum();
    shape.link_percent = linked * 100 / text.len().max(1);
    shape
}

/// The counts of characters in text that is ASCII.
fn ascii(text: &[u8]) -> Shape {
    let count = |is: fn(&u8) -> bool| text.iter().filter(|byte| is(byte)).count();
    let blank = |byte: u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let opens = text.iter().zip(text.iter().skip(1));
    Shape {
        weight: text.len(),
        words: opens.filter(|(before, byte)| blank(**before) && !blank(**byte)).count()
            + usize::from(text.first().is_some_and(|byte| !blank(*byte))),
        letters: count(u8::is_ascii_alphabetic),
        upper: count(u8::is_ascii_uppercase),
        digits: count(u8::is_ascii_digit),
        ..Shape::default()
    }
}

/// The counts of characters in any text.
fn any(text: &str) -> Shape {
    let mut shape = Shape::default();
    let (mut unspaced, mut dense) = (0, 0);
    let mut in_word = false;
    for c in text.chars() {
        shape.weight += 1;
        unspaced += usize::from(is_unspaced(c));
        dense += usize::from(matches!(c, '\u{AC00}'..='\u{D7AF}'));
        shape.letters += usize::from(c.is_alphabetic());
        shape.upper += usize::from(c.is_uppercase());
        shape.digits += usize::from(c.is_numeric());
        let blank = c.is_whitespace();
        shape.words += usize::from(!blank && !in_word);
        in_word = !blank;
    }
    shape.weight += unspaced * 2 + dense;
    shape.words += unspaced / 2;
    shape
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
