//! # `other/tail`, `navigation/head`
//!
//! **What it removes.** What leans towards boilerplate and keeps its company: single words of menus and buttons before the
//! article, after it, or beside something that is already taken; short lines below the article once its footer has begun;
//! lines of a word or two between two lines of the header that are taken.
//!
//! * `other/tail`: Short lines after the article, once boilerplate has begun and, in plain text, among lines of it that are not the fields of a list.
//! * `navigation/head`: Before the article, lines of a word or two between two taken lines, and a few words above the title, among menus.
//!
//! **Why.** "Comments", "Share" or "Home" alone proves nothing; its place does.
//!
//! **What it must keep.** The same words as headings over content, inside verse, and between paragraphs.
//!
//! **Options.** None.

use super::super::board::Board;
use super::super::class::Class;
use super::super::page::{Page, Piece};
use super::{ALWAYS, Judge, Manual};
use crate::model::RuleId;

pub(crate) const MANUALS: &[Manual] = &[
    Manual {
        id: "other/tail",
        class: Class::Other,
        source: include_str!("edges.rs"),
        max_score: 600,
        placed: true,
    },
    Manual {
        id: "navigation/head",
        class: Class::Navigation,
        source: include_str!("edges.rs"),
        max_score: ALWAYS,
        placed: true,
    },
];
const TAIL: RuleId = RuleId::code("other/tail");
const HEAD: RuleId = RuleId::code("navigation/head");

/// Longest line of a footer in characters.
const MAX_TAIL_WEIGHT: usize = 110;
/// Longest line of a site's menus above a title, in words.
const MAX_SITE_WORDS: usize = 4;
/// Lines that the footer's own lines hold up on either side.
const COMPANY: usize = 3;
/// So many lines of one rule are the fields of a list.
const LIST_FIELDS: usize = 20;
/// What has more lines is no footer but a list, or a thread.
const MAX_FOOTER: usize = 200;
/// A title stands among so many first pieces.
const MAX_HEAD: usize = 30;
/// So many leaning lines in succession hold each other up.
const MIN_RUN: usize = 3;

/// Leanings and edges.
#[derive(Debug)]
pub(crate) struct Edges;

impl Judge for Edges {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        let body = page.body(board);
        let outside: Vec<usize> = (0..page.len()).filter(|i| !body.contains(i)).collect();
        for index in outside {
            let field = page.get(index).is_some_and(Piece::is_field);
            if !opens_content(page, board, index) && !field && (index < body.start || has_company(board, index)) {
                board.accept(index);
            }
        }
        runs(page, board);
        company(page, board, &(0..page.len()).collect::<Vec<_>>());
        company(page, board, &(0..page.len()).rev().collect::<Vec<_>>());
        head(page, board, body.start);
        above_title(page, board, body.start);
        tail(page, board, body.end);
    }
}

/// Below the article, what leans alone may be a fact of what the page is about.
fn has_company(board: &Board, index: usize) -> bool {
    let mut near = (index.saturating_sub(COMPANY)..=index + COMPANY).filter(|other| *other != index);
    near.any(|other| board.is_taken(other) || board.leaning(other).is_some())
}

/// A heading right above content that stays.
fn opens_content(page: &Page<'_>, board: &Board, index: usize) -> bool {
    let below = page
        .get(index + 1)
        .is_some_and(|p| p.is_prose() || p.is_form() || matches!(p.kind, crate::model::BlockKind::ListItem { .. }));
    page.get(index).is_some_and(Piece::is_heading) && below && !board.is_taken(index + 1)
}

/// A word of menus ("History", "Culture") right above running text is a sub-heading.
fn heads_text(page: &Page<'_>, board: &Board, index: usize) -> bool {
    let menu = board
        .leaning(index)
        .is_some_and(|v| v.rule.0.starts_with("navigation/"));
    menu && page.get(index + 1).is_some_and(Piece::is_prose) && !board.is_taken(index + 1)
}

