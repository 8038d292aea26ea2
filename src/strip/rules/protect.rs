//! Keeps what looks like boilerplate and is content: clauses of legal texts, sources and contacts of press releases.
//!
//! It runs before the rules that remove: no later rule can remove what it protects.

use super::super::decisions::Decisions;
use super::super::fold::begins;
use super::super::page::{Page, Segment};
use super::super::phrases::Scope;
use super::Module;
use crate::model::BlockKind;

pub(crate) const MODULE: Module = Module::without_rules(judge);

/// So many numbered clauses make a legal text.
const MIN_CLAUSES: usize = 4;

/// Protects clauses and the segments that `protect` rules name.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    for index in 0..page.len() {
        let clause = page
            .get(index)
            .is_some_and(|segment| segment.is_prose() && is_sub_clause(segment.text));
        let note = page.get(index).is_some_and(|segment| is_note(segment.text.trim()));
        if clause || !decisions.is_removed(index) && (note || is_named(page, index)) {
            decisions.protect(index);
        }
    }
    let clauses: Vec<usize> = (0..page.len())
        .filter(|i| page.get(*i).is_some_and(is_clause))
        .collect();
    let prose = clauses
        .iter()
        .filter(|i| page.get(**i).is_some_and(Segment::is_prose) || is_prose_after(page, **i))
        .count();
    let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else {
        return;
    };
    if clauses.len() < MIN_CLAUSES || prose * 2 < clauses.len() {
        return;
    }
    let range = *first..*last + 1 + usize::from(is_prose_after(page, *last));
    let text = range
        .clone()
        .filter(|i| page.get(*i).is_some_and(|p| p.is_prose() || is_clause(p)))
        .count();
    if text * 4 >= range.len() * 3 {
        range.for_each(|i| decisions.protect(i));
    } else {
        clauses.iter().for_each(|i| decisions.protect(*i));
    }
}

/// Whether a `protect` rule names a segment.
pub(crate) fn is_named(page: &Page<'_>, index: usize) -> bool {
    page.rule_of(index, Scope::Protect).is_some_and(|(_, hit)| hit.at_start)
}

fn is_prose_after(page: &Page<'_>, index: usize) -> bool {
    page.get(index + 1).is_some_and(|p| p.is_prose() && !is_clause(p))
}

/// `2.1 You may`, `10.4.2 All`: numbers of two levels stand before clauses, and before no sentence of page chrome.
fn is_sub_clause(text: &str) -> bool {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let number: &str = text.split(' ').next().unwrap_or_default();
    let levels: Vec<&str> = number.trim_end_matches('.').split('.').collect();
    let digits = |level: &&str| (1..=2).contains(&level.len()) && level.bytes().all(|b| b.is_ascii_digit());
    (2..=4).contains(&levels.len()) && levels.iter().all(digits)
}

/// `↑ Letter of 1902, second page`: a note that points back to its mark.
fn is_note(text: &str) -> bool {
    text.starts_with("↑ ") || text.trim_end_matches('\u{fe0e}').ends_with(['↑', '↩', '⤴'])
}

/// `2.1 You may`, `4. Newsletter`, `§ 3`, `Article 5`, `Art. 7`, `第三条`.
fn is_clause(segment: &Segment<'_>) -> bool {
    if let BlockKind::ListItem { marker, .. } = segment.kind
        && marker.contains('.')
        && marker.starts_with(|c: char| c.is_ascii_digit())
    {
        return true;
    }
    let marked = [
        "§",
        "article 0",
        "articulo 0",
        "artigo 0",
        "articolo 0",
        "artikel 0",
        "art. 0",
        "статья 0",
        "madde 0",
        "section 0",
        "clause 0",
    ];
    if begins(segment.text, &marked) {
        return true;
    }
    if segment.text.starts_with('第') && segment.folded.chars().take(6).any(|c| c == '条') {
        return true;
    }
    let number = segment
        .text
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .count();
    let after = segment.text.get(number..).unwrap_or_default();
    (2..=6).contains(&number)
        && after.starts_with(' ')
        && segment.text.starts_with(|c: char| c.is_ascii_digit())
        && segment.text.get(..number).is_some_and(|n| n.contains('.'))
}
