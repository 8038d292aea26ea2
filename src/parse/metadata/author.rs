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

/// Words that stand where a name should and are none.
const NO_NAMES: [&str; 40] = [
    "admin",
    "administrator",
    "wordpressadmin",
    "super user",
    "superuser",
    "root",
    "webmaster",
    "no author",
    "unknown",
    "anonymous",
    "anonym",
    "anónimo",
    "anonyme",
    "guest",
    "gast",
    "user",
    "publisher",
    "posted",
    "posted on",
    "published",
    "publiziert am",
    "by",
    "von",
    "por",
    "par",
    "autor",
    "author",
    "autoren",
    "authors",
    "datum",
    "date",
    "facebook.com",
    "editor",
    "editors",
    "redaktion",
    "staff",
    "zvg",
    "share",
    "teilen",
    "kommentare",
];

/// The author, several joined by `; `: people before organisations, what machines are told before what readers see.
pub(super) fn choose(signs: &Signs, linked: &json_ld::Facts, site: Option<&str>, seen: &Metadata) -> Option<String> {
    let linked = names_in(&mut linked.authors.iter().map(String::as_str), site);
    let metas = || METAS.iter().find_map(|name| names_in(&mut signs.all_metas(name), site));
    let told = linked.or_else(metas).or_else(|| labelled(signs, site));
    let host = site_names(signs, site);
    let own = |told: &str| {
        host.iter()
            .any(|host| host.contains(&bare(told)) || bare(told).contains(host.as_str()))
    };
    let (people, others) = match told {
        Some(told) if is_organisation(&told) || own(&told) => (None, Some(told)),
        told => (told, None),
    };
    people
        .or_else(|| marked(signs, site))
        .or_else(|| seen.author.clone())
        .or(others)
}

/// What the site calls itself, in bare letters: its name and the main part of its host.
fn site_names(signs: &Signs, site: Option<&str>) -> Vec<String> {
    let address = signs
        .links
        .iter()
        .find(|(rel, _)| rel == "canonical")
        .map(|(_, href)| href.as_str())
        .or_else(|| signs.meta(&["og:url"]));
    let host = address
        .and_then(|address| address.split_once("://"))
        .and_then(|(_, rest)| rest.split('/').next());
    let label = host.and_then(|host| {
        host.trim_start_matches("www.")
            .split('.')
            .max_by_key(|label| label.len())
    });
    [site, label]
        .into_iter()
        .flatten()
        .map(bare)
        .filter(|name| name.len() >= 5)
        .collect()
}

/// Whether a name is that of a company, a site or a desk.
fn is_organisation(name: &str) -> bool {
    let lower = name.to_lowercase();
    let form = [
        "gmbh",
        " ag",
        "e.v",
        " inc",
        " ltd",
        ".com",
        ".de",
        ".org",
        ".net",
        "www.",
        "verlag",
        "bundes",
        "ministerium",
    ];
    form.iter().any(|form| lower.contains(form)) || head::is_desk(name)
}

/// The name that a page gives its preview cards: `twitter:label1` = `Written by`, `twitter:data1` = the name.
fn labelled(signs: &Signs, site: Option<&str>) -> Option<String> {
    [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")]
        .into_iter()
        .find_map(|(label, data)| {
            let label = signs.meta(&[label])?.to_lowercase();
            let writer = ["by", "von", "por", "par", "da", "door", "autor", "author"]
                .iter()
                .any(|word| label.split(' ').any(|part| part == *word));
            writer.then(|| names_in(&mut signs.meta(&[data]).into_iter(), site))?
        })
}

/// The name in an element whose name says that it holds one.
fn marked(signs: &Signs, site: Option<&str>) -> Option<String> {
    let mut found: Vec<_> = signs
        .people
        .iter()
        .filter(|found| !found.aside && (1..=120).contains(&found.text.len()))
        .collect();
    let weigh = |hints: &str| match () {
        () if hints.contains("author")
            && (hints.contains("name") || hints.contains("vcard") || hints.split(' ').any(|hint| hint == "author")) =>
        {
            0
        }
        () if hints.contains("author") || hints.contains("byline") => 1,
        () => 2,
    };
    found.sort_by_key(|found| weigh(&found.hints) + 2 * u8::from(!found.after_headline));
    let name = |text: &str| names_in(&mut std::iter::once(text), site).filter(|name| name.split(' ').count() <= 8);
    found.iter().find_map(|found| name(&found.text))
}

/// The names among `texts`, cleaned and without the site's own.
fn names_in(texts: &mut dyn Iterator<Item = &str>, site: Option<&str>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for text in texts {
        for name in split(text) {
            let same = |other: &String| bare(other) == bare(&name);
            if !names.iter().any(same) && site.is_none_or(|site| bare(site) != bare(&name)) {
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
    let sized = letters >= 2 && name.len() <= LONGEST_BYTES && name.split(' ').count() <= 6;
    let sign = name.chars().any(|c| c.is_ascii_digit()) || name.contains("http") || name.ends_with(['!', '?']);
    sized && !sign && !NO_NAMES.contains(&name.to_lowercase().as_str())
}
