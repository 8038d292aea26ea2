//! Cutting a sorted stream by hash prefix: each piece is the shortest prefix whose items weigh no more than a limit.
//!
//! The same cutter makes frames from lines and shards from frames. Where it cuts depends on the items alone, so an unchanged
//! stretch of the corpus has the same frames whatever happened around it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What items are sorted by: a BLAKE3 hash.
pub type Key = [u8; 32];

/// Bits of a key.
const KEY_BITS: u16 = 256;

/// The first `len` bits of a key; the bits behind are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Prefix {
    bits: Key,
    len: u16,
}

impl Prefix {
    /// The prefix of every key.
    pub const ROOT: Prefix = Prefix { bits: [0; 32], len: 0 };

    /// A whole key.
    pub const fn full(key: Key) -> Self {
        Prefix {
            bits: key,
            len: KEY_BITS,
        }
    }

    /// Whether it is a whole key.
    pub(crate) fn is_full(&self) -> bool {
        self.len == KEY_BITS
    }

    /// Whether `other` begins with this prefix.
    pub fn contains(&self, other: &Prefix) -> bool {
        self.len <= other.len && self.common(other) == self.len
    }

    /// Whether a piece of this prefix may come right before one of `next`: in order and apart, or both of the same whole key.
    pub(crate) fn goes_before(&self, next: &Prefix) -> bool {
        let apart = !self.contains(next) && !next.contains(self);
        (apart && self < next) || (self == next && self.is_full())
    }

    /// The prefix of `len` bits.
    fn shorten(&self, len: u16) -> Prefix {
        let mut short = *self;
        short.len = len.min(self.len);
        for (index, byte) in short.bits.iter_mut().enumerate() {
            let kept = usize::from(short.len).saturating_sub(index * 8).min(8);
            *byte &= !(0xff_u8.checked_shr(kept as u32).unwrap_or(0));
        }
        short
    }

    /// The prefix that differs in the last bit.
    fn sibling(mut self) -> Prefix {
        if let Some(last) = self.len.checked_sub(1)
            && let Some(byte) = self.bits.get_mut(usize::from(last / 8))
        {
            *byte ^= 0x80 >> (last % 8);
        }
        self
    }

    fn bit(&self, index: u16) -> bool {
        let byte = self.bits.get(usize::from(index / 8)).copied().unwrap_or(0);
        byte >> (7 - index % 8) & 1 == 1
    }

    /// Number of bits that both begin with.
    fn common(&self, other: &Prefix) -> u16 {
        let mut bits = 0;
        for (mine, theirs) in self.bits.iter().zip(&other.bits) {
            let differ = mine ^ theirs;
            bits += differ.leading_zeros() as u16;
            if differ != 0 {
                break;
            }
        }
        bits.min(self.len).min(other.len)
    }
}

/// The bits as `0` and `1`, `all` for the root.
impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.len == 0 {
            return f.write_str("all");
        }
        (0..self.len).try_for_each(|index| f.write_str(if self.bit(index) { "1" } else { "0" }))
    }
}

/// Text that is not a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a prefix: `all` or up to 256 of `0` and `1`")]
pub struct NotAPrefix;

impl FromStr for Prefix {
    type Err = NotAPrefix;

    fn from_str(text: &str) -> Result<Self, NotAPrefix> {
        let mut prefix = Prefix::ROOT;
        if text == "all" {
            return Ok(prefix);
        }
        for (index, digit) in text.bytes().enumerate() {
            let byte = prefix.bits.get_mut(index / 8).ok_or(NotAPrefix)?;
            match digit {
                b'0' => {}
                b'1' => *byte |= 0x80 >> (index % 8),
                _ => return Err(NotAPrefix),
            }
            prefix.len += 1;
        }
        Ok(prefix)
    }
}

impl From<Prefix> for String {
    fn from(prefix: Prefix) -> Self {
        prefix.to_string()
    }
}

impl TryFrom<String> for Prefix {
    type Error = NotAPrefix;

    fn try_from(text: String) -> Result<Self, NotAPrefix> {
        text.parse()
    }
}

