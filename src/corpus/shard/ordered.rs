//! Work that a pool does while its giver goes on; what it gives comes back in the order in which the work was given.
//!
//! Not for: work that borrows from its giver (`rayon` has scopes for that).

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, sync_channel};

/// Pieces of work that wait or are done, for each thread.
const A_THREAD: usize = 2;

/// Work in a pool. A pool of one thread is no help: then the giver does it.
pub(crate) struct Ordered<'a, T> {
    pool: &'a rayon::ThreadPool,
    given: VecDeque<Receiver<T>>,
}

impl<'a, T: Send + 'static> Ordered<'a, T> {
    /// Nothing to do yet.
    pub(crate) fn new(pool: &'a rayon::ThreadPool) -> Self {
        Ordered {
            pool,
            given: VecDeque::new(),
        }
    }

    /// Gives work; takes what the oldest gave if that is needed to keep what waits bounded.
    pub(crate) fn give(&mut self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let threads = self.pool.current_num_threads();
        if threads == 1 {
            return Some(work());
        }
        let oldest = if self.given.len() >= A_THREAD * threads {
            self.take()
        } else {
            None
        };
        let (done, result) = sync_channel(1);
        self.given.push_back(result);
        self.pool.spawn(move || {
            // The giver may have given up: then nobody wants the result.
            let _ = done.send(work());
        });
        oldest
    }

    /// What the oldest work gave, once it is done; none when there is no more.
    pub(crate) fn take(&mut self) -> Option<T> {
        self.given.pop_front()?.recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_takes_longest() {
        for threads in [1, 2, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut ordered = Ordered::new(&pool);
            let mut found = Vec::new();
            for number in 0..50_u64 {
                found.extend(ordered.give(move || {
                    std::thread::sleep(std::time::Duration::from_micros(number * 37 % 100));
                    number
                }));
                assert!(ordered.given.len() <= A_THREAD * threads);
            }
            found.extend(std::iter::from_fn(|| ordered.take()));
            assert_eq!(found, (0..50).collect::<Vec<_>>(), "{threads} threads");
        }
    }
}
