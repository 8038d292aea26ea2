//! Receiving what was cleaned: lines go into the difference, what became of each record into the ledger.
//!
//! Not for: what is done with the difference (`merge`).

use std::path::{Path, PathBuf};

use super::entry::{self, Entry};
use super::error::{At, Error};
use super::ledger::{self, LedgerWriter, Line, Was};
use super::manifest::Manifest;
use super::plan::Plan;
use super::shard::damaged;
use super::sort::{Sorted, Sorter};
use crate::run::Event;

/// Receives what was cleaned.
pub(super) struct Cleaned<'a, 'b> {
    plan: &'a Plan,
    ledger: LedgerWriter,
    delta: Sorter<'b>,
    manifest: &'a mut Manifest,
    work: &'a Path,
    /// Faults come first, each as a unit of its own.
    faults_left: usize,
    /// Units that are done.
    done: usize,
    begun: bool,
}

impl<'a, 'b> Cleaned<'a, 'b> {
    pub(super) fn new(
        plan: &'a Plan,
        ledger: LedgerWriter,
        delta: Sorter<'b>,
        manifest: &'a mut Manifest,
        work: &'a Path,
    ) -> Self {
        Cleaned {
            plan,
            ledger,
            delta,
            manifest,
            work,
            faults_left: plan.dirty.faults.len(),
            done: 0,
            begun: false,
        }
    }

    pub(super) fn take(&mut self, event: Event<std::io::Result<Entry>>) -> Result<(), Error> {
        match event {
            Event::Outcome(entry) => self.outcome(&entry.at(self.work)?),
            Event::Skipped(kind, count) => {
                self.begin()?;
                *self.manifest.skipped.entry(kind.to_owned()).or_default() += count;
                self.ledger.line(&Line::Skipped(kind.to_owned(), count))
            }
            Event::UnitDone(_) => {
                self.begin()?;
                self.done += 1;
                self.begun = false;
                self.ledger.line(&Line::Done)
            }
        }
    }

    fn outcome(&mut self, entry: &Entry) -> Result<(), Error> {
        self.manifest.counts.read += 1;
        self.delta.push(&entry.key, &entry.lines)?;
        let was = Was::of(&entry.key).ok_or_else(|| damaged(self.work, "an outcome has no key"))?;
        if self.faults_left > 0 {
            self.faults_left -= 1;
            let source = entry::source(&entry.key).unwrap_or_default();
            let unit = ledger::Unit {
                source,
                ..Default::default()
            };
            self.ledger.line(&Line::Unit(unit))?;
            self.ledger.record(was)?;
            return self.ledger.line(&Line::Done);
        }
        let source = self.begin()?;
        if was.key(&source).as_ref() != Some(&entry.key) {
            return Err(Error::Accounting(format!("a record of {source} names another source")));
        }
        self.ledger.record(was)?;
        if entry.retry {
            self.ledger.line(&Line::Retry)?;
        }
        Ok(())
    }

    /// Begins the unit in turn, if it has not begun, and returns its name.
    fn begin(&mut self) -> Result<String, Error> {
        let Some(unit) = self.plan.dirty.units.get(self.done) else {
            return Err(Error::Accounting("a record came after the last unit".to_owned()));
        };
        if !self.begun {
            self.begun = true;
            self.ledger
                .line(&Line::Unit(self.plan.cleaned(&unit.source, &unit.input)))?;
        }
        Ok(unit.source.to_string())
    }

    pub(super) fn finish(self) -> Result<(Sorted, PathBuf), Error> {
        Ok((self.delta.finish()?, self.ledger.finish()?))
    }

    /// Ends in the middle: what there is of both.
    pub(super) fn stop(self) -> Result<(Sorter<'b>, PathBuf), Error> {
        Ok((self.delta, self.ledger.finish()?))
    }
}
