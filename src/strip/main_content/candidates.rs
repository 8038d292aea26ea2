//! Containers as candidates: the one whose own paragraphs weigh most, less its share of links.
//! After the scoring of Arc90's Readability (2009), without its English words.
//!
//! Not for: the verdict on single blocks (`judge`).

use crate::document::{Block, Parsed};

/// Shortest text that speaks for its container, in bytes.
const SHORTEST_BYTES: usize = 25;

/// The element that holds the main content; none where no block stands in an element or none speaks for one.
pub(super) fn best(parsed: &Parsed) -> Option<usize> {
    let mut points = vec![0u64; parsed.elements.len()];
    let mut bytes = vec![(0u64, 0u64); parsed.elements.len()];
    for block in &parsed.blocks {
        let worth = worth(block);
        for (level, element) in ancestors(parsed, block).enumerate() {
            if let Some((all, linked)) = bytes.get_mut(element) {
                *all += block.text.len() as u64;
                *linked += block.link_bytes() as u64;
            }
            if let Some(points) = points.get_mut(element)
                && level < 4
            {
                *points += worth / [2, 1, 2, 4].get(level).copied().unwrap_or(1);
            }
        }
    }
    let score = |index: usize| {
        let (all, linked) = bytes.get(index).copied().unwrap_or_default();
        points.get(index).copied().unwrap_or(0) * (all - linked) / all.max(1)
    };
    (0..parsed.elements.len())
        .filter(|index| score(*index) > 0)
        .max_by_key(|index| (score(*index), usize::MAX - index))
}

/// Which blocks the candidate holds, without those that are mostly links.
pub(super) fn inside(parsed: &Parsed, best: usize) -> Vec<bool> {
    let holds = |block: &Block| ancestors(parsed, block).any(|element| element == best);
    parsed
        .blocks
        .iter()
        .map(|block| holds(block) && block.link_bytes() * 2 <= block.text.len())
        .collect()
}

/// What a block adds to the containers around it.
fn worth(block: &Block) -> u64 {
    let own = block.text.len().saturating_sub(block.link_bytes());
    if own < SHORTEST_BYTES {
        return 0;
    }
    let commas = block
        .text
        .chars()
        .filter(|c| matches!(c, ',' | '，' | '、' | '،' | '。' | '؛'))
        .count();
    (100 + 100 * commas + own.min(300)) as u64
}

/// The elements around a block, innermost first.
pub(super) fn ancestors<'a>(parsed: &'a Parsed, block: &Block) -> impl Iterator<Item = usize> + use<'a> {
    let mut next = block.element;
    std::iter::from_fn(move || {
        let index = next? as usize;
        next = parsed.elements.get(index)?.parent;
        Some(index)
    })
}
