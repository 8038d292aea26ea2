//! Finds the literals that begin at a place of a text, by its first bytes.
//!
//! Most places begin none, and a sieve says so at once. Literals are filed under their first 8, 4, 2 bytes or 1, whichever
//! they have; texts and literals are folded, so they hold no zero byte that could make two such keys one. Of the literals under
//! one key those that a text begins with are each other's beginnings, so the last one that does not sort behind the text leads
//! to all of them.
//!
//! Not for: what a literal means, and where a word begins (`matcher`).

use std::ops::Range;

use super::places::Place;
use crate::hashed::HashedMap;

/// Lengths of the beginnings that literals are filed under.
const WIDTHS: [usize; 4] = [1, 2, 4, 8];
/// Bits of a hash that choose a place in the sieve.
const SIEVE_BITS: u32 = 17;
/// 2^64 by the golden ratio, odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
/// No literal.
const NONE: u32 = u32::MAX;

/// Literals, sorted, under their beginnings.
#[derive(Debug, Default)]
pub(super) struct Index {
    texts: Vec<Box<str>>,
    groups: HashedMap<u64, Range<u32>>,
    /// Of each literal, the longest other one under its key that it begins with.
    shorter: Vec<u32>,
}

impl Index {
    /// Files literals, no two alike. They are sorted by [`key`], then as texts, and numbered in this order.
    pub(super) fn new(texts: Vec<Box<str>>) -> Self {
        let mut groups: HashedMap<u64, Range<u32>> = HashedMap::default();
        let mut shorter = Vec::with_capacity(texts.len());
        for (number, text) in (0..).zip(&texts) {
            let group = groups.entry(key(text)).or_insert(number..number);
            let mut before = if group.start == group.end { NONE } else { number - 1 };
            while let Some(other) = texts.get(before as usize).filter(|other| !text.starts_with(&***other)) {
                debug_assert!(other < text);
                before = shorter.get(before as usize).copied().unwrap_or(NONE);
            }
            group.end = number + 1;
            shorter.push(before);
        }
        Index { texts, groups, shorter }
    }

    /// Hands out the literals that `rest` begins with, as far as `sieve` lets them through, and their lengths.
    #[inline]
    pub(super) fn find(&self, sieve: &Sieve, place: Place, rest: &[u8], mut found: impl FnMut(usize, usize)) {
        let head = head(rest);
        let widths = sieve.widths(place, head as u16);
        for (nth, width) in WIDTHS.into_iter().enumerate() {
            let key = head & mask(width);
            if widths >> nth & 1 == 0 || !sieve.lets(place, key) {
                continue;
            }
            let mut next = self.groups.get(&key).map_or(NONE, |group| self.last(group, rest));
            while let Some(text) = self.texts.get(next as usize) {
                if rest.starts_with(text.as_bytes()) {
                    found(next as usize, text.len());
                }
                next = self.shorter.get(next as usize).copied().unwrap_or(NONE);
            }
        }
    }

    /// The last literal of a group that does not sort behind `rest`.
    fn last(&self, group: &Range<u32>, rest: &[u8]) -> u32 {
        let texts = self.texts.get(group.start as usize..group.end as usize);
        let texts = texts.unwrap_or_default();
        let behind = texts.partition_point(|text| text.as_bytes() <= rest);
        behind.checked_sub(1).map_or(NONE, |last| group.start + last as u32)
    }
}

/// Says of most beginnings that there are no literals under them, for each sort of place.
#[derive(Debug)]
pub(super) struct Sieve {
    /// By the first two bytes: of which widths there are literals, four bits for each sort of place.
    pairs: Vec<u16>,
    bits: Vec<u64>,
    /// Whether it lets nothing through.
    closed: bool,
}

impl Sieve {
    /// A sieve that lets nothing through.
    pub(super) fn new() -> Self {
        Sieve {
            pairs: vec![0; 1 << 16],
            bits: vec![0; 1 << (SIEVE_BITS - 6)],
            closed: true,
        }
    }

