//! # `tables`
//!
//! **What it removes.** The rows of tables, where `strip.tables` is off.
//!
//! **Why.** Some want running text alone.
//!
//! **What it must keep.** Everything else; and without the setting all of it.
//!
//! **Options.** `strip.tables`.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::Page;
use super::{ALWAYS, Module, Rule};
use crate::model::BlockKind;

pub(crate) const MODULE: Module = Module::new(&[RULE], include_str!("table.rs"), include_str!("table.toml"), judge)
    .only_if(|options| !options.tables);
const RULE: Rule = Rule::new("tables", Class::Other).up_to(ALWAYS);

/// Removes the rows of tables.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    for (index, segment) in page.segments.iter().enumerate() {
        let block = page.parsed.blocks.get(segment.block);
        if block.is_some_and(|block| matches!(block.kind, BlockKind::TableRow { .. })) {
            decisions.remove(index, &RULE.id(), "a row of a table".to_owned());
        }
    }
}
