//! Which single-byte encoding makes the bytes most like a language.
//!
//! Each pair of an encoding and a language that it can write is scored by the cost of the sample's byte pairs.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::Scored;
use super::hint::Hint;
use super::lone::Lone;
use super::model::{Language, MODEL, NAT, Seen};
use super::pairs::{ASCII_WEIGHT, FOLDED, FOLDS, Pair, Pairs};
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
const OTHER_PRIOR: u32 = 14;
/// What Latin text costs in an encoding made for another script, which has so many letters of it.
const OTHER_SCRIPT: u32 = 8 * NAT;
const OTHER_SCRIPT_LETTERS: u32 = 20;
/// What a pair of ASCII letters costs in the text of another script, and the most that all cost for each pair of that script.
const FOREIGN_PAIR: u64 = 1;
const FOREIGN_MOST: u64 = 5 * NAT as u64;
/// Cost of ASCII written by a byte above ASCII: in the Arabic encodings of the Macintosh it stands there once more, for the other direction.
const SECOND_ASCII: u8 = 120;
/// The first look takes this many of the most frequent pairs, and keeps the candidates that cost a third more than the best at most.
const FIRST_LOOK_PAIRS: usize = 32;
const SECOND_LOOK_MARGIN: u64 = 20 * NAT as u64;
/// But no more than so many.
const SECOND_LOOK_MOST: usize = 24;
/// It weighs so many pairs in all: of the candidates those with the most likely bytes.
const FIRST_LOOK_WORK: usize = 3_000;

/// An encoding and a language, with how the language sees each byte.
struct Candidate {
    charset: Charset,
    /// Index of the encoding.
    encoding: usize,
    /// Index of the language.
    language: usize,
    is_latin: bool,
    seen: [Seen; 256],
    prior: u32,
    ascii: bool,
}

/// All candidates, for each byte its cost in each of them, and what each encoding's bytes are.
struct Candidates {
    all: Vec<Candidate>,
    bytes: Vec<u8>,
    encodings: Vec<Encoding>,
}

/// What the bytes of an encoding are.
struct Encoding {
    charset: Charset,
    characters: [char; 256],
    /// A bit for each byte above ASCII that is a Latin letter.
    latin_letters: u128,
    /// A bit for each that is a letter of another script.
    other_letters: u128,
}

/// What an encoding costs beside its letters, in Latin languages and in others.
#[derive(Clone, Copy, Default)]
struct Scripts {
    latin: u64,
    other: u64,
}

static CANDIDATES: LazyLock<Candidates> = LazyLock::new(|| {
    let (encodings, priors): (Vec<Encoding>, Vec<u32>) = charsets()
        .into_iter()
        .map(|(charset, prior)| (Encoding::new(charset), prior))
        .unzip();
    let alphabet: BTreeSet<char> = encodings.iter().flat_map(|encoding| encoding.characters).collect();
    let mut all = Vec::new();
    for (language, statistics) in MODEL.languages.iter().enumerate() {
        let seen: HashMap<char, Seen> = alphabet.iter().map(|c| (*c, statistics.see(*c))).collect();
        for (index, (encoding, prior)) in encodings.iter().zip(&priors).enumerate() {
            let seen = encoding.characters.map(|c| seen.get(&c).copied().unwrap_or_default());
            if can_write(&seen, statistics) {
                all.push(Candidate {
                    charset: encoding.charset,
                    encoding: index,
                    language,
                    is_latin: statistics.is_latin,
                    seen: encoding.with_second_ascii(seen),
                    prior: prior * NAT,
                    ascii: encoding.charset.is_ascii_compatible(),
                });
            }
        }
    }
    let bytes = byte_costs(&all);
    Candidates { all, bytes, encodings }
});

impl Encoding {
    fn new(charset: Charset) -> Self {
        let characters = characters(charset);
        let letters = |is: fn(char) -> bool| {
            let high = (0..).zip(characters.iter().skip(128));
            high.fold(0, |letters, (bit, c)| letters | u128::from(is(*c)) << bit)
        };
        Encoding {
            charset,
            latin_letters: letters(|c| c.is_alphabetic() && is_latin(c)),
            other_letters: letters(|c| c.is_alphabetic() && !is_latin(c)),
            characters,
        }
    }

    fn scripts(&self, lone: Option<&Lone>) -> Scripts {
        let is_foreign = self.other_letters.count_ones() >= OTHER_SCRIPT_LETTERS;
        Scripts {
            latin: lone.map_or(0, |lone| lone.ornament_cost(self.latin_letters))
                + if is_foreign { u64::from(OTHER_SCRIPT) } else { 0 },
            other: lone.map_or(0, |lone| lone.cost(self.other_letters)),
        }
    }

