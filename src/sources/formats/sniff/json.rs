//! JSON: lines of objects, or objects laid out otherwise.

use crate::model::SkipKind;
use crate::sources::formats::braces::object_bytes;
use crate::sources::formats::sniff::shape::strip_mark;
use crate::sources::formats::sniff::{HEAD_BYTES, Kind};

/// What a text is that may be JSON.
pub(crate) fn kind(ascii: &[u8], extension: &str, is_wide: bool) -> Option<Kind> {
    let start = strip_mark(ascii).trim_ascii_start();
    let unsupported = |what: &str| Some(Kind::Unsupported(SkipKind::Data, what.to_owned()));
    let lines = is_object(start) && first_line_ends_object(start) && !(is_prose(extension) && goes_on_as_text(start));
    let is_stream = !is_prose(extension) && is_stream(start);
    match () {
        () if is_wide && (lines || is_stream) => unsupported("JSON in UTF-16 or UTF-32: convert it to UTF-8"),
        () if is_stream => Some(Kind::Json),
        () if !is_prose(extension) && !is_lines(extension) && lines && is_single(start) => Some(Kind::Json),
        () if lines => Some(Kind::Jsonl),
        () if extension == "json" && start.first() == Some(&b'[') => {
            unsupported("one JSON document (an array of other things than objects)")
        }
        () if extension == "json" => unsupported("one JSON document (neither an array nor an object)"),
        () => None,
    }
}

/// Whether files with this extension are texts that may begin with JSON, as a page about it does.
fn is_prose(extension: &str) -> bool {
    matches!(
        extension,
        "txt" | "text" | "md" | "markdown" | "mdown" | "mkd" | "mdx" | "qmd" | "rmd"
    )
}

/// Whether files with this extension, or none, hold an object a line: a single one is a record.
fn is_lines(extension: &str) -> bool {
    matches!(extension, "" | "jsonl" | "ndjson" | "jsonlines")
}

/// Whether JSON objects begin here that are not one a line: in an array, over several lines, or several on the first line.
pub(crate) fn is_stream(text: &[u8]) -> bool {
    let start = strip_mark(text).trim_ascii_start();
    match start.first() {
        Some(b'[') => {
            let inside = start.get(1..).unwrap_or_default().trim_ascii_start();
            let inside = inside.strip_prefix(b"[").map_or(inside, <[u8]>::trim_ascii_start);
            inside.is_empty() || inside.first() == Some(&b']') || is_object(inside)
        }
        Some(b'{') => is_object(start) && (!first_line_ends_object(start) || has_several(start)),
        _ => false,
    }
}

fn is_object(start: &[u8]) -> bool {
    let inside = start.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    inside.is_some_and(|inside| matches!(inside.first(), Some(b'"' | b'}')))
}

/// Whether the first line ends as an object does, as far as it can be seen.
fn first_line_ends_object(start: &[u8]) -> bool {
    match memchr::memchr(b'\n', start) {
        Some(end) => start.get(..end).unwrap_or_default().trim_ascii_end().ends_with(b"}"),
        // A line that is longer than the head; pretty-printed objects break behind the brace.
        None => start.len() > HEAD_BYTES / 2 || start.trim_ascii_end().ends_with(b"}"),
    }
}

/// Whether something else than an object stands below the first line.
fn goes_on_as_text(start: &[u8]) -> bool {
    let below = start
        .splitn(2, |&b| b == b'\n')
        .nth(1)
        .unwrap_or_default()
        .trim_ascii_start();
    !below.is_empty() && !is_object(below)
}

/// Whether there is one line only.
fn is_single(start: &[u8]) -> bool {
    start.len() < HEAD_BYTES && memchr::memchr(b'\n', start.trim_ascii_end()).is_none()
}

/// Whether another object begins on the first line, behind the first one.
fn has_several(start: &[u8]) -> bool {
    let line = start.split(|&b| b == b'\n').next().unwrap_or_default();
    let end = object_bytes(line);
    let behind = end
        .and_then(|end| line.get(end..))
        .unwrap_or_default()
        .trim_ascii_start();
    let behind = behind.strip_prefix(b",").unwrap_or(behind).trim_ascii_start();
    is_object(behind)
}
