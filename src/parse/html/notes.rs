//! Footnotes: a note is what a mark in the text (`[1]`, `<sup>1</sup>`) links to further down. Each note becomes an item with its number
//! and loses its links back to the text, and each mark is raised.
//!
//! Not for: whether notes stay (`strip::rules::notes`).

mod label;
mod marks;

use std::collections::HashSet;

use ego_tree::{NodeId, NodeRef};
use html5ever::tendril::StrTendril;
use html5ever::{LocalName, QualName, ns};
use scraper::node::{Element, Text};
use scraper::{Html, Node};

use crate::parse::attribute::Attribute;

use super::tags::{Role, role};
use label::Label;
use marks::Mark;

/// The `role` of elements that are notes.
pub(super) const ROLE: &str = "doc-footnote";
/// Nodes of a note that are looked at.
const NODES: usize = 400;
/// Elements between a note and the place in it that its mark links to.
const HOLDERS: usize = 6;

/// What becomes of one note.
struct Plan {
    /// The element that is the note.
    note: NodeId,
    anchor: String,
    /// Its number, where it stands at the start of the note.
    number: Option<String>,
    /// Links back to the text, and the signs around them.
    gone: Vec<NodeId>,
    /// Texts that lose their beginning.
    cut: Option<(NodeId, usize)>,
    /// The item's other cells or terms, which become plain containers.
    cells: Vec<NodeId>,
}

/// Tidies the notes of a page.
pub(super) fn tidy(html: &mut Html) {
    let marks = marks::of(html);
    if marks.is_empty() {
        return;
    }
    let origins: HashSet<&str> = marks
        .iter()
        .flat_map(|mark| mark.origins.iter().map(String::as_str))
        .collect();
    let mut seen = HashSet::new();
    let notes = marks.iter().filter_map(|mark| {
        let node = html.tree.get(mark.target)?;
        let note = note_of(node, html.tree.get(mark.link)?)?;
        seen.insert(note.id()).then(|| plan(note, mark, &origins))
    });
    let plans: Vec<Plan> = notes.collect();
    for plan in plans {
        plan.carry_out(html);
    }
    for mark in marks.iter().filter(|mark| !mark.raised) {
        raise(html, mark.link);
    }
}

/// The element that holds the whole note: the item, row or paragraph around the target of its mark.
fn note_of<'a>(target: NodeRef<'a, Node>, link: NodeRef<'a, Node>) -> Option<NodeRef<'a, Node>> {
    let around = std::iter::once(target).chain(target.ancestors()).take(HOLDERS);
    let mut around = around.skip_while(|node| name(*node).is_none_or(|name| role(name).is_inline()));
    let mut note = around.next()?;
    if matches!(role_of(note), Role::Paragraph | Role::Cell | Role::Container)
        && let Some(holder) = note
            .parent()
            .filter(|parent| matches!(role_of(*parent), Role::Item | Role::Row))
        && (role_of(note) == Role::Cell || note.prev_siblings().all(|node| !node.value().is_element()))
    {
        note = holder;
    }
    if name(note) == Some("table") {
        note = only_row(note)?;
    }
    let name = name(note)?;
    let heading = matches!(role(name), Role::Heading(_)) || note.descendants().nth(NODES).is_some();
    let whole = matches!(
        name,
        "body" | "html" | "main" | "article" | "section" | "ol" | "ul" | "dl"
    );
    (!heading && !whole && link.ancestors().all(|node| node != note)).then_some(note)
}

/// The row of a table that has one.
fn only_row(table: NodeRef<'_, Node>) -> Option<NodeRef<'_, Node>> {
    let mut rows = table
        .descendants()
        .take(NODES)
        .filter(|node| role_of(*node) == Role::Row);
    rows.next().filter(|_| rows.next().is_none())
}

fn plan(note: NodeRef<'_, Node>, mark: &Mark, origins: &HashSet<&str>) -> Plan {
    // The text of `<dt>1</dt><dd>Note</dd>` stands in the second.
    let text = note
        .next_siblings()
        .find(|node| name(*node) == Some("dd"))
        .filter(|_| name(note) == Some("dt"));
    let label = Label::of(note, &mark.label);
    let mut gone: Vec<NodeId> = std::iter::once(note)
        .chain(text)
        .flat_map(|part| part.descendants().take(NODES))
        .filter(|node| marks::is_back(*node, origins))
        .map(|node| node.id())
        .collect();
    let number = label.as_ref().map(|_| mark.label.clone());
    let (cut, signs) = label.map(|label| (label.cut, label.gone)).unwrap_or_default();
    gone.extend(signs);
    let row = role_of(note) == Role::Row;
    let cells = note.children().filter(|cell| row && role_of(*cell) == Role::Cell);
    Plan {
        note: text.unwrap_or(note).id(),
        anchor: mark.anchor.clone(),
        number,
        gone,
        cut,
        cells: cells.map(|cell| cell.id()).collect(),
    }
}

impl Plan {
    fn carry_out(self, html: &mut Html) {
        if let Some((id, bytes)) = self.cut
            && let Some(mut node) = html.tree.get_mut(id)
            && let Node::Text(Text { text }) = node.value()
        {
            *text = StrTendril::from_slice(text.get(bytes..).unwrap_or_default());
        }
        for id in self.gone {
            if let Some(mut node) = html.tree.get_mut(id) {
                node.detach();
            }
        }
        for id in self.cells {
            rename(html, id, "div", Vec::new());
        }
        let mut attributes = vec![("role", ROLE.to_owned()), ("id", self.anchor)];
        let is_item = html.tree.get(self.note).is_some_and(|note| role_of(note) == Role::Item);
        let tag = if self.number.is_some() || is_item { "li" } else { "" };
        attributes.extend(self.number.map(|number| ("value", number)));
        rename(html, self.note, tag, attributes);
    }
}

/// Gives an element another tag, unless that is empty, and attributes in place of those that it has.
fn rename(html: &mut Html, id: NodeId, tag: &str, attributes: Vec<(&str, String)>) {
    let Some(mut node) = html.tree.get_mut(id) else { return };
    let Node::Element(element) = node.value() else { return };
    let named = |name: &str| QualName::new(None, ns!(), LocalName::from(name));
    let mut attrs = element.attrs.clone();
    for (name, value) in attributes {
        attrs.retain(|(old, _)| &*old.local != name);
        attrs.push((named(name), StrTendril::from(value)));
    }
    attrs.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    let mut new = Element::new(element.name.clone(), Vec::new());
    if !tag.is_empty() {
        new.name = QualName::new(None, ns!(html), LocalName::from(tag));
    }
    new.attrs = attrs;
    *element = new;
}

/// Puts a mark that runs on in its line into a `<sup>`.
fn raise(html: &mut Html, link: NodeId) {
    let raised = QualName::new(None, ns!(html), LocalName::from("sup"));
    if let Some(mut node) = html.tree.get_mut(link) {
        node.insert_before(Node::Element(Element::new(raised, Vec::new())))
            .append_id(link);
    }
}

fn name(node: NodeRef<'_, Node>) -> Option<&str> {
    node.value().as_element().map(Element::name)
}

fn role_of(node: NodeRef<'_, Node>) -> Role {
    name(node).map_or(Role::Inline, role)
}

/// The number of an item that is a note.
pub(super) fn number(item: &Element) -> Option<&str> {
    let number = item
        .attribute("value")
        .filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))?;
    (item.attribute("role") == Some(ROLE)).then_some(number)
}
