//! The parts of a paragraph that can be boilerplate glued to it: its last sentences, and what stands in brackets.
//!
//! Not for deciding which of them go (`rules::sentence`).

use std::ops::Range;

/// Only the end of a paragraph is looked at, this far.
const REACH_BYTES: usize = 600;
/// So many of the last sentences.
const SENTENCES: usize = 3;
/// So many brackets of a paragraph.
const BRACKETS: usize = 8;
/// What stands in brackets and is longer is no label.
const BRACKET_BYTES: usize = 80;

/// The last sentences of a text of several, the last one first.
pub(super) fn last_sentences(text: &str) -> Vec<Range<usize>> {
    let start = text.floor_char_boundary(text.len().saturating_sub(REACH_BYTES));
    let end = text.get(start..).unwrap_or_default();
    let stretches = super::one_line::stretches(end);
    // The first one is the opening of the text, or may lack its own.
    let last = stretches.iter().skip(1).rev().take(SENTENCES);
    last.map(|range| start + range.start..start + range.end).collect()
}

/// What stands in brackets, with them.
pub(super) fn brackets(text: &str) -> Vec<Range<usize>> {
    let opens = text.match_indices(['(', '[', '（', '【']);
    let bracket = |(start, open): (usize, &str)| {
        let close = match open {
            "(" => ')',
            "[" => ']',
            "（" => '）',
            _ => '】',
        };
        let rest = text.get(start + open.len()..)?;
        let near = rest.get(..rest.floor_char_boundary(BRACKET_BYTES))?;
        let length = near.find(close)?;
        Some(start..start + open.len() + length + close.len_utf8())
    };
    opens.take(BRACKETS).filter_map(bracket).collect()
}

/// The text of all of them.
pub(super) fn texts(text: &str) -> impl Iterator<Item = &str> {
    let ranges = last_sentences(text).into_iter().chain(brackets(text));
    ranges.filter_map(|range| text.get(range)).map(unbracketed)
}

/// A text without the brackets around it.
pub(super) fn unbracketed(text: &str) -> &str {
    text.trim_matches(['(', ')', '[', ']', '（', '）', '【', '】', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sentences_and_brackets_of_a_paragraph() {
        let text = "It rained (Advertisement) all day. Nobody came. Follow us on Telegram.";
        let of = |ranges: Vec<Range<usize>>| ranges.into_iter().map(|r| &text[r]).collect::<Vec<_>>();
        assert_eq!(of(last_sentences(text)), ["Follow us on Telegram.", "Nobody came."]);
        assert_eq!(of(brackets(text)), ["(Advertisement)"]);
        assert!(last_sentences("One sentence alone.").is_empty());
        assert!(brackets("1) this and (that").is_empty());
    }
}
