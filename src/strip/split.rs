//! Where a block is cut into segments: lines of `Lines` blocks, and sentences of a page that arrived as one long line.
//!
//! Not for cutting text out: see `remove`.

use std::ops::Range;

use crate::model::{Block, BlockKind};

/// A page of so few blocks that one block this long must be a page that lost its line breaks.
const ONE_LINE_MAX_BLOCKS: usize = 3;
/// Bytes from which a block of such a page is split.
const ONE_LINE_MIN_BYTES: usize = 900;

/// The byte ranges to judge separately, in order; their gaps are white space. None where the block is judged as a whole.
pub(crate) fn segments(block: &Block, blocks_on_page: usize) -> Option<Vec<Range<usize>>> {
    match block.kind {
        BlockKind::Lines => Some(lines(&block.text)),
        BlockKind::Paragraph if blocks_on_page <= ONE_LINE_MAX_BLOCKS && block.text.len() >= ONE_LINE_MIN_BYTES => {
            Some(super::one_line::stretches(&block.text))
        }
        _ => None,
    }
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let indent = line.len() - line.trim_start().len();
        if indent < line.len() {
            ranges.push(start + indent..start + line.trim_end().len());
        }
        start = end + 1;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_lines_is_judged_line_by_line() {
        let block = Block::new(BlockKind::Lines, "Home\nNews \n\n  Sport");
        let ranges = segments(&block, 9).unwrap();
        let texts: Vec<_> = ranges.into_iter().map(|r| &block.text[r]).collect();
        assert_eq!(texts, ["Home", "News", "Sport"]);
    }

    #[test]
    fn a_paragraph_among_others_is_one_segment() {
        let block = Block::new(BlockKind::Paragraph, "word ".repeat(400));
        assert_eq!(segments(&block, 9), None);
    }
}
