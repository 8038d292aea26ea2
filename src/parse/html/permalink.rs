//! Links without words: the "¶" that documentation and wikis put behind the words of a heading, the "↩" behind a note.
//!
//! Not for: links with words of the text.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use crate::parse::attribute::Attribute;

use super::tags::{Role, role};

/// How far above a link its heading or the element that it points to may stand.
const ANCESTORS: usize = 4;
/// Nodes of a link that are looked at.
const NODES: usize = 12;
/// Words that such a link may have instead of a sign.
const WORDS: [&str; 8] = [
    "permalink",
    "anchor",
    "link",
    "copy link",
    "direct link",
    "link to this heading",
    "link to this section",
    "permalink to this headline",
];
/// Classes that the generators of documentation give such links.
const CLASSES: [&str; 8] = [
    "headerlink",
    "header-anchor",
    "header-link",
    "heading-anchor",
    "anchor-link",
    "hash-link",
    "anchorjs-link",
    "permalink",
];

/// Whether a link is a heading's, an entry's or a caption's link to itself, or leads back up with an arrow alone.
pub(super) fn is_mark(link: NodeRef<'_, Node>, tag: &Element) -> bool {
    let Some((_, anchor)) = tag.attribute("href").and_then(|href| href.split_once('#')) else {
        return false;
    };
    let Some(label) = label(link) else { return false };
    if is_arrow(&label) {
        return true;
    }
    let signs = || label.chars().all(is_sign);
    let words = || WORDS.contains(&&*label.to_lowercase());
    (signs() || words() && has_company(link)) && (is_classed(tag) || is_of(link, tag, anchor, signs()))
}

/// The text of a link; none where it is long.
fn label(link: NodeRef<'_, Node>) -> Option<String> {
    let mut text = String::new();
    for node in link.descendants().take(NODES) {
        text.push_str(node.value().as_text().map_or("", |text| text));
        if text.len() > 2 * WORDS[7].len() {
            return None;
        }
    }
    Some(text.trim().to_owned())
}

/// Whether a label is an arrow back to the text or up the page.
fn is_arrow(label: &str) -> bool {
    let arrow = |c: char| {
        matches!(
            c,
            '↩' | '↵' | '⏎' | '↑' | '⤴' | '⤶' | '⬆' | '↖' | '⇑' | '⮌' | '\u{fe0e}' | '\u{fe0f}'
        )
    };
    !label.is_empty() && label.chars().all(arrow) && label.contains(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}'))
}

fn is_sign(c: char) -> bool {
    matches!(
        c,
        '¶' | '#' | '§' | '🔗' | '⚓' | '∞' | '↵' | '☍' | '\u{fe0e}' | '\u{fe0f}' | '\u{200b}'
    )
}

/// Whether a heading has words beside the link.
fn has_company(link: NodeRef<'_, Node>) -> bool {
    let mut beside = link.prev_siblings().chain(link.next_siblings()).take(NODES);
    beside.any(|node| match node.value() {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(_) => node.descendants().take(NODES).any(|node| node.value().is_text()),
        _ => false,
    })
}

fn is_classed(tag: &Element) -> bool {
    let mut classes = tag.attribute("class").unwrap_or_default().split_ascii_whitespace();
    classes.any(|class| CLASSES.contains(&class))
}

/// Whether a link points to itself or to an element around it, or, where it is a sign, stands in a heading, an entry or a caption.
fn is_of(link: NodeRef<'_, Node>, tag: &Element, anchor: &str, sign: bool) -> bool {
    let own = |tag: &Element| !anchor.is_empty() && tag.attribute("id") == Some(anchor);
    let titled =
        |tag: &Element| sign && (tag.name() == "dt" || matches!(role(tag.name()), Role::Heading(_) | Role::Caption));
    let mut around = link
        .ancestors()
        .take(ANCESTORS)
        .filter_map(|node| node.value().as_element());
    own(tag) || around.any(|tag| own(tag) || titled(tag))
}
