//! Whether a short text tells when something was written, in any language: a date, a time of the day, a relative time.
//!
//! Not for: reading the date (`parse::metadata`), or the phrase rules about dates, which may change from build to build.

use std::ops::Range;

/// Units of relative times: what the word begins with, in small letters.
const UNITS: &[&str] = &[
    "sec",
    "min",
    "hour",
    "hr",
    "day",
    "week",
    "wk",
    "month",
    "year",
    "yr",
    "sek",
    "stund",
    "std",
    "tage",
    "woche",
    "monat",
    "jahr",
    "heure",
    "jour",
    "semaine",
    "mois",
    "segundo",
    "hora",
    "día",
    "dia",
    "semana",
    "meses",
    "mês",
    "año",
    "ano",
    "ora",
    "ore",
    "giorn",
    "settiman",
    "anni",
    "anno",
    "uur",
    "uren",
    "dage",
    "daga",
    "maand",
    "jaar",
    "timm",
    "timer",
    "veck",
    "månad",
    "år",
    "uge",
    "måned",
    "godz",
    "dni",
    "dzień",
    "tydz",
    "tyg",
    "miesi",
    "roku",
    "час",
    "мин",
    "дн",
    "день",
    "недел",
    "месяц",
    "год",
    "лет",
    "dk",
    "saat",
    "gün",
    "hafta",
    "yıl",
    "jam",
    "hari",
    "minggu",
    "bulan",
    "tahun",
];
/// Units that stand right behind their number: `3h`, `2mo`.
const SHORT_UNITS: &[&str] = &[
    "s", "m", "h", "d", "w", "mo", "y", "hr", "hrs", "min", "mins", "j", "std", "tim",
];
/// Words beside a relative time, in small letters; without them it is a length of time.
const AGO: &[&str] = &[
    "ago",
    "vor",
    "il",
    "y",
    "a",
    "hace",
    "há",
    "atrás",
    "fa",
    "geleden",
    "för",
    "sedan",
    "siden",
    "temu",
    "назад",
    "тому",
    "önce",
    "yang",
    "lalu",
];
/// The same in East Asian languages, where they follow without a blank.
const JOINED_AGO: &[&str] = &["前", "전"];
/// Years that posts were written in.
const YEARS: Range<u32> = 1985..2100;
/// Words between the parts of a date.
const DATE_WORDS: usize = 3;

/// Where a text tells a time, in bytes: from the first to the last word of it.
pub(super) fn find(text: &str) -> Option<Range<usize>> {
    if !text.contains(char::is_numeric) {
        return None;
    }
    let words = words(text);
    let told: Vec<usize> = (0..words.len()).filter(|at| tells(&words, *at)).collect();
    let (first, last) = (*told.first()?, *told.last()?);
    let is_ago = |at: usize| words.get(at).is_some_and(|(_, word)| is_in(AGO, word));
    let first = first_of_date(&words, first);
    let first = (0..first).rev().take_while(|at| is_ago(*at)).last().unwrap_or(first);
    let last = (last + 1..=last + DATE_WORDS)
        .rev()
        .find(|at| is_ago(*at))
        .unwrap_or(last);
    Some(words.get(first)?.0..words.get(last).map(|(at, word)| at + word.len())?)
}

/// The words of a text, each with its first byte, without the marks around them.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let bare_start = start + word.len() - bare.len();
        let bare = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !bare.is_empty() {
            words.push((bare_start, bare));
        }
    }
    words
}

/// Whether the word at `at` is a time, or with those beside it part of one.
fn tells(words: &[(usize, &str)], at: usize) -> bool {
    let word = |at: usize| words.get(at).map_or("", |(_, word)| *word);
    let this = word(at);
    if !this.starts_with(char::is_numeric) {
        return false;
    }
    let beside = |offset: usize| [at.checked_sub(offset).map(word), Some(word(at + offset))];
    is_clock(this)
        || is_date(this)
        || JOINED_AGO.iter().any(|ago| this.ends_with(ago))
        || is_short_relative(this)
        || is_number(this) && is_unit(word(at + 1)) && is_past(words, at)
        || is_year(this) && beside(1).into_iter().chain(beside(2)).flatten().any(is_day)
}

