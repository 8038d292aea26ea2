//! The single-byte encodings that are tried: how rare each is, and what its bytes are.
//!
//! Not for: how likely a text is in one of them (`single_byte`).

use std::sync::LazyLock;

use super::lone::Lone;
use super::model::{NAT, Seen};
use super::places::Signs;
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
/// Cost of ASCII written by a byte above ASCII: in the Arabic encodings of the Macintosh it stands there once more, for the other direction.
const SECOND_ASCII: u8 = 120;

/// What the bytes of an encoding are.
pub(super) struct Encoding {
    pub(super) charset: Charset,
    pub(super) characters: [char; 256],
    /// A bit for each byte above ASCII that is a Latin letter.
    latin_letters: u128,
    /// A bit for each of them that is no letter in windows-1252.
    signs_elsewhere: u128,
    /// A bit for each that is a letter of another script.
    other_letters: u128,
    signs: Signs,
    /// A bit for each that is a sign of windows-1252, and another sign here.
    other_signs: u128,
}

/// What an encoding costs beside its letters, in Latin languages and in others.
#[derive(Clone, Copy, Default)]
pub(super) struct Scripts {
    pub(super) latin: u64,
    pub(super) other: u64,
}

impl Encoding {
    fn new(charset: Charset) -> Self {
        let characters = characters(charset);
        let letters = |is: fn(char) -> bool| {
            let high = (0..).zip(characters.iter().skip(128));
            high.fold(0, |letters, (bit, c)| letters | u128::from(is(*c)) << bit)
        };
        let latin_letters = letters(|c| c.is_alphabetic() && is_latin(c));
        Encoding {
            charset,
            latin_letters,
            signs_elsewhere: latin_letters & signs(),
            other_letters: letters(|c| c.is_alphabetic() && !is_latin(c)),
            signs: Signs::of(&characters),
            other_signs: other_signs(&characters),
            characters,
        }
    }

    pub(super) fn scripts(&self, lone: Option<&Lone>) -> Scripts {
        let is_foreign = self.other_letters.count_ones() >= OTHER_SCRIPT_LETTERS;
        Scripts {
            latin: lone.map_or(0, |lone| self.latin_cost(lone)) + if is_foreign { u64::from(OTHER_SCRIPT) } else { 0 },
            other: lone.map_or(0, |lone| lone.cost(self.other_letters)),
        }
    }

    fn latin_cost(&self, lone: &Lone) -> u64 {
        let letters = lone.ornament_cost(self.latin_letters) + lone.apart_cost(self.signs_elsewhere);
        let places = lone.places.misplaced_cost(&self.signs);
        // ISO-8859-15 differs from windows-1252 in eight characters, which are the reason to use it.
        let prior = match self.charset {
            Charset::Web(encoding) if encoding == encoding_rs::ISO_8859_15 => 0,
            _ => self.sign_cost(lone),
        };
        letters + places + prior
    }

    fn sign_cost(&self, lone: &Lone) -> u64 {
        let places = &lone.places;
        places.sign_place_cost(self.signs_elsewhere, &WINDOWS_1252_SIGNS) + places.other_sign_cost(self.other_signs)
    }

    /// `seen`, where ASCII written by bytes above it costs more.
    pub(super) fn with_second_ascii(&self, mut seen: [Seen; 256]) -> [Seen; 256] {
        let skip = if self.charset.is_ascii_compatible() { 128 } else { 256 };
        let high = seen.iter_mut().zip(&self.characters).skip(skip);
        high.filter(|(_, c)| c.is_ascii())
            .for_each(|(seen, _)| *seen = seen.dearer(SECOND_ASCII));
        seen
    }
}

static WINDOWS_1252_SIGNS: LazyLock<Signs> =
    LazyLock::new(|| Signs::of(&characters(Charset::Web(encoding_rs::WINDOWS_1252))));

/// A bit for each byte above ASCII that is no letter in windows-1252.
fn signs() -> u128 {
    let high = (0..).zip(
        characters(Charset::Web(encoding_rs::WINDOWS_1252))
            .into_iter()
            .skip(128),
    );
    high.filter(|(_, c)| !c.is_alphabetic())
        .fold(0, |signs, (bit, _)| signs | 1 << bit)
}

/// A bit for each byte above ASCII that is a sign of windows-1252, and another here.
fn other_signs(characters_here: &[char; 256]) -> u128 {
    let pairs = characters(Charset::Web(encoding_rs::WINDOWS_1252))
        .into_iter()
        .zip(characters_here);
    let others = (0..)
        .zip(pairs.skip(128))
        .filter(|(_, (there, here))| there != *here && !here.is_alphabetic());
    signs() & others.fold(0, |others, (bit, _)| others | 1 << bit)
}

fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// All encodings, with the prior of each in nats.
pub(super) fn all() -> (Vec<Encoding>, Vec<u32>) {
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
    web.chain(pages)
        .map(|(charset, prior)| (Encoding::new(charset), prior))
        .unzip()
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
