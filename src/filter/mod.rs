//! Whole documents: the filters that a user sets, one file each. By default only documents without text are dropped.
//!
//! A filter is a file with its manual at the head, and a line in [`FILTERS`]. Not for: parts of documents (`strip`).

mod empty;
mod language;
mod length;

use serde::{Deserialize, Serialize};

use crate::model::{Document, DropReason, RuleId};

/// Settings of the stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Documents with fewer characters of text are dropped.
    pub min_chars: usize,
    /// Documents with more characters of text are dropped; 0 is no limit.
    pub max_chars: usize,
    /// Languages to keep, as `metadata.language` has them; none means all. Documents whose language is not known are dropped
    /// if this is set.
    pub languages: Vec<String>,
}

/// A filter of whole documents.
struct Filter {
    /// Its name in rejects and in the manifest.
    id: &'static str,
    /// The source file, at whose head the manual stands.
    source: &'static str,
    /// Why it drops a document, with value and bound; none where the document may stay.
    reason: fn(&Document, &Options) -> Option<String>,
}

/// All filters, in the order in which they are asked: the first that drops a document gives the reason.
const FILTERS: &[Filter] = &[empty::EMPTY, length::MIN_CHARS, length::MAX_CHARS, language::LANGUAGE];

/// A filter as `chaffinch rules` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FilterInfo {
    /// Its name in rejects and in the manifest.
    pub id: RuleId,
    /// What it drops, in a sentence.
    pub about: String,
    /// Its manual.
    pub manual: String,
}

/// All filters, in the order in which they are asked.
pub fn filters() -> Vec<FilterInfo> {
    let info = |filter: &Filter| {
        let lines = filter.source.lines().map_while(|line| line.strip_prefix("//!"));
        let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        let about = lines
            .iter()
            .find_map(|line| line.strip_prefix(&format!("* `{}`: ", filter.id)));
        FilterInfo {
            id: RuleId::code(filter.id),
            about: about.unwrap_or_default().to_owned(),
            manual: lines.join("\n"),
        }
    };
    FILTERS.iter().map(info).collect()
}

/// The reason to drop `document`, if there is one: that of the first filter that drops it.
pub fn filter(document: &Document, options: &Options) -> Option<DropReason> {
    FILTERS.iter().find_map(|filter| {
        let detail = (filter.reason)(document, options)?;
        Some(DropReason {
            rule: RuleId::code(filter.id),
            detail,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, Metadata, Provenance};

    fn document(text: &str, language: Option<&str>) -> Document {
        Document {
            metadata: Metadata {
                language: language.map(str::to_owned),
                ..Metadata::default()
            },
            ..Document::new(Provenance::new("x"), text.to_owned(), Digest::of(text.as_bytes()))
        }
    }

    #[test]
    fn each_filter_says_what_it_drops() {
        for filter in filters() {
            assert!(filter.about.len() > 20, "{filter:?}");
        }
    }

    #[test]
    fn each_filter_says_value_and_bound() {
        let bounds: Options = toml::from_str("min_chars = 3\nmax_chars = 5\nlanguages = [\"cs\", \"de\"]").unwrap();
        let none = Options::default();
        let cases = [
            ("čau", Some("cs"), &bounds, None),
            ("", None, &none, Some("empty: no text is left")),
            (" \n", None, &none, Some("empty: no text is left")),
            ("a", None, &none, None),
            (
                "ča",
                Some("cs"),
                &bounds,
                Some("min-chars: 2 characters, at least 3 wanted"),
            ),
            (
                "abcdef",
                Some("de"),
                &bounds,
                Some("max-chars: 6 characters, at most 5 wanted"),
            ),
            (
                "abcd",
                Some("en"),
                &bounds,
                Some("language: language is en, wanted: cs, de"),
            ),
            (
                "abcd",
                None,
                &bounds,
                Some("language: language is not known, wanted: cs, de"),
            ),
        ];
        for (text, language, options, expected) in cases {
            let found = filter(&document(text, language), options).map(|r| format!("{}: {}", r.rule, r.detail));
            assert_eq!(found.as_deref(), expected, "{text:?}");
        }
    }
}
