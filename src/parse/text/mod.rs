//! Plain text to blocks, by lines and blank lines.
//!
//! A line is a block of its own (scrapers put one paragraph, one menu entry or one "Share" on a line) unless the text is wrapped
//! at a width, or the line is part of a stanza, a listing or an item. Each block keeps its [`Layout`](crate::model::Layout),
//! so that all lines that were not wrapped can be written as they stood.
//!
//! Not for: judging lines (`strip`), or finding title and date among them (`metadata`).

mod code;
mod drawn;
mod item;
mod layout;
mod lines;
mod marks;
mod tables;
mod wrap;

pub(super) use wrap::needs_space;

use serde::{Deserialize, Serialize};

use drawn::Drawn;
use layout::Layout;
use lines::Line;
use marks::Marker;
use tables::Row;
use wrap::Wrap;

use crate::model::{self, Block, BlockKind};
use crate::parse::metadata::head;

/// A heading has no more columns.
const HEADING_COLUMNS: usize = 90;

/// Settings for plain text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Which line breaks stay: `auto` (all but those of text that was wrapped at a width) or `keep` (all).
    pub lines: LineBreaks,
}

/// Which line breaks of plain text stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineBreaks {
    /// Lines are joined where there is evidence that a paragraph was wrapped at a width.
    #[default]
    Auto,
    /// All stay.
    Keep,
}

/// Whether `source` was wrapped at a width, so that most of its line breaks mean nothing.
pub(super) fn is_wrapped(source: &str) -> bool {
    let lines = lines::split(source);
    Wrap::of(&lines, &marks::markers(&lines)).columns.is_some()
}

/// Cuts `source` into blocks.
pub fn parse(source: &str, options: &Options) -> Vec<Block> {
    let lines = lines::split(source);
    let markers = marks::markers(&lines);
    let wrap = Wrap::of(&lines, &markers);
    let mut parser = Parser {
        layout: Layout::of(&lines, &wrap),
        wrap: match options.lines {
            LineBreaks::Auto => wrap,
            LineBreaks::Keep => wrap.keep(),
        },
        markers,
        rows: tables::rows(&lines),
        code: code::Finder::new(&lines),
        indents: Vec::new(),
        drawn: None,
        blocks: Vec::with_capacity(lines.len()),
        lines: &lines,
    };
    let mut at = 0;
    while at < lines.len() {
        at += parser.block(at).max(1);
    }
    parser.end_drawn();
    parser.blocks
}

struct Parser<'a> {
    lines: &'a [Line<'a>],
    layout: Layout,
    wrap: Wrap,
    markers: Vec<Option<Marker>>,
    rows: Vec<Option<Row>>,
    code: code::Finder,
    /// Indents of the items that are open around the next one.
    indents: Vec<usize>,
    /// Rules of a table that belong to the row below them.
    drawn: Option<Drawn>,
    blocks: Vec<Block>,
}

impl<'a> Parser<'a> {
    /// Reads the block that begins at line `at`; returns how many lines it took.
    fn block(&mut self, at: usize) -> usize {
        let Some(&line) = self.lines.get(at) else { return 1 };
        if let Some(marker) = self.marker(at) {
            return self.item(at, line, marker);
        }
        self.indents.clear();
        if let Some(row) = self.row(at) {
            return self.table_row(at, line, row);
        }
        if let Some(listing) = self.code.at(self.lines, at) {
            let language = listing.language;
            self.push(
                &line,
                BlockKind::Code { language },
                listing.text,
                Some(self.source(at, listing.lines)),
            );
            return listing.lines;
        }
        if at == 0
            && let Some(end) = head::dated_title(line.text)
        {
            return self.dated_title(line, end);
        }
        if let Some(level) = self.underline(at) {
            self.push(
                &line,
                BlockKind::Heading(level),
                line.text.to_owned(),
                Some(self.source(at, 2)),
            );
            return 2;
        }
        match self.stanza(at) {
            0 => self.paragraph(at, line),
            lines => {
                self.push(&line, BlockKind::Lines, self.source(at, lines), None);
                lines
            }
        }
    }

    /// Adds the block that begins with `line`; `lines` is how it stands in the source.
    fn push(&mut self, line: &Line, kind: BlockKind, text: String, lines: Option<String>) {
        let layout = model::Layout {
            indent: line.lead().into(),
            same_line: false,
            lines: lines.filter(|lines| *lines != text).map(String::into_boxed_str),
        };
        self.add(Block {
            gap: line.gap,
            layout: Some(layout),
            ..Block::new(kind, text)
        });
    }

    /// So many lines from `at` on, as they stand in the source.
    fn source(&self, at: usize, lines: usize) -> String {
        lines::source(self.lines.get(at..at + lines).unwrap_or_default())
    }

    fn marker(&self, at: usize) -> Option<Marker> {
        self.markers.get(at).copied().flatten()
    }

    fn row(&self, at: usize) -> Option<Row> {
        self.rows.get(at).copied().flatten()
    }

    fn table_row(&mut self, at: usize, line: Line, row: Row) -> usize {
        let cells = tables::cells(line.text, row);
        if cells.trim().is_empty() {
            self.rule(at, &line);
            return 1;
        }
        let ruled = self.row(at + 1) == Some(Row::Rule);
        let above = (1..=2).find_map(|back| self.row(at.checked_sub(back)?).filter(|&row| row != Row::Rule));
        let header = ruled && (line.gap > 0 || above.is_none());
        self.push(&line, BlockKind::TableRow { header }, cells, Some(line.text.to_owned()));
        1
    }

