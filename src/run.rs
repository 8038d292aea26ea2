//! The parallel driver: one thread reads batches, a pool cleans them, the caller receives outcomes in input order.
//!
//! Not for: what happens inside a document (`pipeline`) or what is done with outcomes (`corpus`, the `clean` command).

mod panics;
mod size;

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::document::{Extracted, Provenance, Record};
use crate::monitor::{Counter, Monitor};
use crate::outcome::{Outcome, Quarantined, Stage};
use crate::pipeline::{Pipeline, Stages};
use crate::reader::{self, Inputs, Item, Piece, Unit};
use panics::{caught, panicked, silence_caught_panics};
use size::{Position, is_small};

/// Batches that wait for the pool, and batches that the pool works on or has finished.
const QUEUE_BATCHES: usize = 2;
/// Tasks in a batch: enough to spread over a pool, few enough that outcomes appear soon.
const BATCH_TASKS: usize = 128;

/// How a run is spread over the machine. Nothing here changes what comes out.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Threads that clean; 0 means one a processor.
    pub threads: usize,
    /// Bytes of input in a batch; about six batches are in memory at a time.
    pub batch_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            threads: 0,
            batch_bytes: 4 << 20,
        }
    }
}

/// What a run delivers, in input order.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<T> {
    /// What became of one record.
    Outcome(T),
    /// Records of a container that hold no document by design: of what type, how many.
    Skipped(&'static str, u64),
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

/// Reads and cleans all of `inputs`; `map` runs in the pool right after cleaning, `sink` on the calling thread in input order.
/// A panic inside a document becomes a quarantined record. Memory is bounded: reading waits for the sink.
///
/// # Errors
/// Threads that cannot be started, or what `sink` returned.
pub fn clean_all<T: Send, E>(
    inputs: &Inputs,
    reading: &reader::Options,
    pipeline: &Pipeline,
    map: impl Fn(Outcome) -> T + Sync,
    sink: impl FnMut(Event<T>) -> Result<(), E>,
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
pub fn drive<T: Send, E, O>(
    source: &Source<'_>,
    work: Work<impl Fn(&Extracted) -> O + Sync, impl Fn(Outcome, Option<O>) -> T + Sync>,
    mut sink: impl FnMut(Event<T>) -> Result<(), E>,
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
    let failed = |quarantined: Quarantined| {
        let outcome = Outcome::Quarantined(quarantined);
        report(&outcome, monitor);
        (work.map)(outcome, None)
    };
    let worker = Worker {
        source,
        record: &record,
        failed: &failed,
        monitor,
    };
    let (batches, to_clean) = sync_channel(QUEUE_BATCHES);
    let (cleaned, in_order) = sync_channel(QUEUE_BATCHES);
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| Batcher::new(batches, limits.batch_bytes).fill(source, monitor));
        scope.spawn(|| dispatch(&pool, &worker, to_clean, cleaned));
        let received = receive(in_order, &mut sink, monitor, &source.inputs.units);
        let end = reading.join().unwrap_or(End::Cancelled);
        received.map_err(Error::Sink)?;
        Ok(if monitor.cancelled() { End::Cancelled } else { end })
    })
}

/// What a batch is made of.
enum Task {
    /// A small file, to be read where it is cleaned.
    Unit(usize),
    /// A record of a larger one.
    Piece(Piece),
    /// The end of a larger one.
    Done(usize),
}

/// Cuts the input into batches that are bounded in bytes and in count.
struct Batcher {
    batches: SyncSender<Vec<Task>>,
    limit_bytes: u64,
    tasks: Vec<Task>,
    bytes: u64,
}

/// Nobody receives any more: the run is over.
struct HungUp;

impl Batcher {
    fn new(batches: SyncSender<Vec<Task>>, limit_bytes: u64) -> Self {
        Batcher {
            batches,
            limit_bytes,
            tasks: Vec::new(),
            bytes: 0,
        }
    }

    fn fill(mut self, source: &Source<'_>, monitor: &dyn Monitor) -> End {
        match self.try_fill(source, monitor) {
            Ok(end) => end,
            Err(HungUp) => End::Cancelled,
        }
    }

