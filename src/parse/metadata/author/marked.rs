//! The names in the elements that markup calls authors, and in links to the pages of authors.
//!
//! Not for: names that machines are told (the parent module).

use super::super::head;
use super::super::signs::{Hinted, Signs};
use super::{distinct, names};

/// The names in the elements whose own names say that they hold some: those of the best such element, and of others of its kind
/// right beside it. `linked`: of the links to the pages of authors instead.
pub(super) fn marked(signs: &Signs, linked: bool) -> Vec<String> {
    if linked && is_list_of_authors(signs) {
        return Vec::new();
    }
    let named = |found: &&Hinted| found.linked == linked && is_here(found);
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
    // The line around may join others to the name: "By Ana Lund and Bo Ek".
    if let Some((_, all)) = found
        .iter()
        .find(|(around, all)| is_line_of_authors(around, all, best, names))
    {
        return all.clone();
    }
    let beside = found.iter().filter(|(other, names)| {
        other == best || is_beside(other, best) && names.iter().all(|name| is_like_name(name))
    });
    distinct(beside.flat_map(|(_, names)| names.iter().cloned()))
}

/// Whether an element may name the author of the page: what stands aside is another's, unless it opens like a byline.
fn is_here(found: &Hinted) -> bool {
    if found.linked {
        let name = found.text.contains(' ') && is_like_name(&found.text) && !leads_to_all(&found.text);
        return !found.aside && name;
    }
    let lead = || head::has_lead(&found.text);
    let here = !found.aside || weigh(&found.hints) <= 1 && lead();
    let sized = (1..=200).contains(&found.text.len()) || found.names.len() == 1;
    here && sized && (!found.needs_lead || lead())
}

/// Whether `text` opens like a link to all pages of an author.
fn leads_to_all(text: &str) -> bool {
    const WORDS: [&str; 8] = ["zur ", "zum ", "ver ", "voir ", "vedi ", "bekijk ", "zobacz ", "see "];
    let lower = text.to_lowercase();
    WORDS.iter().any(|word| lower.starts_with(word))
}

/// Whether the page links to the pages of many authors: it is a list of articles.
fn is_list_of_authors(signs: &Signs) -> bool {
    let linked = signs.people.iter().filter(|found| found.linked && !found.aside);
    distinct(linked.map(|found| found.text.clone())).len() > 3
}

/// What joins the last of several names to the others.
const JOINTS: [&str; 7] = [" and ", " und ", " & ", " y ", " et ", " e ", " en "];

/// The names in an element: of the elements inside that hold one each, unless its text joins others to them.
fn names_of(found: &Hinted) -> Vec<String> {
    let initials = |name: &str| name.len() <= 2 && name.bytes().all(|b| b.is_ascii_uppercase());
    let is_other = |name: &String| head::is_label(name) || leads_to_all(name) || initials(name);
    let inner = found
        .names
        .iter()
        .flat_map(|name| names::of(name))
        .filter(|name| !is_other(name));
    let (inner, whole) = (distinct(inner), names::of(&found.text));
    let joins = |name: &str, sign: &str| {
        found.text.contains(&format!("{name}{sign}")) || found.text.contains(&format!("{sign}{name}"))
    };
    let joined = inner.iter().any(|name| JOINTS.iter().any(|sign| joins(name, sign)));
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
pub(super) fn is_like_name(text: &str) -> bool {
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

/// Whether the element around a byline names others beside `names`, and says nothing of what else they did.
fn is_line_of_authors(around: &Hinted, all: &[String], best: &Hinted, names: &[String]) -> bool {
    const OTHERS: [&str; 5] = ["review", "edited", "checked", "photo", "foto"];
    let more = all.len() > names.len()
        && names.iter().all(|name| all.contains(name))
        && all.iter().all(|name| is_like_name(name));
    let lower = around.text.to_lowercase();
    more && around.text.contains(&best.text) && !OTHERS.iter().any(|word| lower.contains(word))
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
