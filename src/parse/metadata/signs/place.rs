//! Where a node of the tree stands, and the text that it holds.
//!
//! Not for: what attributes say; see the parent module.

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::Node;

use crate::parse::attribute::Attribute;

use super::super::tidy;
use super::hints::{NAMING, hints};

/// Nodes that are looked at for it.
const TEXT_NODES: usize = 200;
/// Bytes of text that are taken from one element.
const TEXT_BYTES: usize = 400;
/// The beginning of an element's text, tidied; without what is not seen and what stands over or under the lines of ruby text.
pub(super) fn text_of(node: NodeRef<Node>) -> String {
    text_without(node, |element| {
        matches!(element.name(), "style" | "script" | "rt" | "rp" | "template" | "svg")
    })
}

/// The text of a heading, without its kicker and what else is not said in the title.
pub(super) fn heading_text(node: NodeRef<Node>) -> String {
    const BESIDE: [&str; 14] = [
        "kicker",
        "overline",
        "topline",
        "dachzeile",
        "eyebrow",
        "pretitle",
        "subtitle",
        "subline",
        "subhead",
        "sub-title",
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "supertitle",
    ];
    let text = text_without(node, |element| {
        let beside = || {
            let hints = hints(element);
            BESIDE.iter().any(|name| hints.contains(name))
        };
        matches!(
            element.name(),
            "style" | "script" | "rt" | "rp" | "template" | "svg" | "time" | "button" | "small"
        ) || beside()
    });
    let text = if text.is_empty() { text_of(node) } else { text };
    text.trim_end_matches(['¶', '#', ' ']).to_owned()
}

fn text_without(node: NodeRef<Node>, left_out: impl Fn(&scraper::node::Element) -> bool) -> String {
    const INLINE: [&str; 18] = [
        "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "ruby", "rb", "s", "span", "strong",
        "sub", "wbr",
    ];
    let mut text = String::new();
    let mut skipped = None;
    for edge in node.traverse().take(2 * TEXT_NODES) {
        match edge {
            Edge::Open(part) if skipped.is_none() => match part.value() {
                Node::Text(piece) => text.push_str(piece),
                Node::Element(element) if part.id() != node.id() && left_out(element) => skipped = Some(part.id()),
                // Blocks inside part words as blanks do.
                Node::Element(element) if !INLINE.contains(&element.name()) => text.push(' '),
                _ => {}
            },
            Edge::Close(part) if skipped == Some(part.id()) => skipped = None,
            Edge::Open(_) | Edge::Close(_) => {}
        }
        if text.len() > TEXT_BYTES {
            break;
        }
    }
    tidy(text.get(..text.floor_char_boundary(TEXT_BYTES)).unwrap_or_default())
}

/// Whether a node stands in a part of the page that is not about its subject. `shared` are the parts that hold the headline.
pub(super) fn is_aside(node: NodeRef<Node>, shared: &[NodeId]) -> bool {
    const PARTS: [&str; 11] = [
        "comment",
        "related",
        "sidebar",
        "teaser",
        "recommend",
        "footer",
        "most-",
        "popular",
        "latest",
        "promo",
        "carousel",
    ];
    let is_part = |value: &str| {
        let hints = || value.split(' ').filter(|hint| !hint.is_empty());
        hints().any(|hint| PARTS.iter().any(|part| begins(hint, part)) || hint.contains("-comment-"))
    };
    let parts = |element: &scraper::node::Element| {
        let named = matches!(element.name(), "aside" | "nav") || element.name() == "footer" && !is_in_article(node);
        named
            || !matches!(element.name(), "body" | "html" | "main" | "article")
                && element
                    .attrs()
                    .any(|(name, value)| NAMING.contains(&name) && is_part(value))
    };
    node.ancestors()
        .take(12)
        .take_while(|around| !shared.contains(&around.id()))
        .filter_map(|node| node.value().as_element())
        .any(parts)
        || node.value().as_element().is_some_and(parts)
}

fn begins(hint: &str, part: &str) -> bool {
    let start = hint.as_bytes().get(..part.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(part.as_bytes()))
}

