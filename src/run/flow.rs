//! Batches flow through a pool: read one at a time, worked on side by side, handed on one at a time in the order in which
//! they were read. Each step is a task of the same pool, so that its threads are all that works, and none of them waits.
//!
//! Not for: what a batch is, or what is done with it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::ScopeFifo;

/// Batches that are read and not being handed on: enough that nobody waits for a long one, few enough for memory.
const IN_FLIGHT: usize = 16;

/// Calls `work` in `pool` with all that `read` gives, and `hand_on` with what that gives, in order.
///
/// # Errors
/// The first of `hand_on`; nothing is read any more then.
pub(super) fn flow<B: Send + 'static, R: Send, E: Send>(
    pool: &rayon::ThreadPool,
    read: impl Iterator<Item = B> + Send,
    work: impl Fn(B) -> R + Sync,
    hand_on: impl FnMut(R) -> Result<(), E> + Send,
) -> Result<(), E> {
    let flow = Flow {
        work,
        state: Mutex::new(State {
            read: Some(read),
            hand_on: Some(hand_on),
            ended: false,
            done: VecDeque::new(),
            handed_on: 0,
            failed: None,
        }),
    };
    pool.in_place_scope_fifo(|scope| flow.read(scope));
    let state = flow.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.failed.map_or(Ok(()), Err)
}

struct Flow<I, H, W, R, E> {
    work: W,
    state: Mutex<State<I, H, R, E>>,
}

struct State<I, H, R, E> {
    /// Taken by the task that reads.
    read: Option<I>,
    /// Taken by the task that hands on.
    hand_on: Option<H>,
    /// There is no more to read.
    ended: bool,
    /// What became of the batches from `handed_on` on; none while they are worked on.
    done: VecDeque<Option<R>>,
    handed_on: usize,
    failed: Option<E>,
}

impl<B, R, E, I, H, W> Flow<I, H, W, R, E>
where
    B: Send + 'static,
    R: Send,
    E: Send,
    I: Iterator<Item = B> + Send,
    H: FnMut(R) -> Result<(), E> + Send,
    W: Fn(B) -> R + Sync,
{
    fn state(&self) -> MutexGuard<'_, State<I, H, R, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a batch, if there is room for one and nobody else reads; it is worked on, and the next one read, as threads are free.
    fn read<'s>(&'s self, scope: &ScopeFifo<'s>) {
        let mut state = self.state();
        if state.ended || state.done.len() >= IN_FLIGHT {
            return;
        }
        let Some(mut read) = state.read.take() else { return };
        drop(state);
        let batch = read.next();
        let mut state = self.state();
        state.read = Some(read);
        let Some(batch) = batch else {
            state.ended = true;
            return;
        };
        let number = state.handed_on + state.done.len();
        state.done.push_back(None);
        drop(state);
        scope.spawn_fifo(move |scope| self.work(scope, number, batch));
        scope.spawn_fifo(|scope| self.read(scope));
    }

    fn work<'s>(&'s self, scope: &ScopeFifo<'s>, number: usize, batch: B) {
        let done = (self.work)(batch);
        let mut state = self.state();
        let place = number - state.handed_on;
        if let Some(place) = state.done.get_mut(place) {
            *place = Some(done);
        }
        drop(state);
        self.hand_on(scope);
    }

    /// Hands on what is next in order and done, unless somebody does so already.
    fn hand_on<'s>(&'s self, scope: &ScopeFifo<'s>) {
        loop {
            let mut state = self.state();
            let Some(Some(_)) = state.done.front() else { return };
            let Some(mut hand_on) = state.hand_on.take() else {
                return;
            };
            let next = state.done.pop_front().flatten();
            state.handed_on += 1;
            drop(state);
            let outcome = next.map_or(Ok(()), &mut hand_on);
            let mut state = self.state();
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
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn all_is_handed_on_in_order_and_no_more_is_in_flight_than_may_be() {
        for threads in [1, 2, 5] {
            let (read, handed_on) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let numbers = (0..300_usize).inspect(|_| {
                let ahead = read.fetch_add(1, Ordering::SeqCst) + 1 - handed_on.load(Ordering::SeqCst);
                // The batch that is being handed on is no longer counted.
                assert!(ahead <= IN_FLIGHT + 1, "{ahead} with {threads} threads");
            });
            let work = |number: usize| {
                std::thread::sleep(Duration::from_micros((number * 7919 % 200) as u64));
                number
            };
            let mut found = Vec::new();
            let hand_on = |number| {
                found.push(number);
                handed_on.fetch_add(1, Ordering::SeqCst);
                Ok::<_, ()>(())
            };
            flow(&pool(threads), numbers, work, hand_on).unwrap();
            assert_eq!(found, (0..300).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn an_error_stops_the_reading() {
        let read = AtomicUsize::new(0);
        let numbers = (0..).inspect(|_| {
            read.fetch_add(1, Ordering::SeqCst);
        });
        let hand_on = |number: usize| if number == 20 { Err("full") } else { Ok(()) };
        assert_eq!(flow(&pool(2), numbers, |number| number, hand_on), Err("full"));
        assert!(read.load(Ordering::SeqCst) <= 21 + IN_FLIGHT + 1);
    }

    #[test]
    fn nothing_gives_nothing() {
        let never = |()| -> Result<(), ()> { unreachable!() };
        assert_eq!(flow(&pool(2), std::iter::empty(), |()| (), never), Ok(()));
    }
}
