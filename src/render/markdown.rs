//! Blocks as Markdown: a reader of CommonMark with tables gets the same text, and the same kinds, back.

use std::borrow::Cow;

use super::stretch::{Stretch, escape};
use super::verbatim;
use crate::model::{Block, BlockKind};

/// Columns that an item is indented by for each list around it; enough under `-` as under `12.`.
const ITEM_INDENT: usize = 4;

/// Parts lines of one paragraph.
const HARD_BREAK: &str = "\\\n";

/// Writes `blocks`, with the targets of their links if `links`.
pub(super) fn render(blocks: &[Block], links: bool) -> String {
    let mut out = String::with_capacity(blocks.iter().map(|block| block.text.len() + 8).sum());
    let blocks: Vec<&Block> = blocks.iter().filter(|block| !block.text.trim().is_empty()).collect();
    let mut before: Option<&Block> = None;
    let mut at = 0;
    while let Some((&block, rest)) = blocks.get(at..).and_then(<[_]>::split_first) {
        let stretch = verbatim::stretch(blocks.get(at..).unwrap_or_default());
        let separator = match before {
            Some(before) if stretch == 0 => separator(before, block),
            _ if out.is_empty() => "".into(),
            _ => "\n\n".into(),
        };
        out.push_str(&separator);
        before = Some(block).filter(|_| stretch == 0);
        let among_lines =
            separator == HARD_BREAK || rest.first().is_some_and(|next| verbatim::is_line_break(block, next));
        let start = out.len();
        if stretch == 0 && among_lines && matches!(block.kind, BlockKind::Heading(_)) {
            out.push_str(&guarded(&inline(block, false)));
        } else if stretch == 0 {
            push(&mut out, block, separator == "\n", links);
        } else {
            let lines = verbatim::text(blocks.get(at..at + stretch).unwrap_or_default());
            push_code(&mut out, &lines, None);
        }
        quote(&mut out, start, depth(block));
        at = blocks.len() - rest.len() + stretch.saturating_sub(1);
    }
    out
}

/// How many quotations a block stands in.
fn depth(block: &Block) -> usize {
    usize::from(block.quoted).max(usize::from(block.kind == BlockKind::Quote))
}

/// Marks the lines from `start` on as quoted.
fn quote(out: &mut String, start: usize, depth: usize) {
    if depth == 0 {
        return;
    }
    let text = out.split_off(start);
    for (at, line) in text.split('\n').enumerate() {
        let sign = "> ".repeat(depth);
        let sign = if line.is_empty() { sign.trim_end() } else { &sign };
        out.extend([if at > 0 { "\n" } else { "" }, sign, line]);
    }
}

/// What stands between two blocks: lines that belong together are parted by a hard break, and paragraphs of one quotation by a line
/// of it.
fn separator(before: &Block, block: &Block) -> Cow<'static, str> {
    let (above, below) = (depth(before), depth(block));
    match super::separator(before, block) {
        "\n" if block.kind == BlockKind::Lines && above == below => HARD_BREAK.into(),
        _ if verbatim::is_line_break(before, block) => HARD_BREAK.into(),
        "\n" if above == below => "\n".into(),
        _ if above.min(below) == 0 => "\n\n".into(),
        _ => format!("\n{}\n", "> ".repeat(above.min(below)).trim_end()).into(),
    }
}

fn push(out: &mut String, block: &Block, follows: bool, links: bool) {
    let text = || {
        if block.text.contains("  ") {
            escape(&super::single_spaced(&block.text))
        } else {
            inline(block, links)
        }
    };
    match &block.kind {
        BlockKind::Heading(level) => {
            out.extend(std::iter::repeat_n('#', usize::from((*level).clamp(1, 6))));
            out.push(' ');
            out.push_str(&open_ended(text().replace('\n', " ")));
        }
        BlockKind::Paragraph | BlockKind::Quote => out.push_str(&guarded(&text())),
        BlockKind::ListItem { depth, marker } => push_item(
            out,
            *depth,
            marker,
            &hanging(block).unwrap_or_else(|| text().replace('\n', " ")),
        ),
        BlockKind::TableRow { header } => push_row(out, block, *header, follows),
        BlockKind::Code { language } => push_code(out, &block.text, language.as_deref()),
        BlockKind::Lines => {
            let lines: Vec<String> = Stretch::of(block)
                .split('\n')
                .map(|line| guarded(&line.trimmed().marked()))
                .collect();
            out.push_str(&lines.join("\\\n"));
        }
        BlockKind::Caption => {
            out.push('*');
            out.push_str(&text());
            out.push('*');
        }
    }
}

