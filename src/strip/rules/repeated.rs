//! # `duplicate/headline`, `duplicate/passage`, `caption-credit/twice`
//!
//! **What it removes.** The page's title where it stands again; a passage all of whose words have stood in the same order
//! further up (pull quotes, the standfirst in a summary, the article repeated inside a related block); a long line that
//! stands twice in succession before the article (a caption that the page shows once for the picture and once for its zoom).
//!
//! **Why.** Templates print the headline in the breadcrumb, above the player and above the comments; readers wrote it once.
//!
//! **What it must keep.** Refrains, verse, code and tables; short lines that recur in speech; the first copy.
//!
//! **Options.** None.

use std::collections::HashSet;

use super::super::board::Board;
use super::super::class::Class;
use super::super::fold::is_unspaced;
use super::super::page::{Page, Piece};
use super::{Judge, Manual};
use crate::document::BlockKind;
use crate::hashed::{HashedSet, combined, hash_of};
use crate::outcome::RuleId;

pub(crate) const MANUALS: &[Manual] = &[
    Manual {
        id: "duplicate/headline",
        class: Class::Duplicate,
        about: "The page's title where it stands again; the first copy stays.",
    },
    Manual {
        id: "duplicate/passage",
        class: Class::Duplicate,
        about: "A passage of which nine in ten runs of five words have stood further up: pull quotes, summaries, the article inside a related block. Never verse, code or tables.",
    },
    Manual {
        id: "caption-credit/twice",
        class: Class::CaptionCredit,
        about: "A long line that stands twice in succession before the article: the caption of a picture and of its zoom. Both copies go.",
    },
];
const HEADLINE: RuleId = RuleId::code("duplicate/headline");
const PASSAGE: RuleId = RuleId::code("duplicate/passage");
const TWICE: RuleId = RuleId::code("caption-credit/twice");

/// Words in a run that is compared.
const RUN_WORDS: usize = 5;
/// Runs that a passage needs before it can be called repeated.
const MIN_RUNS: usize = 6;

/// Repeats of the title and of passages.
#[derive(Debug)]
pub(crate) struct Repeated;

impl Judge for Repeated {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        captions_twice(page, board);
        headlines(page, board);
        passages(page, board);
    }
}

/// Titles repeat: of equal lines the first stays.
fn headlines(page: &Page<'_>, board: &mut Board) {
    let mut seen: HashSet<&str> = HashSet::new();
    let prose_at = page.body(board).start;
    for (index, piece) in page.pieces.iter().enumerate() {
        if !is_headline(piece) || board.is_taken(index) {
            continue;
        }
        let folded = piece.folded.strip_prefix("re: ").unwrap_or(&piece.folded);
        if seen.contains(folded) {
            board.take(index, &HEADLINE, "the headline stands further up");
        } else if folded == page.title || index < prose_at {
            seen.insert(folded);
        }
    }
}

fn is_headline(piece: &Piece<'_>) -> bool {
    piece.shape.weight >= 15 && piece.shape.words >= 3 && piece.shape.weight <= 220 && !piece.is_form() && !piece.verse
}

/// Before the article, a long line twice in succession is a caption.
fn captions_twice(page: &Page<'_>, board: &mut Board) {
    let prose = page.pieces.iter().filter(|piece| piece.is_prose()).count();
    for (index, pair) in page.pieces.windows(2).enumerate() {
        let [one, two] = pair else { continue };
        let long = one.shape.weight >= 70 && one.shape.sentence && !one.is_form() && one.lines < 3;
        if long && prose > 2 && one.text.trim() == two.text.trim() {
            board.take(index, &TWICE, "stands twice in succession");
            board.take(index + 1, &TWICE, "stands twice in succession");
        }
    }
}

fn passages(page: &Page<'_>, board: &mut Board) {
    let mut seen: HashedSet<u64> = HashedSet::default();
    for (index, piece) in page.pieces.iter().enumerate() {
        let apart = piece.is_form() || matches!(piece.kind, BlockKind::Lines) || piece.is_endless();
        if board.is_taken(index) || apart {
            continue;
        }
        let runs = runs(&piece.folded);
        let known = runs.iter().filter(|run| seen.contains(run)).count();
        if runs.len() >= MIN_RUNS && known * 10 >= runs.len() * 9 {
            board.take(
                index,
                &PASSAGE,
                format!("{known} of its {} runs of words stand further up", runs.len()),
            );
        } else {
            seen.extend(runs);
        }
    }
}

/// Hashes of all runs of words (of characters, in scripts without blanks).
fn runs(folded: &str) -> Vec<u64> {
    let words: Vec<u64> = words(folded).into_iter().map(hash_of).collect();
    words.windows(RUN_WORDS).map(combined).collect()
}

fn words(folded: &str) -> Vec<&str> {
    let mut out = Vec::with_capacity(folded.len() / 5);
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        if word.chars().next().is_some_and(is_unspaced) {
            out.extend(
                word.char_indices()
                    .filter_map(|(at, c)| word.get(at..at + c.len_utf8())),
            );
        } else {
            out.push(word);
        }
    }
    out
}
