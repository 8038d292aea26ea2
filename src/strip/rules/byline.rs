//! # `meta-line/author`, `meta-line/...` of the packs with `scope = "name"`
//!
//! **What it removes.** Before the article: "By NAME", the author's name where the page's metadata knows it, and names that
//! touch a line that is already metadata.
//!
//! **Why.** The author is metadata, and stands there.
//!
//! **What it must keep.** Titles, standfirsts, and sentences that begin with "By".
//!
//! **Options.** None.

use super::super::board::Board;
use super::super::chars::is_unspaced;
use super::super::class::Class;
use super::super::fold::Places;
use super::super::fold::fold;
use super::super::page::{Page, Piece};
use super::super::phrases::Scope;
use super::{DOUBTED, Judge, Manual};
use crate::model::RuleId;

pub(crate) const MANUALS: &[Manual] = &[Manual {
    id: "meta-line/author",
    class: Class::MetaLine,
    source: include_str!("byline.rs"),
    max_score: DOUBTED,
    placed: false,
}];
const AUTHOR: RuleId = RuleId::code("meta-line/author");

/// Longest byline in characters.
const MAX_WEIGHT: usize = 110;

/// Names of authors before the article.
#[derive(Debug)]
pub(crate) struct Byline;

impl Judge for Byline {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        let head = page.body(board).start;
        let author = page.parsed.metadata.author.as_deref().map(fold).unwrap_or_default();
        for index in 0..head {
            let Some(piece) = page.get(index).filter(|p| !p.is_form() && p.shape.weight <= MAX_WEIGHT) else {
                continue;
            };
            if board.is_taken(index) || piece.folded == page.title {
                continue;
            }
            if let Some((named, hit)) = page.rule_of(index, Scope::Name)
                && hit.at_start
                && names_follow(piece, hit.end)
            {
                board.take(index, &named.id, "a name follows");
            } else if !author.is_empty() && piece.folded == author {
                board.take(index, &AUTHOR, "is the author that the page names");
            }
        }
        names_beside_metadata(page, board, head);
    }
}

/// After the words of the byline stand names: most words begin with a capital or belong to a script without them.
fn names_follow(piece: &Piece<'_>, folded_end: usize) -> bool {
    let rest = piece
        .text
        .get(Places::of(piece.text).unfold(folded_end)..)
        .unwrap_or_default();
    let words: Vec<&str> = rest
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|w| w.chars().any(char::is_alphabetic))
        .collect();
    let named = words.iter().filter(|w| is_name(w)).count();
    !words.is_empty()
        && words.first().is_some_and(|w| is_name(w))
        && named * 2 >= words.len()
        && !piece.ends_with_stop()
}

fn is_name(word: &str) -> bool {
    word.chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(|c| c.is_uppercase() || is_unspaced(c) || !c.is_lowercase())
}

/// A line of two to four names that touches a taken line of metadata, where another line can be the headline.
fn names_beside_metadata(page: &Page<'_>, board: &mut Board, head: usize) {
    let headlines = (0..head)
        .filter(|i| !board.is_taken(*i) && page.get(*i).is_some_and(|p| p.shape.words >= 5))
        .count();
    for index in 0..head {
        if !page
            .get(index)
            .is_some_and(|p| is_bare_name(p) && p.folded != page.title)
        {
            continue;
        }
        let beside = board.is_taken_as(index + 1, "meta-line")
            || index.checked_sub(1).is_some_and(|i| board.is_taken_as(i, "meta-line"));
        if beside && headlines > 0 && !board.is_taken(index) {
            board.take(index, &AUTHOR, "a name beside a line of metadata");
        }
    }
}

fn is_bare_name(piece: &Piece<'_>) -> bool {
    let (name, _) = piece.text.split_once(',').unwrap_or((piece.text, ""));
    let words: Vec<&str> = name.split_whitespace().collect();
    let named = words
        .iter()
        .all(|w| w.chars().next().is_some_and(char::is_uppercase) && w.chars().skip(1).any(char::is_lowercase));
    (2..=4).contains(&words.len())
        && named
        && !piece.shape.sentence
        && piece.shape.digits == 0
        && piece.shape.weight <= 70
}
