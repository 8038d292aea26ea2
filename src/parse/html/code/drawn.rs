//! Listings without `<pre>`: tables of lines, editors, elements whose style keeps white space.
//!
//! Not for: what stands in them (`line`, `numbers`).

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use super::super::tags::{Role, role};
use super::numbers;
use crate::parse::attribute::Attribute;
use crate::parse::hidden::Look;

/// How the white space of a listing is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Space {
    /// All of it stands.
    Kept,
    /// It stands inside the elements that are lines; between them it belongs to the markup.
    Between,
    /// It is folded, as in running text.
    Folded,
}

/// Nodes of an element that are looked at before it counts as a listing.
const NODES: usize = 400;

/// Classes of elements that highlighters and editors draw code in.
const DRAWN: [&str; 9] = [
    "syntaxhighlighter",
    "crayon-main",
    "crayon-pre",
    "cm-content",
    "CodeMirror-code",
    "ace_text-layer",
    "view-lines",
    "enlighter",
    "react-code-lines",
];
/// Classes of the cells that hold a line of code each.
const CELLS: [&str; 8] = [
    "blob-code",
    "js-file-line",
    "lines-code",
    "hljs-ln-code",
    "line_content",
    "code-line",
    "line-code",
    "d2h-code-line-ctn",
];
/// Classes of boxes that hold code, and at times other things.
const BOXES: [&str; 16] = [
    "w3-code",
    "code-box",
    "code-example",
    "code",
    "codeblock",
    "code-block",
    "codebox",
    "code_block",
    "source",
    "sourcecode",
    "source-code",
    "listing",
    "snippet",
    "code-snippet",
    "programlisting",
    "bbc_code",
];

/// How the white space of a listing that an element draws is read; none if it draws none.
pub(super) fn space(node: NodeRef<'_, Node>, tag: &Tag, look: &Look<'_>) -> Option<Space> {
    let has = |names: &[&str]| {
        look.classes
            .split_ascii_whitespace()
            .any(|class| names.contains(&class))
    };
    match role(tag.name()) {
        Role::Code => block_code(node, tag, look),
        Role::Container | Role::Paragraph | Role::Cell | Role::Numbers | Role::Inline => {
            let drawn =
                has(&DRAWN) && is_code_alone(node, true) || is_fragment(node, look) || is_table_of_lines(node, tag);
            let styled = || keeps_space(tag, true) && has_lines(node) && is_code_alone(node, false);
            let boxed = || has(&BOXES) && has_break(node) && is_code_alone(node, false) && looks_like_code(node);
            let boxed = || boxed() && !holds_code(node);
            match () {
                () if drawn => Some(Space::Between),
                () if styled() => Some(Space::Kept),
                () if is_lines_of_code(node) || boxed() => Some(Space::Folded),
                () => None,
            }
        }
        _ => None,
    }
}

/// Whether a `pre` holds nothing but code.
pub(super) fn is_whole(pre: NodeRef<'_, Node>) -> bool {
    !pre.descendants().skip(1).any(|node| match role(name(node)) {
        Role::Heading(_) | Role::Paragraph | Role::Quote | Role::Definition | Role::Caption => true,
        Role::Row => !is_line_row(node),
        Role::Item => !is_line_item(node),
        _ => false,
    })
}

/// Whether an item of a list in a `pre` is a line: the list has the class of one, or is all there is.
fn is_line_item(item: NodeRef<'_, Node>) -> bool {
    let list = item.parent();
    let classed = list.and_then(|list| class(list)).is_some();
    classed
        || list
            .and_then(|list| list.parent())
            .is_some_and(|holder| matches!(name(holder), "pre" | "code"))
}

/// Whether a row holds a line of code, or columns of numbers and of code.
fn is_line_row(row: NodeRef<'_, Node>) -> bool {
    let mut cells = row.children().filter(|cell| role(name(*cell)) == Role::Cell);
    cells.any(|cell| {
        let classes = class(cell).unwrap_or_default();
        let is_code = |class: &str| CELLS.contains(&class) || class == "code" || class.ends_with("-code");
        let tag = cell.value().as_element();
        classes.split_ascii_whitespace().any(is_code)
            || tag.is_some_and(|tag| numbers::is_gutter_inside(cell, tag, classes))
    })
}

/// Whether the rows of a table are lines of code.
fn is_table_of_lines(table: NodeRef<'_, Node>, tag: &Tag) -> bool {
    if tag.name() != "table" {
        return false;
    }
    let parts = table.children().flat_map(|part| {
        let is_row = role(name(part)) == Role::Row;
        is_row.then_some(part).into_iter().chain(part.children())
    });
    let mut rows = parts.filter(|row| role(name(*row)) == Role::Row);
    let holds_line = |row: NodeRef<'_, Node>| {
        let cell = row.children().filter(|cell| role(name(*cell)) == Role::Cell).last();
        let classes = cell.and_then(class).unwrap_or_default();
        classes.split_ascii_whitespace().any(|class| CELLS.contains(&class))
    };
    rows.next().is_some_and(holds_line) && is_code_alone(table, false)
}

/// `div.fragment` of Doxygen, which holds nothing but `div.line`.
fn is_fragment(node: NodeRef<'_, Node>, look: &Look<'_>) -> bool {
    let is_line = |node: NodeRef<'_, Node>| class(node).is_some_and(|class| class == "line");
    look.classes == "fragment"
        && node
            .children()
            .find(|node| node.value().is_element())
            .is_some_and(is_line)
}

