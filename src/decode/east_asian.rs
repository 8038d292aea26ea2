//! Multi-byte encodings of East Asia that the Encoding Standard lacks or replaces: ISO-2022-KR, ISO-2022-CN, HZ, Johab, EUC-TW.
//!
//! Most are other arrangements of the character sets behind EUC-KR and GB 2312, so `encoding_rs` has their tables.
//! Those of CNS 11643 are in `data/cns11643.txt`, which `scripts/data/code-pages.py` writes.

use std::sync::LazyLock;

use encoding_rs::{EUC_KR, Encoding, GBK};

/// An East Asian encoding that the standard lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EastAsian {
    /// Korean mail: KS X 1001 between shift out and shift in ([RFC 1557](https://www.rfc-editor.org/rfc/rfc1557)).
    Iso2022Kr,
    /// Chinese mail: GB 2312 and CNS 11643 ([RFC 1922](https://www.rfc-editor.org/rfc/rfc1922)).
    Iso2022Cn,
    /// Chinese news: GB 2312 between `~{` and `~}` ([RFC 1843](https://www.rfc-editor.org/rfc/rfc1843)).
    Hz,
    /// Korean by the parts of each syllable (KS X 1001, annex 3).
    Johab,
    /// CNS 11643 as Unix systems in Taiwan wrote it.
    EucTw,
}

static CNS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    include_str!("../../data/cns11643.txt")
        .lines()
        .map(|plane| plane.chars().collect())
        .collect()
});

impl EastAsian {
    /// The encoding that a label in lower case names.
    pub(super) fn for_label(label: &str) -> Option<Self> {
        match label {
            "iso-2022-kr" | "csiso2022kr" => Some(EastAsian::Iso2022Kr),
            "iso-2022-cn" | "iso-2022-cn-ext" | "csiso2022cn" => Some(EastAsian::Iso2022Cn),
            "hz" | "hz-gb-2312" => Some(EastAsian::Hz),
            "johab" | "cp1361" | "ms1361" | "ksc5601-1992" => Some(EastAsian::Johab),
            "euc-tw" | "euctw" | "cns11643" | "x-euc-tw" => Some(EastAsian::EucTw),
            _ => None,
        }
    }

    /// The registered name in lower case.
    pub(super) fn name(self) -> &'static str {
        match self {
            EastAsian::Iso2022Kr => "iso-2022-kr",
            EastAsian::Iso2022Cn => "iso-2022-cn",
            EastAsian::Hz => "hz-gb-2312",
            EastAsian::Johab => "johab",
            EastAsian::EucTw => "euc-tw",
        }
    }

    /// The encoding whose shifts stand in bytes that are all ASCII.
    pub(super) fn by_shifts(bytes: &[u8]) -> Option<Self> {
        let has = |what: &[u8]| memchr::memmem::find(bytes, what).is_some();
        if has(b"\x1b$)C") {
            Some(EastAsian::Iso2022Kr)
        } else if has(b"\x1b$)A") || has(b"\x1b$)G") || has(b"\x1b$*H") {
            Some(EastAsian::Iso2022Cn)
        } else {
            (has(b"~{") && looks_like_hz(bytes)).then_some(EastAsian::Hz)
        }
    }

    /// Decodes `bytes`; each sequence without a character becomes U+FFFD and is counted.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, u64) {
        let mut out = Output::default();
        match self {
            EastAsian::Iso2022Kr => decode_iso2022(bytes, &mut out, Set::Ks),
            EastAsian::Iso2022Cn => decode_iso2022(bytes, &mut out, Set::Gb),
            EastAsian::Hz => decode_hz(bytes, &mut out),
            EastAsian::Johab => decode_pairs(bytes, &mut out, |rest| match rest {
                [lead, trail, ..] => (johab(*lead, *trail), 2),
                _ => (None, 1),
            }),
            EastAsian::EucTw => decode_pairs(bytes, &mut out, |rest| match rest {
                [0x8E, plane, row, cell, ..] => (cns(plane.wrapping_sub(0xA1), *row, *cell), 4),
                [row, cell, ..] => (cns(0, *row, *cell), 2),
                _ => (None, 1),
            }),
        }
        (out.text, out.malformed)
    }
}

