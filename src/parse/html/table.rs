//! Rows of tables: which hold data, and which merely lay out the page.
//!
//! Not for: the text of a row (`walk`), its columns (`grid`).

use ego_tree::{NodeId, NodeRef};
use scraper::Node;

use crate::model::Block;
use crate::parse::attribute::Attribute;

use super::grid::{Grid, Span};
use super::run::Line;
use super::tags::{Role, role};

/// How many nodes of a row are looked at: a row that holds more lays out a page.
const NODES_LIMIT: usize = 300;
/// Elements between a table and its rows.
const WRAPPERS: usize = 8;
/// Line breaks that a cell of data may hold.
const BREAKS_LIMIT: usize = 2;
/// Bytes of text that a cell of data may hold.
const CELL_BYTES_LIMIT: usize = 600;
/// Bytes of text that a cell with paragraphs or code may hold: posts and articles are longer.
const PARTS_BYTES_LIMIT: usize = 400;
/// Bytes that a cell over several columns or rows may add to the text for each cell of its table.
const SPREAD_BYTES: usize = 16;

/// What the cells of a row hold, the plainest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// Words.
    Plain,
    /// Lists without links.
    Lists,
    /// Lists of links.
    Menus,
    /// A few short paragraphs, lines or lines of code.
    Parts,
    /// Paragraphs, headings, other tables.
    Blocks,
}

/// A row before its text is read.
#[derive(Clone, Copy, Debug)]
struct Row {
    cells: usize,
    /// Cells with text.
    filled: usize,
    shape: Shape,
    /// Whether all cells name columns.
    header: bool,
    /// Whether the first cell names the row.
    titled: bool,
    /// Whether a cell covers several columns.
    wide: bool,
    /// Whether links stand in it with bars between them.
    bar: bool,
}

/// An open table.
#[derive(Debug)]
pub(super) struct Table {
    /// Depth of its element.
    pub(super) depth: usize,
    pub(super) grid: Grid,
    rows: std::vec::IntoIter<(NodeId, Row)>,
    layout: bool,
    /// Whether rows with lists of links are data.
    menus: bool,
    /// Whether rows with paragraphs in their cells are data: the table has a head, and no cell with more than that.
    parts: bool,
    /// Whether a cell over all columns is a row of data.
    sections: bool,
    /// The part of the table that the last row stood in.
    part: Option<NodeId>,
    header: bool,
}

impl Table {
    /// Looks at a table that stands at `depth`, inside another if `nested`.
    pub(super) fn of(table: NodeRef<'_, Node>, depth: usize, nested: bool) -> Self {
        let mut columns = Columns::default();
        let look = |row: NodeRef<'_, Node>| (row.id(), Row::of(row, &mut columns));
        let rows: Vec<(NodeId, Row)> = rows(table).map(look).collect();
        let count = |shape| {
            let alike = |(_, row): &&(NodeId, Row)| row.cells > 1 && row.shape == shape;
            rows.iter().filter(alike).count()
        };
        let headed = rows.len() > 1
            && rows
                .iter()
                .any(|(_, row)| row.header && row.cells > 1 && row.shape == Shape::Plain);
        let parts = headed && rows.iter().all(|(_, row)| row.shape != Shape::Blocks);
        let (in_parts, out) = if parts {
            (count(Shape::Parts), 0)
        } else {
            (0, count(Shape::Parts))
        };
        let plain = count(Shape::Plain) + count(Shape::Lists) + in_parts;
        let blocks = count(Shape::Blocks) + out;
        let titled = rows.iter().any(|(_, row)| row.titled);
        let bar = nested && rows.len() == 1 && rows.iter().all(|(_, row)| row.bar);
        let lone = bar || rows.iter().all(|(_, row)| row.filled <= 1);
        Table {
            depth,
            layout: is_presentation(table) || lone && !titled || blocks > 1 && blocks >= plain,
            menus: titled || plain > 1 && plain >= count(Shape::Menus),
            parts,
            sections: titled && plain > 1,
            part: None,
            header: false,
            grid: Grid::new(columns.most, columns.cells * SPREAD_BYTES),
            rows: rows.into_iter(),
        }
    }

    /// Whether a row is data: several cells, none with structure of its own.
    pub(super) fn is_data(&mut self, row: NodeRef<'_, Node>) -> bool {
        let part = row.parent().map(|part| part.id());
        if self.part != part {
            self.part = part;
            self.grid.part();
        }
        let found = self.rows.find(|(id, _)| *id == row.id());
        let is_data = !self.layout && found.is_some_and(|(_, row)| self.holds(row));
        if !is_data {
            self.grid.part();
        }
        self.header = found.is_some_and(|(_, row)| row.header && row.cells > 1);
        is_data
    }

    fn holds(&self, row: Row) -> bool {
        match (row.cells, row.shape) {
            (0, _) | (_, Shape::Blocks) => false,
            (1, Shape::Plain) => row.wide && self.sections && self.grid.is_started(),
            (1, Shape::Lists | Shape::Menus | Shape::Parts) => false,
            (_, Shape::Parts) => self.parts,
            (_, Shape::Plain | Shape::Lists) => true,
            (_, Shape::Menus) => self.menus,
        }
    }

    /// Writes the row of data that is open.
    pub(super) fn close_row(
        &mut self,
        row: NodeRef<'_, Node>,
        line: Line,
        element: Option<u32>,
        blocks: &mut Vec<Block>,
    ) {
        let part = row.parent().is_some_and(|part| tag(part) == "thead");
        self.grid.close(line, self.header, part, element, blocks);
    }
}

