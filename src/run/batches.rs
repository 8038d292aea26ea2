//! The input cut into batches that are bounded in bytes and in count.
//!
//! Not for: what is done with a batch (`flow`, and the worker in `run`).

use super::size::{Position, is_small};
use super::{Source, pieces};
use crate::monitor::Monitor;
use crate::reader::{Item, Piece, Unit};

/// Tasks in a batch: enough to spread over a pool, few enough that outcomes appear soon.
const BATCH_TASKS: usize = 32;

/// What a batch is made of.
pub(super) enum Task {
    /// A small file, to be read where it is cleaned.
    Unit(usize),
    /// A record of a larger one.
    Piece(Piece),
    /// The end of a larger one.
    Done(usize),
}

/// Reads batches, one after the other.
pub(super) struct Batches<'a> {
    /// Tasks, and the bytes that each takes in memory.
    tasks: Box<dyn Iterator<Item = (Task, u64)> + Send + 'a>,
    limit_bytes: u64,
}

impl<'a> Batches<'a> {
    /// All of `source`, or what there is of it when `monitor` asks to stop.
    pub(super) fn new(source: &'a Source<'a>, limit_bytes: u64, monitor: &'a dyn Monitor) -> Self {
        let faults = source.inputs.faults.iter().cloned().map(Item::Quarantined);
        let skipped = source.inputs.skipped.iter().cloned().map(Item::Skipped);
        let found = faults.chain(skipped).map(|item| (Task::Piece(item.into()), 0));
        let units = source.inputs.units.iter().enumerate();
        let tasks = found.chain(units.flat_map(move |(index, unit)| tasks(source, index, unit, monitor)));
        Batches {
            tasks: Box::new(tasks.take_while(|_| !monitor.cancelled())),
            limit_bytes,
        }
    }
}

impl Iterator for Batches<'_> {
    type Item = Vec<Task>;

    fn next(&mut self) -> Option<Vec<Task>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while bytes < self.limit_bytes
            && batch.len() < BATCH_TASKS
            && let Some((task, size_bytes)) = self.tasks.next()
        {
            batch.push(task);
            bytes += size_bytes;
        }
        (!batch.is_empty()).then_some(batch)
    }
}

/// The tasks that a unit gives.
fn tasks<'a>(
    source: &'a Source<'a>,
    index: usize,
    unit: &'a Unit,
    monitor: &'a dyn Monitor,
) -> Box<dyn Iterator<Item = (Task, u64)> + Send + 'a> {
    if is_small(unit) {
        return Box::new(std::iter::once((Task::Unit(index), unit.size_bytes)));
    }
    let mut position = Some(Position::new(unit));
    let mut pieces = pieces(source, unit);
    Box::new(std::iter::from_fn(move || match pieces.next() {
        Some(piece) => {
            position.as_mut()?.reach(&piece, monitor);
            let bytes = piece.size_bytes();
            Some((Task::Piece(piece), bytes))
        }
        None => {
            position.take()?.finish(monitor);
            Some((Task::Done(index), 0))
        }
    }))
}
