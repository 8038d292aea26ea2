//! A line of JSON as tools really write them: lone surrogates, integers of any size, `NaN`.
//!
//! Not for: anything that is not an object of valid UTF-8.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::model::Fault;
use crate::parse::json::string_bytes;
use crate::sources::origin::feed::Damage;

/// Reads one object of at most `max_values` values. What strict JSON cannot hold is kept as near as can be: a lone surrogate
/// (`"\ud800"`) becomes U+FFFD, and a number beyond 64 bits, `NaN` or `Infinity` becomes a string of its own digits. Of two
/// equal keys the last one counts.
///
/// Nothing is built before the values are counted, and no long string is held more than twice, the line included.
pub(crate) fn object(line: Vec<u8>, offset_bytes: u64, max_values: usize) -> Result<Map<String, Value>, Damage> {
    let text = utf8(&line, offset_bytes)?;
    if !text.starts_with('{') {
        return Err(broken("a line must be an object"));
    }
    if values(&line) > max_values {
        let detail = format!("holds more than input.jsonl.max_values ({max_values}) JSON values");
        return Err(Damage::new(Fault::TooLarge, detail));
    }
    let error = match fields(text, true) {
        Ok(fields) => return Ok(fields),
        Err(error) => error.to_string(),
    };
    let mended = mended(text);
    drop(line);
    fields(&mended, true).map_err(|_| broken(&error))
}

fn broken(detail: &str) -> Damage {
    Damage::new(Fault::Malformed, format!("JSON: {detail}"))
}

fn utf8(line: &[u8], offset_bytes: u64) -> Result<&str, Damage> {
    if let Ok(text) = simdutf8::basic::from_utf8(line) {
        return Ok(text);
    }
    std::str::from_utf8(line).map_err(|error| {
        let (column, byte) = (error.valid_up_to(), offset_bytes + error.valid_up_to() as u64);
        Damage::new(
            Fault::Malformed,
            format!(
                "not UTF-8 at byte {column} of the line (byte {byte} of the input); decode.encoding names the encoding \
                 of such lines"
            ),
        )
    })
}

/// An upper bound of the values and keys in a line, by the marks that stand before them.
pub(crate) fn values(line: &[u8]) -> usize {
    let (mut count, mut rest) = (0, line);
    while let Some((first, tail)) = rest.split_first() {
        count += usize::from(matches!(first, b'{' | b'[' | b',' | b':'));
        rest = match first {
            b'"' => rest.get(string_bytes(rest)..).unwrap_or_default(),
            _ => tail,
        };
    }
    count
}

/// The fields of the object `text`. Those of objects directly inside it are built one by one as well if `nested`.
fn fields(text: &str, nested: bool) -> serde_json::Result<Map<String, Value>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let fields = reader.deserialize_map(Fields { nested })?;
    reader.end()?;
    Ok(fields)
}

/// Builds the fields of an object one after the other.
struct Fields {
    nested: bool,
}

impl<'de> Visitor<'de> for Fields {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let raw = entries.next_value::<&RawValue>()?.get();
            fields.insert(key, value(raw, self.nested));
        }
        Ok(fields)
    }
}

/// The value that `raw`, which is whole, stands for. What is nested too deeply to be built is kept as it is written.
fn value(raw: &str, nested: bool) -> Value {
    match raw.as_bytes().first() {
        Some(b'"') => return Value::String(unescaped(raw)),
        Some(b'{') if nested => {
            if let Ok(fields) = fields(raw, false) {
                return Value::Object(fields);
            }
        }
        _ => {}
    }
    match serde_json::from_str(raw) {
        Ok(value) if !holds_rounded(&value) => value,
        Ok(value) => serde_json::from_str(&mended(raw)).unwrap_or(value),
        Err(_) => serde_json::from_str(&mended(raw)).unwrap_or_else(|_| Value::String(raw.to_owned())),
    }
}

