//! The judge that chooses a page's main content among its blocks.
//!
//! Not for: removing (`strip`), phrases (the rule packs).

mod decide;
mod ensemble;
mod experts;
mod features;
mod hints;
mod kinds;
mod model;
mod text;
pub mod training;
mod tree;
mod words;

use serde::{Deserialize, Serialize};

use crate::document::{Metadata, Parsed};
use crate::outcome::RuleId;

use decide::Taste;
use features::Page;
use model::{MODEL, Shares};

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
    /// Whether the block stays whatever rules guess that go by place or shape.
    pub sure: bool,
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
    let kinds = MODEL.kinds(|row| page.whole(row));
    let scores = scores(&page, &kinds);
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

/// The score of each block: its features, then the kinds of the page, then the worth of the words around it.
fn scores(page: &Page<'_>, kinds: &Shares) -> Vec<i32> {
    let worths = MODEL.words.worths(page.parsed);
    MODEL.blocks(page.texts.len(), |index, row| {
        page.block(index, row);
        row.extend_from_slice(kinds);
        let holder = page.parsed.blocks.get(index).and_then(|block| block.element);
        let [near, far] = holder.and_then(|h| worths.get(h as usize)).copied().unwrap_or_default();
        row.extend([near, far, near + far]);
    })
}

#[cfg(test)]
mod tests;
