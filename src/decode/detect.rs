//! Detection from the bytes alone.
//!
//! Not for: the order of evidence (`decide`).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::charset::Charset;

/// How much of the input detection reads.
const SAMPLE_BYTES: usize = 16 * 1024;

/// ISO-2022-JP, whose bytes are all ASCII.
pub(super) fn escape_sequences(bytes: &[u8]) -> Option<Charset> {
    let escape = memchr::memchr(0x1B, bytes)?;
    let rest = bytes.get(escape..)?;
    let shifts = [&b"\x1b$B"[..], b"\x1b$@", b"\x1b(J", b"\x1b(I"];
    (shifts.iter().any(|shift| rest.starts_with(shift)) && bytes.is_ascii())
        .then_some(Charset::Web(encoding_rs::ISO_2022_JP))
}

/// Whether nothing in a sample of the bytes speaks against `charset`.
pub(super) fn is_plausible(bytes: &[u8], charset: Charset) -> bool {
    let (text, malformed) = charset.decode(bytes.get(..SAMPLE_BYTES).unwrap_or(bytes));
    malformed == 0
        && !text
            .chars()
            .any(|c| matches!(c, '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}'))
}

/// The most likely encoding.
pub(super) fn detect(bytes: &[u8]) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..SAMPLE_BYTES).unwrap_or(bytes), true);
    Charset::Web(detector.guess(None, Utf8Detection::Deny))
}
