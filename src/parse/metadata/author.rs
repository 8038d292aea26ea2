//! Who wrote a page.

use super::json_ld;
use super::signs::Signs;
use super::{bare, head, tidy};
use crate::document::Metadata;

const METAS: [&str; 14] = [
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "og:article:author",
    "article.author",
    "authors",
    "cxenseparse:author",
    "article:author_name",
];
/// A name has no more bytes.
const LONGEST_BYTES: usize = 90;

/// The author, several joined by `; `.
pub(super) fn choose(signs: &Signs, linked: &json_ld::Facts, site: Option<&str>, seen: &Metadata) -> Option<String> {
    let people = |names: &mut dyn Iterator<Item = &str>| names_in(names, site);
    people(&mut linked.authors.iter().map(String::as_str))
        .or_else(|| METAS.iter().find_map(|name| people(&mut signs.all_metas(name))))
        .or_else(|| marked(signs, site))
        .or_else(|| seen.author.clone())
}

/// The name in an element whose name says that it holds one.
fn marked(signs: &Signs, site: Option<&str>) -> Option<String> {
    let mut found: Vec<_> = signs
        .people
        .iter()
        .filter(|found| !found.aside && (1..=120).contains(&found.text.len()))
        .collect();
    found.sort_by_key(|found| u8::from(!found.hints.contains("author")) + u8::from(!found.after_headline) * 2);
    found.iter().find_map(|found| {
        names_in(&mut std::iter::once(found.text.as_str()), site).filter(|name| name.split(' ').count() <= 8)
    })
}

/// The names among `texts`, cleaned and without the site's own.
fn names_in(texts: &mut dyn Iterator<Item = &str>, site: Option<&str>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for text in texts {
        for name in split(text) {
            let same = |other: &String| bare(other) == bare(&name);
            if !names.iter().any(same) && !site.is_some_and(|site| bare(site) == bare(&name)) {
                names.push(name);
            }
        }
    }
    (!names.is_empty()).then(|| names.join("; "))
}

/// The names in one text: `By Ana Lund and Bo Ek`.
fn split(text: &str) -> Vec<String> {
    let text = tidy(text);
    if text.contains("://") || text.contains('@') || text.len() > 2 * LONGEST_BYTES {
        return Vec::new();
    }
    let text = head::without_lead(&text);
    let parts = text
        .split([';', '/', '|', '•'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" & "));
    let parts = parts
        .flat_map(|part| part.split(", "))
        .map(|name| name.trim_matches([' ', ',', '.', ':', '-', '–']).to_owned());
    parts.filter(|name| is_name(name)).take(8).collect()
}

fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2
        && name.len() <= LONGEST_BYTES
        && name.split(' ').count() <= 6
        && !name.chars().any(|c| c.is_ascii_digit())
        && !name.contains("http")
}
