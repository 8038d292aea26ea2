//! What the names and addresses of elements hint at: people, days, subjects.
//!
//! Not for: what the elements hold.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::hashed::HashedMap;
use crate::parse::attribute::Attribute;

/// The names that an attribute of `<meta>` gives it: lists in RDFa and microdata (`dc:creator twitter:creator`), one elsewhere.
/// Dublin Core is named alike however it is written.
pub(super) fn meta_names(key: &str, value: &str) -> Vec<String> {
    let list = matches!(key, "property" | "itemprop");
    let names: Vec<&str> = if list {
        value.split_ascii_whitespace().collect()
    } else {
        vec![value.trim()]
    };
    let lower = names.into_iter().map(str::to_ascii_lowercase);
    let dublin = |name: &str| ["dc:", "dcterms:"].iter().any(|prefix| name.starts_with(prefix));
    lower
        .map(|name| {
            if dublin(&name) {
                name.replacen(':', ".", 1)
            } else {
                name
            }
        })
        .collect()
}

/// An element that hints at a day ...
pub(super) const DAY: u8 = 1;
/// ... at a person ...
pub(super) const PERSON: u8 = 2;
/// ... at a section or keyword ...
pub(super) const SUBJECT: u8 = 4;
/// ... or that has a name for machines ...
pub(super) const PROPERTY: u8 = 8;
/// ... or at a person if a word such as "by" opens its text ...
pub(super) const LEAD: u8 = 16;
/// ... or that links to the page of an author.
pub(super) const WRITER: u8 = 32;
/// Parts of the names of elements, and what they hint at.
const HINTS: [(&str, u8); 36] = [
    ("date", DAY),
    ("time", DAY),
    ("publish", DAY),
    ("posted", DAY),
    ("datum", DAY),
    ("fecha", DAY),
    ("entry-meta", DAY | LEAD),
    ("post-meta", DAY | LEAD),
    ("postmeta", DAY | LEAD),
    ("metainfo", DAY | PERSON),
    ("byline", DAY | PERSON),
    ("submitted", DAY | PERSON),
    ("poster", LEAD),
    ("author", DAY | PERSON),
    ("autor", PERSON),
    ("auteur", PERSON),
    ("writer", PERSON),
    ("creator", PERSON),
    ("contributor", PERSON),
    ("vcard", PERSON),
    ("username", PERSON),
    ("user-name", PERSON),
    ("redakteur", PERSON),
    ("verfasser", PERSON),
    ("journalist", PERSON),
    ("reporter", PERSON),
    ("credit-name", PERSON),
    ("escritor", PERSON),
    ("breadcrumb", SUBJECT),
    ("categor", SUBJECT),
    ("section", SUBJECT),
    ("rubri", SUBJECT),
    ("topic", SUBJECT),
    ("keyword", SUBJECT),
    ("tag", SUBJECT),
    ("ressort", SUBJECT),
];
static HINT_WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .prefilter(false)
        .build(HINTS.iter().map(|(word, _)| word))
        .ok()
});

/// What the classes of a page hint at: many elements have the same.
pub(super) type Classes<'a> = HashedMap<&'a str, u8>;

/// What the attributes of an element hint at.
pub(super) fn kinds<'a>(element: &'a scraper::node::Element, classes: &mut Classes<'a>) -> u8 {
    let mut kinds = 0;
    for (name, value) in element.attrs() {
        kinds |= match name {
            "class" => *classes.entry(value).or_insert_with(|| hinted_by(value)),
            "itemprop" | "property" => PROPERTY | hinted_by(value),
            "id" | "rel" | "data-testid" => hinted_by(value),
            "href" if element.name() == "a" && is_author_page(value) => WRITER,
            _ => 0,
        };
    }
    kinds
}

/// Whether an address leads to the page of one author: `/author/ana-lund`, `/autoren/ana-lund/`.
pub(super) fn is_author_page(href: &str) -> bool {
    const PARTS: [&str; 18] = [
        "author",
        "authors",
        "autor",
        "autoren",
        "autores",
        "autore",
        "autori",
        "auteur",
        "auteurs",
        "contributor",
        "contributors",
        "columnist",
        "columnists",
        "journalist",
        "journalists",
        "writers",
        "redakteur",
        "redaktor",
    ];
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/');
    let found = parts.any(|part| PARTS.iter().any(|name| part.eq_ignore_ascii_case(name)));
    found && parts.next().is_some_and(|name| name.len() > 2)
}

fn hinted_by(value: &str) -> u8 {
    let Some(words) = HINT_WORDS.as_ref() else { return 0 };
    let found = words.find_overlapping_iter(value).take(64);
    found
        .filter_map(|hit| HINTS.get(hit.pattern().as_usize()))
        .fold(0, |all, (_, kind)| all | kind)
}

/// The attributes that name what an element is, in lower case.
pub(super) fn hints(element: &scraper::node::Element) -> String {
    let values = NAMING.into_iter().filter_map(|name| element.attribute(name));
    let mut hints = values.collect::<Vec<&str>>().join(" ");
    hints.make_ascii_lowercase();
    hints
}

/// The attributes that name what an element is.
pub(super) const NAMING: [&str; 6] = ["class", "id", "itemprop", "rel", "property", "data-testid"];
