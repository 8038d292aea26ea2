//! # `inline-promo/link-only`, `inline-promo/link-capitals`
//!
//! **What it removes.** A paragraph between paragraphs that is one link and reads as a headline: teasers of other articles.
//!
//! * `inline-promo/link-only`: A paragraph that is one link, where the model doubts it too.
//! * `inline-promo/link-capitals`: The same in capital letters, which no author's link is.
//!
//! **Why.** Authors link words inside sentences; editors' systems insert whole paragraphs of link.
//!
//! **What it must keep.** Links that no running text surrounds, lists of links that are the content (three in ten segments or more), a link that a sentence ending
//! with a colon announces, bare addresses, list items, headings.
//!
//! **Options.** None.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::{Module, Rule};
use crate::model::BlockKind;

pub(crate) const MODULE: Module = Module::new(
    &[RULE, CAPITALS],
    include_str!("link_only.rs"),
    include_str!("link_only.toml"),
    judge,
);
const RULE: Rule = Rule::new("inline-promo/link-only", Class::InlinePromo);
const CAPITALS: Rule = Rule::new("inline-promo/link-capitals", Class::InlinePromo).up_to(CAPITALS_SCORE);

/// The model knows no case of letters, so it says little against capitals.
const CAPITALS_SCORE: u16 = 900;

/// Finds paragraphs that are nothing but a link.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    let links: Vec<bool> = (0..page.len()).map(|i| is_link(page, i)).collect();
    let below = follows_prose(page, decisions, &links, 0..page.len());
    let above = follows_prose(page, decisions, &links, (0..page.len()).rev());
    let stands = |index: &usize| {
        [&links, &below, &above]
            .iter()
            .all(|known| known.get(*index) == Some(&true))
    };
    let found: Vec<usize> = (0..page.len()).filter(stands).collect();
    let prose = page.segments.iter().filter(|p| p.is_prose()).count();
    if prose < 2 || found.len() > prose.max(2) {
        return;
    }
    for index in found {
        let capitals = page.get(index).is_some_and(|segment| is_in_capitals(segment.text));
        let rule = if capitals { &CAPITALS.id() } else { &RULE.id() };
        decisions.remove(index, rule, "the whole paragraph is a link");
    }
}

/// Whether no letter is small and most are large.
fn is_in_capitals(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (mut all, mut large) = (0, 0);
    for letter in letters {
        if letter.is_lowercase() {
            return false;
        }
        all += 1;
        large += usize::from(letter.is_uppercase());
    }
    large * 2 > all
}

/// For each segment, whether the one before it in `order` is running text, teasers and what is gone left aside.
fn follows_prose(
    page: &Page<'_>,
    decisions: &Decisions,
    links: &[bool],
    order: impl Iterator<Item = usize>,
) -> Vec<bool> {
    let mut follows = vec![false; page.len()];
    let mut prose = false;
    for index in order {
        if let Some(slot) = follows.get_mut(index) {
            *slot = prose;
        }
        if links.get(index) != Some(&true) && !decisions.is_removed(index) {
            prose = page.get(index).is_some_and(Segment::is_prose);
        }
    }
    follows
}

fn is_link(page: &Page<'_>, index: usize) -> bool {
    let Some(segment) = page.get(index) else { return false };
    let announced = index
        .checked_sub(1)
        .and_then(|i| page.get(i))
        .is_some_and(|p| p.text.trim_end().ends_with([':', '：']));
    is_teaser(segment) && !announced
}

fn is_teaser(segment: &Segment<'_>) -> bool {
    let paragraph = matches!(segment.kind, BlockKind::Paragraph | BlockKind::Quote);
    let address = || segment.folded.contains("://") || segment.folded.starts_with("www.");
    paragraph
        && segment.stats.link_percent >= 95
        && segment.stats.words >= 4
        && segment.stats.chars <= 240
        && !address()
        && !segment.ends_with_stop()
}
