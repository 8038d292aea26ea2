//! Where a JSON object ends, told by its braces alone, however it arrives; and where another one may begin if it does not.

/// A search for the end of an object that goes on where it stopped.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Braces {
    /// Bytes that are searched.
    pub(super) searched: usize,
    depth: usize,
    in_string: bool,
}

/// Where an object ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    At(usize),
    /// A line break in a string, which JSON does not allow.
    Broken(usize),
    Beyond,
}

impl Braces {
    /// The end of the object that `bytes` begins with.
    pub(super) fn end(&mut self, bytes: &[u8]) -> End {
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
            if self.depth == 0 && !self.in_string {
                return End::At(self.searched);
            }
        }
        self.searched = self.searched.max(bytes.len());
        End::Beyond
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
    pub(super) fn forget(&mut self, bytes: usize) {
        self.searched = self.searched.saturating_sub(bytes);
    }
}

/// How the objects of a file begin, which tells the next one from what is nested in one that is damaged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// The white space before the object, if it begins its line.
    pub(super) indent: Option<Vec<u8>>,
    /// Its first key, as it is written.
    key: Vec<u8>,
}

impl Shape {
    /// The shape of the object that `bytes` begins with.
    pub(super) fn of(bytes: &[u8], indent: Option<Vec<u8>>) -> Self {
        let inside = bytes.get(1..).unwrap_or_default().trim_ascii_start();
        let end = inside.strip_prefix(b"\"").and_then(|key| memchr::memchr(b'"', key));
        let key = end.and_then(|end| inside.get(..end + 2)).unwrap_or_default().to_vec();
        Shape { indent, key }
    }

    /// Where the next object begins from `from` on: on a line of its own if they do that, else by its first key.
    pub(super) fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let rest = bytes.get(from..)?;
        let mut braces = memchr::memchr_iter(b'{', rest).map(|at| from + at);
        braces.find(|&at| {
            let (before, rest) = bytes.split_at_checked(at).unwrap_or_default();
            match &self.indent {
                Some(indent) => before
                    .strip_suffix(&indent[..])
                    .is_some_and(|line| line.ends_with(b"\n")),
                None => self.follows(before) && self.has_key(rest),
            }
        })
    }

    /// Whether an object may follow here another one or the opening of an array.
    fn follows(&self, before: &[u8]) -> bool {
        let before = before.trim_ascii_end();
        let before = before.strip_suffix(b",").unwrap_or(before).trim_ascii_end();
        before.last().is_none_or(|b| matches!(b, b'}' | b'[' | b']' | b'"'))
    }

    fn has_key(&self, rest: &[u8]) -> bool {
        let inside = rest.get(1..).unwrap_or_default().trim_ascii_start();
        !self.key.is_empty() && inside.starts_with(&self.key)
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
        }
        assert_eq!(Braces::default().end(b"{\"a\":\"}"), End::Beyond);
        assert_eq!(Braces::default().end(b"{\"a\":\n\"b\n{"), End::Broken(8));
    }

    #[test]
    fn the_next_object_is_told_from_nested_ones() {
        let lined = b"{\"a\":\"b,\n {\"x\":1},\n{\"a\":2}";
        assert_eq!(Shape::of(lined, Some(Vec::new())).next(lined, 1), Some(20));
        let joined = b"{\"a\": \"b, \"c\":[{\"x\":1},{\"y\":2}]},{\"a\":3}";
        assert_eq!(Shape::of(joined, None).next(joined, 1), Some(34));
        assert_eq!(Shape::of(b"{}", None).next(b"{},{}", 1), None);
    }
}
