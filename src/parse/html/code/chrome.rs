//! What pages put beside a listing that is no text: buttons, the name of the language, the name of the file.
//!
//! Not for: captions, which stay.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use super::super::tags::{Role, role};
use super::{names, numbers};
use crate::parse::attribute::Attribute;

/// Longest text of such a bar, in bytes, and of a button in it.
const BAR_BYTES: usize = 80;
const BUTTON_BYTES: usize = 30;
/// Nodes of a bar that are looked at.
const NODES: usize = 120;
/// Nodes of a bar between another and its listing.
const SMALL: usize = 24;
/// Bars that may stand between a bar and its listing.
const BARS: usize = 4;
/// How deep a listing may stand in the element beside a bar.
const DEPTH: usize = 5;
/// How far above a listing the label of its language may stand.
const LEVELS: usize = 3;

/// What copies a listing, whatever it stands in.
const COPY: [&str; 8] = [
    "copy",
    "copy code",
    "copy to clipboard",
    "copied",
    "copied!",
    "copy code to clipboard",
    "copy snippet",
    "copy code sample",
];
/// What works on a listing, in an element whose class says so.
const WORKS: [&str; 24] = [
    "run",
    "run code",
    "run this code",
    "try it",
    "try it!",
    "try it yourself",
    "try it yourself »",
    "edit",
    "expand",
    "collapse",
    "wrap",
    "wrap lines",
    "toggle word wrap",
    "download",
    "raw",
    "view raw",
    "open in playground",
    "open in codepen",
    "open in editor",
    "view plain",
    "select all",
    "print",
    "?",
    "play",
];

/// What forums write above a listing.
const FORUM: [&str; 6] = ["code:", "select all", "[select]", "[expand]", "php code:", "html code:"];

/// Whether an element inside a `pre` belongs to its frame: a bar above or below the `code`.
pub(super) fn is_inside(node: NodeRef<'_, Node>, tag: &Tag, classes: &str, language: Option<&str>) -> bool {
    if tag.name() == "button" {
        return true;
    }
    let pressed = is_pressed(tag, classes) && role_of(tag) != Role::Code;
    let alone = pressed && Bar::of(node).is_some_and(|bar| bar.texts.iter().all(|(text, _)| is_work(text)));
    alone || is_tagged(role_of(tag)) && is_near(node, "code") && is_bar(node, language)
}

/// Whether an element outside of listings belongs to the frame of one.
pub(super) fn is_beside(node: NodeRef<'_, Node>, tag: &Tag, role: Role, classes: &str) -> bool {
    let may = match role {
        Role::Container => true,
        Role::Inline => !classes.is_empty(),
        Role::Paragraph => is_pressed(tag, classes) || is_in_box(node),
        Role::Link | Role::Bullets => is_pressed(tag, classes),
        _ => false,
    };
    may && is_near(node, "pre") && is_bar(node, None)
}

/// Whether an element is the prompt of a notebook: `In [1]:`.
pub(super) fn is_prompt(node: NodeRef<'_, Node>, classes: &str) -> bool {
    if !classes.contains("rompt") {
        return false;
    }
    let Some(Bar { texts }) = Bar::of(node) else {
        return false;
    };
    let text: String = texts.iter().map(|(text, _)| *text).collect();
    let number = text
        .strip_prefix("In")
        .or_else(|| text.strip_prefix("Out"))
        .map(str::trim_start);
    let inside = number.and_then(|rest| rest.strip_prefix('[')?.trim_end_matches(':').strip_suffix(']'));
    inside.is_some_and(|inside| {
        inside
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || c == '*')
    })
}

/// Whether an element counts the lines of the `pre` behind it.
pub(super) fn is_column(node: NodeRef<'_, Node>, role: Role) -> bool {
    if !matches!(role, Role::Cell | Role::Bullets | Role::Numbers | Role::Container) {
        return false;
    }
    let next = node.next_siblings().find(|node| node.value().is_element());
    let Some(listing) = next.and_then(|next| held(next, "pre")) else {
        return false;
    };
    let count = numbers::counted(node);
    if count < 2 {
        return false;
    }
    let mut text = String::new();
    for node in listing.descendants() {
        match node.value() {
            Node::Text(part) => text.push_str(part),
            Node::Element(tag) if role_of(tag) == Role::Break => text.push('\n'),
            _ => {}
        }
    }
    text.trim_end().lines().count().abs_diff(count) <= 1
}

