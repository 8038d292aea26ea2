//! The names in a text that is known to hold some: `By Ana Lund, PhD and Bo Ek · 5 May 2024`.
//!
//! Not for: finding such texts (the parent module).

use super::super::dates::{self, Order};
use super::super::{head, tidy};
use super::roles;

/// A name has no more bytes.
const LONGEST_BYTES: usize = 90;
/// Names in one text beyond these are no authors.
const MOST: usize = 8;

/// What stands behind a name, or instead of one, and says something else.
const LABELS: [&str; 30] = [
    "credit:",
    "photo by",
    "stand:",
    "quelle:",
    "source:",
    "foto:",
    "photo:",
    "bild:",
    "datum:",
    "date:",
    "published",
    "posted on",
    "updated",
    "last ",
    "veröffentlicht",
    "publiziert",
    "aktualisiert",
    "publicado",
    "publié",
    "mis à jour",
    "pubblicato",
    "geplaatst",
    "symbolbild",
    "übersetzung",
    "share",
    "reviewed by",
    "fact checked",
    "fact-checked",
    "on behalf of",
    "edited by",
];
/// Words that lead from a name to a day.
const TO_DAY: [&str; 27] = [
    "am",
    "on",
    "at",
    "um",
    "le",
    "el",
    "il",
    "den",
    "em",
    "dne",
    "op",
    "vom",
    "in",
    "the",
    "und",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
];
/// Titles behind a name.
const TITLES: [&str; 26] = [
    "phd", "ph.d", "md", "m.d", "mba", "ma", "msc", "m.sc", "bsc", "rn", "bsn", "dds", "jd", "cfa", "cpa", "cfp",
    "mph", "rd", "rdn", "lcsw", "pharmd", "esq", "jr", "sr", "do", "dpt",
];
/// Ends of the words before a name that say what somebody is.
const ROLES: [&str; 8] = [
    "experte",
    "expertin",
    "redakteur",
    "redakteurin",
    "autorin",
    "korrespondent",
    "reporterin",
    "staff",
];

/// The names in `text`, in order.
pub(super) fn of(text: &str) -> Vec<String> {
    let text = tidy(text);
    if text.contains("://") || text.len() > 4 * LONGEST_BYTES {
        return Vec::new();
    }
    let text = cut(head::without_lead(&text));
    let parts = text
        .split([';', '/', '|', '•', '·', '—', '\n'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" & "))
        .flat_map(|part| part.split(", "))
        .map(|name| bare_name(name).to_owned());
    let names: Vec<String> = parts.filter(|name| is_name(name)).take(MOST).collect();
    // A role is dropped beside a name only: a page may name nobody but "The Editors".
    let people = names
        .iter()
        .filter(|name| !roles::is_role(name))
        .cloned()
        .collect::<Vec<String>>();
    if people.is_empty() { names } else { people }
}

/// Whether `text` is a time of day, or how long ago something was: `1:01PM`, `9 Uhr`, `3 hours ago`.
fn is_time(text: &str) -> bool {
    const WORDS: [&str; 40] = [
        "am", "pm", "a.m", "p.m", "uhr", "h", "hrs", "hr", "gmt", "utc", "est", "edt", "et", "cst", "cdt", "ct", "mst",
        "mdt", "pst", "pdt", "pt", "ist", "bst", "cet", "cest", "ago", "hour", "hours", "min", "mins", "minute",
        "minutes", "day", "days", "week", "weeks", "month", "months", "year", "years",
    ];
    let lower = text.to_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphabetic() && c != '.')
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty());
    lower.contains(|c: char| c.is_ascii_digit()) && words.all(|word| WORDS.contains(&word))
}

/// `name` without a bracket that nothing closes or opens.
fn without_loose_bracket(name: &str) -> &str {
    match (name.find('('), name.find(')')) {
        (None, Some(_)) => name.trim_end_matches(')'),
        (Some(open), None) => name.get(..open).unwrap_or_default().trim_end(),
        _ => name,
    }
}

/// The text up to a day, a number, a handle, an address or a label.
fn cut(text: &str) -> &str {
    let lower = text.to_lowercase();
    let label = || LABELS.iter().filter_map(|label| lower.find(label)).min();
    let label = if lower.len() == text.len() { label() } else { None };
    let day = dates::find(text, Order::DayFirst).map(|day| day.span);
    if let Some(day) = day.as_ref().filter(|day| day.start == 0) {
        return cut(text
            .get(day.end..)
            .unwrap_or_default()
            .trim_start_matches(|c: char| !c.is_alphanumeric()));
    }
    let day = day.map(|day| day.start);
    let number = text
        .match_indices(' ')
        .map(|(at, _)| at + 1)
        .find(|at| starts_with_digit(text, *at));
    let sign = text.find(['@', '[', '»', '*']).filter(|at| *at > 0);
    let numbers = [day, number].into_iter().flatten().filter(|at| *at > 0).min();
    let end = [label, sign, numbers].into_iter().flatten().min().unwrap_or(text.len());
    let text = text.get(..end).unwrap_or(text).trim();
    if numbers == Some(end) { before_day(text) } else { text }
}