/// Whether a word that says "ago" stands before the number at `at`, or behind its unit.
fn is_past(words: &[(usize, &str)], at: usize) -> bool {
    let before = at.checked_sub(1).into_iter();
    before
        .chain(at + 2..=at + DATE_WORDS)
        .any(|at| words.get(at).is_some_and(|(_, word)| is_in(AGO, word)))
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.contains(&word.to_lowercase().as_str())
}

/// `12:05`, `9:28pm`.
fn is_clock(word: &str) -> bool {
    let digits = word.trim_end_matches(char::is_alphabetic);
    let Some((hours, minutes)) = digits.split_once(':') else {
        return false;
    };
    let minutes = minutes.split(':').next().unwrap_or_default();
    (1..=2).contains(&hours.len()) && minutes.len() == 2 && is_number(hours) && is_number(minutes)
}

/// `27.03.2024`, `2024-03-27T10:00`, `2024年3月27日`.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let year = |part: &&str| is_year(part);
    let short = |part: &&str| part.len() <= 2;
    let marks = word.chars().filter(|c| !c.is_ascii_digit());
    let Some((date, _)) = parts.split_at_checked(3) else {
        return false;
    };
    let is_mark = |c: char| matches!(c, '.' | '/' | '-' | '年' | '月' | '日' | 'T' | ':' | 'Z' | '+' | ',');
    marks.into_iter().all(is_mark)
        && (date.iter().filter(|part| year(part)).count() == 1 && date.iter().filter(|part| short(part)).count() == 2
            || word.contains('/') && date.iter().all(short))
}

/// `3h`, `2mo`.
fn is_short_relative(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = word.len() - unit.len();
    (1..=2).contains(&digits) && SHORT_UNITS.contains(&unit)
}

fn is_unit(word: &str) -> bool {
    let word = word.to_lowercase();
    word.chars().count() <= 10 && UNITS.iter().any(|unit| word.starts_with(unit))
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse().is_ok_and(|year: u32| YEARS.contains(&year))
}

/// `27`, `27th`.
fn is_day(word: &str) -> bool {
    let digits = word.trim_end_matches(char::is_alphabetic);
    (1..=2).contains(&digits.len())
        && word.len() <= digits.len() + 2
        && digits.parse().is_ok_and(|day: u32| (1..=31).contains(&day))
}

/// The first word of a date, of which `at` is the first that tells it for certain: `27 March 2024`, `March 27, 2024`.
fn first_of_date(words: &[(usize, &str)], at: usize) -> usize {
    let is_known = words.get(at).is_some_and(|(_, word)| is_year(word));
    let before = (at.saturating_sub(DATE_WORDS - 1)..at).collect::<Vec<_>>();
    let day = before
        .iter()
        .rev()
        .find(|at| words.get(**at).is_some_and(|(_, word)| is_day(word)));
    match day {
        Some(day) if is_known && *day + 1 == at => day.saturating_sub(1),
        Some(day) if is_known => *day,
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_in_the_forms_that_forums_write() {
        for (text, time) in [
            ("gull 27 March 2024, 11:44", "27 March 2024, 11:44"),
            ("gull Mar 27, 2024", "Mar 27, 2024"),
            ("by gull » 27.03.2024", "27.03.2024"),
            ("gull 2 hours ago | next", "2 hours ago"),
            ("gull 3h ago", "3h ago"),
            ("gull vor 3 Stunden", "vor 3"),
            ("gull il y a 2 heures", "il y a 2"),
            ("海鸥 2024年3月27日", "2024年3月27日"),
            ("海鸥 3小时前", "3小时前"),
            ("03/27/24 gull", "03/27/24"),
        ] {
            assert_eq!(find(text).map(|range| &text[range]), Some(time), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_times() {
        for text in [
            "12 replies",
            "Windows 2000",
            "version 1.2.3",
            "3 points",
            "#40",
            "Room 12, 3rd floor",
            "2:1",
            "60 minutes",
            "8 weeks out",
            "the 1960s",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
