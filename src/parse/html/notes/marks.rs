//! The marks of notes in the text, what they link to, and the links back.
//!
//! Not for: what becomes of them (`notes`).

use std::collections::HashMap;

use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{Html, Node};

use crate::parse::attribute::Attribute;

/// Marks of a page that are followed.
const MOST: usize = 5000;
/// Elements around a mark that may say that it is one.
const AROUND: usize = 3;
/// Longest text of a mark, and of a link back, in bytes.
const MARK_BYTES: usize = 12;
const BACK_BYTES: usize = 40;
/// Nodes of a link that are looked at.
const NODES: usize = 12;
/// Parts of the classes and roles of marks.
const SIGNS: [&str; 9] = [
    "footnote",
    "noteref",
    "fn-ref",
    "fnref",
    "note-ref",
    "reference",
    "endnote",
    "sidenote-ref",
    "easy-footnote",
];

/// A mark in the text.
pub(super) struct Mark {
    pub(super) link: NodeId,
    /// The element that it links to.
    pub(super) target: NodeId,
    /// The name of that element.
    pub(super) anchor: String,
    /// The mark without brackets.
    pub(super) label: String,
    /// Whether it is raised or stands in brackets.
    pub(super) raised: bool,
    /// The names by which a note may link back to it.
    pub(super) origins: Vec<String>,
}

/// The marks of a page whose notes stand below them.
pub(super) fn of(html: &Html) -> Vec<Mark> {
    let found = html
        .tree
        .nodes()
        .enumerate()
        .filter_map(|(place, node)| Found::of(node, place));
    let found: Vec<Found> = found.take(MOST).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let mut targets: HashMap<&str, Option<(usize, NodeId)>> =
        found.iter().map(|found| (found.anchor.as_str(), None)).collect();
    for (place, node) in html.tree.nodes().enumerate() {
        for name in node.value().as_element().into_iter().flat_map(names) {
            if let Some(target @ None) = targets.get_mut(name) {
                *target = Some((place, node.id()));
            }
        }
    }
    let target = |found: &Found| targets.get(found.anchor.as_str()).copied().flatten();
    let below = |found: &Found| target(found).filter(|(place, _)| *place > found.place);
    let targets: Vec<_> = found.iter().map(below).collect();
    let marks = found.into_iter().zip(targets);
    marks
        .filter_map(|(found, target)| Some(found.mark(target?.1)))
        .collect()
}

/// A link that looks like a mark.
struct Found {
    place: usize,
    link: NodeId,
    anchor: String,
    label: String,
    raised: bool,
    origins: Vec<String>,
}

impl Found {
    fn of(node: NodeRef<'_, Node>, place: usize) -> Option<Found> {
        let tag = node.value().as_element().filter(|tag| tag.name() == "a")?;
        let anchor = anchor(tag)?;
        let text = text(node, MARK_BYTES)?;
        let label = bare(&text);
        let around = || {
            node.ancestors()
                .take(AROUND)
                .filter_map(|node| node.value().as_element())
        };
        let lifted = around().any(|tag| tag.name() == "sup") || node.descendants().take(NODES).any(is_sup);
        let bracketed = label.len() < text.len() && text.starts_with(['[', '(']);
        let called = || std::iter::once(tag).chain(around().take(1)).any(is_called);
        (is_label(label) && (lifted || bracketed || called())).then(|| Found {
            place,
            link: node.id(),
            anchor: anchor.to_owned(),
            label: label.to_owned(),
            raised: lifted || bracketed || text.len() > label.len(),
            origins: std::iter::once(tag)
                .chain(around())
                .flat_map(names)
                .map(str::to_owned)
                .collect(),
        })
    }

    fn mark(self, target: NodeId) -> Mark {
        Mark {
            link: self.link,
            target,
            anchor: self.anchor,
            label: self.label,
            raised: self.raised,
            origins: self.origins,
        }
    }
}

/// Whether a node is a note's link back to the text.
pub(super) fn is_back(node: NodeRef<'_, Node>, origins: &std::collections::HashSet<&str>) -> bool {
    let Some(tag) = node.value().as_element().filter(|tag| tag.name() == "a") else {
        return false;
    };
    let to_mark = anchor(tag).is_some_and(|anchor| origins.contains(anchor));
    to_mark && text(node, BACK_BYTES).is_some()
}

/// What a link in the page points to.
fn anchor(link: &Element) -> Option<&str> {
    let (_, anchor) = link.attribute("href")?.split_once('#')?;
    (!anchor.is_empty()).then_some(anchor)
}

/// The names by which links find an element.
fn names(tag: &Element) -> impl Iterator<Item = &str> {
    let named = (tag.name() == "a").then(|| tag.attribute("name")).flatten();
    tag.attribute("id").into_iter().chain(named).map(str::trim)
}

/// The text of an element; none where it is longer than `most` bytes.
fn text(node: NodeRef<'_, Node>, most: usize) -> Option<String> {
    let mut text = String::new();
    for node in node.descendants().take(NODES) {
        text.push_str(node.value().as_text().map_or("", |text| text));
        if text.len() > most {
            return None;
        }
    }
    Some(text.trim().to_owned())
}

/// A mark without the brackets around it.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')') || c.is_whitespace())
}

/// Whether a text is the mark of a note: a number, a letter, a Roman number or a sign, perhaps behind a word such as "note".
fn is_label(label: &str) -> bool {
    let mark = match label.rsplit_once([' ', '\u{a0}']) {
        Some((word, mark)) if word.chars().all(|c| c.is_alphabetic() || c == '.') => mark,
        Some(_) => return false,
        None => label,
    };
    let digits = mark.len() <= 4 && mark.bytes().all(|byte| byte.is_ascii_digit());
    let letter = mark.chars().count() == 1 && mark.chars().all(char::is_alphabetic);
    let roman = mark.len() <= 5 && mark.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    let sign = mark.chars().count() <= 3 && mark.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§' | '¶' | '※'));
    !mark.is_empty() && (digits || letter || roman || sign)
}

fn is_sup(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|tag| tag.name() == "sup")
}

/// Whether classes or the role of an element say that it is a mark.
fn is_called(tag: &Element) -> bool {
    let values = tag.attrs().filter(|(name, _)| matches!(*name, "class" | "role"));
    let mut values = values.map(|(_, value)| value.to_ascii_lowercase());
    values.any(|value| SIGNS.iter().any(|sign| value.contains(sign)))
}
