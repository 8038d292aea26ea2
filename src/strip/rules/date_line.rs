//! # `meta-line/date`
//!
//! **What it removes.** Lines that are a date, with or without a time: before the article, and beside other boilerplate.
//!
//! **Why.** The date is metadata, and stands there.
//!
//! **What it must keep.** The times of a live blog, years as headings, the dates of a diary or a timeline (three or more
//! between paragraphs), dates inside sentences.
//!
//! **Options.** None.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::{Module, Rule};

pub(crate) const MODULE: Module = Module::new(
    &[RULE],
    include_str!("date_line.rs"),
    include_str!("date_line.toml"),
    judge,
);
const RULE: Rule = Rule::new("meta-line/date", Class::MetaLine);

/// Dates between paragraphs from which on a text is a diary.
const DIARY: usize = 3;

/// Digits of a day and a year, or of a day and a time.
const MIN_DIGITS: usize = 3;

/// Words of dates and menus that cover this much of a line leave no sentence in it.
const WORDS_PERCENT: usize = 75;

/// Finds lines that are dates.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    let dates: Vec<usize> = (0..page.len())
        .filter(|i| !decisions.is_removed(*i) && is_date_line(page, *i))
        .collect();
    let body = page.body(decisions);
    let inside = dates
        .iter()
        .filter(|i| body.contains(i) && is_between_prose(page, **i))
        .count();
    for index in dates {
        if index < body.start && inside < DIARY {
            decisions.remove(index, &RULE.id(), "is a date before the article");
        } else if inside < DIARY {
            decisions.add_weak_vote(index, &RULE.id(), "is a date");
        }
    }
}

fn is_between_prose(page: &Page<'_>, index: usize) -> bool {
    page.get(index + 1).is_some_and(Segment::is_prose)
        && index
            .checked_sub(1)
            .and_then(|i| page.get(i))
            .is_some_and(Segment::is_prose)
}

/// Whether a segment is nothing but a date.
pub(crate) fn is_date_line(page: &Page<'_>, index: usize) -> bool {
    let Some(segment) = page.get(index) else { return false };
    if segment.is_form()
        || segment.is_field()
        || segment.stats.chars > 120
        || segment.stats.digits < 2
        || segment.is_prose()
    {
        return false;
    }
    let words = page.menu_words(index, WORDS_PERCENT);
    let dated = words.filter(|c| page.rules.get(c.rule).is_some_and(|n| n.id.0 == "meta-line/date-words"));
    let numeric = segment.stats.letters <= 4 && is_numeric_date(segment.text);
    let runs: Vec<&str> = segment
        .text
        .split(|c: char| !c.is_numeric())
        .filter(|run| !run.is_empty())
        .collect();
    // The hours of a live blog are two numbers.
    let day = runs.len() >= 3 || runs.len() == 2 && runs.iter().any(|run| run.chars().count() == 4);
    numeric || (dated.is_some() && day && segment.stats.digits >= MIN_DIGITS)
}

/// `03/03/2025`, `17.02.2024 23:41`, `2025-06-03`, `17.2.24`: three numbers between the same marks, one of them a year; without
/// one, two have two digits, for `1.2.10` is a version or a chapter.
fn is_numeric_date(text: &str) -> bool {
    text.split_whitespace().any(|token| {
        let token = token.trim_matches(|c: char| !c.is_numeric());
        ['.', '/', '-'].iter().any(|mark| {
            let parts: Vec<&str> = token.split(*mark).collect();
            let digits = |p: &str| p.chars().filter(|c| c.is_numeric()).count();
            let numbers = parts
                .iter()
                .all(|p| (1..=4).contains(&p.chars().count()) && p.chars().all(char::is_numeric));
            let year = parts.iter().any(|p| digits(p) == 4);
            let day = *mark == '/' || parts.iter().filter(|p| digits(p) == 2).count() >= 2;
            parts.len() == 3 && numbers && (year || day)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numeric_dates() {
        assert!(is_numeric_date("03/03/2025 07:30h"));
        assert!(is_numeric_date("17.02.2024 23:41"));
        assert!(!is_numeric_date("14:05"));
        assert!(is_numeric_date("17.2.24") && is_numeric_date("3/5/24"));
        assert!(!is_numeric_date("3.11.2.4") && !is_numeric_date("1.2.10."));
    }
}
