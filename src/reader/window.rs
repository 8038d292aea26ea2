//! A view that slides over a feed: the readers of formats look at it, ask for more and consume from its front.

use super::feed::{Damage, Feed, Pulled};

/// Storage beyond this is given back once the record that needed it is gone.
const KEEP_BYTES: usize = 4 << 20;
/// From here on bytes are handed over with their storage instead of copied.
const COPY_BYTES: usize = 1 << 20;

/// Bytes between two breaks of a feed.
pub(super) struct Window {
    feed: Box<dyn Feed>,
    buffer: Vec<u8>,
    start: usize,
    offset_bytes: u64,
    halt: Halt,
}

/// Why there are no more bytes for now.
enum Halt {
    No,
    Break(Damage),
    End,
}

impl Window {
    pub(super) fn new(feed: Box<dyn Feed>) -> Self {
        Window {
            feed,
            buffer: Vec::new(),
            start: 0,
            offset_bytes: 0,
            halt: Halt::No,
        }
    }

    /// What has arrived and is not consumed.
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Offset of the first byte of [`Self::bytes`] in the whole of what the feed delivered.
    pub(super) fn offset_bytes(&self) -> u64 {
        self.offset_bytes
    }

    /// Gets more bytes; false at a break or at the end.
    pub(super) fn more(&mut self) -> bool {
        if !matches!(self.halt, Halt::No) {
            return false;
        }
        self.compact();
        match self.feed.pull(&mut self.buffer) {
            Pulled::Data => return true,
            Pulled::Break(damage) => self.halt = Halt::Break(damage),
            Pulled::End => self.halt = Halt::End,
        }
        false
    }

    /// Gets more until there are `count` bytes; false if a break or the end comes first.
    pub(super) fn fill(&mut self, count: usize) -> bool {
        while self.bytes().len() < count {
            if !self.more() {
                return false;
            }
        }
        true
    }

    /// Drops `count` bytes from the front.
    pub(super) fn consume(&mut self, count: usize) {
        let count = count.min(self.bytes().len());
        self.start += count;
        self.offset_bytes += count as u64;
    }

    /// Drops all bytes that have arrived.
    pub(super) fn consume_all(&mut self) {
        self.consume(self.bytes().len());
    }

    /// Takes the first `count` bytes; many of them are not copied.
    pub(super) fn take(&mut self, count: usize) -> Vec<u8> {
        if count < COPY_BYTES {
            let taken = self.bytes().get(..count).unwrap_or_default().to_vec();
            self.consume(count);
            return taken;
        }
        let mut taken = self.take_all();
        let rest = taken.split_off(count.min(taken.len()));
        self.offset_bytes -= rest.len() as u64;
        self.buffer = rest;
        taken
    }

    /// Takes all bytes that have arrived, without a copy where nothing was consumed.
    pub(super) fn take_all(&mut self) -> Vec<u8> {
        self.offset_bytes += self.bytes().len() as u64;
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.drain(..self.start.min(bytes.len()));
        self.start = 0;
        bytes
    }

    /// Whether a break stands behind the bytes.
    pub(super) fn is_broken(&self) -> bool {
        matches!(self.halt, Halt::Break(_))
    }

    /// Whether the end stands behind the bytes.
    pub(super) fn is_ended(&self) -> bool {
        matches!(self.halt, Halt::End)
    }

    /// Passes over the break; the bytes in front of it should have been consumed.
    pub(super) fn take_break(&mut self) -> Option<Damage> {
        match std::mem::replace(&mut self.halt, Halt::No) {
            Halt::Break(damage) => Some(damage),
            other => {
                self.halt = other;
                None
            }
        }
    }

    fn compact(&mut self) {
        if self.start == 0 || self.start < self.buffer.len() / 2 {
            return;
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        if self.buffer.capacity() > KEEP_BYTES && self.buffer.len() < KEEP_BYTES {
            self.buffer.shrink_to(KEEP_BYTES);
        }
    }
}
