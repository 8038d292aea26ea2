//! From scores of single blocks to the choice for the whole page: containers stay whole where that costs little,
//! comments go where the page is no discussion, the headline stays with its text.
//!
//! Not for: the scores (`model`).

use crate::document::BlockKind;

use super::features::Page;
use super::text::count;

/// What taste decides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taste {
    /// Keep readers' comments below an article.
    pub(super) comments: bool,
    /// Keep the headline.
    pub(super) title: bool,
}

/// Score from which a block counts as content, per mille.
const THRESHOLD: i64 = 520;
/// What it costs to part a container from the one around it.
const CONTAINER_COST: i64 = 6_000;
/// What it costs to part a block from its container.
const BLOCK_COST: i64 = 2_000;
/// Score below which a block goes however good its container, per mille.
const LOWEST: i32 = 100;
/// Score of a page from which it counts as a discussion, per mille.
const DISCUSSION: i32 = 900;
/// Kept text outside comments from which comments are not the content.
const ARTICLE_SIZE: i32 = 120;
/// Likeness from which a heading is the headline, per mille.
const TITLE_LIKENESS: i32 = 400;
/// How far from the text a headline may stand.
const TITLE_DISTANCE: i32 = 1500;

/// Which blocks stay. `scores` are per mille, `discussion` the page's own score.
pub(super) fn decide(page: &Page<'_>, scores: &[i32], discussion: i32, taste: Taste) -> Vec<bool> {
    let mut keep = smooth(page, scores, THRESHOLD);
    if !keep.contains(&true) {
        let best = scores.iter().copied().max().unwrap_or(0);
        keep = smooth(page, scores, i64::from(best) * 7 / 10);
        if !keep.contains(&true) {
            keep = scores.iter().map(|score| *score * 10 >= best * 9).collect();
        }
    }
    if !taste.comments && discussion < DISCUSSION {
        drop_comments(page, &mut keep);
    }
    if let Some(title) = headline(page, &keep).filter(|_| taste.title)
        && let Some(keep) = keep.get_mut(title)
    {
        *keep = true;
    }
    keep
}

/// The most likely choice when each border between a container that stays and one that goes has its price:
/// exact, in one pass up the tree and one down.
fn smooth(page: &Page<'_>, scores: &[i32], threshold: i64) -> Vec<bool> {
    let nodes = &page.tree.nodes;
    let gains: Vec<i64> = scores
        .iter()
        .enumerate()
        .map(|(i, score)| gain(page.text(i).size, *score, threshold))
        .collect();
    let mut sums = vec![(0i64, 0i64); nodes.len()];
    for (gain, holder) in gains.iter().zip(page.holders()) {
        if let Some((inside, outside)) = holder.and_then(|h| sums.get_mut(h)) {
            *inside += (*gain).max(-BLOCK_COST);
            *outside += (*gain - BLOCK_COST).max(0);
        }
    }
    for (index, node) in nodes.iter().enumerate().rev() {
        let (inside, outside) = sums.get(index).copied().unwrap_or_default();
        if let Some((above_in, above_out)) = node.parent.and_then(|p| sums.get_mut(p)) {
            *above_in += inside.max(outside - CONTAINER_COST);
            *above_out += outside.max(inside - CONTAINER_COST);
        }
    }
    let mut stays: Vec<bool> = Vec::with_capacity(nodes.len());
    for (node, (inside, outside)) in nodes.iter().zip(sums) {
        let bonus = match node.parent.and_then(|p| stays.get(p)) {
            None => 0,
            Some(true) => CONTAINER_COST,
            Some(false) => -CONTAINER_COST,
        };
        stays.push(inside + bonus > outside);
    }
    let block = |((gain, score), holder): ((&i64, &i32), Option<usize>)| match holder.and_then(|h| stays.get(h)) {
        None => *gain > 0,
        Some(true) => *gain >= -BLOCK_COST && *score >= LOWEST,
        Some(false) => *gain > BLOCK_COST,
    };
    gains.iter().zip(scores).zip(page.holders()).map(block).collect()
}

/// What keeping a block is worth: its score above the threshold, and a long block more than a short one.
fn gain(size: i32, score: i32, threshold: i64) -> i64 {
    let weight = (i64::from(size.max(0)) * 16 + 80).isqrt();
    weight * (i64::from(score) - threshold) * 4 / 9
}

fn drop_comments(page: &Page<'_>, keep: &mut [bool]) {
    let containers = comment_containers(page);
    let blocks = page
        .holders()
        .map(|holder| holder.is_some_and(|h| containers.get(h) == Some(&true)));
    let comments: Vec<bool> = blocks.collect();
    let comment = |index: usize| comments.get(index) == Some(&true);
    let kept = keep.iter().enumerate().filter(|(_, keep)| **keep);
    let outside: i32 = kept
        .map(|(index, _)| if comment(index) { 0 } else { page.text(index).size })
        .sum();
    if outside < ARTICLE_SIZE {
        return;
    }
    for (index, keep) in keep.iter_mut().enumerate() {
        *keep &= !comment(index);
    }
}

/// Which containers are called comments, or stand in one that is. Software names them so in every language.
fn comment_containers(page: &Page<'_>) -> Vec<bool> {
    let mut inside: Vec<bool> = Vec::with_capacity(page.parsed.elements.len());
    for element in &page.parsed.elements {
        let above = element.parent.is_some_and(|p| inside.get(p as usize) == Some(&true));
        let named = element.hints.contains("comment") || element.hints.contains("disqus");
        inside.push(above || named && !matches!(&*element.tag, "html" | "body" | "main" | "article"));
    }
    inside
}

/// The heading most like the title that stands before the text that stays, or just inside it.
fn headline(page: &Page<'_>, keep: &[bool]) -> Option<usize> {
    let mut kept = keep
        .iter()
        .enumerate()
        .filter(|(_, keep)| **keep)
        .map(|(index, _)| index);
    let first = kept
        .clone()
        .find(|index| page.text(*index).size >= 80)
        .or_else(|| kept.next())?;
    let candidates = page.headings().filter(|(index, _)| *index <= first + 3);
    let near = candidates.filter(|(index, likeness)| {
        *likeness >= TITLE_LIKENESS && (*index >= first || page.distance(*index, first) < TITLE_DISTANCE)
    });
    near.max_by_key(|(index, likeness)| (*likeness, count(*index)))
        .map(|(index, _)| index)
}

impl Page<'_> {
    fn holders(&self) -> impl Iterator<Item = Option<usize>> {
        self.parsed.blocks.iter().map(|block| block.element.map(|e| e as usize))
    }

    /// The headings, each with its likeness to the title.
    fn headings(&self) -> impl Iterator<Item = (usize, i32)> {
        let blocks = self.parsed.blocks.iter().enumerate();
        let headings = blocks.filter(|(_, block)| matches!(block.kind, BlockKind::Heading(_)));
        headings.map(|(index, block)| (index, self.like_title(block)))
    }
}