    fn try_fill(&mut self, source: &Source<'_>, monitor: &dyn Monitor) -> Result<End, HungUp> {
        for fault in &source.inputs.faults {
            self.push(Task::Piece(Item::Quarantined(fault.clone()).into()), 0)?;
        }
        for (index, unit) in source.inputs.units.iter().enumerate() {
            if monitor.cancelled() {
                return Ok(End::Cancelled);
            }
            if is_small(unit) {
                self.push(Task::Unit(index), unit.size_bytes)?;
                continue;
            }
            let mut position = Position::new(unit);
            for piece in pieces(source, unit) {
                if monitor.cancelled() {
                    return Ok(End::Cancelled);
                }
                position.reach(&piece, monitor);
                let bytes = piece.size_bytes();
                self.push(Task::Piece(piece), bytes)?;
            }
            position.finish(monitor);
            self.push(Task::Done(index), 0)?;
        }
        self.send()?;
        Ok(End::Complete)
    }

    fn push(&mut self, task: Task, bytes: u64) -> Result<(), HungUp> {
        self.tasks.push(task);
        self.bytes += bytes;
        if self.bytes >= self.limit_bytes || self.tasks.len() >= BATCH_TASKS {
            self.send()?;
        }
        Ok(())
    }

    fn send(&mut self) -> Result<(), HungUp> {
        self.bytes = 0;
        let tasks = std::mem::take(&mut self.tasks);
        self.batches.send(tasks).map_err(|_| HungUp)
    }
}

/// Hands batches to the pool and keeps their order: the receivers of the outcomes queue up as the batches came.
fn dispatch<T: Send>(
    pool: &rayon::ThreadPool,
    worker: &Worker<'_, T>,
    to_clean: Receiver<Vec<Task>>,
    cleaned: SyncSender<Receiver<Vec<Event<T>>>>,
) {
    pool.in_place_scope(|scope| {
        for batch in to_clean {
            let (done, outcomes) = sync_channel(1);
            if cleaned.send(outcomes).is_err() {
                return;
            }
            scope.spawn(move |_| {
                // The receiver may be gone: then the run is over and nobody wants the outcomes.
                let _ = done.send(worker.clean(batch));
            });
        }
    });
}

/// Feeds the sink in input order.
fn receive<T, E>(
    in_order: Receiver<Receiver<Vec<Event<T>>>>,
    sink: &mut impl FnMut(Event<T>) -> Result<(), E>,
    monitor: &dyn Monitor,
    units: &[Unit],
) -> Result<(), E> {
    for event in in_order.into_iter().flatten().flatten() {
        match &event {
            Event::Outcome(_) => monitor.count(Counter::Read, 1),
            Event::Skipped(..) => {}
            Event::UnitDone(index) => {
                // Of large units the monitor is told while they are read.
                let small = units.get(*index).filter(|unit| is_small(unit));
                monitor.count(Counter::InputBytes, small.map_or(0, |unit| unit.size_bytes));
            }
        }
        sink(event)?;
    }
    Ok(())
}

/// What a thread of the pool needs.
struct Worker<'a, T> {
    source: &'a Source<'a>,
    record: &'a (dyn Fn(Record) -> T + Sync),
    failed: &'a (dyn Fn(Quarantined) -> T + Sync),
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
        let provenance = piece.provenance().cloned();
        let item = caught(|| piece.read()).unwrap_or_else(|message| match provenance {
            Some(provenance) => Item::Quarantined(panicked(provenance, Stage::Read, message)),
            None => Item::Skipped("unread", 1),
        });
        self.item(item)
    }

    fn item(&self, item: Item) -> Event<T> {
        match item {
            Item::Skipped(kind, count) => Event::Skipped(kind, count),
            Item::Quarantined(quarantined) => Event::Outcome((self.failed)(quarantined)),
            Item::Record(record) => Event::Outcome((self.record)(*record)),
        }
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

/// Tells the monitor of a record that could not be read.
pub(crate) fn report(outcome: &Outcome, monitor: &dyn Monitor) {
    if let Outcome::Quarantined(quarantined) = outcome {
        monitor.quarantined(quarantined);
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
