//! The parallel driver: batches are read, cleaned side by side, and received in input order, all by the threads of one pool.
//!
//! Not for: what happens inside a document (`trip`) or what is done with outcomes (`corpus`, the `clean` command).

mod batches;
mod flow;
mod position;

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::model::{Outcome, Provenance, Record, Stage};
use crate::monitor::{Counter, Monitor};
use crate::panics::{caught, panicked};
use crate::sources::{self, Given, Inputs, Item, Piece, Unit};
use crate::trip::Pipeline;
use batches::{Batches, Task};

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
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The receiver gave up.
    #[error(transparent)]
    Sink(E),
}

/// Where documents come from.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// What to read.
    pub inputs: &'a Inputs,
    /// Reads them.
    pub reader: &'a dyn UnitReader,
}

/// Cuts one unit into pieces, which are parsed where they are cleaned.
pub trait UnitReader: Sync {
    /// The pieces of `unit`, in order.
    fn pieces(&self, unit: &Unit) -> Box<dyn Iterator<Item = Piece> + Send>;
}

impl UnitReader for sources::Options {
    fn pieces(&self, unit: &Unit) -> Box<dyn Iterator<Item = Piece> + Send> {
        sources::pieces(unit, self)
    }
}

impl<F: Fn(&Unit) -> Box<dyn Iterator<Item = Piece> + Send> + Sync> UnitReader for F {
    fn pieces(&self, unit: &Unit) -> Box<dyn Iterator<Item = Piece> + Send> {
        self(unit)
    }
}

/// What is done in the pool with what was read.
pub struct Work<R, S> {
    /// With each record.
    pub record: R,
    /// With what is no record: skipped or quarantined by the reader.
    pub settled: S,
}

/// Reads and cleans all of `inputs`; `map` runs right after cleaning, `sink` on one thread at a time in input order.
/// A panic inside a document becomes a quarantined record. Memory is bounded: reading waits for the sink.
///
/// # Errors
/// Threads that cannot be started, or what `sink` returned.
pub fn clean_all<T: Send, E: Send>(
    inputs: &Inputs,
    reading: &sources::Options,
    pipeline: &Pipeline,
    map: impl Fn(Outcome) -> T + Sync,
    sink: impl FnMut(Event<T>) -> Result<(), E> + Send,
    limits: Limits,
    monitor: &dyn Monitor,
) -> Result<End, Error<E>> {
    let reading = Reading {
        inputs,
        reader: reading,
    };
    let settled = |outcome: Outcome| {
        report(&outcome, monitor);
        map(outcome)
    };
    let work = Work {
        record: |record| settled(pipeline.clean(record)),
        settled,
    };
    drive(reading, work, sink, limits, monitor)
}

/// Reads all of `reading` and does `work` with it; `sink` receives what that gives, on one thread at a time and in input order.
///
/// # Errors
/// Threads that cannot be started, or what `sink` returned.
pub fn drive<T: Send, E: Send>(
    reading: Reading<'_>,
    work: Work<impl Fn(Record) -> T + Sync, impl Fn(Outcome) -> T + Sync>,
    mut sink: impl FnMut(Event<T>) -> Result<(), E> + Send,
    limits: Limits,
    monitor: &dyn Monitor,
) -> Result<End, Error<E>> {
    let threads = limits.threads;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|index| format!("clean-{index}"))
        .build()
        .map_err(|cause| Error::Threads {
            threads,
            cause: Box::new(cause),
        })?;
    monitor.expect_bytes(reading.inputs.units.iter().map(|unit| unit.size_bytes).sum());
    let worker = Worker {
        record: &work.record,
        settled: &work.settled,
        monitor,
        large: large_pool(&pool)?,
        large_bytes: limits.flight_bytes / LARGE_SHARE,
        begun: AtomicUsize::new(0),
    };
    let batches = Batches::new(reading, limits.flight_bytes, monitor);
    let mut stopped = false;
    let hand_on = |batch: Option<Vec<Worked<T>>>| {
        // What comes after what was left out is left out too: there are no gaps in what is delivered.
        stopped |= batch.is_none();
        for worked in batch.into_iter().flatten() {
            stopped |= matches!(worked, Worked::Large(_)) && monitor.cancelled();
            if stopped {
                break;
            }
            let mut events = worker.finish(worked).into_iter();
            events.try_for_each(|event| receive(event, &mut sink, monitor))?;
        }
        Ok(())
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
    built.map_err(|cause| Error::Threads {
        threads: 1,
        cause: Box::new(cause),
    })
}

