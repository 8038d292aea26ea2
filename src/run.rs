//! The parallel driver: batches are read, cleaned side by side, and received in input order, all by the threads of one pool.
//!
//! Not for: what happens inside a document (`pipeline`) or what is done with outcomes (`corpus`, the `clean` command).

mod batches;
mod flow;
mod panics;
mod size;

use crate::document::{Extracted, Provenance, Record};
use crate::monitor::{Counter, Monitor};
use crate::outcome::{Outcome, Stage};
use crate::pipeline::{Pipeline, Stages};
use crate::reader::{self, Inputs, Item, Piece, Unit};
use batches::{Batches, Task};
use panics::{caught, panicked, silence_caught_panics};
use size::is_small;

/// How a run is spread over the machine. Nothing here changes what comes out.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Threads that read, clean and receive; 0 means one a processor.
    pub threads: usize,
    /// Bytes of input in a batch; some 16 batches are in memory at a time.
    pub batch_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            threads: 0,
            batch_bytes: 512 << 10,
        }
    }
}

/// What a run delivers, in input order.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<T> {
    /// What became of one record.
    Outcome(T),
    /// All of the unit with this index in [`Inputs::units`] was delivered.
    UnitDone(usize),
}

/// Whether a run saw all of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All of it.
    Complete,
    /// The monitor asked to stop; units without [`Event::UnitDone`] may be incomplete.
    Cancelled,
}

/// A run that could not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error<E> {
    /// The pool of threads could not be started.
    #[error("cannot start {threads} threads: {cause}")]
    Threads {
        /// How many were asked for; 0 is one a processor.
        threads: usize,
        /// Why not.
        cause: rayon::ThreadPoolBuildError,
    },
    /// The receiver gave up.
    #[error(transparent)]
    Sink(E),
}

/// Where documents come from and what cleans them: the real reader and pipeline, or a test's own.
pub struct Source<'a> {
    /// What to read.
    pub inputs: &'a Inputs,
    /// Cuts one unit into pieces, which are parsed where they are cleaned.
    pub read: &'a (dyn Fn(&Unit) -> Box<dyn Iterator<Item = Piece> + Send> + Sync),
    /// What cleans.
    pub stages: &'a dyn Stages,
}

/// What is done in the pool with each record.
pub struct Work<N, M> {
    /// Takes a note of what decoding and parsing gave, before it is judged.
    pub note: N,
    /// Lays out what became of the record; there is a note unless it could not be read.
    pub map: M,
}

/// Reads and cleans all of `inputs`; `map` runs right after cleaning, `sink` on one thread at a time in input order.
/// A panic inside a document becomes a quarantined record. Memory is bounded: reading waits for the sink.
///
/// # Errors
/// Threads that cannot be started, or what `sink` returned.
pub fn clean_all<T: Send, E: Send>(
    inputs: &Inputs,
    reading: &reader::Options,
    pipeline: &Pipeline,
    map: impl Fn(Outcome) -> T + Sync,
    sink: impl FnMut(Event<T>) -> Result<(), E> + Send,
    limits: Limits,
    monitor: &dyn Monitor,
) -> Result<End, Error<E>> {
    let source = Source {
        inputs,
        read: &|unit| reader::pieces(unit, reading),
        stages: pipeline,
    };
    let work = Work {
        note: |_: &Extracted| (),
        map: |outcome, _| map(outcome),
    };
    drive(&source, work, sink, limits, monitor)
}

/// [`clean_all`] over any source.
///
/// # Errors
/// Threads that cannot be started, or what `sink` returned.
pub fn drive<T: Send, E: Send, O>(
    source: &Source<'_>,
    work: Work<impl Fn(&Extracted) -> O + Sync, impl Fn(Outcome, Option<O>) -> T + Sync>,
    mut sink: impl FnMut(Event<T>) -> Result<(), E> + Send,
    limits: Limits,
    monitor: &dyn Monitor,
) -> Result<End, Error<E>> {
    let threads = limits.threads;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|index| format!("clean-{index}"))
        .build()
        .map_err(|cause| Error::Threads { threads, cause })?;
    silence_caught_panics();
    monitor.expect_bytes(source.inputs.units.iter().map(|unit| unit.size_bytes).sum());
    let record = |record: Record| {
        let (outcome, note) = clean(source.stages, &work.note, record);
        report(&outcome, monitor);
        (work.map)(outcome, note)
    };
    let settled = |outcome: Outcome| {
        report(&outcome, monitor);
        (work.map)(outcome, None)
    };
    let worker = Worker {
        source,
        record: &record,
        settled: &settled,
        monitor,
    };
    let batches = Batches::new(source, limits.batch_bytes, monitor);
    let hand_on = |events: Vec<Event<T>>| {
        let mut events = events.into_iter();
        events.try_for_each(|event| receive(event, &mut sink, monitor, &source.inputs.units))
    };
    flow::flow(&pool, batches, |batch| worker.clean(batch), hand_on).map_err(Error::Sink)?;
    Ok(if monitor.cancelled() {
        End::Cancelled
    } else {
        End::Complete
    })
}