#[derive(Default)]
struct Output {
    text: String,
    malformed: u64,
}

impl Output {
    fn push(&mut self, c: Option<char>) {
        self.malformed += u64::from(c.is_none());
        self.text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
}

/// A set of 94 times 94 characters.
#[derive(Clone, Copy)]
enum Set {
    Ks,
    Gb,
    Cns(u8),
}

impl Set {
    fn character(self, row: u8, cell: u8) -> Option<char> {
        match self {
            Set::Ks => euc(EUC_KR, row, cell),
            Set::Gb => euc(GBK, row, cell),
            Set::Cns(plane) => cns(plane, row | 0x80, cell | 0x80),
        }
    }
}

fn euc(encoding: &'static Encoding, row: u8, cell: u8) -> Option<char> {
    let bytes = [row | 0x80, cell | 0x80];
    encoding
        .decode_without_bom_handling_and_without_replacement(&bytes)?
        .chars()
        .next()
        .filter(|c| !c.is_ascii())
}

fn cns(plane: u8, row: u8, cell: u8) -> Option<char> {
    let at = usize::from(row.checked_sub(0xA1)?) * 94 + usize::from(cell.checked_sub(0xA1).filter(|cell| *cell < 94)?);
    CNS.get(usize::from(plane))?
        .get(at)
        .copied()
        .filter(|c| *c != char::REPLACEMENT_CHARACTER)
}

/// Shift out, shift in, and escape sequences that say which set is meant.
fn decode_iso2022(bytes: &[u8], out: &mut Output, first: Set) {
    let (mut set, mut second, mut shifted, mut rest) = (first, Set::Cns(1), false, bytes);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (*byte, after) {
            (0x0E, _) => shifted = true,
            (0x0F, _) => shifted = false,
            (0x1B, [b'$', b')', b'C', tail @ ..]) => (set, rest) = (Set::Ks, tail),
            (0x1B, [b'$', b')', b'A', tail @ ..]) => (set, rest) = (Set::Gb, tail),
            (0x1B, [b'$', b')', b'G', tail @ ..]) => (set, rest) = (Set::Cns(0), tail),
            (0x1B, [b'$', b'*', b'H', tail @ ..]) => (second, rest) = (Set::Cns(1), tail),
            (0x1B, [b'N', row, cell, tail @ ..]) => {
                out.push(second.character(*row, *cell));
                rest = tail;
            }
            (b'\n', _) => {
                shifted = false;
                out.push(Some('\n'));
            }
            (row @ 0x21..=0x7E, [cell @ 0x21..=0x7E, tail @ ..]) if shifted => {
                out.push(set.character(row, *cell));
                rest = tail;
            }
            (byte, _) => out.push(byte.is_ascii().then_some(char::from(byte))),
        }
    }
}

fn decode_hz(bytes: &[u8], out: &mut Output) {
    let (mut shifted, mut rest) = (false, bytes);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (*byte, after) {
            (b'~', [b'{', tail @ ..]) if !shifted => (shifted, rest) = (true, tail),
            (b'~', [b'}', tail @ ..]) if shifted => (shifted, rest) = (false, tail),
            (b'~', [b'~', tail @ ..]) if !shifted => {
                out.push(Some('~'));
                rest = tail;
            }
            (b'~', [b'\n', tail @ ..]) => rest = tail,
            (b'\n', _) => {
                shifted = false;
                out.push(Some('\n'));
            }
            (row @ 0x21..=0x7E, [cell @ 0x21..=0x7E, tail @ ..]) if shifted => {
                out.push(Set::Gb.character(row, *cell));
                rest = tail;
            }
            (byte, _) => out.push(byte.is_ascii().then_some(char::from(byte))),
        }
    }
}

/// Whether what stands between the marks is Chinese: pairs of the common rows, and enough of them.
fn looks_like_hz(bytes: &[u8]) -> bool {
    let (text, malformed) = EastAsian::Hz.decode(bytes);
    let chinese = text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count() as u64;
    memchr::memmem::find(bytes, b"~}").is_some() && chinese >= 4 && malformed * 20 <= chinese
}

