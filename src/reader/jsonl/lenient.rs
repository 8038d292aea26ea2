//! A line of JSON as tools really write them: lone surrogates, integers of any size, `NaN`.
//!
//! Not for: anything that is not an object of valid UTF-8.

use serde_json::{Map, Value};

use crate::outcome::Fault;
use crate::reader::feed::Damage;

/// Reads one object. What strict JSON cannot hold is kept as near as can be: a lone surrogate (`"\ud800"`) becomes
/// U+FFFD, and a number beyond 64 bits, `NaN` or `Infinity` becomes a string of its own digits. Of two equal keys the
/// last one counts.
pub(super) fn object(line: &[u8], offset_bytes: u64) -> Result<Map<String, Value>, Damage> {
    let line = utf8(line, offset_bytes)?;
    let strict = serde_json::from_str::<Value>(line);
    let value = match strict {
        Ok(value) if !holds_rounded(&value) => value,
        Ok(value) => serde_json::from_str(&mended(line)).unwrap_or(value),
        Err(error) => serde_json::from_str(&mended(line)).map_err(|_| broken(&error.to_string()))?,
    };
    match value {
        Value::Object(object) => Ok(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(broken("a line must be an object"))
        }
    }
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
            format!("not UTF-8 at byte {column} of the line (byte {byte} of the input)"),
        )
    })
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
            '"' => string_bytes(rest),
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

/// Length of the string literal that `text` begins with.
fn string_bytes(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
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
            let read = object(line.as_bytes(), 0).unwrap_or_else(|damage| panic!("{line}: {damage:?}"));
            assert_eq!(serde_json::to_string(&read).unwrap(), expected, "{line}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let lines = [
            "[1]",
            "\"x\"",
            "null",
            "{a:1}",
            "{\"a\":007}",
            "{\"a\":0x10}",
            "{\"a\":1}{\"a\":2}",
            "{\"a\":\"b",
            deep.as_str(),
        ];
        for line in lines {
            let damage = object(line.as_bytes(), 0).unwrap_err();
            assert_eq!(damage.fault, Fault::Malformed, "{line:.40}");
        }
        let damage = object(b"{\"a\":\"\xe9\"}", 100).unwrap_err();
        assert_eq!(damage.detail, "not UTF-8 at byte 6 of the line (byte 106 of the input)");
    }
}
