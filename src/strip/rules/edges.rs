//! # `other/tail`, `navigation/head`
//!
//! **What it removes.** Segments with a weak vote among other boilerplate: single words of menus and buttons before the
//! article, after it, or beside a segment that is removed; short lines below the article once its footer has begun;
//! lines of a word or two between two removed lines of the header.
//!
//! * `other/tail`: Short lines after the article, once boilerplate has begun and, in plain text, among lines of it that are not the fields of a list.
//! * `navigation/head`: Before the article, lines of a word or two between two removed lines, and a few words above the title, among menus.
//!
//! **Why.** "Comments", "Share" or "Home" alone proves nothing; its place does.
//!
//! **What it must keep.** The same words as headings over content, inside verse, and between paragraphs.
//!
//! **Options.** None.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::{ALWAYS, Module, Rule};
use crate::model::RuleId;

pub(crate) const MODULE: Module = Module::new(
    &[TAIL, HEAD],
    include_str!("edges.rs"),
    include_str!("edges.toml"),
    judge,
);
const TAIL: Rule = Rule::new("other/tail", Class::Other).up_to(600).placed();
const HEAD: Rule = Rule::new("navigation/head", Class::Navigation).up_to(ALWAYS).placed();

/// Longest line of a footer in characters.
const MAX_TAIL_CHARS: usize = 110;
/// Longest line of a site's menus above a title, in words.
const MAX_SITE_WORDS: usize = 4;
/// Lines that the footer's own lines hold up on either side.
const COMPANY: usize = 3;
/// So many lines of one rule are the fields of a list.
const LIST_FIELDS: usize = 20;
/// What has more lines is no footer but a list, or a thread.
const MAX_FOOTER: usize = 200;
/// A title stands among so many first segments.
const MAX_HEAD: usize = 30;
/// So many lines with weak votes in succession support each other.
const MIN_RUN: usize = 3;

/// Accepts weak votes, then looks at the lines before and after the article.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    let body = page.body(decisions);
    let outside: Vec<usize> = (0..page.len()).filter(|i| !body.contains(i)).collect();
    for index in outside {
        let field = page.get(index).is_some_and(Segment::is_field);
        if !opens_content(page, decisions, index) && !field && (index < body.start || has_company(decisions, index)) {
            decisions.accept_weak_vote(index);
        }
    }
    runs(page, decisions);
    company(page, decisions, &(0..page.len()).collect::<Vec<_>>());
    company(page, decisions, &(0..page.len()).rev().collect::<Vec<_>>());
    head(page, decisions, body.start);
    above_title(page, decisions, body.start);
    tail(page, decisions, body.end);
}

/// Below the article, a lone weak vote may concern a fact of what the page is about.
fn has_company(decisions: &Decisions, index: usize) -> bool {
    let mut near = (index.saturating_sub(COMPANY)..=index + COMPANY).filter(|other| *other != index);
    near.any(|other| decisions.is_removed(other) || decisions.weak_vote(other).is_some())
}

/// A heading right above content that stays.
fn opens_content(page: &Page<'_>, decisions: &Decisions, index: usize) -> bool {
    let below = page
        .get(index + 1)
        .is_some_and(|p| p.is_prose() || p.is_form() || matches!(p.kind, crate::model::BlockKind::ListItem { .. }));
    page.get(index).is_some_and(Segment::is_heading) && below && !decisions.is_removed(index + 1)
}

/// A word of menus ("History", "Culture") right above running text is a sub-heading.
fn heads_text(page: &Page<'_>, decisions: &Decisions, index: usize) -> bool {
    let menu = decisions
        .weak_vote(index)
        .is_some_and(|v| v.rule.0.starts_with("navigation/"));
    menu && page.get(index + 1).is_some_and(Segment::is_prose) && !decisions.is_removed(index + 1)
}

/// Accepts the weak votes on several lines in succession.
fn runs(page: &Page<'_>, decisions: &mut Decisions) {
    let mut run: Vec<usize> = Vec::new();
    for index in 0..=page.len() {
        let votes = index < page.len()
            && !opens_content(page, decisions, index)
            && !heads_text(page, decisions, index)
            && (decisions.weak_vote(index).is_some() || decisions.is_removed(index));
        if votes {
            run.push(index);
        } else {
            if run.len() >= MIN_RUN {
                run.iter().for_each(|i| decisions.accept_weak_vote(*i));
            }
            run.clear();
        }
    }
}

/// Accepts the weak votes on lines beside removed ones, in the order given.
fn company(page: &Page<'_>, decisions: &mut Decisions, order: &[usize]) {
    for index in order {
        let beside = decisions.is_removed(index + 1) || index.checked_sub(1).is_some_and(|i| decisions.is_removed(i));
        if beside && !opens_content(page, decisions, *index) && !heads_text(page, decisions, *index) {
            decisions.accept_weak_vote(*index);
        }
    }
}

