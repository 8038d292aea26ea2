//! Detection from the bytes alone: candidates are scored by how much the text they give is like a language.
//!
//! Costs are negative logarithms of probabilities, so those of different encodings can be compared on the same bytes.
//! Not for: the order of evidence (`decide`).

mod encoding;
mod hint;
mod lone;
mod model;
mod multi_byte;
mod pairs;
mod places;
mod sample;
mod single_byte;

pub(super) use self::hint::Hint;
use self::model::NAT;
use self::pairs::Pairs;
use self::sample::Sample;
use super::charset::Charset;
use super::east_asian::EastAsian;

/// Two readings closer than this make the evidence thin.
const THIN_MARGIN: u64 = 12 * NAT as u64;

/// Where a byte above ASCII costs more than this in the best reading, the sample is not like any language.
const POOR: u64 = 12 * NAT as u64;

/// What a declaration is worth, beside an eighth of the sample's cost.
const DECLARED: u64 = 20 * NAT as u64;

/// So few bytes above ASCII refute no declaration that fits them.
const LONE_BYTES: u64 = 8;

/// So much tells EBCDIC from ASCII.
const EBCDIC_BYTES: usize = 4 * 1024;

/// A candidate and what the sample costs in it.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    pub(super) charset: Charset,
    pub(super) cost: u64,
}

/// Encodings that shift between sets of characters, whose bytes are all ASCII.
pub(super) fn escape_sequences(bytes: &[u8]) -> Option<Charset> {
    if memchr::memchr2(0x1B, b'~', bytes).is_none() || !bytes.is_ascii() {
        return None;
    }
    if let Some(encoding) = EastAsian::by_shifts(bytes) {
        return Some(Charset::EastAsian(encoding));
    }
    let japanese = [&b"\x1b$B"[..], b"\x1b$@", b"\x1b(J", b"\x1b(I"];
    let is_japanese = japanese
        .iter()
        .any(|shift| memchr::memmem::find(bytes, shift).is_some());
    is_japanese.then_some(Charset::Web(encoding_rs::ISO_2022_JP))
}

/// What was found in bytes that are neither ASCII nor UTF-8.
#[derive(Debug)]
pub(super) struct Detection {
    sample: Sample,
    pairs: Pairs,
    hint: Hint,
    /// The best first.
    candidates: Vec<Scored>,
}

impl Detection {
    /// Scores all candidates on a sample, and on a longer one where that leaves room for doubt or refutes what is declared.
    pub(super) fn of(bytes: &[u8], declared: &[Charset], hint: Hint) -> Self {
        let mut found = Detection::score(Sample::of(bytes, sample::FIRST), hint);
        let is_enough = match declared {
            [] => !found.is_doubtful(),
            _ => declared.iter().any(|charset| found.allows(*charset)),
        };
        if !is_enough && !found.sample.is_whole {
            found = Detection::score(Sample::of(bytes, sample::SECOND), found.hint);
        }
        let undecided = found.undecided(bytes);
        if undecided.is_empty() {
            return found;
        }
        let sample = found.sample.with_words_of(bytes, &undecided);
        Detection::score(sample, found.hint)
    }

    fn score(sample: Sample, hint: Hint) -> Self {
        let in_ebcdic = looks_like_ebcdic(&sample.text);
        let pairs = Pairs::of(&sample.text, in_ebcdic);
        let mut candidates = single_byte::score(&pairs, &hint, in_ebcdic);
        let foreign = single_byte::foreign_words(&pairs);
        candidates.extend(multi_byte::score(&sample.text, &hint).into_iter().map(|scored| Scored {
            cost: scored.cost + foreign,
            ..scored
        }));
        candidates.sort_by_key(|scored| scored.cost);
        Detection {
            sample,
            pairs,
            hint,
            candidates,
        }
    }

    /// The candidates that are nearly as likely as the first, with it.
    fn near(&self) -> impl Iterator<Item = (Charset, Charset)> {
        let (first, others) = match self.candidates.split_first() {
            Some((first, others)) => (Some(first), others),
            None => (None, &[][..]),
        };
        let most = first.map_or(0, |first| first.cost + THIN_MARGIN);
        let near = others.iter().take_while(move |other| other.cost < most);
        near.filter_map(move |other| Some((first?.charset, other.charset)))
    }

    /// Whether two different readings of the sample are nearly as likely, or none is likely.
    fn is_doubtful(&self) -> bool {
        let high = sample::high_bytes(&self.sample.text) as u64;
        let is_poor = self.candidates.first().is_none_or(|best| best.cost > high * POOR);
        let is_thin = || {
            self.near()
                .any(|(first, other)| !single_byte::read_alike(first, other, &self.pairs))
        };
        is_poor || is_thin()
    }

    /// Bytes that stand outside of the sample only and mean other characters in an encoding that is nearly as likely.
    fn undecided(&self, bytes: &[u8]) -> Vec<u8> {
        if self.sample.is_whole || self.near().next().is_none() {
            return Vec::new();
        }
        let (all, seen) = (sample::distinct(bytes), sample::distinct(&self.sample.text));
        let fresh = (0x80..=u8::MAX).filter(|byte| all.contains(byte) && !seen.contains(byte));
        let tells = |byte: &u8| {
            self.near()
                .any(|(first, other)| single_byte::differ_in(first, other, *byte))
        };
        fresh.filter(tells).collect()
    }

    /// The most likely encoding.
    pub(super) fn best(&self) -> Charset {
        self.candidates
            .first()
            .map_or(Charset::Web(encoding_rs::WINDOWS_1252), |scored| scored.charset)
    }

    /// Whether the bytes do not refute `declared`: it fits them, and no other encoding makes them clearly more like a language.
    pub(super) fn allows(&self, declared: Charset) -> bool {
        let (text, malformed) = declared.decode(&self.sample.text);
        let odd = text
            .chars()
            .filter(|c| matches!(c, '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}'))
            .count() as u64;
        let high = sample::high_bytes(&self.sample.text) as u64;
        if (malformed + odd) * 50 > high.max(25) {
            return false;
        }
        // That all bytes form pairs of a multi-byte encoding is no chance, so only another such encoding can be better.
        let is_multi_byte = multi_byte::is_scored(declared);
        let rivals = || {
            self.candidates
                .iter()
                .filter(|scored| !is_multi_byte || multi_byte::is_scored(scored.charset))
        };
        let Some(best) = rivals().next().filter(|_| high > LONE_BYTES) else {
            return true;
        };
        let cost = rivals()
            .find(|scored| scored.charset == declared)
            .map(|scored| scored.cost);
        match cost.or_else(|| single_byte::cost_of(declared, &self.pairs, &self.hint)) {
            Some(cost) => cost <= best.cost + DECLARED + best.cost / 8,
            None => false,
        }
    }
}

/// In EBCDIC the space is 0x40, which in ASCII stands in addresses only, and 0x20 is a control.
pub(super) fn looks_like_ebcdic(bytes: &[u8]) -> bool {
    let start = bytes.get(..EBCDIC_BYTES).unwrap_or(bytes);
    let count = |wanted: u8| start.iter().filter(|byte| **byte == wanted).count();
    start.len() > 16
        && count(0x40) * 14 > start.len()
        && count(b' ') * 100 < start.len()
        && count(b'\n') * 100 < start.len()
}
