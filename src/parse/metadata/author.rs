//! Who wrote a page.

mod label;
mod marked;
mod names;
mod roles;

use super::address::Address;
use super::signs::Signs;
use super::{bare, head, json_ld, tidy};
use crate::model::{Block, Metadata};
use marked::{is_like_name, marked};

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
/// Shorter names of sites are looked for as a whole only.
const SITE_BYTES: usize = 5;

/// Words that stand where a name should and are none.
const NO_NAMES: [&str; 60] = [
    "image",
    "images",
    "photo",
    "photos",
    "picture",
    "video",
    "foto",
    "bild",
    "avatar",
    "image credit",
    "photo credit",
    "previous",
    "next",
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
    "credit",
    "first name",
    "tags",
    "written",
    "written by",
    "writer",
    "reviewed",
];

/// The author, several joined by `; `: people before organisations, what machines are told before what readers see, and
/// the site itself only where nobody else is named. `near` are the blocks around the headline and below.
pub(super) fn choose(
    signs: &Signs,
    linked: &json_ld::Facts,
    (site, address): (Option<&str>, &Address),
    seen: &Metadata,
    near: &[Block],
) -> Option<String> {
    let sites = site_names(signs, site);
    let is_person = |name: &&String| !is_organisation(name) && !is_site(name, &sites) && !address.is_host_of(name);
    // A blog may be called after who writes it.
    let is_other = |name: &&String| !is_organisation(name) && !sites.contains(&bare(name));
    let seen = seen.author.as_deref().map(seen_names).unwrap_or_default();
    let told = in_full(told(signs, linked, &sites), &seen);
    let (marked, pages) = (marked(signs, false), marked(signs, true));
    let people = |names: &[String]| without_agencies(names.iter().filter(is_person).cloned().collect());
    let others = marked.iter().filter(is_other).cloned().collect();
    let visible = [people(&marked), people(&label::names(near)), people(&seen)];
    // An account that put the page on the site is not who wrote it, where a byline names somebody in full.
    let named = people(&told);
    let full = visible
        .iter()
        .find(|names| !names.is_empty() && !names.iter().any(|name| is_account(name)));
    let account = !linked.is_thread && named.iter().all(|name| is_account(name));
    let byline = full.filter(|_| account).cloned().unwrap_or_default();
    let pages = people(&pages);
    let found = [byline, named]
        .into_iter()
        .chain(visible)
        .chain([pages, others, told, marked, seen]);
    found
        .into_iter()
        .find(|names| !names.is_empty())
        .map(|names| names.join("; "))
}

/// The names in a byline that readers see.
fn seen_names(author: &str) -> Vec<String> {
    Some(names::of(author))
        .filter(|names| !names.is_empty())
        .unwrap_or_else(|| vec![author.to_owned()])
}

/// Whether a name is that of an account: `harbour_admin`, `ana.lund`, `AnaL`.
fn is_account(name: &str) -> bool {
    let inner = || name.chars().skip(1).any(|c| c.is_uppercase()) && name.chars().any(char::is_lowercase);
    let signs = || name.contains(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_' | '-'));
    !name.contains(' ') && name.is_ascii() && (name.starts_with(|c: char| c.is_ascii_lowercase()) || signs() || inner())
}

/// Names without the agencies beside people: `CNN`, `dpa`.
fn without_agencies(mut names: Vec<String>) -> Vec<String> {
    const AGENCIES: [&str; 28] = [
        "aap", "abc", "afp", "ani", "ansa", "ap", "apa", "bbc", "cbc", "cbs", "cnn", "dpa", "efe", "epd", "ians",
        "kna", "nbc", "npr", "nyt", "pa", "pti", "sda", "sid", "tass", "tnn", "upi", "wsj", "xinhua",
    ];
    if names.iter().any(|name| name.contains(' ')) {
        names.retain(|name| !AGENCIES.contains(&name.to_lowercase().as_str()));
    }
    names
}

/// Names as machines are told them; one that is a first name only, as the byline has it.
fn in_full(names: Vec<String>, seen: &[String]) -> Vec<String> {
    let full = |name: &str| {
        seen.iter()
            .find(|seen| seen.split_once(' ').is_some_and(|(first, _)| first == name))
    };
    names
        .into_iter()
        .map(|name| full(&name).cloned().unwrap_or(name))
        .collect()
}

/// The names that machines are told: JSON-LD, `<meta>`, preview cards.
fn told(signs: &Signs, linked: &json_ld::Facts, sites: &[String]) -> Vec<String> {
    let names_in = |texts: &mut dyn Iterator<Item = &str>| names_in(texts, sites);
    let linked = names_in(&mut linked.authors.iter().map(String::as_str));
    let metas = || {
        METAS
            .iter()
            .map(|name| names_in(&mut signs.all_metas(name)))
            .find(|names: &Vec<String>| !names.is_empty())
    };
    let some = |names: Vec<String>| Some(names).filter(|names| !names.is_empty());
    some(linked)
        .or_else(metas)
        .or_else(|| labelled(signs).map(|name| names_in(&mut [name].into_iter())))
        .unwrap_or_default()
}

/// Whether a name is one that the site has for itself.
fn is_site(name: &str, sites: &[String]) -> bool {
    let name = bare(name);
    let long = |site: &&String| site.len() >= SITE_BYTES && name.len() >= SITE_BYTES;
    let part = |site: &String| site.contains(&name) || name.contains(site.as_str());
    sites.contains(&name) || sites.iter().filter(long).any(part)
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
        .filter(|name| !name.is_empty())
        .collect()
}

/// Whether a name is that of a company, a site or a desk.
fn is_organisation(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words = ["ag", "inc", "ltd", "llc", "magazin", "zeitung", "verein"];
    let form = [
        "gmbh",
        "e.v",
        ".com",
        ".de",
        ".org",
        ".net",
        "www.",
        "verlag",
        "bundes",
        "ministerium",
    ];
    let mut parts = lower.split(|c: char| !c.is_alphanumeric()).skip(1);
    form.iter().any(|form| lower.contains(form)) || parts.any(|part| words.contains(&part)) || head::is_desk(name)
}

/// The name that a page gives its preview cards: `twitter:label1` = `Written by`, `twitter:data1` = the name.
fn labelled(signs: &Signs) -> Option<&str> {
    const WORDS: [&str; 12] = [
        "by",
        "von",
        "por",
        "par",
        "da",
        "door",
        "autor",
        "author",
        "przez",
        "av",
        "af",
        "автор",
    ];
    let cards = [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")];
    cards.into_iter().find_map(|(label, data)| {
        let label = signs.meta(&[label])?.to_lowercase();
        let writer = label.split(' ').any(|part| WORDS.contains(&part));
        signs.meta(&[data]).filter(|_| writer)
    })
}

/// The names among `texts`, each once. A name of the site is one, whatever signs are in it.
fn names_in(texts: &mut dyn Iterator<Item = &str>, sites: &[String]) -> Vec<String> {
    let names = |text: &str| match bare(text) {
        name if sites.contains(&name) => vec![tidy(text)],
        _ => names::of(text),
    };
    distinct(texts.flat_map(names))
}

/// Each name once.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !found.iter().any(|other| bare(other) == bare(&name)) {
            found.push(name);
        }
    }
    found
}
