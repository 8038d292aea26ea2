//! Stretches of plain text that Markdown has no marks for, where white space is what holds the lines together: code, tables of
//! blanks, drawings, indented verse. They are written as they stood, inside a fence.

use crate::model::{Block, BlockKind};

/// A line that is longer is a paragraph.
pub(super) const LINE_BYTES: usize = 120;
/// Stretches with more blank lines between them are two.
const GAP: u8 = 2;

/// How many of the first blocks are one such stretch.
pub(super) fn stretch(blocks: &[&Block]) -> usize {
    let mut count = 0;
    while let Some(rest) = blocks.get(count..).filter(|rest| !rest.is_empty()) {
        let near = count == 0 || rest.first().is_some_and(|block| block.gap <= GAP);
        let run = run(rest);
        if !near || !is_verbatim(rest.get(..run).unwrap_or_default()) {
            break;
        }
        count += run;
    }
    count
}

/// The lines of the blocks as they stood.
pub(super) fn text(blocks: &[&Block]) -> String {
    let mut text = String::new();
    for (at, block) in blocks.iter().enumerate() {
        if at > 0 {
            text.extend(std::iter::repeat_n('\n', usize::from(block.gap) + 1));
        }
        text.push_str(&written(block));
    }
    text
}

/// Whether a line break is all that stands between two blocks, and has to be said.
pub(super) fn is_line_break(before: &Block, block: &Block) -> bool {
    let short = |block: &Block| is_line(block) && block.text.len() < LINE_BYTES;
    follows(block) && short(before) && short(block)
}

/// How many of the first blocks stand on lines without a blank one between them, and are of one sort.
fn run(blocks: &[&Block]) -> usize {
    let Some(first) = blocks.first() else { return 0 };
    let table = is_table(first);
    if !table && !is_set_line(first) {
        return 1;
    }
    let sort = |block: &Block| if table { is_table(block) } else { is_set_line(block) };
    let rest = blocks.iter().skip(1);
    1 + rest.take_while(|block| follows(block) && sort(block)).count()
}

fn is_row(block: &Block) -> bool {
    matches!(block.kind, BlockKind::TableRow { .. })
}

/// Whether a block is a row of a table that is drawn, or parted by tabs.
fn is_table(block: &Block) -> bool {
    let lines = block
        .layout
        .as_ref()
        .map(|layout| layout.lines.as_deref().unwrap_or(&block.text));
    let drawn = |lines: &str| lines.contains('\t') || lines.starts_with(['|', '+']);
    is_row(block) && lines.is_some_and(drawn)
}

/// Whether a block is a line, perhaps one with cells that only blanks part.
fn is_set_line(block: &Block) -> bool {
    block.layout.is_some() && !is_table(block) && (is_row(block) || is_line(block))
}

/// Whether a block stands on the line below the block before it.
fn follows(block: &Block) -> bool {
    block.gap == 0 && block.layout.as_ref().is_some_and(|layout| !layout.same_line)
}

/// Whether a block is one line or paragraph among others. So is a heading that nothing marks as one: it may be the first line of a
/// poem.
fn is_line(block: &Block) -> bool {
    let marked = block.layout.as_ref().is_none_or(|layout| layout.lines.is_some());
    match block.kind {
        BlockKind::Paragraph | BlockKind::Lines => block.layout.is_some(),
        BlockKind::Heading(_) => !marked,
        _ => false,
    }
}

/// Whether the lines of a run mean something by their white space.
fn is_verbatim(run: &[&Block]) -> bool {
    let lines: Vec<String> = run.iter().map(|block| written(block)).collect();
    let lines: Vec<&str> = lines.iter().flat_map(|text| text.lines()).collect();
    if lines.len() < 2 || lines.iter().any(|line| line.len() >= LINE_BYTES) {
        return false;
    }
    if run.iter().all(|block| is_row(block)) {
        let mut cells = run.iter().map(|block| block.text.matches('\t').count());
        let first = cells.next();
        return cells.any(|cells| Some(cells) != first)
            && !lines.iter().any(|line| line.trim().starts_with(['|', '+']));
    }
    run.iter().all(|block| is_set_line(block)) && is_set(&lines)
}

/// Whether lines are indented by different widths, or hold gaps that are no spaces between sentences.
fn is_set(lines: &[&str]) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut indents = lines.iter().filter(|line| !line.is_empty()).map(|line| indent(line));
    let first = indents.next();
    let gap = |line: &&str| {
        let text = line.trim_start();
        let mut gaps = text
            .match_indices("  ")
            .map(|(at, _)| text.get(..at).unwrap_or_default());
        text.contains('\t') || gaps.any(|before| !before.ends_with(['.', '!', '?', ':', '"', '”', ')']))
    };
    indents.any(|indent| Some(indent) != first) || lines.iter().filter(|line| gap(line)).count() * 2 >= lines.len()
}

/// A block as it stood, its indent included.
fn written(block: &Block) -> String {
    block.layout.as_ref().map_or_else(String::new, |layout| {
        format!("{}{}", layout.indent, super::as_it_stood(block, layout))
    })
}
