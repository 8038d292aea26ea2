//! # `navigation/row`, `navigation/breadcrumb`, `pagination/arrow`
//!
//! **What it removes.** Rows of short items between bars or dots (`News | Sport | Weather`), and paths of sections
//! (`Home › Culture › Heritage`); headlines behind an arrow, after the content (`← A shelf for one cup`).
//!
//! * `navigation/row`: Rows of three or more short items between bars or dots, before or after the content.
//! * `navigation/breadcrumb`: Paths of sections between arrows, before the content.
//! * `pagination/arrow`: Headlines of the page before and the page after, behind or before an arrow, after the content.
//!
//! **Why.** They are a page's menus and breadcrumbs, whatever the language.
//!
//! **What it must keep.** Table rows, formulas, prose with a bar in it, verse, speech between «guillemets».
//!
//! **Options.** None.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::{Module, Rule};

pub(crate) const MODULE: Module = Module::new(
    &[ROW, BREADCRUMB, ARROW],
    include_str!("menu.rs"),
    include_str!("menu.toml"),
    judge,
);
const ROW: Rule = Rule::new("navigation/row", Class::Navigation);
const BREADCRUMB: Rule = Rule::new("navigation/breadcrumb", Class::Navigation);
const ARROW: Rule = Rule::new("pagination/arrow", Class::Pagination);

/// Finds menus in one line, before or after the content.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    let body = page.body(decisions);
    for (index, segment) in page.segments.iter().enumerate() {
        let edge = index < body.start || index >= body.end;
        if segment.is_form() || segment.is_heading() || segment.stats.sentence || decisions.is_removed(index) || !edge {
            continue;
        }
        let early = index < body.start && index < 12;
        if items(segment, &['|', '·', '•', '¦']) >= 3 && segment.text.matches([':', '：']).count() < 2 {
            decisions.remove(index, &ROW.id(), "a row of short items");
        } else if early
            && (items(segment, &['›', '»', '>', '‹', '→']) >= 3
                || has_slashes(segment)
                || is_home_path(page, index, segment))
        {
            decisions.remove(index, &BREADCRUMB.id(), "a path of sections");
        } else if index >= body.end && has_arrow(segment) {
            decisions.remove(index, &ARROW.id(), "a headline with an arrow, after the content");
        }
    }
}

/// One arrow, at one end of a headline; two are quotation marks.
fn has_arrow(segment: &Segment<'_>) -> bool {
    let text = segment.text.trim();
    let back = text.starts_with(['←', '‹', '«', '⟵', '◀', '◄']);
    let on = text.ends_with(['→', '›', '»', '⟶', '▶', '►']);
    back != on && segment.is_label() && segment.stats.words <= 16 && segment.stats.letters >= 3 && !segment.verse
}

/// Number of short items between separators that stand apart; none when an item is long.
fn items(segment: &Segment<'_>, separators: &[char]) -> usize {
    let parts: Vec<&str> = segment
        .text
        .split(separators)
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    let short = |part: &str| part.split_whitespace().count() <= 4 && part.chars().count() <= 32;
    let digits = segment.stats.digits * 2 > segment.stats.letters;
    let last_long = parts
        .split_last()
        .is_some_and(|(last, head)| head.iter().all(|p| short(p)) && last.chars().count() <= 90);
    if digits || !last_long { 0 } else { parts.len() }
}

/// Slashes between blanks part sections; those without stand in addresses and paths.
fn has_slashes(segment: &Segment<'_>) -> bool {
    segment.text.contains(" / ") && !segment.text.contains("://") && items(segment, &['/']) >= 3
}

/// Two steps are a path when the first is the home page.
fn is_home_path(page: &Page<'_>, index: usize, segment: &Segment<'_>) -> bool {
    let apart = [" › ", " » ", " > ", " → "]
        .iter()
        .any(|arrow| segment.text.contains(arrow));
    apart && items(segment, &['›', '»', '>', '→']) >= 2 && page.menu_words(index, 0).is_some()
}
