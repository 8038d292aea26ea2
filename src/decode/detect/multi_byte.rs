//! Which multi-byte encoding makes the bytes most like Chinese, Japanese or Korean.
//!
//! A character costs what its frequency in a language says, else what its place in the standard says: the standards have the
//! common characters first.

use encoding_rs::{BIG5, DecoderResult, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS};

use super::Scored;
use super::model::{Ideographs, MODEL, NAT};
use super::sample::high_bytes;
use crate::decode::charset::Charset;

/// So much of a sample is decoded.
const SAMPLE_BYTES: usize = 6 * 1024;
/// Cost of a sequence that is not valid.
const MALFORMED: u32 = 24 * NAT;
/// Multi-byte encodings are common in pages.
const PRIOR: u32 = NAT;

/// The encodings, with the language that each is made for.
const ENCODINGS: [(&Encoding, &str); 5] = [
    (SHIFT_JIS, "ja"),
    (EUC_JP, "ja"),
    (EUC_KR, "ko"),
    (GB18030, "zh_Hans"),
    (BIG5, "zh_Hant"),
];

/// Whether `charset` is one of them.
pub(super) fn is_scored(charset: Charset) -> bool {
    ENCODINGS.iter().any(|(encoding, _)| Charset::Web(encoding) == charset)
}

/// Scores all multi-byte encodings on the sample. Costs are scaled to the whole of it.
pub(super) fn score(sample: &[u8]) -> Vec<Scored> {
    let part = sample.get(..SAMPLE_BYTES).unwrap_or(sample);
    let (all, seen) = (high_bytes(sample) as u64, high_bytes(part).max(1) as u64);
    ENCODINGS
        .iter()
        .filter_map(|(encoding, language)| {
            let cost = cost(encoding, part, MODEL.ideographs(language)?, seen)?;
            Some(Scored {
                charset: Charset::Web(encoding),
                language,
                cost: cost * all / seen + u64::from(PRIOR),
            })
        })
        .collect()
}

/// The cost of all characters outside ASCII; none where more than a twentieth of the bytes do not fit.
fn cost(encoding: &'static Encoding, bytes: &[u8], ideographs: &Ideographs, high: u64) -> Option<u64> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len())?);
    let (mut rest, mut malformed) = (bytes, 0);
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, false);
        rest = rest.get(read..)?;
        match result {
            DecoderResult::InputEmpty | DecoderResult::OutputFull => break,
            DecoderResult::Malformed(..) => malformed += 1,
        }
        if malformed * 20 > high + 20 {
            return None;
        }
    }
    let characters: u64 = text
        .chars()
        .filter(|c| !c.is_ascii())
        .map(|c| u64::from(character_cost(c, encoding, ideographs)))
        .sum();
    Some(characters + malformed * u64::from(MALFORMED))
}

fn character_cost(c: char, encoding: &'static Encoding, ideographs: &Ideographs) -> u32 {
    if let Some(cost) = ideographs.cost(c) {
        return cost.min(11 * NAT);
    }
    match c {
        '\u{3000}' | '。' | '、' | '，' | '「' | '」' | '：' | '！' | '？' | '（' | '）' | '・' | '；' | '“' | '”'
        | '《' | '》' => 5 * NAT,
        '\u{FF61}'..='\u{FF9F}' => 10 * NAT,
        '\u{FF01}'..='\u{FF5E}' | '\u{3001}'..='\u{30FF}' => 9 * NAT,
        '\u{E000}'..='\u{F8FF}' | '\u{80}'..='\u{9F}' | '\u{20000}'.. => 20 * NAT,
        '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' if is_common(c, encoding) => 11 * NAT,
        '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => 14 * NAT,
        _ => 12 * NAT,
    }
}

/// Whether the standard behind the encoding counts the character among its common ones.
fn is_common(c: char, encoding: &'static Encoding) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, _) = encoding.encode(c.encode_utf8(&mut buffer));
    match (encoding, bytes.as_ref()) {
        (encoding, [lead, _]) if encoding == BIG5 => (0xA4..=0xC6).contains(lead),
        (encoding, [lead, trail]) if encoding == GB18030 => (0xB0..=0xD7).contains(lead) && *trail >= 0xA1,
        (encoding, [lead, _]) if encoding == SHIFT_JIS => (0x88..=0x98).contains(lead),
        (encoding, [lead, _]) if encoding == EUC_JP => (0xB0..=0xCF).contains(lead),
        (_, [lead, trail]) => (0xB0..=0xC8).contains(lead) && *trail >= 0xA1,
        _ => false,
    }
}
