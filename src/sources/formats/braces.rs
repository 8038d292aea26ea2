//! Where a JSON object ends, told by its braces alone, however it arrives; and where another one may begin if it does not.

/// A search for the end of an object that goes on where it stopped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Braces {
    /// Bytes that are searched.
    pub(crate) searched: usize,
    depth: usize,
    in_string: bool,
}

/// Where an object ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    At(usize),
    /// A line break in a string, which JSON does not allow.
    Broken(usize),
    Beyond,
}

impl Braces {
    /// The end of the object that `bytes` begins with.
    pub(crate) fn end(&mut self, bytes: &[u8]) -> End {
        if self.has_ended() {
            return End::At(self.searched);
        }
        while let Some(at) = self.next_mark(bytes) {
            self.searched = at + 1;
            match bytes.get(at) {
                // The character behind a backslash may not have arrived yet.
                Some(b'\\') => self.searched = at + 2,
                Some(b'\n') => return End::Broken(at),
                Some(b'"') => self.in_string = !self.in_string,
                Some(b'{') => self.depth += 1,
                _ => self.depth = self.depth.saturating_sub(1),
            }
            if self.has_ended() {
                return End::At(self.searched);
            }
        }
        self.searched = self.searched.max(bytes.len());
        End::Beyond
    }

    /// Whether the last brace is closed. What follows belongs to other objects, however often it is asked for.
    fn has_ended(&self) -> bool {
        self.searched > 0 && self.depth == 0 && !self.in_string
    }

    fn next_mark(&self, bytes: &[u8]) -> Option<usize> {
        let rest = bytes.get(self.searched..)?;
        let next = match self.in_string {
            true => memchr::memchr3(b'"', b'\\', b'\n', rest),
            false => memchr::memchr3(b'"', b'{', b'}', rest),
        };
        next.map(|next| self.searched + next)
    }

    /// Takes bytes off the front that are dropped.
    pub(crate) fn forget(&mut self, bytes: usize) {
        self.searched = self.searched.saturating_sub(bytes);
    }
}

/// How the objects of a file begin, which tells the next one from what is nested in one that is damaged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The white space before the object, if it begins its line.
    indent: Option<Vec<u8>>,
    keys: Keys,
}

impl Shape {
    /// The shape of the object that `bytes` begins with.
    pub(crate) fn of(bytes: &[u8], indent: Option<Vec<u8>>) -> Self {
        let keys = Keys::of(bytes);
        Shape { indent, keys }
    }

    /// The shape that the next object is looked for by: that of an object `known` to be whole, if this one is laid out like it.
    pub(crate) fn like(&self, known: Option<&Shape>) -> Self {
        let known = known.filter(|known| self.indent.is_none() || known.indent == self.indent);
        known.unwrap_or(self).clone()
    }

    /// Where the next object begins from `from` on: on a line of its own if they do that, else by its first keys.
    pub(crate) fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let rest = bytes.get(from..)?;
        let mut braces = memchr::memchr_iter(b'{', rest).map(|at| from + at);
        braces.find(|&at| {
            let (before, rest) = bytes.split_at_checked(at).unwrap_or_default();
            match &self.indent {
                Some(indent) => before
                    .strip_suffix(&indent[..])
                    .is_some_and(|line| line.ends_with(b"\n")),
                None => self.keys.begin(rest),
            }
        })
    }
}

/// The first two keys of an object, as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Keys {
    first: Vec<u8>,
    /// None where the value before it is too long or too deep to see beyond; empty where there is no second key.
    second: Option<Vec<u8>>,
}

/// The first key of the object that `bytes` begins with, as it is written.
pub(crate) fn first_key(bytes: &[u8]) -> Option<&[u8]> {
    let inside = bytes.strip_prefix(b"{")?.trim_ascii_start();
    string(inside).map(|(key, _)| key)
}

impl Keys {
    fn of(object: &[u8]) -> Self {
        let inside = object.get(1..).unwrap_or_default().trim_ascii_start();
        let Some((first, rest)) = string(inside) else {
            return Keys::default();
        };
        let first = first.to_vec();
        let second = behind_value(rest).and_then(|rest| match rest.first()? {
            b',' => string(rest.get(1..)?.trim_ascii_start()).map(|(key, _)| key.to_vec()),
            b'}' => Some(Vec::new()),
            _ => None,
        });
        Keys { first, second }
    }

    /// Whether an object with these keys begins here, as far as can be seen.
    fn begin(&self, object: &[u8]) -> bool {
        let inside = object.get(1..).unwrap_or_default().trim_ascii_start();
        if self.first.is_empty() || !inside.starts_with(&self.first) {
            return false;
        }
        let second = Keys::of(object).second;
        self.second.is_none() || second.is_none() || second == self.second
    }
}

/// The string literal that `bytes` begins with, and what follows it.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut at = 1;
    if bytes.first() != Some(&b'"') {
        return None;
    }
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes.get(at) {
            Some(b'"') => return bytes.split_at_checked(at + 1),
            _ => at += 2,
        }
    }
}

/// What follows the colon and a value that is a string, a number or a word.
fn behind_value(rest: &[u8]) -> Option<&[u8]> {
    let value = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let rest = match value.first()? {
        b'"' => string(value)?.1,
        b'{' | b'[' => return None,
        _ => value.get(value.iter().position(|b| matches!(b, b',' | b'}'))?..)?,
    };
    Some(rest.trim_ascii_start())
}

/// Length of the object that a line begins with; none if it does not end in it.
pub(crate) fn object_bytes(line: &[u8]) -> Option<usize> {
    match Braces::default().end(line) {
        End::At(end) => Some(end),
        End::Broken(_) | End::Beyond => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_does_not_depend_on_how_bytes_arrive() {
        let text = br#"{"a}\"{":{"b":"\\"},"c":[{"d":"}\\\"{"}]}{"#;
        for step in 1..9 {
            let mut braces = Braces::default();
            let ends = (1..=text.len()).step_by(step).map(|end| braces.end(&text[..end]));
            let end = ends.into_iter().find(|end| *end != End::Beyond);
            let end = end.unwrap_or_else(|| braces.end(text));
            assert_eq!(end, End::At(text.len() - 1), "{step}");
            assert_eq!(braces.end(text), end, "asked again");
        }
        assert_eq!(Braces::default().end(b"{\"a\":\"}"), End::Beyond);
        assert_eq!(Braces::default().end(b"{\"a\":\n\"b\n{"), End::Broken(8));
    }

    #[test]
    fn the_next_object_is_told_from_nested_ones() {
        let lined = b"{\"a\":\"b,\n {\"x\":1},\n{\"a\":2}";
        assert_eq!(Shape::of(lined, Some(Vec::new())).next(lined, 1), Some(19));
        let joined = br#"{"a": 1, "c":[{"a":1},{"a":2}], x},{"a":3,"c":0}"#;
        assert_eq!(Shape::of(joined, None).next(joined, 1), Some(35));
        let nested = br#"{"a": ["x", {"a":["y"]},{"b":["z"]}"#;
        assert_eq!(Shape::of(nested, None).next(nested, 1), Some(12));
        assert_eq!(Shape::of(b"{}", None).next(b"{},{}", 1), None);
    }
}
