//! From scores of single blocks to the choice for the whole page: containers are kept whole if that costs little, comments are
//! left out unless the page is a discussion, and the headline is kept with its text.
//!
//! Not for: the scores (`model`).

use crate::model::BlockKind;

use super::features::Page;
use super::model::{Kind, Shares};
use super::text::count;

/// What the user prefers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Preferences {
    /// Keep readers' comments below an article.
    pub(super) comments: bool,
    /// Keep the headline.
    pub(super) title: bool,
}

/// Score from which a block of an article counts as content, per mille.
const THRESHOLD: i64 = 520;
/// The same before and after the text where the page is almost certainly an article: what scores less mostly stands beside it.
const SURE_THRESHOLD: i64 = 600;
/// A page with at most this many blocks has hardly any boilerplate around its content.
const FEW_BLOCKS: usize = 16;
/// Score from which a sentence after the text of such a page counts as content, per mille.
const LIKELY_OF_FEW: i64 = 300;
/// Most blocks between kept text and a short sentence that belongs to it.
const NEAR: usize = 2;
/// Cost of keeping only one of a container and its parent.
const CONTAINER_COST: i64 = 3_000;
/// Cost of keeping only one of a block and its container.
const BLOCK_COST: i64 = 2_000;
/// Score below which a block is left out whatever its container, per mille.
const LOWEST: i64 = 200;
/// Probability of a kind from which a page counts as of that kind, per mille.
const SURE: i32 = 500;
/// Probability from which a page is almost certainly an article.
const SURE_ARTICLE: i32 = 700;
/// Thresholds to try on pages that are not articles: their cards, tables and posts score lower one by one.
const THRESHOLDS: [i64; 7] = [520, 450, 380, 320, 270, 220, 180];
/// Penalty for lowering the threshold from the usual one to 0, in units of the expected F1.
const LOWERING_PENALTY: i64 = 100;
/// How much better than an article's another choice must be, in expected F1, per mille.
const FAR_MORE: i64 = 400;
/// Size of kept text outside comments from which comments do not count as the content.
const ARTICLE_SIZE: i32 = 120;
/// Similarity to the title from which a heading counts as the headline, per mille.
const TITLE_SIMILARITY: i32 = 400;
/// Largest distance between the headline and the text.
const TITLE_DISTANCE: i32 = 1500;

/// Score, per mille, below which the model doubts a block that it keeps. On articles only their container keeps such blocks; cards,
/// rows and posts score lower one by one.
pub(super) fn doubt(kinds: &Shares) -> u16 {
    if share(kinds, Kind::Article) >= SURE { 520 } else { 300 }
}

/// The threshold for an article; none for other pages.
fn threshold(kinds: &Shares) -> Option<i64> {
    match share(kinds, Kind::Article) {
        SURE_ARTICLE.. => Some(SURE_THRESHOLD),
        SURE.. => Some(THRESHOLD),
        _ => None,
    }
}

fn share(kinds: &Shares, kind: Kind) -> i32 {
    kinds.get(kind as usize).copied().unwrap_or_default()
}

/// Which blocks to keep. `scores` and `kinds` are per mille.
pub(super) fn decide(page: &Page<'_>, scores: &[i32], kinds: &Shares, preferences: Preferences) -> Vec<bool> {
    let mut keep = choose(page, scores, threshold(kinds));
    if !keep.contains(&true) {
        keep = next_best(page, scores);
    }
    keep_short_replies(page, scores, share(kinds, Kind::Forum) >= SURE, &mut keep);
    let comments = &page.comments;
    if preferences.comments || are_content(page, comments, &keep) {
        keep_said(page, comments, &mut keep);
    } else if share(kinds, Kind::Forum) < SURE {
        drop_comments(page, comments, &mut keep);
    }
    keep_captions(page, &mut keep);
    if let Some(title) = headline(page, &keep).filter(|_| preferences.title)
        && let Some(keep) = keep.get_mut(title)
    {
        *keep = true;
    }
    keep
}

/// Keeps the caption of a table or a listing with it.
fn keep_captions(page: &Page<'_>, keep: &mut [bool]) {
    for index in 0..keep.len() {
        let is_caption = page
            .parsed
            .blocks
            .get(index)
            .is_some_and(|block| block.kind == BlockKind::Caption);
        let named = page.parsed.captioned(index).filter(|_| is_caption);
        if named.is_some_and(|form| keep.get(form) == Some(&true)) {
            keep.get_mut(index).into_iter().for_each(|kept| *kept = true);
        }
    }
}

