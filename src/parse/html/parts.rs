//! Parts that elements play in a text by more than their tags: items of a word processor, powers by style, notes in the margin.
//!
//! Not for: tags (`tags`), or parts of tables and lists of `div` (`aria`).

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use crate::parse::attribute::Attribute;

use super::quote;
use super::script::Script;
use super::tags::{Role, role};

/// Nodes of a word processor's item among which its sign stands.
const NODES: usize = 16;
/// Longest sign of an item, in bytes.
const SIGN_BYTES: usize = 8;
/// Elements around a control that may be a quotation.
const AROUND: usize = 6;

/// The part of an element whose tag has `role`; `classes` are those it has, and `in_row` says whether it stands in a row of data.
pub(super) fn of(node: NodeRef<'_, Node>, tag: &Tag, role: Role, classes: &str, in_row: bool) -> Role {
    match role {
        Role::Inline if is_sidenote(classes) => Role::Sidenote,
        Role::Inline if tag.name() == "cite" && quote::is_attribution(node, tag) => Role::Container,
        Role::Inline => shifted(tag).map_or(role, Role::Script),
        Role::Paragraph if is_word_item(tag) => Role::Item,
        Role::Definition if is_indent(node) => Role::Container,
        Role::Pre if in_row => Role::Code,
        _ => role,
    }
}

/// Whether an element is a sign beside the text and no part of it: the bullet of a word processor, a wiki's links from a note to its
/// marks, the letters and numbers of a spreadsheet, what opens a long quotation.
pub(super) fn is_sign(node: NodeRef<'_, Node>, tag: &Tag, role: Role, classes: &str) -> bool {
    const CELLS: [&str; 3] = ["row-headers-background", "column-headers-background", "row-header"];
    const NOTES: [&str; 3] = ["mw-cite-backlink", "cite-accessibility-label", "margin-toggle"];
    let mut classes = classes.split_ascii_whitespace();
    match role {
        Role::Cell => classes.any(|class| CELLS.contains(&class)),
        Role::Inline => is_bullet(tag) || classes.any(|class| NOTES.contains(&class)),
        Role::Link => {
            let control = tag.attribute("role") == Some("button") && tag.attribute("href").is_none();
            control && node.ancestors().take(AROUND).any(is_quote)
        }
        _ => false,
    }
}

fn is_quote(node: NodeRef<'_, Node>) -> bool {
    node.value()
        .as_element()
        .is_some_and(|tag| role(tag.name()) == Role::Quote)
}

/// A note that stands in its sentence and is shown in the margin.
fn is_sidenote(classes: &str) -> bool {
    let mut classes = classes.split_ascii_whitespace();
    classes.any(|class| matches!(class, "sidenote" | "marginnote" | "margin-note" | "side-note"))
}

/// Text that a style raises or lowers.
fn shifted(tag: &Tag) -> Option<Script> {
    let style = tag.attribute("style")?;
    let mut declarations = style.split(';').filter_map(|one| one.split_once(':'));
    let (_, value) = declarations.find(|(property, _)| property.trim().eq_ignore_ascii_case("vertical-align"))?;
    match value.trim() {
        "super" => Some(Script::Above),
        "sub" => Some(Script::Below),
        _ => None,
    }
}

/// A `dd` that is alone in its list: wikis indent text by it.
fn is_indent(definition: NodeRef<'_, Node>) -> bool {
    let is_dl = |list: NodeRef<'_, Node>| list.value().as_element().is_some_and(|tag| tag.name() == "dl");
    let mut around = definition.prev_siblings().chain(definition.next_siblings());
    definition.parent().is_some_and(is_dl) && !around.any(|node| node.value().is_element())
}

/// An item that a word processor wrote as a paragraph.
fn is_word_item(tag: &Tag) -> bool {
    let said = |name: &str, sign: &str| tag.attribute(name).is_some_and(|value| value.contains(sign));
    said("class", "MsoListParagraph") || said("style", "mso-list:l")
}

fn is_bullet(tag: &Tag) -> bool {
    tag.attribute("style")
        .is_some_and(|style| style.to_ascii_lowercase().contains("mso-list:ignore"))
}

/// The sign of a word processor's item, a number or `-`; none of other items.
pub(super) fn word_marker(item: NodeRef<'_, Node>, tag: &Tag) -> Option<String> {
    if tag.name() != "p" || !is_word_item(tag) {
        return None;
    }
    let holder = item
        .descendants()
        .take(NODES)
        .find(|node| node.value().as_element().is_some_and(is_bullet));
    let texts = holder.into_iter().flat_map(|holder| holder.descendants().take(NODES));
    let sign: String = texts
        .filter_map(|node| node.value().as_text().map(|text| text.trim()))
        .collect();
    let counts = sign.len() <= SIGN_BYTES && sign.ends_with(['.', ')']) && sign.starts_with(char::is_alphanumeric);
    Some(if counts { sign } else { "-".to_owned() })
}

/// How deep a word processor's item lies, from 0.
pub(super) fn word_depth(tag: &Tag) -> Option<u8> {
    let style = tag.attribute("style").filter(|_| tag.name() == "p")?;
    let (_, level) = style.split_once("mso-list:")?.1.split_once("level")?;
    let digits = level.bytes().take_while(u8::is_ascii_digit).count();
    level.get(..digits)?.parse::<u8>().ok()?.checked_sub(1)
}
