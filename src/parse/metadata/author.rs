//! Who wrote a page.

mod label;
mod names;
mod roles;

use super::signs::{Hinted, Signs};
use super::{bare, head, json_ld, tidy};
use crate::model::{Block, Metadata};

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
    site: Option<&str>,
    seen: &Metadata,
    near: &[Block],
) -> Option<String> {
    let sites = site_names(signs, site);
    let is_person = |name: &&String| !is_organisation(name) && !is_site(name, &sites);
    // A blog may be called after who writes it.
    let is_other = |name: &&String| !is_organisation(name) && !sites.contains(&bare(name));
    let seen = seen.author.as_deref().map(seen_names).unwrap_or_default();
    let told = in_full(told(signs, linked, &sites), &seen);
    let marked = marked(signs);
    let people = |names: &[String]| without_agencies(names.iter().filter(is_person).cloned().collect());
    let others = marked.iter().filter(is_other).cloned().collect();
    let visible = [people(&marked), people(&label::names(near)), people(&seen)];
    // An account that put the page on the site is not who wrote it, where a byline names somebody in full.
    let named = people(&told);
    let full = visible
        .iter()
        .find(|names| !names.is_empty() && !names.iter().any(|name| is_account(name)));
    let byline = full
        .filter(|_| named.iter().all(|name| is_account(name)))
        .cloned()
        .unwrap_or_default();
    let found = [byline, named]
        .into_iter()
        .chain(visible)
        .chain([others, told, marked, seen]);
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

/// The names in the elements whose own names say that they hold some: those of the best such element, and of others of its kind
/// right beside it.
fn marked(signs: &Signs) -> Vec<String> {
    let list = is_list_of_authors(signs);
    let named = |found: &&Hinted| is_here(found) && (!found.linked || !list && is_like_name(&found.text));
    let mut found: Vec<(&Hinted, Vec<String>)> = signs
        .people
        .iter()
        .filter(named)
        .map(|found| (found, names_of(found)))
        .filter(|(found, names)| !names.is_empty() && names.iter().all(|name| !is_label(name, found)))
        .collect();
    found.sort_by_key(|(found, _)| {
        weigh(&found.hints) + 2 * u8::from(!found.after_headline) + 4 * u8::from(found.aside)
    });
    let Some((best, names)) = found.first() else {
        return Vec::new();
    };
    // An element inside holds the name alone, where the one around it says what somebody is, too.
    let inner = found
        .iter()
        .skip(1)
        .find(|(inner, part)| weigh(&inner.hints) <= 1 && is_inside(inner, part, best, names));
    if let Some((_, names)) = inner {
        return names.clone();
    }
    let beside = found.iter().filter(|(other, names)| {
        other == best || is_beside(other, best) && names.iter().all(|name| is_like_name(name))
    });
    distinct(beside.flat_map(|(_, names)| names.iter().cloned()))
}

/// Whether an element may name the author of the page: what stands aside is another's, unless it opens like a byline.
fn is_here(found: &Hinted) -> bool {
    let lead = || head::has_lead(&found.text);
    let here = !found.aside || !found.linked && weigh(&found.hints) <= 1 && lead();
    let sized = (1..=200).contains(&found.text.len()) || found.names.len() == 1;
    here && sized && (found.linked || !found.needs_lead || lead())
}

/// Whether the page links to the pages of many authors: it is a list of articles.
fn is_list_of_authors(signs: &Signs) -> bool {
    let linked = signs.people.iter().filter(|found| found.linked && !found.aside);
    distinct(linked.map(|found| found.text.clone())).len() > 3
}

/// The names in an element: of the elements inside that hold one each, unless its text joins others to them.
fn names_of(found: &Hinted) -> Vec<String> {
    let inner = found
        .names
        .iter()
        .flat_map(|name| names::of(name))
        .filter(|name| !head::is_label(name));
    let (inner, whole) = (distinct(inner), names::of(&found.text));
    let joined = [" and ", " und ", " & ", " y ", " et ", " e ", " en "]
        .iter()
        .any(|sign| found.text.contains(sign));
    if inner.is_empty() || joined && whole.len() > inner.len() {
        whole
    } else {
        inner
    }
}

/// Whether a name is a word of buttons and lists. A team may call itself "The Harbour Team".
fn is_label(name: &str, found: &Hinted) -> bool {
    let (start, rest) = name.split_at_checked(4).unwrap_or(("", name));
    let team = start.eq_ignore_ascii_case("the ") && weigh(&found.hints) <= 1 && name.split(' ').count() <= 4;
    head::is_label(if team { rest } else { name })
}

/// Whether an element is another of the kind of `best` in the same line: each holds the name of one author.
fn is_beside(other: &Hinted, best: &Hinted) -> bool {
    let same = other.hints == best.hints && other.line == best.line && other.line.is_some();
    same && other.after_headline == best.after_headline && other.aside == best.aside
}

/// Whether a text has the few words of a name, none but short ones in small letters: titles have others.
fn is_like_name(text: &str) -> bool {
    let is_small = |word: &str| word.starts_with(char::is_lowercase) && word.len() > 3;
    text.split(' ').count() <= 4 && !text.split(' ').any(is_small)
}

fn is_inside(inner: &Hinted, part: &[String], around: &Hinted, names: &[String]) -> bool {
    let (Some(short), Some(long)) = (part.first(), names.first()) else {
        return false;
    };
    let part = short.len() < long.len() && long.starts_with(short.as_str()) && short.contains(' ');
    part && around.text.contains(inner.text.as_str())
}

/// How surely the names of an element say that it holds an author: the less, the surer.
fn weigh(hints: &str) -> u8 {
    let has = |word: &str| hints.contains(word);
    let exact = hints
        .split(' ')
        .any(|hint| matches!(hint, "author" | "autor" | "auteur" | "p-author"));
    match () {
        () if has("author") && (has("name") || has("vcard")) || exact => 0,
        () if has("author") || has("autor") || has("byline") => 1,
        () => 2,
    }
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
