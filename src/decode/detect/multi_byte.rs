//! Which multi-byte encoding makes the bytes most like Chinese, Japanese or Korean.
//!
//! A character costs what its frequency in a language says, else what its place in the standard says: the standards have the
//! common characters first.

use std::sync::LazyLock;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS};

use super::Scored;
use super::hint::Hint;
use super::lone;
use super::model::{MODEL, NAT};
use super::sample::high_bytes;
use crate::decode::charset::Charset;
use crate::decode::east_asian::EastAsian;

/// So much of a sample is decoded.
const SAMPLE_BYTES: usize = 6 * 1024;
/// And so much of it first: what does not fit there is not tried on.
const PROBE_BYTES: usize = 256;
/// Cost of a sequence that is not valid.
const MALFORMED: u64 = 24 * NAT as u64;
/// What the first run of half-width katakana costs, beside its characters (half where a mark of voicing stands as it must), and what each
/// further one.
const HALF_WIDTH: u64 = 8 * NAT as u64;
const HALF_WIDTH_RUN: u64 = 2 * NAT as u64;
/// Cost of a mark of voicing where there can be none.
const MISPLACED: u64 = 12 * NAT as u64;
/// Cost of a character beyond U+FFFF.
const BEYOND: u64 = 20 * NAT as u64;
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
pub(super) fn score(sample: &[u8], hint: &Hint) -> Vec<Scored> {
    let part = sample.get(..SAMPLE_BYTES).unwrap_or(sample);
    let (all, seen) = (high_bytes(sample) as u64, high_bytes(part).max(1) as u64);
    ENCODINGS
        .iter()
        .zip(COSTS.iter())
        .filter_map(|((charset, language, prior), costs)| {
            let probe = part.get(..PROBE_BYTES).unwrap_or(part);
            fits(charset.decode(probe), high_bytes(probe) as u64)?;
            let cost = cost(*charset, part, costs, seen)? + hint.cost(language);
            Some(Scored {
                charset: *charset,
                cost: cost * all / seen + prior,
            })
        })
        .collect()
}

/// Text and malformed sequences; none where more than a twentieth of the bytes above ASCII do not fit.
fn fits((text, malformed): (String, u64), high: u64) -> Option<(String, u64)> {
    // The sample may end in mid-character.
    let malformed = malformed - u64::from(text.ends_with(char::REPLACEMENT_CHARACTER));
    (malformed * 20 <= high + 20).then_some((text, malformed))
}

fn is_half_width(c: char) -> bool {
    ('\u{FF61}'..='\u{FF9F}').contains(&c)
}

/// The cost of all characters outside ASCII.
fn cost(charset: Charset, bytes: &[u8], costs: &[u8], high: u64) -> Option<u64> {
    let (text, malformed) = fits(charset.decode(bytes), high)?;
    let cost_of = |c: char| costs.get(u32::from(c) as usize).map_or(BEYOND, |cost| u64::from(*cost));
    let mut last = ' ';
    let mut characters = 0;
    let mut half_width_run = HALF_WIDTH;
    let mut is_voiced = false;
    for c in text.chars() {
        // Rows of one sign are ornament, and no evidence but once.
        characters += match c {
            char::REPLACEMENT_CHARACTER => 0,
            c if c.is_ascii() => 0,
            c if c == last && !is_half_width(c) => u64::from(NAT),
            'ﾞ' | 'ﾟ' if is_voiceable(last) => {
                is_voiced = true;
                u64::from(NAT)
            }
            'ﾞ' | 'ﾟ' if is_half_width(last) => MISPLACED,
            c if is_half_width(c) && !is_half_width(last) => {
                cost_of(c) + std::mem::replace(&mut half_width_run, HALF_WIDTH_RUN)
            }
            c => cost_of(c),
        };
        last = c;
    }
    // The cost of the first run is among the characters.
    let characters = characters - if is_voiced { HALF_WIDTH / 2 } else { 0 };
    let has_words = bytes.iter().any(u8::is_ascii_alphabetic);
    let lone = if has_words { lone_cost(&text) } else { 0 };
    Some(characters + lone + malformed * MALFORMED)
}

