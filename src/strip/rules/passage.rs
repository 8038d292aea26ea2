//! # `duplicate/passage`
//!
//! **What it removes.** A passage, or several passages in a row, that stand word for word right above; and a passage that stands word
//! for word inside the content while it stands outside of it itself. Outside is, on HTML pages, a block that the model would leave out
//! if its container did not hold it, and in plain text a passage between two segments of boilerplate.
//!
//! **Why.** Templates print a text once for each width of the screen, and the article again inside a related block.
//!
//! **What it must keep.** Text that stands nowhere else; passages that differ in a figure, a letter or a mark; what authors repeat:
//! clauses, refrains, answers, quoted posts, chapters under a heading of their own; short lines, verse, code and tables.
//!
//! **Options.** None.

use std::collections::HashSet;

use super::super::chars::is_unspaced;
use super::super::class::Class;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::{ALWAYS, Module, Rule};
use crate::hashed::{HashedMap, hash_of};
use crate::model::BlockKind;

pub(crate) const MODULE: Module = Module::late(&[RULE], include_str!("passage.rs"), include_str!("passage.toml"));
const RULE: Rule = Rule::new("duplicate/passage", Class::Duplicate).up_to(ALWAYS).placed();

/// Shorter passages recur for other reasons.
const MIN_WORDS: usize = 10;
/// Fewer passages in a row are repeated by those who quote them.
const MIN_ROW: usize = 3;
/// Two rows with this share of all passages are the page, printed twice.
const PAGE_PERCENT: usize = 80;
/// Words by which a passage is looked up in others.
const FIRST_WORDS: usize = 5;

/// Removes repeats of what is kept. It runs last: no later rule may remove the copy that it keeps.
pub(crate) fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    adjacent(page, decisions);
    second_prints(page, decisions);
    let open = open(page, decisions);
    let (outside, inside): (Vec<usize>, Vec<usize>) =
        open.into_iter().partition(|index| is_outside(page, decisions, *index));
    if outside.is_empty() || inside.is_empty() {
        return;
    }
    let known = Known::of(inside.iter().filter_map(|index| page.get(*index)));
    for index in outside {
        if page.get(index).is_some_and(|segment| known.holds(segment.text)) {
            decisions.remove(index, &RULE.id(), "stands word for word in the content");
        }
    }
}

/// Removes passages that are equal to the one right above them.
fn adjacent(page: &Page<'_>, decisions: &mut Decisions) {
    let mut above: Option<&Segment<'_>> = None;
    for (index, segment) in page.segments.iter().enumerate() {
        if decisions.is_removed(index) {
            continue;
        }
        let equal = |above: &Segment<'_>| segment.text.split_whitespace().eq(above.text.split_whitespace());
        if is_passage(segment) && above.is_some_and(equal) {
            decisions.remove(index, &RULE.id(), "stands word for word right above");
        } else {
            above = Some(segment);
        }
    }
}

/// Removes rows of passages that are equal to the row right above them, as where a page prints its article twice.
fn second_prints(page: &Page<'_>, decisions: &mut Decisions) {
    let open = open(page, decisions);
    let steps = steps_back(page, &open);
    let mut at = 0;
    while let Some(row) = steps.get(at).copied() {
        let rest = steps.get(at..).unwrap_or_default();
        let equal = rest.iter().take_while(|step| **step == row).take(row).count();
        let second = row >= MIN_ROW && equal == row && is_print(page, decisions, &open, at, row);
        for index in open.iter().skip(at).take(row).filter(|_| second) {
            decisions.remove(*index, &RULE.id(), "stands word for word in the row right above");
        }
        // Within the same distance, no later row can be whole either.
        at += equal.max(1);
    }
}

/// How many passages above each one an equal one stands; 0 where none does.
fn steps_back(page: &Page<'_>, open: &[usize]) -> Vec<usize> {
    let mut last: HashedMap<u64, usize> = HashedMap::default();
    let step = |(at, index): (usize, &usize)| {
        let words = |at: usize| open.get(at).and_then(|index| page.get(*index)).map(words_of);
        let key = page.get(*index).map_or(0, |segment| hash(&words_of(segment)));
        let above = last.insert(key, at).filter(|above| words(*above) == words(at));
        above.map_or(0, |above| at - above)
    };
    open.iter().enumerate().map(step).collect()
}

/// The words of a passage. Markers before it, such as the dash of speech, are read as text in one copy and as a list in the other.
fn words_of<'a>(segment: &Segment<'a>) -> Vec<&'a str> {
    let text = segment.text.trim_start_matches(|c: char| !c.is_alphanumeric());
    text.split_whitespace().collect()
}

