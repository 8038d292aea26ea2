//! Whether a short sample is UTF-16 or UTF-32 without a mark. A few bytes prove little by their zeros alone, so what they
//! would say is looked at: text keeps to one script inside a word, and is made of the characters in common use.
//!
//! Not for: long samples, whose zeros and controls show a pattern (`unicode`).

use super::charset::Charset;
use super::utf32;

/// Longer samples are judged by their pattern.
pub(crate) const SHORT_BYTES: usize = 256;
/// One character in so many may be strange: rare, or of another script than its neighbour.
const CHARS_PER_STRANGE: usize = 8;
/// One character in so many may be one that no text holds.
const CHARS_PER_IMPOSSIBLE: usize = 20;

/// What a character says of the text that holds it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A space, a digit, punctuation or a symbol: stands beside all others.
    Common,
    /// A letter of a script, by its number.
    Letter(u32),
    /// An assigned character that few texts hold.
    Rare(u32),
    /// A control, a lone surrogate, a code for private use or for nothing.
    Impossible,
}

const LATIN: u32 = 0;
const GREEK: u32 = 1;
const CYRILLIC: u32 = 2;
const ARABIC: u32 = 3;
const EAST_ASIAN: u32 = 4;
const HANGUL: u32 = 5;
const ARMENIAN: u32 = 6;
const HEBREW: u32 = 7;
const TIBETAN: u32 = 8;
const OTHER: u32 = 9;

/// The encoding in which the bytes of a short sample are text.
pub(crate) fn short_text(sample: &[u8]) -> Option<Charset> {
    let sample = without_narrow_end(sample);
    if !sample.iter().any(|byte| is_odd_control(*byte)) {
        return None;
    }
    let quads = [false, true].into_iter().filter_map(|big_endian| {
        let chars: Vec<_> = utf32::units(sample, big_endian).map(char::from_u32).collect();
        Some((weight(sample, 4, &chars)?, Charset::Utf32 { big_endian }))
    });
    let pairs = [
        (u16::from_le_bytes as fn([u8; 2]) -> u16, encoding_rs::UTF_16LE),
        (u16::from_be_bytes, encoding_rs::UTF_16BE),
    ];
    let pairs = pairs.into_iter().filter_map(|(unit, encoding)| {
        let units = sample.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
        let chars: Vec<_> = char::decode_utf16(units).map(Result::ok).collect();
        Some((weight(sample, 2, &chars)?, Charset::Web(encoding)))
    });
    let best = quads.chain(pairs).max_by_key(|(weight, _)| *weight);
    best.map(|(_, charset)| charset)
}

/// Without the single-byte line end or the padding that a careless tool puts behind wide text.
fn without_narrow_end(sample: &[u8]) -> &[u8] {
    match sample {
        [rest @ .., b'\n' | 0x1a | 0] if !sample.len().is_multiple_of(2) => rest,
        _ => sample,
    }
}

/// How much speaks for characters of `width` bytes each being text; none if they are not.
fn weight(sample: &[u8], width: usize, chars: &[Option<char>]) -> Option<usize> {
    let end = chars.iter().rposition(|c| *c != Some('\0'))?;
    let signs: Vec<Sign> = chars
        .iter()
        .take(end + 1)
        .map(|c| c.map_or(Sign::Impossible, sign))
        .collect();
    let impossible = signs.iter().filter(|sign| **sign == Sign::Impossible).count();
    let rare = signs.iter().filter(|sign| matches!(sign, Sign::Rare(_))).count();
    let is_cut = !sample.len().is_multiple_of(width);
    let switches = signs.windows(2).filter(|pair| is_switch(pair)).count();
    let strange = rare + switches + usize::from(is_cut);
    let is_text = impossible * CHARS_PER_IMPOSSIBLE <= signs.len()
        && strange * CHARS_PER_STRANGE <= signs.len()
        && is_plausible_latin(chars);
    // Where both orders give text, the one with more of what every text holds is right.
    let usual = chars
        .iter()
        .flatten()
        .filter(|c| matches!(c, ' '..='~' | '\n' | '、' | '。' | '，'));
    is_text.then(|| width * signs.len() + usual.count() * width)
}

/// Whether two letters of different scripts stand side by side. Latin and East Asian letters do so in good texts.
fn is_switch(pair: &[Sign]) -> bool {
    let script = |sign: &Sign| match sign {
        Sign::Letter(script) | Sign::Rare(script) => Some(*script),
        Sign::Common | Sign::Impossible => None,
    };
    let [Some(first), Some(second)] = [pair.first(), pair.last()].map(|sign| sign.and_then(script)) else {
        return false;
    };
    let mixes = |script| matches!(script, EAST_ASIAN | HANGUL);
    first != second && !(first == LATIN && mixes(second) || mixes(first) && second == LATIN)
}

/// Whether a quarter of the Latin letters is ASCII, as it is in all languages; numbers read as characters are not.
fn is_plausible_latin(chars: &[Option<char>]) -> bool {
    let latin = chars
        .iter()
        .flatten()
        .filter(|c| matches!(c, 'A'..='Z' | 'a'..='z' | 'À'..='\u{24f}'));
    let (plain, marked): (Vec<char>, Vec<char>) = latin.partition(|c| c.is_ascii());
    marked.len() <= plain.len() * 3
}