/// A heading whose last sign would be read as the end of its mark gets that sign escaped.
fn open_ended(mut text: String) -> String {
    if text.ends_with('#') {
        text.insert(text.len() - 1, '\\');
    }
    text
}

fn push_item(out: &mut String, depth: u8, marker: &str, text: &str) {
    out.extend(std::iter::repeat_n(' ', ITEM_INDENT * usize::from(depth)));
    let number = marker.trim_end_matches(['.', ')']);
    let counts = !number.is_empty()
        && number.len() < marker.len()
        && number.len() <= 9
        && number.bytes().all(|b| b.is_ascii_digit());
    let bullet = marker.chars().all(|c| !c.is_alphanumeric());
    match (counts, bullet) {
        (true, _) => out.push_str(marker),
        (false, true) => out.push('-'),
        (false, false) => {
            out.push_str("- ");
            out.push_str(&escape(marker));
        }
    }
    out.push(' ');
    let hang = format!("\\\n{}", " ".repeat(ITEM_INDENT * (usize::from(depth) + 1)));
    out.push_str(&guarded(text).replace('\n', &hang));
}

/// The text of an item of plain text whose lines were kept, with its signs escaped; none where all of it stood on one line.
fn hanging(block: &Block) -> Option<String> {
    let lines = block
        .layout
        .as_ref()?
        .lines
        .as_deref()
        .filter(|lines| lines.contains('\n'))?;
    let BlockKind::ListItem { marker, .. } = &block.kind else {
        return None;
    };
    let text = lines.strip_prefix(marker.as_str()).unwrap_or(lines);
    let lines: Vec<String> = text.lines().map(|line| escape(line.trim())).collect();
    Some(lines.join("\n"))
}

/// A row; the first of a table is followed by the line that makes it one.
fn push_row(out: &mut String, block: &Block, header: bool, follows: bool) {
    let cells: Vec<String> = Stretch::of(block)
        .split('\t')
        .map(|cell| cell.trimmed().marked().replace('|', "\\|").replace('\n', " "))
        .collect();
    let rule = format!("|{}", " --- |".repeat(cells.len()));
    if !follows && !header {
        out.push_str(&format!("|{}\n{rule}\n", "  |".repeat(cells.len())));
    }
    out.push_str(&format!("| {} |", cells.join(" | ")));
    if !follows && header {
        out.push_str(&format!("\n{rule}"));
    }
}

fn push_code(out: &mut String, text: &str, language: Option<&str>) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let language = language
        .filter(|language| !language.contains(['`', '\n']))
        .unwrap_or_default();
    out.push_str(&format!("{fence}{language}\n{text}\n{fence}"));
}

/// The text of a block with its signs escaped, its code and formulas marked and, where asked for, its links.
fn inline(block: &Block, links: bool) -> String {
    let text = Stretch::of(block);
    if !links {
        return text.marked();
    }
    let mut out = String::with_capacity(block.text.len() + 16);
    let mut at = 0;
    for (range, target) in &block.links {
        let (Some(before), Some(label)) = (text.part(at..range.start), text.part(range.clone())) else {
            continue;
        };
        out.push_str(&before.marked());
        out.push_str(&link(label, target));
        at = range.end;
    }
    out.push_str(&text.part(at..block.text.len()).map(Stretch::marked).unwrap_or_default());
    out
}

fn link(label: Stretch<'_>, target: &str) -> String {
    let bare = label.trimmed();
    if bare.text.is_empty() || target.contains(['\n', '<', '>']) {
        return label.marked();
    }
    let lead = label.text.get(..bare.at - label.at).unwrap_or_default();
    let tail = label.text.get(lead.len() + bare.text.len()..).unwrap_or_default();
    let target = if target.contains([' ', '(', ')']) {
        format!("<{target}>")
    } else {
        target.to_owned()
    };
    format!("{lead}[{}]({target}){tail}", bare.marked())
}

/// Escapes what would make a line a heading, a quote, a list or a rule; each line of `text` is looked at.
fn guarded(text: &str) -> String {
    text.split('\n').map(guard).collect::<Vec<_>>().join("\n")
}

fn guard(line: &str) -> String {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = line.get(digits..).unwrap_or_default();
    let number = (1..=9).contains(&digits)
        && after.starts_with(['.', ')'])
        && after
            .get(1..)
            .is_none_or(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    if number {
        return format!("{}\\{after}", line.get(..digits).unwrap_or_default());
    }
    if line.starts_with(['#', '>', '-', '+', '=', '|', '~']) {
        format!("\\{line}")
    } else {
        line.to_owned()
    }
}
