//! Markdown to blocks, with the front matter before it. Raw HTML, as the body or inside it, goes through the HTML parser.
//!
//! Not for: what the keys of front matter mean (`front_matter::metadata`).

mod build;
pub mod front_matter;

use pulldown_cmark::{Options as Extensions, Parser};

use super::metadata::{dates, head};
use super::{Options, html};
use crate::model::{Block, BlockKind, Parsed};

/// Parses a document; what its front matter says wins over what its text shows.
pub fn parse(source: &str, options: &Options) -> Parsed {
    let source = source.trim_start_matches('\u{feff}');
    let (mut metadata, body) = front_matter::split(source);
    let mut parsed = if is_html(body) {
        html::parse(body, None, options)
    } else {
        blocks(body, options)
    };
    let inside = std::mem::take(&mut parsed.metadata);
    let title = metadata
        .title
        .clone()
        .or(inside.title.clone())
        .or_else(|| first_heading(&parsed.blocks));
    let seen = head::read(&parsed.blocks, title.as_deref(), None);
    if metadata.date.is_none() {
        metadata.date = metadata.modified.clone();
    }
    metadata.fill_from(inside);
    metadata.fill_from(seen);
    if metadata.date.is_none() {
        metadata.date = metadata.url.as_deref().and_then(dates::in_url);
    }
    Parsed { metadata, ..parsed }
}

/// The text of the first heading of the highest level.
fn first_heading(blocks: &[Block]) -> Option<String> {
    blocks
        .iter()
        .find(|block| block.kind == BlockKind::Heading(1))
        .map(|block| block.text.clone())
}

/// With more marks than this the parser would take many times the room of the text.
const MOST_MARKS: usize = 500_000;

/// Whether a document has so many marks that it is read as plain text, marks and all.
pub(super) fn is_heavy(body: &str) -> bool {
    body.len() > MOST_MARKS && marks(body) > MOST_MARKS
}

/// An upper bound of the items, spans, cells and breaks in a text.
fn marks(body: &str) -> usize {
    let bytes = body.as_bytes();
    let is_mark = |byte: &&u8| {
        matches!(
            byte,
            b'*' | b'_'
                | b'~'
                | b'`'
                | b'['
                | b']'
                | b'!'
                | b'<'
                | b'>'
                | b'&'
                | b'\\'
                | b'|'
                | b'-'
                | b'+'
                | b'\n'
                | b'\r'
        )
    };
    let numbers = bytes
        .windows(2)
        .filter(|pair| matches!(pair, [b'0'..=b'9', b'.' | b')']));
    bytes.iter().filter(is_mark).count() + numbers.count()
}

fn blocks(body: &str, options: &Options) -> Parsed {
    if is_heavy(body) {
        return super::plain(body, &options.text);
    }
    let extensions = Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS;
    let mut builder = build::Builder::new(options, !super::text::is_wrapped(body));
    for (event, range) in Parser::new_ext(body, extensions).into_offset_iter() {
        builder.event(event, body.get(range.end..).unwrap_or_default());
    }
    builder.finish()
}

/// Whether the body is HTML as a whole: it begins with a tag of a block, and no line of it is marked up as Markdown.
/// (Read as Markdown, an indented line of it would be code and a blank line would end its tags.)
fn is_html(body: &str) -> bool {
    const TAGS: [&str; 24] = [
        "p",
        "div",
        "article",
        "section",
        "main",
        "html",
        "!doctype",
        "body",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "figure",
        "blockquote",
        "header",
        "nav",
        "aside",
        "iframe",
        "span",
        "a",
        "img",
        "strong",
    ];
    let body = body.trim_start();
    let Some(rest) = body.strip_prefix('<') else {
        return false;
    };
    let name = rest
        .split(|c: char| c.is_whitespace() || c == '>' || c == '/')
        .next()
        .unwrap_or_default();
    TAGS.contains(&name.to_ascii_lowercase().as_str()) && !body.lines().any(is_marked_up)
}

/// Whether a line can only be Markdown.
fn is_marked_up(line: &str) -> bool {
    let heading = line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    heading
        || line.starts_with("```")
        || line.starts_with("- ")
        || line.starts_with("* ")
        || line.starts_with("| ")
        || line.starts_with("**")
        || line.contains("](")
}

#[cfg(test)]
mod tests;