fn sign(c: char) -> Sign {
    let code = u32::from(c);
    match code {
        9..=13 | 0x1a | 0x1b => Sign::Common,
        0..0x20 | 0x7f..0xa0 | 0xe000..0xf900 | 0xfff0..0x1_0000 => Sign::Impossible,
        0x41..0x5b | 0x61..0x7b | 0xc0..0x250 | 0x1e00..0x1f00 => Sign::Letter(LATIN),
        0x20..0xc0 | 0x200b..0x2040 | 0x20a0..0x20c0 | 0x2116 | 0x2122 | 0x2190..0x2194 => Sign::Common,
        0x370..0x400 | 0x1f00..0x2000 => Sign::Letter(GREEK),
        0x400..0x530 => Sign::Letter(CYRILLIC),
        0x600..0x700 | 0x750..0x780 | 0xfb50..0xfe00 | 0xfe70..=0xfeff => Sign::Letter(ARABIC),
        0x3000..0x3040 | 0xff01..0xff61 | 0xfe30..0xfe50 => Sign::Common,
        0x3040..0x3130 | 0x4e00..0xa000 => east_asian(c),
        0xac00..0xd800 => hangul(c),
        0x530..0x590 => Sign::Letter(ARMENIAN),
        0x590..0x600 => Sign::Letter(HEBREW),
        0xf00..0x1000 => Sign::Letter(TIBETAN),
        // Each other script of the first blocks has a block of its own, of 128 codes.
        0x700..0x1100 | 0x1780..0x1800 => Sign::Letter(OTHER + code / 0x80),
        0x1100..0x1400 => Sign::Letter(OTHER),
        0x300..0x370 | 0xfe0f | 0x1_f000..0x1_fb00 => Sign::Common,
        0x1_0000..0x3_4000 | 0x250..0x300 | 0x1400..0x3000 | 0x3130..0x4e00 | 0xa000..0xac00 => Sign::Rare(OTHER),
        0xf900..0xfb50 | 0xfe00..0xfe70 | 0xff61..0xfff0 => Sign::Rare(EAST_ASIAN),
        _ => Sign::Impossible,
    }
}

/// Kana, and the Chinese characters that a national standard counts among the common ones.
fn east_asian(c: char) -> Sign {
    let is_kana = u32::from(c) < 0x4e00;
    let is_common = has_lead(c, encoding_rs::GBK, 0xb0..=0xd7, 0xa1)
        || has_lead(c, encoding_rs::SHIFT_JIS, 0x88..=0x97, 0x40)
        || has_lead(c, encoding_rs::BIG5, 0xa4..=0xc6, 0x40);
    match is_kana || is_common {
        true => Sign::Letter(EAST_ASIAN),
        false => Sign::Rare(EAST_ASIAN),
    }
}

/// The 2,350 syllables of KS X 1001 are nearly all that Korean uses of 11,172.
fn hangul(c: char) -> Sign {
    match has_lead(c, encoding_rs::EUC_KR, 0xb0..=0xc8, 0xa1) {
        true => Sign::Letter(HANGUL),
        false => Sign::Rare(HANGUL),
    }
}

/// Whether a legacy encoding has a character in these rows.
fn has_lead(
    c: char,
    encoding: &'static encoding_rs::Encoding,
    leads: std::ops::RangeInclusive<u8>,
    least_trail: u8,
) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, is_lossy) = encoding.encode(c.encode_utf8(&mut buffer));
    !is_lossy && matches!(bytes.as_ref(), [lead, trail] if leads.contains(lead) && *trail >= least_trail)
}

/// Control characters that texts do not hold.
pub(super) fn is_odd_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A | 0x1B)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_words_of_any_script_are_known_with_their_width_and_order() {
        for text in [
            "Hi",
            "Größe 42",
            "Łódź",
            "Đường phố",
            "cafe\u{301}s",
            "Привет, мир",
            "«Да»",
            "Καλημέρα κόσμε",
            "שלום עולם",
            "مرحبا بالعالم",
            "नमस्ते दुनिया",
            "สวัสดี ชาวโลก",
            "Ողջույն օր",
            "こんにちは 世界",
            "你好 世界\n",
            "안녕 세상",
            "iPhone 手机 🙂",
        ] {
            let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
            let wider = |unit: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| unit(c.into())).collect::<Vec<u8>>();
            for (name, bytes) in [
                ("utf-16le", wide(u16::to_le_bytes)),
                ("utf-16be", wide(u16::to_be_bytes)),
                ("utf-32le", wider(u32::to_le_bytes)),
                ("utf-32be", wider(u32::to_be_bytes)),
            ] {
                let found = short_text(&bytes).unwrap_or_else(|| panic!("{text} in {name}"));
                assert_eq!((found.name(), found.decode(&bytes)), (name.into(), (text.into(), 0)));
            }
        }
    }

    #[test]
    fn numbers_and_mixed_scripts_are_no_text() {
        let numbers = |numbers: &[u16]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
        for bytes in [
            b"\x00\x01\x02binary\xff".to_vec(),
            numbers(&[1, 2, 3, 4]),
            numbers(&[0x100, 0x100, 0x200, 0x100]),
            numbers(&[1000, 2000, 3000, 4000]),
            numbers(&[640, 480, 24, 0]),
            numbers(&[0x3a1, 0x512, 0x9b3, 0xe44]),
            b"\x00\x05hello\x00\x03abc".to_vec(),
            b"\0\0\0\0".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(short_text(&bytes), None, "{bytes:x?}");
        }
    }
}
