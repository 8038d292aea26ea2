//! The columns of a table: cells over several columns or rows stand in each of them, and the rows of its head are one.
//!
//! Not for: which rows are data (`table`).

use std::ops::Range;

use scraper::node::Element as Tag;

use crate::model::{Block, BlockKind};
use crate::parse::attribute::Attribute;

use super::lines::join;
use super::run::Line;

/// Longest text that is repeated in the columns and rows that its cell covers, in bytes; of longer ones these stay empty.
const REPEATED_BYTES: usize = 80;
/// Rows of a head that are put together.
const HEAD_ROWS: usize = 4;

/// How many columns and rows a cell covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) wide: usize,
    pub(super) tall: usize,
}

impl Span {
    /// What a cell says of itself; no rows are all those that follow.
    pub(super) fn of(cell: &Tag) -> Self {
        let number = |name| {
            cell.attribute(name)
                .and_then(|value| value.trim().parse::<usize>().ok())
        };
        Span {
            wide: number("colspan").unwrap_or(1).max(1),
            tall: match number("rowspan") {
                Some(0) => usize::MAX,
                rows => rows.unwrap_or(1),
            },
        }
    }

    pub(super) fn is_one(self) -> bool {
        self.wide == 1 && self.tall == 1
    }
}

/// The columns of an open table.
#[derive(Debug, Default)]
pub(super) struct Grid {
    columns: usize,
    /// Bytes that may still be added for cells that cover others, so that spans cost no more than the table itself.
    spare: usize,
    /// The cells of the open row.
    open: Vec<Span>,
    /// Of each column, the cell that reaches down into it, and for how many rows.
    above: Vec<Option<(String, usize)>>,
    /// Whether a row has been written.
    started: bool,
    /// Rows of the head, if the last row was one of it.
    head: usize,
    /// Whether the next row of headings belongs to the same head.
    goes_on: bool,
}

impl Grid {
    /// A table with so many columns, whose spread cells may add `spare` bytes.
    pub(super) fn new(columns: usize, spare: usize) -> Self {
        Grid {
            columns,
            spare,
            ..Grid::default()
        }
    }

    /// Whether a row has been written.
    pub(super) fn is_started(&self) -> bool {
        self.started
    }

    /// Opens a cell; true if it is not the first of its row.
    pub(super) fn cell(&mut self, span: Span) -> bool {
        self.open.push(span);
        self.open.len() > 1
    }

    /// Begins with rows of another part of the table: no cell reaches into them.
    pub(super) fn part(&mut self) {
        self.above.clear();
    }

    /// Writes the open row. Where it goes on with the head, it becomes part of the row before; `part` says that rows of headings
    /// are one head by the markup.
    pub(super) fn close(
        &mut self,
        line: Line,
        header: bool,
        part: bool,
        element: Option<u32>,
        blocks: &mut Vec<Block>,
    ) {
        let spans = self.open.iter().any(|span| !span.is_one());
        let line = self.spread(line);
        if line.text.trim().is_empty() {
            return;
        }
        self.started = true;
        let goes_on = header && self.goes_on && (1..HEAD_ROWS).contains(&self.head);
        let last = blocks.last_mut().filter(|_| goes_on);
        if let Some(block) = last.filter(|block| block.kind == BlockKind::TableRow { header: true }) {
            put_under(block, &line);
            self.head += 1;
            return;
        }
        // A second row of headings that belongs to no head of several rows is the first of the rows below.
        let opens = header && self.head == 0;
        self.head = usize::from(header);
        self.goes_on = opens && (spans || part);
        blocks.push(join(BlockKind::TableRow { header: opens }, vec![line], element));
    }

