//! # `outside-main-content`
//!
//! **What it removes.** On HTML pages, the blocks outside of the main content, as `main_content` judges them.
//!
//! **Why.** The tree of a page says more than its words.
//!
//! **What it must keep.** Everything in documents without elements.
//!
//! **Options.** `strip.main_content`: `enabled`, `comments`, `title`.

use super::super::board::Board;
use super::super::class::Class;
use super::super::main_content::{self, Chosen};
use super::super::page::Page;
use super::{Judge, Manual};

pub(crate) const MANUALS: &[Manual] = &[Manual {
    id: "outside-main-content",
    class: Class::Other,
    about: "On HTML pages, blocks outside of the main content; the score is per mille.",
}];

/// The choice of the main content, as the first judge.
#[derive(Debug)]
pub(crate) struct MainText;

impl Judge for MainText {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        for (index, piece) in page.pieces.iter().enumerate() {
            match page.chosen.get(piece.block) {
                Some(Chosen::Out(score)) => {
                    let reason = format!("outside of the main content (score {score})");
                    board.take(index, &main_content::RULE, reason);
                }
                Some(Chosen::Sure) => board.vouch(index),
                Some(Chosen::In) | None => {}
            }
        }
    }
}
