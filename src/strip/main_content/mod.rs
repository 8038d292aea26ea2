//! The judge that chooses a page's main content among its blocks.
//!
//! Not for: removing (`strip`), phrases (the rule packs).

mod decide;
mod experts;
mod features;
mod hints;
mod kinds;
mod model;
mod text;
pub mod training;
mod tree;

use serde::{Deserialize, Serialize};

use crate::document::{Metadata, Parsed};
use crate::outcome::RuleId;

use decide::Taste;
use features::Page;
pub(super) use model::Ensemble;
use model::MODEL;

/// The rule that removals of this judge bear.
pub const RULE: RuleId = RuleId::code("main-content");

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
                score: 1000
            };
            parsed.blocks.len()
        ];
    }
    let page = Page::of(parsed, metadata.title.as_deref());
    let scores = scores(&page);
    let mut row = Vec::new();
    page.whole(&mut row);
    let taste = Taste {
        comments: options.comments,
        title: options.title,
    };
    let keep = decide::decide(&page, &scores, MODEL.discussion.score(&row), taste);
    let verdicts = keep.into_iter().zip(scores);
    verdicts
        .map(|(keep, score)| Verdict {
            keep,
            score: u16::try_from(score).unwrap_or(0),
        })
        .collect()
}

fn scores(page: &Page<'_>) -> Vec<i32> {
    let mut row = Vec::with_capacity(256);
    let score = |index| {
        row.clear();
        page.block(index, &mut row);
        MODEL.block.score(&row)
    };
    (0..page.texts.len()).map(score).collect()
}

#[cfg(test)]
mod tests;
