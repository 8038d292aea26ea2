//! # `meta-line/author`, `meta-line/...` of the packs with `scope = "name"`
//!
//! **What it removes.** Before the article: "By NAME", the author's name where the page's metadata knows it, and names that
//! touch a line that is already metadata.
//!
//! **Why.** The author is metadata, and stands there.
//!
//! **What it must keep.** Titles, standfirsts, and sentences that begin with "By".
//!
//! **Options.** None.

use super::super::chars::is_unspaced;
use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::fold::Places;
use super::super::fold::fold;
use super::super::page::{Page, Segment};
use super::super::phrases::Scope;
use super::{Module, Rule};

pub(crate) const MODULE: Module = Module::new(&[AUTHOR], include_str!("byline.rs"), include_str!("byline.toml"), judge);
const AUTHOR: Rule = Rule::new("meta-line/author", Class::MetaLine);

/// Longest byline in characters.
const MAX_CHARS: usize = 110;

/// Finds the names of authors before the article.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    let head = page.body(decisions).start;
    let author = page.parsed.metadata.author.as_deref().map(fold).unwrap_or_default();
    for index in 0..head {
        let Some(segment) = page.get(index).filter(|p| !p.is_form() && p.stats.chars <= MAX_CHARS) else {
            continue;
        };
        if decisions.is_removed(index) || segment.folded == page.title {
            continue;
        }
        if let Some((named, hit)) = page.rule_of(index, Scope::Name)
            && hit.at_start
            && names_follow(segment, hit.end)
        {
            decisions.remove(index, &named.id, "a name follows");
        } else if !author.is_empty() && segment.folded == author {
            decisions.remove(index, &AUTHOR.id(), "is the author that the page names");
        }
    }
    names_beside_metadata(page, decisions, head);
}

/// After the words of the byline stand names: most words begin with a capital or belong to a script without them.
fn names_follow(segment: &Segment<'_>, folded_end: usize) -> bool {
    let rest = segment
        .text
        .get(Places::of(segment.text).unfold(folded_end)..)
        .unwrap_or_default();
    let words: Vec<&str> = rest
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|w| w.chars().any(char::is_alphabetic))
        .collect();
    let named = words.iter().filter(|w| is_name(w)).count();
    !words.is_empty()
        && words.first().is_some_and(|w| is_name(w))
        && named * 2 >= words.len()
        && !segment.ends_with_stop()
}

fn is_name(word: &str) -> bool {
    word.chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(|c| c.is_uppercase() || is_unspaced(c) || !c.is_lowercase())
}

/// A line of two to four names that touches a removed line of metadata, where another line can be the headline.
fn names_beside_metadata(page: &Page<'_>, decisions: &mut Decisions, head: usize) {
    let headlines = (0..head)
        .filter(|i| !decisions.is_removed(*i) && page.get(*i).is_some_and(|p| p.stats.words >= 5))
        .count();
    for index in 0..head {
        if !page
            .get(index)
            .is_some_and(|p| is_bare_name(p) && p.folded != page.title)
        {
            continue;
        }
        let beside = decisions.is_removed_as(index + 1, "meta-line")
            || index
                .checked_sub(1)
                .is_some_and(|i| decisions.is_removed_as(i, "meta-line"));
        if beside && headlines > 0 && !decisions.is_removed(index) {
            decisions.remove(index, &AUTHOR.id(), "a name beside a line of metadata");
        }
    }
}

fn is_bare_name(segment: &Segment<'_>) -> bool {
    let (name, _) = segment.text.split_once(',').unwrap_or((segment.text, ""));
    let words: Vec<&str> = name.split_whitespace().collect();
    let named = words
        .iter()
        .all(|w| w.chars().next().is_some_and(char::is_uppercase) && w.chars().skip(1).any(char::is_lowercase));
    (2..=4).contains(&words.len())
        && named
        && !segment.stats.sentence
        && segment.stats.digits == 0
        && segment.stats.chars <= 70
}