    /// The row with a cell for each column that its cells, and those from above, cover.
    fn spread(&mut self, line: Line) -> Line {
        let cells = std::mem::take(&mut self.open);
        if self.above.is_empty() && cells.iter().all(|span| span.is_one()) {
            return line;
        }
        let mut row = Line {
            strong_bytes: line.strong_bytes,
            ..Line::default()
        };
        let (mut at, mut column, mut left) = (0, 0, cells.len());
        for (text, span) in line.text.split('\t').zip(cells) {
            self.reach_down(&mut row, &mut column);
            push_part(&mut row, &line, at..at + text.len(), if column > 0 { "\t" } else { "" });
            at += text.len() + 1;
            left = left.saturating_sub(1);
            let room = self.columns.saturating_sub(column + left).max(1);
            let wide = span.wide.min(room);
            self.hold(column, text, span.tall);
            column += 1;
            // A cell as wide as the table is a line of its own.
            let more = if wide < self.columns { wide } else { 1 };
            for _ in 1..more {
                let Some(copy) = self.copy(text) else { break };
                push_copy(&mut row, copy, column);
                self.hold(column, text, span.tall);
                column += 1;
            }
        }
        self.reach_down(&mut row, &mut column);
        row
    }

    /// Writes the cells that reach down into the next columns.
    fn reach_down(&mut self, row: &mut Line, column: &mut usize) {
        while let Some((text, rows)) = self.above.get_mut(*column).and_then(Option::take) {
            let Some(copy) = self.copy(&text) else {
                self.above.clear();
                return;
            };
            push_copy(row, copy, *column);
            if rows > 1
                && let Some(place) = self.above.get_mut(*column)
            {
                *place = Some((text, rows - 1));
            }
            *column += 1;
        }
    }

    fn hold(&mut self, column: usize, text: &str, tall: usize) {
        if tall > 1 && column < self.columns {
            if self.above.len() <= column {
                self.above.resize(column + 1, None);
            }
            let kept = if text.len() <= REPEATED_BYTES { text } else { "" };
            if let Some(place) = self.above.get_mut(column) {
                *place = Some((kept.to_owned(), tall - 1));
            }
        }
    }

    /// What a covered cell repeats; none once the table has spent what spans may cost.
    fn copy<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let text = if text.len() <= REPEATED_BYTES { text } else { "" };
        self.spare = self.spare.checked_sub(text.len() + 1)?;
        Some(text)
    }
}

fn push_copy(row: &mut Line, copy: &str, column: usize) {
    if column > 0 {
        row.text.push('\t');
    }
    row.text.push_str(copy);
}

/// Adds a part of a line, with its links and marks, behind `sign`.
fn push_part(row: &mut Line, from: &Line, part: Range<usize>, sign: &str) {
    row.text.push_str(sign);
    let to = row.text.len();
    row.text.push_str(from.text.get(part.clone()).unwrap_or_default());
    row.links.extend(within(&from.links, &part, to));
    row.marks.extend(within(&from.marks, &part, to));
}

/// The ranges inside `part`, moved to where the part stands now.
fn within<'a, T: Clone>(
    ranges: &'a [(Range<usize>, T)],
    part: &'a Range<usize>,
    to: usize,
) -> impl Iterator<Item = (Range<usize>, T)> + 'a {
    let first = ranges.partition_point(|(range, _)| range.start < part.start);
    let inside = ranges.iter().skip(first).take_while(|(range, _)| range.end <= part.end);
    inside.map(move |(range, what)| {
        let moved = range.start - part.start + to..range.end - part.start + to;
        (moved, what.clone())
    })
}

/// Puts a row of headings under another, column by column; what both say is said once.
fn put_under(block: &mut Block, line: &Line) {
    let above = Line {
        text: std::mem::take(&mut block.text),
        links: std::mem::take(&mut block.links),
        marks: std::mem::take(&mut block.marks),
        ..Line::default()
    };
    let mut row = Line::default();
    let (mut upper, mut lower) = (cells(&above.text), cells(&line.text));
    let mut sign = "";
    loop {
        let (first, second) = (upper.next(), lower.next());
        if first.is_none() && second.is_none() {
            break;
        }
        let (first, second) = (first.unwrap_or(0..0), second.unwrap_or(0..0));
        let same = above.text.get(first.clone()) == line.text.get(second.clone()) || second.is_empty();
        let between = if first.is_empty() { "" } else { " " };
        push_part(&mut row, &above, first, sign);
        if !same {
            push_part(&mut row, line, second, between);
        }
        sign = "\t";
    }
    block.strong_bytes += line.strong_bytes;
    (block.text, block.links, block.marks) = (row.text, row.links, row.marks);
}

/// The ranges of the cells of a row.
fn cells(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split('\t').map(move |cell| {
        let start = at;
        at += cell.len() + 1;
        start..start + cell.len()
    })
}
