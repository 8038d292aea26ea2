//! Lines that hold several values, or a value beside something else: where the first of them ends.
//!
//! Not for: files whose first line already holds several (`stream`).

use crate::sources::formats::braces::{Braces, End, first_key};
use crate::sources::formats::jsonl::lenient;

/// How many places are tried as the beginning of a value behind damage.
const MAX_GUESSES: usize = 4;
/// How far before a brace the end of another value is looked for.
const GAP_BYTES: usize = 16;

/// What may stand between values: white space, the record separator of RFC 7464, the marks of an array, byte order marks.
pub(crate) fn is_between(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' | 0x1e | 0xef | 0xbb | 0xbf
    )
}

/// The bytes without what stands before and behind their values.
pub(crate) fn trim(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().take_while(|b| is_between(**b)).count();
    let rest = bytes.get(start..).unwrap_or_default();
    let end = rest.iter().rposition(|b| !is_between(*b)).map_or(0, |at| at + 1);
    rest.get(..end).unwrap_or_default()
}

/// Where a line is cut in two.
pub(crate) struct Cut {
    pub(crate) length: usize,
    /// Whether more than the two values beside the cut was looked at to find it.
    pub(crate) is_guess: bool,
}

/// What stands before the second value of a line; none if the line is one value, as far as can be told.
pub(crate) fn first(line: &[u8], max_values: usize) -> Option<Cut> {
    let value = trim(line);
    let start = line.iter().take_while(|b| is_between(**b)).count();
    let length = match value.first()? {
        b'{' => behind_object(value),
        _ => behind_garbage(value, max_values),
    }?;
    let (first, rest) = value.split_at_checked(length)?;
    Some(Cut {
        length: start + length,
        is_guess: !first.starts_with(b"{") || !first.ends_with(b"}") || !trim(rest).starts_with(b"{"),
    })
}

/// Length of the object that `value` begins with, if something else follows it.
fn behind_object(value: &[u8]) -> Option<usize> {
    if !is_suspect(value) {
        return None;
    }
    match Braces::default().end(value) {
        End::At(end) => (end < value.len()).then_some(end),
        End::Broken(_) | End::Beyond => behind_torn(value),
    }
}

/// Whether an object may end before the line does. Most lines are told to be whole without looking for their ends.
fn is_suspect(value: &[u8]) -> bool {
    let own = first_key(value).unwrap_or_default();
    let begins = |at: usize| {
        let (before, object) = value.split_at_checked(at).unwrap_or_default();
        let gap = before.iter().rev().take(GAP_BYTES).find(|b| !is_between(**b));
        gap == Some(&b'}') || !own.is_empty() && first_key(object) == Some(own)
    };
    !value.ends_with(b"}") || memchr::memchr_iter(b'{', value).skip(1).any(begins)
}

/// Length of an object that lacks its end, if another one with the same first key follows it and is whole. What stands where
/// a value may stand belongs to the object that is torn.
fn behind_torn(value: &[u8]) -> Option<usize> {
    let own = first_key(value)?;
    let mut braces = memchr::memchr_iter(b'{', value).skip(1).filter(|&at| {
        let (before, object) = value.split_at_checked(at).unwrap_or_default();
        let is_nested = matches!(before.trim_ascii_end().last(), Some(b':' | b'[' | b',' | b'{'));
        !is_nested && first_key(object) == Some(own)
    });
    braces.by_ref().take(MAX_GUESSES).find(|&at| ends(value, at))
}

fn ends(value: &[u8], at: usize) -> bool {
    let object = value.get(at..).unwrap_or_default();
    matches!(Braces::default().end(object), End::At(_))
}

/// Length of what is no object, if an object that can be read follows it to the end.
fn behind_garbage(value: &[u8], max_values: usize) -> Option<usize> {
    let begins = |at: &usize| value.get(*at..).and_then(first_key).is_some();
    let is_whole = |at: &usize| {
        let object = value.get(*at..).unwrap_or_default();
        ends(value, *at) && (is_suspect(object) || lenient::object(object.to_vec(), 0, max_values).is_ok())
    };
    let mut braces = memchr::memchr_iter(b'{', value).filter(begins).take(MAX_GUESSES);
    braces.find(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line with a `|` where it is cut.
    fn cut(line: &str) -> String {
        let Some(Cut { length: at, .. }) = first(line.as_bytes(), 100) else {
            return line.to_owned();
        };
        format!("{}|{}", &line[..at], cut(&line[at..]))
    }

    #[test]
    fn values_of_one_line_are_cut_apart() {
        for line in [
            r#"{"a":1}|{"a":2}"#,
            r#"{"a":1}| {"b":2}|,{"c":3},"#,
            r#"[{"a":"}{"}|, {"a":[{"b":1}, {"b":2}]}]"#,
            r#"{"a":1}| xyz"#,
            r#"{"a":1}|{"a":"to"#,
            r#"{"a":1}|{bad}|{"a":2}"#,
            r#"{"a":"to|{"a":2}"#,
            r#"{"a":"to|{"a":2}|{"a":3}"#,
            r#"{"a":1,"b":[1,2|{"a":2}"#,
            r#"12:00 INFO |{"a":2}"#,
            r#"rn"}|{"a":2}|{"a":3}"#,
        ] {
            assert_eq!(cut(&line.replace('|', "")), line);
        }
    }

    #[test]
    fn a_line_of_one_value_is_not_cut() {
        for line in [
            r#"{"a":{"a":1},"b":[{"a":2}, {"a":3}]}"#,
            r#"{"a":"}{\"a\":1}"},"#,
            r#"{"a":"x","b":{"a":2}"#,
            r#"{"a":"x","b":[{"a":2}"#,
            r#"{"a":"to"#,
            r#"["a",{bad}]"#,
            "[]",
            "",
            "xyz",
        ] {
            assert!(first(line.as_bytes(), 100).is_none(), "{line}");
        }
    }
}
