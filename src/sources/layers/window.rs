//! A view that slides over a feed: the readers of formats look at it, ask for more and consume from its front.

use std::collections::VecDeque;

use crate::model::Fault;
use crate::sources::origin::feed::{Damage, Feed, Pulled};

/// Storage beyond this is given back once the record that needed it is gone.
const KEEP_BYTES: usize = 4 << 20;
/// With more edges than this in view, members are not what records are packed in: edges are no longer looked at.
const MAX_EDGES: usize = 1 << 14;
/// Doubts in view beyond this are told as one.
const MAX_DOUBTS: usize = 1 << 10;
/// From here on bytes are handed over with their storage instead of copied.
const COPY_BYTES: usize = 1 << 20;

/// Bytes between two breaks of a feed.
pub(crate) struct Window {
    feed: Box<dyn Feed>,
    buffer: Vec<u8>,
    start: usize,
    offset_bytes: u64,
    halt: Halt,
    /// Offsets at which compressed members begin or end, from the front of the window on; none once there were too many.
    edges: Option<VecDeque<u64>>,
    /// Damage that takes no bytes, and where it shows.
    doubts: VecDeque<(u64, Damage)>,
}

/// Why there are no more bytes for now.
enum Halt {
    No,
    Break(Damage),
    End,
}

impl Window {
    pub(crate) fn new(feed: Box<dyn Feed>) -> Self {
        let edges = feed.at_member_edge().then_some(0);
        Window {
            feed,
            buffer: Vec::new(),
            start: 0,
            offset_bytes: 0,
            halt: Halt::No,
            edges: Some(edges.into_iter().collect()),
            doubts: VecDeque::new(),
        }
    }

    /// What has arrived and is not consumed.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Offset of the first byte of [`Self::bytes`] in the whole of what the feed delivered.
    pub(crate) fn offset_bytes(&self) -> u64 {
        self.offset_bytes
    }

    /// Gets more bytes; false at a break or at the end.
    pub(crate) fn more(&mut self) -> bool {
        if !matches!(self.halt, Halt::No) {
            return false;
        }
        self.compact();
        loop {
            let pulled = self.feed.pull(&mut self.buffer);
            self.note_edge();
            match pulled {
                Pulled::Data => return true,
                Pulled::Doubt(damage) => self.note_doubt(damage),
                Pulled::Break(damage) => self.halt = Halt::Break(damage),
                Pulled::End => self.halt = Halt::End,
            }
            if !matches!(self.halt, Halt::No) {
                return false;
            }
        }
    }

    /// Offset behind the last byte that has arrived.
    fn end_bytes(&self) -> u64 {
        self.offset_bytes + self.bytes().len() as u64
    }

    fn note_edge(&mut self) {
        let end = self.end_bytes();
        let Some(edges) = self.edges.as_mut().filter(|_| self.feed.at_member_edge()) else {
            return;
        };
        if edges.back() != Some(&end) {
            edges.push_back(end);
        }
        if edges.len() > MAX_EDGES {
            self.edges = None;
        }
    }

    fn note_doubt(&mut self, damage: Damage) {
        let end = self.end_bytes();
        if self.doubts.len() < MAX_DOUBTS {
            self.doubts.push_back((end, damage));
        } else if let Some((_, last)) = self.doubts.back_mut() {
            last.detail = format!("many members with wrong checksums, the last of them: {}", damage.detail);
        }
    }

    /// Whether the first byte of [`Self::bytes`] is the first of a compressed member.
    pub(crate) fn starts_member(&self) -> bool {
        let first = self.edges.as_ref().and_then(|edges| edges.front());
        first == Some(&self.offset_bytes)
    }

    /// How many of the bytes that have arrived belong to the first member among them; none if its end is not in view.
    pub(crate) fn member_bytes(&self) -> Option<usize> {
        let mut edges = self.edges.iter().flatten();
        let end = edges.find(|&&edge| edge > self.offset_bytes)?;
        usize::try_from(end - self.offset_bytes).ok()
    }

    /// Takes damage that took no bytes, with the offset at which it showed.
    pub(crate) fn take_doubt(&mut self) -> Option<(u64, Damage)> {
        self.doubts.pop_front()
    }

    /// Gets more until there are `count` bytes; false if a break or the end comes first.
    pub(crate) fn fill(&mut self, count: usize) -> bool {
        while self.bytes().len() < count {
            if !self.more() {
                return false;
            }
        }
        true
    }

    /// Drops `count` bytes from the front.
    pub(crate) fn consume(&mut self, count: usize) {
        let count = count.min(self.bytes().len());
        self.start += count;
        self.offset_bytes += count as u64;
        self.drop_edges();
    }

    fn drop_edges(&mut self) {
        let offset = self.offset_bytes;
        if let Some(edges) = &mut self.edges {
            while edges.front().is_some_and(|&edge| edge < offset) {
                edges.pop_front();
            }
        }
    }

    /// Drops all bytes that have arrived.
    pub(crate) fn consume_all(&mut self) {
        self.consume(self.bytes().len());
    }

    /// Takes the first `count` bytes; many of them are not copied.
    pub(crate) fn take(&mut self, count: usize) -> Vec<u8> {
        if count < COPY_BYTES {
            let taken = self.bytes().get(..count).unwrap_or_default().to_vec();
            self.consume(count);
            return taken;
        }
        let mut taken = self.take_buffer();
        self.buffer = taken.split_off(count.min(taken.len()));
        self.offset_bytes += taken.len() as u64;
        self.drop_edges();
        taken
    }

    /// Takes all bytes that have arrived, without a copy where nothing was consumed.
    pub(crate) fn take_all(&mut self) -> Vec<u8> {
        self.take(self.bytes().len().max(COPY_BYTES))
    }

    fn take_buffer(&mut self) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.drain(..self.start.min(bytes.len()));
        self.start = 0;
        bytes
    }

    /// Whether a break stands behind the bytes.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(self.halt, Halt::Break(_))
    }

    /// Whether the end stands behind the bytes, or a break at which the input was cut.
    pub(crate) fn is_at_end(&self) -> bool {
        match &self.halt {
            Halt::No => false,
            Halt::Break(damage) => damage.fault == Fault::Truncated,
            Halt::End => true,
        }
    }

    /// Whether the end stands behind the bytes.
    pub(crate) fn is_ended(&self) -> bool {
        matches!(self.halt, Halt::End)
    }

    /// Passes over the break; the bytes in front of it should have been consumed.
    pub(crate) fn take_break(&mut self) -> Option<Damage> {
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
