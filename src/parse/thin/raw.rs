//! Where text without markup ends: scripts, style sheets, titles, comments.
//!
//! Not for: what follows (`scan`).

use memchr::{memchr, memchr_iter, memchr2};

/// Whether a byte is white space to the tokenizer.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

/// Where the text of the element `name` ends: the place of its end tag, or the end of `bytes`.
pub(super) fn text_end(bytes: &[u8], name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = find(bytes, at, b'<') {
        if closes(bytes, found, name) {
            return found;
        }
        at = found + 1;
    }
    bytes.len()
}

/// Where a script ends: as [`text_end`], but a script inside `<!--` may hold `<script>` ... `</script>`.
pub(super) fn script_end(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = find(bytes, at, b'<') {
        if closes(bytes, found, "script") {
            return found;
        }
        at = found + 1;
        if starts(bytes, found, b"<!--") {
            match escaped(bytes, found + 2) {
                Escape::Closed(after) => at = after,
                Escape::Script(end) => return end,
            }
        }
    }
    bytes.len()
}

enum Escape {
    /// `-->` was met; the script goes on behind it.
    Closed(usize),
    /// The script ends here.
    Script(usize),
}

/// The script data escaped states, from the two hyphens of `<!--` on.
fn escaped(bytes: &[u8], start: usize) -> Escape {
    let (mut at, mut double) = (start, false);
    while let Some(found) = bytes
        .get(at..)
        .and_then(|rest| memchr2(b'<', b'>', rest))
        .map(|i| at + i)
    {
        at = found + 1;
        if bytes.get(found) == Some(&b'>') {
            if found >= start + 2 && ends(bytes, found, b"--") {
                return Escape::Closed(at);
            }
        } else if closes(bytes, found, "script") {
            if !double {
                return Escape::Script(found);
            }
            double = false;
        } else if !double && named(bytes, found + 1, "script") {
            double = true;
        }
    }
    Escape::Script(bytes.len())
}

/// Where a comment ends: `bytes` begins behind `<!--`, the place is behind its `>`.
pub(super) fn comment_end(bytes: &[u8]) -> usize {
    if starts(bytes, 0, b">") {
        return 1;
    }
    if starts(bytes, 0, b"->") {
        return 2;
    }
    let end = memchr_iter(b'>', bytes).find(|&at| ends(bytes, at, b"--") || ends(bytes, at, b"--!"));
    end.map_or(bytes.len(), |at| at + 1)
}

/// The place behind the next `>`: the end of bogus comments and document types.
pub(super) fn bogus_end(bytes: &[u8]) -> usize {
    memchr(b'>', bytes).map_or(bytes.len(), |at| at + 1)
}

fn find(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    Some(at + memchr(byte, bytes.get(at..)?)?)
}

/// Whether an end tag of `name` stands at `at`.
fn closes(bytes: &[u8], at: usize, name: &str) -> bool {
    bytes.get(at + 1) == Some(&b'/') && named(bytes, at + 2, name)
}

/// Whether `name` stands at `at` in any case, and a tag name ends behind it.
fn named(bytes: &[u8], at: usize, name: &str) -> bool {
    let end = at + name.len();
    bytes
        .get(at..end)
        .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
        && bytes
            .get(end)
            .is_some_and(|&byte| is_space(byte) || matches!(byte, b'/' | b'>'))
}

fn starts(bytes: &[u8], at: usize, prefix: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(prefix))
}

fn ends(bytes: &[u8], at: usize, suffix: &[u8]) -> bool {
    bytes.get(..at).is_some_and(|head| head.ends_with(suffix))
}
