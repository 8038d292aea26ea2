//! * `language`: drops documents in other languages than those of `filter.languages`.
//!
//! The language is `metadata.language`: that of the cleaned text, or the declared one where the text is too short to tell. A document
//! whose language is not known is dropped, too. Off by default.

use super::Filter;

pub(super) const LANGUAGE: Filter = Filter {
    id: "language",
    source: include_str!("language.rs"),
    reason: |document, options| {
        let (language, wanted) = (document.metadata.language.as_ref(), &options.languages);
        if wanted.is_empty() || language.is_some_and(|language| wanted.contains(language)) {
            return None;
        }
        let found = language.map_or("not known", String::as_str);
        Some(format!("language is {found}, wanted: {}", wanted.join(", ")))
    },
};
