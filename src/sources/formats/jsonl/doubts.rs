//! Where bytes end that may not be what was written: a line or an object may have lost its own end there.

use std::collections::VecDeque;

/// Offsets in the whole of the input, in order.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    offsets: VecDeque<u64>,
}

impl Doubts {
    pub(crate) fn note(&mut self, offset_bytes: u64) {
        self.offsets.push_back(offset_bytes);
    }

    /// How many of the `length` bytes from `from` on stand before the first doubt among them; none if there is none.
    pub(crate) fn within(&mut self, from: u64, length: usize) -> Option<usize> {
        while self.offsets.front().is_some_and(|&doubt| doubt <= from) {
            self.offsets.pop_front();
        }
        let doubted = usize::try_from(self.offsets.front()? - from).ok()?;
        (doubted < length).then_some(doubted)
    }
}
