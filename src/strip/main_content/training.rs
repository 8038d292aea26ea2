//! For training: the features of pages, and their names.
//!
//! Not for: scoring.

use crate::model::Parsed;

use super::context::Context;
use super::evidence::Evidence;
use super::feature_names;
use super::features::{FeatureNames, Page};
use super::model::{Model, STAND_IN};

/// Uses other weights from here on, for cross-validation. Must be called before any page is scored, once per process. Returns whether
/// they can be used.
pub fn stand_in(weights: Vec<u8>) -> bool {
    Model::read(&weights).is_some() && STAND_IN.set(weights).is_ok()
}

/// One row of features for each block.
pub fn block_features(parsed: &Parsed) -> Vec<Vec<i32>> {
    let page = Page::of(parsed);
    let rows = (0..parsed.blocks.len()).map(|index| {
        let mut row = Vec::with_capacity(240);
        page.block(index, &mut row);
        row
    });
    rows.collect()
}

/// One row of context features for each block, from first scores by weights that were not trained on the page.
pub fn context_features(parsed: &Parsed) -> Vec<Vec<i32>> {
    let page = Page::of(parsed);
    let evidence = Evidence::of(&page);
    let scores = evidence.first_scores();
    let context = Context::of(&page, &evidence.kinds, &scores);
    let row = |index| {
        let mut row = Vec::with_capacity(48);
        context.block(index, &mut row);
        row
    };
    (0..scores.len()).map(row).collect()
}

/// The features of the whole page.
pub fn page_features(parsed: &Parsed) -> Vec<i32> {
    let mut row = Vec::with_capacity(140);
    Page::of(parsed).whole(&mut row);
    row
}

/// The names of a page's features, in order.
pub fn page_names() -> Vec<String> {
    let mut names = FeatureNames::default();
    Page::of(&Parsed::default()).whole(&mut names);
    names.0
}

/// The names of a block's features, in order.
pub fn names() -> Vec<String> {
    feature_names::names()
}

/// The names of the features of a block's context, in order.
pub fn context_names() -> Vec<String> {
    feature_names::context_names()
}
