//! # `text-model`
//!
//! **What it removes.** On plain text that was a page, lines that read like its frame: menus, teasers, widgets, in any wording. The
//! score is per mille.
//!
//! **Why.** Extractors leave more wordings behind than phrases can list.
//!
//! **What it must keep.** All of a text around which rules have found no menus, widgets and foot of a page; facts, sub-headings and
//! posts on a page that has them. It also gives back what unsure rules took too much of.
//!
//! **Options.** `strip.level`.
//!
//! Not for: HTML (`main_content`), phrases (the rule packs), removing (`remove`).

mod features;
#[cfg(feature = "training")]
pub mod training;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::board::Board;
use super::class::Class;
use super::main_content::{Ensemble, ensemble_of, sigmoid};
use super::page::{Page, Piece};
use super::rules::{ALWAYS, Manual};
use crate::model::RuleId;
use features::Lines;

/// How much is taken of texts that were pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// What rules are sure of, and what can hardly be content.
    Conservative,
    /// What is more likely not content.
    #[default]
    Balanced,
    /// All but what reads like content.
    Thorough,
}

pub(crate) const MANUALS: &[Manual] = &[Manual {
    id: "text-model",
    class: Class::Other,
    source: include_str!("mod.rs"),
    max_score: ALWAYS,
    placed: false,
}];
const RULE: RuleId = RuleId::code("text-model");

/// The trained trees, as `scripts/train/text-model.sh` writes them; `data/text-model.md` is their card.
pub(super) static WEIGHTS: &[u8] = include_bytes!("../../../data/text-model.model");
/// Lines on either side among which a rule must have found something, lest the model takes facts in the midst of a text.
const COMPANY: usize = 4;
/// Begins the file.
const MAGIC: &[u8] = b"chaffinch plain text 1\n";
/// The model that comes with the program. Unreadable weights would be a broken build; a test reads them.
static MODEL: LazyLock<Ensemble> = LazyLock::new(|| ensemble_of(WEIGHTS, MAGIC).unwrap_or_default());

impl Level {
    /// Score below which a line goes that no rule took, per mille.
    fn least(self) -> i32 {
        match self {
            Level::Conservative => 60,
            Level::Balanced => 120,
            Level::Thorough => 300,
        }
    }

    /// Score from which a line stays although a rule took it, per mille.
    fn rescue(self) -> i32 {
        match self {
            Level::Conservative | Level::Balanced => 600,
            Level::Thorough => 700,
        }
    }
}

/// Judges what the rules left, and what they took, of a text that was a page.
pub(super) fn judge(page: &Page<'_>, board: &mut Board, level: Level) {
    let open: Vec<usize> = (0..page.len()).filter(|index| is_open(page, board, *index)).collect();
    let scores = scores(page, board, &open);
    let known: Vec<bool> = (0..page.len()).map(|index| board.is_taken(index)).collect();
    let near = |index: usize| {
        known
            .iter()
            .skip(index.saturating_sub(COMPANY))
            .take(2 * COMPANY + 1)
            .any(|known| *known)
    };
    for (index, score) in open.into_iter().zip(scores) {
        if board.is_taken(index) {
            if score >= level.rescue() {
                board.give_back(index);
            }
        } else if score < level.least() && near(index) {
            board.take(index, &RULE, format!("reads like the frame of a page (score {score})"));
        }
    }
}

/// Whether a score would change anything: what sure rules took is gone, and text whose form is its content and the title stay.
fn is_open(page: &Page<'_>, board: &Board, index: usize) -> bool {
    let piece = page.get(index).filter(|piece| !piece.is_form());
    piece.is_some_and(|piece| match board.verdict(index) {
        Some(verdict) => Class::of_rule(&verdict.rule).is_none_or(Class::is_unsure),
        None => (page.title.is_empty() || piece.folded != page.title) && !is_said(piece),
    })
}

/// Sentences and facts: short posts read like a page's frame, and are what a thread is about.
fn is_said(piece: &Piece<'_>) -> bool {
    piece.shape.sentence && piece.shape.words >= 3 || piece.is_field() || piece.is_enumerated()
}

/// How likely each of some pieces is content, per mille.
fn scores(page: &Page<'_>, board: &Board, pieces: &[usize]) -> Vec<i32> {
    let lines = Lines::of(page, board);
    let row = |nth: usize, row: &mut Vec<i32>| {
        let index = pieces.get(nth).copied();
        index.into_iter().for_each(|index| lines.put(index, board, row));
    };
    MODEL.sums(pieces.len(), row).into_iter().map(sigmoid).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_the_program_can_be_read() {
        let model = ensemble_of(WEIGHTS, MAGIC).expect("readable weights");
        assert!(!model.is_empty());
        assert!(ensemble_of(&WEIGHTS[..WEIGHTS.len() - 1], MAGIC).is_none());
    }
}
