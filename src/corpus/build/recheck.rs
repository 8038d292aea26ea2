//! Cleans unchanged units again from parsed documents, when only later stages have changed.
//!
//! If only phrase rules have changed, documents in which the changed rules match nothing stay as they are.
//! Not for: units whose bytes have changed (`plan`), or where the records lie (`cache`).

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::corpus::cache::{CacheReader, Index, Place, packed};
use crate::corpus::error::{At, Error, damaged};
use crate::corpus::ledger::{LedgerReader, LedgerWriter, Line, RecordOutcome};
use crate::corpus::manifest::Manifest;
use crate::corpus::rows::entry::{Entry, Kind};
use crate::corpus::shard::sort::Sorter;
use crate::driver;
use crate::model::{Outcome, Skipped};
use crate::monitor::{Counter, Monitor};
use crate::trip::{Touches, Trip};

/// Bytes of records that are cleaned at a time, and how many lines of the ledger wait for them.
const BATCH_BYTES: usize = 4 << 20;
const BATCH_LINES: usize = 4096;

/// How documents are cleaned again.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) trip: Trip<'a>,
    /// The time that documents get in `added`.
    pub(crate) added: Option<&'a str>,
    pub(crate) pool: &'a rayon::ThreadPool,
    /// The output folder.
    pub(crate) folder: &'a Path,
    pub(crate) monitor: &'a dyn Monitor,
}

/// What is cleaned again.
pub(crate) struct Recheck<'a> {
    context: Context<'a>,
    /// Tells which documents may have changed; all where there is none.
    touches: Option<Touches>,
    /// Of units whose records are all in the cache.
    places: BTreeMap<String, Place>,
    reader: CacheReader,
    /// The next record of the cache, and the number of the next one of the ledger.
    ahead: Option<(u64, Vec<u8>)>,
    number: u64,
    waiting: Vec<Step>,
    waiting_bytes: usize,
    source: String,
    /// Whether a record of the unit in turn was cleaned again, and whether one became something else.
    again: bool,
    changed: bool,
}

/// A line of the ledger on its way.
enum Step {
    Line(Line),
    Unchanged(RecordOutcome),
    Recheck(RecordOutcome, Vec<u8>),
    Changed(RecordOutcome, Entry),
}

impl<'a> Recheck<'a> {
    /// Reads from the ledger where the records of each unit lie.
    pub(crate) fn new(
        context: Context<'a>,
        touches: Option<Touches>,
        index: &Index,
        mut ledger: LedgerReader,
    ) -> Result<Self, Error> {
        let (mut places, mut source, mut records) = (BTreeMap::new(), String::new(), 0);
        while let Some(line) = ledger.next()? {
            match line {
                Line::Unit(unit) => (source, records) = (unit.source, 0),
                Line::Records(more) => records += more.len() as u64,
                // A record that is not in the cache could not be read, whatever the rules are.
                Line::Cached(place) if index.has(&place) && (touches.is_some() || place.records == records) => {
                    places.insert(std::mem::take(&mut source), place);
                }
                Line::Cached(_) | Line::Retry | Line::Done | Line::End => {}
            }
        }
        Ok(Recheck {
            reader: CacheReader::new(context.folder),
            context,
            touches,
            places,
            ahead: None,
            number: 0,
            waiting: Vec::new(),
            waiting_bytes: 0,
            source: String::new(),
            again: false,
            changed: false,
        })
    }

    /// Begins a unit; false if it has to be read.
    pub(crate) fn begin(&mut self, source: &str) -> Result<bool, Error> {
        let Some(place) = self.places.get(source) else {
            return Ok(false);
        };
        self.reader.seek(place)?;
        self.ahead = self.reader.next()?;
        self.number = 0;
        Ok(true)
    }

