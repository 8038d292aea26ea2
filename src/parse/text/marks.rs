//! Marks at the start of a line that make it an item of a list.

use super::lines::Line;

/// Signs that stand before an item. Dashes are not among them: they open a speech in half of Europe.
const BULLETS: [char; 19] = [
    '-', '*', '•', '·', '‣', '◦', '▪', '▫', '●', '○', '■', '□', '▢', '☐', '☑', '►', '▸', '➤', '✓',
];

/// What stands before the text of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// A bullet of so many bytes.
    Bullet(usize),
    /// A number or letter.
    Number {
        /// Bytes of the mark.
        len: usize,
        /// Its place in the order, from 1 (`c)` is 3).
        value: u32,
        /// What tells it from other orders: the sign behind it, and 128 added for letters.
        style: u8,
    },
}

impl Marker {
    /// Bytes of the mark.
    pub(super) fn len(self) -> usize {
        match self {
            Marker::Bullet(len) | Marker::Number { len, .. } => len,
        }
    }

    /// Whether it counts.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Marker::Number { .. })
    }
}

/// The mark at the start of `text`, if something with a letter or digit follows it.
pub(super) fn marker(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    if BULLETS.contains(&first) {
        let len = first.len_utf8();
        let rest = text.get(len..)?;
        let follows = rest.starts_with(char::is_whitespace) || (first == '•' || first == '▢') && !rest.is_empty();
        return (follows && rest.chars().take(40).any(char::is_alphanumeric)).then_some(Marker::Bullet(len));
    }
    if text.starts_with("o  ") {
        // The bullet of texts that were set with a typewriter's means.
        return Some(Marker::Bullet(1));
    }
    let numbered = first.is_ascii_digit() || first == '(' || first.is_ascii_lowercase();
    if numbered { number(text.as_bytes()) } else { None }
}

/// `1.`, `1)`, `(1)`, `a)`, `(a)`, `1、`.
fn number(bytes: &[u8]) -> Option<Marker> {
    let open = usize::from(bytes.first() == Some(&b'('));
    let body = bytes.get(open..)?;
    let digits = body.iter().take_while(|b| b.is_ascii_digit()).count();
    let (value, used) = match body {
        [letter @ b'a'..=b'z', ..] if digits == 0 => (u32::from(letter - b'a') + 1, 1),
        _ if (1..=3).contains(&digits) => (
            body.iter().take(digits).fold(0, |n, d| n * 10 + u32::from(d - b'0')),
            digits,
        ),
        _ => return None,
    };
    let rest = body.get(used..)?;
    let (sign, sign_len) = match rest {
        [b')', ..] => (b')', 1),
        [b'.', ..] if open == 0 && digits > 0 => (b'.', 1),
        _ if open == 0 && digits > 0 && rest.starts_with("、".as_bytes()) => (b',', "、".len()),
        _ => return None,
    };
    let spaced = rest.get(sign_len).is_some_and(u8::is_ascii_whitespace) || sign == b',';
    let style = sign + if open == 1 { 1 } else { 0 } + if digits == 0 { 128 } else { 0 };
    (spaced && rest.len() > sign_len).then_some(Marker::Number {
        len: open + used + sign_len,
        value,
        style,
    })
}

/// The mark of each line. Numbers count only in a row (`3. Oktober` alone is no list): a neighbour in their order is near.
pub(super) fn markers(lines: &[Line]) -> Vec<Option<Marker>> {
    let mut marks: Vec<Option<Marker>> = lines.iter().map(|line| marker(line.text)).collect();
    let mut confirmed = vec![false; marks.len()];
    // Orders that are open at this line, innermost last: (style, last value, its line).
    let mut open: Vec<(u8, u32, usize)> = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        let Some(Marker::Number { value, style, .. }) = *mark else {
            continue;
        };
        match open.iter().rposition(|&(s, last, _)| s == style && last + 1 == value) {
            Some(found) => {
                let before = open.get(found).map_or(0, |o| o.2);
                for line in [before, at] {
                    if let Some(flag) = confirmed.get_mut(line) {
                        *flag = true;
                    }
                }
                open.truncate(found);
            }
            None if open.len() >= 8 => {
                open.remove(0);
            }
            None => {}
        }
        open.push((style, value, at));
    }
    for (mark, confirmed) in marks.iter_mut().zip(confirmed) {
        if mark.is_some_and(Marker::is_number) && !confirmed {
            *mark = None;
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_items() {
        for (text, len) in [
            ("- a", 1),
            ("• a", 3),
            ("•a", 3),
            ("* b c", 1),
            ("▢ 800 g", 3),
            ("1. x", 2),
            ("12) x", 3),
            ("a) x", 2),
            ("(b) x", 3),
            ("1、渡口", 4),
            ("o  Version", 1),
        ] {
            assert_eq!(marker(text).map(Marker::len), Some(len), "{text}");
        }
        for text in [
            "-a",
            "* * *",
            "- - -",
            "*bold* text",
            "— Yes.",
            "1.5 km",
            "2026. x",
            "A. Smith",
            "a. x",
            "1.",
            "",
            "(see) x",
            "i think",
        ] {
            assert_eq!(marker(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_alone_is_no_list() {
        let marked = |source: &str| {
            let lines = super::super::lines::split(source);
            markers(&lines)
                .iter()
                .map(|m| u8::from(m.is_some()).to_string())
                .collect::<String>()
        };
        assert_eq!(marked("3. Oktober 2024\nText"), "00");
        assert_eq!(marked("1. a\n1) x\n2) y\n2. b\n7. c"), "11110");
        assert_eq!(marked("1. a\ntext\n\ntext\n2. b"), "1001");
    }
}
