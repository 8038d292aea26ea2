//! Features of a block's surroundings once all blocks have a score: its neighbours, its containers, the section under its heading,
//! and the blocks at the same place of the tree (cards, posts, rows). After auto-context (Tu and Bai, 2010).
//!
//! Not for: the first scores (`model`), the choice (`decide`).

use std::ops::{Range, RangeInclusive};

use crate::hashed::HashedMap;

use super::features::{Page, Sink};
use super::model::{KIND_NAMES, Shares};
use super::text::{count, ratio};

/// First scores, per mille, for which a block is scored again by its context.
pub(super) const OPEN: RangeInclusive<i32> = 30..=970;
/// The score of a missing block.
const NONE: i32 = -100;
/// Features of three containers around a block, from the innermost out.
const CONTAINERS: [[&str; 3]; 3] = [
    ["inner_mean", "inner_highest", "inner_blocks"],
    ["middle_mean", "middle_highest", "middle_blocks"],
    ["outer_mean", "outer_highest", "outer_blocks"],
];

/// The scores of a page, summed up.
#[derive(Debug)]
pub(super) struct Context<'p, 'a> {
    page: &'p Page<'a>,
    kinds: &'p Shares,
    scores: &'p [i32],
    /// Sums over the blocks before each index.
    before: Vec<Scored>,
    /// For each container, the highest score inside.
    highest: Vec<i32>,
    /// By the place in the tree.
    places: HashedMap<u64, Scored>,
    whole: Scored,
    open: i32,
}

/// Sums over the scores of some blocks.
#[derive(Clone, Copy, Debug)]
struct Scored {
    /// Long blocks weigh more.
    weight: i64,
    weighted: i64,
    blocks: i32,
    highest: i32,
}

impl Scored {
    const NOTHING: Scored = Scored {
        weight: 0,
        weighted: 0,
        blocks: 0,
        highest: NONE,
    };

    fn of(size: i32, score: i32) -> Scored {
        let weight = (64 * i64::from(size.max(1))).isqrt();
        Scored {
            weight,
            weighted: weight * i64::from(score),
            blocks: 1,
            highest: score,
        }
    }

    fn and(self, other: Scored) -> Scored {
        Scored {
            weight: self.weight + other.weight,
            weighted: self.weighted + other.weighted,
            blocks: self.blocks + other.blocks,
            highest: self.highest.max(other.highest),
        }
    }

    fn mean(&self) -> i32 {
        let mean = self.weighted.checked_div(self.weight);
        mean.and_then(|mean| i32::try_from(mean).ok()).unwrap_or(NONE)
    }
}

impl<'p, 'a> Context<'p, 'a> {
    /// Sums up the scores of all blocks, per mille.
    pub(super) fn of(page: &'p Page<'a>, kinds: &'p Shares, scores: &'p [i32]) -> Self {
        let single = |(index, score): (usize, &i32)| Scored::of(page.text(index).size, *score);
        let mut before = vec![Scored::NOTHING];
        let mut places: HashedMap<u64, Scored> = HashedMap::default();
        let mut sum = Scored::NOTHING;
        for (index, scored) in scores.iter().enumerate().map(single).enumerate() {
            sum = sum.and(scored);
            before.push(sum);
            let place = places.entry(page.path(index)).or_insert(Scored::NOTHING);
            *place = place.and(scored);
        }
        let vague = scores.iter().filter(|score| (200..700).contains(*score)).count();
        Context {
            page,
            kinds,
            scores,
            before,
            highest: highest(page, scores),
            places,
            whole: sum,
            open: ratio(count(vague), count(scores.len())),
        }
    }

    /// The blocks that are scored again.
    pub(super) fn open(&self) -> Vec<usize> {
        let open = self.scores.iter().enumerate().filter(|(_, score)| OPEN.contains(score));
        open.map(|(index, _)| index).collect()
    }

    /// The features of one block.
    pub(super) fn block(&self, index: usize, sink: &mut impl Sink) {
        let text = self.page.text(index);
        sink.put("context", "score", self.score(Some(index)));
        self.neighbours(index, sink);
        self.containers(index, sink);
        let place = self
            .places
            .get(&self.page.path(index))
            .copied()
            .unwrap_or(Scored::NOTHING);
        sink.put("context", "place_mean", place.mean());
        sink.put("context", "place_blocks", place.blocks);
        sink.put("context", "place_highest", place.highest);
        sink.put("context", "page_mean", self.whole.mean());
        sink.put("context", "page_highest", self.whole.highest);
        sink.put("context", "page_open", self.open);
        for (name, share) in KIND_NAMES.iter().zip(self.kinds) {
            sink.put("kind", name, *share);
        }
        sink.put("context", "size", text.size);
        sink.put("context", "link_density", ratio(text.link_size, text.size));
        sink.put("context", "said", self.page.is_said(index).into());
        sink.put(
            "context",
            "comment",
            (self.page.comments.get(index) == Some(&true)).into(),
        );
        sink.put("context", "heading", self.page.is_heading(index).into());
    }

