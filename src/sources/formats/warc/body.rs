//! The body of an HTTP message, with its chunks taken apart. What is wrong with a body is noted, and what there is of it stays.
//!
//! Not for: compression (`encoding`).

use std::borrow::Cow;

use crate::model::Fault;
use crate::sources::origin::feed::Damage;

/// A longer line is no size of a chunk, and not the rest of one.
const SIZE_DIGITS: usize = 8;

/// A body without its encodings, as far as they could be taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Body<'b> {
    pub(crate) bytes: Cow<'b, [u8]>,
    /// Whether its end is missing.
    pub(crate) truncated: bool,
    /// What is wrong with what is here.
    pub(crate) damage: Option<Damage>,
}

impl<'b> Body<'b> {
    pub(crate) fn new(bytes: &'b [u8], truncated: bool) -> Self {
        Body {
            bytes: bytes.into(),
            truncated,
            damage: None,
        }
    }

    /// The same body one encoding less, in which `damage` was found. What was found first is what is told.
    pub(crate) fn decoded(self, bytes: Vec<u8>, damage: Option<Damage>) -> Body<'static> {
        let is_cut = damage.as_ref().is_some_and(|damage| damage.fault == Fault::Truncated);
        Body {
            bytes: bytes.into(),
            truncated: self.truncated || is_cut,
            damage: self.damage.or(damage),
        }
    }
}

/// Takes the chunks of `Transfer-Encoding: chunked` apart. A body that is not in chunks after all (archives often take
/// them apart and leave the field) stays as it is. Where a size does not fit, what follows is the body's up to the next
/// chunk that shows, or to the end.
pub(crate) fn dechunk(body: &[u8]) -> Body<'_> {
    if !is_chunked(body) {
        return Body::new(body, false);
    }
    let mut chunks = Chunks::default();
    let mut rest = Some(body);
    while let Some(bytes) = rest {
        rest = chunks.take(bytes);
    }
    Body::new(b"", false).decoded(chunks.bytes, chunks.damage)
}

/// Whether a body is in chunks: it begins with a size, or it ends as chunks do and holds another one.
fn is_chunked(body: &[u8]) -> bool {
    match chunk_size(body) {
        // A first line such as "dead" may be a text's.
        Some((size, data)) => {
            size <= data.len()
                || body
                    .get(..body.len() - data.len())
                    .is_some_and(|line| line.ends_with(b"\r\n"))
        }
        None => body.trim_ascii_end().ends_with(b"\r\n0") && next_chunk(body).is_some(),
    }
}

#[derive(Default)]
struct Chunks {
    bytes: Vec<u8>,
    damage: Option<Damage>,
}

impl Chunks {
    /// Takes what `rest` begins with; what follows it, if anything does.
    fn take<'b>(&mut self, rest: &'b [u8]) -> Option<&'b [u8]> {
        if rest.trim_ascii().is_empty() {
            return self.cut();
        }
        let Some((size, data)) = chunk_size(rest) else {
            return self.take_unsized(behind_bad_size(rest));
        };
        if size == 0 && is_end(data) {
            return None;
        }
        match data
            .split_at_checked(size)
            .filter(|(_, behind)| size > 0 && is_chunk_end(behind))
        {
            Some((chunk, behind)) => {
                self.bytes.extend_from_slice(chunk);
                Some(behind_break(behind))
            }
            None if size > data.len() && next_chunk(data).is_none() => {
                self.bytes.extend_from_slice(data);
                self.cut()
            }
            None => self.take_unsized(data),
        }
    }

    /// Takes what comes before the next chunk that shows.
    fn take_unsized<'b>(&mut self, data: &'b [u8]) -> Option<&'b [u8]> {
        let detail = "HTTP: the size of a chunk is wrong";
        self.damage.get_or_insert_with(|| Damage::new(Fault::Malformed, detail));
        let next = next_chunk(data);
        let (chunk, behind) = data.split_at_checked(next.unwrap_or(data.len()))?;
        self.bytes.extend_from_slice(chunk);
        next.map(|_| behind_break(behind))
    }

    /// Notes that the last chunk is missing.
    fn cut<'b>(&mut self) -> Option<&'b [u8]> {
        let detail = "HTTP: the body ends before its last chunk";
        self.damage.get_or_insert_with(|| Damage::new(Fault::Truncated, detail));
        None
    }
}

/// What follows a line that should be a size and is not, where it is short enough to be one with a wrong digit.
fn behind_bad_size(rest: &[u8]) -> &[u8] {
    let line = rest.split(|&b| b == b'\n').next().unwrap_or_default();
    let is_size_like = !line.is_empty() && line.trim_ascii().len() <= SIZE_DIGITS && !line.contains(&b'<');
    let behind = rest.get(line.len() + 1..).filter(|_| is_size_like);
    behind.unwrap_or(rest)
}

/// Whether the body ends behind a chunk without bytes: with nothing, a blank line or fields.
fn is_end(behind: &[u8]) -> bool {
    let line = behind.split(|&b| b == b'\n').next().unwrap_or_default().trim_ascii();
    line.is_empty() || line.contains(&b':') && !line.starts_with(b"<") || next_chunk(behind).is_none()
}

/// Whether a chunk may end before these bytes: a line break follows, or the next chunk at once, or nothing.
fn is_chunk_end(behind: &[u8]) -> bool {
    behind.is_empty() || behind.starts_with(b"\r\n") || behind.starts_with(b"\n") || chunk_size(behind).is_some()
}

fn behind_break(bytes: &[u8]) -> &[u8] {
    let rest = bytes.strip_prefix(b"\r").unwrap_or(bytes);
    rest.strip_prefix(b"\n").unwrap_or(rest)
}

/// Where the line break is before the next chunk whose end is where its size says.
fn next_chunk(data: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(data, b"\r\n").find(|&at| {
        let Some((size, data)) = data.get(at + 2..).and_then(chunk_size) else {
            return false;
        };
        match data.get(size..) {
            Some(behind) => size == 0 && behind.is_empty() || behind.starts_with(b"\r\n"),
            None => false,
        }
    })
}

/// The size that a chunk begins with, in hexadecimal, and what follows its line.
fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let digits = bytes.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let line_end = digits + memchr::memchr(b'\n', bytes.get(digits..)?)?;
    let extension = bytes.get(digits..line_end)?.trim_ascii();
    if digits == 0 || !(extension.is_empty() || extension.starts_with(b";")) {
        return None;
    }
    let size = std::str::from_utf8(bytes.get(..digits)?).ok()?;
    let size = usize::from_str_radix(size, 16).unwrap_or(usize::MAX);
    Some((size, bytes.get(line_end + 1..)?))
}
