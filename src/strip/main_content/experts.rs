//! Simple heuristics whose results are features of the model: containers scored by the paragraphs inside, after Arc90's
//! Readability (2009), and the densest sequence of blocks, after Pasternack and Roth (2009). They use no English words.
//!
//! Not for: the verdict (`model`, `decide`).

use crate::model::Parsed;

use super::text::{Text, ratio};
use super::tree::{Node, Tree};

/// The results of the heuristics for a page.
#[derive(Debug, Default)]
pub(super) struct Opinions {
    /// Points of each container when paragraphs count for two levels up.
    pub(super) near: Vec<i64>,
    /// Points of each container when paragraphs count for five levels up.
    pub(super) far: Vec<i64>,
    pub(super) best_near: Option<usize>,
    pub(super) best_far: Option<usize>,
    /// The densest sequence of blocks.
    pub(super) stretch: std::ops::Range<usize>,
}

/// Shortest paragraph that counts for its container.
const SHORTEST: i32 = 20;

impl Opinions {
    /// Runs all heuristics.
    pub(super) fn of(parsed: &Parsed, texts: &[Text], tree: &Tree) -> Self {
        let near = points(parsed, texts, tree, &[1, 2]);
        let far = points(parsed, texts, tree, &[1, 2, 6, 9, 12]);
        Opinions {
            best_near: best(&near),
            best_far: best(&far),
            near,
            far,
            stretch: stretch(texts),
        }
    }
}

fn best(points: &[i64]) -> Option<usize> {
    let found = points
        .iter()
        .enumerate()
        .max_by_key(|(index, points)| (**points, usize::MAX - index))?;
    (*found.1 > 0).then_some(found.0)
}

fn points(parsed: &Parsed, texts: &[Text], tree: &Tree, shares: &[i64]) -> Vec<i64> {
    let mut points: Vec<i64> = vec![0; tree.nodes.len()];
    let mut touched = vec![false; tree.nodes.len()];
    for (block, text) in parsed.blocks.iter().zip(texts) {
        let own = text.size - text.link_size;
        if own < SHORTEST {
            continue;
        }
        let worth = i64::from(100 + 100 * text.commas + own.min(300));
        // A paragraph's own element is not a container.
        let holder = block.element.map(|e| e as usize);
        let skip = usize::from(
            holder
                .and_then(|h| tree.nodes.get(h))
                .is_some_and(|n| matches!(n.tag, 16 | 24 | 20..=23)),
        );
        for ((index, _), share) in tree.up(holder).skip(skip).zip(shares) {
            if let (Some(points), Some(touched)) = (points.get_mut(index), touched.get_mut(index)) {
                *points += worth / share;
                *touched = true;
            }
        }
    }
    for ((points, node), touched) in points.iter_mut().zip(&tree.nodes).zip(touched) {
        if touched {
            let sums = tree.sums_of(node);
            *points += handicap(node);
            *points = *points * i64::from(1000 - ratio(sums.link_size, sums.size)) / 1000;
        }
    }
    points
}

/// The points that a container gets for its tag and names.
fn handicap(node: &Node) -> i64 {
    const GOOD: u32 = 1 | 1 << 1 | 1 << 15;
    const BAD: u32 = 1 << 2 | 1 << 3 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 9 | 1 << 11 | 1 << 12 | 1 << 18;
    let tag = match node.tag {
        31 => 500,
        11 | 17 => 300,
        12..=15 | 8 | 29 => -300,
        20..=23 => -500,
        _ => 0,
    };
    let good = if node.groups & GOOD != 0 { 2500 } else { 0 };
    let bad = if node.groups & BAD != 0 { 2500 } else { 0 };
    tag + good - bad
}

/// The sequence of blocks with the highest sum of plain text, less a penalty for each block and each link.
fn stretch(texts: &[Text]) -> std::ops::Range<usize> {
    let (mut best, mut best_sum, mut start, mut sum) = (0..0, 0i64, 0, 0i64);
    for (index, text) in texts.iter().enumerate() {
        if sum <= 0 {
            (start, sum) = (index, 0);
        }
        sum += i64::from((text.size - text.link_size).min(400) - text.link_size - 40);
        if sum > best_sum {
            (best, best_sum) = (start..index + 1, sum);
        }
    }
    best
}
