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
use super::{ALWAYS, Judge, Manual};
use crate::model::{BlockKind, RuleId};

pub(crate) const MANUALS: &[Manual] = &[Manual {
    id: "tables",
    class: Class::Other,
    source: include_str!("table.rs"),
    max_score: ALWAYS,
    placed: false,
}];

const RULE: RuleId = RuleId::code("tables");

/// Takes tables, if they are not wanted.
#[derive(Debug)]
pub(crate) struct Table;

impl Judge for Table {
    fn judge(&self, page: &Page<'_>, decisions: &mut Decisions) {
        for (index, segment) in page.segments.iter().enumerate() {
            let block = page.parsed.blocks.get(segment.block);
            if block.is_some_and(|block| matches!(block.kind, BlockKind::TableRow { .. })) {
                decisions.remove(index, &RULE, "a row of a table".to_owned());
            }
        }
    }
}
