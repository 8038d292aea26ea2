//! Whether bytes are text in any encoding.
//!
//! Not for: which encoding it is (`decode`), or kinds with a signature (`signature`).

use crate::decode;
use crate::sources::formats::deflate::is_deflate;
use crate::sources::formats::sniff::shape::{count_by_position, wide};

/// Manuals are printed bold by it.
const BACKSPACE: u8 = 8;
/// How much must do to tell text from binary.
const SAMPLE_BYTES: usize = 8 << 10;
/// One control character in so many bytes is more than legacy encodings have.
const BYTES_PER_CONTROL: usize = 100;

/// Whether the bytes are no text in any encoding: neither UTF-8, nor UTF-16 or UTF-32 of known scripts, nor bytes without
/// control characters. What can be decompressed is no text either.
pub(crate) fn is_binary(head: &[u8]) -> bool {
    let sample = head.get(..SAMPLE_BYTES).unwrap_or(head);
    // Padding, and the mark that DOS ended texts with.
    let padding = sample.iter().rev().take_while(|b| matches!(b, 0 | 0x1a)).count();
    let sample = sample.get(..sample.len() - padding).unwrap_or_default();
    if sample.is_empty() {
        return !head.is_empty();
    }
    if sample.starts_with(b"\xff\xfe") || sample.starts_with(b"\xfe\xff") || sample.starts_with(b"\0\0\xfe\xff") {
        return false;
    }
    if head.len() <= decode::SHORT_BYTES {
        return is_short_binary(head, sample);
    }
    if is_utf8(sample) {
        return wide(sample) == 1 && is_noise(sample);
    }
    is_deflate(head) || has_controls(sample) && !is_wide_text(sample)
}

/// The same of a few bytes, in which the places of zeros prove little. `text` is without padding.
fn is_short_binary(bytes: &[u8], text: &[u8]) -> bool {
    let odd = match is_utf8(text) {
        true => is_short_noise(text),
        false if is_deflate(bytes) => return true,
        false => has_controls(text),
    };
    odd && decode::short_text(bytes).is_none()
}

/// Whether a few bytes of UTF-8 are no text: one in twenty a control character or beside one a NUL, but not one alone.
fn is_short_noise(text: &[u8]) -> bool {
    let nuls = memchr::memchr_iter(0, text).count();
    let controls = text.iter().filter(|b| is_control(**b) && **b != BACKSPACE).count();
    let odd = controls + if controls > 0 { nuls } else { 0 };
    nuls * 3 > text.len() || odd > 1 && odd * 20 > text.len()
}

