//! Finds the literals that begin at a place of a text, by its first bytes.
//!
//! Most places begin none, and a sieve says so at once. Literals are filed under their first 8, 4, 2 bytes or 1, whichever
//! they have; texts and literals are folded, so they hold no zero byte that could make two such keys one.
//!
//! Not for: what a literal means, and where a word begins (`matcher`).

use std::ops::Range;

use crate::hashed::HashedMap;

/// Lengths of the beginnings that literals are filed under.
const WIDTHS: [usize; 4] = [1, 2, 4, 8];
/// Bits of a hash that choose a place in the sieve.
const SIEVE_BITS: u32 = 17;
/// 2^64 by the golden ratio, odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Literals, sorted, under their beginnings.
#[derive(Debug, Default)]
pub(super) struct Index {
    groups: HashedMap<u64, Range<usize>>,
}

impl Index {
    /// Sorts literals as it needs them: by beginning, then as texts, shorter ones first.
    pub(super) fn sort<T>(literals: &mut [T], text: impl Fn(&T) -> &str) {
        literals.sort_by(|a, b| (key(text(a)), text(a)).cmp(&(key(text(b)), text(b))));
    }

    /// Files literals that [`Index::sort`] has sorted.
    pub(super) fn new<'t>(literals: impl Iterator<Item = &'t str>) -> Self {
        let mut groups: HashedMap<u64, Range<usize>> = HashedMap::default();
        for (index, text) in literals.enumerate() {
            groups.entry(key(text)).or_insert(index..index).end = index + 1;
        }
        Index { groups }
    }

    /// The literals that may begin at `start`, as far as `sieve` lets them through; shorter ones first.
    pub(super) fn candidates<'a>(
        &'a self,
        sieve: &'a Sieve,
        text: &'a [u8],
        start: usize,
    ) -> impl Iterator<Item = usize> + use<'a> {
        let rest = text.get(start..).unwrap_or_default();
        let head = head(rest);
        let widths = WIDTHS.iter().take_while(move |width| **width <= rest.len());
        let keys = widths
            .map(move |width| head & mask(*width))
            .filter(|key| sieve.lets(*key));
        keys.filter_map(|key| self.groups.get(&key).cloned()).flatten()
    }
}

/// Says of most beginnings that there are no literals under them.
#[derive(Debug)]
pub(super) struct Sieve {
    bits: Vec<u64>,
    /// Whether a literal begins with a byte.
    first: Vec<bool>,
}

impl Sieve {
    /// A sieve that lets these literals through.
    pub(super) fn new<'t>(literals: impl Iterator<Item = &'t str>) -> Self {
        let mut sieve = Sieve {
            bits: vec![0; 1 << (SIEVE_BITS - 6)],
            first: vec![false; 256],
        };
        for text in literals {
            let (word, bit) = place(key(text));
            if let Some(word) = sieve.bits.get_mut(word) {
                *word |= bit;
            }
            let first = text.bytes().next().map(usize::from);
            if let Some(first) = first.and_then(|byte| sieve.first.get_mut(byte)) {
                *first = true;
            }
        }
        sieve
    }

    /// Whether any literal begins with a byte.
    pub(super) fn may_begin(&self, byte: u8) -> bool {
        self.first.get(usize::from(byte)).copied().unwrap_or_default()
    }

    fn lets(&self, key: u64) -> bool {
        let (word, bit) = place(key);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }
}

fn place(key: u64) -> (usize, u64) {
    let hash = key.wrapping_mul(GOLDEN) >> (64 - SIEVE_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

/// The first eight bytes as a number.
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
fn key(literal: &str) -> u64 {
    let width = WIDTHS.iter().rev().find(|width| **width <= literal.len());
    width.map_or(0, |width| head(literal.as_bytes()) & mask(*width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_at_a_place_is_found_there_and_short_comes_first() {
        let mut literals = [
            "share this",
            "share",
            "s",
            "sh",
            "shares on",
            "the",
            "am",
            "share this article",
            "x",
        ];
        Index::sort(&mut literals, |text| text);
        let index = Index::new(literals.iter().copied());
        let sieve = Sieve::new(literals.iter().copied());
        let found = |text: &str, start: usize| -> Vec<&str> {
            let candidates = index.candidates(&sieve, text.as_bytes(), start);
            let texts = candidates.map(|literal| literals[literal]);
            texts.filter(|literal| text[start..].starts_with(literal)).collect()
        };
        assert_eq!(
            found("share this article", 0),
            ["s", "sh", "share", "share this", "share this article"]
        );
        assert_eq!(found("we share", 3), ["s", "sh", "share"]);
        assert_eq!(found("am", 0), ["am"]);
        assert!(found("the", 1).is_empty() && found("", 0).is_empty() && found("zero", 0).is_empty());
    }
}
