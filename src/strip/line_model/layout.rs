//! How a line is set: blank lines before it, its level and depth, and the marks that layouts use.
//!
//! Not for its lengths and its place (`features`).

use super::super::page::{Page, Segment};
use super::sink::Sink;
use crate::model::BlockKind;

/// Characters of a line that are read; marks that tell stand in short lines.
const READ: usize = 400;

/// The features of a line.
pub(super) fn put(page: &Page<'_>, segment: &Segment<'_>, out: &mut impl Sink) {
    let block = page.parsed.blocks.get(segment.block);
    let first = segment.range.start == 0;
    let gap = block.map_or(0, |block| if first { block.gap } else { 0 });
    out.put("gap", usize::from(gap.min(3)));
    let level = match segment.kind {
        BlockKind::Heading(level) => *level,
        BlockKind::ListItem { depth, .. } => *depth,
        _ => 0,
    };
    out.put("level", usize::from(level));
    out.put("lines", segment.lines.min(30));
    out.put("links", segment.stats.link_percent);
    let mut marks = [0usize; 4];
    for c in segment.text.chars().take(READ) {
        let mark = match c {
            ':' | '：' => 0,
            '(' | ')' | '（' | '）' => 1,
            '-' | '–' | '—' => 2,
            '…' => 3,
            _ => continue,
        };
        marks.get_mut(mark).into_iter().for_each(|count| *count += 1);
    }
    for (name, count) in ["colons", "brackets", "dashes", "dots"].iter().zip(marks) {
        out.put(name, count.min(9));
    }
}
