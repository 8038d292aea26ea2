//! Which single-byte encoding makes the bytes most like a language.
//!
//! Each pair of an encoding and a language that it can write is scored by the cost of the sample's byte pairs.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::Scored;
use super::model::{Language, MODEL, NAT, Seen};
use super::sample::{ASCII_WEIGHT, Pairs};
use crate::decode::charset::Charset;
use crate::decode::code_page;

/// How many nats an encoding must be more likely than windows-1252 by its bytes to be believed as much: the rarer in pages, the more.
const PRIORS: [(&str, u32); 27] = [
    ("windows-1252", 0),
    ("windows-1251", 6),
    ("windows-1250", 6),
    ("windows-1253", 6),
    ("windows-1254", 6),
    ("windows-1255", 6),
    ("windows-1256", 6),
    ("windows-1257", 6),
    ("windows-1258", 8),
    ("windows-874", 6),
    ("iso-8859-2", 7),
    ("iso-8859-3", 9),
    ("iso-8859-4", 9),
    ("iso-8859-5", 8),
    ("iso-8859-6", 8),
    ("iso-8859-7", 7),
    ("iso-8859-8", 7),
    ("iso-8859-10", 10),
    ("iso-8859-13", 9),
    ("iso-8859-14", 10),
    ("iso-8859-15", 3),
    ("iso-8859-16", 10),
    ("koi8-r", 6),
    ("koi8-u", 7),
    ("ibm866", 7),
    ("macintosh", 8),
    ("x-mac-cyrillic", 9),
];
/// The same for code pages that the Encoding Standard lacks.
const CODE_PAGE_PRIORS: [(&str, u32); 5] = [
    ("ibm437", 8),
    ("ibm850", 8),
    ("ibm852", 8),
    ("ibm855", 8),
    ("x-mac-ce", 9),
];
const OTHER_PRIOR: u32 = 11;
/// What a pair of ASCII letters costs in the text of another script, and the most that all cost for each pair of that script.
const FOREIGN_PAIR: u64 = 1;
const FOREIGN_MOST: u64 = 5 * NAT as u64;
/// Cost of ASCII written by a byte above ASCII: in the Arabic encodings of the Macintosh it stands there once more, for the other direction.
const SECOND_ASCII: u8 = 120;
/// The first look takes this many of the most frequent pairs, and keeps the candidates that cost a third more than the best at most.
const FIRST_LOOK_PAIRS: usize = 48;
const SECOND_LOOK_MARGIN: u64 = 20 * NAT as u64;

/// An encoding and a language, with how the language sees each byte.
struct Candidate {
    charset: Charset,
    language: &'static Language,
    seen: [Seen; 256],
    prior: u32,
    ascii: bool,
}

static CANDIDATES: LazyLock<Vec<Candidate>> = LazyLock::new(|| {
    let charsets: Vec<_> = charsets()
        .into_iter()
        .map(|(charset, prior)| (charset, prior, characters(charset)))
        .collect();
    let alphabet: BTreeSet<char> = charsets.iter().flat_map(|(_, _, chars)| *chars).collect();
    let mut candidates = Vec::new();
    for language in &MODEL.languages {
        let seen: HashMap<char, Seen> = alphabet.iter().map(|c| (*c, language.see(*c))).collect();
        for (charset, prior, chars) in &charsets {
            let seen = chars.map(|c| seen.get(&c).copied().unwrap_or_default());
            if can_write(&seen, language) {
                candidates.push(Candidate::new(*charset, *prior, language, seen, chars));
            }
        }
    }
    candidates
});

fn charsets() -> Vec<(Charset, u32)> {
    let web = PRIORS
        .iter()
        .filter_map(|(name, prior)| Some((Charset::for_label(name)?, *prior)));
    let pages = code_page::all().iter().map(|page| {
        let prior = CODE_PAGE_PRIORS
            .iter()
            .find(|(name, _)| *name == page.name)
            .map_or(OTHER_PRIOR, |(_, prior)| *prior);
        (Charset::CodePage(page), prior)
    });
    web.chain(pages).collect()
}

fn characters(charset: Charset) -> [char; 256] {
    std::array::from_fn(|byte| {
        charset
            .decode(&[byte as u8])
            .0
            .chars()
            .next()
            .unwrap_or(char::REPLACEMENT_CHARACTER)
    })
}

/// Whether an encoding has nearly all letters of a language.
fn can_write(seen: &[Seen; 256], language: &Language) -> bool {
    let mut has = vec![false; usize::from(u8::MAX)];
    for letter in seen.iter().filter_map(|seen| seen.letter()) {
        if let Some(has) = has.get_mut(letter) {
            *has = true;
        }
    }
    let letters = language
        .letters
        .iter()
        .filter_map(|letter| language.see(*letter).letter());
    let missing = letters
        .filter(|letter| !has.get(*letter).copied().unwrap_or(false))
        .count();
    missing * 5 <= language.letters.len()
}

