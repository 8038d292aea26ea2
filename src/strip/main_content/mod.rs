//! Chooses the main content of a page among its blocks.
//!
//! Not for: removing (`remove`), phrases (the rule packs).

mod choice;
mod context;
mod decide;
mod ensemble;
mod evidence;
mod experts;
mod feature_names;
mod features;
mod hints;
mod kinds;
mod model;
mod names;
pub mod reasons;
mod said;
mod text;
#[cfg(feature = "training")]
pub mod training;
mod tree;
mod words;

use serde::{Deserialize, Serialize};

use crate::fingerprint;
use crate::model::{Parsed, RuleId};

pub use choice::{Choice, Chosen};
use decide::Preferences;
pub(super) use ensemble::Ensemble;
use evidence::Evidence;
use features::Page;
pub(super) use model::{ensemble_of, sigmoid};

/// The rule that these removals name.
pub const RULE: RuleId = RuleId::code("outside-main-content");

/// Settings of the choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Whether main content is chosen at all; without it, rules judge everything that readers see.
    pub enabled: bool,
    /// Whether readers' comments below an article are kept. The posts of a forum are kept in any case.
    pub comments: bool,
    /// Whether the headline is kept with its text.
    pub title: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            enabled: true,
            comments: false,
            title: true,
        }
    }
}

/// The verdict on one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the block belongs to the main content.
    pub keep: bool,
    /// Probability that it does, per mille, before containers are considered.
    pub score: u16,
}

/// Identifies the settings and the weights.
pub(super) fn fingerprint(options: &Options) -> String {
    let weights = blake3::hash(weights());
    fingerprint::of(&(fingerprint::STRIP, options, weights.to_hex().as_str()))
}

/// The bytes of the trained weights, for fingerprints.
pub(super) fn weights() -> &'static [u8] {
    model::WEIGHTS
}

/// One verdict for each block of `parsed`, in order. A document without elements (no HTML) is kept whole.
pub fn judge(parsed: &Parsed, options: &Options) -> Vec<Verdict> {
    judge_kind(parsed, options).0
}

/// The main content of a page, in the form that `remove` needs.
pub(super) fn choose(parsed: &Parsed, options: &Options) -> Choice {
    let (verdicts, doubt) = judge_kind(parsed, options);
    Choice {
        by: fingerprint(options),
        blocks: verdicts.into_iter().map(Chosen::from).collect(),
        doubt,
    }
}

/// The verdicts, and the score below which the model doubts a block that it keeps.
fn judge_kind(parsed: &Parsed, options: &Options) -> (Vec<Verdict>, u16) {
    if !options.enabled || parsed.elements.is_empty() {
        let kept = Verdict {
            keep: true,
            score: 1000,
        };
        return (vec![kept; parsed.blocks.len()], 0);
    }
    let page = Page::of(parsed);
    let evidence = Evidence::of(&page);
    let (scores, kinds) = (evidence.scores(), evidence.kinds);
    let preferences = Preferences {
        comments: options.comments,
        title: options.title,
    };
    let keep = decide::decide(&page, &scores, &kinds, preferences);
    let verdict = |(keep, score)| Verdict {
        keep,
        score: u16::try_from(score).unwrap_or(0),
    };
    (
        keep.into_iter().zip(scores).map(verdict).collect(),
        decide::doubt(&kinds),
    )
}

#[cfg(test)]
mod tests;
