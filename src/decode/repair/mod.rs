//! Repairs text that was decoded wrongly before it reached us: UTF-8 that was read as a single-byte encoding, once or several times.
//!
//! Line by line, each possible wrong encoding is tried on the stretches that would be UTF-8 in it; a repair is made only where the
//! text becomes clearly more plausible ([`plausibility`]), so right text stays as it is. The idea is that of
//! [ftfy](https://ftfy.readthedocs.io/) (Speer 2019); tables and test are our own.
//! Not for: choosing the encoding of bytes (`decide`).

mod mixup;
mod plausibility;
mod sequence;
mod word;

use std::borrow::Cow;

use mixup::Mixup;
use sequence::Undone;

/// A longer line is looked at in pieces, so that no text takes many times its own room.
const LONGEST_BYTES: usize = 1 << 20;
/// So often text is decoded wrongly one time after the other.
const MAX_LAYERS: usize = 4;
/// By so much a line must become more plausible, in tenths.
const CERTAIN: i32 = 15;
/// What remains implausible in it must be less than a third, but for this.
const SLACK: i32 = 120;
/// And one stretch in it by so much: many weak signs are no strong one.
const STRONG: i32 = 14;
/// What both must be for a further layer.
const AGAIN: i32 = 10;

/// Words of prose that quotes broken text, and the longest line that is searched for them.
const ENCODING_WORDS: [&str; 8] = [
    "mojibake",
    "utf-8",
    "utf8",
    "latin-1",
    "latin1",
    "iso-8859-",
    "windows-125",
    "encoding",
];
const PROSE_BYTES: usize = 1000;

/// Repairs `text`. Returns it with the number of lines that were repaired. With `controls`, C1 controls become what windows-1252 has in
/// their place: in UTF-8 they show that it was made from Latin-1; in other encodings they are what the bytes say.
pub(super) fn repair(text: &str, controls: bool) -> (Cow<'_, str>, u64) {
    if text.is_ascii() {
        return (Cow::Borrowed(text), 0);
    }
    let mut out = String::new();
    let (mut copied, mut repairs) = (0, 0);
    for (start, end) in suspicious_lines(text) {
        let line = text.get(start..end).unwrap_or_default();
        if let Some(repaired) = repair_line(line, controls).filter(|_| !speaks_of_encodings(line)) {
            out.push_str(text.get(copied..start).unwrap_or_default());
            out.push_str(&repaired);
            copied = end;
            repairs += 1;
        }
    }
    if repairs == 0 {
        return (Cow::Borrowed(text), 0);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    (Cow::Owned(out), repairs)
}

/// Whether a line is prose about encodings, which quotes broken text and means it. Long lines and lines with tags are no such prose:
/// pages name their encoding.
fn speaks_of_encodings(line: &str) -> bool {
    if line.len() > PROSE_BYTES || line.contains('<') {
        return false;
    }
    let line = line.to_ascii_lowercase();
    ENCODING_WORDS.iter().any(|word| line.contains(word))
}

/// Byte ranges of the lines that hold what may be wrongly decoded, without their line breaks; of long lines, pieces.
fn suspicious_lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = mixup::find_suspicion(text, from)?;
        let start = bytes
            .get(from..at)
            .and_then(|before| memchr::memrchr(b'\n', before))
            .map_or(from, |before| from + before + 1)
            .max(text.floor_char_boundary(at.saturating_sub(LONGEST_BYTES)));
        let end = bytes
            .get(at..)
            .and_then(|after| memchr::memchr(b'\n', after))
            .map_or(text.len(), |length| at + length)
            .min(after_blank(text, at + LONGEST_BYTES));
        from = end;
        Some((start, end))
    })
}

/// Where a piece ends that goes on to about `at`: behind a blank, if there is one near.
fn after_blank(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    let near = text.as_bytes().get(at..).unwrap_or_default();
    let near = near.get(..4096).unwrap_or(near);
    memchr::memchr(b' ', near).map_or(at, |blank| at + blank + 1)
}

/// The repaired line; none where no repair is certain.
fn repair_line(line: &str, controls: bool) -> Option<String> {
    let (mut current, mut gain, mut most) = (Cow::Borrowed(line), 0, 0);
    let mut best = None;
    for _ in 0..MAX_LAYERS {
        let Some(undone) = best_layer(&current) else {
            break;
        };
        gain += undone.gain;
        most = most.max(undone.most);
        current = Cow::Owned(undone.line);
        let (least, least_most) = if best.is_some() {
            (AGAIN, AGAIN)
        } else {
            (CERTAIN, STRONG)
        };
        if gain >= least && most >= least_most {
            best = Some(current.clone());
            (gain, most) = (0, 0);
        }
    }
    let is_enough = |repaired: &Cow<'_, str>| {
        sequence::line_implausibility(repaired) * 3 <= sequence::line_implausibility(line) + SLACK
    };
    let repaired = best.filter(is_enough).unwrap_or(Cow::Borrowed(line));
    let mapped = mixup::with_windows_1252_controls(&repaired).filter(|_| controls);
    let repaired = mapped.map_or(repaired, Cow::Owned);
    (repaired != line).then(|| repaired.into_owned())
}

/// The layer whose removal helps most.
fn best_layer(line: &str) -> Option<Undone> {
    let chars: Vec<char> = line.chars().collect();
    let marks: Vec<usize> = (0..)
        .zip(&chars)
        .filter(|(_, c)| !c.is_ascii())
        .map(|(at, _)| at)
        .collect();
    let mut best: Option<Undone> = None;
    for undone in Mixup::all()
        .iter()
        .filter_map(|mixup| sequence::undo(&chars, &marks, mixup))
    {
        if best.as_ref().is_none_or(|best| undone.plain > best.plain) {
            best = Some(undone);
        }
    }
    best
}

#[cfg(test)]
mod tests;
