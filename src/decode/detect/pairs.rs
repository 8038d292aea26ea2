//! How often which byte follows which in a sample.

use super::lone::Lone;

/// How much more a pair of ASCII counts in a word with bytes above ASCII: it tells of the language of that word.
pub(super) const ASCII_WEIGHT: u32 = 8;
/// ASCII as languages see it: 0 for spaces and signs, 1 to 26 for letters of either case, 27 for digits.
pub(super) const FOLDS: usize = 32;
/// The character that stands for each of them.
pub(super) const FOLDED: [char; 28] = [
    ' ', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v',
    'w', 'x', 'y', 'z', '0',
];
const DIGIT: u8 = 27;

#[allow(
    clippy::indexing_slicing,
    reason = "computed by the compiler, which refuses an index that is out of bounds"
)]
static FOLD: [u8; 128] = {
    let mut fold = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        fold[byte] = match byte as u8 {
            letter @ b'a'..=b'z' => letter - b'a' + 1,
            letter @ b'A'..=b'Z' => letter - b'A' + 1,
            b'0'..=b'9' => DIGIT,
            _ => 0,
        };
        byte += 1;
    }
    fold
};

/// Two bytes in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) before: u8,
    pub(super) next: u8,
    pub(super) count: u32,
}

/// How often which byte follows which.
#[derive(Debug)]
pub(super) struct Pairs {
    /// Pairs with a byte above ASCII, the most frequent first; in EBCDIC all pairs.
    pub(super) high: Vec<Pair>,
    /// Pairs of ASCII by what they fold to, weighted: the row is the character before.
    ascii: Vec<u32>,
    /// Bytes above ASCII that stand alone; none where there are no ASCII words, and in EBCDIC.
    pub(super) lone: Option<Lone>,
}

impl Pairs {
    /// Counts the pairs of `sample`.
    pub(super) fn of(sample: &[u8], in_ebcdic: bool) -> Self {
        let (mut high, mut ascii) = (Vec::new(), vec![0; FOLDS * FOLDS]);
        let fold = |byte: u8| FOLD.get(usize::from(byte)).map(|fold| usize::from(*fold));
        for word in sample.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
            let weight = if word.is_ascii() { 1 } else { ASCII_WEIGHT };
            let mut before = b' ';
            for next in word.iter().copied().chain([b' ']) {
                match (fold(before), fold(next)) {
                    (Some(row), Some(column)) if !in_ebcdic => {
                        if let Some(count) = ascii.get_mut(row * FOLDS + column) {
                            *count += weight;
                        }
                    }
                    // Rows of one sign are ornament, and no evidence.
                    _ if next == before && !in_ebcdic => {}
                    _ => high.push(u16::from_be_bytes([before, next])),
                }
                before = next;
            }
        }
        Pairs {
            high: counted(high),
            ascii,
            lone: if in_ebcdic { None } else { Lone::of(sample) },
        }
    }

    /// The pairs of ASCII that occur: where they stand in a table of [`FOLDS`] squared, and how often.
    pub(super) fn ascii(&self) -> impl Iterator<Item = (usize, u32)> {
        self.ascii.iter().copied().enumerate().filter(|(_, count)| *count > 0)
    }

    /// How many pairs of ASCII letters there are, weighted.
    pub(super) fn ascii_letters(&self) -> u64 {
        let is_letter = |fold: usize| (1..usize::from(DIGIT)).contains(&fold);
        self.ascii()
            .filter(|(at, _)| is_letter(at / FOLDS) && is_letter(at % FOLDS))
            .map(|(_, count)| u64::from(count))
            .sum()
    }

    /// How often each byte above ASCII stands in the sample; in EBCDIC each byte.
    pub(super) fn bytes(&self) -> Vec<(u8, u32)> {
        let mut counts = [0; 256];
        for pair in &self.high {
            if let Some(count) = counts.get_mut(usize::from(pair.next)) {
                *count += pair.count;
            }
        }
        (0..=u8::MAX).zip(counts).filter(|(_, count)| *count > 0).collect()
    }
}

/// Equal pairs counted, the most frequent first.
fn counted(mut pairs: Vec<u16>) -> Vec<Pair> {
    pairs.sort_unstable();
    let mut counted: Vec<Pair> = pairs
        .chunk_by(|a, b| a == b)
        .filter_map(|run| {
            let [before, next] = run.first()?.to_be_bytes();
            Some(Pair {
                before,
                next,
                count: run.len() as u32,
            })
        })
        .collect();
    counted.sort_by_key(|pair| std::cmp::Reverse(pair.count));
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted() {
        let pairs = Pairs::of(b"\xe9t\xe9 ab \xe9", false);
        let high: Vec<_> = pairs
            .high
            .iter()
            .map(|pair| (pair.before, pair.next, pair.count))
            .collect();
        assert_eq!(
            high,
            [(b' ', 0xE9, 2), (0xE9, b' ', 2), (b't', 0xE9, 1), (0xE9, b't', 1)]
        );
        assert_eq!(
            pairs.ascii().collect::<Vec<_>>(),
            [(1, 1), (FOLDS + 2, 1), (2 * FOLDS, 1)]
        );
        assert_eq!(pairs.ascii_letters(), 1);
        assert_eq!(pairs.bytes(), [(b' ', 2), (b't', 1), (0xE9, 3)]);
    }

    #[test]
    fn folds_stand_for_their_characters() {
        for (fold, c) in FOLDED.iter().enumerate() {
            assert_eq!(usize::from(FOLD[*c as usize]), fold);
        }
    }
}
