//! HTML character references that were escaped once too often and are left in the text.
//!
//! Not for: parsing HTML (`parse`).

use std::borrow::Cow;
use std::sync::LazyLock;

use super::class::windows_1252;

/// The names of HTML 4 and what they stand for, sorted by name.
static NAMES: LazyLock<Vec<(&str, char)>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let (name, code) = line.split_once(' ')?;
        Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
    };
    let mut names: Vec<_> = include_str!("../../data/entities.txt")
        .lines()
        .filter_map(line)
        .collect();
    names.sort_unstable();
    names
});

/// The longest reference, in bytes.
const MAX_BYTES: usize = 12;

/// Resolves all references of a line, also those escaped several times, unless the line holds markup.
pub(super) fn resolve(line: &str) -> Cow<'_, str> {
    if !line.contains('&') || line.contains('<') {
        return Cow::Borrowed(line);
    }
    let mut out = String::new();
    let (mut copied, mut from) = (0, 0);
    while let Some(at) = line.get(from..).and_then(|rest| rest.find('&')).map(|at| from + at) {
        from = at + 1;
        if let Some((length, c)) =
            reference(line.get(at..).unwrap_or_default()).filter(|(length, _)| !is_quoted(line, at, *length))
        {
            out.push_str(line.get(copied..at).unwrap_or_default());
            out.push(c);
            copied = at + length;
            from = copied;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(line);
    }
    out.push_str(line.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// The reference that `text` begins with: its length in bytes and its character. `&amp;` that is followed by what makes it a
/// reference again belongs to it, however often.
fn reference(text: &str) -> Option<(usize, char)> {
    let mut body = 1;
    while let Some(length) = text
        .get(body..)
        .and_then(|rest| ["amp;", "#38;", "#x26;"].iter().find(|name| rest.starts_with(*name)))
    {
        body += length.len();
    }
    let escaped = text.get(body..).unwrap_or_default();
    if let Some((length, c)) = single(escaped) {
        return Some((body + length, c));
    }
    (body > 1).then_some((body, '&'))
}

/// The name or number behind `&`, with its semicolon: length in bytes and character.
fn single(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(MAX_BYTES).position(|byte| byte == b';')?;
    let body = text.get(..end)?;
    let c = match body.strip_prefix('#') {
        None => NAMES.get(NAMES.binary_search_by_key(&body, |(name, _)| name).ok()?)?.1,
        Some(number) => numbered(number)?,
    };
    Some((end + 1, c))
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
        None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok()?,
        Some(_) | None => return None,
    };
    let c = char::from_u32(code)?;
    match code {
        0x09..=0x0D | 0x2028 | 0x2029 => Some(' '),
        0..=0x1F => None,
        0x80..=0x9F => windows_1252(c),
        _ => Some(c),
    }
}

/// Whether quotes or backticks stand on both sides: then the text speaks about the reference.
fn is_quoted(line: &str, at: usize, length: usize) -> bool {
    let is_quote = |c: Option<char>| {
        c.is_some_and(|c| matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '«' | '»' | '「' | '」'))
    };
    is_quote(line.get(..at).and_then(|before| before.chars().next_back()))
        && is_quote(line.get(at + length..).and_then(|after| after.chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        for (line, expected) in [
            ("Research &amp; Development", "Research & Development"),
            ("intr&amp;amp;#237;nseca", "intrínseca"),
            ("caf&eacute; &#8211; 3&nbsp;km &#x20AC;5", "café – 3\u{A0}km €5"),
            ("&#150; &#146;", "– ’"),
            ("1 &lt; 2", "1 < 2"),
            ("a <b> &amp; c", "a <b> &amp; c"),
            (
                "write \"&amp;\" or `&lt;` for them",
                "write \"&amp;\" or `&lt;` for them",
            ),
            ("AT&T; R&D", "AT&T; R&D"),
            (
                "&bogus; &; & &#; &#x; &#xD800; &#0;",
                "&bogus; &; & &#; &#x; &#xD800; &#0;",
            ),
            ("&", "&"),
        ] {
            assert_eq!(resolve(line), expected);
        }
    }
}
