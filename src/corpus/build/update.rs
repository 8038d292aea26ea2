//! Whether the files that an update cleans again became what they were before.
//!
//! Not for: which files are cleaned again (`plan`, `recheck`).

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::corpus::ledger::{Line, RecordOutcome};
use crate::monitor::Counter;

/// What became of the records of one file, as a hash.
#[derive(Clone, Debug, Default)]
pub(crate) struct Became(DefaultHasher);

impl Became {
    /// Takes what became of the next record.
    pub(crate) fn note(&mut self, record: &RecordOutcome) {
        record.hash(&mut self.0);
    }
}

/// What became of the records of the files that are cleaned again, in the state before.
#[derive(Debug, Default)]
pub(crate) struct Earlier(HashMap<String, Became>);

impl Earlier {
    /// Takes a line of the ledger of the state before about the file `source`.
    pub(crate) fn note(&mut self, source: &str, line: &Line) {
        match line {
            Line::Unit(_) => {
                self.0.entry(source.to_owned()).or_default();
            }
            Line::Records(records) => {
                if let Some(became) = self.0.get_mut(source) {
                    records.iter().for_each(|record| became.note(record));
                }
            }
            Line::Retry | Line::Cached(_) | Line::Done | Line::End => {}
        }
    }

    /// What an update counts the file `source` as that `now` became; nothing, if it was not there before.
    pub(crate) fn counter(&self, source: &str, now: &Became) -> Option<Counter> {
        let before = self.0.get(source)?;
        let is_same = before.0.finish() == now.0.finish();
        Some(if is_same { Counter::Same } else { Counter::Changed })
    }
}
