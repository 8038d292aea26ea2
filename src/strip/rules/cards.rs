//! # `related/cards`
//!
//! **What it removes.** Below an article, three or more teasers of other pages, told by their form: elements of one tag side by side, most of
//! which begin with a linked headline and have a short text.
//!
//! **Why.** The model of the main content knows teasers best by the names of their classes, which some sites do not give.
//!
//! **What it must keep.** Lists of links and references; the parts of an article that is a list itself, which have more text than stands
//! above them; everything on pages that are no articles.
//!
//! **Options.** None.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::super::posts::is_said;
use super::{ALWAYS, Module, Rule};

pub(crate) const MODULE: Module = Module::new(&[CARDS], include_str!("cards.rs"), include_str!("cards.toml"), judge)
    .only_if(|options| options.main_content.enabled);
const CARDS: Rule = Rule::new("related/cards", Class::Related).up_to(ALWAYS);

/// Fewest teasers of a list.
const MIN_CARDS: usize = 3;
/// Segments of a teaser before its headline, and in all.
const BEFORE_HEADLINE: usize = 3;
const MAX_SEGMENTS: usize = 10;
/// Fewest words of a headline.
const HEADLINE_WORDS: usize = 3;
/// Most characters of the text of a teaser.
const TEASER_CHARS: usize = 400;
/// Fewest characters of running text above the teasers.
const ARTICLE_CHARS: usize = 600;

/// Removes teasers below an article.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    if !page.is_article() {
        return;
    }
    for cards in lists(page) {
        if is_below_article(page, decisions, &cards) {
            for index in cards.into_iter().flatten() {
                decisions.remove(index, &CARDS.id(), "one of several teasers below the article");
            }
        }
    }
}

/// The lists of teasers, each with the segments of its members.
fn lists(page: &Page<'_>) -> Vec<Vec<Range<usize>>> {
    let mut families: BTreeMap<(u32, &str), Vec<Range<usize>>> = BTreeMap::new();
    for (element, range) in page.parsed.elements.iter().zip(ranges(page)) {
        if let Some(parent) = element.parent.filter(|_| !range.is_empty()) {
            families.entry((parent, &element.tag)).or_default().push(range);
        }
    }
    families
        .into_values()
        .filter(|members| is_list(page, members))
        .collect()
}

/// The segments in each element.
fn ranges(page: &Page<'_>) -> Vec<Range<usize>> {
    let elements = &page.parsed.elements;
    let place = |element: u32| usize::try_from(element).unwrap_or(usize::MAX);
    let mut ranges = vec![0..0; elements.len()];
    for (index, segment) in page.segments.iter().enumerate() {
        let holder = page.parsed.blocks.get(segment.block).and_then(|block| block.element);
        if let Some(range) = holder.and_then(|element| ranges.get_mut(place(element))) {
            extend(range, &(index..index + 1));
        }
    }
    for (index, element) in elements.iter().enumerate().rev() {
        let own = ranges.get(index).cloned().unwrap_or_default();
        if let Some(range) = element.parent.and_then(|parent| ranges.get_mut(place(parent))) {
            extend(range, &own);
        }
    }
    ranges
}

fn extend(range: &mut Range<usize>, by: &Range<usize>) {
    if range.start >= range.end {
        *range = by.clone();
    } else if !by.is_empty() {
        *range = range.start.min(by.start)..range.end.max(by.end);
    }
}

/// Whether most members are teasers, of different pages, and half of them have a text.
fn is_list(page: &Page<'_>, members: &[Range<usize>]) -> bool {
    if members.len() < MIN_CARDS {
        return false;
    }
    let cards: Vec<(&str, &Range<usize>)> = members
        .iter()
        .filter_map(|range| Some((headline(page, range)?, range)))
        .collect();
    let targets: BTreeSet<&str> = cards.iter().map(|(target, _)| *target).collect();
    let told = cards.iter().filter(|(_, range)| said(page, range) > 0).count();
    targets.len() >= MIN_CARDS && targets.len() * 4 >= members.len() * 3 && told * 2 >= members.len()
}

/// The address of the linked headline of a teaser.
fn headline<'p>(page: &'p Page<'_>, range: &Range<usize>) -> Option<&'p str> {
    if range.len() > MAX_SEGMENTS || said(page, range) > TEASER_CHARS {
        return None;
    }
    let is_headline = |segment: &&Segment<'_>| segment.stats.link_percent > 80 && segment.stats.words >= HEADLINE_WORDS;
    let found = range
        .clone()
        .take(BEFORE_HEADLINE)
        .filter_map(|at| page.get(at))
        .find(is_headline)?;
    page.parsed
        .blocks
        .get(found.block)?
        .links
        .first()
        .map(|(_, target)| &**target)
}

/// Characters that are said and no link.
fn said(page: &Page<'_>, range: &Range<usize>) -> usize {
    let segments = range.clone().filter_map(|at| page.get(at));
    let said = segments.filter(|segment| is_said(segment) && segment.stats.link_percent < 50);
    said.map(|segment| segment.stats.chars).sum()
}

/// Whether enough running text that stays stands above the teasers, more than in them, and none below.
fn is_below_article(page: &Page<'_>, decisions: &Decisions, cards: &[Range<usize>]) -> bool {
    let (Some(first), Some(last)) = (cards.first(), cards.last()) else {
        return false;
    };
    let kept = |range: Range<usize>| {
        let stays = range
            .filter(|at| !decisions.is_removed(*at))
            .filter_map(|at| page.get(at));
        stays
            .filter(|segment| segment.is_prose())
            .map(|segment| segment.stats.chars)
            .sum::<usize>()
    };
    let above = kept(0..first.start);
    let inside = cards.iter().map(|range| said(page, range)).sum::<usize>();
    above >= ARTICLE_CHARS.max(inside) && kept(last.end..page.len()) == 0
}