/// A piece of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<T> {
    /// The shortest prefix that its items share and that weighs no more than the limit.
    pub prefix: Prefix,
    /// Sum of the items' weights.
    pub weight: u64,
    /// The items with their places, in order.
    pub items: Vec<(Prefix, u64, T)>,
}

/// Cuts a stream of items that comes sorted by key. Holds no more than one piece in memory.
///
/// An item is a key, or a whole prefix that is known to be a piece under the same limit. A single item may outweigh the
/// limit; items of one key that do together are cut in sequence, and so are items of one prefix, which only a forged corpus has.
#[derive(Debug)]
pub struct Cutter<T> {
    limit: u64,
    open: Piece<T>,
}

impl<T> Cutter<T> {
    /// A cutter for pieces of at most `limit`.
    pub fn new(limit: u64) -> Self {
        Cutter {
            limit,
            open: empty(Prefix::ROOT),
        }
    }

    /// Takes the next item and returns the pieces that it completes.
    pub fn push(&mut self, at: Prefix, weight: u64, item: T) -> Vec<Piece<T>> {
        let mut done = Vec::new();
        loop {
            if !self.open.prefix.contains(&at) {
                // Every shorter prefix that both share is known to be too heavy.
                let next = at.shorten(self.open.prefix.common(&at) + 1);
                done.extend(self.replace(empty(next)));
            } else if self.open.items.is_empty() || self.open.weight + weight <= self.limit {
                self.open.weight += weight;
                self.open.items.push((at, weight, item));
                return done;
            } else if self.open.prefix.len == at.len {
                let same = self.open.prefix;
                done.extend(self.replace(empty(same)));
            } else {
                done.extend(self.descend(&at));
            }
        }
    }

    /// Ends the stream.
    pub fn finish(mut self) -> Option<Piece<T>> {
        self.replace(empty(Prefix::ROOT))
    }

    /// The open prefix is too heavy: goes on with the half that `at` is in; a left half is complete when `at` is right.
    fn descend(&mut self, at: &Prefix) -> Option<Piece<T>> {
        let depth = self.open.prefix.len;
        let half = at.shorten(depth + 1);
        if !at.bit(depth) {
            self.open.prefix = half;
            return None;
        }
        let left = self.open.items.partition_point(|(place, ..)| !place.bit(depth));
        let mut next = empty(half);
        next.items = self.open.items.split_off(left);
        next.weight = next.items.iter().map(|(_, weight, _)| weight).sum();
        let mut done = self.replace(next)?;
        done.weight = done.items.iter().map(|(_, weight, _)| weight).sum();
        done.prefix = half.sibling();
        Some(done)
    }

    fn replace(&mut self, next: Piece<T>) -> Option<Piece<T>> {
        Some(std::mem::replace(&mut self.open, next)).filter(|piece| !piece.items.is_empty())
    }
}

