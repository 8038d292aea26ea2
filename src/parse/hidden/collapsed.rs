//! Hidden text that belongs to the page all the same: closed accordions and tabs, and what a page that arrives in pieces
//! has yet to put in its place.
//!
//! Not for: what is hidden (the parent module).

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use crate::parse::attribute::Attribute;

/// How far up the parts of a page are looked for that hide menus rather than text.
const ANCESTORS: usize = 48;
/// Parts of the names of what a click opens.
const NAMES: [&str; 7] = [
    "accordion",
    "collaps",
    "expander",
    "faq",
    "answer",
    "toggle__content",
    "toggle-content",
];

/// Further parts of the names of what a style sheet hides and a click or a script shows.
const OPENED: [&str; 20] = [
    "readmore",
    "read-more",
    "more-text",
    "moretext",
    "more-content",
    "tab-content",
    "tabcontent",
    "tab-pane",
    "spoiler",
    "on-load",
    "onload",
    "loaded",
    "lazy",
    "widg",
    "slide",
    "carousel",
    "reveal",
    "fade",
    "animat",
    "show-",
];

/// Whether the names of an element say that a click opens it, or a script shows it.
pub(super) fn is_opened(classes: &str, id: &str) -> bool {
    [classes, id].iter().any(|names| {
        let names = names.to_ascii_lowercase();
        OPENED.iter().any(|part| names.contains(part))
    })
}

/// Whether a hidden element holds text of the page that its readers get to see by a click, or once the page is complete.
pub(super) fn is_text(node: NodeRef<'_, Node>, tag: &Element) -> bool {
    is_streamed(tag) || (is_panel(tag) || is_below_heading(node, tag)) && !is_in_menu(node, tag)
}

/// React sends what comes late as `<div hidden id="S:0">`, and a script that moves it to where it belongs.
fn is_streamed(tag: &Element) -> bool {
    tag.attribute("hidden").is_some() && tag.attribute("id").is_some_and(|id| id.starts_with("S:"))
}

fn is_panel(tag: &Element) -> bool {
    let named = |value: &str| {
        let value = value.to_ascii_lowercase();
        NAMES.iter().any(|name| value.contains(name))
    };
    matches!(tag.attribute("role"), Some("tabpanel" | "region"))
        || ["class", "id"]
            .iter()
            .any(|name| tag.attribute(name).is_some_and(named))
}

/// `hidden` right behind a heading, which then is the button that opens it.
fn is_below_heading(node: NodeRef<'_, Node>, tag: &Element) -> bool {
    let before = node.prev_siblings().find_map(|sibling| sibling.value().as_element());
    let heading = |name: &str| matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
    tag.attribute("hidden").is_some() && before.is_some_and(|before| heading(before.name()))
}

fn is_in_menu(node: NodeRef<'_, Node>, tag: &Element) -> bool {
    let around = node
        .ancestors()
        .take(ANCESTORS)
        .filter_map(|node| node.value().as_element());
    std::iter::once(tag).chain(around).any(|element| {
        matches!(element.name(), "nav" | "header" | "footer" | "dialog")
            || matches!(
                element.attribute("role"),
                Some("navigation" | "banner" | "dialog" | "menu")
            )
    })
}
