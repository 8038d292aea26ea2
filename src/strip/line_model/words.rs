//! What the words of a line say by themselves: its n-grams of characters, words and pairs of words, hashed into buckets, and the sum
//! of their weights.
//!
//! Not for what stands around a line (`context`). The sum is of whole numbers, so its order does not matter.

use super::super::chars::{BLANK, LETTER, NUMBER, Sorts, UPPER};

/// Buckets that n-grams are hashed into; a bucket is a `u16`.
pub(super) const BUCKETS: usize = 1 << 16;
/// Of a long line, so many first and last characters are read.
const HEAD: usize = 96;
const TAIL: usize = 64;
/// Marks that no text contains: control characters, the numbers of the first two as they are read.
const START: u64 = 3;
const END: u64 = 4;
const END_MARK: &str = "\u{3}";
const GAP_MARK: &str = "\u{4}";
/// Odd numbers with mixed bits.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
const SPREAD: u64 = 0xD6E8_FEB8_6659_FD93;
const PAIR: u64 = 0xC2B2_AE3D_27D4_EB4F;
/// What keeps n-grams of different sorts apart.
const SALTS: [u64; 5] = [0x2468_ACE0, 0x369D_0369, 0x48D1_59C4, 77, 99];

/// Weights of the buckets.
#[derive(Debug, Default)]
pub(super) struct Words {
    weights: Vec<i8>,
    /// What a weight counts, so that a score counts hundredths of the logarithm of the odds.
    factor: i64,
    bias: i64,
}

impl Words {
    /// Weights as the file has them; none if there are not as many as buckets.
    pub(super) fn new(weights: &[u8], factor: i32, bias: i32) -> Option<Self> {
        (weights.len() == BUCKETS).then(|| Words {
            weights: weights.iter().map(|byte| i8::from_le_bytes([*byte])).collect(),
            factor: factor.into(),
            bias: bias.into(),
        })
    }

    /// The score of a line: the sum of the weights of its n-grams over the root of their number.
    pub(super) fn score(&self, text: &str) -> i32 {
        let (mut sum, mut count) = (0i64, 0u64);
        grams(text, |bucket| {
            sum += i64::from(self.weights.get(usize::from(bucket)).copied().unwrap_or(0));
            count += 1;
        });
        (self.bias + (sum * self.factor).div_euclid(root(count))).clamp(-9999, 9999) as i32
    }
}

/// What sums over so many n-grams are divided by: the root of their number, in sixteenths.
pub(super) fn root(count: u64) -> i64 {
    i64::try_from((count.max(1) << 8).isqrt()).unwrap_or(1)
}

/// Hands out the bucket of each n-gram of a line, in one pass over its characters. However long the line is, no more than its ends are
/// read.
pub(super) fn grams(text: &str, mut out: impl FnMut(u16)) {
    let sorts = Sorts::new();
    let (head, tail) = ends(text);
    let gap = if tail.is_empty() { "" } else { GAP_MARK };
    let (mut last, mut count) = ([START; 3], 1);
    let mut words = WordHash::default();
    let mut blank = true;
    for part in [head, gap, tail, END_MARK] {
        for c in part.chars() {
            let sort = sorts.of(c);
            let repeats = blank && sort & BLANK != 0;
            blank = sort & BLANK != 0;
            if repeats {
                continue;
            }
            let c = folded(c, sort);
            let [two, three, four] = last.map(|hash| hash.wrapping_mul(STEP).wrapping_add(c));
            for (hash, (salt, least)) in [two, three, four].into_iter().zip(SALTS.into_iter().zip(1..)) {
                if count >= least {
                    out(bucket(hash, salt));
                }
            }
            count += 1;
            last = [c, two, three];
            words.read(c, sort, &mut out);
        }
    }
}

/// The word that is being read, and the one before.
#[derive(Default)]
struct WordHash {
    word: u64,
    before: u64,
}

impl WordHash {
    /// Reads a character: letters and digits join, blanks part, all others are words by themselves.
    fn read(&mut self, c: u64, sort: u8, out: &mut impl FnMut(u16)) {
        if sort & (LETTER | NUMBER) != 0 {
            self.word = self.word.wrapping_mul(SPREAD).wrapping_add(c);
            return;
        }
        self.end(out);
        if sort & BLANK == 0 && c > END {
            self.word = c;
            self.end(out);
        }
    }