fn empty<T>(prefix: Prefix) -> Piece<T> {
    Piece {
        prefix,
        weight: 0,
        items: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, word for word: a node that is light enough or has one item is a piece, else its halves are looked at.
    fn naive(items: &[(Key, u64)], prefix: Prefix, limit: u64) -> Vec<(Prefix, Vec<(Key, u64)>)> {
        let mine: Vec<_> = items
            .iter()
            .copied()
            .filter(|(key, _)| prefix.contains(&Prefix::full(*key)))
            .collect();
        let weight: u64 = mine.iter().map(|(_, weight)| weight).sum();
        if mine.is_empty() {
            Vec::new()
        } else if mine.len() == 1 || weight <= limit {
            vec![(prefix, mine)]
        } else if prefix.len == KEY_BITS {
            in_sequence(prefix, &mine, limit)
        } else {
            let right = Prefix::full(set(prefix, true)).shorten(prefix.len + 1);
            let left = right.sibling();
            [naive(items, left, limit), naive(items, right, limit)].concat()
        }
    }

    fn set(prefix: Prefix, bit: bool) -> Key {
        let mut bits = prefix.bits;
        if bit {
            bits[usize::from(prefix.len / 8)] |= 0x80 >> (prefix.len % 8);
        }
        bits
    }

    fn in_sequence(prefix: Prefix, items: &[(Key, u64)], limit: u64) -> Vec<(Prefix, Vec<(Key, u64)>)> {
        let mut pieces: Vec<(Prefix, Vec<(Key, u64)>)> = Vec::new();
        for item in items {
            match pieces.last_mut() {
                Some((_, last)) if last.iter().map(|(_, w)| w).sum::<u64>() + item.1 <= limit => last.push(*item),
                _ => pieces.push((prefix, vec![*item])),
            }
        }
        pieces
    }

    fn cut(items: &[(Key, u64)], limit: u64) -> Vec<(Prefix, Vec<(Key, u64)>)> {
        let mut cutter = Cutter::new(limit);
        let mut pieces = Vec::new();
        for (key, weight) in items {
            pieces.extend(cutter.push(Prefix::full(*key), *weight, *key));
        }
        pieces.extend(cutter.finish());
        pieces
            .into_iter()
            .map(|piece| {
                assert_eq!(
                    piece.weight,
                    piece.items.iter().map(|(_, weight, _)| weight).sum::<u64>()
                );
                (
                    piece.prefix,
                    piece.items.into_iter().map(|(_, weight, key)| (key, weight)).collect(),
                )
            })
            .collect()
    }

    /// Keys that share long prefixes: few distinct bytes at the front, at the very end, or equal as a whole.
    fn keys() -> impl Strategy<Value = Key> {
        (0..4_u8, any::<u8>(), 0..3_u8).prop_map(|(first, second, last)| {
            let mut key = [0; 32];
            key[0] = first << 6;
            key[1] = second & 0x81;
            key[31] = last;
            key
        })
    }

    /// Such a stream comes from a forged index alone; it must end.
    #[test]
    fn items_of_one_prefix_are_cut_in_sequence() {
        for prefix in ["all", "10", "0101"] {
            let prefix: Prefix = prefix.parse().unwrap();
            let mut cutter = Cutter::new(5);
            let done: Vec<_> = (0..4).flat_map(|item| cutter.push(prefix, 3, item)).collect();
            assert_eq!(done.len(), 3, "{prefix}");
        }
    }

    #[test]
    fn pieces_go_before_those_behind_and_apart() {
        let prefix = |text: &str| text.parse::<Prefix>().unwrap();
        let full = Prefix::full([7; 32]);
        assert!(prefix("01").goes_before(&prefix("1")) && full.goes_before(&full));
        for (one, next) in [("1", "01"), ("1", "1"), ("1", "10"), ("10", "1"), ("all", "0")] {
            assert!(!prefix(one).goes_before(&prefix(next)), "{one} {next}");
        }
    }

    proptest! {
        #[test]
        fn cuts_as_the_definition_says(mut items in prop::collection::vec((keys(), 1..40_u64), 0..60), limit in 1..200_u64) {
            items.sort();
            prop_assert_eq!(cut(&items, limit), naive(&items, Prefix::ROOT, limit));
        }

        /// Whole pieces may replace their items: this is how untouched frames are reused.
        #[test]
        fn pieces_stand_for_their_items(mut items in prop::collection::vec((keys(), 1..40_u64), 0..60), limit in 1..200_u64, more in 0..400_u64) {
            items.sort();
            let pieces = cut(&items, limit);
            let mut cutter = Cutter::new(limit + more);
            let mut joined = Vec::new();
            for (prefix, items) in &pieces {
                joined.extend(cutter.push(*prefix, items.iter().map(|(_, weight)| weight).sum(), items.clone()));
            }
            joined.extend(cutter.finish());
            let joined: Vec<_> = joined
                .into_iter()
                .map(|piece| (piece.prefix, piece.items.into_iter().flat_map(|(_, _, items)| items).collect::<Vec<_>>()))
                .collect();
            if more == 0 {
                prop_assert_eq!(joined, pieces);
            } else {
                let lines: Vec<_> = joined.into_iter().flat_map(|(_, items)| items).collect();
                prop_assert_eq!(lines, items);
            }
        }

        #[test]
        fn prefixes_read_as_they_print(key in any::<Key>(), len in 0..=KEY_BITS) {
            let prefix = Prefix::full(key).shorten(len);
            prop_assert_eq!(prefix.to_string().parse(), Ok(prefix));
        }
    }
}
