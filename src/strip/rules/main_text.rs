//! # `outside-main-content`
//!
//! **What it removes.** On HTML pages, the blocks outside of the main content, as `main_content` judges them.
//!
//! **Why.** The tree of a page says more than its words.
//!
//! **What it must keep.** Everything in documents without elements.
//!
//! **Options.** `strip.main_content`: `enabled`, `comments`, `title`.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::main_content::{self, Chosen};
use super::super::page::Page;
use super::{ALWAYS, Judge, Manual};

pub(crate) const MANUALS: &[Manual] = &[Manual {
    id: "outside-main-content",
    class: Class::Other,
    source: include_str!("main_text.rs"),
    max_score: ALWAYS,
    placed: false,
}];

/// The choice of the main content, as the first judge.
#[derive(Debug)]
pub(crate) struct MainText;

impl Judge for MainText {
    fn judge(&self, page: &Page<'_>, decisions: &mut Decisions) {
        for (index, segment) in page.segments.iter().enumerate() {
            if let Some(Chosen::Out(score)) = page.choice.and_then(|choice| choice.blocks.get(segment.block)) {
                let reason = format!("outside of the main content (score {score})");
                decisions.remove(index, &main_content::RULE, reason);
            }
        }
    }
}
