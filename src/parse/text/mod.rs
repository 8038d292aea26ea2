//! Plain text to blocks, by lines and blank lines.
//!
//! A line is a block of its own (scrapers put one paragraph, one menu entry or one "Share" on a line) unless the whole text
//! is wrapped at a width, or it is part of a stanza, a table, a listing or an item. No letter gets lost: what does not stand in
//! the text of a block is the marker of an item, the language of a listing, or a line drawn with signs.
//!
//! Not for: judging lines (`strip`), or finding title and date among them (`metadata`).

mod code;
mod layout;
mod lines;
mod marks;
mod tables;

pub(super) use layout::needs_space;

use layout::Layout;
use lines::Line;
use marks::Marker;
use tables::Row;

use crate::document::{Block, BlockKind};
use crate::parse::metadata::head;

/// Items are nested no deeper.
const ITEM_DEPTH: usize = 8;
/// A heading has no more columns.
const HEADING_COLUMNS: usize = 90;

/// Cuts `source` into blocks.
pub fn parse(source: &str) -> Vec<Block> {
    let lines = lines::split(source);
    let mut parser = Parser {
        layout: Layout::of(&lines),
        markers: marks::markers(&lines),
        rows: tables::rows(&lines),
        code: code::Finder::new(&lines),
        indents: Vec::new(),
        blocks: Vec::with_capacity(lines.len()),
        lines: &lines,
    };
    let mut at = 0;
    while at < lines.len() {
        at += parser.block(at).max(1);
    }
    parser.blocks
}

struct Parser<'a> {
    lines: &'a [Line<'a>],
    layout: Layout,
    markers: Vec<Option<Marker>>,
    rows: Vec<Option<Row>>,
    code: code::Finder,
    /// Indents of the items that are open around the next one.
    indents: Vec<usize>,
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
            self.push(
                BlockKind::Code {
                    language: listing.language,
                },
                listing.text,
                line.gap,
            );
            return listing.lines;
        }
        if at == 0
            && let Some(end) = head::dated_title(line.text)
        {
            return self.dated_title(line, end);
        }
        if let Some(level) = self.underline(at) {
            self.push(BlockKind::Heading(level), fold(line.text), line.gap);
            return 2;
        }
        match self.stanza(at) {
            0 => self.paragraph(at, line),
            lines => self.stanza_block(at, lines, line.gap),
        }
    }

    fn push(&mut self, kind: BlockKind, text: String, gap: u8) {
        self.blocks.push(Block {
            gap,
            ..Block::new(kind, text)
        });
    }

    fn marker(&self, at: usize) -> Option<Marker> {
        self.markers.get(at).copied().flatten()
    }

    fn row(&self, at: usize) -> Option<Row> {
        self.rows.get(at).copied().flatten()
    }

    fn item(&mut self, at: usize, line: Line, marker: Marker) -> usize {
        while self.indents.last().is_some_and(|&indent| indent > line.indent) {
            self.indents.pop();
        }
        if self.indents.last() != Some(&line.indent) && self.indents.len() < ITEM_DEPTH {
            self.indents.push(line.indent);
        }
        let depth = u8::try_from(self.indents.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let (mark, rest) = line.text.split_at_checked(marker.len()).unwrap_or(("", line.text));
        let (text, used) = self.joined(at, rest.trim_start(), |parser, before, next| {
            let hangs = next.indent > line.indent && next.indent <= line.indent + 12;
            hangs || parser.continues(before, next)
        });
        self.push(
            BlockKind::ListItem {
                depth,
                marker: mark.to_owned(),
            },
            text,
            line.gap,
        );
        used
    }

    fn table_row(&mut self, at: usize, line: Line, row: Row) -> usize {
        let cells = tables::cells(line.text, row);
        if !cells.trim().is_empty() {
            let ruled = self.row(at + 1) == Some(Row::Rule);
            let above = (1..=2).find_map(|back| self.row(at.checked_sub(back)?).filter(|&row| row != Row::Rule));
            let first = line.gap > 0 || above.is_none();
            self.push(BlockKind::TableRow { header: ruled && first }, cells, line.gap);
        }
        1
    }

    /// `date 2026-01-21 Title`: the date and the title are blocks of their own, so that they can be judged apart.
    fn dated_title(&mut self, line: Line, end: usize) -> usize {
        let (date, title) = line.text.split_at_checked(end).unwrap_or((line.text, ""));
        self.push(BlockKind::Paragraph, fold(date.trim_end()), line.gap);
        self.push(BlockKind::Heading(1), fold(title.trim_start()), 0);
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

    fn stanza_block(&mut self, at: usize, lines: usize, gap: u8) -> usize {
        let text: Vec<&str> = self.lines.iter().skip(at).take(lines).map(|line| line.text).collect();
        self.push(BlockKind::Lines, text.join("\n"), gap);
        lines
    }

    fn paragraph(&mut self, at: usize, line: Line) -> usize {
        let (text, used) = self.joined(at, line.text, Parser::continues);
        let kind = match () {
            () if used == 1 && self.is_heading(at, line) => BlockKind::Heading(2),
            () if used == 1 && self.in_short_run(at) => BlockKind::Lines,
            () => BlockKind::Paragraph,
        };
        self.push(kind, text, line.gap);
        used
    }

    /// The text of the line at `at`, which begins with `first`, and of those after it that belong to it; and how many they are.
    fn joined(&self, at: usize, first: &str, belongs: impl Fn(&Self, &Line, &Line) -> bool) -> (String, usize) {
        let mut text = fold(first);
        let mut used = 1;
        while let (Some(before), Some(next)) = (self.lines.get(at + used - 1), self.lines.get(at + used)) {
            let plain = next.gap == 0 && self.marker(at + used).is_none() && self.row(at + used).is_none();
            if !plain || !belongs(self, before, next) {
                break;
            }
            let hyphen = text.ends_with(['-', '\u{ad}']) && next.text.starts_with(char::is_lowercase);
            if !hyphen && layout::needs_space(&text, next.text) {
                text.push(' ');
            }
            text.push_str(&fold(next.text));
            used += 1;
        }
        (text, used)
    }

    /// Whether `next` goes on with the paragraph of `before`: in wrapped text, where the break was forced.
    fn continues(&self, before: &Line, next: &Line) -> bool {
        let Some(columns) = self.layout.wrap else { return false };
        let label = lines::ends_sentence(before.text) && next.width * 3 < columns && !lines::ends_sentence(next.text);
        let indented = next.indent > before.indent + 1;
        !label && !indented && layout::is_forced(before, next, columns)
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

/// White space folded, except that a gap as wide as a tab or two blanks stays two blanks: it parts the entries of a menu.
fn fold(text: &str) -> String {
    if !text.contains('\t') && !text.contains("  ") {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    let (mut blanks, mut tab) = (0, false);
    for c in text.chars() {
        if c == ' ' || c == '\t' {
            blanks += 1;
            tab |= c == '\t';
            continue;
        }
        if blanks > 0 {
            let wide = (tab || blanks > 1) && !lines::ends_sentence(&folded);
            folded.push_str(if wide { "  " } else { " " });
            (blanks, tab) = (0, false);
        }
        folded.push(c);
    }
    folded
}

#[cfg(test)]
mod tests;