/// Keeps short sentences right after kept text: the last reply of a thread, the second paragraph of a very short page. The model would
/// keep each by itself, but the cost of splitting containers outweighs them.
fn keep_short_replies(page: &Page<'_>, scores: &[i32], forum: bool, keep: &mut [bool]) {
    let least = match () {
        () if scores.len() <= FEW_BLOCKS => LIKELY_OF_FEW,
        () if forum => THRESHOLD,
        () => return,
    };
    for (index, score) in scores.iter().enumerate() {
        let behind = keep
            .iter()
            .skip(index.saturating_sub(NEAR))
            .take(NEAR.min(index))
            .any(|kept| *kept);
        if i64::from(*score) >= least && behind && page.is_said(index) {
            keep.get_mut(index).into_iter().for_each(|kept| *kept = true);
        }
    }
}

/// The most likely blocks of a page on which none is likely.
fn next_best(page: &Page<'_>, scores: &[i32]) -> Vec<bool> {
    let best = scores.iter().copied().max().unwrap_or(0);
    let keep = smooth(page, scores, i64::from(best) * 7 / 10);
    if keep.contains(&true) {
        return keep;
    }
    scores.iter().map(|score| *score * 10 >= best * 9).collect()
}

/// The choice by an article's threshold, unless another one is expected to be much better: some lists and threads look like articles.
fn choose(page: &Page<'_>, scores: &[i32], threshold: Option<i64>) -> Vec<bool> {
    let Some(threshold) = threshold else {
        return best_expected(page, scores);
    };
    let mut usual = smooth(page, scores, threshold);
    if threshold > THRESHOLD {
        fill(&mut usual, &smooth(page, scores, THRESHOLD));
    }
    let expected = expected_f1(page, scores, &usual);
    if expected + FAR_MORE > 1000 {
        return usual;
    }
    let best = best_expected(page, scores);
    if expected_f1(page, scores, &best) < expected + FAR_MORE {
        return usual;
    }
    best
}

/// Keeps what `lower` keeps between the first and the last block that is kept: tables and quotations in the text of an article.
fn fill(keep: &mut [bool], lower: &[bool]) {
    let last = keep.iter().rposition(|kept| *kept).unwrap_or_default();
    let inside = keep.iter_mut().zip(lower).take(last).skip_while(|(kept, _)| !**kept);
    inside.for_each(|(kept, lower)| *kept |= *lower);
}

/// The choice, among those of several thresholds, with the best expected F1 if the scores are probabilities. The best threshold is half
/// the F1 that can be reached (Lipton et al., 2014), so it is lower for pages with low scores.
fn best_expected(page: &Page<'_>, scores: &[i32]) -> Vec<bool> {
    let choices = THRESHOLDS.map(|threshold| {
        let keep = smooth(page, scores, threshold);
        let price = LOWERING_PENALTY * (THRESHOLDS[0] - threshold) / 1000;
        (expected_f1(page, scores, &keep) - price, keep)
    });
    let best = choices.into_iter().max_by_key(|(expected, _)| *expected);
    best.map(|(_, keep)| keep).unwrap_or_default()
}

/// Per mille, if each score is the probability that its block is content.
fn expected_f1(page: &Page<'_>, scores: &[i32], keep: &[bool]) -> i64 {
    let (mut kept, mut wanted, mut hits) = (0, 0, 0);
    for (index, (score, keep)) in scores.iter().zip(keep).enumerate() {
        let size = i64::from(page.text(index).size);
        wanted += size * i64::from(*score);
        if *keep {
            kept += size * 1000;
            hits += size * i64::from(*score);
        }
    }
    2000 * hits / (kept + wanted).max(1)
}

