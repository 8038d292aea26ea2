//! Receives what was cleaned: lines go into the difference, the outcome of each record into the ledger.
//!
//! Not for: applying the difference (`merge`).

use std::path::Path;

use crate::corpus::build::plan::Plan;
use crate::corpus::build::update::Became;
use crate::corpus::cache::{self, CacheWriter};
use crate::corpus::error::{At, Error, damaged};
use crate::corpus::ledger::{self, LedgerWriter, Line, RecordOutcome};
use crate::corpus::manifest::Manifest;
use crate::corpus::rows::entry::{self, Entry};
use crate::corpus::shard::sort::{Sorted, Sorter};
use crate::driver::Event;
use crate::monitor::Monitor;

/// Receives what was cleaned.
pub(crate) struct Cleaned<'a, 'b> {
    plan: &'a Plan,
    ledger: LedgerWriter,
    delta: Sorter<'b>,
    cache: Option<CacheWriter>,
    /// Records of the current unit so far.
    records: u64,
    manifest: &'a mut Manifest,
    work: &'a Path,
    monitor: &'a dyn Monitor,
    /// What is no unit comes first, each as a unit of its own.
    found_left: usize,
    /// Units that are done.
    done: usize,
    begun: bool,
    /// What became of the unit in turn so far.
    became: Became,
}

impl<'a, 'b> Cleaned<'a, 'b> {
    pub(crate) fn new(
        plan: &'a Plan,
        ledger: LedgerWriter,
        delta: Sorter<'b>,
        cache: Option<CacheWriter>,
        manifest: &'a mut Manifest,
        work: &'a Path,
        monitor: &'a dyn Monitor,
    ) -> Self {
        Cleaned {
            plan,
            ledger,
            delta,
            cache,
            records: 0,
            manifest,
            work,
            monitor,
            found_left: plan.dirty.faults.len() + plan.dirty.skipped.len(),
            done: 0,
            begun: false,
            became: Became::default(),
        }
    }

    pub(crate) fn take(&mut self, event: Event<std::io::Result<Entry>>) -> Result<(), Error> {
        match event {
            Event::Outcome(entry) => self.outcome(&entry.at(self.work)?),
            Event::UnitDone(_) => {
                let source = self.begin()?;
                let counter = self.plan.earlier.counter(source, &std::mem::take(&mut self.became));
                counter.into_iter().for_each(|counter| self.monitor.count(counter, 1));
                self.done += 1;
                self.begun = false;
                self.records = 0;
                if let Some(cache) = &mut self.cache {
                    self.ledger.line(&Line::Cached(cache.end_unit()))?;
                }
                self.ledger.line(&Line::Done)
            }
        }
    }

    fn outcome(&mut self, entry: &Entry) -> Result<(), Error> {
        self.manifest.counts.read += 1;
        self.delta.push(&entry.key, &entry.lines)?;
        let record = RecordOutcome::of(&entry.key).ok_or_else(|| damaged(self.work, "an outcome has no key"))?;
        if self.found_left > 0 {
            self.found_left -= 1;
            let source = entry::source(&entry.key).unwrap_or_default();
            let unit = ledger::Unit {
                source: source.to_owned(),
                ..Default::default()
            };
            self.ledger.line(&Line::Unit(unit))?;
            self.ledger.record(record)?;
            return self.ledger.line(&Line::Done);
        }
        let source = self.begin()?;
        if entry::source(&entry.key) != Some(source) {
            return Err(Error::Accounting(format!("a record of {source} names another source")));
        }
        self.became.note(&record);
        self.ledger.record(record)?;
        if let Some(cache) = self.cache.as_mut().filter(|_| !entry.extracted.is_empty()) {
            cache.push(self.records, &entry.extracted);
        }
        self.records += 1;
        if entry.retry {
            self.ledger.line(&Line::Retry)?;
        }
        Ok(())
    }

    /// Begins the current unit, if it has not begun, and returns its name.
    fn begin(&mut self) -> Result<&'a str, Error> {
        let plan: &'a Plan = self.plan;
        let Some(unit) = plan.dirty.units.get(self.done) else {
            return Err(Error::Accounting("a record came after the last unit".to_owned()));
        };
        if !self.begun {
            self.begun = true;
            self.ledger.line(&Line::Unit(self.plan.cleaned(unit, self.monitor)))?;
        }
        Ok(&unit.source)
    }

    pub(crate) fn finish(self) -> Result<(Sorted, WrittenSideFiles), Error> {
        let side_files = WrittenSideFiles::finish(self.ledger, self.cache)?;
        Ok((self.delta.finish()?, side_files))
    }

    /// Ends in the middle: what there is of both.
    pub(crate) fn stop(self) -> Result<(Sorter<'b>, WrittenSideFiles), Error> {
        Ok((self.delta, WrittenSideFiles::finish(self.ledger, self.cache)?))
    }
}

/// The side files that a build wrote: they go with a state, but are no part of the corpus's bytes.
#[derive(Debug)]
pub(crate) struct WrittenSideFiles {
    pub(crate) ledger: ledger::Written,
    /// The new segments of the cache.
    pub(crate) segments: Vec<cache::Written>,
}

impl WrittenSideFiles {
    pub(crate) fn finish(ledger: LedgerWriter, cache: Option<CacheWriter>) -> Result<Self, Error> {
        Ok(WrittenSideFiles {
            ledger: ledger.finish()?,
            segments: cache.map(CacheWriter::finish).into_iter().collect(),
        })
    }
}
