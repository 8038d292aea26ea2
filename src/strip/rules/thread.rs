//! # `meta-line/user`, `other/count`
//!
//! **What it removes.** In threads (forums, questions and answers): the user names, ranks and numbers beside the date of a post.
//!
//! * `meta-line/user`: In threads, user names and ranks beside the date of a post.
//! * `other/count`: In threads, numbers of votes on a line of their own, beside other boilerplate.
//!
//! **Why.** They are the frame of a post. What was said is content.
//!
//! **What it must keep.** Speakers of a transcript, short answers, numbers of a list: only pages with two or more post dates
//! inside are threads, and only lines that touch such a date, or what touches it, are looked at.
//!
//! **Options.** None.

use super::super::board::Board;
use super::super::class::Class;
use super::super::page::{Page, Piece};
use super::{DOUBTED, Judge, Manual};
use crate::model::RuleId;

pub(crate) const MANUALS: &[Manual] = &[
    Manual {
        id: "meta-line/user",
        class: Class::MetaLine,
        source: include_str!("thread.rs"),
        max_score: DOUBTED,
        placed: true,
    },
    Manual {
        id: "other/count",
        class: Class::Other,
        source: include_str!("thread.rs"),
        max_score: DOUBTED,
        placed: true,
    },
];
const USER: RuleId = RuleId::code("meta-line/user");
const COUNT: RuleId = RuleId::code("other/count");

/// Lines that belong to a post's frame on either side of its date.
const MAX_FRAME: usize = 4;

/// Frames of posts.
#[derive(Debug)]
pub(crate) struct Thread;

impl Judge for Thread {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        let body = page.body(board);
        let first = page.pieces.iter().position(Piece::is_prose).unwrap_or(0);
        let dates: Vec<usize> = (first..page.len()).filter(|i| is_post_date(board, *i)).collect();
        let inside = dates.iter().filter(|i| body.contains(i) || **i < body.end + 3).count();
        if inside < 2 {
            return;
        }
        let all: Vec<usize> = (0..page.len()).filter(|i| is_post_date(board, *i)).collect();
        for date in all {
            board.accept(date);
            frame(page, board, (date + 1..date + 1 + MAX_FRAME).collect());
            frame(page, board, (date.saturating_sub(MAX_FRAME)..date).rev().collect());
        }
        counts(page, board);
    }
}

fn is_post_date(board: &Board, index: usize) -> bool {
    let dated = |rule: &RuleId| {
        matches!(
            rule.0.as_ref(),
            "meta-line/date" | "meta-line/post" | "meta-line/relative-time"
        )
    };
    board.verdict(index).is_some_and(|v| dated(&v.rule)) || board.leaning(index).is_some_and(|v| dated(&v.rule))
}

/// Takes names outward from a date, as long as they touch.
fn frame(page: &Page<'_>, board: &mut Board, outward: Vec<usize>) {
    for index in outward {
        if board.is_taken(index) {
            continue;
        }
        if !page.get(index).is_some_and(|piece| is_name(page, piece)) {
            return;
        }
        board.take(index, &USER, "stands beside the date of a post");
    }
}

fn is_name(page: &Page<'_>, piece: &Piece<'_>) -> bool {
    let short = piece.shape.words <= 3 && piece.shape.weight <= 32;
    let plain = !piece.shape.sentence && !piece.text.ends_with([':', '：']) && !piece.text.starts_with(['-', '–', '—']);
    short && plain && !piece.is_form() && !piece.is_heading() && piece.folded != page.title
}

/// Bare numbers beside something taken.
fn counts(page: &Page<'_>, board: &mut Board) {
    for (index, piece) in page.pieces.iter().enumerate() {
        let bare = piece.shape.letters == 0 && (1..=6).contains(&piece.shape.digits) && piece.shape.weight <= 8;
        let beside = board.is_taken(index + 1) || index.checked_sub(1).is_some_and(|i| board.is_taken(i));
        if bare && beside && !piece.is_form() {
            board.take(index, &COUNT, "a bare number in a thread");
        }
    }
}