/// Leaning lines in succession.
fn runs(page: &Page<'_>, board: &mut Board) {
    let mut run: Vec<usize> = Vec::new();
    for index in 0..=page.len() {
        let leans = index < page.len()
            && !opens_content(page, board, index)
            && !heads_text(page, board, index)
            && (board.leaning(index).is_some() || board.is_taken(index));
        if leans {
            run.push(index);
        } else {
            if run.len() >= MIN_RUN {
                run.iter().for_each(|i| board.accept(*i));
            }
            run.clear();
        }
    }
}

/// Leaning lines beside taken ones, in the order given.
fn company(page: &Page<'_>, board: &mut Board, order: &[usize]) {
    for index in order {
        let beside = board.is_taken(index + 1) || index.checked_sub(1).is_some_and(|i| board.is_taken(i));
        if beside && !opens_content(page, board, *index) && !heads_text(page, board, *index) {
            board.accept(*index);
        }
    }
}

/// One or two words between taken lines of the header.
fn head(page: &Page<'_>, board: &mut Board, end: usize) {
    for index in 1..end {
        let Some(piece) = page.get(index) else { continue };
        let small = piece.shape.words <= 2 && piece.shape.weight <= 24 && !piece.shape.sentence && !piece.is_heading();
        let between = board.is_taken(index - 1) && board.is_taken(index + 1);
        if small && between && piece.folded != page.title {
            board.take(index, &HEAD, "between lines of the header");
        }
    }
}

/// What stands above the page's title, with boilerplate in between, is the site's name and its menus.
fn above_title(page: &Page<'_>, board: &mut Board, end: usize) {
    let Some(title) = (0..end.min(MAX_HEAD)).find(|i| page.get(*i).is_some_and(|p| p.folded == page.title)) else {
        return;
    };
    if page.title.is_empty() || board.is_taken(title) || !(0..title).any(|i| board.is_taken(i)) {
        return;
    }
    for index in 0..title {
        if page.get(index).is_some_and(|piece| is_site_line(piece, &page.title)) {
            board.take(index, &HEAD, "above the title, among menus");
        }
    }
}

/// A few words without figures and fields, none of them of the title: facts and names of what the page is about have those.
fn is_site_line(piece: &Piece<'_>, title: &str) -> bool {
    let plain = piece.shape.digits == 0 && !piece.text.contains([':', '：']) && !piece.is_form();
    let named = |word: &str| word.chars().count() > 2 && title.contains(word);
    piece.is_label() && piece.shape.words <= MAX_SITE_WORDS && plain && !piece.folded.split(' ').any(named)
}

/// Whether two lines of the footer stand around `index`. Where all are of one rule that takes lines all over the text, they are no footer
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

/// Short lines below the first taken line of the footer. A sentence is content until something of a footer has come.
fn tail(page: &Page<'_>, board: &mut Board, start: usize) {
    let Some(first) = (start..page.len()).find(|i| board.is_taken(*i)) else {
        return;
    };
    if page.len() - first > MAX_FOOTER {
        return;
    }
    let mut footer = false;
    let known: Vec<Option<RuleId>> = (0..page.len())
        .map(|index| board.verdict(index).map(|verdict| verdict.rule.clone()))
        .collect();
    for index in first..page.len() {
        footer |= board
            .verdict(index)
            .and_then(|verdict| Class::of_rule(&verdict.rule))
            .is_some_and(Class::is_of_footer);
        if !page.from_html && !is_among_footer(&known, index, footer) {
            continue;
        }
        let Some(piece) = page.get(index).filter(|p| p.shape.weight <= MAX_TAIL_WEIGHT) else {
            continue;
        };
        let sentence = piece.ends_with_stop() && piece.shape.words >= 5;
        // On HTML pages what ends as sentences do is a short reply more often than a line of the footer.
        let reply = page.from_html && piece.shape.sentence && piece.shape.words >= 3;
        let fact = piece.is_form() || piece.is_field() || piece.is_enumerated();
        if !fact && !reply && !piece.verse && !piece.goes_on && (footer || !sentence) {
            board.take(index, &TAIL, "below the article, in its footer");
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