/// UTF-8, but for a character that is cut off at the end.
fn is_utf8(sample: &[u8]) -> bool {
    std::str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// Whether UTF-8 is no text all the same: a third of it is NUL, or one in twenty a control character wherever one looks.
fn is_noise(sample: &[u8]) -> bool {
    let nuls = memchr::memchr_iter(0, sample).count();
    let counts = count_by_position(sample, |b| is_control(b) && b != BACKSPACE);
    nuls * 3 > sample.len()
        || counts
            .into_iter()
            .min()
            .is_some_and(|least| least * 4 * 20 > sample.len())
}

fn has_controls(sample: &[u8]) -> bool {
    let controls = sample.iter().filter(|b| **b == 0 || is_control(**b)).count();
    controls * BYTES_PER_CONTROL > sample.len()
}

/// Control characters that no text holds but in passing: tabs, line and page breaks and escapes of encodings do, and NULs
/// are counted apart.
fn is_control(byte: u8) -> bool {
    byte < 0x20
        && !matches!(
            byte,
            0 | b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | 0x0e | 0x0f | 0x15 | 0x1b
        )
}

/// Whether nineteen of twenty characters are of known scripts, read as UTF-16 or UTF-32 in either order of bytes.
fn is_wide_text(sample: &[u8]) -> bool {
    let pairs: [fn([u8; 2]) -> u16; 2] = [u16::from_le_bytes, u16::from_be_bytes];
    let quads: [fn([u8; 4]) -> u32; 2] = [u32::from_le_bytes, u32::from_be_bytes];
    let of_pairs = |read: fn([u8; 2]) -> u16| {
        let units = sample
            .chunks_exact(2)
            .filter_map(|pair| Some(read(pair.try_into().ok()?)));
        mostly_text(char::decode_utf16(units).map(Result::ok))
    };
    let of_quads = |read: fn([u8; 4]) -> u32| {
        let units = sample
            .chunks_exact(4)
            .filter_map(|quad| Some(read(quad.try_into().ok()?)));
        mostly_text(units.map(char::from_u32))
    };
    pairs.into_iter().any(of_pairs) || quads.into_iter().any(of_quads)
}

fn mostly_text(chars: impl Iterator<Item = Option<char>>) -> bool {
    let (mut count, mut strange) = (0, 0);
    for c in chars {
        count += 1;
        strange += usize::from(!c.is_some_and(is_of_text));
    }
    count > 0 && strange * 20 <= count
}

/// Whether a character is of the blocks that texts are written in: alphabets and syllables, East Asian scripts, punctuation,
/// symbols in use. Half of all 16-bit numbers are none.
fn is_of_text(c: char) -> bool {
    match u32::from(c) {
        code @ 0..0x20 => matches!(code, 9..=13),
        0x80..0xa0 => false,
        0..0x2100 | 0x2100..0x2300 | 0x2500..0x2800 | 0x2c00..0x2e00 => true,
        0x3000..0x3400 | 0x4e00..0xa000 | 0xac00..0xd800 | 0xf900..0xfa00 | 0xfb00..0xffff => true,
        code => code >= 0x1_0000,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zlib(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    /// Bytes from a hash: no structure at all.
    fn noise(seed: u64, length: usize) -> Vec<u8> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        let mut bytes = vec![0; length];
        hasher.finalize_xof().fill(&mut bytes);
        bytes
    }

    #[test]
    fn compressed_and_random_bytes_are_no_text_however_short() {
        let text = include_str!("binary.rs").as_bytes();
        for length in [20, 60, 200, 1000, 9000] {
            for at in (0..400).step_by(13) {
                let packed = zlib(text.get(at..at + length).unwrap_or(text));
                assert!(is_binary(&packed), "zlib of {length} bytes from {at}");
                let bare = &packed[2..packed.len() - 4];
                assert!(is_binary(bare), "deflate of {length} bytes from {at}");
            }
        }
        let missed = (0..200)
            .filter(|seed| !is_binary(&noise(*seed, 60 + *seed as usize)))
            .count();
        assert!(missed <= 2, "{missed} of 200 random texts");
    }

    #[test]
    fn text_is_no_binary_in_any_encoding() {
        let russian = "Мост стоит над рекой, и никто не помнит, кто его построил. ";
        let japanese = "日本語の文章は、漢字と仮名を交ぜて書く。";
        let utf16 = |text: &str, read: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(read).collect::<Vec<u8>>();
        let utf32 = |text: &str| {
            text.chars()
                .flat_map(|c| u32::from(c).to_be_bytes())
                .collect::<Vec<u8>>()
        };
        for text in [
            russian,
            japanese,
            "Grüße aus Köln",
            "x^2 + y^2 = z^2",
            "Ελληνικά 🙂 κείμενα",
        ] {
            let mut cases = vec![
                text.as_bytes().to_vec(),
                utf16(text, u16::to_le_bytes),
                utf16(text, u16::to_be_bytes),
                utf32(text),
            ];
            for encoding in [
                encoding_rs::KOI8_R,
                encoding_rs::SHIFT_JIS,
                encoding_rs::ISO_2022_JP,
                encoding_rs::BIG5,
            ] {
                cases.push(encoding.encode(text).0.into_owned());
            }
            for bytes in cases {
                assert!(!is_binary(&bytes), "{text}: {bytes:x?}");
                assert!(!is_binary(&bytes.repeat(40)), "{text}, often: {bytes:x?}");
            }
        }
        assert!(!is_binary(b"caf\xe9, as DOS wrote it.\x1a"));
        assert!(!is_binary("N\x08NA\x08AM\x08ME\x08E\n     ls - list\n".as_bytes()));
    }

    /// A few words in ten scripts.
    const WORDS: [&str; 14] = [
        "A",
        "Yes",
        "Grüße aus Köln, 20 °C",
        "Привет, мир",
        "Καλημέρα κόσμε",
        "שלום עולם",
        "مرحبا بالعالم",
        "नमस्ते दुनिया",
        "สวัสดี ชาวโลก",
        "こんにちは、世界。",
        "你好，世界。",
        "안녕하세요 여러분",
        "გამარჯობა მსოფლიო",
        "one\ttwo\r\nthree\x0c",
    ];

    #[test]
    fn a_few_words_in_a_wide_encoding_are_text_with_and_without_a_mark() {
        for words in WORDS {
            for text in [words.to_owned(), format!("{words}\n"), format!("\u{feff}{words}")] {
                let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
                let wider = |unit: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| unit(c.into())).collect::<Vec<u8>>();
                for bytes in [
                    wide(u16::to_le_bytes),
                    wide(u16::to_be_bytes),
                    wider(u32::to_le_bytes),
                    wider(u32::to_be_bytes),
                ] {
                    assert!(!is_binary(&bytes), "{text}: {bytes:x?}");
                    let narrow_end = [&bytes[..], b"\n"].concat();
                    assert!(!is_binary(&narrow_end), "{text} and a narrow line end: {bytes:x?}");
                }
            }
        }
    }

    #[test]
    fn a_few_bytes_of_a_binary_format_are_none() {
        let le16 = |numbers: &[u16]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
        let le32 = |numbers: &[u32]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
        let be32 = |numbers: &[u32]| numbers.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<u8>>();
        let doubles = [1.5f64, -2.25, 1e9].map(f64::to_le_bytes).concat();
        for (name, bytes) in [
            ("words between controls", b"\x00\x01\x02binary\xff".to_vec()),
            ("small numbers", le16(&[1, 2, 3, 4, 5])),
            ("two of them", le16(&[1, 2])),
            ("sizes", le16(&[640, 480, 24, 0, 17])),
            ("small long numbers", le32(&[1, 2, 3])),
            ("long numbers", le32(&[100_000, 7, 250_000])),
            ("their other order", be32(&[1, 4, 9, 16])),
            ("times", be32(&[1_764_517_000, 0, 3600])),
            ("doubles", doubles),
            (
                "compiled Python",
                b"\xcb\x0d\x0d\x0a\0\0\0\0\x90\x1f\x2c\x69\x0c\0\0\0\xe3\0\0\0".to_vec(),
            ),
            ("protobuf", b"\x08\x96\x01\x12\x07testing\x18\x01".to_vec()),
            ("protobuf of ASCII", b"\x0a\x05hello\x12\x03abc\x18\x02".to_vec()),
            ("strings with lengths", b"\x00\x05hello\x00\x03abc".to_vec()),
            ("strings with long lengths", b"\0\0\0\x05hello\0\0\0\x03abc".to_vec()),
            ("serialised Java", b"\xac\xed\x00\x05t\x00\x05hello".to_vec()),
            (
                "pickle",
                b"\x80\x04\x95\x0b\0\0\0\0\0\0\0]\x94(K\x01K\x02K\x03e.".to_vec(),
            ),
            (
                "MessagePack",
                b"\x83\xa1a\x01\xa1b\x02\xa1c\xcb\x3f\xf0\0\0\0\0\0\0".to_vec(),
            ),
            ("samples of sound", le16(&[3, 65_530, 12, 40, 65_500, 65_480, 22, 90])),
            (
                "DNS",
                b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x07example\x03org\0\0\x01\0\x01".to_vec(),
            ),
        ] {
            assert!(is_binary(&bytes), "{name}: {bytes:x?}");
        }
    }

    #[test]
    fn a_few_random_bytes_are_hardly_ever_wide_text() {
        for (length, least) in [
            (4, 15),
            (6, 50),
            (8, 100),
            (10, 100),
            (16, 200),
            (30, 500),
            (100, 500),
            (200, 500),
        ] {
            let samples = (0..1000).map(|seed| noise(seed, length));
            let is_odd = |bytes: &Vec<u8>| bytes.iter().any(|b| *b == 0 || is_control(*b));
            let odd: Vec<_> = samples.filter(is_odd).collect();
            let kept = odd.iter().filter(|bytes| decode::short_text(bytes).is_some()).count();
            assert!(kept * least <= odd.len(), "{kept} of {} with {length} bytes", odd.len());
        }
    }

    #[test]
    fn a_stray_control_makes_no_text_binary() {
        for text in [
            &b"ok\x01"[..],
            b"one\0two\0three",
            b"tab\x0bfeed",
            b"caf\xc3\xa9 \x07",
            b"N\x08NA\x08A",
        ] {
            assert!(!is_binary(text), "{text:?}");
        }
    }
}
