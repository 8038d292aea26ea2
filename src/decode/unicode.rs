//! Byte order marks, and UTF-16 and UTF-32 without one, known by their pattern of zeros and controls.
//!
//! Not for: UTF-8 (`utf8`).

use super::charset::Charset;
use super::utf32;
use super::wide::{self, SHORT_BYTES, is_odd_control};

/// How much of the input is looked at for a pattern.
const SAMPLE_BYTES: usize = 8 * 1024;

/// The encoding that a byte order mark announces, and the mark's length in bytes.
pub(super) fn byte_order_mark(bytes: &[u8]) -> Option<(Charset, usize)> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some((Charset::Web(encoding_rs::UTF_8), 3)),
        [0xFF, 0xFE, 0, 0, ..] if bytes.len().is_multiple_of(4) => Some((Charset::Utf32 { big_endian: false }, 4)),
        [0, 0, 0xFE, 0xFF, ..] => Some((Charset::Utf32 { big_endian: true }, 4)),
        [0xFF, 0xFE, ..] => Some((Charset::Web(encoding_rs::UTF_16LE), 2)),
        [0xFE, 0xFF, ..] => Some((Charset::Web(encoding_rs::UTF_16BE), 2)),
        _ => None,
    }
}

/// The mark of UTF-7: the same character as of the others, in base 64.
pub(super) fn has_utf7_mark(bytes: &[u8]) -> bool {
    matches!(bytes, [b'+', b'/', b'v', b'8' | b'9' | b'+' | b'/', ..])
}

/// Whether ASCII holds what would be a shifted sequence in UTF-7.
pub(super) fn has_utf7(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'+', bytes).any(|at| {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        rest.first()
            .is_some_and(|next| next.is_ascii_alphanumeric() || matches!(next, b'+' | b'/'))
    })
}

/// UTF-16 or UTF-32 without a mark. 8-bit text holds hardly any control characters; wide text is full of them.
pub(super) fn wide_pattern(bytes: &[u8]) -> Option<Charset> {
    if bytes.len() <= SHORT_BYTES {
        return wide::short_text(bytes);
    }
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    if !has_low_controls(sample) {
        return None;
    }
    let controls = sample.iter().filter(|byte| is_odd_control(**byte)).count();
    if controls == 0 || controls * 50 < sample.len() {
        return None;
    }
    for big_endian in [true, false] {
        if looks_like_utf32(sample, big_endian) {
            return Some(Charset::Utf32 { big_endian });
        }
    }
    let (little, big) = (
        utf16_score(sample, u16::from_le_bytes),
        utf16_score(sample, u16::from_be_bytes),
    );
    let units = (sample.len() / 2) as i64;
    let (best, encoding) = if big > little {
        (big, encoding_rs::UTF_16BE)
    } else {
        (little, encoding_rs::UTF_16LE)
    };
    (units > 0 && best * 10 >= units * 8).then_some(Charset::Web(encoding))
}

/// Whether any of the first controls stands in the sample: wide text of some length has them as half of a unit.
fn has_low_controls(sample: &[u8]) -> bool {
    let count = |step: &[u8]| step.iter().map(|byte| u8::from(*byte < b'\t')).sum::<u8>();
    sample.chunks(128).any(|step| count(step) > 0)
}

fn looks_like_utf32(sample: &[u8], big_endian: bool) -> bool {
    let units = sample.len() / 4;
    let valid = utf32::units(sample, big_endian)
        .filter(|unit| *unit != 0 && char::from_u32(*unit).is_some())
        .count();
    units > 0 && valid * 100 >= units * 95
}

/// One point for each unit of a block that texts are written in, a bonus for what stands in nearly every text,
/// a malus for what stands in none.
fn utf16_score(sample: &[u8], unit: fn([u8; 2]) -> u16) -> i64 {
    sample
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| unit_score(unit(*pair)))
        .sum()
}

fn unit_score(unit: u16) -> i64 {
    match unit {
        0x20 | 0x0A | 0x3001 | 0x3002 | 0xFF0C => 3,
        0x09 | 0x0D | 0x21..=0x7E => 2,
        0 | 0xFFFE | 0xFFFF => -6,
        0x01..=0x1F | 0x7F..=0x9F => -4,
        0xA0..=0x052F | 0x0531..=0x06FF | 0x0900..=0x0DFF | 0x0E00..=0x11FF => 1,
        0x1E00..=0x206F | 0x20A0..=0x26FF | 0x3003..=0x30FF | 0xAC00..=0xD7A3 | 0xFF01..=0xFF9F => 1,
        0x4E00..=0x9FFF | 0xD800..=0xDFFF => 1,
        _ => -1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 6] = [
        "Plain words, and some more of them.",
        "Все люди рождаются свободными и равными.",
        "كل الناس أحرار متساوون في الكرامة",
        "すべての人は、自由であり、かつ、平等です。",
        "天地玄黃,宇宙洪荒。日月盈昃,辰宿列張。",
        "모든 사람은 자유롭게 태어났다.",
    ];

    fn wide<const N: usize>(text: &str, unit: impl Fn(u32) -> [u8; N]) -> Vec<u8> {
        text.chars().flat_map(|c| unit(u32::from(c))).collect()
    }

    #[test]
    fn wide_text_is_known_without_a_mark() {
        for text in TEXTS {
            let cases = [
                ("utf-16le", wide(text, |c| (c as u16).to_le_bytes())),
                ("utf-16be", wide(text, |c| (c as u16).to_be_bytes())),
                ("utf-32le", wide(text, u32::to_le_bytes)),
                ("utf-32be", wide(text, u32::to_be_bytes)),
            ];
            for (name, bytes) in cases {
                let charset = wide_pattern(&bytes).unwrap_or_else(|| panic!("{name} {text}"));
                assert_eq!(
                    (charset.name().as_str(), charset.decode(&bytes)),
                    (name, (text.to_owned(), 0))
                );
            }
        }
    }

    #[test]
    fn narrow_text_has_no_pattern() {
        for bytes in [
            &b""[..],
            b"\0",
            b"plain text\r\n",
            b"\x1b$B$3$l\x1b(B",
            "Größe".as_bytes(),
        ] {
            assert_eq!(wide_pattern(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn marks() {
        let name = |bytes: &[u8]| byte_order_mark(bytes).map(|(charset, length)| (charset.name(), length));
        assert_eq!(name(b"\xef\xbb\xbfa"), Some(("utf-8".into(), 3)));
        assert_eq!(name(b"\xff\xfea\0"), Some(("utf-16le".into(), 2)));
        assert_eq!(name(b"\xff\xfe\0\0a\0\0\0"), Some(("utf-32le".into(), 4)));
        assert_eq!(name(b"\0\0\xfe\xff\0\0\0a"), Some(("utf-32be".into(), 4)));
        assert_eq!(name(b"\xef\xbb"), None);
    }

    #[test]
    fn broken_utf32_is_counted() {
        assert_eq!(
            super::super::utf32::decode(b"\0\0\0a\0\x11\0\0\0", true),
            ("a\u{FFFD}\u{FFFD}".into(), 2)
        );
    }
}
