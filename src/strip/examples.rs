//! The examples of a rule: texts and pages that show what it removes and what it must keep.
//!
//! Phrase rules have them in their packs, structural rules beside their code. An example is a text, which is tried in small
//! pages of several kinds, or a page of its own, in which the text that matters is marked: `[-removed-]`, `[+kept+]`. A page begins
//! with `<` (HTML), with `---` (Markdown with front matter), or is plain text with marks. Not for trying them: see `trial`.

use serde::{Deserialize, Serialize};

use crate::model::Format;

/// The examples of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Examples {
    /// What the rule removes.
    pub(crate) remove: Vec<String>,
    /// What stays.
    pub(crate) keep: Vec<String>,
    /// What they presuppose.
    #[serde(default)]
    pub(crate) given: Given,
}

/// What the examples of a rule presuppose beside the default settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Given {
    /// `strip.tables` is off.
    pub without_tables: bool,
    /// `strip.captions` is off.
    pub without_captions: bool,
    /// Blocks that are known to be templates of the example's site.
    pub templates: Vec<String>,
}

impl Given {
    /// Whether nothing is presupposed.
    pub fn is_empty(&self) -> bool {
        *self == Given::default()
    }
}

/// An example that is a page of its own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MarkedPage {
    pub(super) format: Format,
    /// The page without the marks.
    pub(super) text: String,
    /// The texts that are marked to go.
    pub(super) removed: Vec<String>,
    /// The texts that are marked to stay.
    pub(super) kept: Vec<String>,
}

impl MarkedPage {
    /// The page of an example; none where the example is a mere text.
    pub(super) fn of(example: &str) -> Option<Self> {
        let (removed, kept) = (between(example, "[-", "-]"), between(example, "[+", "+]"));
        if removed.is_empty() && kept.is_empty() {
            return None;
        }
        let text = ["[-", "-]", "[+", "+]"]
            .iter()
            .fold(example.to_owned(), |text, mark| text.replace(mark, ""));
        let format = match text.trim_start() {
            text if text.starts_with('<') => Format::Html,
            text if text.starts_with("---") => Format::Markdown,
            _ => Format::Text,
        };
        Some(MarkedPage {
            format,
            text,
            removed,
            kept,
        })
    }
}

/// The stretches between two marks.
fn between(text: &str, open: &str, close: &str) -> Vec<String> {
    let after = text.split(open).skip(1);
    let inside = after.filter_map(|rest| rest.split_once(close));
    inside.map(|(inside, _)| inside.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_from_a_text_by_its_marks() {
        assert_eq!(MarkedPage::of("Weekdays [9-17]"), None);
        let page = MarkedPage::of("<p>[-Home-]</p><p>[+The mill+] [+burns+]</p>").unwrap();
        assert_eq!(page.format, Format::Html);
        assert_eq!(page.text, "<p>Home</p><p>The mill burns</p>");
        assert_eq!(
            (page.removed, page.kept),
            (vec!["Home".into()], vec!["The mill".into(), "burns".into()])
        );
        let front = MarkedPage::of("---\ntitle: Mill\n---\n[+Text.+]").unwrap();
        assert_eq!(front.format, Format::Markdown);
    }
}
