//! # `captions`
//!
//! **What it removes.** The captions of tables and of listings, where `strip.captions` is off.
//!
//! **Why.** Some want the tables and the code alone.
//!
//! **What it must keep.** Everything else; and without the setting all of it. The captions of pictures are for `caption-credit/figure`.
//!
//! **Options.** `strip.captions`.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::Page;
use super::{ALWAYS, Module, Rule};
use crate::model::BlockKind;

pub(crate) const MODULE: Module = Module::new(
    &[RULE],
    include_str!("captions.rs"),
    include_str!("captions.toml"),
    judge,
)
.only_if(|options| !options.captions);
const RULE: Rule = Rule::new("captions", Class::Other).up_to(ALWAYS);

/// Removes the captions of tables and of listings.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    for (index, segment) in page.segments.iter().enumerate() {
        if *segment.kind == BlockKind::Caption && page.parsed.captioned(segment.block).is_some() {
            decisions.remove(index, &RULE.id(), "the caption of a table or a listing");
        }
    }
}
