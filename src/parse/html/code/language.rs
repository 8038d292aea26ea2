//! The language of a listing: what its elements, those around it and the label above it say.
//!
//! Not for: the names of languages (`names`).

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use super::{chrome, names};
use crate::parse::attribute::Attribute;

/// Nodes of a listing that are looked at.
const INSIDE: usize = 48;
/// Elements around a listing that are looked at.
const AROUND: usize = 10;

/// Attributes that name the language.
const ATTRIBUTES: [&str; 6] = [
    "data-lang",
    "data-language",
    "data-enlighter-language",
    "data-code-block-lang",
    "syntax",
    "data-syntaxhighlighter-params",
];
/// Beginnings of classes before the name of a language.
const PREFIXES: [&str; 4] = ["language-", "lang-", "mw-highlight-lang-", "enlighter-l-"];
/// The same, where the name must be one that is known.
const WEAK_PREFIXES: [&str; 12] = [
    "highlight-source-",
    "highlight-",
    "hl-",
    "src-",
    "source-",
    "type-",
    "code-",
    "brush-",
    "syntax-",
    "lexer-",
    "lang_",
    "language_",
];
/// Classes that say that an element holds code.
const CODE: [&str; 20] = [
    "highlight",
    "highlighter-rouge",
    "syntaxhighlighter",
    "syntaxhl",
    "sourcecode",
    "codehilite",
    "hljs",
    "code",
    "code-block",
    "codeblock",
    "code-frame",
    "src",
    "source",
    "listing",
    "programlisting",
    "prettyprint",
    "codemirror",
    "shiki",
    "nohighlight",
    "notranslate",
];

/// The language of a listing, if the page names it.
pub(super) fn of(listing: NodeRef<'_, Node>) -> Option<String> {
    inside(listing)
        .or_else(|| around(listing))
        .or_else(|| chrome::language(listing))
}

fn inside(listing: NodeRef<'_, Node>) -> Option<String> {
    let tags = || {
        let tags = listing
            .descendants()
            .take(INSIDE)
            .filter_map(|node| node.value().as_element());
        tags.filter(|tag| !matches!(tag.name(), "span" | "a" | "b" | "i" | "em" | "strong" | "button"))
    };
    let code = tags().filter(|tag| tag.name() == "code").find_map(own);
    code.or_else(|| tags().find_map(own)).or_else(|| of_line(listing))
}

/// The language that the first line names.
fn of_line(listing: NodeRef<'_, Node>) -> Option<String> {
    let mut tags = listing
        .descendants()
        .take(INSIDE)
        .filter_map(|node| node.value().as_element());
    let line = tags.find(|tag| tag.attribute("class") == Some("line"))?;
    line.attribute("lang")
        .filter(|name| names::is_known(name))
        .and_then(names::written)
}

/// What an element of a listing says.
fn own(tag: &Tag) -> Option<String> {
    let is_code = matches!(tag.name(), "pre" | "code");
    let classes = tag.attribute("class").unwrap_or_default();
    let human = || tag.attribute("lang").filter(|name| is_code && names::is_known(name));
    let found = attribute(tag)
        .or_else(|| prefixed(classes, true))
        .or_else(|| bare(classes, is_code));
    found.or_else(|| human().and_then(names::written))
}

fn around(listing: NodeRef<'_, Node>) -> Option<String> {
    let tags = listing
        .ancestors()
        .take(AROUND)
        .filter_map(|node| node.value().as_element());
    tags.take_while(|tag| !ends_box(tag.name())).find_map(|tag| {
        let classes = tag.attribute("class").unwrap_or_default();
        let is_code = is_code(classes);
        let known = |name: &String| is_code || names::is_known(name);
        let named = attribute(tag).filter(known);
        named
            .or_else(|| prefixed(classes, is_code).filter(known))
            .or_else(|| bare(classes, false))
    })
}

/// Whether an element holds more than one listing and what belongs to it.
fn ends_box(name: &str) -> bool {
    matches!(
        name,
        "body" | "html" | "article" | "main" | "section" | "li" | "blockquote" | "aside" | "dd"
    )
}

fn attribute(tag: &Tag) -> Option<String> {
    let value = ATTRIBUTES.iter().find_map(|name| tag.attribute(name))?;
    let name = value.split_once("brush:").map_or(value, |(_, name)| name);
    names::written(name.trim())
}

/// The name behind a beginning of a class: `language-rust`, `brush: rust`, `highlight-source-rust`. A name that is not known needs
/// an element that is code.
fn prefixed(classes: &str, is_code: bool) -> Option<String> {
    if let Some((_, rest)) = classes.split_once("brush:") {
        let name = rest.split(|c: char| c.is_whitespace() || c == ';');
        return name.into_iter().find(|name| !name.is_empty()).and_then(names::written);
    }
    let lower = classes.to_ascii_lowercase();
    lower.split_ascii_whitespace().find_map(|class| {
        let strong = PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix));
        let strong = strong
            .and_then(names::written)
            .filter(|name| is_code || names::is_known(name));
        strong.or_else(|| weak(class))
    })
}

/// The known name behind a beginning that other classes have as well.
fn weak(class: &str) -> Option<String> {
    if class == "highlight-text-html-basic" {
        return Some("html".to_owned());
    }
    let name = WEAK_PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix))?;
    let last = || name.rsplit('-').find(|part| names::is_telling(part));
    let known = names::is_known(name).then_some(name);
    let scope = || class.starts_with("highlight-source-") || class.starts_with("highlight-text-");
    known.or_else(|| scope().then(last)?).and_then(names::written)
}

/// A class that is the name of a language: of a `pre` or `code`, or beside a class that says that it is code.
fn bare(classes: &str, is_code: bool) -> Option<String> {
    let count = classes.split_ascii_whitespace().count();
    if count == 0 || count > 8 {
        return None;
    }
    let beside = is_code_class_in(classes);
    let lower = classes.to_ascii_lowercase();
    let mut names = lower.split_ascii_whitespace().filter(|class| names::is_telling(class));
    let name = names.find(|name| beside || is_code && (name.len() > 2 || count == 1))?;
    names::written(name)
}

fn is_code(classes: &str) -> bool {
    is_code_class_in(classes) || classes.contains("codeBlock") || classes.contains("code-block")
}

fn is_code_class_in(classes: &str) -> bool {
    let mut classes = classes.split_ascii_whitespace();
    classes.any(|class| CODE.iter().any(|name| class.eq_ignore_ascii_case(name)))
}
