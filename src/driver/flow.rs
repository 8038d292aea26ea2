//! Batches flow through a pool: read one at a time, worked on side by side, handed on one at a time in the order in which
//! they were read. Each step is a task of the same pool, so that its threads are all that works, and none of them waits.
//! What is in flight is bounded by count and by weight; a batch that weighs more than the bound is in flight alone.
//!
//! Not for: what a batch is, or what is done with it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::ScopeFifo;

/// Batches that are read and not being handed on: enough that nobody waits for a long one.
const IN_FLIGHT: usize = 16;

/// Calls `work` in `pool` with all that `read` gives, and `hand_on` with what that gives, in order. Each batch comes with its
/// weight; together those between reading and the end of handing on weigh `limit` at most. `work` is told the number of the batch.
///
/// # Errors
/// The first of `hand_on`; nothing is read any more then.
pub(crate) fn flow<B: Send + 'static, R: Send, E: Send>(
    pool: &rayon::ThreadPool,
    limit: u64,
    read: impl Iterator<Item = (B, u64)> + Send,
    work: impl Fn(usize, B) -> R + Sync,
    hand_on: impl FnMut(R) -> Result<(), E> + Send,
) -> Result<(), E> {
    let flow = Flow {
        work,
        limit,
        state: Mutex::new(State {
            read: Some(read),
            parked: None,
            hand_on: Some(hand_on),
            ended: false,
            weight: 0,
            done: VecDeque::new(),
            handed_on: 0,
            failed: None,
        }),
    };
    pool.in_place_scope_fifo(|scope| flow.read(scope));
    let state = flow.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.failed.map_or(Ok(()), Err)
}

struct Flow<I, B, H, W, R, E> {
    work: W,
    limit: u64,
    state: Mutex<State<I, B, H, R, E>>,
}

struct State<I, B, H, R, E> {
    /// Taken by the task that reads.
    read: Option<I>,
    /// A batch that is read and waits until it fits beside those in flight.
    parked: Option<(B, u64)>,
    /// Taken by the task that hands on.
    hand_on: Option<H>,
    /// There is no more to read.
    ended: bool,
    /// Of all batches in flight.
    weight: u64,
    /// Weights of the batches from `handed_on` on, and what became of them; none while they are worked on.
    done: VecDeque<(u64, Option<R>)>,
    handed_on: usize,
    failed: Option<E>,
}

impl<I, B, H, R, E> State<I, B, H, R, E> {
    /// Whether a batch of this weight may be in flight beside the others.
    fn fits(&self, weight: u64, limit: u64) -> bool {
        self.weight == 0 || (self.done.len() < IN_FLIGHT && self.weight + weight <= limit)
    }

    /// Takes the parked batch if it fits; its number is that of a batch in flight from now on.
    fn start(&mut self, limit: u64) -> Option<(usize, B)> {
        let weight = self.parked.as_ref().map(|(_, weight)| *weight)?;
        if self.failed.is_some() || !self.fits(weight, limit) {
            return None;
        }
        let (batch, _) = self.parked.take()?;
        let number = self.handed_on + self.done.len();
        self.done.push_back((weight, None));
        self.weight += weight;
        Some((number, batch))
    }
}