    /// `date 2026-01-21 Title`: the date and the title are blocks of their own, so that they can be judged apart.
    fn dated_title(&mut self, line: Line, end: usize) -> usize {
        let (date, title) = line.text.split_at_checked(end).unwrap_or((line.text, ""));
        let between = date.get(date.trim_end().len()..).unwrap_or_default();
        self.push(&line, BlockKind::Paragraph, date.trim_end().to_owned(), None);
        self.add(Block {
            gap: 0,
            layout: Some(model::Layout {
                indent: between.into(),
                same_line: true,
                lines: None,
            }),
            ..Block::new(BlockKind::Heading(1), title)
        });
        1
    }

    /// The level of the heading at `at` that is underlined by the next line.
    fn underline(&self, at: usize) -> Option<u8> {
        let (line, next) = (self.lines.get(at)?, self.lines.get(at + 1)?);
        let sign = next.text.chars().next().filter(|c| matches!(c, '=' | '-' | '~'))?;
        let drawn = next.text.len() >= 3 && next.text.chars().all(|c| c == sign);
        let alone = at == 0 || line.gap > 0;
        let fits = next.width * 2 >= line.width && next.width <= line.width + 12;
        let text = line.text.chars().any(char::is_alphanumeric) && line.width <= HEADING_COLUMNS;
        (next.gap == 0 && drawn && alone && fits && text).then_some(if sign == '=' { 1 } else { 2 })
    }

    /// How many lines from `at` on are a stanza. The first run of a text holds titles, names and menus as well, so there each
    /// line stays a block; so does what stands below the last stanza.
    fn stanza(&self, at: usize) -> usize {
        let starts = self.lines.get(at).is_some_and(|line| line.gap > 0);
        if !self.layout.verse || !starts {
            return 0;
        }
        let run = 1 + self.lines.iter().skip(at + 1).take_while(|line| line.gap == 0).count();
        let run = if at + run < self.lines.len() {
            run
        } else {
            self.verse_before_foot(at)
        };
        if run < 2 { 0 } else { run }
    }

    /// How many lines of the last run are verse: short ones, up to the last that ends a sentence.
    fn verse_before_foot(&self, at: usize) -> usize {
        let short = self
            .lines
            .iter()
            .skip(at)
            .take_while(|line| line.width <= layout::SHORT_COLUMNS);
        let ends = short.enumerate().filter(|(_, line)| lines::ends_sentence(line.text));
        ends.last().map_or(0, |(last, _)| last + 1)
    }

    fn paragraph(&mut self, at: usize, line: Line) -> usize {
        let mut text = line.text.to_owned();
        let mut used = 1;
        while self.goes_on(at + used)
            && let Some(next) = self.lines.get(at + used)
        {
            append(&mut text, next.text);
            used += 1;
        }
        let kind = match () {
            () if used == 1 && self.is_heading(at, line) => BlockKind::Heading(2),
            () if used == 1 && self.in_short_run(at) => BlockKind::Lines,
            () => BlockKind::Paragraph,
        };
        self.push(&line, kind, text, None);
        used
    }

    /// Whether the line at `at` goes on with the line before it, which was wrapped.
    fn goes_on(&self, at: usize) -> bool {
        self.wrap.goes_on(at) && self.row(at).is_none()
    }

    /// A short line without the end of a sentence that running text follows.
    fn is_heading(&self, at: usize, line: Line) -> bool {
        let Some(next) = self.lines.get(at + 1) else {
            return false;
        };
        let alone = line.gap > 0 || at == 0 || !self.layout.spaced;
        let text_follows = self.marker(at + 1).is_none()
            && next.width > layout::SHORT_COLUMNS.max(line.width)
            && self.row(at + 1).is_none();
        !self.layout.verse && alone && text_follows && line.width <= HEADING_COLUMNS && looks_like_heading(line.text)
    }

    /// Whether the line stands in a run of short lines, in a text that parts its paragraphs by blank lines: an address, a dialogue.
    fn in_short_run(&self, at: usize) -> bool {
        let short = |at: usize| {
            self.lines
                .get(at)
                .is_some_and(|line| line.width <= layout::SHORT_COLUMNS)
        };
        let glued = |at: usize| self.lines.get(at).is_some_and(|line| line.gap == 0);
        let after = (at + 1..=at + 2).take_while(|&next| glued(next) && short(next)).count();
        let before = (0..2)
            .take_while(|&back| at > back && glued(at - back) && short(at - back - 1))
            .count();
        let least = if self.layout.verse { 1 } else { 2 };
        (self.layout.spaced || self.layout.verse) && short(at) && before + after >= least
    }
}

/// Starts like a heading, does not end like a sentence, and is no day, address or price.
fn looks_like_heading(text: &str) -> bool {
    let ends =
        lines::ends_sentence(text) && !text.ends_with(['?', '？']) || text.ends_with([':', ',', ';', '：', '，']);
    let lower = text.chars().next().is_some_and(char::is_lowercase);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    !ends && !lower && letters >= 2 && digits * 2 <= letters && !text.contains("://") && !head::is_dated(text)
}

/// Joins a line to the text before it. A hyphen at the break stays: it is as likely a part of the word as not.
fn append(text: &mut String, next: &str) {
    let hyphen = text.ends_with(['-', '\u{ad}']) && next.starts_with(char::is_lowercase);
    if !hyphen && needs_space(text, next) {
        text.push(' ');
    }
    text.push_str(next);
}

#[cfg(test)]
mod tests;
