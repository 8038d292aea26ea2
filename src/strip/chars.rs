//! Classes of characters, looked up in a table, because rules ask for the class of every character of every page.
//!
//! Not for what follows from the class.

use std::sync::LazyLock;

/// A letter.
pub(super) const LETTER: u8 = 1;
/// A letter in upper case.
pub(super) const UPPER: u8 = 2;
/// A digit, or another sign that stands for a number.
pub(super) const NUMBER: u8 = 4;
/// White space.
pub(super) const BLANK: u8 = 8;
/// A sign of a script that writes words without blanks.
pub(super) const UNSPACED: u8 = 16;
/// A syllable of Hangul.
pub(super) const HANGUL: u8 = 32;

/// Code points below this have their sorts in the table.
const TABLE_LEN: u32 = 0x3100;
static TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let sorts = (0..TABLE_LEN).map(|point| char::from_u32(point).map_or(0, sort_slowly));
    sorts.collect()
});

/// The sorts of characters, with the table at hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sorts(&'static [u8]);

impl Sorts {
    pub(super) fn new() -> Self {
        Sorts(&TABLE)
    }

    /// All that holds of `c`.
    #[inline]
    pub(super) fn of(self, c: char) -> u8 {
        match self.0.get(c as usize) {
            Some(sort) => *sort,
            None => match c {
                '\u{4E00}'..='\u{9FFF}' => LETTER | UNSPACED,
                '\u{AC00}'..='\u{D7A3}' => LETTER | HANGUL,
                _ => sort_slowly(c),
            },
        }
    }

    /// Whether a character runs on into a neighbour that does so, too: a word goes on between them.
    #[inline]
    pub(super) fn joins(self, c: char) -> bool {
        let sort = self.of(c);
        sort & (LETTER | NUMBER) != 0 && sort & UNSPACED == 0
    }
}

/// Whether a character belongs to a script that writes words without blanks.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn sort_slowly(c: char) -> u8 {
    let sort = |sort: u8, holds: bool| if holds { sort } else { 0 };
    sort(LETTER, c.is_alphabetic())
        | sort(UPPER, c.is_uppercase())
        | sort(NUMBER, c.is_numeric())
        | sort(BLANK, c.is_whitespace())
        | sort(UNSPACED, is_unspaced(c))
        | sort(HANGUL, matches!(c, '\u{AC00}'..='\u{D7AF}'))
}

/// How many bytes there are of a sort, many at once.
#[inline]
pub(super) fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let sum = |chunk: &[u8]| chunk.iter().map(|byte| u8::from(is(*byte))).sum::<u8>();
    bytes.chunks(128).map(|chunk| usize::from(sum(chunk))).sum()
}

/// How many letters there are.
pub(super) fn letters(text: &str) -> usize {
    if text.is_ascii() {
        return count(text.as_bytes(), |byte| byte.is_ascii_alphabetic());
    }
    let sorts = Sorts::new();
    text.chars().map(|c| usize::from(sorts.of(c) & LETTER)).sum()
}

/// The first eight bytes from `start` on as a number; those that are missing are nought.
#[inline]
pub(super) fn head(bytes: &[u8], start: usize) -> u64 {
    let rest = bytes.get(start..).unwrap_or_default();
    match (rest.first_chunk(), bytes.last_chunk::<8>()) {
        (Some(eight), _) => u64::from_le_bytes(*eight),
        (None, Some(last)) if !rest.is_empty() => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
        _ => rest.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte)),
    }
}

/// How many of eight bytes, from the first on, are small letters and digits of ASCII: folded text has no others.
#[inline]
pub(super) fn plain_len(head: u64) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let all = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let low = head & !HIGH;
    // The high bit of each byte tells whether it is the least or more.
    let from = |least: u8| low + all(0x80 - least);
    let plain = from(b'a') & !from(b'z' + 1) | from(b'0') & !from(b'9' + 1);
    ((!plain | head) & HIGH).trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_of_every_character_what_unicode_says() {
        let sorts = Sorts::new();
        for c in '\0'..=char::MAX {
            assert_eq!(sorts.of(c), sort_slowly(c), "{c:?}");
        }
    }

    #[test]
    fn letters_are_counted_in_any_script() {
        assert_eq!(letters(&"ab 1".repeat(100)), 200);
        assert_eq!(letters("Größe 5, Ελλάδα, 渡口"), 13);
    }

    #[test]
    fn plain_bytes_are_small_letters_and_digits() {
        for byte in 0..=u8::MAX {
            let plain = byte.is_ascii_lowercase() || byte.is_ascii_digit();
            assert_eq!(plain_len(head(&[b'a', byte], 0)), 1 + usize::from(plain), "{byte}");
        }
        assert_eq!(head(b"abcdefghij", 5), head(b"fghij", 0));
    }
}
