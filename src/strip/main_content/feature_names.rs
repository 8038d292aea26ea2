//! The names of the features that the model reads.
//!
//! Not for: their values (`features`, `context`).

use super::context::Context;
use super::features::{FeatureNames, Page};
use super::model::Shares;
use crate::model::{Block, BlockKind, Parsed};

/// The names of a block's features, in order.
pub(super) fn names() -> Vec<String> {
    let mut names = FeatureNames::default();
    Page::of(&one_block()).block(0, &mut names);
    names.0
}

/// The names of the features of a block's context, in order.
pub(super) fn context_names() -> Vec<String> {
    let parsed = one_block();
    let mut names = FeatureNames::default();
    Context::of(&Page::of(&parsed), &Shares::default(), &[0]).block(0, &mut names);
    names.0
}

fn one_block() -> Parsed {
    Parsed {
        blocks: vec![Block::new(BlockKind::Paragraph, "")],
        ..Parsed::default()
    }
}
