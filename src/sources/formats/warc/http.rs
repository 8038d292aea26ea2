//! The head of an HTTP response inside a record.

use crate::sources::formats::warc::header;

/// Status, fields and where the body begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    fields: Vec<(String, String)>,
    pub(crate) body_start: usize,
}

/// More heads than this before the real one are an attack.
const MAX_INTERIM: usize = 16;

impl Head {
    /// Parses the head that `block` begins with. Interim answers (`100 Continue`) and what a proxy says of its tunnel
    /// (`200 Connection established`) are passed over where another head follows.
    pub(crate) fn parse(block: &[u8]) -> Result<Self, &'static str> {
        let whole = header::behind_breaks(block);
        let mut head = Head::first(whole)?;
        head.body_start += block.len() - whole.len();
        for _ in 0..MAX_INTERIM {
            let rest = header::behind_breaks(block.get(head.body_start..).unwrap_or_default());
            let Some(next) = head.is_interim().then(|| Head::first(rest).ok()).flatten() else {
                break;
            };
            let body_start = block.len() - rest.len() + next.body_start;
            head = Head { body_start, ..next };
        }
        Ok(head)
    }

    /// Whether the head may belong to no body: it says nothing of one.
    fn is_interim(&self) -> bool {
        let of_a_body = [
            "content-type",
            "content-length",
            "transfer-encoding",
            "content-encoding",
        ];
        (100..200).contains(&self.status) || of_a_body.iter().all(|name| self.get(name).is_none())
    }

    fn first(block: &[u8]) -> Result<Self, &'static str> {
        let body_start = end(block).or_else(|| is_fields(block).then_some(block.len()));
        let head = body_start.and_then(|end| block.get(..end)).unwrap_or_default();
        let status_line = starts_with_status(block).then(|| lines(block).next()).flatten();
        let fields = header::fields(lines(head).skip(usize::from(status_line.is_some())));
        let fields: Vec<_> = fields.into_iter().map(mended).collect();
        let tells_status = || header::get(&fields, ":status").or_else(|| header::get(&fields, "status"));
        let status = match status_line {
            Some(line) => status(line),
            None if lines(head).all(is_field) && says_of_a_body(&fields) => {
                tells_status().and_then(|value| number(value.as_bytes()))
            }
            None => return Err("response without an HTTP head"),
        };
        Ok(Head {
            // Browsers take an answer without a status for a good one.
            status: status.unwrap_or(200),
            body_start: body_start.ok_or("HTTP head that never ends")?,
            fields,
        })
    }

    /// Value of the first field of this name, which is in lower case.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        header::get(&self.fields, name)
    }

    /// Values of all fields of this name, joined by commas.
    pub(crate) fn list(&self, name: &str) -> String {
        let values = self
            .fields
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.as_str());
        values.collect::<Vec<_>>().join(",")
    }
}

/// Whether an HTTP message begins here: `HTTP/1.1 200 OK`, or `HTTP 200` as some servers have it.
fn starts_with_status(block: &[u8]) -> bool {
    header::starts_http(block) || block.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"HTTP "))
}

/// Whether a head without a status is one: it says what follows, or is what is left of HTTP/2.
fn says_of_a_body(fields: &[(String, String)]) -> bool {
    let names = ["content-type", "content-length", "content-encoding", ":status"];
    names.iter().any(|name| header::get(fields, name).is_some())
}

/// Splits the first line off. A line break is an LF with CRs before it or, as browsers have it, a CR alone.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (line, rest) = bytes.split_at_checked(memchr::memchr2(b'\r', b'\n', bytes)?)?;
    let returns = rest
        .iter()
        .take(header::MAX_RETURNS)
        .take_while(|b| **b == b'\r')
        .count();
    let break_bytes = if rest.get(returns) == Some(&b'\n') {
        returns + 1
    } else {
        1
    };
    Some((line, rest.get(break_bytes..)?))
}

/// The lines of a head, up to a blank one.
fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(head);
    let lines = std::iter::from_fn(move || {
        let bytes = rest?;
        let (line, behind) = split_line(bytes).map_or((bytes, None), |(line, behind)| (line, Some(behind)));
        rest = behind;
        Some(line)
    });
    lines.take_while(|line| !line.is_empty())
}

/// Where the body begins that follows the head: behind the first blank line.
pub(crate) fn end(block: &[u8]) -> Option<usize> {
    let head = block.get(..header::MAX_BYTES).unwrap_or(block);
    let mut rest = head;
    loop {
        let (line, behind) = split_line(rest)?;
        rest = behind;
        if line.is_empty() {
            return Some(head.len() - rest.len());
        }
    }
}

/// Whether all lines behind the first are fields: a head whose blank line was left out, with no body.
fn is_fields(block: &[u8]) -> bool {
    block.len() <= header::MAX_BYTES && lines(block).skip(1).all(is_field)
}

/// Whether a line is a field, one of HTTP/2 (`:status: 200`) or goes on with one.
fn is_field(line: &[u8]) -> bool {
    let line = line.strip_prefix(b":").unwrap_or(line);
    let name = line.split(|&b| b == b':').next().unwrap_or_default();
    let is_name = !name.is_empty() && name.trim_ascii().iter().all(u8::is_ascii_graphic);
    line.starts_with(b" ") || line.starts_with(b"\t") || is_name && name.len() < line.len()
}

/// A field whose name begins with a colon, with that. NULs are passed over as browsers do.
fn mended((mut name, mut value): (String, String)) -> (String, String) {
    if let (true, Some((rest, behind))) = (name.is_empty(), value.split_once(':')) {
        (name, value) = (format!(":{rest}"), behind.trim().to_owned());
    }
    name.retain(|c| c != '\0');
    value.retain(|c| c != '\0');
    (name, value)
}

/// `HTTP/1.1 200 OK`
fn status(line: &[u8]) -> Option<u16> {
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.nth(1).and_then(number)
}

/// The number of a status that a text begins with.
fn number(text: &[u8]) -> Option<u16> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = std::str::from_utf8(text.get(..digits)?).ok()?.parse().ok()?;
    (100..1000).contains(&number).then_some(number)
}

/// Type in lower case without parameters, and the charset among them, of a `Content-Type`.
pub(crate) fn content_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';');
    let mime = parts
        .next()
        .unwrap_or_default()
        .split(',')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'', ',']).to_owned())
    });
    (mime, charset.filter(|charset| !charset.is_empty()))
}
