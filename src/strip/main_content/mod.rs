//! The judge that chooses a page's main content among its blocks.
//!
//! Not for: removing (`strip`), phrases (the rule packs).

mod candidates;
mod experts;
mod features;
mod hints;
mod kinds;
mod text;
pub mod training;
mod tree;

use crate::document::Parsed;
use crate::outcome::RuleId;

/// The rule that removals of this judge bear.
pub const RULE: RuleId = RuleId::code("main-content");

/// What the judge thinks of one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the block belongs to the main content.
    pub keep: bool,
    /// How sure the judge is that it does, per mille.
    pub score: u16,
}

/// One verdict for each block of `parsed`, in order. A document without elements is kept whole.
pub fn judge(parsed: &Parsed) -> Vec<Verdict> {
    let inside = candidates::best(parsed).map(|best| candidates::inside(parsed, best));
    let kept = |index: usize| match &inside {
        None => true,
        Some(inside) => inside.get(index).copied().unwrap_or(true),
    };
    let verdicts = (0..parsed.blocks.len()).map(|index| Verdict {
        keep: kept(index),
        score: if kept(index) { 1000 } else { 0 },
    });
    verdicts.collect()
}

#[cfg(test)]
mod tests;
