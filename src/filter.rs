//! Whole documents: the filters that a user sets. By default only documents without text are dropped.
//!
//! Not for: parts of documents (`strip`).

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

/// The reason to drop `document`, if there is one: the first filter that takes it.
pub fn filter(document: &Document, options: &Options) -> Option<DropReason> {
    let chars = document.text.chars().count();
    let language = document.metadata.language.as_deref();
    empty(&document.text)
        .or_else(|| length(chars, options))
        .or_else(|| foreign(language, &options.languages))
}

fn empty(text: &str) -> Option<DropReason> {
    text.trim()
        .is_empty()
        .then(|| reason("empty", "no text is left".into()))
}

fn length(chars: usize, options: &Options) -> Option<DropReason> {
    let Options {
        min_chars, max_chars, ..
    } = *options;
    if chars < min_chars {
        return Some(reason(
            "min-chars",
            format!("{chars} characters, at least {min_chars} wanted"),
        ));
    }
    (max_chars > 0 && chars > max_chars)
        .then(|| reason("max-chars", format!("{chars} characters, at most {max_chars} wanted")))
}

fn foreign(language: Option<&str>, wanted: &[String]) -> Option<DropReason> {
    if wanted.is_empty() || language.is_some_and(|language| wanted.iter().any(|name| name == language)) {
        return None;
    }
    let found = language.unwrap_or("not known");
    Some(reason(
        "language",
        format!("language is {found}, wanted: {}", wanted.join(", ")),
    ))
}

fn reason(rule: &'static str, detail: String) -> DropReason {
    DropReason {
        rule: RuleId::code(rule),
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Encoding, Metadata, Provenance};

    fn document(text: &str, language: Option<&str>) -> Document {
        Document {
            provenance: Provenance {
                source: "x".into(),
                record: None,
                offset_bytes: 0,
            },
            text: text.into(),
            metadata: Metadata {
                language: language.map(str::to_owned),
                ..Metadata::default()
            },
            encoding: Encoding::default(),
            content_hash: blake3::hash(text.as_bytes()),
            raw_hash: blake3::hash(text.as_bytes()),
            removals: Vec::new(),
        }
    }

    #[test]
    fn each_filter_says_value_and_bound() {
        let bounds = Options {
            min_chars: 3,
            max_chars: 5,
            languages: vec!["cs".into(), "de".into()],
        };
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
