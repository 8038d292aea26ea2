//! The parallel driver: batches are read, cleaned side by side, and received in input order, all by the threads of one pool.
//!
//! Not for: what happens inside a document (`pipeline`) or what is done with outcomes (`corpus`, the `clean` command).

mod batches;
mod flow;
mod panics;
mod position;

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::document::{Extracted, Provenance, Record};
use crate::monitor::{Counter, Monitor};
use crate::outcome::{Outcome, Stage};
use crate::pipeline::{Pipeline, Stages};
use crate::reader::{self, Inputs, Item, Piece, Unit};
use batches::{Batches, Task};
use panics::{caught, panicked, silence_caught_panics};

/// How a run is spread over the machine. Nothing here changes what comes out.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Threads that read, clean and receive; 0 = one thread per CPU.
    pub threads: usize,
    /// Memory for the documents in flight, by an estimate of what each costs ([`Piece::cost_bytes`]). A document that costs
    /// more is in flight alone.
    pub flight_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            threads: 0,
            flight_bytes: 128 << 20,
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
        /// How many were asked for; 0 = one per CPU.
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
        record: &record,
        settled: &settled,
        monitor,
        large: large_pool(&pool)?,
        large_bytes: limits.flight_bytes / LARGE_SHARE,
        begun: AtomicUsize::new(0),
    };
    let batches = Batches::new(source, limits.flight_bytes, monitor);
    let mut stopped = false;
    let hand_on = |events: Option<Vec<Event<T>>>| {
        // What comes after a batch that was left out is left out too: there are no gaps in what is delivered.
        stopped |= events.is_none();
        let mut events = events.filter(|_| !stopped).into_iter().flatten();
        events.try_for_each(|event| receive(event, &mut sink, monitor))
    };
    let work = |number, batch| worker.clean(number, batch);
    flow::flow(&pool, limits.flight_bytes, batches, work, hand_on).map_err(Error::Sink)?;
    Ok(if stopped || monitor.cancelled() {
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
) -> Result<(), E> {
    if let Event::Outcome(_) = &event {
        monitor.count(Counter::Read, 1);
    }
    sink(event)
}

/// Share of the memory for documents in flight beyond which a document is large.
const LARGE_SHARE: u64 = 4;

/// A thread for large documents, if `pool` has more than one.
fn large_pool<E>(pool: &rayon::ThreadPool) -> Result<Option<rayon::ThreadPool>, Error<E>> {
    let thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .thread_name(|_| "clean-large".into());
    let wanted = pool.current_num_threads() > 1;
    let built = wanted.then(|| thread.build()).transpose();
    built.map_err(|cause| Error::Threads { threads: 1, cause })
}

/// What a thread of the pool needs.
struct Worker<'a, T> {
    record: &'a (dyn Fn(Record) -> T + Sync),
    /// What became of what is no record.
    settled: &'a (dyn Fn(Outcome) -> T + Sync),
    monitor: &'a dyn Monitor,
    /// The thread that cleans large documents, one at a time: allocators keep for each thread what it once needed. None where
    /// there is only one thread in any case.
    large: Option<rayon::ThreadPool>,
    /// Documents that cost more are large.
    large_bytes: u64,
    /// The highest number of a batch that a thread has turned to.
    begun: AtomicUsize,
}

impl<T: Send> Worker<'_, T> {
    /// Cleans a batch from end to end, unless the run is to stop before it begins. One that others have overtaken is cleaned all
    /// the same, or their work would be lost.
    fn clean(&self, number: usize, batch: Vec<Task>) -> Option<Vec<Event<T>>> {
        use rayon::prelude::*;
        self.begun.fetch_max(number, Ordering::SeqCst);
        if self.monitor.cancelled() && self.begun.load(Ordering::SeqCst) == number {
            return None;
        }
        let tasks = batch.into_par_iter().with_max_len(1);
        Some(tasks.map(|task| self.task(task)).collect())
    }

    fn task(&self, task: Task) -> Event<T> {
        match task {
            Task::Piece(piece) => self.piece(piece),
            Task::Done(index) => Event::UnitDone(index),
        }
    }

    fn piece(&self, piece: Piece) -> Event<T> {
        if piece.cost_bytes() > self.large_bytes {
            return self.alone(piece);
        }
        let place = piece.provenance().clone();
        match caught(|| piece.read_small()) {
            Ok(Ok(item)) => self.item(item),
            Ok(Err(large)) => self.alone(*large),
            Err(message) => self.item(unread(place, message)),
        }
    }

    /// Reads and cleans a document that may be large.
    fn alone(&self, piece: Piece) -> Event<T> {
        let place = piece.provenance().clone();
        let work = || self.item(caught(|| piece.read()).unwrap_or_else(|message| unread(place, message)));
        match &self.large {
            Some(thread) => thread.install(work),
            None => work(),
        }
    }

    fn item(&self, item: Item) -> Event<T> {
        Event::Outcome(match item {
            Item::Skipped(skipped) => (self.settled)(Outcome::Skipped(skipped)),
            Item::Quarantined(quarantined) => (self.settled)(Outcome::Quarantined(quarantined)),
            Item::Record(record) => (self.record)(*record),
        })
    }
}

/// What a piece becomes whose reader panicked.
fn unread(place: Provenance, message: String) -> Item {
    Item::Quarantined(panicked(place, Stage::Read, message))
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