/// The rows of a table, without those of tables inside it. Tables of `div` have more elements around their rows than others.
fn rows<'a>(table: NodeRef<'a, Node>) -> impl Iterator<Item = NodeRef<'a, Node>> {
    let is_part =
        |node: NodeRef<'_, Node>| matches!(tag(node), "tbody" | "thead" | "tfoot" | "div" | "form" | "section");
    let mut parts: Vec<NodeRef<'a, Node>> = table.children().collect();
    for _ in 0..WRAPPERS {
        if !parts.iter().any(|part| is_part(*part)) {
            break;
        }
        let open = |part: NodeRef<'a, Node>| {
            let inside = is_part(part).then(|| part.children());
            let alone = (!is_part(part)).then_some(part);
            inside.into_iter().flatten().chain(alone)
        };
        parts = parts.into_iter().flat_map(open).collect();
    }
    parts.into_iter().filter(|row| role(tag(*row)) == Role::Row)
}

/// How many columns the rows have: cells over several columns count one, and those from above as well.
#[derive(Default)]
struct Columns {
    most: usize,
    cells: usize,
    row: usize,
    /// Cells that reach down into this row, and where they end.
    above: usize,
    ends: std::collections::BTreeMap<usize, usize>,
}

impl Columns {
    fn row(&mut self, spans: &[Span]) {
        self.above -= self.ends.remove(&self.row).unwrap_or(0);
        self.most = self.most.max(spans.len() + self.above);
        self.cells += spans.len();
        for span in spans.iter().filter(|span| span.tall > 1) {
            *self.ends.entry(self.row.saturating_add(span.tall)).or_default() += 1;
            self.above += 1;
        }
        self.row += 1;
    }
}

impl Row {
    fn of(row: NodeRef<'_, Node>, columns: &mut Columns) -> Self {
        let mut budget = NODES_LIMIT;
        let cells: Vec<NodeRef<'_, Node>> = row.children().filter(|cell| is_cell(*cell)).collect();
        let spans: Vec<Span> = cells
            .iter()
            .filter_map(|cell| cell.value().as_element().map(Span::of))
            .collect();
        columns.row(&spans);
        let (mut filled, mut bar) = (0, false);
        let mut shape = Shape::Plain;
        for child in row.children() {
            let (counts, found) = look(child, &mut budget);
            filled += usize::from(counts.bytes > 0);
            bar |= counts.bars > 1 && counts.links > counts.bars;
            shape = shape.max(found);
            if shape == Shape::Blocks {
                break;
            }
        }
        let names = |cell: &NodeRef<'_, Node>| tag(*cell) == "th";
        Row {
            cells: cells.len(),
            filled: if shape >= Shape::Parts { cells.len() } else { filled },
            shape,
            header: cells.iter().all(names) || row.parent().is_some_and(|part| tag(part) == "thead"),
            titled: cells.len() > 1 && cells.first().is_some_and(names),
            wide: spans.iter().any(|span| span.wide > 1),
            bar,
        }
    }
}

fn is_presentation(table: NodeRef<'_, Node>) -> bool {
    let role = table.value().as_element().and_then(|tag| tag.attribute("role"));
    role.is_some_and(|role| role.eq_ignore_ascii_case("presentation") || role.eq_ignore_ascii_case("none"))
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

/// What has been counted in a cell.
#[derive(Default)]
struct Counts {
    breaks: usize,
    paragraphs: usize,
    bytes: usize,
    items: usize,
    links: usize,
    bars: usize,
    code: bool,
    blocks: bool,
}

impl Counts {
    fn tag(&mut self, name: &str) {
        match role(name) {
            Role::Break => self.breaks += 1,
            Role::Paragraph => self.paragraphs += 1,
            Role::Item | Role::Definition => self.items += 1,
            Role::Link => self.links += 1,
            Role::Pre => self.code = true,
            Role::Heading(_) | Role::Row | Role::Quote => self.blocks = true,
            _ => {}
        }
    }

    fn shape(&self) -> Shape {
        let paragraphs = self.paragraphs > 1 && self.paragraphs > self.items;
        match (self.items, self.links) {
            _ if self.blocks || self.bytes > CELL_BYTES_LIMIT => Shape::Blocks,
            _ if paragraphs || self.code || self.breaks > BREAKS_LIMIT => {
                if self.bytes > PARTS_BYTES_LIMIT {
                    Shape::Blocks
                } else {
                    Shape::Parts
                }
            }
            (0, _) => Shape::Plain,
            (_, 0) => Shape::Lists,
            _ => Shape::Menus,
        }
    }
}

/// What is in a child of a row.
fn look(cell: NodeRef<'_, Node>, budget: &mut usize) -> (Counts, Shape) {
    let mut counts = Counts::default();
    for node in cell.descendants().skip(1) {
        match node.value() {
            Node::Text(_) if is_raw(node) => continue,
            Node::Text(text) => {
                counts.bytes += text.trim().len();
                counts.bars += usize::from(text.trim() == "|");
                *budget = budget.saturating_sub(usize::from(!is_continued(node)));
            }
            Node::Element(_) => *budget = budget.saturating_sub(1),
            _ => continue,
        }
        counts.tag(tag(node));
        if *budget == 0 || counts.shape() == Shape::Blocks {
            return (counts, Shape::Blocks);
        }
    }
    let shape = counts.shape();
    (counts, shape)
}