    /// Whether it lets nothing through.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Lets a literal with this [`key`] through at a sort of place; a `closed` one only where no letter or digit follows.
    pub(super) fn add(&mut self, (key, text): (u64, &str), place: Place, closed: bool) {
        self.closed = false;
        let (word, bit) = bit(place, key);
        self.bits.get_mut(word).into_iter().for_each(|word| *word |= bit);
        let width = WIDTHS.iter().rposition(|width| *width <= text.len());
        let width = 1 << (width.unwrap_or_default() + 4 * place as usize);
        let pair = key as u16;
        if text.len() > 1 {
            self.mark(pair, width);
            return;
        }
        for second in (0..=u8::MAX).filter(|second| !closed || !second.is_ascii_alphanumeric()) {
            self.mark(pair | u16::from(second) << 8, width);
        }
    }

    fn mark(&mut self, pair: u16, width: u16) {
        let slot = self.pairs.get_mut(usize::from(pair));
        slot.into_iter().for_each(|widths| *widths |= width);
    }

    /// The widths of literals with a text's first two bytes, a bit each.
    #[inline]
    fn widths(&self, place: Place, pair: u16) -> u16 {
        let widths = self.pairs.get(usize::from(pair)).copied().unwrap_or_default();
        widths >> (4 * place as usize) & 0xF
    }

    /// Whether a literal may begin with these two bytes.
    #[inline]
    pub(super) fn begins(&self, place: Place, pair: u16) -> bool {
        self.widths(place, pair) != 0
    }

    #[inline]
    fn lets(&self, place: Place, key: u64) -> bool {
        let (word, bit) = bit(place, key);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// The place of a key in the bits of a sieve.
#[inline]
fn bit(place: Place, key: u64) -> (usize, u64) {
    let hash = (key ^ place as u64).wrapping_mul(GOLDEN) >> (64 - SIEVE_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

/// The first eight bytes as a number.
#[inline]
fn head(bytes: &[u8]) -> u64 {
    match bytes.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte)),
    }
}

fn mask(width: usize) -> u64 {
    u64::MAX >> (64 - 8 * width)
}

/// What a literal is filed under.
pub(super) fn key(literal: &str) -> u64 {
    let width = WIDTHS.iter().rev().find(|width| **width <= literal.len());
    width.map_or(0, |width| head(literal.as_bytes()) & mask(*width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_at_a_place_is_found_there() {
        let mut literals = [
            "share this",
            "share",
            "s",
            "sh",
            "shares on",
            "the",
            "am",
            "share this article",
            "share that",
            "x",
        ];
        literals.sort_by_key(|text| (key(text), *text));
        let mut sieve = Sieve::new();
        for text in literals {
            sieve.add((key(text), text), Place::Word, text == "x");
            if text.len() > 4 {
                sieve.add((key(text), text), Place::Inside, false);
            }
        }
        let index = Index::new(literals.iter().map(|text| (*text).into()).collect());
        let found = |rest: &str, place: Place| {
            let mut found = Vec::new();
            index.find(&sieve, place, rest.as_bytes(), |number, len| {
                assert_eq!(literals[number].len(), len);
                found.push(literals[number]);
            });
            found.sort_by_key(|text| text.len());
            found
        };
        assert_eq!(
            found("share this article", Place::Word),
            ["s", "sh", "share", "share this", "share this article"]
        );
        assert_eq!(found("share them", Place::Word), ["s", "sh", "share"]);
        assert_eq!(found("share them", Place::Inside), ["share"]);
        assert_eq!(found("am", Place::Word), ["am"]);
        assert_eq!([found("x", Place::Word), found("x.", Place::Word)], [["x"], ["x"]]);
        assert!(found("xa", Place::Word).is_empty());
        assert!(
            found("he", Place::Word).is_empty()
                && found("", Place::Word).is_empty()
                && found("zero", Place::Inside).is_empty()
        );
    }
}