/// Tells the monitor of an event, and the sink.
fn receive<T, E>(
    event: Event<T>,
    sink: &mut impl FnMut(Event<T>) -> Result<(), E>,
    monitor: &dyn Monitor,
    units: &[Unit],
) -> Result<(), E> {
    match &event {
        Event::Outcome(_) => monitor.count(Counter::Read, 1),
        Event::UnitDone(index) => {
            // Of large units the monitor is told while they are read.
            let small = units.get(*index).filter(|unit| is_small(unit));
            monitor.count(Counter::InputBytes, small.map_or(0, |unit| unit.size_bytes));
        }
    }
    sink(event)
}

/// What a thread of the pool needs.
struct Worker<'a, T> {
    source: &'a Source<'a>,
    record: &'a (dyn Fn(Record) -> T + Sync),
    /// What became of what is no record.
    settled: &'a (dyn Fn(Outcome) -> T + Sync),
    monitor: &'a dyn Monitor,
}

impl<T: Send> Worker<'_, T> {
    fn clean(&self, batch: Vec<Task>) -> Vec<Event<T>> {
        use rayon::prelude::*;
        batch
            .into_par_iter()
            .with_max_len(1)
            .flat_map_iter(|task| self.task(task))
            .collect()
    }

    fn task(&self, task: Task) -> Vec<Event<T>> {
        match task {
            Task::Piece(piece) => vec![self.piece(piece)],
            Task::Done(index) => vec![Event::UnitDone(index)],
            Task::Unit(index) => self.unit(index),
        }
    }

    /// A small unit from end to end; a stopped run leaves it out.
    fn unit(&self, index: usize) -> Vec<Event<T>> {
        let Some(unit) = self.source.inputs.units.get(index) else {
            return Vec::new();
        };
        if self.monitor.cancelled() {
            return Vec::new();
        }
        let mut events: Vec<_> = pieces(self.source, unit).map(|piece| self.piece(piece)).collect();
        events.push(Event::UnitDone(index));
        events
    }

    fn piece(&self, piece: Piece) -> Event<T> {
        let provenance = piece.provenance().clone();
        let item = caught(|| piece.read())
            .unwrap_or_else(|message| Item::Quarantined(panicked(provenance, Stage::Read, message)));
        Event::Outcome(match item {
            Item::Skipped(skipped) => (self.settled)(Outcome::Skipped(skipped)),
            Item::Quarantined(quarantined) => (self.settled)(Outcome::Quarantined(quarantined)),
            Item::Record(record) => (self.record)(*record),
        })
    }
}

/// Cleans a record from end to end; a panic quarantines it.
fn clean<O>(stages: &dyn Stages, note: impl Fn(&Extracted) -> O, record: Record) -> (Outcome, Option<O>) {
    let provenance = record.provenance.clone();
    match caught(|| stages.extract(record)) {
        Ok(Ok(mut extracted)) => {
            // Where this panics so does what finishes, which tells of it.
            extracted.choice = caught(|| stages.choose(&extracted.parsed)).unwrap_or_default();
            let note = note(&extracted);
            (finish(stages, extracted), Some(note))
        }
        Ok(Err(quarantined)) => (Outcome::Quarantined(quarantined), None),
        Err(message) => (Outcome::Quarantined(panicked(provenance, Stage::Parse, message)), None),
    }
}

/// The second half of cleaning; a panic quarantines the document.
pub(crate) fn finish(stages: &dyn Stages, extracted: Extracted) -> Outcome {
    silence_caught_panics();
    let provenance = extracted.provenance.clone();
    caught(|| stages.finish(extracted))
        .unwrap_or_else(|message| Outcome::Quarantined(panicked(provenance, Stage::Strip, message)))
}

/// Tells the monitor of a record that could not be read, or is not a document.
pub(crate) fn report(outcome: &Outcome, monitor: &dyn Monitor) {
    match outcome {
        Outcome::Quarantined(quarantined) => monitor.quarantined(quarantined),
        Outcome::Skipped(skipped) => monitor.skipped(skipped),
        Outcome::Kept(_) | Outcome::Dropped(..) => {}
    }
}

/// The pieces of a unit; a reader that panics ends the unit with a quarantined record.
fn pieces<'a>(source: &'a Source<'_>, unit: &'a Unit) -> impl Iterator<Item = Piece> + 'a {
    let mut pieces = Some(caught(|| (source.read)(unit)));
    std::iter::from_fn(move || {
        let next = match pieces.as_mut()? {
            Ok(reading) => caught(|| reading.next()),
            Err(message) => Err(std::mem::take(message)),
        };
        next.unwrap_or_else(|message| {
            pieces = None;
            let whole = Provenance {
                source: unit.source.clone(),
                record: None,
                offset_bytes: 0,
            };
            Some(Item::Quarantined(panicked(whole, Stage::Read, message)).into())
        })
    })
}
