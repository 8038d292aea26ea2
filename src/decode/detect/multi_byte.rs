//! Which multi-byte encoding makes the bytes most like Chinese, Japanese or Korean.
//!
//! A character costs what its frequency in a language says, else what its place in the standard says: the standards have the
//! common characters first.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS};

use super::Scored;
use super::model::{Ideographs, MODEL, NAT};
use super::sample::high_bytes;
use crate::decode::charset::Charset;
use crate::decode::east_asian::EastAsian;

/// So much of a sample is decoded.
const SAMPLE_BYTES: usize = 6 * 1024;
/// Cost of a sequence that is not valid.
const MALFORMED: u64 = 24 * NAT as u64;
/// What [`super::single_byte`] says of the common encodings of other scripts holds here too.
const PRIOR: u64 = 6 * NAT as u64;
/// These are hardly ever met.
const RARE_PRIOR: u64 = 12 * NAT as u64;

/// The encodings, with the language that each is made for.
const ENCODINGS: [(Charset, &str, u64); 7] = [
    (Charset::Web(SHIFT_JIS), "ja", PRIOR),
    (Charset::Web(EUC_JP), "ja", PRIOR),
    (Charset::Web(EUC_KR), "ko", PRIOR),
    (Charset::Web(GB18030), "zh_Hans", PRIOR),
    (Charset::Web(BIG5), "zh_Hant", PRIOR),
    (Charset::EastAsian(EastAsian::Johab), "ko", RARE_PRIOR),
    (Charset::EastAsian(EastAsian::EucTw), "zh_Hant", RARE_PRIOR),
];

/// Whether `charset` is one of them.
pub(super) fn is_scored(charset: Charset) -> bool {
    ENCODINGS.iter().any(|(encoding, ..)| *encoding == charset)
}

/// Scores all multi-byte encodings on the sample. Costs are scaled to the whole of it.
pub(super) fn score(sample: &[u8]) -> Vec<Scored> {
    let part = sample.get(..SAMPLE_BYTES).unwrap_or(sample);
    let (all, seen) = (high_bytes(sample) as u64, high_bytes(part).max(1) as u64);
    ENCODINGS
        .iter()
        .filter_map(|(charset, language, prior)| {
            let cost = cost(*charset, part, MODEL.ideographs(language)?, seen)?;
            Some(Scored {
                charset: *charset,
                cost: cost * all / seen + prior,
            })
        })
        .collect()
}

/// The cost of all characters outside ASCII; none where more than a twentieth of the bytes do not fit.
fn cost(charset: Charset, bytes: &[u8], ideographs: &Ideographs, high: u64) -> Option<u64> {
    let (text, malformed) = charset.decode(bytes);
    // The sample may end in mid-character.
    let malformed = malformed - u64::from(text.ends_with(char::REPLACEMENT_CHARACTER));
    if malformed * 20 > high + 20 {
        return None;
    }
    let outside_ascii = text
        .chars()
        .filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER);
    let characters: u64 = outside_ascii
        .map(|c| u64::from(character_cost(c, charset, ideographs)))
        .sum();
    Some(characters + malformed * MALFORMED)
}

fn character_cost(c: char, charset: Charset, ideographs: &Ideographs) -> u32 {
    if let Some(cost) = ideographs.cost(c) {
        return cost.min(11 * NAT);
    }
    match c {
        '\u{3000}' | '。' | '、' | '，' | '「' | '」' | '：' | '！' | '？' | '（' | '）' | '・' | '；' | '“' | '”'
        | '《' | '》' => 5 * NAT,
        '\u{FF61}'..='\u{FF9F}' => 10 * NAT,
        '\u{FF01}'..='\u{FF5E}' | '\u{3001}'..='\u{30FF}' => 9 * NAT,
        '\u{E000}'..='\u{F8FF}' | '\u{80}'..='\u{9F}' | '\u{20000}'.. => 20 * NAT,
        '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' if is_common(c, charset) => 11 * NAT,
        '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => 14 * NAT,
        _ => 12 * NAT,
    }
}

/// Whether the standard behind the encoding counts the character among its common ones.
fn is_common(c: char, charset: Charset) -> bool {
    let encoding = match charset {
        Charset::Web(encoding) => encoding,
        Charset::EastAsian(EastAsian::EucTw) => BIG5,
        Charset::EastAsian(_) | Charset::CodePage(_) | Charset::Utf32 { .. } => EUC_KR,
    };
    let mut buffer = [0; 4];
    let (bytes, _, _) = encoding.encode(c.encode_utf8(&mut buffer));
    let [lead, trail] = *bytes.as_ref() else {
        return false;
    };
    if encoding == BIG5 {
        (0xA4..=0xC6).contains(&lead)
    } else if encoding == GB18030 {
        (0xB0..=0xD7).contains(&lead) && trail >= 0xA1
    } else if encoding == SHIFT_JIS {
        (0x88..=0x98).contains(&lead)
    } else if encoding == EUC_JP {
        (0xB0..=0xCF).contains(&lead)
    } else {
        (0xB0..=0xC8).contains(&lead) && trail >= 0xA1
    }
}