/// The text of a string literal, in a single allocation.
fn unescaped(literal: &str) -> String {
    let mut rest = literal.strip_prefix('"').unwrap_or(literal);
    rest = rest.strip_suffix('"').unwrap_or(rest);
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (plain, escape) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let (character, length) = unescape(escape);
        text.push_str(plain);
        text.push(character);
        rest = escape.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// The character that the escape at the front of `text` stands for, and the length of the escape.
fn unescape(text: &str) -> (char, usize) {
    let Some(first) = unit(text) else {
        let character = match text.as_bytes().get(1) {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            other => other.map_or(char::REPLACEMENT_CHARACTER, |&byte| char::from(byte)),
        };
        return (character, 2);
    };
    let second = text.get(6..).and_then(unit);
    let pair = char::decode_utf16([first].into_iter().chain(second)).next();
    match pair {
        Some(Ok(character)) => (character, 6 * character.len_utf16()),
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// Whether a number may have lost digits: `serde_json` reads integers beyond 64 bits as floating point.
fn holds_rounded(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64() && number.as_f64().is_some_and(|float| float.abs() >= 1e15),
        Value::Array(items) => items.iter().any(holds_rounded),
        Value::Object(fields) => fields.values().any(holds_rounded),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

/// The line with lone surrogates replaced and with numbers as strings that no 64-bit number can hold.
fn mended(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_bytes(rest.as_bytes()),
            '-' | '0'..='9' | 'N' | 'I' => word_bytes(rest),
            other => other.len_utf8(),
        };
        let (token, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match first {
            '"' => push_string(token, &mut out),
            '-' | '0'..='9' | 'N' | 'I' => push_number(token, &mut out),
            _ => out.push_str(token),
        }
        rest = tail;
    }
    out
}

fn word_bytes(text: &str) -> usize {
    let is_inside = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    text.bytes().position(|b| !is_inside(b)).unwrap_or(text.len())
}

fn push_number(token: &str, out: &mut String) {
    let digits = token.strip_prefix('-').unwrap_or(token);
    let integer = digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    let fits = token.parse::<i64>().is_ok() || token.parse::<u64>().is_ok();
    let named = matches!(digits, "NaN" | "Infinity");
    let overflows =
        || serde_json::from_str::<f64>(token).is_err_and(|error| error.to_string().contains("out of range"));
    if named || (integer && !fits && !digits.is_empty()) || (!integer && overflows()) {
        out.push('"');
        out.push_str(token);
        out.push('"');
    } else {
        out.push_str(token);
    }
}

/// Copies a string literal, lone surrogates replaced.
fn push_string(literal: &str, out: &mut String) {
    let mut rest = literal;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        out.push_str(plain);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => escape.chars().take(2).map(char::len_utf8).sum(),
        };
        let (escape, tail) = escape.split_at_checked(length).unwrap_or((escape, ""));
        out.push_str(escape);
        rest = tail;
    }
    out.push_str(rest);
}

/// The UTF-16 unit of the escape `\uXXXX` that `text` begins with.
fn unit(text: &str) -> Option<u16> {
    let hex = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(hex, 16).ok().filter(|_| !hex.starts_with('+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_json_is_read_without_loss() {
        let cases = [
            (r#"{"a":"x\ud800y"}"#, r#"{"a":"x�y"}"#),
            (r#"{"a":"\udc00\ud800"}"#, r#"{"a":"��"}"#),
            (r#"{"a":"\ud83d\ude00\\ud800"}"#, r#"{"a":"😀\\ud800"}"#),
            (r#"{"\ud800":1}"#, r#"{"�":1}"#),
            (r#"{"n":18446744073709551615}"#, r#"{"n":18446744073709551615}"#),
            (r#"{"n":18446744073709551616}"#, r#"{"n":"18446744073709551616"}"#),
            (
                r#"{"n":-9223372036854775809,"m":[-0,1.5]}"#,
                r#"{"n":"-9223372036854775809","m":[-0.0,1.5]}"#,
            ),
            (
                r#"{"n":NaN,"m":-Infinity,"o":null}"#,
                r#"{"n":"NaN","m":"-Infinity","o":null}"#,
            ),
            (
                r#"{"n":1e999999,"s":"1e999999 NaN \ud800"}"#,
                r#"{"n":"1e999999","s":"1e999999 NaN �"}"#,
            ),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
        ];
        for (line, expected) in cases {
            let read = object(line.into(), 0, 100).unwrap_or_else(|damage| panic!("{line}: {damage:?}"));
            assert_eq!(serde_json::to_string(&read).unwrap(), expected, "{line}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused() {
        let lines = [
            "[1]",
            "\"x\"",
            "null",
            "{a:1}",
            "{\"a\":007}",
            "{\"a\":0x10}",
            "{\"a\":1}{\"a\":2}",
            "{\"a\":\"b",
        ];
        for line in lines {
            let damage = object(line.into(), 0, usize::MAX).unwrap_err();
            assert_eq!(damage.fault, Fault::Malformed, "{line:.40}");
        }
        let damage = object(b"{\"a\":\"\xe9\"}".to_vec(), 100, 100).unwrap_err();
        let place = "not UTF-8 at byte 6 of the line (byte 106 of the input)";
        assert!(damage.detail.starts_with(place), "{}", damage.detail);
    }

    #[test]
    fn what_is_nested_too_deeply_is_kept_as_it_is_written() {
        for depth in [100, 200, 100_000] {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            for raw in [format!("{open}{close}"), format!("{{\"b\":{open}NaN{close}}}")] {
                let line = format!("{{\"a\":{raw},\"text\":\"x\"}}");
                let read = object(line.into(), 0, usize::MAX).unwrap_or_else(|damage| panic!("{depth}: {damage:?}"));
                assert_eq!(read["text"], "x");
                assert!(read["a"].to_string().contains("[[["), "{depth}");
            }
        }
    }

    #[test]
    fn a_string_is_what_strict_json_reads() {
        let literals = [
            r#""""#,
            r#""plain""#,
            r#""\"\\\/\b\f\n\r\t""#,
            r#""\u00e9\uD83D\uDE00é😀\u0000""#,
            r#""ends in an escape\\""#,
        ];
        for literal in literals {
            let strict: String = serde_json::from_str(literal).unwrap();
            assert_eq!(unescaped(literal), strict, "{literal}");
        }
    }

    #[test]
    fn values_are_counted_before_any_is_built() {
        let line =
            |items: &str, count: usize| format!("{{\"text\":\"a [b], {{c}}\",\"m\":[{}0]}}", items.repeat(count));
        for items in ["0,", "[],", "{},", "{\"\":0},", "[[1],\"x\"],"] {
            let damage = object(line(items, 1000).into(), 0, 1000).unwrap_err();
            assert_eq!(damage.fault, Fault::TooLarge, "{items}");
            assert_eq!(
                damage.detail,
                "holds more than input.jsonl.max_values (1000) JSON values"
            );
            let read = object(line(items, 100).into(), 0, 1000).unwrap();
            assert_eq!(read["m"].as_array().map(Vec::len), Some(101), "{items}");
        }
        let keys: String = (0..1000).map(|n| format!("\"{n}\":0,")).collect();
        let damage = object(format!("{{{keys}\"text\":\"a\"}}").into(), 0, 1000).unwrap_err();
        assert_eq!(damage.fault, Fault::TooLarge);
        assert_eq!(values(br#"{"a,b":[1,{"c\\\":":2}]}"#), 6);
    }
}
