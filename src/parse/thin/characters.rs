//! Character references and line ends: source text to the text that it stands for.
//!
//! Not for: finding where text ends (`raw`, `scan`).

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::memchr3;

/// Where text stands; decides what is decoded in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Character references are decoded.
    Text,
    /// Character references are decoded, but for those without a semicolon that run on into a word.
    Attribute,
    /// There are no character references.
    Raw,
}

/// Longest name of a character, with its semicolon.
const NAME_BYTES: usize = 33;

/// Whether `text` stands for itself.
pub(super) fn is_plain(text: &str) -> bool {
    memchr3(b'&', b'\r', b'\0', text.as_bytes()).is_none()
}

/// Decodes `text`; a null becomes U+FFFD.
pub(super) fn decode(text: &str, place: Place) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, mark, after)) = next_mark(rest) {
        out.push_str(before);
        rest = match mark {
            b'\r' => {
                out.push('\n');
                after.strip_prefix('\n').unwrap_or(after)
            }
            b'&' if place != Place::Raw => reference(after, place, &mut out),
            b'&' => {
                out.push('&');
                after
            }
            _ => {
                out.push('\u{fffd}');
                after
            }
        };
    }
    out.push_str(rest);
    out
}

fn next_mark(text: &str) -> Option<(&str, u8, &str)> {
    let at = memchr3(b'&', b'\r', b'\0', text.as_bytes())?;
    Some((text.get(..at)?, *text.as_bytes().get(at)?, text.get(at + 1..)?))
}

/// Decodes the reference behind a `&` into `out`; gives what follows it.
fn reference<'t>(after: &'t str, place: Place, out: &mut String) -> &'t str {
    let decoded = match after.as_bytes().first() {
        Some(b'#') => numeric(after, out),
        Some(byte) if byte.is_ascii_alphanumeric() => named(after, place, out),
        _ => None,
    };
    match decoded.and_then(|length| after.get(length..)) {
        Some(rest) => rest,
        None => {
            out.push('&');
            after
        }
    }
}

/// `#65;` or `#x41;`: how many bytes it takes.
fn numeric(text: &str, out: &mut String) -> Option<usize> {
    let hexadecimal = text.as_bytes().get(1).is_some_and(|b| matches!(b, b'x' | b'X'));
    let (start, base) = if hexadecimal { (2, 16) } else { (1, 10) };
    let (mut number, mut at) = (0_u32, start);
    while let Some(digit) = text.as_bytes().get(at).and_then(|&b| char::from(b).to_digit(base)) {
        number = number.saturating_mul(base).saturating_add(digit);
        at += 1;
    }
    if at == start {
        return None;
    }
    out.push(character(number));
    Some(at + usize::from(text.as_bytes().get(at) == Some(&b';')))
}

/// The character of a number: those that were meant as windows-1252 are read as such.
fn character(number: u32) -> char {
    let index = usize::try_from(number).unwrap_or(usize::MAX).wrapping_sub(0x80);
    let replacement = C1_REPLACEMENTS.get(index).copied().flatten();
    let replaced = replacement.or_else(|| char::from_u32(number));
    replaced.filter(|&c| c != '\0').unwrap_or('\u{fffd}')
}

/// A name such as `amp;`, or the longest name that `text` begins with: how many bytes it takes.
fn named(text: &str, place: Place, out: &mut String) -> Option<usize> {
    let (length, first, second) = longest(text)?;
    let open = text.as_bytes().get(length - 1) != Some(&b';');
    let runs_on = |byte: &u8| *byte == b'=' || byte.is_ascii_alphanumeric();
    if open && place == Place::Attribute && text.as_bytes().get(length).is_some_and(runs_on) {
        return None;
    }
    out.extend(char::from_u32(first));
    if second != 0 {
        out.extend(char::from_u32(second));
    }
    Some(length)
}

fn longest(text: &str) -> Option<(usize, u32, u32)> {
    let head = text.as_bytes().get(..text.len().min(NAME_BYTES)).unwrap_or_default();
    let word = head
        .iter()
        .position(|b| !b.is_ascii_alphanumeric())
        .unwrap_or(head.len());
    if head.get(word) == Some(&b';')
        && let Some(&(first, second)) = NAMED_ENTITIES.get(text.get(..=word)?)
        && first != 0
    {
        return Some((word + 1, first, second));
    }
    let mut best = None;
    for length in 1..=word {
        match NAMED_ENTITIES.get(text.get(..length)?) {
            Some(&(first, second)) if first != 0 => best = Some((length, first, second)),
            Some(_) => {}
            None => break,
        }
    }
    best
}