/// The best candidates, the best first, each encoding once. `in_ebcdic` tells which family is asked for.
pub(super) fn score(pairs: &Pairs, in_ebcdic: bool) -> Vec<Scored> {
    let candidates: Vec<&Candidate> = CANDIDATES
        .iter()
        .filter(|candidate| candidate.ascii != in_ebcdic)
        .collect();
    let languages = language_costs(pairs, in_ebcdic);
    let first = pairs.high.get(..FIRST_LOOK_PAIRS).unwrap_or(&pairs.high);
    let mut ranked = rank(&candidates, first, &languages, pairs, in_ebcdic);
    if first.len() < pairs.high.len() {
        let most = ranked
            .first()
            .map_or(0, |(cost, _)| cost + cost / 3 + SECOND_LOOK_MARGIN);
        let second: Vec<&Candidate> = ranked
            .iter()
            .take_while(|(cost, _)| *cost <= most)
            .map(|(_, candidate)| *candidate)
            .collect();
        ranked = rank(&second, &pairs.high, &languages, pairs, in_ebcdic);
    }
    let mut best: Vec<Scored> = Vec::new();
    for (cost, candidate) in ranked {
        if !best.iter().any(|scored| scored.charset == candidate.charset) {
            best.push(Scored {
                charset: candidate.charset,
                cost,
            });
        }
    }
    best
}

/// The cost of the sample in one encoding, in the language that fits it best; none if no language's letters are in it.
pub(super) fn cost_of(charset: Charset, pairs: &Pairs) -> Option<u64> {
    let candidates: Vec<&Candidate> = CANDIDATES
        .iter()
        .filter(|candidate| candidate.charset == charset)
        .collect();
    let in_ebcdic = !charset.is_ascii_compatible();
    rank(
        &candidates,
        &pairs.high,
        &language_costs(pairs, in_ebcdic),
        pairs,
        in_ebcdic,
    )
    .first()
    .map(|(cost, _)| *cost)
}

fn rank<'c>(
    candidates: &[&'c Candidate],
    high: &[(u8, u8, u32)],
    languages: &[(&'static str, u64)],
    pairs: &Pairs,
    in_ebcdic: bool,
) -> Vec<(u64, &'c Candidate)> {
    let mut ranked: Vec<(u64, &Candidate)> = candidates
        .iter()
        .map(|candidate| {
            let language = languages
                .iter()
                .find(|(name, _)| *name == candidate.language.name)
                .map_or(0, |(_, cost)| *cost);
            let low = if in_ebcdic {
                candidate.cost(&pairs.ascii) / u64::from(ASCII_WEIGHT)
            } else {
                0
            };
            (
                candidate.cost(high) + low + language + u64::from(candidate.prior),
                *candidate,
            )
        })
        .collect();
    ranked.sort_by_key(|(cost, _)| *cost);
    ranked
}

/// What ASCII letters in the text of another script cost: they are foreign words, or speak against that script.
pub(super) fn foreign_words(pairs: &Pairs) -> u64 {
    let letters = pairs
        .ascii
        .iter()
        .filter(|(before, next, _)| before.is_ascii_alphabetic() && next.is_ascii_alphabetic());
    let foreign: u64 = letters.map(|(_, _, count)| u64::from(*count)).sum();
    let own: u64 = pairs.high.iter().map(|(_, _, count)| u64::from(*count)).sum();
    (foreign * FOREIGN_PAIR).min(own * FOREIGN_MOST)
}

/// For each language how much less than the best one the ASCII letters of the sample speak for it.
fn language_costs(pairs: &Pairs, in_ebcdic: bool) -> Vec<(&'static str, u64)> {
    if in_ebcdic {
        return Vec::new();
    }
    let mut costs: Vec<(&'static str, u64)> = MODEL
        .languages
        .iter()
        .map(|language| {
            let seen: [Seen; 128] = std::array::from_fn(|byte| language.see(char::from(byte as u8)));
            (
                language.name,
                cost(&seen, language, &pairs.ascii) / u64::from(ASCII_WEIGHT),
            )
        })
        .collect();
    let latin = MODEL
        .languages
        .iter()
        .zip(&costs)
        .filter(|(language, _)| language.is_latin);
    let latin_best = latin.map(|(_, (_, cost))| *cost).min().unwrap_or(0);
    for (language, (_, cost)) in MODEL.languages.iter().zip(&mut costs) {
        *cost = if language.is_latin {
            *cost - latin_best
        } else {
            foreign_words(pairs)
        };
    }
    costs
}

impl Candidate {
    fn new(
        charset: Charset,
        prior: u32,
        language: &'static Language,
        mut seen: [Seen; 256],
        chars: &[char; 256],
    ) -> Self {
        let ascii = charset.is_ascii_compatible();
        let high = seen.iter_mut().zip(chars).skip(if ascii { 0x80 } else { 0x100 });
        high.filter(|(_, c)| c.is_ascii())
            .for_each(|(seen, _)| *seen = seen.dearer(SECOND_ASCII));
        Candidate {
            charset,
            language,
            seen,
            prior: prior * NAT,
            ascii,
        }
    }

    fn cost(&self, pairs: &[(u8, u8, u32)]) -> u64 {
        cost(&self.seen, self.language, pairs)
    }
}

fn cost(seen: &[Seen], language: &Language, pairs: &[(u8, u8, u32)]) -> u64 {
    let see = |byte: u8| seen.get(usize::from(byte)).copied().unwrap_or_default();
    pairs
        .iter()
        .map(|(before, next, count)| u64::from(*count) * u64::from(language.cost(see(*before), see(*next))))
        .sum()
}