fn starts_with_digit(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// The text without the words that lead to a day at its end.
fn before_day(mut text: &str) -> &str {
    while let Some((rest, last)) = text.rsplit_once(' ')
        && (TO_DAY.contains(&last.to_lowercase().trim_end_matches(',')) || !last.contains(char::is_alphabetic))
    {
        text = rest.trim_end();
    }
    text
}

fn bare_name(name: &str) -> &str {
    let edges = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | ':' | '-' | '–' | '»' | '*' | '"' | '&');
    let name = head::without_lead(name.trim_matches(edges)).trim_matches(edges);
    let name = without_loose_bracket(name).trim_matches(edges);
    let glued = name.strip_prefix("By").or_else(|| name.strip_prefix("by"));
    let name = glued
        .map(head::without_lead)
        .filter(|rest| rest.contains(' ') && rest.starts_with(char::is_uppercase))
        .unwrap_or(name);
    match name.split_once(' ') {
        Some((role, rest)) if ROLES.iter().any(|end| role.to_lowercase().ends_with(end)) => rest,
        _ => name,
    }
}

fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let sized = letters >= 2 && name.len() <= LONGEST_BYTES && name.split(' ').count() <= 6;
    let digits = name.chars().filter(char::is_ascii_digit).count();
    // Accounts may have a number: "gull30804".
    let number =
        digits > 0 && (name.contains(' ') || digits > 3 && (letters < 3 || !name.starts_with(char::is_alphabetic)));
    let small = |word: &&str| word.len() > 3 && word.starts_with(char::is_lowercase);
    let first = name
        .split(' ')
        .next()
        .filter(|_| name.contains(char::is_uppercase) && name.contains(' '));
    let sentence = name.split(' ').filter(small).count() > 1 && name.contains(char::is_uppercase)
        || first.filter(|word| small(word)).is_some();
    let sign = number || sentence || name.contains("http") || name.contains(": ") || name.ends_with(['!', '?']);
    let lower = name.to_lowercase();
    sized && !sign && !is_time(name) && !super::NO_NAMES.contains(&lower.as_str()) && !TITLES.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn names_without_what_stands_around_them() {
        for (text, want) in [
            ("By Ana Lund and Bo Ek", vec!["Ana Lund", "Bo Ek"]),
            ("VON ANA LUND am 21. April 2020", vec!["ANA LUND"]),
            ("Author: gull7 am 29.12.2010, 13:36 Uhr", vec!["gull7"]),
            ("Geschrieben von Hanne", vec!["Hanne"]),
            ("erstellt von Hanne — veröffentlicht 28.01.2022 06:00", vec!["Hanne"]),
            ("Ana Lund, PhD; Bo Ek, MD", vec!["Ana Lund", "Bo Ek"]),
            ("Ana Lund @ana_lund", vec!["Ana Lund"]),
            ("Autor: Ana Lund Quelle: Harbour Post", vec!["Ana Lund"]),
            ("Online-Experte Bo Ek", vec!["Bo Ek"]),
            ("https://example.org/ana", vec![]),
            ("Foto: Ana Lund", vec![]),
            ("Bo_Ek 6,797 gold badges", vec!["Bo_Ek"]),
            ("gull7 on Friday December 19, 2025", vec!["gull7"]),
            ("Ana Lund (Harbour Post)", vec!["Ana Lund (Harbour Post)"]),
            ("ByAna Lund", vec!["Ana Lund"]),
            ("July 3, 2024 • Ana Lund", vec!["Ana Lund"]),
            ("Reviewed by Ana Lund", vec![]),
            ("Dec 1st 2016 1:01PM", vec![]),
            ("1:01 PM EST", vec![]),
            ("9.30 Uhr", vec![]),
            ("3 hours ago", vec![]),
            ("(Image credit: Submitted by Ashley)", vec![]),
            ("Image", vec![]),
            ("Byby ANA LUND", vec!["ANA LUND"]),
            ("Ana Lund)", vec!["Ana Lund"]),
            ("Ana Lund (photo", vec!["Ana Lund"]),
            ("A note from Ana Lund *****Notes", vec!["Ana Lund"]),
        ] {
            assert_eq!(of(text), want, "{text}");
        }
    }
}
