//! A page that arrived as one long line, cut into stretches: at sentence ends, and around runs of words in capitals.
//!
//! Not for deciding which of them go.

use std::ops::Range;

/// The stretches of `text`, in order; between them stands white space only.
pub(crate) fn stretches(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start: Option<usize> = None;
    for (nth, word) in words.iter().enumerate() {
        let begin = *start.get_or_insert(word.start);
        let next = words.get(nth + 1);
        if next.is_none_or(|next| breaks(text, word, next)) {
            out.push(begin..word.end);
            start = None;
        }
    }
    out
}

fn words(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_whitespace(), start) {
            (true, Some(from)) => {
                out.push(from..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    out.extend(start.map(|from| from..text.len()));
    out
}

/// Whether a stretch ends between two neighbouring words.
fn breaks(text: &str, word: &Range<usize>, next: &Range<usize>) -> bool {
    let (Some(left), Some(right)) = (text.get(word.clone()), text.get(next.clone())) else {
        return false;
    };
    let sentence = super::text_stats::ends_sentence(left)
        && !left.ends_with(';')
        && starts_upper(right)
        && left.chars().count() > 2;
    sentence || is_capitals(left) != is_capitals(right) && starts_upper(right) && right.chars().count() > 1
}

fn starts_upper(word: &str) -> bool {
    word.chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(|c| !c.is_lowercase())
}

/// A word of three letters or more, all capitals.
fn is_capitals(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && word.chars().all(|c| !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_sentences_and_around_capitals() {
        let text = "HOME NEWS SPORT Village buys boat It floats. Nobody minds. ADVERTISEMENT Later it sank.";
        let parts: Vec<_> = stretches(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(
            parts,
            [
                "HOME NEWS SPORT",
                "Village buys boat It floats.",
                "Nobody minds.",
                "ADVERTISEMENT",
                "Later it sank."
            ]
        );
    }
}