/// Whether an element stands in a box of code: a forum puts a line of its own above a listing.
fn is_in_box(node: NodeRef<'_, Node>) -> bool {
    let holder = node.parent().and_then(|holder| holder.value().as_element());
    holder.is_some_and(|tag| tag.attribute("class").is_some_and(|classes| classes.contains("code")))
}

/// The language that a label beside a listing shows.
pub(super) fn language(listing: NodeRef<'_, Node>) -> Option<String> {
    let levels = std::iter::once(listing).chain(listing.ancestors()).take(LEVELS);
    levels.into_iter().find_map(|level| {
        let before = level
            .prev_siblings()
            .filter(|node| node.value().is_element())
            .take(LEVELS);
        before.into_iter().find_map(|node| {
            let bar = Bar::of(node)?;
            let mut labels = bar.texts.iter().filter(|(_, sign)| sign.pressed || sign.language);
            labels.find_map(|(text, _)| names::labelled(text))
        })
    })
}

fn role_of(tag: &Tag) -> Role {
    role(tag.name())
}

fn is_tagged(role: Role) -> bool {
    matches!(role, Role::Container | Role::Inline | Role::Link)
}

/// Whether a listing stands right beside an element, with nothing but other bars between them.
fn is_near(node: NodeRef<'_, Node>, goal: &str) -> bool {
    let mut bars = 0;
    for next in node.next_siblings() {
        match next.value() {
            Node::Text(text) if !text.trim().is_empty() => break,
            Node::Element(_) if holds(next, goal) => return true,
            Node::Element(_) if bars < BARS && is_small(next) => bars += 1,
            Node::Element(_) => break,
            _ => {}
        }
    }
    let mut before = node.prev_siblings().filter(|node| match node.value() {
        Node::Text(text) => !text.trim().is_empty(),
        other => other.is_element(),
    });
    before.next().is_some_and(|before| holds(before, goal))
}

/// Whether an element may be a bar: a few nodes of little text.
fn is_small(node: NodeRef<'_, Node>) -> bool {
    let nodes = || node.descendants().take(SMALL + 1);
    let bytes = nodes().filter_map(|node| node.value().as_text().map(|text| text.trim().len()));
    nodes().count() <= SMALL && bytes.sum::<usize>() <= BAR_BYTES
}

fn holds(node: NodeRef<'_, Node>, goal: &str) -> bool {
    held(node, goal).is_some()
}

/// The listing that an element is or begins with.
fn held<'a>(node: NodeRef<'a, Node>, goal: &str) -> Option<NodeRef<'a, Node>> {
    let is_goal = |node: &NodeRef<'_, Node>| {
        node.value()
            .as_element()
            .is_some_and(|tag| is_listing(*node, tag, goal))
    };
    let mut node = node;
    for _ in 0..DEPTH {
        if is_goal(&node) {
            return Some(node);
        }
        let children = || node.children().filter(|child| child.value().is_element()).take(3);
        if let Some(found) = children().find(is_goal) {
            return Some(found);
        }
        node = children().next()?;
    }
    None
}

/// Whether an element is a listing that a page may frame.
pub(super) fn is_framed(node: NodeRef<'_, Node>) -> bool {
    node.value()
        .as_element()
        .is_some_and(|tag| is_listing(node, tag, "pre"))
}

fn is_listing(node: NodeRef<'_, Node>, tag: &Tag, goal: &str) -> bool {
    let class = tag.attribute("class").unwrap_or_default();
    let broken = || {
        node.children()
            .any(|child| child.value().as_element().is_some_and(|tag| tag.name() == "br"))
    };
    tag.name() == goal
        || tag.name() == "code" && broken()
        || class.starts_with("crayon-main")
        || class.contains("notion-code-block") && class.contains("line-numbers")
}