/// The most likely choice if each border between a kept container and one that is left out has a cost: exact, in one pass up the tree
/// and one down.
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
        if let Some((above_in, above_out)) = node.parent().and_then(|p| sums.get_mut(p)) {
            *above_in += inside.max(outside - CONTAINER_COST);
            *above_out += outside.max(inside - CONTAINER_COST);
        }
    }
    let mut stays: Vec<bool> = Vec::with_capacity(nodes.len());
    for (node, (inside, outside)) in nodes.iter().zip(sums) {
        let bonus = match node.parent().and_then(|p| stays.get(p)) {
            None => 0,
            Some(true) => CONTAINER_COST,
            Some(false) => -CONTAINER_COST,
        };
        stays.push(inside + bonus > outside);
    }
    let lowest = LOWEST.min(threshold * 2 / 5);
    let block = |((gain, score), holder): ((&i64, &i32), Option<usize>)| match holder.and_then(|h| stays.get(h)) {
        None => *gain > 0,
        Some(true) => *gain >= -BLOCK_COST && i64::from(*score) >= lowest,
        Some(false) => *gain > BLOCK_COST,
    };
    gains.iter().zip(scores).zip(page.holders()).map(block).collect()
}

/// The gain of keeping a block: its score above the threshold, weighted by its length.
fn gain(size: i32, score: i32, threshold: i64) -> i64 {
    let weight = (i64::from(size.max(0)) * 16 + 80).isqrt();
    weight * (i64::from(score) - threshold) * 4 / 9
}

/// A page with little other content and much text in comments is a discussion.
fn are_content(page: &Page<'_>, comments: &[bool], keep: &[bool]) -> bool {
    let said = (0..)
        .zip(comments)
        .filter(|(index, comment)| **comment && page.is_said(*index));
    let said: i32 = said.map(|(index, _)| page.text(index).size).sum();
    let outside = outside(page, comments, keep);
    outside < ARTICLE_SIZE && said > 2 * outside
}

/// Keeps all sentences in comments where these are the content. The model learned that comments are not.
fn keep_said(page: &Page<'_>, comments: &[bool], keep: &mut [bool]) {
    for (index, (keep, comment)) in keep.iter_mut().zip(comments).enumerate() {
        *keep |= *comment && page.is_said(index);
    }
}

fn drop_comments(page: &Page<'_>, comments: &[bool], keep: &mut [bool]) {
    if outside(page, comments, keep) < ARTICLE_SIZE {
        return;
    }
    for (keep, comment) in keep.iter_mut().zip(comments) {
        *keep &= !comment;
    }
}

/// Size of the kept text outside comments.
fn outside(page: &Page<'_>, comments: &[bool], keep: &[bool]) -> i32 {
    let kept = (0..)
        .zip(keep.iter().zip(comments))
        .filter(|(_, (keep, comment))| **keep && !**comment);
    kept.map(|(index, _)| page.text(index).size).sum()
}

/// The heading most similar to the title, before the kept text or just inside it.
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
        *likeness >= TITLE_SIMILARITY && (*index >= first || page.distance(*index, first) < TITLE_DISTANCE)
    });
    near.max_by_key(|(index, likeness)| (*likeness, count(*index)))
        .map(|(index, _)| index)
}

impl Page<'_> {
    /// The headings, each with its similarity to the title.
    fn headings(&self) -> impl Iterator<Item = (usize, i32)> {
        let blocks = self.parsed.blocks.iter().enumerate();
        let headings = blocks.filter(|(index, _)| self.is_heading(*index));
        headings.map(|(index, block)| (index, self.like_title(block)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{self, html};

    /// Whether a long text beside an article stays, if it has this score and the page is an article with this probability.
    fn stays(score: i32, article: i32) -> bool {
        let links = "<li><a href=/>Home</a>".repeat(20);
        let text = "The herons stood in shallow water and waited for a careless vole. ".repeat(40);
        let page = format!("<nav><ul>{links}</ul></nav><article><p>{text}</p></article><aside><p>{text}</p></aside>");
        let parsed = html::parse(&page, None, &parse::Options::default());
        let mut scores = vec![10; parsed.blocks.len() - 2];
        scores.extend([950, score]);
        let preferences = Preferences {
            comments: false,
            title: true,
        };
        let kinds = [article, 1000 - article, 0, 0, 0, 0, 0];
        let kept = decide(&Page::of(&parsed), &scores, &kinds, preferences);
        assert!(kept.iter().rev().nth(1) == Some(&true), "the article stays");
        kept.last() == Some(&true)
    }

    #[test]
    fn what_stands_beside_a_sure_article_needs_a_higher_score() {
        assert!(stays(560, 600) && !stays(560, 800));
        assert!(stays(640, 600) && stays(640, 800));
    }
}