    /// `seen`, where ASCII written by bytes above it costs more.
    fn with_second_ascii(&self, mut seen: [Seen; 256]) -> [Seen; 256] {
        let skip = if self.charset.is_ascii_compatible() { 128 } else { 256 };
        let high = seen.iter_mut().zip(&self.characters).skip(skip);
        high.filter(|(_, c)| c.is_ascii())
            .for_each(|(seen, _)| *seen = seen.dearer(SECOND_ASCII));
        seen
    }
}

fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// For each byte a row of what it costs in each candidate, whatever stands before it.
fn byte_costs(candidates: &[Candidate]) -> Vec<u8> {
    let cost = |candidate: &Candidate, byte: u8| {
        let language = MODEL.languages.get(candidate.language);
        let classes = language.map_or(&[][..], |language| language.class_costs);
        candidate.see(byte).cost_alone(classes)
    };
    (0..=u8::MAX)
        .flat_map(|byte| candidates.iter().map(move |candidate| (byte, candidate)))
        .map(|(byte, candidate)| cost(candidate, byte))
        .collect()
}

/// For each pair of what ASCII folds to a row of what it costs in each language.
static ASCII_COSTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let see = |language: &Language, fold: usize| language.see(FOLDED.get(fold).copied().unwrap_or(' '));
    (0..FOLDS * FOLDS)
        .flat_map(|at| MODEL.languages.iter().map(move |language| (at, language)))
        .map(|(at, language)| {
            let cost = language.cost(see(language, at / FOLDS), see(language, at % FOLDS));
            u8::try_from(cost).unwrap_or(u8::MAX)
        })
        .collect()
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

/// What candidates cost beside the pairs.
struct Beside {
    /// For each language.
    languages: Vec<u64>,
    /// For each encoding.
    encodings: Vec<Scripts>,
}

impl Beside {
    fn of(pairs: &Pairs, hint: &Hint, in_ebcdic: bool) -> Self {
        let lone = pairs.lone.as_ref();
        let all = CANDIDATES.encodings.iter();
        let encodings = all.map(|encoding| encoding.scripts(lone)).collect();
        Beside {
            languages: language_costs(pairs, hint, in_ebcdic),
            encodings,
        }
    }
}

