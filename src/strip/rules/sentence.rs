//! # Rules of the packs on sentences at the end of a paragraph and on brackets
//!
//! **What it removes.** "Follow us on Telegram." behind the last sentence of a paragraph, and "(Advertisement)" inside it, by the
//! rule that would remove it on a line of its own.
//!
//! **Why.** Extractors glue what stands below a paragraph to its last line.
//!
//! **What it must keep.** Sentences that only contain the phrase; whole paragraphs; quotations; anything on pages with markup.
//!
//! **Options.** None.

use std::ops::Range;

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::glued;
use super::super::page::{Page, Segment};
use super::super::phrases::{Named, Scope, Zone};
use super::super::segment::Folded;
use super::super::text_stats::measure;
use super::Module;
use super::phrases::fits;
use crate::model::BlockKind;

pub(crate) const MODULE: Module = Module::without_rules(judge);

/// So much of a paragraph stays at least.
const LEAST_LEFT_CHARS: usize = 40;

/// Finds them in paragraphs of plain text.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    if page.from_html {
        return;
    }
    for (index, segment) in page.segments.iter().enumerate() {
        let paragraph = matches!(segment.kind, BlockKind::Paragraph) && !segment.is_endless();
        if paragraph && segment.stats.chars > LEAST_LEFT_CHARS && !decisions.is_removed(index) {
            cut_end(page, decisions, index, segment);
            cut_brackets(page, decisions, index, segment);
        }
    }
}

/// Cuts the last sentences, up to the first that stays.
fn cut_end(page: &Page<'_>, decisions: &mut Decisions, index: usize, segment: &Segment<'_>) {
    let cut: Vec<Range<usize>> = cuts_of(decisions, index);
    for range in glued::last_sentences(segment.text) {
        let left = segment.text.get(..range.start).unwrap_or_default();
        let Some(named) = rule_of(page, segment, &range).filter(|_| is_left(left) && !overlaps(&cut, &range)) else {
            return;
        };
        decisions.cut(
            index,
            range,
            &named.id,
            "a sentence of its own at the end of a paragraph",
        );
    }
}

fn cut_brackets(page: &Page<'_>, decisions: &mut Decisions, index: usize, segment: &Segment<'_>) {
    let cut = cuts_of(decisions, index);
    for range in glued::brackets(segment.text) {
        let open = !overlaps(&cut, &range);
        let named = rule_of(page, segment, &range).filter(|named| open && named.rule.class == Class::Ad);
        if let Some(named) = named {
            decisions.cut(index, range, &named.id, "stands in brackets");
        }
    }
}

/// What other rules and this one cut out of a segment already.
fn cuts_of(decisions: &Decisions, index: usize) -> Vec<Range<usize>> {
    let cuts = decisions.cuts().filter(|(segment, _)| *segment == index);
    cuts.map(|(_, range)| range.clone()).collect()
}

fn overlaps(cuts: &[Range<usize>], range: &Range<usize>) -> bool {
    cuts.iter().any(|cut| cut.start < range.end && range.start < cut.end)
}

/// Whether what stays is a sentence that ended, and not the opening of a quotation.
fn is_left(text: &str) -> bool {
    let open = |[open, close]: [char; 2]| text.matches(open).count() > text.matches(close).count();
    text.chars().nth(LEAST_LEFT_CHARS).is_some()
        && text.matches('"').count().is_multiple_of(2)
        && ![['«', '»'], ['„', '“'], ['「', '」']].into_iter().any(open)
}

/// The sure rule that opens a part of a segment, as if it stood alone.
fn rule_of<'p>(page: &Page<'p>, segment: &Segment<'_>, range: &Range<usize>) -> Option<&'p Named> {
    let text = glued::unbracketed(segment.text.get(range.clone())?);
    let place = segment.range.start + range.start..segment.range.start + range.end;
    let part = Segment {
        text,
        folded: Folded::new(text),
        stats: measure(page.parsed.blocks.get(segment.block)?, &place, text),
        range: place,
        ..segment.clone()
    };
    let hits = page.rules.hits(&part.folded);
    let holds = |named: &&Named| {
        let rule = &named.rule;
        rule.scope == Scope::Block && rule.zone == Zone::Any && !rule.weak && !rule.html && is_promo(rule.class)
    };
    hits.iter().filter(|hit| hit.at_start).find_map(|hit| {
        let named = page.rules.get(hit.rule).filter(holds)?;
        fits(&part, hit, &named.rule).then_some(named)
    })
}

/// Classes that address the reader; others are facts about the text, which sentences state as well.
fn is_promo(class: Class) -> bool {
    matches!(
        class,
        Class::Share | Class::Newsletter | Class::AppDownload | Class::Ad | Class::Paywall | Class::InlinePromo
    )
}