/// Whether all that an element says works on the listing beside it or names it.
fn is_bar(node: NodeRef<'_, Node>, language: Option<&str>) -> bool {
    let Some(bar) = Bar::of(node) else { return false };
    let has_button = bar.texts.iter().any(|(_, sign)| sign.pressed);
    let belongs = |(text, sign): &(&str, Sign)| {
        let lower = text.to_lowercase();
        let label = || names::labelled(text);
        COPY.contains(&&*lower)
            || sign.pressed && text.len() <= BUTTON_BYTES
            || (sign.bar || sign.language) && is_work(text)
            || (sign.language || sign.bar && has_button) && label().is_some()
            || language.is_some() && label().as_deref() == language
            || sign.title && is_file_name(text)
            || FORUM.contains(&&*lower)
    };
    !bar.texts.is_empty() && bar.texts.iter().all(belongs)
}

fn is_work(text: &str) -> bool {
    let lower = text.to_lowercase();
    COPY.contains(&&*lower) || WORKS.contains(&&*lower)
}

/// `src/main.rs`: no blanks, and the ending of a file.
fn is_file_name(text: &str) -> bool {
    let ending = text.rsplit_once('.').map(|(_, ending)| ending);
    let is_ending =
        |ending: &str| (1..=10).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    !text.contains(char::is_whitespace) && (ending.is_some_and(is_ending) || matches!(text, "Dockerfile" | "Makefile"))
}

/// What the elements around a text, up to the bar, say of it.
#[derive(Clone, Copy, Debug, Default)]
struct Sign {
    /// It is a button.
    pressed: bool,
    /// It names the language.
    language: bool,
    /// It names the file.
    title: bool,
    /// It stands in a bar.
    bar: bool,
}

/// An element of little text.
struct Bar<'a> {
    texts: Vec<(&'a str, Sign)>,
}

impl<'a> Bar<'a> {
    /// None where it has more text or more nodes than a bar, or a listing.
    fn of(node: NodeRef<'a, Node>) -> Option<Self> {
        let (mut bytes, mut nodes) = (0, 0);
        let mut texts = Vec::new();
        for inner in node.descendants() {
            nodes += 1;
            match inner.value() {
                Node::Text(text) if !text.trim().is_empty() && is_shown(inner) => {
                    bytes += text.trim().len();
                    texts.push((text.trim(), sign(inner, node)));
                }
                Node::Element(tag) if matches!(role_of(tag), Role::Pre | Role::Code | Role::Caption) => {
                    return None;
                }
                _ => {}
            }
            if nodes > NODES || bytes > BAR_BYTES {
                return None;
            }
        }
        Some(Bar { texts })
    }
}

/// Whether a text is no title of a picture and no script.
fn is_shown(text: NodeRef<'_, Node>) -> bool {
    let holder = text.parent().and_then(|holder| holder.value().as_element());
    holder.is_none_or(|tag| role_of(tag) != Role::Skip && role_of(tag) != Role::Source)
}

fn sign(text: NodeRef<'_, Node>, top: NodeRef<'_, Node>) -> Sign {
    let mut sign = Sign::default();
    for node in text.ancestors() {
        if let Some(tag) = node.value().as_element() {
            let classes = tag.attribute("class").unwrap_or_default().to_ascii_lowercase();
            let says = |words: &[&str]| words.iter().any(|word| classes.contains(word));
            sign.pressed |= is_pressed(tag, &classes);
            sign.language |= says(&["lang"]);
            sign.title |= says(&["title", "file", "name", "header", "code-lang"]);
            sign.bar |= says(&["toolbar", "header", "bar", "tool", "action", "meta", "tabs"]);
        }
        if node == top {
            break;
        }
    }
    sign
}

/// Whether an element is a button by its tag, its role or its class.
fn is_pressed(tag: &Tag, classes: &str) -> bool {
    let is_button = |class: &str| {
        let class = class.to_ascii_lowercase();
        ["copy", "clipboard", "btn", "button"]
            .iter()
            .any(|word| class.contains(word))
    };
    tag.name() == "button"
        || tag.name() == "clipboard-copy"
        || tag.attribute("role") == Some("button")
        || classes.split_ascii_whitespace().any(is_button)
}
