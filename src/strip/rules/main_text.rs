//! # `main-content`
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
use super::super::main_content;
use super::super::page::Page;
use super::{Judge, Manual};

pub(crate) const MANUALS: &[Manual] = &[Manual {
    id: "main-content",
    class: Class::Other,
    about: "On HTML pages, blocks outside of the main content; the score is per mille.",
}];

/// The choice of the main content, as the first judge.
#[derive(Debug)]
pub(crate) struct MainText(pub(crate) main_content::Options);

impl Judge for MainText {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        if !page.from_html {
            return;
        }
        let verdicts = main_content::judge(page.parsed, page.metadata, &self.0);
        for (index, piece) in page.pieces.iter().enumerate() {
            let Some(verdict) = verdicts.get(piece.block) else {
                continue;
            };
            if !verdict.keep {
                let reason = format!("outside of the main content (score {})", verdict.score);
                board.take(index, &main_content::RULE, reason);
            } else if verdict.sure {
                board.vouch(index);
            }
        }
    }
}
