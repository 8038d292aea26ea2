//! The numbers of the lines of a listing.
//!
//! Not for: numbers that are code.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Node;
use scraper::node::Element as Tag;

use super::super::tags::{Role, role};
use crate::parse::attribute::Attribute;

/// Deepest that a number stands in an element that numbers lines.
const DEPTH: usize = 8;
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
    let is_named = || classes.split_ascii_whitespace().any(is_named);
    holds_numbers(node)
        && (is_named()
            || is_marked(tag)
            || is_own_number(node, tag)
            || is_own_anchor(node, tag)
            || is_counting(node, tag))
}

/// How many numbers an element holds that count up by one, and nothing else.
pub(super) fn counted(node: NodeRef<'_, Node>) -> usize {
    let mut last: Option<u32> = None;
    let mut count = 0;
    let counts_up = all_inside(node, |node| {
        let words = node
            .value()
            .as_text()
            .into_iter()
            .flat_map(|text| text.split_whitespace());
        words.into_iter().all(|word| {
            let number = word.parse().ok();
            let next = number.is_some() && last.is_none_or(|last| number == last.checked_add(1));
            (last, count) = (number, count + 1);
            next
        })
    });
    if counts_up { count } else { 0 }
}

/// Whether all nodes of an element are so, and none stands deeper than numbers do: a page can nest elements without end.
fn all_inside<'a>(node: NodeRef<'a, Node>, mut is_so: impl FnMut(NodeRef<'a, Node>) -> bool) -> bool {
    let mut depth = 0;
    node.traverse().all(|edge| match edge {
        Edge::Open(inner) => {
            depth += 1;
            depth <= DEPTH && is_so(inner)
        }
        Edge::Close(_) => {
            depth -= 1;
            true
        }
    })
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
        || tag.attribute("aria-hidden") == Some("true")
        || tag.attribute("style").is_some_and(is_unselectable)
}

/// Whether an element holds numbers and nothing else. One without any text numbers lines as well: a style sheet writes the numbers.
fn holds_numbers(node: NodeRef<'_, Node>) -> bool {
    let is_sign =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ':' | '|' | '…' | '⋮' | '\u{200b}');
    all_inside(node, |node| match node.value() {
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

/// Whether an element shows the number of its line that its attributes say.
fn is_own_number(node: NodeRef<'_, Node>, tag: &Tag) -> bool {
    let said = tag
        .attribute("data-line-number")
        .and_then(|said| said.trim().parse().ok());
    said.is_some() && said == number(node)
}

/// Whether an element is a column of its own, the first of its line, and the first columns of the lines count.
fn is_counting(node: NodeRef<'_, Node>, tag: &Tag) -> bool {
    let Some(own) = number(node) else { return false };
    let is_element = |node: &NodeRef<'_, Node>| node.value().is_element();
    let is_column = |tag: &str| matches!(role(tag), Role::Cell | Role::Container);
    let next = node.next_siblings().find(is_element);
    let is_first = node.prev_siblings().all(|node| !node.value().is_element());
    if !is_first || !next.is_some_and(|next| is_column(name(next))) {
        return false;
    }
    let Some(line) = node.parent() else { return false };
    let first = |other: NodeRef<'_, Node>| {
        let first = other
            .children()
            .find(is_element)
            .filter(|_| name(other) == name(line))?;
        let alike = name(first) == tag.name() && class(first) == class(node);
        number(first).filter(|_| alike)
    };
    let above = line.prev_siblings().find(is_element).and_then(first);
    let below = line.next_siblings().find(is_element).and_then(first);
    above.is_some() && above == own.checked_sub(1) || below.is_some() && below == own.checked_add(1)
}

fn class(node: NodeRef<'_, Node>) -> Option<&str> {
    node.value().as_element()?.attribute("class")
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
