//! Elements that are lines of a listing.
//!
//! Not for: the numbers before them (`numbers`).

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use super::super::tags::{Role, role};
use crate::parse::attribute::Attribute;

/// Classes of the elements that hold one line each.
const LINES: [&str; 12] = [
    "line",
    "token-line",
    "code-line",
    "cm-line",
    "view-line",
    "CodeMirror-line",
    "crayon-line",
    "ace_line",
    "ec-line",
    "code__line",
    "d2h-code-line",
    "diff-line",
];

/// Whether an element that runs on in the line by its tag is a whole line: it has the class of one, and no text of the same line
/// stands beside it.
pub(super) fn is_line(node: NodeRef<'_, Node>, tag: &Tag, classes: &str) -> bool {
    let is_named = |class: &str| LINES.contains(&class) || class.starts_with("codeLine_");
    let is_line = tag.attribute("data-line").is_some() || classes.split_ascii_whitespace().any(is_named);
    is_line && !stands_in_line(node)
}

fn stands_in_line(node: NodeRef<'_, Node>) -> bool {
    let text = |node: Option<NodeRef<'_, Node>>, last: bool| {
        let text = node.and_then(|node| node.value().as_text().map(|text| text.to_string()));
        text.is_some_and(|text| {
            let edge = if last {
                text.rsplit('\n').next()
            } else {
                text.split('\n').next()
            };
            edge.is_some_and(|edge| !edge.trim().is_empty())
        })
    };
    text(node.prev_sibling(), true) || text(node.next_sibling(), false)
}

/// Whether a text is the white space of the markup between two lines or cells.
pub(super) fn is_between(text: NodeRef<'_, Node>, said: &str) -> bool {
    if !said.contains('\n') || !said.trim().is_empty() {
        return false;
    }
    let is_block = |node: Option<NodeRef<'_, Node>>| {
        let tag = node.and_then(|node| node.value().as_element());
        tag.is_some_and(|tag| {
            let role = role(tag.name());
            !role.is_inline() && role != Role::Break || tag.attribute("class").is_some_and(is_line_class)
        })
    };
    is_block(text.prev_sibling()) || is_block(text.next_sibling())
}

fn is_line_class(classes: &str) -> bool {
    classes.split_ascii_whitespace().any(|class| LINES.contains(&class))
}