/// The best candidates, the best first, each encoding once.
pub(super) fn score(pairs: &Pairs, hint: &Hint, in_ebcdic: bool) -> Vec<Scored> {
    let beside = Beside::of(pairs, hint, in_ebcdic);
    let first = pairs.high.get(..FIRST_LOOK_PAIRS).unwrap_or(&pairs.high);
    let likely = likely(pairs, &beside, FIRST_LOOK_WORK / first.len().max(1), in_ebcdic);
    let mut ranked = rank(likely, first, &beside);
    if first.len() < pairs.high.len() {
        let most = ranked
            .first()
            .map_or(0, |(cost, _)| cost + cost / 3 + SECOND_LOOK_MARGIN);
        let second = ranked
            .iter()
            .take_while(|(cost, _)| *cost <= most)
            .take(SECOND_LOOK_MOST);
        ranked = rank(second.map(|(_, index)| *index), &pairs.high, &beside);
    }
    let mut best: Vec<Scored> = Vec::new();
    for (cost, index) in ranked {
        let Some(candidate) = CANDIDATES.all.get(index) else {
            continue;
        };
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
pub(super) fn cost_of(charset: Charset, pairs: &Pairs, hint: &Hint) -> Option<u64> {
    let all = CANDIDATES.all.iter().enumerate();
    let candidates = all
        .filter(|(_, candidate)| candidate.charset == charset)
        .map(|(index, _)| index);
    let beside = Beside::of(pairs, hint, !charset.is_ascii_compatible());
    rank(candidates, &pairs.high, &beside).first().map(|(cost, _)| *cost)
}

/// Whether two single-byte encodings read all bytes of the sample as the same characters.
pub(super) fn read_alike(one: Charset, other: Charset, pairs: &Pairs) -> bool {
    let both = characters_of(one).is_some() && characters_of(other).is_some();
    both && !pairs.bytes().into_iter().any(|(byte, _)| differ_in(one, other, byte))
}

/// Whether two single-byte encodings read a byte as different characters.
pub(super) fn differ_in(one: Charset, other: Charset, byte: u8) -> bool {
    match (characters_of(one), characters_of(other)) {
        (Some(one), Some(other)) => one.get(usize::from(byte)) != other.get(usize::from(byte)),
        _ => false,
    }
}

fn characters_of(charset: Charset) -> Option<&'static [char; 256]> {
    let mut known = CANDIDATES.encodings.iter();
    known
        .find(|known| known.charset == charset)
        .map(|known| &known.characters)
}

/// Indices of the candidates in which the bytes alone are cheapest, so many.
fn likely(pairs: &Pairs, beside: &Beside, most: usize, in_ebcdic: bool) -> Vec<usize> {
    let Candidates { all, bytes, .. } = &*CANDIDATES;
    let mut costs: Vec<u32> = vec![0; all.len()];
    for (byte, count) in pairs.bytes() {
        let row = bytes.get(usize::from(byte) * all.len()..).unwrap_or_default();
        for (cost, byte) in costs.iter_mut().zip(row) {
            *cost += count * u32::from(*byte);
        }
    }
    let mut order: Vec<(u64, usize)> = costs
        .iter()
        .zip(all)
        .enumerate()
        .filter(|(_, (_, candidate))| candidate.ascii != in_ebcdic)
        .map(|(index, (cost, candidate))| (u64::from(*cost) + candidate.extra(beside), index))
        .collect();
    if most < order.len() {
        order.select_nth_unstable(most);
        order.truncate(most);
    }
    order.into_iter().map(|(_, index)| index).collect()
}

/// What each candidate costs on `high`, the cheapest first.
fn rank(candidates: impl IntoIterator<Item = usize>, high: &[Pair], beside: &Beside) -> Vec<(u64, usize)> {
    let mut ranked: Vec<(u64, usize)> = candidates
        .into_iter()
        .filter_map(|index| {
            let candidate = CANDIDATES.all.get(index)?;
            Some((candidate.cost(high) + candidate.extra(beside), index))
        })
        .collect();
    ranked.sort_unstable();
    ranked
}

/// What ASCII letters in the text of another script cost: they are foreign words, or speak against that script.
pub(super) fn foreign_words(pairs: &Pairs) -> u64 {
    let own: u64 = pairs.high.iter().map(|pair| u64::from(pair.count)).sum();
    (pairs.ascii_letters() * FOREIGN_PAIR).min(own * FOREIGN_MOST)
}

/// For each language how much less than the best one the ASCII letters of the sample and the hint speak for it.
fn language_costs(pairs: &Pairs, hint: &Hint, in_ebcdic: bool) -> Vec<u64> {
    let languages = &MODEL.languages;
    let mut sums: Vec<u32> = vec![0; languages.len()];
    for (at, count) in pairs.ascii() {
        let row = ASCII_COSTS.get(at * languages.len()..).unwrap_or_default();
        for (sum, cost) in sums.iter_mut().zip(row) {
            *sum += count * u32::from(*cost);
        }
    }
    let latin = languages.iter().zip(&sums).filter(|(language, _)| language.is_latin);
    let latin_best = latin.map(|(_, sum)| *sum).min().unwrap_or(0);
    let foreign = foreign_words(pairs);
    let ascii = |language: &Language, sum: u32| match language.is_latin {
        _ if in_ebcdic => 0,
        true => u64::from(sum.saturating_sub(latin_best) / ASCII_WEIGHT),
        false => foreign,
    };
    languages
        .iter()
        .zip(&sums)
        .map(|(language, sum)| ascii(language, *sum) + hint.cost(language.name))
        .collect()
}

impl Candidate {
    #[inline]
    fn see(&self, byte: u8) -> Seen {
        self.seen.get(usize::from(byte)).copied().unwrap_or_default()
    }

    /// What it costs beside the pairs.
    fn extra(&self, beside: &Beside) -> u64 {
        let encoding = beside.encodings.get(self.encoding).copied().unwrap_or_default();
        let script = match self.is_latin {
            true => encoding.latin,
            false => encoding.other,
        };
        let language = beside.languages.get(self.language);
        language.copied().unwrap_or(0) + script + u64::from(self.prior)
    }

    fn cost(&self, pairs: &[Pair]) -> u64 {
        let Some(language) = MODEL.languages.get(self.language) else {
            return u64::MAX;
        };
        pairs
            .iter()
            .map(|pair| u64::from(pair.count) * u64::from(language.cost(self.see(pair.before), self.see(pair.next))))
            .sum()
    }
}
