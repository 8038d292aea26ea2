//! # `caption-credit/shape`, `caption-credit/before-agency`, `caption-credit/figure`
//!
//! **What it removes.** Lines that end with a picture's credit (`... © Jette Brandau`, `(Name/The Paper)`,
//! `. NAME / PAPER`), an agency's name on a line of its own with the caption before it, and what the page marks as caption.
//!
//! * `caption-credit/shape`: Lines that end with a picture's credit: © and a name, (Name/Paper), NAME / PAPER.
//! * `caption-credit/before-agency`: The sentence before an agency's name that stands alone, ahead of the article.
//! * `caption-credit/figure`: What the page marks as the caption of a figure.
//!
//! **Why.** The picture is gone; its caption breaks the text in two.
//!
//! **What it must keep.** Captions of tables and listings, sentences with a bracket at their end, copyright clauses, agency names inside sentences.
//!
//! **Options.** None.

use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::{Module, Rule};
use crate::model::BlockKind;

pub(crate) const MODULE: Module = Module::new(
    &[CREDIT, BEFORE_AGENCY, FIGURE],
    include_str!("caption.rs"),
    include_str!("caption.toml"),
    judge,
);
const CREDIT: Rule = Rule::new("caption-credit/shape", Class::CaptionCredit);
const BEFORE_AGENCY: Rule = Rule::new("caption-credit/before-agency", Class::CaptionCredit).placed();
const FIGURE: Rule = Rule::new("caption-credit/figure", Class::CaptionCredit);

/// Agencies that stand behind a slash without a photographer's name.
const AGENCIES: [&str; 12] = [
    "reuters",
    "afp",
    "ap",
    "dpa",
    "efe",
    "epa",
    "ansa",
    "tass",
    "xinhua",
    "getty",
    "getty images",
    "anadolu",
];
/// Captions are no longer than this.
const MAX_CHARS: usize = 420;

/// Finds captions and credits.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    for (index, segment) in page.segments.iter().enumerate() {
        if segment.is_form() || decisions.is_removed(index) || segment.stats.chars > MAX_CHARS {
            continue;
        }
        let names_form = || page.parsed.captioned(segment.block).is_some();
        if matches!(segment.kind, BlockKind::Caption) && !names_form() {
            decisions.remove(index, &FIGURE.id(), "marked as a caption");
        } else if ends_with_credit(segment.text) && segment.stats.words >= 3 {
            decisions.remove(index, &CREDIT.id(), "ends with a credit");
        }
    }
    before_agency(page, decisions);
}

/// Ahead of the article, the sentence before a lone agency is its caption.
fn before_agency(page: &Page<'_>, decisions: &mut Decisions) {
    let first = (0..page.len()).find(|i| !decisions.is_removed(*i) && page.get(*i).is_some_and(Segment::is_prose));
    let Some(first) = first else { return };
    let agency = decisions
        .verdict(first + 1)
        .is_some_and(|v| v.rule.0 == "caption-credit/agency");
    let more = (first + 2..page.len())
        .filter(|i| page.get(*i).is_some_and(Segment::is_prose))
        .count();
    if agency && more >= 2 && page.get(first + 1).is_some_and(|p| !p.apart) {
        decisions.remove(first, &BEFORE_AGENCY.id(), "stands right before an agency's name");
    }
}

/// Whether a line ends with a picture's credit: © and a name, (Name/Paper), NAME / PAPER.
pub(crate) fn ends_with_credit(text: &str) -> bool {
    let text = text.trim_end();
    copyright_name(text) || bracketed_credit(text) || slashed_credit(text)
}

/// `... am Marktplatz. © Jette Brandau`: a short name after the sign, no year, text before it.
fn copyright_name(text: &str) -> bool {
    let Some((before, name)) = text.rsplit_once('©') else {
        return false;
    };
    let short = name.split_whitespace().count() <= 6 && name.chars().count() <= 60;
    let year = name.chars().any(|c| c.is_ascii_digit());
    short && !year && before.split_whitespace().count() >= 3 && !before.contains('©') && !name.trim_end().ends_with('.')
}

/// `(Priya Calloway/The Examiner)` at the very end.
fn bracketed_credit(text: &str) -> bool {
    let Some(inner) = text
        .strip_suffix(')')
        .and_then(|t| t.rsplit_once('('))
        .map(|(_, inner)| inner)
    else {
        return false;
    };
    let Some((left, right)) = inner.split_once('/') else {
        return false;
    };
    let named = |s: &str| s.trim().chars().next().is_some_and(|c| c.is_uppercase()) && s.trim().chars().count() >= 2;
    is_person(left)
        && named(right)
        && inner.split_whitespace().count() <= 8
        && !inner.chars().any(|c| c.is_ascii_digit())
}

/// `... in Moscow. (File) / Reuters`, `... de Saint-Brévin. LUC MARTEL / L'ÉCHO`: after the last full stop, names with a slash.
fn slashed_credit(text: &str) -> bool {
    let Some((left, right)) = Some(text)
        .filter(|text| text.contains('/'))
        .and_then(|text| text.rsplit_once(" / "))
    else {
        return false;
    };
    let Some((sentence, name)) = left.rsplit_once(['.', '…', ')']) else {
        return false;
    };
    let tail = |s: &str| s.split_whitespace().count() <= 5 && !s.contains(['.', '(', '[', ']', ')']);
    let lower_start = right.chars().next().is_none_or(char::is_lowercase);
    let agency = || name.trim().is_empty() && AGENCIES.contains(&right.trim().to_lowercase().as_str());
    (is_person(name) || agency())
        && tail(name)
        && tail(right)
        && !lower_start
        && sentence.split_whitespace().count() >= 3
}

/// Two words or more with a capital each and no digit: `Priya Calloway`, not `Windows` or `MP2`.
fn is_person(name: &str) -> bool {
    let word = |word: &str| word.starts_with(char::is_uppercase) && !word.contains(|c: char| c.is_numeric());
    name.split_whitespace().count() >= 2 && name.split_whitespace().all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_at_the_end() {
        for text in [
            "The old mill at dusk. © Jo Reiter",
            "A loaf cooling on the sill. (Ann Poe/The Examiner)",
            "The minister at the gate. (File) / Reuters",
            "Le maire devant la gare. LUC MARTEL / L'ÉCHO",
        ] {
            assert!(ends_with_credit(text), "{text}");
        }
    }

    #[test]
    fn sentences_are_no_credits() {
        for text in [
            "The speed was 40 km/h (about 25 mph).",
            "Maps are © Linden Cooperative and its licensors. All rights reserved.",
            "He ran the shop and/or the mill for years.",
            "The two signs read yes / no for a while after that day.",
            "It runs on any computer that the office has (Windows/Linux)",
            "The cushion in the waiting room is washable at forty degrees. Red / Blue",
            "Plays what the others cannot play. [MP2 / MP2 SP]",
        ] {
            assert!(!ends_with_credit(text), "{text}");
        }
    }
}
