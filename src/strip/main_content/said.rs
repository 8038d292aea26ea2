//! Finds readers' comments.
//!
//! Not for: whether they are kept (`decide`).

use crate::model::{Block, Element, Parsed};

use super::names::Names;

/// Which blocks are in comments.
pub(super) fn comments(parsed: &Parsed, names: &Names<'_>) -> Vec<bool> {
    let containers = comment_containers(parsed, names);
    let is_inside = |block: &Block| block.element.and_then(|h| containers.get(h as usize)) == Some(&true);
    parsed.blocks.iter().map(is_inside).collect()
}

/// Which containers are named comments or are inside one that is. Sites in all languages use that name.
fn comment_containers(parsed: &Parsed, names: &Names<'_>) -> Vec<bool> {
    let mut inside: Vec<bool> = Vec::with_capacity(parsed.elements.len());
    for (element, named) in parsed.elements.iter().zip(names.each(is_called_comments)) {
        let above = element.parent.is_some_and(|p| inside.get(p as usize) == Some(&true));
        inside.push(above || named);
    }
    inside
}

fn is_called_comments(element: &Element) -> bool {
    let named = element.hints.contains("comment") || element.hints.contains("disqus");
    named && !matches!(&*element.tag, "html" | "body" | "main" | "article")
}
