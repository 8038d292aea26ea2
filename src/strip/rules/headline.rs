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

use super::super::board::Board;
use super::super::class::Class;
use super::super::page::{Page, Piece};
use super::{Judge, Manual};
use crate::model::RuleId;

pub(crate) const MANUALS: &[Manual] = &[Manual {
    id: "duplicate/headline",
    class: Class::Duplicate,
    source: include_str!("headline.rs"),
    max_score: 600,
    placed: true,
}];
const RULE: RuleId = RuleId::code("duplicate/headline");

/// Repeats of the title.
#[derive(Debug)]
pub(crate) struct Headline;

impl Judge for Headline {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        let mut seen: HashSet<(&str, String)> = HashSet::new();
        let prose_at = page.body(board).start;
        for (index, piece) in page.pieces.iter().enumerate() {
            if !is_headline(piece) || board.is_taken(index) {
                continue;
            }
            let folded = piece.folded.strip_prefix("re: ").unwrap_or(&piece.folded);
            let is_title = folded == page.title;
            let above = !page.from_html && index < prose_at;
            let key = (folded, digits(piece.text));
            if seen.contains(&key) {
                board.take(index, &RULE, "the headline stands further up");
            } else if is_title || above {
                seen.insert(key);
            }
        }
    }
}

/// The digits of a line, which folding makes equal.
fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_numeric()).collect()
}

fn is_headline(piece: &Piece<'_>) -> bool {
    piece.shape.weight >= 15 && piece.shape.words >= 3 && piece.shape.weight <= 220 && !piece.is_form() && !piece.verse
}
