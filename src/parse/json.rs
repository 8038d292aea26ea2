//! JSON that a page carries, read only where it holds no more values than pages of use do: built values take many times the
//! room of their text.
//!
//! Not for: JSON as a format of documents (`sources`).

use serde_json::Value;

/// How many values and keys are in memory at a time.
const MOST_VALUES: usize = 100_000;

/// Reads JSON, and counts the values that it has given out.
#[derive(Debug)]
pub(crate) struct Json {
    left: usize,
}

impl Default for Json {
    fn default() -> Self {
        Json { left: MOST_VALUES }
    }
}

impl Json {
    /// The value that `text` begins with, whatever follows it; none where it holds more than are left.
    pub(crate) fn first(&mut self, text: &str) -> Option<Value> {
        let read = || {
            let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
            values.next()?.ok()
        };
        self.within(text, read)
    }

    /// All of `text` as a value; none where it holds more than are left.
    pub(crate) fn whole(&mut self, text: &str) -> Option<Value> {
        self.within(text, || serde_json::from_str(text).ok())
    }

    fn within(&mut self, text: &str, read: impl FnOnce() -> Option<Value>) -> Option<Value> {
        let left = self.left.checked_sub(values(text.as_bytes()))?;
        let value = read()?;
        self.left = left;
        Some(value)
    }
}

/// An upper bound of the values and keys in the value that `text` begins with, by the marks that stand before them.
fn values(text: &[u8]) -> usize {
    let (mut count, mut depth, mut rest) = (1, 0_usize, text);
    while let Some((first, tail)) = rest.split_first() {
        rest = match first {
            b'"' => rest.get(string_bytes(rest)..).unwrap_or_default(),
            _ => tail,
        };
        match first {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' | b':' => {}
            _ => continue,
        }
        count += usize::from(!matches!(first, b'}' | b']'));
        if depth == 0 {
            break;
        }
    }
    count
}

/// Length of the string literal that `text` begins with.
pub(crate) fn string_bytes(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(next) = text.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += next;
        if text.get(at) == Some(&b'"') {
            return at + 1;
        }
        at += 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_as_far_as_the_first_one_goes() {
        for (text, expected) in [
            (r#"{"a,b":[1,{"c\\\":":2}]} , {"not":"counted"}"#, 7),
            (r#""a, b", "c""#, 2),
            ("[[],[],0]]],,,", 6),
            ("1", 1),
            ("", 1),
        ] {
            assert_eq!(values(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn no_more_values_are_built_than_may_be_in_memory() {
        let list = |items: &str, count: usize| format!("[{}0] rest", items.repeat(count));
        for items in ["0,", "[],", "{},", "{\"\":0},", "\"a\","] {
            let mut json = Json { left: 1000 };
            assert_eq!(json.first(&list(items, 1001)), None, "{items}");
            assert!(json.first(&list(items, 200)).is_some(), "{items}");
            assert!(json.left < 800, "{items}");
            let left = json.left;
            assert_eq!(json.first(&list(items, left)), None, "{items}");
            assert_eq!(json.whole(&list(items, 10)), None, "{items}: more follows");
            assert_eq!(json.left, left, "what could not be read is not in memory");
        }
    }
}
