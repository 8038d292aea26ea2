//! Blocks to the text of a document: plain text, or Markdown that keeps the marks of headings, lists, code and tables.
//!
//! Not for: choosing what stays (`strip`), nor spaces and controls inside the text (`normalize`).

mod markdown;
mod stretch;
mod verbatim;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::{Block, BlockKind, Layout};

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
    /// Whether Markdown keeps the targets of links: `[text](address)`.
    pub links: bool,
}

/// Joins blocks: paragraphs are separated by a blank line, items of a list, rows of a table and lines of a stanza by a line break.
/// Blocks of plain text stand as they stood in the source.
pub fn render(blocks: &[Block], options: &Options) -> String {
    match options.format {
        TextFormat::Text => text(blocks),
        TextFormat::Markdown => markdown::render(blocks, options.links),
    }
}

fn text(blocks: &[Block]) -> String {
    let mut out = String::with_capacity(blocks.iter().map(|block| block.text.len() + 4).sum());
    let mut before: Option<&Block> = None;
    for block in blocks.iter().filter(|block| !block.text.trim().is_empty()) {
        if let Some(layout) = &block.layout {
            push_laid_out(&mut out, block, layout);
        } else {
            if let Some(before) = before {
                out.push_str(separator(before, block));
            }
            push_text(&mut out, block);
        }
        before = Some(block);
    }
    out
}

/// Writes a block of plain text as it stood.
fn push_laid_out(out: &mut String, block: &Block, layout: &Layout) {
    if !out.is_empty() && !layout.same_line {
        out.extend(std::iter::repeat_n('\n', usize::from(block.gap) + 1));
    }
    out.push_str(&layout.indent);
    out.push_str(&as_it_stood(block, layout));
}

/// The lines of a block of plain text, behind its indent.
fn as_it_stood<'a>(block: &'a Block, layout: &'a Layout) -> Cow<'a, str> {
    match (&layout.lines, &block.kind) {
        (Some(lines), _) => Cow::Borrowed(lines),
        (None, BlockKind::ListItem { marker, .. }) => Cow::Owned(format!("{marker} {}", block.text)),
        (None, _) => Cow::Borrowed(&block.text),
    }
}

/// What stands between two blocks.
fn separator(before: &Block, block: &Block) -> &'static str {
    use BlockKind::{Caption, Code, Heading, Lines, ListItem, Paragraph, Quote, TableRow};
    let together = match (&before.kind, &block.kind) {
        (ListItem { .. }, ListItem { .. }) => true,
        (TableRow { .. }, TableRow { header }) => !header || before.kind == block.kind && block.gap == 0,
        (Lines, Lines) | (Paragraph, Paragraph) => block.gap == 0,
        (Heading(_) | Paragraph | ListItem { .. } | TableRow { .. } | Code { .. } | Quote | Lines | Caption, _) => {
            false
        }
    };
    if together { "\n" } else { "\n\n" }
}

fn push_text(out: &mut String, block: &Block) {
    match &block.kind {
        BlockKind::ListItem { depth, marker } => {
            out.extend(std::iter::repeat_n("  ", usize::from(*depth)));
            out.push_str(marker);
            out.push(' ');
            out.push_str(&single_spaced(&block.text));
        }
        BlockKind::TableRow { .. } | BlockKind::Code { .. } | BlockKind::Lines => out.push_str(&block.text),
        BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Quote | BlockKind::Caption => {
            out.push_str(&single_spaced(&block.text))
        }
    }
}

/// Plain text keeps wide gaps for the judges to see; the text of a document has none.
fn single_spaced(text: &str) -> Cow<'_, str> {
    if text.contains("  ") {
        Cow::Owned(text.split("  ").collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests;
