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
    /// What pieces that wait or are done may weigh together; one that weighs more waits alone.
    limit: u64,
    /// Weights of the pieces, and where their results come.
    given: VecDeque<(u64, Receiver<T>)>,
    weight: u64,
}

impl<'a, T: Send + 'static> Ordered<'a, T> {
    /// Nothing to do yet.
    pub(crate) fn new(pool: &'a rayon::ThreadPool, limit: u64) -> Self {
        Ordered {
            pool,
            limit,
            given: VecDeque::new(),
            weight: 0,
        }
    }

    /// Gives a piece of work of this weight; takes what the oldest gave as far as that is needed to keep what waits bounded.
    pub(crate) fn give(&mut self, weight: u64, work: impl FnOnce() -> T + Send + 'static) -> Vec<T> {
        if self.pool.current_num_threads() == 1 {
            return vec![work()];
        }
        let mut oldest = Vec::new();
        while !self.fits(weight) {
            oldest.extend(self.take());
        }
        let (done, result) = sync_channel(1);
        self.given.push_back((weight, result));
        self.weight += weight;
        self.pool.spawn(move || {
            // The giver may have given up: then nobody wants the result.
            let _ = done.send(work());
        });
        oldest
    }

    fn fits(&self, weight: u64) -> bool {
        let few = self.given.len() < A_THREAD * self.pool.current_num_threads();
        self.given.is_empty() || (few && self.weight + weight <= self.limit)
    }

    /// What the oldest work gave, once it is done; none when there is no more.
    pub(crate) fn take(&mut self) -> Option<T> {
        let (weight, result) = self.given.pop_front()?;
        self.weight -= weight;
        result.recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_takes_longest() {
        for threads in [1, 2, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut ordered = Ordered::new(&pool, 100);
            let mut found = Vec::new();
            for number in 0..50_u64 {
                let weight = number * 7919 % 150;
                found.extend(ordered.give(weight, move || {
                    std::thread::sleep(std::time::Duration::from_micros(number * 37 % 100));
                    number
                }));
                assert!(ordered.given.len() <= A_THREAD * threads);
                assert!(ordered.weight <= 100 || ordered.given.len() == 1, "{}", ordered.weight);
            }
            found.extend(std::iter::from_fn(|| ordered.take()));
            assert_eq!(found, (0..50).collect::<Vec<_>>(), "{threads} threads");
        }
    }
}
