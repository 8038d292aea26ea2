//! Where lone bytes above ASCII stand beside ASCII letters: between two, behind one, before one.
//!
//! Letters stand everywhere. Signs do not: no opening quote ends a word, and no pound sign stands inside one. A byte that always stands
//! where the sign belongs that windows-1252 has in its place is hardly a letter. Not for: bytes without letters beside them (`lone`).

use super::model::NAT;

/// What a sign costs between two letters, and an opening sign behind a word.
const MISPLACED: u64 = 6 * NAT as u64;
/// What a closing sign costs before a word.
const CLOSING_FIRST: u64 = 3 * NAT as u64;
/// What a letter costs that only stands where a sign of windows-1252 would.
const SIGN_PLACE: u64 = 4 * NAT as u64;
/// What it costs to read a sign of windows-1252 as another sign.
const OTHER_SIGN: u64 = 3 * NAT as u64;
/// A byte counts so often at most: it means the same character every time.
const MOST: u32 = 3;

/// How often each byte above ASCII stands alone in each place, up to [`MOST`].
#[derive(Debug)]
pub(super) struct Places {
    /// Between two lower-case letters; between any.
    between: [u32; 128],
    inside: [u32; 128],
    closing: [u32; 128],
    opening: [u32; 128],
    /// Without a letter beside it.
    aside: [u32; 128],
}

/// A bit for each byte above ASCII that is a sign of one of these kinds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signs {
    openers: u128,
    closers: u128,
    /// Signs that do not join letters, as dashes and apostrophes do.
    strangers: u128,
    /// The pair of English quotes, which stand inside a word where spaces were forgotten.
    quotes: (u128, u128),
}

impl Signs {
    /// The signs among the 256 characters of an encoding.
    pub(super) fn of(characters: &[char; 256]) -> Self {
        let mut signs = Signs::default();
        for (bit, c) in characters.iter().skip(128).enumerate() {
            let is = |is: bool| u128::from(is) << bit;
            signs.openers |= is(is_opener(*c));
            signs.closers |= is(is_closer(*c));
            signs.strangers |= is(is_stranger(*c));
            signs.quotes.0 |= is(*c == '“');
            signs.quotes.1 |= is(*c == '”');
        }
        signs
    }
}

/// Quotes are missing where some language turns them round.
fn is_opener(c: char) -> bool {
    matches!(c, '„' | '‚' | '¿' | '¡' | '£' | '§' | '€' | '¥' | '©' | '·')
}

fn is_closer(c: char) -> bool {
    matches!(c, '…' | '™' | '®' | '¹' | '²' | '³' | 'º' | 'ª' | '‰')
}

fn is_stranger(c: char) -> bool {
    let joins = matches!(
        c,
        '’' | '‘' | '–' | '—' | '·' | '…' | '\u{A0}' | '\u{AD}' | '´' | '±' | '×' | '÷' | '¦' | 'µ'
    );
    !c.is_alphabetic() && !joins && !c.is_control() && c != char::REPLACEMENT_CHARACTER
}

