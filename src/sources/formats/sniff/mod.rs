//! What a file or body is: by its content first, by its extension second.
//!
//! Not for: which encoding its text has (`decode`). Here it is enough that text is not taken for binary: UTF-16 and
//! UTF-32 are recognised by shape, and legacy encodings by the lack of control characters.

mod binary;
mod json;
mod markdown;
mod markup;
mod shape;

use crate::model::{Format, SkipKind};
use crate::sources::TextFormat;
use crate::sources::formats::signature;
use binary::is_binary;
pub(crate) use markdown::is_markdown;
use markup::{Markup, is_whole_page, markup, xml};
use shape::{narrow, strip_mark, wide};

/// How much of a file is looked at.
pub(crate) const HEAD_BYTES: usize = 64 << 10;
/// How far the end of front matter is looked for.
const FRONT_MATTER_BYTES: usize = HEAD_BYTES;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Gzip,
    Zstd,
    Warc,
    Jsonl,
    /// JSON objects in arrays, one behind the other or over several lines.
    Json,
    Document(Format),
    /// Not read: of what kind, and what exactly, with what the user can do where there is something.
    Unsupported(SkipKind, String),
}

/// What is not read: its kind, and what exactly it is.
pub(crate) type Unread = (SkipKind, String);

fn unread((kind, name): signature::Named) -> Unread {
    (kind, name.to_owned())
}

/// Compression by magic bytes alone.
pub(crate) fn compression(head: &[u8]) -> Option<Kind> {
    match head {
        [0x1f, 0x8b, 8, ..] => Some(Kind::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Kind::Zstd),
        _ => None,
    }
}

/// Whether files with this extension hold records.
pub(crate) fn is_container(extension: &str) -> bool {
    matches!(extension, "jsonl" | "ndjson" | "jsonlines" | "warc" | "wet" | "wat")
}

/// What the file is whose first bytes are `head`, decompressed.
pub(crate) fn file(head: &[u8], extension: &str, wanted: TextFormat) -> Kind {
    let text = strip_mark(head);
    if is_warc(text) {
        return Kind::Warc;
    }
    let binary = is_binary(head);
    if let Some((kind, name)) = signature::by_content(head, extension, binary) {
        return Kind::Unsupported(kind, name.to_owned());
    }
    let object = text.trim_ascii_start().starts_with(b"{\"");
    match extension {
        "jsonl" | "ndjson" | "jsonlines" if (object || !binary) && wide(head) == 1 => {
            return if json::is_stream(text) { Kind::Json } else { Kind::Jsonl };
        }
        "warc" | "wet" | "wat" if !binary => return Kind::Warc,
        _ => {}
    }
    let ascii = narrow(head);
    if binary && markup(&ascii) != Markup::Page {
        return Kind::Unsupported(SkipKind::Binary, "binary data of a kind that is not known".to_owned());
    }
    if let Some(kind) = json::kind(&ascii, extension, wide(head) > 1) {
        return kind;
    }
    match document(&ascii, extension, wanted) {
        Ok(format) => Kind::Document(format),
        Err((kind, name)) => Kind::Unsupported(kind, name),
    }
}

/// The format of a document that has no name, or what its bytes are instead.
pub(crate) fn format_of(bytes: &[u8]) -> Result<Format, String> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let packed = compression(head);
    let holds = |what: &str| Err(format!("{what}, which holds documents and is not one"));
    match packed.unwrap_or_else(|| file(head, "", TextFormat::Auto)) {
        Kind::Document(format) => Ok(format),
        Kind::Unsupported(_, name) => Err(name),
        Kind::Gzip | Kind::Zstd => holds("compressed data"),
        Kind::Warc => holds("a WARC file"),
        Kind::Jsonl | Kind::Json => holds("JSON"),
    }
}

/// What binary data is by its first bytes; none if it is text, in whatever encoding, or of no known kind.
#[must_use]
pub fn binary_kind(bytes: &[u8]) -> Option<SkipKind> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    if !is_binary(head) || is_page(head) {
        return None;
    }
    signature::by_content(head, "", true).map(|(kind, _)| kind)
}

/// The format of a document that is text, or the name of a kind of text that is not read.
fn document(ascii: &[u8], extension: &str, wanted: TextFormat) -> Result<Format, Unread> {
    if matches!(extension, "txt" | "text")
        && wanted != TextFormat::Html
        && !ascii.trim_ascii_start().starts_with(b"<?xml")
    {
        let format = plain_text(ascii);
        let named = format == Format::Text && wanted == TextFormat::Markdown;
        return Ok(if named { Format::Markdown } else { format });
    }
    if let Some(kind) = xml(ascii) {
        return kind;
    }
    let named = Format::of_extension(extension);
    match markup(ascii) {
        Markup::Page => return Ok(Format::Html),
        Markup::Tags if named.is_none() && wanted != TextFormat::Markdown => return Ok(Format::Html),
        Markup::Tags | Markup::None => {}
    }
    if named.is_none() {
        if has_front_matter(ascii) {
            return Ok(Format::Markdown);
        }
        if let Some(named) = signature::by_extension(extension) {
            return Err(unread(named));
        }
    }
    Ok(named.unwrap_or(match wanted {
        TextFormat::Html => Format::Html,
        TextFormat::Markdown => Format::Markdown,
        TextFormat::Auto | TextFormat::Text => Format::Text,
    }))
}

