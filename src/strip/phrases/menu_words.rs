//! Counts words of menus and buttons (the scope `vocabulary`) in a segment: how much of it they cover.
//!
//! Not for deciding what follows from that (`rules`).

use std::cmp::Reverse;

use super::super::chars::{is_unspaced, letters};
use super::matcher::{Matcher, Text, Word};
use super::places::Places;

/// After so many bytes without a word of menus it is asked whether there can be enough of them.
const STRETCH: usize = 24;
/// Matched words with fewer letters than this on average are no menu words.
const SLIGHT_WEIGHT: usize = 3;

/// How much of a segment is words of menus and buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MenuWords {
    /// Percent of the letters that such words cover.
    pub(crate) percent: usize,
    /// How many there are.
    pub(crate) items: usize,
    /// The rule with the most letters.
    pub(crate) rule: usize,
    /// Whether one of them is sure alone.
    pub(crate) sure: bool,
    /// Whether they are so short that any text has them in some language: `x`, `in`, `and`.
    pub(crate) slight: bool,
}

impl Matcher {
    /// How much of a folded segment its menu words cover, the longest first where they overlap; none where they cover less than
    /// `percent`, which a look at its first words may tell.
    pub(crate) fn menu_words(&self, folded: &str, percent: usize) -> Option<MenuWords> {
        let text = Text::new(folded);
        let words = self.words(&text)?;
        let all = letters(folded).max(1);
        let mut count = Count::default();
        let mut places = Places::new(folded, &text.edges);
        // Up to where the letters were looked at, and how many of them are in no word of menus.
        let (mut at, mut bare) = (0, 0);
        while let Some(spot) = words.next(&text, &mut places) {
            if spot.start < at {
                continue;
            }
            let word = words.at(&text, &spot);
            if word.is_some() || spot.start >= at + STRETCH {
                bare += letters(folded.get(at..spot.start).unwrap_or_default());
                at = spot.start;
            }
            if all.saturating_sub(bare) * 100 / all < percent {
                return None;
            }
            if let Some(word) = word {
                at = word.end;
                count.add(&word, folded.get(spot.start..at).unwrap_or_default());
            }
        }
        count.menu_words(all).filter(|menu_words| menu_words.percent >= percent)
    }
}

/// The words of menus so far.
#[derive(Default)]
struct Count {
    items: usize,
    letters: usize,
    weight: usize,
    sure: bool,
    /// Letters by rule: a segment has words of few rules.
    rules: Vec<(u32, usize)>,
}

impl Count {
    fn add(&mut self, word: &Word, text: &str) {
        let size = letters(text);
        self.items += 1;
        self.letters += size;
        self.weight += if text.is_ascii() { size } else { weight_of(text) };
        self.sure |= !word.weak;
        match self.rules.iter_mut().find(|(rule, _)| *rule == word.rule) {
            Some((_, letters)) => *letters += size,
            None => self.rules.push((word.rule, size)),
        }
    }

    fn menu_words(self, letters: usize) -> Option<MenuWords> {
        let rules = self.rules.into_iter();
        let (rule, _) = rules.max_by_key(|(rule, size)| (*size, Reverse(*rule)))?;
        Some(MenuWords {
            percent: self.letters * 100 / letters,
            items: self.items,
            rule: rule as usize,
            sure: self.sure,
            slight: self.weight < self.items * SLIGHT_WEIGHT,
        })
    }
}

/// Letters, those of dense scripts for as many as their words have elsewhere.
fn weight_of(text: &str) -> usize {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    letters.map(|c| if c.is_ascii() || !is_dense(c) { 1 } else { 2 }).sum()
}

fn is_dense(c: char) -> bool {
    is_unspaced(c) || matches!(c, '\u{AC00}'..='\u{D7AF}')
}