/// Whether a mark of voicing may follow. In half-width katakana it is a character of its own.
fn is_voiceable(c: char) -> bool {
    matches!(c, 'ｳ' | 'ｶ'..='ﾄ' | 'ﾊ'..='ﾎ')
}

/// What characters between ASCII cost that have no neighbours of their kind, unless they are a word of their own.
fn lone_cost(text: &str) -> u64 {
    let (mut alone, mut joined) = (0, 0);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        let is_word = before.is_ascii_whitespace() && after.is_ascii_whitespace() && !is_half_width(c);
        match (before.is_ascii(), after.is_ascii()) {
            _ if c.is_ascii() || is_word => {}
            (true, true) => alone += 1 + u64::from(before.is_ascii_alphabetic() || after.is_ascii_alphabetic()),
            _ => joined += u64::from(c != before),
        }
        before = c;
    }
    lone::cost(alone, joined)
}

/// For each encoding the cost of each character below U+10000, in the order of [`ENCODINGS`].
static COSTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    ENCODINGS
        .iter()
        .map(|(charset, language, _)| costs(*charset, language))
        .collect()
});

fn costs(charset: Charset, language: &str) -> Vec<u8> {
    let mut costs: Vec<u8> = (0..=u32::from(u16::MAX))
        .map(|code| char::from_u32(code).map_or(u8::MAX, place_cost))
        .collect();
    let mut set = |c: char, cost: u8| {
        if let Some(place) = costs.get_mut(u32::from(c) as usize) {
            *place = cost;
        }
    };
    for c in common(charset) {
        set(c, 11 * STEP);
    }
    if let Some(ideographs) = MODEL.ideographs(language) {
        ideographs.each(|c, cost| set(c, cost.min(11 * STEP)));
    }
    costs
}

/// A nat, as a byte.
const STEP: u8 = NAT as u8;

/// What a character costs by its place in Unicode alone.
fn place_cost(c: char) -> u8 {
    match c {
        '\u{3000}' | '。' | '、' | '，' | '「' | '」' | '：' | '！' | '？' | '（' | '）' | '・' | '；' | '“' | '”'
        | '《' | '》' => 5 * STEP,
        'ｰ' | 'ｲ' | 'ｯ' | 'ｼ' | 'ｽ' | 'ﾄ' | 'ﾝ' => 3 * STEP,
        '\u{FF61}'..='\u{FF9F}' => 4 * STEP + STEP / 2,
        '\u{FF01}'..='\u{FF5E}' | '\u{3001}'..='\u{30FF}' => 9 * STEP,
        '\u{E000}'..='\u{F8FF}' | '\u{80}'..='\u{9F}' => u8::MAX,
        '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => 14 * STEP,
        _ => 12 * STEP,
    }
}

/// The characters that the standard behind the encoding counts among its common ones.
fn common(charset: Charset) -> Vec<char> {
    let (encoding, leads, first_trail) = match charset {
        Charset::Web(encoding) if encoding == BIG5 => (BIG5, 0xA4..=0xC6, 0x40),
        Charset::EastAsian(EastAsian::EucTw) => (BIG5, 0xA4..=0xC6, 0x40),
        Charset::Web(encoding) if encoding == GB18030 => (GB18030, 0xB0..=0xD7, 0xA1),
        Charset::Web(encoding) if encoding == SHIFT_JIS => (SHIFT_JIS, 0x88..=0x98, 0x40),
        Charset::Web(encoding) if encoding == EUC_JP => (EUC_JP, 0xB0..=0xCF, 0xA1),
        Charset::Web(_) | Charset::EastAsian(_) | Charset::CodePage(_) | Charset::Utf32 { .. } => {
            (EUC_KR, 0xB0..=0xC8, 0xA1)
        }
    };
    let pairs = leads.flat_map(|lead: u8| (first_trail..=0xFE).map(move |trail: u8| [lead, trail]));
    let character = |pair: [u8; 2]| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&pair)?;
        text.chars().next().filter(|c| *c >= '\u{3400}')
    };
    pairs.filter_map(character).collect()
}
