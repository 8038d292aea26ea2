//! The attributes that name what an element is, and what their words speak of.
//!
//! Not for: the hints that judges read (`document::Element`).

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use scraper::node::Element;

/// The attributes that name what an element is.
const NAMES: [&str; 6] = ["class", "id", "itemprop", "rel", "property", "data-testid"];

/// Parts of names that speak of days, of people, of sections and keywords.
const WORDS: [&[&str]; 3] = [
    &[
        "date",
        "time",
        "publish",
        "posted",
        "datum",
        "fecha",
        "entry-meta",
        "post-meta",
        "byline",
        "dateline",
        "submitted",
        "info-text",
    ],
    &[
        "author",
        "byline",
        "autor",
        "writer",
        "creator",
        "contributor",
        "vcard",
        "submitted",
        "username",
        "redakteur",
        "verfasser",
        "auteur",
    ],
    &["breadcrumb", "tag", "categor", "section", "rubri", "topic", "keyword"],
];

static MATCHER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = WORDS.iter().flat_map(|words| words.iter());
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()
});

/// What the names of an element speak of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Speaks {
    pub(super) day: bool,
    pub(super) person: bool,
    pub(super) subject: bool,
}

/// The values of the attributes that name an element.
fn values(element: &Element) -> impl Iterator<Item = &str> {
    let named = element.attrs().filter(|(name, _)| NAMES.contains(name));
    named.map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// The words of the attributes that name an element, as they stand.
pub(super) fn words(element: &Element) -> impl Iterator<Item = &str> {
    values(element).flat_map(str::split_ascii_whitespace)
}

/// All values in lower case, separated by blanks.
pub(super) fn of(element: &Element) -> String {
    let mut hints = values(element).collect::<Vec<_>>().join(" ");
    hints.make_ascii_lowercase();
    hints
}

/// What the names of an element speak of; none where it has no names.
pub(super) fn speaks(element: &Element) -> Option<Speaks> {
    let mut found = None;
    for value in values(element) {
        let speaks = found.get_or_insert_with(Speaks::default);
        let matches = MATCHER.iter().flat_map(|matcher| matcher.find_overlapping_iter(value));
        for word in matches.map(|found| found.pattern().as_usize()) {
            let [days, people, _] = WORDS.map(<[&str]>::len);
            match word {
                word if word < days => speaks.day = true,
                word if word < days + people => speaks.person = true,
                _ => speaks.subject = true,
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_of_days_people_and_subjects() {
        let cases = [
            ("<p>x", None),
            ("<p class=''>x", None),
            ("<p class=lead>x", Some((false, false, false))),
            ("<p class='Lead Entry-Meta'>x", Some((true, false, false))),
            ("<p class=lead id=byline>x", Some((true, true, false))),
            (
                "<p itemprop=articleSection data-testid=updated>x",
                Some((true, false, true)),
            ),
            ("<p title=author rel=tag>x", Some((false, false, true))),
        ];
        for (page, expected) in cases {
            let html = scraper::Html::parse_document(page);
            let mut elements = html.tree.values().filter_map(scraper::Node::as_element);
            let element = elements.find(|element| element.name() == "p").unwrap();
            let speaks = speaks(element).map(|speaks| (speaks.day, speaks.person, speaks.subject));
            assert_eq!(speaks, expected, "{page}");
        }
    }
}
