//! HTML and XML by how they begin.

use crate::model::{Format, SkipKind};
use crate::sources::formats::sniff::Unread;

/// How strongly text looks like HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    /// It begins like a page: a doctype, `<html>`, `<head>` or `<body>`.
    Page,
    /// It begins with a tag, and tags are closed in it.
    Tags,
    None,
}

/// Tags that a browser takes for HTML at the start of a file (WHATWG MIME Sniffing, 7.1), with those that open articles.
const OPENERS: &[&str] = &[
    "script",
    "iframe",
    "h1",
    "h2",
    "h3",
    "div",
    "font",
    "table",
    "a",
    "style",
    "title",
    "b",
    "br",
    "p",
    "article",
    "section",
    "main",
    "span",
    "ul",
    "ol",
    "img",
    "meta",
    "link",
    "header",
    "nav",
    "center",
    "blockquote",
    "strong",
    "em",
    "figure",
    "pre",
    "code",
    "h4",
    "h5",
    "h6",
    "dl",
    "aside",
    "footer",
    "form",
    "details",
    "address",
    "tr",
    "tbody",
    "li",
    "i",
    "u",
    "small",
    "hr",
    "button",
    "svg",
    "picture",
    "video",
    "noscript",
    "template",
    "label",
];
/// A page has a tag in so many bytes at the least.
const TAG_BYTES: usize = 1500;

pub(crate) fn markup(ascii: &[u8]) -> Markup {
    let start = skip_preamble(ascii);
    let Some(tag) = start.strip_prefix(b"<") else {
        return Markup::None;
    };
    let name: Vec<u8> = tag.iter().take(16).map(u8::to_ascii_lowercase).collect();
    let is = |wanted: &str| {
        let behind = name.strip_prefix(wanted.as_bytes()).map(<[u8]>::first);
        behind.is_some_and(|next| next.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'-'))
    };
    if ["!doctype", "html", "head", "body"].into_iter().any(is) {
        return Markup::Page;
    }
    let closes = || memchr::memmem::find_iter(start, b"</").take(2).count() == 2;
    if OPENERS.iter().any(|opener| is(opener)) && closes() {
        return Markup::Tags;
    }
    Markup::None
}

/// Whether text that is called plain text is a page all the same: its doctype or `<html>` is followed by tags, not by words about
/// them, and it has tags throughout.
pub(crate) fn is_whole_page(ascii: &[u8]) -> bool {
    let start = skip_preamble(ascii);
    let first = memchr::memchr(b'>', start).map_or(start.len(), |end| end + 1);
    let behind = skip_preamble(start.get(first..).unwrap_or_default());
    let tags = memchr::memchr_iter(b'<', start)
        .filter(|at| start.get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/'))
        .count();
    markup(ascii) == Markup::Page && matches!(behind.first(), None | Some(b'<')) && tags * TAG_BYTES >= start.len()
}

/// Passes over white space, comments and an XML declaration.
fn skip_preamble(mut ascii: &[u8]) -> &[u8] {
    loop {
        ascii = ascii.trim_ascii_start();
        let end: &[u8] = match ascii {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b">",
            _ => return ascii,
        };
        match memchr::memmem::find(ascii, end) {
            Some(at) => ascii = ascii.get(at + end.len()..).unwrap_or_default(),
            None => return ascii,
        }
    }
}

/// XML that is not XHTML, by its root element.
pub(crate) fn xml(ascii: &[u8]) -> Option<Result<Format, Unread>> {
    let declared = ascii.trim_ascii_start().starts_with(b"<?xml");
    let start = skip_preamble(ascii);
    let root = start.strip_prefix(b"<")?;
    let name: Vec<u8> = root
        .iter()
        .copied()
        .take(64)
        .take_while(|b| b.is_ascii_alphanumeric() || b":-_.".contains(b))
        .collect();
    let name = String::from_utf8(name).unwrap_or_default();
    let kind = match name.to_ascii_lowercase().as_str() {
        "rss" | "rdf:rdf" | "feed" => format!("XML feed (<{name}>)"),
        "svg" => return Some(Err((SkipKind::Image, "SVG image".to_owned()))),
        "urlset" | "sitemapindex" | "opml" | "tei" | "mediawiki" | "plist" => format!("XML document (<{name}>)"),
        "html" | "" => return None,
        _ if declared && markup(ascii) == Markup::None => format!("XML document (<{name}>)"),
        _ => return None,
    };
    Some(Err((SkipKind::Data, kind)))
}
