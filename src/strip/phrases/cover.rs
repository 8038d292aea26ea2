//! How much of a piece is words of menus and buttons.
//!
//! Not for: what that says of it (`judge`).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::chars::{is_unspaced, letters};
use super::matcher::{Matcher, Word};
use super::places::{Edges, Places};

/// Words that have fewer letters than this, taken together, are no words of menus.
const SLIGHT_WEIGHT: usize = 3;

/// How much of a piece is words of menus and buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cover {
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
    /// How much of a folded piece its menu words cover, the longest first where they overlap; none where they cover less than
    /// `percent`, which a look at its first words may tell.
    pub(crate) fn cover(&self, folded: &str, percent: usize) -> Option<Cover> {
        if !self.has_words() {
            return None;
        }
        let all = letters(folded).max(1);
        let mut count = Count::default();
        let edges = Edges::of(folded);
        let mut places = Places::new(folded, &edges);
        let (mut at, mut bare) = (0, 0);
        while let Some(spot) = places.next(|place, pair| self.may_be_word(place, pair)) {
            let word = Some(&spot).filter(|spot| spot.start >= at);
            let Some(word) = word.and_then(|spot| self.word(folded, &edges, spot)) else {
                continue;
            };
            bare += letters(folded.get(at..spot.start).unwrap_or_default());
            if all.saturating_sub(bare) * 100 / all < percent {
                return None;
            }
            at = word.end;
            count.add(&word, folded.get(spot.start..at).unwrap_or_default());
        }
        count.cover(all).filter(|cover| cover.percent >= percent)
    }
}

/// The words of menus so far.
#[derive(Default)]
struct Count {
    items: usize,
    letters: usize,
    weight: usize,
    sure: bool,
    /// Letters by rule.
    rules: BTreeMap<u32, usize>,
}

impl Count {
    fn add(&mut self, word: &Word, text: &str) {
        let size = letters(text);
        self.items += 1;
        self.letters += size;
        self.weight += weight_of(text);
        self.sure |= !word.weak;
        *self.rules.entry(word.rule).or_default() += size;
    }

    fn cover(self, letters: usize) -> Option<Cover> {
        let rules = self.rules.into_iter();
        let (rule, _) = rules.max_by_key(|(rule, size)| (*size, Reverse(*rule)))?;
        Some(Cover {
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
