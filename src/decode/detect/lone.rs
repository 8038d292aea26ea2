//! Letters that stand alone between ASCII words, or inside of them: a script without words is not in the text.
//!
//! Symbols and accented letters of Latin text look like that in encodings of other scripts: a bullet is a Cyrillic letter in one of them.
//! Not for: how likely the letters are in a language (`model`).

use super::model::NAT;
use super::places::Places;

/// What a letter alone costs, and one inside an ASCII word twice that.
const LONE: u64 = 6 * NAT as u64;
/// So many letters in words of the script excuse one alone: prepositions, initials.
const EXCUSED_BY: u64 = 4;

/// How often each byte above ASCII stands alone, and how often in a run.
#[derive(Debug)]
pub(super) struct Lone {
    alone: [u32; 128],
    joined: [u32; 128],
    /// How often it stands without an ASCII letter beside it, and how often with one.
    apart: [u32; 128],
    inside: [u32; 128],
    /// How many rows of one sign each stands in or beside.
    ornament: [u32; 128],
    pub(super) places: Places,
}

impl Lone {
    /// Counts the bytes of `sample`; none where it has no ASCII letters.
    pub(super) fn of(sample: &[u8]) -> Option<Self> {
        if !sample.iter().any(u8::is_ascii_alphabetic) {
            return None;
        }
        let mut lone = Lone {
            alone: [0; 128],
            joined: [0; 128],
            apart: [0; 128],
            inside: [0; 128],
            ornament: [0; 128],
            places: Places::of(sample),
        };
        let mut before = b' ';
        let mut runs = sample
            .chunk_by(|one, next| one.is_ascii() == next.is_ascii())
            .peekable();
        while let Some(run) = runs.next() {
            let after = runs.peek().and_then(|next| next.first()).copied().unwrap_or(b' ');
            if !run.is_ascii() {
                lone.add(run, before.is_ascii_alphabetic() || after.is_ascii_alphabetic());
            }
            before = run.last().copied().unwrap_or(b' ');
        }
        Some(lone)
    }

    /// `is_inside`: whether an ASCII letter stands beside the run.
    fn add(&mut self, run: &[u8], is_inside: bool) {
        let is_ornament = run.windows(3).any(|row| matches!(row, [a, b, c] if a == b && b == c));
        let is_alone = run.len() == 1 || is_inside && run.len() == 2;
        let (counts, weight) = match (is_ornament, is_alone) {
            (true, _) => (&mut self.ornament, 1),
            (false, true) => (&mut self.alone, 1 + u32::from(is_inside)),
            (false, false) => (&mut self.joined, 1),
        };
        let mut last = None;
        for byte in run.iter().filter(|byte| last.replace(**byte) != Some(**byte)) {
            count(counts, *byte, weight);
        }
        match run {
            _ if is_inside => run.iter().for_each(|byte| count(&mut self.inside, *byte, 1)),
            [byte] => count(&mut self.apart, *byte, 1),
            _ => {}
        }
    }

    /// What an encoding costs in which the bytes of `letters` (a bit for each above ASCII) are letters of a script of its own.
    pub(super) fn cost(&self, letters: u128) -> u64 {
        cost(sum(&self.alone, letters), sum(&self.joined, letters)) + self.ornament_cost(letters)
    }

    /// What it costs that signs of windows-1252 which stand apart are Latin `letters` instead, unless others of them stand inside words.
    pub(super) fn apart_cost(&self, letters: u128) -> u64 {
        sum(&self.apart, letters).saturating_sub(sum(&self.inside, letters)) * LONE
    }

    /// What it costs that letters stand in rows of one sign.
    pub(super) fn ornament_cost(&self, letters: u128) -> u64 {
        sum(&self.ornament, letters) * LONE
    }
}

fn count(counts: &mut [u32; 128], byte: u8, weight: u32) {
    if let Some(count) = counts.get_mut(usize::from(byte & 0x7F)) {
        *count += weight;
    }
}

fn sum(counts: &[u32; 128], letters: u128) -> u64 {
    let counted = (0..).zip(counts).filter(|(bit, _)| letters >> bit & 1 == 1);
    counted.map(|(_, count)| u64::from(*count)).sum()
}

/// What so many letters alone cost beside so many in words.
pub(super) fn cost(alone: u64, joined: u64) -> u64 {
    alone.saturating_sub(joined / EXCUSED_BY) * LONE
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: u128 = u128::MAX;

    #[test]
    fn letters_alone_cost_and_words_excuse_them() {
        let cost_of = |sample: &[u8]| Lone::of(sample).map_or(0, |lone| lone.cost(ALL) / LONE);
        for (sample, costs) in [
            (&b"\x95 item"[..], 1),
            (b"\x95item", 2),
            (b"na\xefve", 2),
            (b"end\x85\x94 of", 4),
            (b"\xe4\xe0\xed\xee \xe8 item", 0),
            (b"\xe4\xe0 \xe8 item", 1),
            (b"\x95 12", 0),
        ] {
            assert_eq!(cost_of(sample), costs, "{sample:x?}");
        }
    }

    #[test]
    fn rows_of_one_sign_are_no_words() {
        let lone = Lone::of(b"\xda\xc4\xc4\xc4\xbf box").unwrap();
        assert_eq!(lone.ornament_cost(ALL), 3 * LONE);
        assert_eq!(lone.ornament_cost(1 << 0x44), LONE, "one of the signs is a letter");
    }
}