/// One or two words between removed lines of the header.
fn head(page: &Page<'_>, decisions: &mut Decisions, end: usize) {
    for index in 1..end {
        let Some(segment) = page.get(index) else { continue };
        let small =
            segment.stats.words <= 2 && segment.stats.chars <= 24 && !segment.stats.sentence && !segment.is_heading();
        let between = decisions.is_removed(index - 1) && decisions.is_removed(index + 1);
        if small && between && segment.folded != page.title {
            decisions.remove(index, &HEAD.id(), "between lines of the header");
        }
    }
}

/// What stands above the page's title, with boilerplate in between, is the site's name and its menus.
fn above_title(page: &Page<'_>, decisions: &mut Decisions, end: usize) {
    let Some(title) = (0..end.min(MAX_HEAD)).find(|i| page.get(*i).is_some_and(|p| p.folded == page.title)) else {
        return;
    };
    if page.title.is_empty() || decisions.is_removed(title) || !(0..title).any(|i| decisions.is_removed(i)) {
        return;
    }
    for index in 0..title {
        if page
            .get(index)
            .is_some_and(|segment| is_site_line(segment, &page.title))
        {
            decisions.remove(index, &HEAD.id(), "above the title, among menus");
        }
    }
}

/// A few words without figures and fields, none of them of the title: facts and names of what the page is about have those.
fn is_site_line(segment: &Segment<'_>, title: &str) -> bool {
    let plain = segment.stats.digits == 0 && !segment.text.contains([':', '：']) && !segment.is_form();
    let named = |word: &str| word.chars().count() > 2 && title.contains(word);
    segment.is_label() && segment.stats.words <= MAX_SITE_WORDS && plain && !segment.folded.split(' ').any(named)
}

/// Whether two lines of the footer stand around `index`. Where all are of one rule that removes lines all over the text, they are no footer
/// but the field that each entry of a list has.
fn is_among_footer(known: &[Option<RuleId>], index: usize, footer: bool) -> bool {
    let near = known
        .iter()
        .skip((index + 1).saturating_sub(COMPANY))
        .take(2 * COMPANY - 1);
    let mut rules = near.flatten();
    let (Some(first), Some(second)) = (rules.next(), rules.next()) else {
        return false;
    };
    let all = || known.iter().flatten().filter(|rule| *rule == first).count();
    footer || first != second || rules.any(|rule| rule != first) || all() < LIST_FIELDS
}

/// Short lines below the first removed line of the footer. A sentence is content until something of a footer has come.
fn tail(page: &Page<'_>, decisions: &mut Decisions, start: usize) {
    let Some(first) = (start..page.len()).find(|i| decisions.is_removed(*i)) else {
        return;
    };
    if page.len() - first > MAX_FOOTER {
        return;
    }
    let mut footer = false;
    let known: Vec<Option<RuleId>> = (0..page.len())
        .map(|index| decisions.verdict(index).map(|verdict| verdict.rule.clone()))
        .collect();
    for index in first..page.len() {
        footer |= decisions
            .verdict(index)
            .and_then(|verdict| Class::of_rule(&verdict.rule))
            .is_some_and(Class::is_of_footer);
        if !page.from_html && !is_among_footer(&known, index, footer) {
            continue;
        }
        let Some(segment) = page.get(index).filter(|p| p.stats.chars <= MAX_TAIL_CHARS) else {
            continue;
        };
        let sentence = segment.ends_with_stop() && segment.stats.words >= 5;
        // On HTML pages what ends as sentences do is a short reply more often than a line of the footer.
        let reply = page.from_html && segment.stats.sentence && segment.stats.words >= 3;
        let fact = segment.is_form() || segment.is_field() || segment.is_enumerated();
        if !fact && !reply && !segment.verse && !segment.goes_on && (footer || !sentence) {
            decisions.remove(index, &TAIL.id(), "below the article, in its footer");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_list_are_no_footer() {
        let rating = Some(RuleId::code("product-chrome/lines"));
        let list: Vec<_> = (0..60).map(|at| rating.clone().filter(|_| at % 2 == 0)).collect();
        assert!(!is_among_footer(&list, 21, false));
        assert!(is_among_footer(&list, 21, true), "a footer has begun");
        let mut mixed = list.clone();
        mixed[20] = Some(RuleId::code("share/words"));
        assert!(is_among_footer(&mixed, 21, false), "two rules");
        assert!(is_among_footer(&list[..20], 11, false), "few lines are no list");
        assert!(
            !is_among_footer(&[None, None, rating], 1, false),
            "one line is no company"
        );
    }
}
