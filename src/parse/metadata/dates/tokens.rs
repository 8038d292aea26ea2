//! A short text cut into what a date can be made of.
//!
//! Not for: deciding what is a date; see the parent module.

use std::ops::Range;

use super::months;

/// What a piece of text can be in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number of so many digits.
    Number { value: u32, digits: u8 },
    /// The name of a month.
    Month(u8),
    /// `年`, `월` ...: what the number before it counts.
    Unit(char),
    /// `12:30`, `12h30`.
    Time,
    /// A sign that stands between the numbers of a date.
    Sign(char),
    /// Anything else: no date reaches over it.
    Other,
}

/// A piece and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// Words that stand inside dates and mean nothing: `5 de mayo del 2024`, `15 d. m.`, `1st of May`.
const FILLERS: &[&str] = &[
    "of", "the", "de", "del", "den", "der", "d", "l", "m", "г", "года", "році", "року", "р", "year", "ngày", "năm",
    "an", "a", "el", "พ", "ศ", "من", "عام", "ה", "ב",
];
/// What stands right behind the number of a day: `1st`, `2nd`, `1er`, `15-го`.
const ORDINALS: &[&str] = &[
    "st", "nd", "rd", "th", "er", "ère", "re", "e", "го", "ος", "η", "o", "º", "ª", "d", "da", "-го",
];
/// Neither of them is longer.
const LITTLE_BYTES: usize = 8;

/// Cuts `text` into tokens; fillers and blanks leave none.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let class = class(first);
        let mut end = start + first.len_utf8();
        if matches!(class, Class::Digit | Class::Letter) {
            while let Some((at, next)) = rest.next_if(|&(_, c)| self::class(c) == class) {
                end = at + next.len_utf8();
            }
        }
        let piece = text.get(start..end).unwrap_or_default();
        match class {
            Class::Blank => {}
            Class::Digit => push_number(&mut tokens, piece, start..end),
            Class::Letter => push_word(&mut tokens, piece, start..end),
            Class::Unit => push(&mut tokens, Kind::Unit(first), start..end),
            Class::Sign => push(&mut tokens, Kind::Sign(first), start..end),
        }
    }
    tokens
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Digit,
    Letter,
    Unit,
    Sign,
}

fn class(c: char) -> Class {
    match c {
        '年' | '月' | '日' | '년' | '월' | '일' => Class::Unit,
        _ if c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}') => Class::Blank,
        _ if digit(c).is_some() => Class::Digit,
        _ if c.is_alphabetic() || is_mark(c) => Class::Letter,
        _ => Class::Sign,
    }
}

/// Marks that are part of a word in the scripts of South Asia and in decomposed Latin.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{e47}'..='\u{e4e}')
}

/// The value of a decimal digit of any script that web pages write dates in.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '০'..='৯' => '০',
        '๐'..='๙' => '๐',
        '０'..='９' => '０',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

fn push(tokens: &mut Vec<Token>, kind: Kind, span: Range<usize>) {
    tokens.push(Token { kind, span });
}

/// A number; behind `number :` it makes a time of day of both.
fn push_number(tokens: &mut Vec<Token>, piece: &str, span: Range<usize>) {
    let digits = u8::try_from(piece.chars().count()).unwrap_or(u8::MAX);
    if let [
        ..,
        Token {
            kind: before,
            span: from,
        },
        colon,
    ] = tokens.as_mut_slice()
        && colon.kind == Kind::Sign(':')
        && matches!(before, Kind::Time | Kind::Number { digits: 1..=2, .. })
        && digits == 2
    {
        *before = Kind::Time;
        from.end = span.end;
        tokens.pop();
        return;
    }
    let value = if digits > 8 {
        0
    } else {
        piece.chars().filter_map(digit).fold(0, |value, d| value * 10 + d)
    };
    push(tokens, Kind::Number { value, digits }, span);
}

fn push_word(tokens: &mut Vec<Token>, piece: &str, span: Range<usize>) {
    let lower = piece.to_lowercase();
    let touches = tokens.last().is_some_and(|last| last.span.end == span.start);
    let after_number = matches!(
        tokens.last(),
        Some(Token {
            kind: Kind::Number { .. },
            ..
        })
    );
    let short = lower.len() <= LITTLE_BYTES;
    let ordinal = touches && after_number && ORDINALS.contains(&lower.as_str());
    if short && (ordinal || FILLERS.contains(&lower.as_str())) {
        return;
    }
    // `2026-01-21T10:00:00Z`: the T parts the date from the time.
    let kind = match months::month(&lower) {
        _ if touches && after_number && lower == "t" => Kind::Other,
        Some(month) => Kind::Month(month),
        None => Kind::Other,
    };
    push(tokens, kind, span);
}
