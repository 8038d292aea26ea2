//! The lines of a run, put together to blocks.
//!
//! Not for: which kind a block is (`walk`).

use crate::model::{Block, BlockKind};

use super::run::Line;

/// A line between two `<br>` that is this long is a paragraph of its own.
const PARAGRAPH_BYTES: usize = 120;

/// Lines that belong together: verse and addresses stay one block, long lines and links are blocks of their own.
pub(super) fn groups(lines: Vec<Line>, keep: bool) -> Vec<Vec<Line>> {
    let apart = !keep
        && lines
            .iter()
            .any(|l| l.text.len() >= PARAGRAPH_BYTES || l.link_bytes() * 2 > l.text.len());
    let mut groups: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        match groups.last_mut() {
            Some(group) if !apart && !line.apart => group.push(line),
            _ => groups.push(vec![line]),
        }
    }
    groups
}

/// One block of several lines.
pub(super) fn join(kind: BlockKind, lines: Vec<Line>, element: Option<u32>) -> Block {
    let mut block = Block::new(kind, "");
    block.element = element;
    for line in lines {
        if !block.text.is_empty() {
            block.text.push('\n');
        }
        let offset = block.text.len();
        block.text.push_str(&line.text);
        let links = line.links.into_iter();
        block
            .links
            .extend(links.map(|(range, target)| (range.start + offset..range.end + offset, target)));
        let marks = line.marks.into_iter();
        block
            .marks
            .extend(marks.map(|(range, mark)| (range.start + offset..range.end + offset, mark)));
        block.strong_bytes += line.strong_bytes;
    }
    block
}

/// A block of code without the empty lines before it and the white space behind it; none where nothing else is in it.
pub(super) fn code(language: Option<String>, lines: Vec<Line>, element: Option<u32>) -> Option<Block> {
    let mut block = join(BlockKind::Code { language }, lines, element);
    let kept = block.text.trim_end().len();
    block.text.truncate(kept);
    let blank = block.text.len() - block.text.trim_start().len();
    let first = block.text.get(..blank)?.rfind('\n').map_or(0, |at| at + 1);
    block.text.drain(..first);
    block
        .links
        .retain(|(range, _)| range.start >= first && range.end <= kept && range.start < range.end);
    for (range, _) in &mut block.links {
        *range = range.start - first..range.end - first;
    }
    block.marks.clear();
    (!block.text.trim().is_empty()).then_some(block)
}