/// A `code` that is a block: it is alone in its box, and has lines.
fn block_code(node: NodeRef<'_, Node>, tag: &Tag, look: &Look<'_>) -> Option<Space> {
    let is_block = |node: NodeRef<'_, Node>| role(name(node)) == Role::Container;
    let blocks = node.children().filter(|child| is_block(*child)).count();
    let folded = has_break(node);
    if !folded && blocks < 2 && !has_lines(node) || !is_alone(node) || !is_code_alone(node, false) {
        return None;
    }
    let classed = ["language-", "lang-", "hljs"]
        .iter()
        .any(|sign| look.classes.contains(sign));
    match keeps_space(tag, false) {
        true => Some(Space::Kept),
        false if blocks > 1 => Some(Space::Between),
        false if folded => Some(Space::Folded),
        false => (classed || look.own_line).then_some(Space::Kept),
    }
}

/// Whether no text stands beside a node on its lines.
fn is_alone(node: NodeRef<'_, Node>) -> bool {
    let is_block = |node: &NodeRef<'_, Node>| {
        let role = role(name(*node));
        node.value().is_element() && !role.is_inline() && !matches!(role, Role::Break | Role::Skip | Role::Nothing)
    };
    let is_empty = |node: NodeRef<'_, Node>| match node.value() {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(tag) => matches!(role(tag.name()), Role::Break | Role::Skip),
        _ => true,
    };
    node.prev_siblings().take_while(|node| !is_block(node)).all(is_empty)
        && node.next_siblings().take_while(|node| !is_block(node)).all(is_empty)
}

fn holds_code(node: NodeRef<'_, Node>) -> bool {
    node.descendants()
        .skip(1)
        .take(NODES)
        .any(|node| role(name(node)) == Role::Code)
}

/// Whether a box holds several `code` elements with `<br>` between them, and no other text.
fn is_lines_of_code(node: NodeRef<'_, Node>) -> bool {
    let (mut codes, mut breaks) = (0, 0);
    for child in node.children() {
        match (child.value(), role(name(child))) {
            (Node::Text(text), _) if text.trim().is_empty() => {}
            (Node::Element(_), Role::Code) => codes += 1,
            (Node::Element(_), Role::Break) if codes > 0 => breaks += 1,
            (Node::Comment(_), _) => {}
            _ => return false,
        }
    }
    codes > 1 && breaks > 0
}

/// Whether the style of an element keeps white space and, if `mono`, sets letters of one width.
fn keeps_space(tag: &Tag, mono: bool) -> bool {
    let Some(style) = tag.attribute("style").filter(|style| style.contains("white-space")) else {
        return false;
    };
    let style = style.replace(' ', "").to_ascii_lowercase();
    let keeps = ["white-space:pre", "white-space:break-spaces"]
        .iter()
        .any(|one| style.contains(one));
    let letters = ["mono", "consolas", "courier", "menlo"]
        .iter()
        .any(|one| style.contains(one));
    keeps && !style.contains("white-space:pre-line") && (!mono || letters)
}

/// Whether an element holds code and no blocks of other kinds.
fn is_code_alone(node: NodeRef<'_, Node>, with_pre: bool) -> bool {
    let is_other = |node: NodeRef<'_, Node>| match role(name(node)) {
        Role::Heading(_) | Role::Paragraph | Role::Quote | Role::Caption | Role::Definition => true,
        Role::Pre => !with_pre,
        _ => false,
    };
    !node.descendants().skip(1).take(NODES).any(is_other)
}

fn has_break(node: NodeRef<'_, Node>) -> bool {
    let mut nodes = node.descendants().take(NODES);
    nodes.any(|node| role(name(node)) == Role::Break)
}

/// Whether an element has several lines of text.
fn has_lines(node: NodeRef<'_, Node>) -> bool {
    let (mut words, mut ended) = (false, false);
    for node in node.descendants().skip(1).take(NODES) {
        let text = node.value().as_text().map_or("", |text| text);
        let said = text.trim();
        let begins = |text: &str| text.trim_end().contains('\n');
        if !said.is_empty() && (ended || said.contains('\n') || words && begins(text)) {
            return true;
        }
        words |= !said.is_empty();
        let breaks = matches!(role(name(node)), Role::Break | Role::Container) && node.value().is_element();
        ended |= words && (breaks || text.contains('\n'));
    }
    false
}

/// Whether half of the texts have signs that are rare outside of code.
fn looks_like_code(node: NodeRef<'_, Node>) -> bool {
    let texts = node.descendants().take(NODES).filter_map(|node| node.value().as_text());
    let (mut lines, mut signs) = (0, 0);
    for text in texts.filter(|text| !text.trim().is_empty()) {
        lines += 1;
        let text = text.trim();
        signs += usize::from(text.ends_with([';', '{', '}', ')', '>']) || text.contains(['=', '$', '_', '\\']));
    }
    lines > 1 && signs * 2 >= lines
}

fn class<'a>(node: NodeRef<'a, Node>) -> Option<&'a str> {
    node.value().as_element()?.attribute("class")
}

fn name(node: NodeRef<'_, Node>) -> &str {
    node.value().as_element().map_or("", |tag| tag.name())
}
