//! The title of a page without the name of its site.
//!
//! Pages say it up to five times: `<title>`, Open Graph, JSON-LD, a headline, the attributes of an element. Each text that could
//! be the title is weighed by where it stands and by which others agree; the weights were set on annotated pages.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::address::Address;
use super::signs::{Headline, Signs};
use super::{bare, json_ld, tidy};
use crate::parse::hidden::Sight;

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

/// What the page says of its title outside of its text, each also in bare letters.
struct Sources {
    /// There is one headline of the first level only.
    single: bool,
    /// A heading that readers see says in full what another source does.
    headed: bool,
    site: Option<String>,
    document: Vec<String>,
    said: Vec<String>,
}

impl Sources {
    /// Whether half of the words of a text stand in what the page says of its title.
    fn share_words(&self, text: &str) -> bool {
        let words: Vec<String> = text
            .split_whitespace()
            .map(bare)
            .filter(|word| word.chars().count() > 3)
            .collect();
        let said = |word: &&String| {
            self.document
                .iter()
                .chain(&self.said)
                .any(|said| said.contains(word.as_str()))
        };
        !words.is_empty() && 2 * words.iter().filter(said).count() >= words.len()
    }
}

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
    let single = signs
        .headlines
        .iter()
        .filter(|h| h.level == 1 && !h.home && !h.aside && h.sight == Sight::Seen)
        .count()
        == 1;
    let sources = Sources {
        single,
        headed: false,
        site: site.map(bare).filter(|site| !site.is_empty()),
        document: document
            .map(parts)
            .unwrap_or_default()
            .iter()
            .map(|part| bare(part))
            .collect(),
        said: shared
            .iter()
            .chain(&work)
            .map(|said| bare(&without_site(said, site)))
            .collect(),
    };
    let sources = Sources {
        headed: is_headed(signs, &sources),
        ..sources
    };
    let mut candidates = Vec::new();
    for headline in &signs.headlines {
        headline_candidates(headline, &sources, site, &mut candidates);
    }
    let mut add = |text: &str, weight: i32| {
        let text = without_site(&tidy(text), site);
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

/// Whether a heading below the first level says in full what the page's other words for its title do.
fn is_headed(signs: &Signs, sources: &Sources) -> bool {
    let is_own = |headline: &&Headline| headline.level > 1 && !headline.aside && headline.sight == Sight::Seen;
    let mut own = signs.headlines.iter().filter(is_own);
    own.any(|headline| agreement(&bare(&headline.text), sources) >= 3)
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

fn headline_candidates(headline: &Headline, sources: &Sources, site: Option<&str>, candidates: &mut Vec<Candidate>) {
    const NAMED: [&str; 6] = ["title", "headline", "heading", "betreff", "titel", "titre"];
    let first = headline.level == 1;
    let rank = match headline.level {
        1 => 4,
        2 => 0,
        _ => -1,
    };
    let text = match site {
        Some(_) => without_site(&headline.text, site),
        None => headline.text.clone(),
    };
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
    // The name of a section stands above the article, which has a heading of its own.
    weight -= 5 * i32::from(first && whole == 0 && sources.headed && !sources.share_words(&text));
    candidates.push(Candidate { text, weight });
    if let Some(last) = &headline.last {
        let part = agreement(&bare(last), sources);
        candidates.push(Candidate {
            text: last.clone(),
            weight: weight - whole + part - 1,
        });
    }
}

/// How far the page's other words for its title agree with one of them.
fn agreement(bare: &str, sources: &Sources) -> i32 {
    let same = |other: &String| other == bare;
    let near = |other: &String| {
        let (short, long) = if other.len() < bare.len() {
            (other.as_str(), bare)
        } else {
            (bare, other.as_str())
        };
        short.len() * 2 >= long.len() && (long.starts_with(short) || long.ends_with(short))
    };
    let said = match () {
        () if sources.said.iter().any(same) => 3,
        () if sources.said.iter().any(near) => 2,
        () => 0,
    };
    let document = match () {
        () if sources.document.first().is_some_and(same) => 3,
        () if sources.document.iter().any(same) => 2,
        () if sources.document.iter().any(near) => 1,
        () => 0,
    };
    if bare.is_empty() { 0 } else { said + document }
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
fn without_site(title: &str, site: Option<&str>) -> String {
    let site = site.map(bare).filter(|site| !site.is_empty());
    let is_name = |part: &str| {
        let part = bare(part);
        site.as_ref()
            .is_some_and(|site| part == *site || part.len() >= 4 && (site.contains(&part) || part.contains(site)))
    };
    let mut title = title;
    for _ in 0..2 {
        let Some((head, tail)) = last_part(title) else { break };
        let words = |text: &str| text.split_whitespace().count() + text.chars().filter(|&c| c > '\u{2e7f}').count() / 2;
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
    {
        title = tail;
    }
    title.trim().to_owned()
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
