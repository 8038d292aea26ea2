//! Repairs the blocks of a page. Text that was decoded wrongly and then written as character references (`&acirc;&euro;&trade;`) can
//! only be seen once the page is parsed.
//!
//! Not for: how a repair is found (`repair`).

use std::ops::Range;

use super::Options;
use super::repair::repair;
use crate::model::{Block, Encoding, Parsed};

/// Repairs the blocks, the title and the description of a page, as far as `options` want it, and counts the repairs in `encoding`.
pub fn repair_blocks(parsed: &mut Parsed, encoding: &mut Encoding, options: &Options) {
    if !options.repair {
        return;
    }
    let controls = encoding.name == "utf-8";
    for block in &mut parsed.blocks {
        encoding.repairs += repair_block(block, controls);
    }
    for text in [&mut parsed.metadata.title, &mut parsed.metadata.description]
        .into_iter()
        .flatten()
    {
        *text = repair(text, controls).0.into_owned();
    }
}

/// Repairs a block, and moves its ranges with the text. Returns the number of repairs.
fn repair_block(block: &mut Block, controls: bool) -> u64 {
    let repairs = repair(&block.text, controls).1;
    if repairs == 0 {
        return 0;
    }
    let ranges = block
        .links
        .iter()
        .map(|(range, _)| range)
        .chain(block.marks.iter().map(|(range, _)| range));
    let mut cuts: Vec<usize> = ranges.flat_map(|range| [range.start, range.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let (text, moved) = repair_pieces(&block.text, &cuts, controls);
    let to = |at: usize| {
        cuts.binary_search(&at)
            .ok()
            .and_then(|nth| moved.get(nth))
            .copied()
            .unwrap_or(at)
    };
    let shift = |range: &mut Range<usize>| *range = to(range.start)..to(range.end);
    block.links.iter_mut().for_each(|(range, _)| shift(range));
    block.marks.iter_mut().for_each(|(range, _)| shift(range));
    block.strong_bytes = block.strong_bytes.min(text.len());
    block.text = text;
    repairs
}

/// Repairs the pieces between `cuts`, so that none of them falls into a repair. Returns the text, and where the cuts are in it.
fn repair_pieces(text: &str, cuts: &[usize], controls: bool) -> (String, Vec<usize>) {
    let (mut out, mut from, mut moved) = (String::with_capacity(text.len()), 0, Vec::with_capacity(cuts.len()));
    for cut in cuts {
        out.push_str(&repair(text.get(from..*cut).unwrap_or_default(), controls).0);
        moved.push(out.len());
        from = *cut;
    }
    out.push_str(&repair(text.get(from..).unwrap_or_default(), controls).0);
    (out, moved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockKind;

    #[test]
    fn links_stay_on_their_words() {
        let mut block = Block::new(BlockKind::Paragraph, "It isnâ€™t what weâ€™ve read, itâ€™s more.");
        let at = block.text.find("weâ").unwrap();
        block.links = vec![(at..at + "weâ€™ve read".len(), "/a".into())];
        assert_eq!(repair_block(&mut block, true), 1);
        assert_eq!(block.text, "It isn’t what we’ve read, it’s more.");
        assert_eq!(&block.text[block.links[0].0.clone()], "we’ve read");
    }

    #[test]
    fn right_text_stays() {
        let mut block = Block::new(BlockKind::Paragraph, "“É” and â are letters – café, ¿qué?”");
        let before = block.clone();
        assert_eq!(repair_block(&mut block, true), 0);
        assert_eq!(block, before);
    }
}
