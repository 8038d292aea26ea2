//! * `empty`: drops documents of which no text is left.
//!
//! Always on: a document without text is of no use in a corpus. Pages that are only a frame come here, and shells that scripts fill.

use super::Filter;

pub(super) const EMPTY: Filter = Filter {
    id: "empty",
    source: include_str!("empty.rs"),
    reason: |document, _| document.text.trim().is_empty().then(|| "no text is left".to_owned()),
};
