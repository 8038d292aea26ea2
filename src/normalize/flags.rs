//! What is known of each character ahead, so that text which needs nothing is passed over at the speed of memory.

use std::sync::LazyLock;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalCombiningClassMapBorrowed, CanonicalDecompositionBorrowed, Decomposed};

use super::class::{Class, class_of, is_mark};

/// Some setting may change the character.
pub(super) const CLEAN: u8 = 1;
/// A setting that is off by default may change it.
pub(super) const OPTIONAL: u8 = 2;
/// NFC may change it or what stands before it, or it is a combining mark.
pub(super) const COMPOSE: u8 = 4;
/// A character reference may begin here.
pub(super) const REFERENCE: u8 = 8;
/// All but those of settings that are off by default.
pub(super) const DEFAULT: u8 = CLEAN | COMPOSE | REFERENCE;

/// The flags of each character of the basic plane.
static FLAGS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let composition = Composition::new();
    (0..=u32::from(u16::MAX))
        .map(|code| char::from_u32(code).map_or(0, |c| flags(c, &composition)))
        .collect()
});

/// The flags of `c`, with [`FLAGS`] at hand.
#[inline]
fn of(c: char, table: &[u8]) -> u8 {
    match u32::from(c) {
        code @ 0..=0xFFFF => table.get(code as usize).copied().unwrap_or(DEFAULT),
        // Emoji, and ideographs but those that stand for others.
        0x1F000..=0x1FAFF | 0x20000..=0x2F7FF | 0x30000..=0x33FFF => 0,
        _ => DEFAULT,
    }
}

/// What NFC does to characters.
struct Composition {
    nfc: ComposingNormalizerBorrowed<'static>,
    combining: CanonicalCombiningClassMapBorrowed<'static>,
    /// Characters that compose with what stands before them.
    second: Vec<char>,
}

impl Composition {
    fn new() -> Self {
        let decomposition = CanonicalDecompositionBorrowed::new();
        let second = ('\u{A0}'..='\u{FFFF}').filter_map(|c| match decomposition.decompose(c) {
            // Syllables decompose into jamo, which are asked for below.
            Decomposed::Expansion(_, second) if !is_inert(c) => Some(second),
            Decomposed::Expansion(..) | Decomposed::Singleton(_) | Decomposed::Default => None,
        });
        let mut second: Vec<char> = second
            .chain('\u{1161}'..='\u{1175}')
            .chain('\u{11A8}'..='\u{11C2}')
            .collect();
        second.sort_unstable();
        second.dedup();
        Composition {
            nfc: ComposingNormalizerBorrowed::new_nfc(),
            combining: CanonicalCombiningClassMapBorrowed::new(),
            second,
        }
    }

    fn changes(&self, c: char) -> bool {
        !is_inert(c)
            && (self.combining.get_u8(c) != 0
                || self.second.binary_search(&c).is_ok()
                || !self.nfc.is_normalized(c.encode_utf8(&mut [0; 4])))
    }
}

/// Ideographs and syllables: by the tens of thousands, and none of them changes.
fn is_inert(c: char) -> bool {
    matches!(c, '\0'..='\u{A0}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

fn flags(c: char, composition: &Composition) -> u8 {
    let class = match class_of(c) {
        None => 0,
        Some(Class::FullWidth | Class::Ligature | Class::Quote | Class::Replacement) => OPTIONAL,
        Some(_) => CLEAN,
    };
    let compose = if is_mark(c) || composition.changes(c) {
        COMPOSE
    } else {
        0
    };
    class | compose | if c == '&' { REFERENCE } else { 0 }
}

/// Whether no character of `line` has one of the flags `wanted`.
pub(super) fn is_free(line: &str, wanted: u8) -> bool {
    next(line, wanted).is_none()
}

/// The place in bytes of the first character with one of the flags `wanted`, and the character.
pub(super) fn next(line: &str, wanted: u8) -> Option<(usize, char)> {
    let table: &[u8] = &FLAGS;
    let mut at = 0;
    while let Some(rest) = line.as_bytes().get(at..).filter(|rest| !rest.is_empty()) {
        if rest.get(..BLOCK_BYTES).is_some_and(is_plain) {
            at += BLOCK_BYTES;
            continue;
        }
        at += rest.iter().take(BLOCK_BYTES).take_while(|byte| !is_odd(**byte)).count();
        // One character of whatever kind, and those beyond ASCII behind it.
        let mut chars = line.get(at..)?.chars();
        while let Some(c) = chars.next() {
            if of(c, table) & wanted != 0 {
                return Some((at, c));
            }
            at += c.len_utf8();
            if chars.as_str().as_bytes().first().is_none_or(u8::is_ascii) {
                break;
            }
        }
    }
    None
}

const BLOCK_BYTES: usize = 32;

/// Whether a block is ASCII without controls but tab and line feed, and without `&`.
#[inline]
fn is_plain(block: &[u8]) -> bool {
    block.iter().map(|byte| u8::from(is_odd(*byte))).sum::<u8>() == 0
}

#[inline]
fn is_odd(byte: u8) -> bool {
    (byte < b' ' && byte != b'\t' && byte != b'\n') | (byte == b'&') | (byte >= 0x7F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_without_a_flag_are_inert_in_every_company() {
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        let combining = CanonicalCombiningClassMapBorrowed::new();
        for c in ('\0'..='\u{34000}').filter(|c| of(*c, &FLAGS) & COMPOSE == 0) {
            assert_eq!(combining.get_u8(c), 0, "{c:?}");
            let company: String = [
                'a', c, '\u{5D0}', c, '\u{915}', c, '\u{1100}', c, '\u{AC00}', c, '\u{304B}', c,
            ]
            .iter()
            .collect();
            assert!(nfc.is_normalized(&company), "{c:?}");
        }
    }

    #[test]
    fn the_first_flagged_character_is_found() {
        let plain = "plain text, Größe, Привет, 日本語, 한글 😀 ".repeat(4);
        assert!(is_free(&plain, DEFAULT));
        for odd in ['\u{A0}', '&', '\u{301}', '\0', '\u{7F}', '\u{200B}', '\u{1D15E}'] {
            for lead in [0, 1, 31, 32, 33] {
                let text = format!("{}{plain}{odd}{plain}", "x".repeat(lead));
                assert_eq!(next(&text, DEFAULT), Some((lead + plain.len(), odd)));
            }
        }
        assert!(is_free("“quoted”", DEFAULT) && !is_free("“quoted”", DEFAULT | OPTIONAL));
    }
}
