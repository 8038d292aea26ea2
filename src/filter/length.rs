//! * `min-chars`: drops documents with fewer characters of text than `filter.min_chars`.
//! * `max-chars`: drops documents with more characters of text than `filter.max_chars`.
//!
//! Characters are Unicode scalar values of the cleaned text. Both bounds are off by default.

use super::Filter;
use crate::model::Document;

pub(super) const MIN_CHARS: Filter = Filter {
    id: "min-chars",
    source: include_str!("length.rs"),
    reason: |document, options| {
        let (chars, least) = (chars(document), options.min_chars);
        (chars < least).then(|| format!("{chars} characters, at least {least} wanted"))
    },
};

pub(super) const MAX_CHARS: Filter = Filter {
    id: "max-chars",
    source: include_str!("length.rs"),
    reason: |document, options| {
        let (chars, most) = (chars(document), options.max_chars);
        (most > 0 && chars > most).then(|| format!("{chars} characters, at most {most} wanted"))
    },
};

fn chars(document: &Document) -> usize {
    document.text.chars().count()
}