/// The format of what is called plain text: it may speak about tags, so only a whole page is one.
pub(crate) fn plain_text(text: &[u8]) -> Format {
    let head = text.get(..HEAD_BYTES).unwrap_or(text);
    match () {
        () if is_whole_page(head) => Format::Html,
        () if has_front_matter(head) => Format::Markdown,
        () => Format::Text,
    }
}

/// Whether a file begins like a page.
pub(crate) fn is_page(head: &[u8]) -> bool {
    markup(&narrow(head)) == Markup::Page
}

/// The format of text that a container holds without saying what it is.
pub(crate) fn text(text: &[u8]) -> Format {
    let head = text.get(..HEAD_BYTES).unwrap_or(text);
    match markup(head) {
        Markup::Page | Markup::Tags => Format::Html,
        Markup::None if has_front_matter(head) => Format::Markdown,
        Markup::None => Format::Text,
    }
}

/// The format of a body that came with a MIME type, or the name of what it is. Content wins over the type.
pub(crate) fn body(bytes: &[u8], mime: &str) -> Result<Format, Unread> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let ascii = narrow(head);
    let page = markup(&ascii) == Markup::Page;
    let binary = !page && is_binary(head);
    if let Some(named) = signature::by_content(head, "", binary) {
        return Err(unread(named));
    }
    if compression(head).is_some() || binary {
        return Err(binary_body(mime));
    }
    if page && mime != "text/plain" {
        return Ok(Format::Html);
    }
    match mime {
        "text/plain" => Ok(plain_text(&ascii)),
        "" | "application/octet-stream" | "unknown/unknown" | "text/*" | "*/*" | "text" | "html" => {
            xml(&ascii).unwrap_or_else(|| Ok(text(&ascii)))
        }
        other => Format::of_media_type(other).ok_or_else(|| (signature::by_media_type(other), other.to_owned())),
    }
}

/// Whether a MIME type is one of text that is read, or none.
pub(crate) fn is_text_type(mime: &str) -> bool {
    mime.is_empty() || Format::of_media_type(mime).is_some()
}

/// A body that is no text. What is declared as a picture or the like is taken for one.
fn binary_body(mime: &str) -> Unread {
    let declared = if mime.is_empty() { "nothing" } else { mime };
    let kind = match signature::by_media_type(mime) {
        SkipKind::Other => SkipKind::Binary,
        kind => kind,
    };
    (kind, format!("binary data declared as {declared}"))
}

fn is_warc(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let is_named = |name: &[u8]| {
        text.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    [b"WARC/0.", b"WARC/1.", b"WARC/2."].iter().any(|name| is_named(*name))
}

/// Whether the text opens with YAML (`---`) or TOML (`+++`) front matter that is closed and holds a key.
fn has_front_matter(ascii: &[u8]) -> bool {
    let ascii = strip_mark(ascii.get(..FRONT_MATTER_BYTES).unwrap_or(ascii));
    if !ascii.starts_with(b"---") && !ascii.starts_with(b"+++") {
        return false;
    }
    let mut lines = ascii.split(|&b| b == b'\n').map(<[u8]>::trim_ascii_end);
    let (ends, assigns): (&[&[u8]], u8) = match lines.next() {
        Some(b"---") => (&[b"---", b"..."], b':'),
        Some(b"+++") => (&[b"+++"], b'='),
        _ => return false,
    };
    let mut keys = 0;
    for (number, line) in lines.enumerate() {
        if ends.contains(&line) {
            return keys > 0;
        }
        // A rule in running text is followed by a blank line or by words, front matter by its first key.
        let is_key = is_key(line, assigns);
        if number == 0 && !is_key && !line.starts_with(b"#") && !line.starts_with(b"[") {
            return false;
        }
        keys += usize::from(is_key);
    }
    false
}

fn is_key(line: &[u8], assigns: u8) -> bool {
    let name = line.split(|&b| b == assigns).next().unwrap_or_default();
    let behind = line.get(name.len() + 1);
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_ .\"'".contains(b) || *b >= 0x80;
    name.len() < line.len()
        && !name.is_empty()
        && name.len() <= 64
        && name.iter().all(plain)
        && (assigns == b'=' || behind.is_none_or(|b| *b == b' '))
}

/// Whether bytes that should be compressed are text that was never compressed, or no longer is.
pub(crate) fn is_plainly_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    !head.is_empty() && !is_binary(head) && (is_utf8 || markup(head) != Markup::None)
}
