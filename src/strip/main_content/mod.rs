//! The judge that chooses a page's main content among its blocks.
//!
//! Not for: removing (`strip`), phrases (the rule packs).

mod choice;
mod context;
mod decide;
mod ensemble;
mod evidence;
mod experts;
mod features;
mod hints;
mod kinds;
mod model;
mod names;
pub mod reasons;
mod said;
mod text;
pub mod training;
mod tree;
mod words;

use serde::{Deserialize, Serialize};

use crate::document::{Metadata, Parsed};
use crate::outcome::RuleId;

pub use choice::{Choice, Chosen};
use decide::Taste;
pub(super) use ensemble::Ensemble;
use evidence::Evidence;
use features::Page;
pub(super) use model::{ensemble_of, sigmoid};

/// The rule that removals of this judge bear.
pub const RULE: RuleId = RuleId::code("outside-main-content");

/// Settings of the judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Whether main content is chosen at all; without it everything that readers see stays for the rules.
    pub enabled: bool,
    /// Whether readers' comments below an article stay. The posts of a forum stay in any case.
    pub comments: bool,
    /// Whether the headline stays with its text.
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

/// What the judge thinks of one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the block belongs to the main content.
    pub keep: bool,
    /// How sure the model is that it does, per mille, before containers are weighed.
    pub score: u16,
    /// Whether the block stays whatever rules guess that go by place or shape.
    pub sure: bool,
}

/// Names what chooses: the settings and the weights.
pub(super) fn fingerprint(options: &Options) -> String {
    let weights = blake3::hash(weights());
    crate::pipeline::fingerprint(&(crate::code::STRIP, options, weights.to_hex().as_str()))
}

/// The bytes of the trained weights, for fingerprints.
pub(super) fn weights() -> &'static [u8] {
    model::WEIGHTS
}

/// One verdict for each block of `parsed`, in order. A document without elements (no HTML) is kept whole.
pub fn judge(parsed: &Parsed, metadata: &Metadata, options: &Options) -> Vec<Verdict> {
    if !options.enabled || parsed.elements.is_empty() {
        return vec![
            Verdict {
                keep: true,
                score: 1000,
                sure: false,
            };
            parsed.blocks.len()
        ];
    }
    let page = Page::of(parsed, metadata.title.as_deref());
    let evidence = Evidence::of(&page);
    let (scores, kinds) = (evidence.scores(), evidence.kinds);
    let taste = Taste {
        comments: options.comments,
        title: options.title,
    };
    let keep = decide::decide(&page, &scores, &kinds, taste);
    let surest = decide::surest(&kinds);
    let verdicts = keep.into_iter().zip(scores);
    verdicts
        .map(|(keep, score)| Verdict {
            keep,
            score: u16::try_from(score).unwrap_or(0),
            sure: keep && score >= surest,
        })
        .collect()
}

#[cfg(test)]
mod tests;