/// What the work on a task gave.
enum Worked<T> {
    Events(Vec<Event<T>>),
    /// A document that is much larger than it weighs. It is cleaned when its turn comes to be handed on, so that of all such
    /// documents, and of what became of them, one is in memory.
    Large(Box<Piece>),
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
    fn clean(&self, number: usize, batch: Vec<Task>) -> Option<Vec<Worked<T>>> {
        use rayon::prelude::*;
        self.begun.fetch_max(number, Ordering::SeqCst);
        if self.monitor.cancelled() && self.begun.load(Ordering::SeqCst) == number {
            return None;
        }
        let tasks = batch.into_par_iter().with_max_len(1);
        Some(tasks.map(|task| self.task(task)).collect())
    }

    fn task(&self, task: Task) -> Worked<T> {
        match task {
            Task::Piece(piece) => self.piece(piece),
            Task::Done(index) => Worked::Events(vec![Event::UnitDone(index)]),
        }
    }

    fn piece(&self, piece: Piece) -> Worked<T> {
        if piece.cost_bytes() > self.large_bytes {
            return Worked::Events(self.alone(piece));
        }
        let place = piece.provenance().clone();
        Worked::Events(match caught(|| piece.read_small()) {
            Ok(Ok(given)) => self.given(given),
            Ok(Err(large)) => return Worked::Large(large),
            Err(message) => self.given(unread(place, message)),
        })
    }

    /// The events of a task, whose document is cleaned now if it was not.
    fn finish(&self, worked: Worked<T>) -> Vec<Event<T>> {
        match worked {
            Worked::Events(events) => events,
            Worked::Large(piece) => self.alone(*piece),
        }
    }

    /// Reads and cleans a document that may be large.
    fn alone(&self, piece: Piece) -> Vec<Event<T>> {
        let place = piece.provenance().clone();
        let work = || self.given(caught(|| piece.read()).unwrap_or_else(|message| unread(place, message)));
        match &self.large {
            Some(thread) => thread.install(work),
            None => work(),
        }
    }

    fn given(&self, given: Given) -> Vec<Event<T>> {
        given.into_iter().map(|item| self.item(item)).collect()
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
fn unread(place: Provenance, message: String) -> Given {
    Item::Quarantined(panicked(place, Stage::Read, message)).into()
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
fn pieces<'a>(reading: Reading<'a>, unit: &'a Unit) -> impl Iterator<Item = Piece> + 'a {
    let mut pieces = Some(caught(|| reading.reader.pieces(unit)));
    std::iter::from_fn(move || {
        let next = match pieces.as_mut()? {
            Ok(pieces) => caught(|| pieces.next()),
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

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::time::Duration;

    use super::*;
    use crate::monitor::Silent;
    use crate::sources::Input;

    /// A response whose body is far larger than it is packed.
    fn response(number: usize) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        let body = format!("<p>The ferry {number} left.</p>").repeat(100_000);
        encoder.write_all(body.as_bytes()).unwrap();
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
        let block = [&head[..], &encoder.finish().unwrap()].concat();
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), &block, b"\r\n\r\n"].concat()
    }

    #[test]
    fn of_documents_that_turn_out_to_be_large_one_is_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc");
        std::fs::write(&path, (0..8).flat_map(response).collect::<Vec<u8>>()).unwrap();
        let options = sources::Options::default();
        let inputs = sources::find(&[Input::Path(path)], &options).unwrap();
        let reading = Reading {
            inputs: &inputs,
            reader: &options,
        };
        let (alive, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let cleaned = || {
            let now = alive.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
        };
        let work = Work {
            record: |_: Record| cleaned(),
            settled: |outcome: Outcome| panic!("{outcome:?}"),
        };
        let mut received = 0;
        let sink = |event| {
            if let Event::Outcome(()) = event {
                // Long enough for another thread to go on, if one may.
                std::thread::sleep(Duration::from_millis(50));
                alive.fetch_sub(1, Ordering::SeqCst);
                received += 1;
            }
            Ok::<_, std::convert::Infallible>(())
        };
        let limits = Limits {
            threads: 4,
            ..Limits::default()
        };
        let end = drive(reading, work, sink, limits, &Silent).unwrap();
        assert_eq!((end, received), (End::Complete, 8));
        assert_eq!(most.into_inner(), 1);
    }
}