fn decode_pairs(bytes: &[u8], out: &mut Output, character: impl Fn(&[u8]) -> (Option<char>, usize)) {
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        if byte.is_ascii() {
            out.push(Some(char::from(*byte)));
            rest = after;
            continue;
        }
        let (c, length) = character(rest);
        out.push(c);
        // What follows a bad sequence may be a character of its own.
        let length = if c.is_none() && after.first().is_none_or(u8::is_ascii) {
            1
        } else {
            length
        };
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// A syllable by its parts, five bits each, or a character of KS X 1001 in another order.
fn johab(lead: u8, trail: u8) -> Option<char> {
    if lead >= 0xD8 {
        return johab_symbol(lead, trail);
    }
    let code = u32::from(lead) << 8 | u32::from(trail);
    let (initial, medial, last) = ((code >> 10 & 31) as u8, (code >> 5 & 31) as u8, (code & 31) as u8);
    let vowel = match medial {
        3..=7 => Some(medial - 3),
        10..=15 => Some(medial - 5),
        18..=23 => Some(medial - 7),
        26..=29 => Some(medial - 9),
        2 => None,
        _ => return None,
    };
    let end = match last {
        1..=17 => last - 1,
        19..=29 => last - 2,
        _ => return None,
    };
    const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    match (initial, vowel, end) {
        (2..=20, Some(vowel), _) => {
            char::from_u32(0xAC00 + (u32::from(initial - 2) * 21 + u32::from(vowel)) * 28 + u32::from(end))
        }
        (2..=20, None, 0) => INITIALS.chars().nth(usize::from(initial - 2)),
        (1, Some(vowel), 0) => char::from_u32(0x314F + u32::from(vowel)),
        (1, None, 1..) => FINALS.chars().nth(usize::from(end - 1)),
        _ => None,
    }
}

fn johab_symbol(lead: u8, trail: u8) -> Option<char> {
    let half = match trail {
        0x31..=0x7E => trail - 0x31,
        0x91..=0xFE => trail - 0x43,
        _ => return None,
    };
    let row = match lead {
        0xD9..=0xDE => 2 * (lead - 0xD9),
        0xE0..=0xF9 => 2 * (lead - 0xE0) + 0x29,
        _ => return None,
    };
    let (row, cell) = if half < 94 { (row, half) } else { (row + 1, half - 94) };
    euc(EUC_KR, row + 0x21, cell + 0x21)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_reads_a_word() {
        for (label, bytes, text) in [
            ("iso-2022-kr", &b"\x1b$)C\x0eGQ1[\x0f ok"[..], "한글 ok"),
            ("iso-2022-cn", b"\x1b$)A\x0eVPND\x0f\n\x1b$)G\x0eD!\x0f", "中文\n一"),
            ("hz", b"~{VPND~} ~~ a", "中文 ~ a"),
            ("johab", b"\xd0\x65\x8b\x69 a", "한글 a"),
            ("euc-tw", b"\xc4\xa1\x8e\xa1\xc4\xa1 a", "一一 a"),
        ] {
            let encoding = EastAsian::for_label(label).unwrap();
            assert_eq!(encoding.decode(bytes), (text.to_owned(), 0), "{label}");
        }
    }

    #[test]
    fn damage_is_counted() {
        assert_eq!(EastAsian::EucTw.decode(b"\xc4"), ("\u{FFFD}".into(), 1));
        assert_eq!(EastAsian::Johab.decode(b"\xff\xffa"), ("\u{FFFD}a".into(), 1));
        assert_eq!(EastAsian::Hz.decode(b"\xff"), ("\u{FFFD}".into(), 1));
    }

    #[test]
    fn shifts_are_known_and_tildes_are_not() {
        assert_eq!(EastAsian::by_shifts(b"~{VPND2bJT~}"), Some(EastAsian::Hz));
        assert_eq!(EastAsian::by_shifts(b"x = ~{a}; y = ~{b~}"), None);
        assert_eq!(EastAsian::by_shifts(b"\x1b$)C\x0eGQ\x0f"), Some(EastAsian::Iso2022Kr));
    }
}