/// Whether a row of passages is printed again, not quoted or another chapter. Nothing stands in it or before it that the row above it
/// does not have, such as the name of one who quotes; where the two rows are nearly all of the page, only headings count.
fn is_print(page: &Page<'_>, decisions: &Decisions, open: &[usize], at: usize, row: usize) -> bool {
    let place = |at: usize| open.get(at).copied().unwrap_or_default();
    let start = (at - row).checked_sub(1).map_or(0, place);
    let (end, own_end) = (place(at - 1), place(at + row - 1));
    let is_page = 2 * row * 100 >= open.len() * PAGE_PERCENT;
    let kept = |range: std::ops::Range<usize>| {
        let kept = range.filter(|index| !decisions.is_removed(*index));
        let segments = kept.filter_map(|index| page.get(index));
        segments
            .filter(|segment| !is_page || segment.is_heading())
            .map(words_of)
    };
    let above: HashSet<Vec<&str>> = kept(start..end + 1).collect();
    kept(end + 1..own_end).all(|words| above.contains(&words))
}

/// Passages that no rule removed.
fn open(page: &Page<'_>, decisions: &Decisions) -> Vec<usize> {
    let segments = page.segments.iter().enumerate();
    let open = segments.filter(|(index, segment)| !decisions.is_removed(*index) && is_passage(segment));
    open.map(|(index, _)| index).collect()
}

fn is_passage(segment: &Segment<'_>) -> bool {
    let apart = segment.is_form() || segment.is_endless() || matches!(segment.kind, BlockKind::Lines);
    !apart && segment.stats.words >= MIN_WORDS
}

fn is_outside(page: &Page<'_>, decisions: &Decisions, index: usize) -> bool {
    if page.from_html {
        return page.is_doubted(index);
    }
    decisions.is_removed(index + 1) && index.checked_sub(1).is_some_and(|above| decisions.is_removed(above))
}

/// The words of passages, and where each first stands with those behind it.
struct Known<'a> {
    words: Vec<&'a str>,
    first: HashedMap<u64, usize>,
}

impl<'a> Known<'a> {
    fn of<'p>(segments: impl Iterator<Item = &'p Segment<'a>>) -> Self
    where
        'a: 'p,
    {
        let mut words = Vec::new();
        let mut first = HashedMap::default();
        for segment in segments {
            let start = words.len();
            words.extend(tokens(segment.text));
            let own = words.get(start..).unwrap_or_default();
            for (at, run) in own.windows(FIRST_WORDS).enumerate() {
                first.entry(hash(run)).or_insert(start + at);
            }
            // No passage goes on into the next one.
            words.push("");
        }
        Known { words, first }
    }

    /// Whether a passage stands in one of them, word for word.
    fn holds(&self, text: &str) -> bool {
        let words: Vec<&str> = tokens(text).collect();
        let place = words.get(..FIRST_WORDS).and_then(|run| self.first.get(&hash(run)));
        place.is_some_and(|at| self.words.get(*at..at + words.len()) == Some(&words[..]))
    }
}

/// Words between blanks; of scripts without blanks each character.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().flat_map(|word| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let end = if is_unspaced(first) {
                first.len_utf8()
            } else {
                rest.find(is_unspaced).unwrap_or(rest.len())
            };
            let (token, behind) = rest.split_at(end);
            rest = behind;
            Some(token)
        })
    })
}

fn hash(run: &[&str]) -> u64 {
    run.iter().fold(0, |all: u64, word| all.rotate_left(13) ^ hash_of(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(known: &str, text: &str) -> bool {
        let words: Vec<&str> = tokens(known).collect();
        let first = words.windows(FIRST_WORDS).enumerate().map(|(at, run)| (hash(run), at));
        Known {
            first: first.collect(),
            words,
        }
        .holds(text)
    }

    #[test]
    fn a_passage_is_known_only_as_it_is_written() {
        let text = "It fell in 2021: the old mill by the river, and nobody saw it.";
        assert!(holds(text, text) && holds(text, "in 2021: the  old mill by the river,"));
        assert!(!holds(text, "in 2021: the old mill by the river"), "without the mark");
        assert!(!holds(
            text,
            "It fell in 2022: the old mill by the river, and nobody saw it."
        ));
        assert!(!holds(
            text,
            "It fell in 2021: the old mill by the river, and nobody saw him."
        ));
        assert!(!holds(text, "it fell in 2021: the old mill"));
        assert!(!holds(text, "the river, and nobody saw it. Again"));
        assert!(holds("昨日の夜、古い水車が川に落ちた。", "夜、古い水車が川"));
        assert!(!holds("昨日の夜、古い水車が川に落ちた。", "夜、新しい水車が川"));
    }
}
