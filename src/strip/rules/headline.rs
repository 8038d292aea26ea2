//! # `duplicate/headline`
//!
//! **What it removes.** The page's title where it stands again; in plain text also another line above the article that stands again.
//!
//! **Why.** Templates print the headline in the breadcrumb, above the player and above the comments; readers wrote it once.
//!
//! **What it must keep.** The first copy; lines that differ in a figure; verse, code and tables.
//!
//! **Options.** None.

use std::collections::HashSet;

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::{Module, Rule};

pub(crate) const MODULE: Module = Module::new(
    &[RULE],
    include_str!("headline.rs"),
    include_str!("headline.toml"),
    judge,
);
const RULE: Rule = Rule::new("duplicate/headline", Class::Duplicate).up_to(600).placed();

/// Finds repeats of the title.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    let mut seen: HashSet<(&str, String)> = HashSet::new();
    let prose_at = page.body(decisions).start;
    for (index, segment) in page.segments.iter().enumerate() {
        if !is_headline(segment) || decisions.is_removed(index) {
            continue;
        }
        let folded = segment.folded.strip_prefix("re: ").unwrap_or(&segment.folded);
        let is_title = folded == page.title;
        let above = !page.from_html && index < prose_at;
        let key = (folded, digits(segment.text));
        if seen.contains(&key) {
            decisions.remove(index, &RULE.id(), "the headline stands further up");
        } else if is_title || above {
            seen.insert(key);
        }
    }
}

/// The digits of a line, which folding makes equal.
fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_numeric()).collect()
}

fn is_headline(segment: &Segment<'_>) -> bool {
    segment.stats.chars >= 15
        && segment.stats.words >= 3
        && segment.stats.chars <= 220
        && !segment.is_form()
        && !segment.verse
}