/// The block that a node stands in, or the list whose item it is.
pub(super) fn line_of(node: NodeRef<Node>) -> Option<NodeId> {
    let inline = |element: &scraper::node::Element| {
        matches!(
            element.name(),
            "a" | "span" | "b" | "strong" | "em" | "i" | "cite" | "small" | "li" | "address"
        )
    };
    let mut around = node.ancestors().take(6);
    let block = around.find(|node| node.value().as_element().is_some_and(|element| !inline(element)));
    block.map(|block| block.id())
}

/// Whether a node stands in the caption of a picture, where photographers are named.
pub(super) fn is_in_caption(node: NodeRef<Node>) -> bool {
    let around = std::iter::once(node).chain(node.ancestors().take(6));
    around.filter_map(|node| node.value().as_element()).any(|element| {
        element.name() == "figcaption"
            || element
                .attribute("itemtype")
                .is_some_and(|kind| kind.ends_with("/ImageObject"))
    })
}

/// Whether the text around a link speaks of a licence, and not of a picture's.
pub(super) fn is_about_license(node: NodeRef<Node>) -> bool {
    const WORDS: [&str; 7] = [
        "licen",
        "lizenz",
        "licenç",
        "лиценз",
        "lisens",
        "creative commons",
        "rights",
    ];
    const PICTURES: [&str; 8] = [
        "photo",
        "foto",
        "image",
        "bild",
        "picture",
        "icon",
        "illustration",
        "music",
    ];
    let text = node.parent().map(text_of).unwrap_or_default().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    has(&WORDS) && !has(&PICTURES) && !is_in_caption(node) && !is_aside_of_comments(node)
}

fn is_aside_of_comments(node: NodeRef<Node>) -> bool {
    let mut around = node.ancestors().take(12).filter_map(|node| node.value().as_element());
    around.any(|element| hints(element).contains("comment-"))
}

/// The foot of an article is still about it.
fn is_in_article(node: NodeRef<Node>) -> bool {
    let mut around = node.ancestors().take(24).filter_map(|node| node.value().as_element());
    around.any(|element| element.name() == "article")
}

/// The text of the last of several children with text: the headline under its kicker.
pub(super) fn last_part(node: NodeRef<Node>) -> Option<String> {
    let text = |node: NodeRef<Node>| match node.value() {
        Node::Text(text) => tidy(text),
        Node::Element(element) if !matches!(element.name(), "style" | "script") => text_of(node),
        _ => String::new(),
    };
    let mut parts: Vec<String> = node
        .children()
        .take(8)
        .map(text)
        .filter(|text| !text.is_empty())
        .collect();
    if parts.len() > 1 { parts.pop() } else { None }
}

/// Whether a node stands in what its ancestors call the main part.
pub(super) fn is_main(node: NodeRef<Node>) -> bool {
    node.ancestors()
        .take(12)
        .filter_map(|node| node.value().as_element())
        .any(|element| {
            let id = |name: &str| element.attribute("id").is_some_and(|id| id.eq_ignore_ascii_case(name));
            matches!(element.name(), "main" | "article")
                || element.attribute("role") == Some("main")
                || id("content")
                || id("main")
        })
}

/// Whether a node holds or is held by a link to the front page.
pub(super) fn is_home(node: NodeRef<Node>) -> bool {
    let links = node.ancestors().take(2).chain(node.descendants().take(6));
    links
        .filter_map(|node| node.value().as_element())
        .filter(|element| element.name() == "a")
        .any(|link| {
            let href = link.attribute("href").unwrap_or_default();
            let path = href
                .split_once("://")
                .map_or(href, |(_, rest)| rest.split_once('/').map_or("/", |(_, path)| path));
            matches!(
                path.trim_matches('/'),
                "" | "index.html" | "index.php" | "home" | "de" | "en"
            ) && !href.is_empty()
                && !href.starts_with('#')
        })
}

pub(super) fn is_in_svg(node: NodeRef<Node>) -> bool {
    node.parent().is_some_and(|parent| {
        parent
            .value()
            .as_element()
            .is_some_and(|element| element.name() != "head" && element.name() != "html" && element.name() != "body")
    })
}
