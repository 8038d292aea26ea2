//! What readers say below a page.
//!
//! Not for: whether it stays (`decide`).

use crate::document::{Block, Parsed};

use super::features::Page;
use super::text::SENTENCE;

/// Which blocks stand in comments.
pub(super) fn comments(parsed: &Parsed) -> Vec<bool> {
    let containers = comment_containers(parsed);
    let is_inside = |block: &Block| block.element.and_then(|h| containers.get(h as usize)) == Some(&true);
    parsed.blocks.iter().map(is_inside).collect()
}

/// Which containers are called comments, or stand in one that is. Software names them so in every language.
fn comment_containers(parsed: &Parsed) -> Vec<bool> {
    let mut inside: Vec<bool> = Vec::with_capacity(parsed.elements.len());
    for element in &parsed.elements {
        let above = element.parent.is_some_and(|p| inside.get(p as usize) == Some(&true));
        let named = element.hints.contains("comment") || element.hints.contains("disqus");
        inside.push(above || named && !matches!(&*element.tag, "html" | "body" | "main" | "article"));
    }
    inside
}

impl Page<'_> {
    /// Whether a block is running text or a sentence, not a name, a day or a button.
    pub(super) fn is_said(&self, index: usize) -> bool {
        let text = self.text(index);
        text.is_prose() || text.ending == SENTENCE && text.link_size == 0
    }
}
