//! The title of a page without the name of its site.
//!
//! Pages say it up to five times: `<title>`, Open Graph, JSON-LD, a headline, the attributes of an element. Each text that could
//! be the title is weighed by where it stands and by which others agree; the weights were set on annotated pages.

mod sources;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::address::Address;
use super::signs::{Headline, Signs};
use super::{bare, json_ld, tidy};
use crate::parse::hidden::Sight;
use sources::{Sources, agreement};

/// What parts a title from the name of a site.
const SEPARATORS: [&str; 18] = [
    " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " › ", " ‹ ", " // ", "｜", " │ ", "|", " : ",
    " ~ ", " ← ",
];
static MATCHER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(SEPARATORS).ok());
/// Longer texts are no titles.
const LONGEST_BYTES: usize = 500;
/// Lighter texts are the name of the site, or of a part of the page.
const WORST: i32 = -3;
/// Names of `<meta>` that hold a title.
const METAS: [&str; 10] = [
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "sailthru.title",
    "parsely-title",
    "headline",
    "title",
    "name",
];

/// A text that could be the title.
struct Candidate {
    text: String,
    weight: i32,
}

/// The title, if the page has one.
pub(super) fn choose(signs: &Signs, linked: &json_ld::Facts, site: Option<&str>, address: &Address) -> Option<String> {
    let shared: Vec<&str> = METAS.iter().filter_map(|name| signs.all_metas(name).next()).collect();
    let work = linked.headline.as_deref();
    let document = signs.title.as_deref();
    // Where the page names its site nowhere else, the headline that leads to the front page does.
    let home = signs
        .headlines
        .iter()
        .find(|headline| headline.home)
        .map(|headline| headline.text.as_str());
    let site = site.or(home);
    let sources = Sources::of(signs, linked, site, &shared, address);
    let whole = |text: &str| sources.without_book(without_site(text, site, address));
    let mut candidates = Vec::new();
    for headline in &signs.headlines {
        headline_candidates(headline, &sources, &whole, &mut candidates);
    }
    let mut add = |text: &str, weight: i32| {
        let text = whole(&tidy(text));
        let weight = weight + agreement(&bare(&text), &sources);
        candidates.push(Candidate { text, weight });
    };
    work.into_iter()
        .for_each(|text| add(text, if linked.is_work { 0 } else { -3 }));
    signs.property("headline").into_iter().for_each(|text| add(text, 2));
    shared.first().into_iter().for_each(|text| add(text, -1));
    document.into_iter().for_each(|text| add(text, -1));
    best(candidates, &sources, address)
}

/// The heaviest candidate, the first of equal ones.
fn best(candidates: Vec<Candidate>, sources: &Sources, address: &Address) -> Option<String> {
    let mut best: Option<Candidate> = None;
    for candidate in candidates {
        let bare = bare(&candidate.text);
        if bare.is_empty() || candidate.text.len() > LONGEST_BYTES {
            continue;
        }
        let site = sources.site.as_ref() == Some(&bare);
        let named = !address.is_front && address.names(&candidate.text);
        let weight = candidate.weight - if site { 6 } else { 0 } - if named { 8 } else { 0 };
        if best.as_ref().is_none_or(|best| weight > best.weight) {
            best = Some(Candidate { weight, ..candidate });
        }
    }
    best.filter(|best| best.weight >= WORST).map(|best| best.text)
}

fn headline_candidates(
    headline: &Headline,
    sources: &Sources,
    whole: &dyn Fn(&str) -> String,
    candidates: &mut Vec<Candidate>,
) {
    const NAMED: [&str; 6] = ["title", "headline", "heading", "betreff", "titel", "titre"];
    let first = headline.level == 1;
    let rank = match headline.level {
        1 => 4,
        2 => 0,
        _ => -1,
    };
    let text = if sources.site.is_some() {
        whole(&headline.text)
    } else {
        without_bar_tail(&headline.text).to_owned()
    };
    let text = sources.exactly(&text).unwrap_or(text);
    let mut weight = rank + agreement(&bare(&text), sources);
    weight += i32::from(NAMED.iter().any(|name| headline.hints.contains(name)));
    weight += 2 * i32::from(headline.main && first) + 2 * i32::from(first && sources.single);
    weight -= 4 * i32::from(headline.aside) + 8 * i32::from(headline.home);
    weight -= match headline.sight {
        Sight::Seen => 0,
        Sight::Spoken => 3,
        Sight::Unseen => 8,
    };
    weight -= i32::from(!text.contains(' ') && text.is_ascii());
    let whole = agreement(&bare(&text), sources);
    if first {
        weight -= doubts(&text, whole, headline, sources);
    }
    candidates.push(Candidate { text, weight });
    if let Some(last) = &headline.last {
        let part = agreement(&bare(last), sources);
        candidates.push(Candidate {
            text: last.clone(),
            weight: weight - whole + part - 1,
        });
    }
}

