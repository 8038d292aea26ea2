//! # `text-model`
//!
//! **What it removes.** On plain text that was a page, lines that read like page chrome (menus, teasers, widgets), in any wording. The
//! score is per mille.
//!
//! **Why.** Extractors leave more wordings behind than phrases can list.
//!
//! **What it must keep.** All of a text around which rules have found no menus, widgets and foot of a page; facts, sub-headings and
//! posts on a page that has them. It also restores what unsure rules removed too much of.
//!
//! **Options.** `strip.level`.
//!
//! Not for: HTML (`main_content`), phrases (the rule packs), removing (`remove`).

mod features;
#[cfg(feature = "training")]
pub mod training;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::class::Class;
use super::decisions::Decisions;
use super::main_content::{Ensemble, ensemble_of, sigmoid};
use super::module::{ALWAYS, Module, Rule};
use super::page::{Page, Segment};
use features::Lines;

/// How much is removed from texts that were pages.
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

pub(crate) const MODULE: Module = Module::late(&[RULE], include_str!("mod.rs"), include_str!("examples.toml"));
const RULE: Rule = Rule::new("text-model", Class::Other).up_to(ALWAYS);

/// The trained trees, as `scripts/train/text-model.sh` writes them; `data/text-model.md` is their card.
pub(super) static WEIGHTS: &[u8] = include_bytes!("../../../data/text-model.model");
/// Lines on either side among which a rule must have found something, so that the model removes no facts in the middle of a text.
const COMPANY: usize = 4;
/// Begins the file.
const MAGIC: &[u8] = b"chaffinch plain text 1\n";
/// The model that comes with the program. Unreadable weights would be a broken build; a test reads them.
static MODEL: LazyLock<Ensemble> = LazyLock::new(|| ensemble_of(WEIGHTS, MAGIC).unwrap_or_default());

impl Level {
    /// Score below which a line goes that no rule removed, per mille.
    fn least(self) -> i32 {
        match self {
            Level::Conservative => 60,
            Level::Balanced => 120,
            Level::Thorough => 300,
        }
    }

    /// Score from which a line stays although a rule removed it, per mille.
    fn rescue(self) -> i32 {
        match self {
            Level::Conservative | Level::Balanced => 600,
            Level::Thorough => 700,
        }
    }
}

/// Judges what the rules left and what they removed of a text that was a page.
pub(super) fn judge(page: &Page<'_>, decisions: &mut Decisions, level: Level) {
    let open: Vec<usize> = (0..page.len())
        .filter(|index| is_open(page, decisions, *index))
        .collect();
    let scores = scores(page, decisions, &open);
    let known: Vec<bool> = (0..page.len()).map(|index| decisions.is_removed(index)).collect();
    let near = |index: usize| {
        known
            .iter()
            .skip(index.saturating_sub(COMPANY))
            .take(2 * COMPANY + 1)
            .any(|known| *known)
    };
    for (index, score) in open.into_iter().zip(scores) {
        if decisions.is_removed(index) {
            if score >= level.rescue() {
                decisions.restore(index);
            }
        } else if score < level.least() && near(index) {
            decisions.remove(
                index,
                &RULE.id(),
                format!("reads like the frame of a page (score {score})"),
            );
        }
    }
}

/// Whether a score would change anything: what sure rules removed is gone, and text whose form is its content and the title stay.
fn is_open(page: &Page<'_>, decisions: &Decisions, index: usize) -> bool {
    let segment = page.get(index).filter(|segment| !segment.is_form());
    segment.is_some_and(|segment| match decisions.verdict(index) {
        Some(verdict) => Class::of_rule(&verdict.rule).is_none_or(Class::is_unsure),
        None => (page.title.is_empty() || segment.folded != page.title) && !is_said(segment),
    })
}

/// Sentences and facts: short posts read like page chrome, and are what a thread is about.
fn is_said(segment: &Segment<'_>) -> bool {
    segment.stats.sentence && segment.stats.words >= 3 || segment.is_field() || segment.is_enumerated()
}

/// How likely each of some segments is content, per mille.
fn scores(page: &Page<'_>, decisions: &Decisions, segments: &[usize]) -> Vec<i32> {
    let lines = Lines::of(page, decisions);
    let row = |nth: usize, row: &mut Vec<i32>| {
        let index = segments.get(nth).copied();
        index.into_iter().for_each(|index| lines.put(index, decisions, row));
    };
    MODEL.sums(segments.len(), row).into_iter().map(sigmoid).collect()
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
