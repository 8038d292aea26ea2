//! Unicode, spaces and controls of the kept text. Applying it twice is the same as once.
//!
//! [`CLASSES`] lists what is changed, each class with its reason and its setting in [`Options`].
//! Lines keep their order, their indentation and their tabs. Not for: bytes and wrong decoding (`decode`).

mod class;
mod entities;
mod flags;
mod line;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};

pub use class::{CLASSES, Class, ClassInfo};

/// Settings of the stage: one for each class of [`CLASSES`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Canonical composition (NFC).
    pub nfc: bool,
    /// CR LF, CR, VT, FF, NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR become LF.
    pub line_breaks: bool,
    /// C0 controls but tab and line feed, and DELETE, are removed.
    pub controls: bool,
    /// C1 controls become the characters that windows-1252 has in their place, or are removed where it has none.
    pub c1_controls: bool,
    /// Byte order marks inside the text are removed.
    pub byte_order_marks: bool,
    /// Soft hyphens are removed.
    pub soft_hyphens: bool,
    /// Zero-width spaces and joiners are removed where they carry no meaning.
    pub zero_width: bool,
    /// Marks, embeddings, overrides and isolates of the bidirectional algorithm are removed.
    pub bidi_controls: bool,
    /// No-break, typographic and ideographic spaces become plain spaces, and spaces at the ends of lines are removed.
    pub spaces: bool,
    /// Noncharacters, interlinear annotation marks, object replacement characters and stray tags are removed.
    pub noncharacters: bool,
    /// Private-use characters are removed.
    pub private_use: bool,
    /// U+FFFD is removed.
    pub replacement_characters: bool,
    /// So many combining marks may follow one another; further ones are removed. 0 keeps all.
    pub max_combining_marks: usize,
    /// HTML character references that are left in the text are resolved.
    pub entities: bool,
    /// Full-width ASCII becomes ASCII.
    pub full_width: bool,
    /// Latin ligatures (`ﬁ`) become letters.
    pub ligatures: bool,
    /// Curly quotes become straight ones.
    pub quotes: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            nfc: true,
            line_breaks: true,
            controls: true,
            c1_controls: true,
            byte_order_marks: true,
            soft_hyphens: true,
            zero_width: true,
            bidi_controls: true,
            spaces: true,
            noncharacters: true,
            private_use: true,
            replacement_characters: false,
            max_combining_marks: 8,
            entities: true,
            full_width: false,
            ligatures: false,
            quotes: false,
        }
    }
}

/// Normalises `text`.
pub fn normalize(text: &str, options: &Options) -> String {
    let nel = line::NelMeaning::of(text);
    let mut cleaner = line::Cleaner {
        options,
        nel,
        nfc: ComposingNormalizerBorrowed::new_nfc(),
        out: String::with_capacity(text.len()),
    };
    // What is clean already is copied in one go with its neighbours.
    let (mut clean_from, mut at) = (0, 0);
    while at < text.len() {
        let end = memchr::memchr(b'\n', text.as_bytes().get(at..).unwrap_or_default())
            .map_or(text.len(), |length| at + length);
        let line = text.get(at..end).unwrap_or_default();
        if !line::is_clean(line, options) {
            cleaner.out.push_str(text.get(clean_from..at).unwrap_or_default());
            cleaner.push_line(line, text.get(end..).unwrap_or_default());
            clean_from = (end + 1).min(text.len());
        }
        at = end + 1;
    }
    cleaner.out.push_str(text.get(clean_from..).unwrap_or_default());
    if options.spaces {
        trim_blank_lines(cleaner.out)
    } else {
        cleaner.out
    }
}

/// Without blank lines at the start and white space at the end.
fn trim_blank_lines(mut text: String) -> String {
    text.truncate(text.trim_end_matches([' ', '\t', '\n']).len());
    let body = text.trim_start_matches([' ', '\t', '\n']);
    let start = text.len() - body.len();
    let start = text
        .get(..start)
        .and_then(|blank| blank.rfind('\n'))
        .map_or(0, |at| at + 1);
    text.drain(..start);
    text
}

#[cfg(test)]
mod tests;