    fn neighbours(&self, index: usize, sink: &mut impl Sink) {
        let end = self.scores.len();
        sink.put("context", "second_before", self.score(index.checked_sub(2)));
        sink.put("context", "before", self.score(index.checked_sub(1)));
        sink.put("context", "after", self.score(Some(index + 1)));
        sink.put("context", "second_after", self.score(Some(index + 2)));
        sink.put("context", "near", self.mean(index.saturating_sub(3)..index + 4));
        sink.put("context", "around", self.mean(index.saturating_sub(8)..index + 9));
        sink.put("context", "all_before", self.mean(0..index));
        sink.put("context", "all_after", self.mean(index + 1..end));
        sink.put("context", "heading_before", self.score(self.page.heading_before(index)));
        let next = self.page.heading_after(index).unwrap_or(end);
        sink.put("context", "under_heading", self.mean(index + 1..next));
    }

    fn containers(&self, index: usize, sink: &mut impl Sink) {
        let holder = self.page.parsed.blocks.get(index).and_then(|block| block.element);
        let mut known = index..index + 1;
        let mut larger = self.page.tree.up(holder.map(|h| h as usize)).filter(|(_, node)| {
            let range = node.range();
            let is_larger = range.start < known.start || range.end > known.end;
            if is_larger {
                known = range;
            }
            is_larger
        });
        for [mean, highest, blocks] in CONTAINERS {
            let found = larger.next();
            let range = found.map_or(0..0, |(_, node)| node.range());
            let most = found.and_then(|(at, _)| self.highest.get(at)).copied();
            sink.put("context", mean, self.mean(range.clone()));
            sink.put("context", highest, most.unwrap_or(NONE));
            sink.put("context", blocks, count(range.len()));
        }
    }

    fn score(&self, index: Option<usize>) -> i32 {
        index.and_then(|index| self.scores.get(index)).copied().unwrap_or(NONE)
    }

    /// The mean score of some blocks, if there are any.
    fn mean(&self, range: Range<usize>) -> i32 {
        let end = range.end.min(self.scores.len());
        let at = |index: usize| self.before.get(index).copied().unwrap_or(Scored::NOTHING);
        if range.start >= end {
            return NONE;
        }
        let (start, end) = (at(range.start), at(end));
        let inside = Scored {
            weight: end.weight - start.weight,
            weighted: end.weighted - start.weighted,
            ..end
        };
        inside.mean()
    }
}

/// For each container, the highest score inside.
fn highest(page: &Page<'_>, scores: &[i32]) -> Vec<i32> {
    let mut highest = vec![NONE; page.tree.nodes.len()];
    for (score, holder) in scores.iter().zip(page.holders()) {
        if let Some(most) = holder.and_then(|h| highest.get_mut(h)) {
            *most = (*most).max(*score);
        }
    }
    for (index, node) in page.tree.nodes.iter().enumerate().rev() {
        let own = highest.get(index).copied().unwrap_or(NONE);
        if let Some(most) = node.parent().and_then(|p| highest.get_mut(p)) {
            *most = (*most).max(own);
        }
    }
    highest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{self, html};

    /// Values by name.
    #[derive(Default)]
    struct Named(Vec<(&'static str, i32)>);

    impl Sink for Named {
        fn put(&mut self, _: &'static str, name: &'static str, value: i32) {
            self.0.push((name, value));
        }
    }

    const PAGE: &str = "<body><h2>Goats</h2><div class=card><p>One</p></div><div class=card><p>Two</p></div>\
                        <h2>Sheep</h2><div class=card><p>Six</p></div><footer><p>Imprint</p></footer>";
    const SCORES: [i32; 6] = [900, 400, 600, 100, 800, 20];

    fn around(index: usize, name: &str) -> i32 {
        let parsed = html::parse(PAGE, None, &parse::Options::default());
        assert_eq!(parsed.blocks.len(), SCORES.len());
        let page = Page::of(&parsed);
        let kinds = Shares::default();
        let mut named = Named::default();
        Context::of(&page, &kinds, &SCORES).block(index, &mut named);
        named
            .0
            .iter()
            .find(|(found, _)| *found == name)
            .expect("a feature of this name")
            .1
    }

    #[test]
    fn neighbours_are_those_that_there_are() {
        assert_eq!(
            [around(1, "before"), around(1, "after"), around(1, "second_after")],
            [900, 600, 100]
        );
        assert_eq!(
            [around(0, "before"), around(5, "after"), around(0, "all_before")],
            [NONE; 3]
        );
        assert_eq!(around(2, "heading_before"), 900);
        assert_eq!(around(3, "under_heading"), around(3, "all_after"));
        assert_eq!(around(0, "under_heading"), 500);
    }

    #[test]
    fn cards_are_seen_together() {
        assert_eq!(
            [
                around(1, "place_blocks"),
                around(1, "place_mean"),
                around(1, "place_highest")
            ],
            [3, 600, 800]
        );
        assert_eq!(around(5, "place_blocks"), 1);
    }

    #[test]
    fn containers_grow() {
        assert_eq!([around(1, "inner_blocks"), around(1, "inner_highest")], [6, 900]);
        assert_eq!([around(1, "middle_blocks"), around(1, "middle_mean")], [0, NONE]);
    }

    #[test]
    fn what_the_first_scores_are_sure_of_is_not_open() {
        let parsed = html::parse(PAGE, None, &parse::Options::default());
        let page = Page::of(&parsed);
        assert_eq!(Context::of(&page, &Shares::default(), &SCORES).open(), [0, 1, 2, 3, 4]);
    }
}
