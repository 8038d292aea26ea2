//! The header of a WARC record: version line and named fields, as strict writers and old tools write them.

use crate::model::{Provenance, SkipKind, Skipped};
use crate::sources::origin::feed::Damage;

/// Bytes that are enough to tell whether a record starts or ends.
pub(crate) const LOOKAHEAD_BYTES: usize = 32;

/// What a version line begins with, in upper or lower case.
const NAME: &[u8] = b"WARC/";
/// How many CRs may stand before the LF of one line break.
pub(crate) const MAX_RETURNS: usize = 2;
/// A header longer than this is damage.
pub(crate) const MAX_BYTES: usize = 1 << 20;

/// Version and fields; names in lower case, folded lines joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    fields: Vec<(String, String)>,
    /// Length of the block where that is not what Content-Length says.
    pub(crate) mended_length: Option<usize>,
    /// Whether the input ends inside the block.
    pub(crate) is_cut: bool,
}

impl Header {
    /// Parses a header with its blank line.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut lines = lines(bytes);
        lines.next();
        let header = Header {
            fields: fields(lines),
            mended_length: None,
            is_cut: false,
        };
        if header.get("warc-type").is_none() {
            return Err("record without WARC-Type".into());
        }
        Ok(header)
    }

    /// Value of the first field of this name, which is in lower case.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        get(&self.fields, name)
    }

    /// `WARC-Target-URI`, without the brackets that old tools put around it.
    pub(crate) fn url(&self) -> Option<&str> {
        let uri = self.get("warc-target-uri")?;
        let bare = uri
            .strip_prefix('<')
            .and_then(|uri| uri.strip_suffix('>'))
            .unwrap_or(uri);
        (!bare.is_empty()).then_some(bare)
    }

    /// Length of the block. Two lengths that differ are none.
    pub(crate) fn content_length(&self) -> Result<u64, String> {
        let mut lengths = self
            .fields
            .iter()
            .filter(|(name, _)| name == "content-length")
            .map(|(_, value)| value);
        let length = lengths.next().ok_or("record without Content-Length")?;
        if lengths.any(|other| other != length) {
            return Err("two Content-Length fields that differ".into());
        }
        let digits = !length.is_empty() && length.bytes().all(|b| b.is_ascii_digit());
        match length.parse() {
            Ok(length) if digits => Ok(length),
            _ if digits => Ok(u64::MAX),
            _ => Err(format!(
                "Content-Length {:?} is no number",
                length.chars().take(40).collect::<String>()
            )),
        }
    }

    /// The record with this header, as one that is not a document by kind.
    pub(crate) fn skip(&self, kind: SkipKind, reason: String, provenance: Provenance) -> Skipped {
        Skipped {
            provenance,
            kind,
            reason,
            url: self.url().map(clip),
        }
    }

    /// Adds type and address to a fault.
    pub(crate) fn describe(&self, mut damage: Damage) -> Damage {
        let kind = self.get("warc-type").unwrap_or_default();
        let url = self.url().unwrap_or("no address");
        damage.detail.push_str(&format!(" ({} {})", clip(kind), clip(url)));
        damage
    }
}

pub(crate) fn clip(text: &str) -> String {
    text.chars().take(300).collect()
}

/// Lines without their breaks, CRLF or LF.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|&b| b == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Named fields; lines that begin with white space continue the value before them, lines without a colon are dropped.
pub(crate) fn fields<'l>(lines: impl Iterator<Item = &'l [u8]>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines {
        if line.first().is_some_and(|b| matches!(b, b' ' | b'\t')) {
            if let Some((_, value)) = fields.last_mut() {
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(&lossless(line.trim_ascii()));
            }
        } else if let Some(colon) = memchr::memchr(b':', line) {
            let (name, value) = line.split_at_checked(colon).unwrap_or((line, b""));
            let name = lossless(name.trim_ascii()).to_ascii_lowercase();
            fields.push((name, lossless(value.get(1..).unwrap_or_default().trim_ascii())));
        }
    }
    fields
}

pub(crate) fn get<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// UTF-8 where it is, else a character a byte (ISO 8859-1, as HTTP had it).
fn lossless(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
    }
}

/// End of the header that `bytes` begins with, behind its blank line; nothing before `searched` is looked at.
pub(crate) fn end(bytes: &[u8], searched: usize) -> Option<usize> {
    let mut at = searched;
    loop {
        at += memchr::memchr(b'\n', bytes.get(at..)?)? + 1;
        // More than one CR before the LF is what an editor or a transfer in text mode leaves.
        let rest = bytes.get(at..)?;
        let returns = rest.iter().take(MAX_RETURNS).take_while(|b| **b == b'\r').count();
        if rest.get(returns) == Some(&b'\n') {
            return Some(at + returns + 1);
        }
    }
}

/// Whether `bytes` begins with a version line (`WARC/1.0`), in upper or lower case, perhaps with spaces behind it.
pub(crate) fn is_version(bytes: &[u8]) -> bool {
    let Some(rest) = bytes
        .split_at_checked(NAME.len())
        .and_then(|(name, rest)| name.eq_ignore_ascii_case(NAME).then_some(rest))
    else {
        return false;
    };
    let digits = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let major = digits(rest);
    let Some(rest) = rest.get(major..).and_then(|rest| rest.strip_prefix(b".")) else {
        return false;
    };
    let minor = digits(rest);
    let behind = rest.get(minor..).unwrap_or_default();
    let end = behind.iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r'));
    (1..=2).contains(&major) && (1..=2).contains(&minor) && end == Some(&b'\n')
}

/// Whether a record begins at `at`, as far as it can be seen: a header of its own on a line of its own.
pub(crate) fn is_record(bytes: &[u8], at: usize) -> bool {
    let (before, rest) = bytes.split_at_checked(at).unwrap_or_default();
    let on_a_line = matches!(before.last(), None | Some(b'\n' | b'\r'));
    on_a_line && end(rest, 0).is_none_or(|end| Header::parse(rest.get(..end).unwrap_or_default()).is_ok())
}

/// Whether an HTTP message begins here.
pub(crate) fn starts_http(bytes: &[u8]) -> bool {
    bytes.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"HTTP/"))
}

/// What follows the line breaks that `bytes` begins with.
pub(crate) fn behind_breaks(bytes: &[u8]) -> &[u8] {
    let breaks = bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    bytes.get(breaks..).unwrap_or_default()
}

/// Where version lines are that are followed by a field.
pub(crate) fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let slashes = memchr::memchr_iter(b'/', bytes);
    let names = slashes.filter_map(|slash| (slash + 1).checked_sub(NAME.len()));
    names.filter(|&at| {
        let rest = bytes.get(at..).unwrap_or_default();
        let line_end = memchr::memchr(b'\n', rest.get(..LOOKAHEAD_BYTES).unwrap_or(rest));
        let behind = line_end.and_then(|end| rest.get(end + 1..)).unwrap_or_default();
        let field = behind.get(..5).unwrap_or(behind);
        is_version(rest) && (field.is_empty() || field.iter().all(|b| b.is_ascii_alphabetic() || *b == b'-'))
    })
}
