//! The input cut into batches that are bounded in count and in what they cost.
//!
//! Not for: what is done with a batch (`flow`, and the worker in `run`).

use std::iter::Peekable;

use crate::driver::position::Position;
use crate::driver::{Reading, pieces};
use crate::monitor::Monitor;
use crate::sources::{Item, Piece, Unit};

/// Tasks in a batch: enough to spread over a pool, few enough that outcomes appear soon.
const BATCH_TASKS: usize = 32;
/// Share of the memory for documents in flight that a batch may take.
const BATCH_SHARE: u64 = 16;

/// What a batch is made of.
pub(crate) enum Task {
    /// A record, or what could not be read.
    Piece(Piece),
    /// The end of a unit.
    Done(usize),
}

/// A task, and the memory that it takes by estimate.
type Weighed = (Task, u64);

/// Reads batches, one after the other.
pub(crate) struct Batches<'a> {
    tasks: Peekable<Box<dyn Iterator<Item = Weighed> + Send + 'a>>,
    limit_bytes: u64,
}

impl<'a> Batches<'a> {
    /// All of `source`, or what there is of it when `monitor` asks to stop.
    pub(crate) fn new(reading: Reading<'a>, flight_bytes: u64, monitor: &'a dyn Monitor) -> Self {
        let faults = reading.inputs.faults.iter().cloned().map(Item::Quarantined);
        let skipped = reading.inputs.skipped.iter().cloned().map(Item::Skipped);
        let found = faults.chain(skipped).map(|item| (Task::Piece(item.into()), 0));
        let units = reading.inputs.units.iter().enumerate();
        let tasks = found.chain(units.flat_map(move |(index, unit)| tasks(reading, index, unit, monitor)));
        let tasks: Box<dyn Iterator<Item = Weighed> + Send + 'a> = Box::new(tasks.take_while(|_| !monitor.cancelled()));
        Batches {
            tasks: tasks.peekable(),
            limit_bytes: flight_bytes / BATCH_SHARE,
        }
    }
}

impl Iterator for Batches<'_> {
    type Item = (Vec<Task>, u64);

    /// A batch and what it costs. A task that costs more than a batch may is in one of its own.
    fn next(&mut self) -> Option<(Vec<Task>, u64)> {
        let (task, mut batch_bytes) = self.tasks.next()?;
        let (mut batch, limit) = (vec![task], self.limit_bytes);
        while batch_bytes < limit
            && batch.len() < BATCH_TASKS
            && let Some((task, bytes)) = self.tasks.next_if(|(_, bytes)| batch_bytes + bytes <= limit)
        {
            batch.push(task);
            batch_bytes += bytes;
        }
        Some((batch, batch_bytes))
    }
}

/// The tasks that a unit gives.
fn tasks<'a>(
    reading: Reading<'a>,
    index: usize,
    unit: &'a Unit,
    monitor: &'a dyn Monitor,
) -> impl Iterator<Item = Weighed> + 'a {
    let mut position = Some(Position::new(unit));
    let mut pieces = pieces(reading, unit);
    std::iter::from_fn(move || match pieces.next() {
        Some(piece) => {
            position.as_mut()?.reach(&piece, monitor);
            let bytes = piece.cost_bytes();
            Some((Task::Piece(piece), bytes))
        }
        None => {
            position.take()?.finish(monitor);
            Some((Task::Done(index), 0))
        }
    })
}