/// What speaks against a headline of the first level.
fn doubts(text: &str, agreement: i32, headline: &Headline, sources: &Sources) -> i32 {
    const ABOVE: [&str; 6] = ["kicker", "strapline", "overline", "eyebrow", "breadcrumb", "dachzeile"];
    let alone = agreement == 0;
    let shares = || sources.share_words(text);
    // The name of a section stands above the article, which has a heading of its own.
    let section = alone && sources.headed && !shares();
    // One of several, and the title is known.
    let part = alone && !sources.single && sources.backed && !sources.exact.is_empty() && !shares();
    // A slogan.
    let slogan = alone && sources.carded && !shares();
    // The name of a book or site above the chapter.
    let behind = sources.behind.as_ref().is_some_and(|behind| *behind == bare(text));
    let above = ABOVE.iter().any(|name| headline.hints.contains(name));
    5 * i32::from(section || slogan) + 4 * i32::from(part) + 10 * i32::from(behind) + 8 * i32::from(above)
}

/// The whole title of a document, and what is left of it when parts are taken off its end or its start.
fn parts(title: &str) -> Vec<String> {
    let mut pieces = vec![title];
    for sign in SEPARATORS {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(sign)).collect();
    }
    let mut parts: Vec<String> = pieces
        .iter()
        .map(|piece| tidy(piece))
        .filter(|piece| !piece.is_empty())
        .collect();
    if parts.len() > 1 {
        let mut head = title;
        while let Some((rest, _)) = last_part(head) {
            parts.push(tidy(rest));
            head = rest;
        }
        parts.push(tidy(title));
    }
    parts.truncate(24);
    parts
}

/// `title` without the name of the site at its end or start.
fn without_site(title: &str, site: Option<&str>, address: &Address) -> String {
    let site = site.map(bare).filter(|site| !site.is_empty());
    let near = |part: &str, site: &str| part.len() >= 4 && (site.contains(part) || part.contains(site));
    let is_name = |text: &str| {
        let part = bare(text);
        site.as_ref().is_some_and(|site| part == *site || near(&part, site)) || !address.is_front && address.is_in(text)
    };
    let mut title = title;
    for _ in 0..2 {
        let Some((head, tail)) = last_part(title) else { break };
        // Sites are not called "and what comes next?", nor "2019)".
        let goes_on = tail.starts_with(|c: char| c.is_lowercase() || c.is_numeric()) || tail.ends_with(['?', '!', ')']);
        let short = words(tail) <= 4 && words(head) > words(tail) && site.is_none() && !goes_on;
        if !is_name(tail) && !short {
            break;
        }
        title = head;
    }
    if let Some((head, tail)) = first_part(title)
        && is_name(head)
        && bare(head).len() < bare(tail).len()
        && site
            .as_ref()
            .is_none_or(|site| 2 * bare(head).len() <= 3 * site.len().max(address.len()))
    {
        title = tail;
    }
    let of_site = |head: &str, tail: &str| site == Some(bare(head)) && words(tail) >= 3 && !address.is_front;
    let own = title.split_once(": ").filter(|(head, tail)| of_site(head, tail));
    without_bar_tail(own.map_or(title, |(_, tail)| tail)).to_owned()
}

/// `title` without a section of the site behind a bar: `Ferry toll is scrapped | Opinion`.
fn without_bar_tail(title: &str) -> &str {
    let title = title.trim();
    let Some((head, tail)) = title.rsplit_once(" | ") else {
        return title;
    };
    let goes_on = tail.starts_with(|c: char| c.is_lowercase() || c.is_numeric());
    if words(tail) <= 2 && words(head) >= 3 && !goes_on {
        head.trim_end()
    } else {
        title
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count() + text.chars().filter(|&c| c > '\u{2e7f}').count() / 2
}

/// The name of the site at the end or start of `<title>`, where the host is called the same.
pub(super) fn site_in(signs: &Signs, address: &Address) -> Option<String> {
    let title = signs.title.as_deref()?;
    let ends = [
        last_part(title).map(|(_, tail)| tail),
        first_part(title).map(|(head, _)| head),
    ];
    let named = ends
        .into_iter()
        .flatten()
        .find(|part| part.len() <= 60 && address.is_in(part));
    named.map(str::to_owned)
}

/// The title before its last separator, and what stands behind that.
fn last_part(title: &str) -> Option<(&str, &str)> {
    parted(title, separators(title).max_by_key(|place| place.start)?).filter(|(head, _)| !head.is_empty())
}

/// The part before the first separator, and the rest.
fn first_part(title: &str) -> Option<(&str, &str)> {
    parted(title, separators(title).min_by_key(|place| place.start)?).filter(|(_, tail)| !tail.is_empty())
}

fn separators(title: &str) -> impl Iterator<Item = Range<usize>> {
    let matcher = MATCHER.as_ref().into_iter();
    matcher.flat_map(move |matcher| matcher.find_overlapping_iter(title).map(|found| found.range()))
}

fn parted(title: &str, place: Range<usize>) -> Option<(&str, &str)> {
    Some((title.get(..place.start)?.trim(), title.get(place.end..)?.trim()))
}