impl<B, R, E, I, H, W> Flow<I, B, H, W, R, E>
where
    B: Send + 'static,
    R: Send,
    E: Send,
    I: Iterator<Item = (B, u64)> + Send,
    H: FnMut(R) -> Result<(), E> + Send,
    W: Fn(usize, B) -> R + Sync,
{
    fn state(&self) -> MutexGuard<'_, State<I, B, H, R, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a batch, if there is room for one and nobody else reads; it is worked on once it fits, and the next one read, as
    /// threads are free.
    fn read<'s>(&'s self, scope: &ScopeFifo<'s>) {
        let mut state = self.state();
        if state.parked.is_none() {
            if state.ended || !state.fits(1, self.limit) {
                return;
            }
            let Some(mut read) = state.read.take() else { return };
            drop(state);
            let batch = read.next();
            state = self.state();
            state.read = Some(read);
            state.ended |= batch.is_none();
            // A batch without weight counts all the same.
            state.parked = batch.map(|(batch, weight)| (batch, weight.max(1)));
        }
        let Some((number, batch)) = state.start(self.limit) else {
            return;
        };
        drop(state);
        scope.spawn_fifo(move |scope| self.work(scope, number, batch));
        scope.spawn_fifo(|scope| self.read(scope));
    }

    fn work<'s>(&'s self, scope: &ScopeFifo<'s>, number: usize, batch: B) {
        let done = (self.work)(number, batch);
        let mut state = self.state();
        let place = number - state.handed_on;
        if let Some((_, place)) = state.done.get_mut(place) {
            *place = Some(done);
        }
        drop(state);
        self.hand_on(scope);
    }

    /// Hands on what is next in order and done, unless somebody does so already.
    fn hand_on<'s>(&'s self, scope: &ScopeFifo<'s>) {
        loop {
            let mut state = self.state();
            let Some((_, Some(_))) = state.done.front() else {
                return;
            };
            let Some(mut hand_on) = state.hand_on.take() else {
                return;
            };
            let (weight, next) = state.done.pop_front().unwrap_or((0, None));
            state.handed_on += 1;
            drop(state);
            let outcome = next.map_or(Ok(()), &mut hand_on);
            let mut state = self.state();
            state.weight -= weight;
            match outcome {
                Ok(()) => state.hand_on = Some(hand_on),
                Err(error) => {
                    state.failed = Some(error);
                    state.ended = true;
                }
            }
            drop(state);
            scope.spawn_fifo(|scope| self.read(scope));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn all_is_handed_on_in_order_and_no_more_is_in_flight_than_may_be() {
        for threads in [1, 2, 5] {
            let (read, handed_on) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let numbers = (0..300_usize).map(|number| (number, 0)).inspect(|_| {
                let ahead = read.fetch_add(1, Ordering::SeqCst) + 1 - handed_on.load(Ordering::SeqCst);
                // The batch that is being handed on is no longer counted.
                assert!(ahead <= IN_FLIGHT + 1, "{ahead} with {threads} threads");
            });
            let work = |_, number: usize| {
                std::thread::sleep(Duration::from_micros((number * 7919 % 200) as u64));
                number
            };
            let mut found = Vec::new();
            let hand_on = |number| {
                found.push(number);
                handed_on.fetch_add(1, Ordering::SeqCst);
                Ok::<_, ()>(())
            };
            flow(&pool(threads), 100, numbers, work, hand_on).unwrap();
            assert_eq!(found, (0..300).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn an_error_stops_the_reading() {
        let read = AtomicUsize::new(0);
        let numbers = (0..).map(|number| (number, 1)).inspect(|_| {
            read.fetch_add(1, Ordering::SeqCst);
        });
        let hand_on = |number: usize| if number == 20 { Err("full") } else { Ok(()) };
        assert_eq!(flow(&pool(2), 100, numbers, |_, number| number, hand_on), Err("full"));
        assert!(read.load(Ordering::SeqCst) <= 21 + IN_FLIGHT + 1);
    }

    #[test]
    fn nothing_gives_nothing() {
        let never = |()| -> Result<(), ()> { unreachable!() };
        assert_eq!(flow(&pool(2), 100, std::iter::empty(), |_, ()| (), never), Ok(()));
    }

    #[test]
    fn what_is_in_flight_weighs_no_more_than_it_may_or_is_alone() {
        const LIMIT: u64 = 100;
        for threads in [1, 2, 8] {
            let (weight, count) = (AtomicU64::new(0), AtomicUsize::new(0));
            let batches = (0..400_u64).map(|number| {
                let weight = if number % 37 == 0 { 1000 } else { number * 7919 % 60 };
                ((number, weight.max(1)), weight)
            });
            let work = |_, (number, own): (u64, u64)| {
                let others = weight.fetch_add(own, Ordering::SeqCst);
                let beside = count.fetch_add(1, Ordering::SeqCst);
                assert!(own + others <= LIMIT || beside == 0, "{own} beside {others}");
                std::thread::sleep(Duration::from_micros(number * 7919 % 200));
                (number, own)
            };
            let mut found = Vec::new();
            let hand_on = |(number, own)| {
                found.push(number);
                count.fetch_sub(1, Ordering::SeqCst);
                weight.fetch_sub(own, Ordering::SeqCst);
                Ok::<_, ()>(())
            };
            flow(&pool(threads), LIMIT, batches, work, hand_on).unwrap();
            assert_eq!(found, (0..400).collect::<Vec<_>>(), "{threads} threads");
        }
    }
}