    /// Takes the next line of a unit that was begun.
    pub(crate) fn line(
        &mut self,
        line: Line,
        to: (&mut LedgerWriter, &mut Sorter<'_>),
        manifest: &mut Manifest,
    ) -> Result<(), Error> {
        let (ledger, delta) = to;
        manifest.counts.read += line.records();
        match line {
            Line::Records(records) => {
                for record in records {
                    self.record(record)?;
                    if self.waiting_bytes >= BATCH_BYTES {
                        self.flush(ledger, delta)?;
                    }
                }
            }
            line => self.waiting.push(Step::Line(line)),
        }
        if self.waiting.len() >= BATCH_LINES {
            self.flush(ledger, delta)
        } else {
            Ok(())
        }
    }

    fn record(&mut self, record: RecordOutcome) -> Result<(), Error> {
        let number = self.number;
        self.number += 1;
        let step = match self.ahead.take_if(|(ahead, _)| *ahead == number) {
            None => Step::Unchanged(record),
            Some((_, line)) => {
                self.ahead = self.reader.next()?;
                self.waiting_bytes += line.len();
                Step::Recheck(record, line)
            }
        };
        self.waiting.push(step);
        Ok(())
    }

    /// Cleans the waiting records, and writes their outcomes.
    pub(crate) fn flush(&mut self, ledger: &mut LedgerWriter, delta: &mut Sorter<'_>) -> Result<(), Error> {
        if self.context.monitor.cancelled() {
            return Err(Error::Interrupted);
        }
        self.waiting_bytes = 0;
        let waiting = std::mem::take(&mut self.waiting);
        let this = &*self;
        let done: Vec<Result<Step, Error>> = this
            .context
            .pool
            .install(|| waiting.into_par_iter().map(|step| this.clean(step)).collect());
        for step in done {
            self.write(step?, ledger, delta)?;
        }
        Ok(())
    }

    fn clean(&self, step: Step) -> Result<Step, Error> {
        let Step::Recheck(record, line) = step else {
            return Ok(step);
        };
        let torn = |error: std::io::Error| {
            damaged(
                &self.context.folder.join(crate::corpus::cache::FOLDER),
                &error.to_string(),
            )
        };
        if record.is(Kind::Skipped) {
            return self.skip(record, packed::read_skipped(&line).map_err(torn)?);
        }
        let extracted = packed::read(&line).map_err(torn)?;
        // A document that the program failed on is tried again in any case.
        let stands = |touches: &Touches| !record.is(Kind::Quarantined) && !touches(&extracted.parsed);
        if self.touches.as_ref().is_some_and(stands) {
            return Ok(Step::Unchanged(record));
        }
        let outcome = self.context.trip.resume(extracted);
        driver::report(&outcome, self.context.monitor);
        Ok(Step::Changed(
            record,
            Entry::new(outcome, self.context.added).at(self.context.folder)?,
        ))
    }

    /// What is not a document by kind stays so; its line is written again where the whole corpus is.
    fn skip(&self, record: RecordOutcome, skipped: Skipped) -> Result<Step, Error> {
        if self.touches.is_some() {
            return Ok(Step::Unchanged(record));
        }
        let outcome = Outcome::Skipped(skipped);
        driver::report(&outcome, self.context.monitor);
        Ok(Step::Changed(
            record,
            Entry::new(outcome, self.context.added).at(self.context.folder)?,
        ))
    }

    fn write(&mut self, step: Step, ledger: &mut LedgerWriter, delta: &mut Sorter<'_>) -> Result<(), Error> {
        match step {
            Step::Line(line) => {
                if let Line::Unit(unit) = &line {
                    self.source.clone_from(&unit.source);
                    (self.again, self.changed) = (false, false);
                }
                if line == Line::Done {
                    self.context.monitor.count(self.counter(), 1);
                }
                ledger.line(&line)
            }
            Step::Unchanged(record) | Step::Recheck(record, _) => ledger.record(record),
            Step::Changed(record, entry) => {
                if let Some(key) = record.key(&self.source) {
                    delta.push(&key, &[])?;
                }
                delta.push(&entry.key, &entry.lines)?;
                let now = RecordOutcome::of(&entry.key)
                    .ok_or_else(|| damaged(self.context.folder, "an outcome has no key"))?;
                self.again = true;
                self.changed |= now != record;
                ledger.record(now)
            }
        }
    }

    /// What an update counts the unit in turn as.
    fn counter(&self) -> Counter {
        match (self.again, self.changed) {
            (false, _) => Counter::Unchanged,
            (true, false) => Counter::Same,
            (true, true) => Counter::Changed,
        }
    }
}
