//! Tables and lists that are built of `div` and `span`: their elements get the tags of what they are by `role`, by `display` in their
//! own style, or by the classes that generators and style libraries give them.
//!
//! Not for: which tables hold data (`table`).

use ego_tree::{NodeId, NodeRef};
use html5ever::{LocalName, QualName, ns};
use scraper::node::Element;
use scraper::{Html, Node};

use super::tags::{Role, role};

/// Elements between a row and its table, or between a cell and its row.
const BETWEEN: usize = 3;
/// Nodes of an item that are looked at: what holds more is no plain item.
const NODES: usize = 40;
/// Items of a list that are looked at.
const ITEMS: usize = 3;

/// Gives elements the tags that their attributes name.
pub(super) fn apply(html: &mut Html) {
    let named = |node: NodeRef<'_, Node>| Some((node.id(), tag_of(node)?));
    let named: Vec<(NodeId, &str)> = html.tree.nodes().filter_map(named).collect();
    for (id, tag) in named {
        if let Some(mut node) = html.tree.get_mut(id)
            && let Node::Element(element) = node.value()
        {
            element.name = QualName::new(None, ns!(html), LocalName::from(tag));
        }
    }
}

/// The tag that an element should have; none where it has it, or where it is no part of a table or list.
fn tag_of(node: NodeRef<'_, Node>) -> Option<&'static str> {
    let named = named(node.value().as_element()?)?;
    let fits = match named {
        "ul" => items(node).take(ITEMS).all(is_plain_item) && items(node).next().is_some(),
        "li" => is_plain_item(node) && is_inside(node, &["ul", "ol"]),
        "table" => true,
        "td" | "th" => node.parent().is_some_and(|row| is_row(row) && is_inside(row, &["table"])),
        "tr" => is_inside(node, &["table"]),
        _ => is_inside(node, &["table"]),
    };
    fits.then_some(named)
}

/// The tag that the attributes of an element without a meaning of its own name.
fn named(element: &Element) -> Option<&'static str> {
    if !matches!(element.name(), "div" | "span" | "section" | "p") && !element.name().contains('-') {
        return None;
    }
    let mut found = None;
    for (name, value) in element.attrs() {
        found = match name {
            "role" => of_role(value).or(found),
            "style" => found.or_else(|| of_style(value)),
            "class" => found.or_else(|| value.split_ascii_whitespace().find_map(of_class)),
            _ => found,
        };
    }
    found
}

fn of_role(role: &str) -> Option<&'static str> {
    Some(match role.trim() {
        "table" | "grid" | "treegrid" => "table",
        "rowgroup" => "tbody",
        "row" => "tr",
        "cell" | "gridcell" => "td",
        "columnheader" | "rowheader" => "th",
        "list" => "ul",
        "listitem" => "li",
        _ => return None,
    })
}

fn of_style(style: &str) -> Option<&'static str> {
    let mut declarations = style.split(';').filter_map(|one| one.split_once(':'));
    let (_, value) = declarations.find(|(property, _)| property.trim().eq_ignore_ascii_case("display"))?;
    Some(match value.trim() {
        "table" => "table",
        "table-row-group" | "table-footer-group" => "tbody",
        "table-header-group" => "thead",
        "table-row" => "tr",
        "table-cell" => "td",
        _ => return None,
    })
}

/// Classes of "div table" generators and of libraries whose classes are declarations.
fn of_class(class: &str) -> Option<&'static str> {
    const CLASSES: [(&str, &str); 16] = [
        ("divTable", "table"),
        ("divTableBody", "tbody"),
        ("divTableFoot", "tbody"),
        ("divTableHeading", "thead"),
        ("divTableRow", "tr"),
        ("divTableCell", "td"),
        ("divTableHead", "th"),
        ("div-table", "table"),
        ("div-table-row", "tr"),
        ("div-table-col", "td"),
        ("div-table-cell", "td"),
        ("table", "table"),
        ("table-row-group", "tbody"),
        ("table-header-group", "thead"),
        ("table-row", "tr"),
        ("table-cell", "td"),
    ];
    CLASSES.iter().find(|(name, _)| *name == class).map(|(_, tag)| *tag)
}

/// The tag that an element has or will have.
fn meant(node: NodeRef<'_, Node>) -> &str {
    let element = node.value().as_element();
    element.map_or("", |element| named(element).unwrap_or(element.name()))
}

fn is_row(node: NodeRef<'_, Node>) -> bool {
    meant(node) == "tr"
}

/// Whether one of `tags` stands close around an element, with nothing between them that has another part in a table.
fn is_inside(node: NodeRef<'_, Node>, tags: &[&str]) -> bool {
    let around = node.ancestors().take(BETWEEN).map(meant);
    let mut around = around.take_while(|tag| !matches!(*tag, "td" | "th" | "tr" | "li"));
    around.any(|tag| tags.contains(&tag))
}

fn items(list: NodeRef<'_, Node>) -> impl Iterator<Item = NodeRef<'_, Node>> {
    list.children().filter(|child| meant(*child) == "li")
}

/// Whether an item is a line or a list, not a card with parts of its own.
fn is_plain_item(item: NodeRef<'_, Node>) -> bool {
    let mut inside = item.descendants().skip(1).take(NODES);
    let plain = inside.all(|node| match node.value() {
        Node::Element(element) => {
            let role = role(element.name());
            role.is_inline() || matches!(role, Role::Break | Role::Nothing | Role::Math) || named(element).is_some()
        }
        _ => true,
    });
    plain && item.descendants().nth(NODES).is_none()
}
