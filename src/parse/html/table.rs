//! Rows of tables: which hold data, and which merely lay out the page.
//!
//! Not for: the text of a row (`walk`).

use ego_tree::NodeRef;
use scraper::Node;

use super::tags::{Role, role};

/// How many nodes of a row are looked at: a row that holds more lays out a page.
const NODES_LIMIT: usize = 300;
/// Line breaks that a cell of data may hold.
const BREAKS_LIMIT: usize = 2;
/// Bytes of text that a cell of data may hold.
const CELL_BYTES_LIMIT: usize = 600;

/// Whether a row is data: several cells, none with structure of its own.
pub(super) fn is_data(row: NodeRef<'_, Node>) -> bool {
    let cells = row.children().filter(|cell| is_cell(*cell)).count();
    let mut budget = NODES_LIMIT;
    cells > 1 && row.children().all(|cell| is_plain(cell, &mut budget))
}

/// Whether all cells of a row name columns.
pub(super) fn is_header(row: NodeRef<'_, Node>) -> bool {
    row.children()
        .filter(|cell| is_cell(*cell))
        .all(|cell| tag(cell) == "th")
}

fn is_cell(node: NodeRef<'_, Node>) -> bool {
    matches!(tag(node), "td" | "th")
}

fn tag(node: NodeRef<'_, Node>) -> &str {
    node.value().as_element().map_or("", |element| element.name())
}

/// Whether a text is the source of a script or the like, which no reader sees.
fn is_raw(text: NodeRef<'_, Node>) -> bool {
    let holder = text.parent().map_or("", tag);
    matches!(holder, "script" | "style" | "iframe" | "noembed" | "textarea")
}

/// Whether only comments part a text from text before it.
fn is_continued(text: NodeRef<'_, Node>) -> bool {
    let mut before = text.prev_siblings().filter(|node| !node.value().is_comment());
    before.next().is_some_and(|node| node.value().is_text())
}

fn is_plain(cell: NodeRef<'_, Node>, budget: &mut usize) -> bool {
    let (mut breaks, mut paragraphs, mut bytes) = (0, 0, 0);
    for node in cell.descendants().skip(1) {
        match node.value() {
            Node::Text(_) if is_raw(node) => continue,
            Node::Text(text) => {
                bytes += text.trim().len();
                *budget = budget.saturating_sub(usize::from(!is_continued(node)));
            }
            Node::Element(_) => *budget = budget.saturating_sub(1),
            _ => continue,
        }
        match role(tag(node)) {
            Role::Break => breaks += 1,
            Role::Paragraph => paragraphs += 1,
            Role::Heading(_) | Role::Item | Role::Row | Role::Quote | Role::Pre | Role::Definition => return false,
            _ => {}
        }
        if *budget == 0 || breaks > BREAKS_LIMIT || paragraphs > 1 || bytes > CELL_BYTES_LIMIT {
            return false;
        }
    }
    true
}
