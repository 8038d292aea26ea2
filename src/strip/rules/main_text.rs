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
use super::{ALWAYS, Module, Rule};

pub(crate) const MODULE: Module = Module::new(
    &[RULE],
    include_str!("main_text.rs"),
    include_str!("main_text.toml"),
    judge,
);
const RULE: Rule = Rule::new("outside-main-content", Class::Other).up_to(ALWAYS);

/// Removes what the model left out of the main content.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    for (index, segment) in page.segments.iter().enumerate() {
        if let Some(Chosen::Out(score)) = page.choice.and_then(|choice| choice.blocks.get(segment.block)) {
            let reason = format!("outside of the main content (score {score})");
            decisions.remove(index, &main_content::RULE, reason);
        }
    }
}
