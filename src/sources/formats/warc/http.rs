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
        if !header::starts_http(block) {
            return Err("response without an HTTP head");
        }
        let whole = || is_head(block).then_some(block.len());
        let body_start = header::end(block, 0)
            .or_else(whole)
            .ok_or("HTTP head that never ends")?;
        let head = block.get(..body_start).unwrap_or_default();
        let mut lines = head
            .split(|&b| b == b'\n')
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let status = lines.next().and_then(status).ok_or("HTTP head without a status")?;
        Ok(Head {
            status,
            fields: header::fields(lines),
            body_start,
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

/// Whether all lines behind the first are fields: a head whose blank line was left out, with no body.
fn is_head(block: &[u8]) -> bool {
    let mut fields = block.split(|&b| b == b'\n').skip(1).map(<[u8]>::trim_ascii);
    let is_field = |line: &[u8]| {
        let name = line.split(|&b| b == b':').next().unwrap_or_default();
        line.is_empty() || name.len() < line.len() && !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
    };
    fields.all(is_field)
}

/// `HTTP/1.1 200 OK`
fn status(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line.get(..32).unwrap_or(line)).unwrap_or_default();
    line.split_ascii_whitespace()
        .nth(1)?
        .parse()
        .ok()
        .filter(|status| (100..1000).contains(status))
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
