//! Names in a block of their own below a block that is nothing but a label: `Written by`, then `Ana Lund`.
//!
//! Not for: labels and names in one line (`head`), nor for elements that markup calls authors (the parent module).

use super::names;
use crate::model::{Block, BlockKind};

/// Blocks that are looked at.
const BLOCKS: usize = 80;
/// A block that is a name has no more bytes.
const LONGEST_BYTES: usize = 60;
/// Names below one label beyond these are no authors.
const MOST: usize = 8;
/// The labels, in small letters and without the signs at their end.
const LABELS: [&str; 44] = [
    "by",
    "written by",
    "author",
    "authors",
    "author(s)",
    "article by",
    "words by",
    "text by",
    "story by",
    "posted by",
    "byline",
    "about the author",
    "von",
    "autor",
    "autorin",
    "autor:in",
    "autoren",
    "verfasst von",
    "geschrieben von",
    "text",
    "über den autor",
    "über die autorin",
    "por",
    "autora",
    "autores",
    "escrito por",
    "publicado por",
    "par",
    "auteur",
    "auteurs",
    "auteur(s)",
    "écrit par",
    "di",
    "autore",
    "scritto da",
    "door",
    "geschreven door",
    "av",
    "af",
    "autor:innen",
    "автор",
    "作者",
    "著者",
    "przez",
];

/// The names below the first label that has any.
pub(super) fn names(blocks: &[Block]) -> Vec<String> {
    let pairs = blocks
        .iter()
        .take(BLOCKS)
        .enumerate()
        .filter(|(_, block)| is_label(&block.text));
    let below = |(at, _): (usize, &Block)| {
        let rest = blocks.get(at + 1..).unwrap_or_default();
        let items = rest.iter().take_while(|block| is_item(block)).count();
        let rest = rest.get(..items.max(1)).unwrap_or_default();
        rest.iter()
            .map_while(|block| name(&block.text))
            .take(MOST)
            .collect::<Vec<String>>()
    };
    pairs.map(below).find(|names| !names.is_empty()).unwrap_or_default()
}

fn is_item(block: &Block) -> bool {
    matches!(block.kind, BlockKind::ListItem { .. })
}

fn is_label(text: &str) -> bool {
    let label = text.trim().trim_end_matches([':', '：', ' ']);
    label.len() <= 24 && LABELS.contains(&label.to_lowercase().as_str())
}

/// The name that a block consists of.
fn name(text: &str) -> Option<String> {
    let fits = text.len() <= LONGEST_BYTES
        && super::is_like_name(text)
        && text.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let mut found = if fits { names::of(text) } else { Vec::new() };
    found
        .pop()
        .filter(|name| found.is_empty() && !super::head::is_label(name))
}