    fn end(&mut self, out: &mut impl FnMut(u16)) {
        if self.word != 0 {
            out(bucket(self.word, SALTS[3]));
            let pair = self
                .before
                .wrapping_mul(STEP)
                .wrapping_add(self.word.wrapping_mul(PAIR));
            out(bucket(pair, SALTS[4]));
            self.before = std::mem::take(&mut self.word);
        }
    }
}

#[inline]
fn bucket(hash: u64, salt: u64) -> u16 {
    let hash = hash.wrapping_add(salt.wrapping_mul(PAIR));
    ((hash ^ hash >> 32).wrapping_mul(SPREAD) >> 48) as u16
}

/// The number of a character as it is read: small letters, `0` for digits, one blank for white space.
#[inline]
fn folded(c: char, sort: u8) -> u64 {
    let c = match sort {
        _ if sort & (BLANK | NUMBER | UPPER) == 0 => c,
        _ if sort & BLANK != 0 => ' ',
        _ if sort & NUMBER != 0 => '0',
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ => c.to_lowercase().next().unwrap_or(c),
    };
    u64::from(u32::from(c)) + 1
}

/// The first and the last characters of a long text; all of a short one, and nothing.
fn ends(text: &str) -> (&str, &str) {
    if text.len() <= HEAD + TAIL || after(text, HEAD + TAIL) == text.len() {
        return (text, "");
    }
    let (head, tail) = (text.get(..after(text, HEAD)), text.get(before_last(text, TAIL)..));
    (head.unwrap_or(text), tail.unwrap_or_default())
}

/// Where the first `count` characters end.
fn after(text: &str, count: usize) -> usize {
    if text.as_bytes().get(..count).is_some_and(<[u8]>::is_ascii) {
        return count;
    }
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
}

/// Where the last `count` characters begin.
fn before_last(text: &str, count: usize) -> usize {
    let at = text.len().saturating_sub(count);
    if text.as_bytes().get(at..).is_some_and(<[u8]>::is_ascii) {
        return at;
    }
    text.char_indices().nth_back(count - 1).map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<u16> {
        let mut buckets = Vec::new();
        grams(text, |bucket| buckets.push(bucket));
        buckets
    }

    #[test]
    fn case_digits_and_white_space_do_not_matter() {
        assert_eq!(all("Читать  ДАЛЬШЕ 17"), all("читать дальше\t93"));
        assert_ne!(all("read on"), all("read off"));
    }

    #[test]
    fn n_grams_and_words_are_counted() {
        // Two marks and two letters: 3 pairs, 2 threes, 1 four; a word, and a pair of it with nothing.
        assert_eq!(all("ab").len(), 3 + 2 + 1 + 2);
        assert_eq!(all("").len(), 1);
        assert_eq!(all("a b").len(), 4 + 3 + 2 + 4);
    }

    #[test]
    fn of_a_long_line_only_the_ends_are_read() {
        let line = |middle: &str| format!("{}{middle}{}", "a b".repeat(32), "c d".repeat(30));
        assert_eq!(all(&line(&"ж".repeat(1_000_000))), all(&line(&"q".repeat(100))));
        assert!(all(&"ж".repeat(1_000_000)).len() < 5 * (HEAD + TAIL + 3));
    }

    #[test]
    fn the_ends_are_counted_in_characters() {
        for text in [
            "a".repeat(400),
            "ж".repeat(400),
            "aж".repeat(200),
            "東a".repeat(80) + "b",
            "x".repeat(161),
        ] {
            let (head, tail) = ends(&text);
            assert_eq!((head.chars().count(), tail.chars().count()), (HEAD, TAIL), "{text}");
            assert!(text.starts_with(head) && text.ends_with(tail));
        }
        for text in ["a".repeat(160), "ж".repeat(160), "東".repeat(159), String::new()] {
            assert_eq!(ends(&text), (&*text, ""));
        }
    }

    #[test]
    fn the_score_is_a_mean_of_weights() {
        let mut weights = vec![0u8; BUCKETS];
        for bucket in all("subscribe") {
            weights[usize::from(bucket)] = (-10i8) as u8;
        }
        let words = Words::new(&weights, 16, 7).unwrap();
        let count = all("subscribe").len() as u64;
        let want = 7 + (-160 * count as i64).div_euclid((count << 8).isqrt() as i64);
        assert_eq!(i64::from(words.score("Subscribe")), want);
        assert!(Words::new(&weights[1..], 16, 7).is_none());
    }
}