impl Places {
    /// Counts the bytes of `sample`.
    pub(super) fn of(sample: &[u8]) -> Self {
        let mut places = Places {
            between: [0; 128],
            inside: [0; 128],
            closing: [0; 128],
            opening: [0; 128],
            aside: [0; 128],
        };
        let mut before = b' ';
        let mut bytes = sample.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            if !byte.is_ascii() {
                places.add(before, byte, bytes.peek().copied().unwrap_or(b' '));
            }
            before = byte;
        }
        places
    }

    fn add(&mut self, before: u8, byte: u8, after: u8) {
        if !before.is_ascii() || !after.is_ascii() {
            return;
        }
        if before.is_ascii_lowercase() && after.is_ascii_lowercase() {
            count(&mut self.between, byte);
        }
        let counts = match (before.is_ascii_alphabetic(), after.is_ascii_alphabetic()) {
            (true, true) => &mut self.inside,
            (true, false) if !after.is_ascii_digit() => &mut self.closing,
            (false, true) if !before.is_ascii_digit() => &mut self.opening,
            _ => &mut self.aside,
        };
        count(counts, byte);
    }

    /// What an encoding costs whose signs stand where none belong.
    pub(super) fn misplaced_cost(&self, signs: &Signs) -> u64 {
        let (open, close) = signs.quotes;
        let pairs = sum(&self.between, open).min(sum(&self.between, close));
        let between = sum(&self.between, signs.strangers).saturating_sub(2 * pairs);
        (between + sum(&self.closing, signs.openers)) * MISPLACED + sum(&self.opening, signs.closers) * CLOSING_FIRST
    }

    /// What it costs that `signs` are others than those of windows-1252.
    pub(super) fn other_sign_cost(&self, signs: u128) -> u64 {
        let all = [&self.inside, &self.closing, &self.opening, &self.aside];
        let counted = |bit: usize| all.iter().filter_map(|counts| counts.get(bit)).sum::<u32>().min(MOST);
        let bits = (0..128).filter(|bit| signs >> bit & 1 == 1);
        bits.map(|bit| u64::from(counted(bit))).sum::<u64>() * OTHER_SIGN
    }

    /// What it costs that `letters` only stand where `elsewhere`, which windows-1252 has in their place, belong.
    pub(super) fn sign_place_cost(&self, letters: u128, elsewhere: &Signs) -> u64 {
        let natural = |bit: usize| {
            let known = |counts: &[u32; 128], excluded: u128| match excluded >> bit & 1 {
                0 => counts.get(bit).copied().unwrap_or(0),
                _ => 0,
            };
            let edges = known(&self.closing, elsewhere.openers) + known(&self.opening, elsewhere.closers);
            edges.saturating_sub(known(&self.inside, 0)).min(MOST)
        };
        let bits = (0..128).filter(|bit| letters >> bit & 1 == 1);
        bits.map(|bit| u64::from(natural(bit))).sum::<u64>() * SIGN_PLACE
    }
}

fn count(counts: &mut [u32; 128], byte: u8) {
    if let Some(count) = counts.get_mut(usize::from(byte & 0x7F)) {
        *count = MOST.min(*count + 1);
    }
}

fn sum(counts: &[u32; 128], bits: u128) -> u64 {
    let counted = (0..).zip(counts).filter(|(bit, _)| bits >> bit & 1 == 1);
    counted.map(|(_, count)| u64::from(*count)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signs where the byte 0x82 opens, 0x85 closes and both are strange inside a word.
    fn signs() -> Signs {
        Signs {
            openers: 1 << 2,
            closers: 1 << 5,
            strangers: 1 << 2 | 1 << 5 | 1 << 0x13 | 1 << 0x14,
            quotes: (1 << 0x13, 1 << 0x14),
        }
    }

    #[test]
    fn signs_have_their_places() {
        for (sample, cost) in [
            (&b"\x82one\x85 two"[..], 0),
            (b"caf\x82 one", MISPLACED),
            (b"r\x82sum\x82", 2 * MISPLACED),
            (b"\x85la", CLOSING_FIRST),
            (b"t\x93quoted\x94o", 0),
            (b"k\x94nnen h\x94ren", 2 * MISPLACED),
            (b"5\x82 3\x85x", 0),
            (b"a\x82 b\x82 c\x82 d\x82 e\x82", 3 * MISPLACED),
        ] {
            assert_eq!(Places::of(sample).misplaced_cost(&signs()), cost, "{sample:x?}");
        }
    }

    #[test]
    fn another_sign_costs_up_to_a_bound() {
        let cost = |sample: &[u8]| Places::of(sample).other_sign_cost(1 << 2) / OTHER_SIGN;
        assert_eq!(cost(b"\x82one \x85 two"), 1);
        assert_eq!(cost(b"\x82one 5\x82 \x82 two\x82 x\x82y"), u64::from(MOST));
    }

    #[test]
    fn letters_stand_inside_words_too() {
        for (sample, cost) in [
            (&b"one\x85 \x82two"[..], 2 * SIGN_PLACE),
            (b"dignit\x85 pi\x85no", 0),
            (b"caf\x82", 0),
        ] {
            assert_eq!(
                Places::of(sample).sign_place_cost(u128::MAX, &signs()),
                cost,
                "{sample:x?}"
            );
        }
    }
}
