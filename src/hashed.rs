//! A fast hasher for tables of one page or one file, whose keys are hashes or small numbers already.
//!
//! The same on every machine, and no shield against keys that are made to collide: not for tables that grow with the corpus.

use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// A map by such keys.
pub(crate) type HashedMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Multiply>>;

/// 2^64 by the golden ratio, odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Multiplies and folds, a word at a time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Multiply(u64);

impl Hasher for Multiply {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.write_u64(word.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)));
        }
        let rest = words
            .remainder()
            .iter()
            .rev()
            .fold(1, |all, byte| all << 8 | u64::from(*byte));
        self.write_u64(rest);
    }

    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.0.rotate_left(5) ^ word ^ GOLDEN) * u128::from(GOLDEN);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
}

/// Texts of which most repeat, each in memory once.
#[derive(Debug, Default)]
pub(crate) struct Texts(HashedMap<Arc<str>, ()>);

impl Texts {
    /// A text, shared with all that are equal.
    pub(crate) fn get(&mut self, text: &str) -> Arc<str> {
        if let Some((known, ())) = self.0.get_key_value(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.0.insert(Arc::clone(&new), ());
        new
    }
}

/// The hash of a text.
pub(crate) fn hash_of(text: &str) -> u64 {
    let mut hasher = Multiply::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_in_memory_once() {
        let mut texts = Texts::default();
        let (one, two, three) = (texts.get("div"), texts.get("p"), texts.get("div"));
        assert!(Arc::ptr_eq(&one, &three) && *one == *"div" && *two == *"p");
    }

    #[test]
    fn texts_and_numbers_differ() {
        let texts = [
            "",
            "\0",
            "a",
            "ab",
            "ba",
            "abcdefgh",
            "abcdefgh\0",
            "abcdefghi",
            "12345678abcdefgh",
        ];
        let hashes: std::collections::HashSet<u64> = texts.iter().map(|text| hash_of(text)).collect();
        assert_eq!(hashes.len(), texts.len());
        let hashed = |number: u64| {
            let mut hasher = Multiply::default();
            hasher.write_u64(number);
            hasher.finish()
        };
        let numbers: std::collections::HashSet<u64> = (0..100_000).map(hashed).collect();
        assert_eq!(numbers.len(), 100_000);
    }
}
