//! The names of tags and attributes that a page is read for.
//!
//! Not for: what they mean (`html`, `metadata`).

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use html5ever::{LocalName, local_name};

/// Longest name of a tag or an attribute that is looked up without an allocation.
const NAME_BYTES: usize = 32;

/// The attributes that blocks, judges or metadata read, and those that the tree builder needs. Every other attribute is left out.
pub const KEPT_ATTRIBUTES: [&str; 52] = [
    "class",
    "id",
    "href",
    "style",
    "role",
    "rel",
    "name",
    "content",
    "property",
    "type",
    "lang",
    "itemprop",
    "itemtype",
    "itemscope",
    "title",
    "datetime",
    "data-datetime",
    "data-testid",
    "hidden",
    "aria-hidden",
    "colspan",
    "rowspan",
    "start",
    "value",
    "reversed",
    "open",
    "dir",
    "http-equiv",
    "charset",
    "encoding",
    "color",
    "face",
    "size",
    "xml:lang",
    "alt",
    "alttext",
    "media",
    "shadowrootmode",
    "slot",
    "data-math",
    "data-tex",
    "data-latex",
    "data-lang",
    "data-language",
    "data-enlighter-language",
    "data-code-block-lang",
    "data-syntaxhighlighter-params",
    "syntax",
    "data-line",
    "data-line-number",
    "data-code-marker",
    "data-nosnippet",
];

/// The same as the tree knows them, by their length.
static KEPT_NAMES: LazyLock<Vec<Vec<(&str, LocalName)>>> = LazyLock::new(|| {
    let of = |length| KEPT_ATTRIBUTES.iter().filter(move |name| name.len() == length);
    let named = |length| of(length).map(|name| (*name, LocalName::from(*name))).collect();
    (0..=NAME_BYTES).map(named).collect()
});

/// The tag of a name in any case.
pub(super) fn tag(name: &str) -> LocalName {
    lowered(name, |lower| common(lower).unwrap_or_else(|| LocalName::from(lower)))
}

/// The attribute of a name in any case, if anybody reads it.
pub(super) fn attribute(name: &str) -> Option<LocalName> {
    if name.len() > NAME_BYTES {
        return None;
    }
    lowered(name, |lower| {
        let kept = KEPT_NAMES.get(lower.len())?;
        let first = |name: &str| name.as_bytes().first().copied();
        let found = kept
            .iter()
            .find(|(name, _)| first(name) == first(lower) && *name == lower);
        found.map(|(_, name)| name.clone())
    })
}

/// Parts of declarations that hide an element, show it in spite of a style sheet, raise it, make it an item of a list, or say that it is
/// code or numbers lines.
static HIDING: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build([
            "display",
            "visibility",
            "clip",
            "hidden",
            "absolute",
            "fixed",
            "vertical-align",
            "mso-list",
            "white-space",
            "user-select",
        ])
        .ok()
});

/// Whether a style in an attribute may hide its element, show it where a style sheet does not, set it on a line of its own, raise it, make
/// it an item, or mark code.
pub(super) fn may_hide(style: &str) -> bool {
    HIDING.as_ref().is_none_or(|parts| parts.is_match(style))
}

/// Whether an element of this name never has content, and so is no deeper than its parent.
pub(super) fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}

/// Whether the standard opens elements of this name again in the next paragraph when they are left open.
pub(super) fn is_emphasis(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}

fn lowered<T>(name: &str, then: impl FnOnce(&str) -> T) -> T {
    if name.bytes().all(|byte| byte != 0 && !byte.is_ascii_uppercase()) {
        return then(name);
    }
    let mut buffer = [0; NAME_BYTES];
    let Some(short) = buffer.get_mut(..name.len()) else {
        return then(&name.to_ascii_lowercase().replace('\0', "\u{fffd}"));
    };
    short.copy_from_slice(name.as_bytes());
    short.make_ascii_lowercase();
    match std::str::from_utf8(short) {
        Ok(lower) if !short.contains(&0) => then(lower),
        _ => then(&name.to_ascii_lowercase().replace('\0', "\u{fffd}")),
    }
}

fn common(name: &str) -> Option<LocalName> {
    Some(match name {
        "div" => local_name!("div"),
        "a" => local_name!("a"),
        "span" => local_name!("span"),
        "li" => local_name!("li"),
        "p" => local_name!("p"),
        "img" => local_name!("img"),
        "td" => local_name!("td"),
        "tr" => local_name!("tr"),
        "br" => local_name!("br"),
        "ul" => local_name!("ul"),
        "script" => local_name!("script"),
        "meta" => local_name!("meta"),
        "link" => local_name!("link"),
        "i" => local_name!("i"),
        "b" => local_name!("b"),
        "em" => local_name!("em"),
        "strong" => local_name!("strong"),
        "h1" => local_name!("h1"),
        "h2" => local_name!("h2"),
        "h3" => local_name!("h3"),
        "h4" => local_name!("h4"),
        "ol" => local_name!("ol"),
        "dl" => local_name!("dl"),
        "dt" => local_name!("dt"),
        "dd" => local_name!("dd"),
        "th" => local_name!("th"),
        "tbody" => local_name!("tbody"),
        "table" => local_name!("table"),
        "section" => local_name!("section"),
        "article" => local_name!("article"),
        "header" => local_name!("header"),
        "footer" => local_name!("footer"),
        "nav" => local_name!("nav"),
        "main" => local_name!("main"),
        "aside" => local_name!("aside"),
        "button" => local_name!("button"),
        "label" => local_name!("label"),
        "input" => local_name!("input"),
        "form" => local_name!("form"),
        "svg" => local_name!("svg"),
        "path" => local_name!("path"),
        "figure" => local_name!("figure"),
        "time" => local_name!("time"),
        "small" => local_name!("small"),
        "sup" => local_name!("sup"),
        "option" => local_name!("option"),
        "noscript" => local_name!("noscript"),
        "style" => local_name!("style"),
        "iframe" => local_name!("iframe"),
        "source" => local_name!("source"),
        "title" => local_name!("title"),
        "body" => local_name!("body"),
        "html" => local_name!("html"),
        "head" => local_name!("head"),
        "hr" => local_name!("hr"),
        _ => return None,
    })
}
