//! Tables and lists that are built of `div` and `span`: their elements get the tags of what they are by `role`, by `display` in their
//! style, or by the classes that generators and style libraries give them.
//!
//! Not for: which tables hold data (`table`).

use ego_tree::{NodeId, NodeRef};
use html5ever::{LocalName, QualName, ns};
use scraper::node::Element;
use scraper::{Html, Node};

use crate::parse::hidden::{Sheet, table_part};

use super::tags::{Role, role};

/// Elements between a row and its table, or between a cell and its row.
const BETWEEN: usize = 8;
/// Nodes of an item that are looked at: what holds more is no plain item. Among so many nodes a table has its first row.
const NODES: usize = 40;
/// Items of a list that are looked at.
const ITEMS: usize = 3;

/// Gives elements the tags that their attributes name.
pub(super) fn apply(html: &mut Html, sheet: &Sheet) {
    let parts = Parts(sheet);
    let named = |node: NodeRef<'_, Node>| Some((node.id(), parts.tag_of(node)?));
    let named: Vec<(NodeId, &str)> = html.tree.nodes().filter_map(named).collect();
    for (id, tag) in named {
        if let Some(mut node) = html.tree.get_mut(id)
            && let Node::Element(element) = node.value()
        {
            element.name = QualName::new(None, ns!(html), LocalName::from(tag));
        }
    }
}

/// What elements are, with the style sheets of their page.
#[derive(Clone, Copy)]
struct Parts<'s>(&'s Sheet);

impl Parts<'_> {
    /// The tag that an element should have; none where it has it, or where it is no part of a table or list.
    fn tag_of(self, node: NodeRef<'_, Node>) -> Option<&'static str> {
        let named = self.named(node.value().as_element()?)?;
        let fits = match named {
            "ul" => self.is_plain_list(node),
            "li" => self.is_plain_item(node) && self.is_inside(node, &["ul", "ol"]),
            "table" => node.descendants().take(NODES).any(|node| self.meant(node) == "tr"),
            "td" | "th" => node
                .parent()
                .is_some_and(|row| self.meant(row) == "tr" && self.is_inside(row, &["table"])),
            _ => self.is_inside(node, &["table"]),
        };
        fits.then_some(named)
    }

    /// The tag that the attributes of an element without a meaning of its own name.
    fn named(self, element: &Element) -> Option<&'static str> {
        if !matches!(element.name(), "div" | "span" | "section" | "p") && !element.name().contains('-') {
            return None;
        }
        let mut found = None;
        for (name, value) in element.attrs() {
            found = match name {
                "role" => of_role(value).or(found),
                "style" => found.or_else(|| table_part(value)),
                "class" => found.or_else(|| self.of_classes(value)),
                _ => found,
            };
        }
        found
    }

    fn of_classes(self, classes: &str) -> Option<&'static str> {
        let known = classes.split_ascii_whitespace().find_map(of_class);
        known.or_else(|| self.0.part(classes))
    }

    /// The tag that an element has or will have.
    fn meant<'a>(self, node: NodeRef<'a, Node>) -> &'a str {
        let element = node.value().as_element();
        element.map_or("", |element| self.named(element).unwrap_or(element.name()))
    }

    /// Whether one of `tags` stands close around an element, with nothing between them that has another part in a table.
    fn is_inside(self, node: NodeRef<'_, Node>, tags: &[&str]) -> bool {
        let around = node.ancestors().take(BETWEEN).map(|node| self.meant(node));
        let mut around = around.take_while(|tag| !matches!(*tag, "td" | "th" | "tr" | "li"));
        around.any(|tag| tags.contains(&tag))
    }

    fn is_plain_list(self, list: NodeRef<'_, Node>) -> bool {
        let mut items = list
            .children()
            .filter(|child| self.meant(*child) == "li")
            .take(ITEMS)
            .peekable();
        items.peek().is_some() && items.all(|item| self.is_plain_item(item))
    }

    /// Whether an item is a line or a list, not a card with parts of its own.
    fn is_plain_item(self, item: NodeRef<'_, Node>) -> bool {
        let mut inside = item.descendants().skip(1).take(NODES);
        let plain = inside.all(|node| match node.value() {
            Node::Element(element) => {
                let role = role(element.name());
                let inline = role.is_inline() || matches!(role, Role::Break | Role::Nothing | Role::Math);
                inline || self.named(element).is_some()
            }
            _ => true,
        });
        plain && item.descendants().nth(NODES).is_none()
    }
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
