//! The numbers of the lines of a listing.
//!
//! Not for: numbers that are code.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use super::super::tags::{Role, role};
use crate::parse::attribute::Attribute;

/// Classes that mean the same inside a listing.
const SHORT: [&str; 8] = ["ln", "lnt", "lnum", "lno", "num", "nums", "cm-gutterElement", "margin"];

/// Whether an element outside of listings numbers the lines of the code beside it.
pub(super) fn is_gutter(node: NodeRef<'_, Node>, classes: &str) -> bool {
    classes.split_ascii_whitespace().any(is_gutter_class) && holds_numbers(node)
}

/// Whether elements of a class hold nothing but the numbers of lines, wherever they stand.
fn is_gutter_class(class: &str) -> bool {
    matches!(
        class,
        "gutter"
            | "lineno"
            | "linenos"
            | "linenodiv"
            | "linenumber"
            | "linenumbers"
            | "line-number"
            | "line-numbers"
            | "line-numbers-rows"
            | "line-numbers-wrapper"
            | "line-num"
            | "line_numbers"
            | "lines-num"
            | "lineNumber"
            | "lineNumbers"
            | "blob-num"
            | "js-line-number"
            | "file-line-num"
            | "diff-line-num"
            | "react-line-number"
            | "react-line-numbers"
            | "react-line-numbers-no-virtualization"
            | "react-syntax-highlighter-line-number"
            | "src-line-numbers"
            | "hljs-ln-numbers"
            | "rouge-gutter"
            | "code-gutter"
            | "crayon-num"
            | "crayon-nums"
            | "crayon-nums-content"
            | "CodeMirror-gutter"
            | "CodeMirror-gutters"
            | "CodeMirror-linenumber"
            | "cm-gutters"
            | "ace_gutter"
            | "d2h-code-linenumber"
            | "d2h-code-side-linenumber"
    )
}

/// Whether an element inside a listing numbers lines.
pub(super) fn is_gutter_inside(node: NodeRef<'_, Node>, tag: &Tag, classes: &str) -> bool {
    let named = classes.split_ascii_whitespace().any(is_named);
    if !named && !is_marked(tag) && !matches!(tag.name(), "a" | "td" | "th") {
        return false;
    }
    let is_numbers = holds_numbers(node);
    is_numbers && (named || is_marked(tag) || is_own_anchor(node, tag) || is_counting_cell(node, tag))
}

fn is_named(class: &str) -> bool {
    let lower = class.to_ascii_lowercase();
    let counts = lower.contains("line") && (lower.contains("num") || lower.ends_with("no") || lower.ends_with("nos"));
    counts || lower.contains("gutter") || SHORT.contains(&class) || is_gutter_class(class)
}

/// Whether readers cannot select the text of an element, or machines are told to pass over it.
fn is_marked(tag: &Tag) -> bool {
    let is_unselectable = |style: &str| {
        let style = style.replace(' ', "").to_ascii_lowercase();
        style.contains("user-select:none")
    };
    tag.attribute("data-nosnippet").is_some()
        || tag.attribute("data-line-number").is_some()
        || tag.attribute("aria-hidden") == Some("true")
        || tag.attribute("style").is_some_and(is_unselectable)
}

/// Whether an element holds numbers and nothing else. One without any text numbers lines as well: a style sheet writes the numbers.
fn holds_numbers(node: NodeRef<'_, Node>) -> bool {
    let is_sign =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ':' | '|' | '…' | '⋮' | '\u{200b}');
    node.descendants().all(|node| match node.value() {
        Node::Text(text) => text.chars().all(is_sign),
        Node::Element(tag) => !matches!(role(tag.name()), Role::Image | Role::Math),
        _ => true,
    })
}

/// `<a href="#L3">3</a>`: a link to the line that it numbers.
fn is_own_anchor(node: NodeRef<'_, Node>, tag: &Tag) -> bool {
    let Some((_, anchor)) = tag.attribute("href").and_then(|href| href.split_once('#')) else {
        return false;
    };
    number(node).is_some_and(|number| {
        let line = anchor.trim_start_matches(|c: char| !c.is_ascii_digit());
        line.rsplit('-').next() == Some(&number.to_string())
    })
}

/// Whether a cell is the first of its row, and the first cells of the rows count.
fn is_counting_cell(cell: NodeRef<'_, Node>, tag: &Tag) -> bool {
    let Some(own) = number(cell).filter(|_| matches!(tag.name(), "td" | "th")) else {
        return false;
    };
    let is_cell = |node: &NodeRef<'_, Node>| role(name(*node)) == Role::Cell;
    let first = |row: NodeRef<'_, Node>| row.children().find(is_cell).and_then(number);
    let Some(row) = cell.parent() else { return false };
    let mut rows_above = row.prev_siblings().filter(|row| role(name(*row)) == Role::Row);
    let mut rows_below = row.next_siblings().filter(|row| role(name(*row)) == Role::Row);
    let is_first = !cell.prev_siblings().any(|node| is_cell(&node)) && cell.next_siblings().any(|node| is_cell(&node));
    let above = rows_above.next().and_then(first);
    let below = rows_below.next().and_then(first);
    is_first && (above.is_some() && above == own.checked_sub(1) || below.is_some() && below == own.checked_add(1))
}

/// The number that is all of the text of an element.
fn number(node: NodeRef<'_, Node>) -> Option<u32> {
    let mut texts = node.descendants().filter_map(|node| node.value().as_text());
    let text = texts.find(|text| !text.trim().is_empty())?.trim();
    let rest = texts.all(|text| text.trim().is_empty());
    text.parse().ok().filter(|_| rest)
}

fn name(node: NodeRef<'_, Node>) -> &str {
    node.value().as_element().map_or("", |tag| tag.name())
}
