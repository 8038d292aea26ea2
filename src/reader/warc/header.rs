//! The header of a WARC record: version line and named fields, as strict writers and old tools write them.

use crate::document::Provenance;
use crate::outcome::{SkipKind, Skipped};
use crate::reader::feed::Damage;

/// Bytes that are enough to tell whether a record starts or ends.
pub(super) const LOOKAHEAD_BYTES: usize = 16;

/// Version and fields; names in lower case, folded lines joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    fields: Vec<(String, String)>,
}

impl Header {
    /// Parses a header with its blank line.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut lines = lines(bytes);
        lines.next();
        let header = Header { fields: fields(lines) };
        if header.get("warc-type").is_none() {
            return Err("record without WARC-Type".into());
        }
        Ok(header)
    }

    /// Value of the first field of this name, which is in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        get(&self.fields, name)
    }

    /// `WARC-Target-URI`, without the brackets that old tools put around it.
    pub(super) fn url(&self) -> Option<&str> {
        let uri = self.get("warc-target-uri")?;
        let bare = uri
            .strip_prefix('<')
            .and_then(|uri| uri.strip_suffix('>'))
            .unwrap_or(uri);
        (!bare.is_empty()).then_some(bare)
    }

    /// Length of the block. Two lengths that differ are none.
    pub(super) fn content_length(&self) -> Result<u64, String> {
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
    pub(super) fn skip(&self, kind: SkipKind, reason: String, provenance: Provenance) -> Skipped {
        Skipped {
            provenance,
            kind,
            reason,
            url: self.url().map(clip),
        }
    }

    /// Adds type and address to a fault.
    pub(super) fn describe(&self, mut damage: Damage) -> Damage {
        let kind = self.get("warc-type").unwrap_or_default();
        let url = self.url().unwrap_or("no address");
        damage.detail.push_str(&format!(" ({} {})", clip(kind), clip(url)));
        damage
    }
}

pub(super) fn clip(text: &str) -> String {
    text.chars().take(300).collect()
}

/// Lines without their breaks, CRLF or LF.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|&b| b == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Named fields; lines that begin with white space continue the value before them, lines without a colon are dropped.
pub(super) fn fields<'l>(lines: impl Iterator<Item = &'l [u8]>) -> Vec<(String, String)> {
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

pub(super) fn get<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
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
pub(super) fn end(bytes: &[u8], searched: usize) -> Option<usize> {
    let mut at = searched;
    loop {
        at += memchr::memchr(b'\n', bytes.get(at..)?)? + 1;
        match bytes.get(at..)? {
            [b'\n', ..] => return Some(at + 1),
            [b'\r', b'\n', ..] => return Some(at + 2),
            _ => {}
        }
    }
}

/// Whether `bytes` begins with a version line (`WARC/1.0`).
pub(super) fn is_version(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"WARC/") else {
        return false;
    };
    let digits = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let major = digits(rest);
    let Some(rest) = rest.get(major..).and_then(|rest| rest.strip_prefix(b".")) else {
        return false;
    };
    let minor = digits(rest);
    let behind = rest.get(minor..).unwrap_or_default();
    (1..=2).contains(&major) && (1..=2).contains(&minor) && matches!(behind, [b'\n', ..] | [b'\r', b'\n', ..])
}

/// Where the next version line is, that is followed by a field.
pub(super) fn find(bytes: &[u8]) -> Option<usize> {
    starts(bytes).next()
}

/// Where the last one is.
pub(super) fn find_last(bytes: &[u8]) -> Option<usize> {
    starts(bytes).last()
}

fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memmem::find_iter(bytes, b"WARC/").filter(|&at| {
        let rest = bytes.get(at..).unwrap_or_default();
        let line_end = memchr::memchr(b'\n', rest.get(..LOOKAHEAD_BYTES).unwrap_or(rest));
        let behind = line_end.and_then(|end| rest.get(end + 1..)).unwrap_or_default();
        let field = behind.get(..5).unwrap_or(behind);
        is_version(rest) && (field.is_empty() || field.iter().all(|b| b.is_ascii_alphabetic() || *b == b'-'))
    })
}

/// Whether `behind` is what follows `block`: the two line breaks of the standard, or nothing at all. Another number of
/// line breaks before the next record is taken if the block does not end in one, for then its length cannot be too long.
pub(super) fn follows_record(block: &[u8], behind: &[u8]) -> bool {
    if behind.is_empty() || behind.starts_with(b"\r\n\r\n") || behind.starts_with(b"\n\n") {
        return true;
    }
    let breaks = behind.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    let rest = behind.get(breaks..).unwrap_or_default();
    (rest.is_empty() || is_version(rest)) && !block.ends_with(b"\n") && !block.ends_with(b"\r")
}
