//! Finds the literals that begin at a place of a text, by the word that stands there.
//!
//! A literal is filed under its first 8 bytes. A shorter one is filed under the word that it begins with, or under its first 4, 2
//! bytes or 1 where that word may go on, is a sign, or is shorter (`to` stands everywhere, and hardly ever for `to top`). Hardly
//! any place of a text begins with a key, and a sieve says so at once.
//! Texts and literals are folded, so they hold no zero byte that could make two such keys one. Of the literals under one key those
//! that a text begins with are each other's beginnings, so the last one that does not sort behind the text leads to all of them.
//!
//! Not for: what a literal means (`matcher`), and where a word begins (`places`).

use std::ops::Range;

use super::super::chars::head;
use super::places::{Kinds, Place, Spot, word_len};
use crate::hashed::HashedMap;

/// Lengths of the beginnings that literals are filed under, those by their first word aside.
const WIDTHS: [usize; 4] = [8, 4, 2, 1];
/// Bits of a hash that choose a word of the sieve.
const SIEVE_BITS: u32 = 11;
/// 2^64 by the golden ratio, odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
/// No literal.
const NONE: u32 = u32::MAX;

/// A text to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Filed<'a> {
    key: u64,
    pub(super) text: &'a str,
}

impl<'a> Filed<'a> {
    /// Files a text behind which a word may go on, or not.
    pub(super) fn new(text: &'a str, open_end: bool) -> Self {
        let key = key(text, open_end);
        Filed { key, text }
    }
}

/// Literals, sorted, under their beginnings.
#[derive(Debug)]
pub(super) struct Index {
    /// All literals, one behind the other, and where each begins and ends.
    texts: String,
    spans: Vec<Range<u32>>,
    groups: HashedMap<u64, Range<u32>>,
    /// Of each literal, the longest other one under its key that it begins with.
    shorter: Vec<u32>,
    /// The keys of each kind of place.
    sieves: [Sieve; Kinds::COUNT],
    /// By sort of place and the first two bytes there, which shorter beginnings are filed that are no words: a bit for each width.
    firsts: [Vec<u8>; Place::ALL.len()],
    /// By the last two bytes of words, the kinds of places inside of them at which literals may begin.
    inside: Vec<Kinds>,
}

/// Knows all keys that it was given, and takes hardly any other for one of them.
#[derive(Debug, Default)]
struct Sieve(Vec<u64>);

impl Sieve {
    fn add(&mut self, key: u64) {
        self.0.resize(1 << SIEVE_BITS, 0);
        let (word, bits) = bits(key);
        self.0.get_mut(word).into_iter().for_each(|word| *word |= bits);
    }

    #[inline]
    fn has(&self, key: u64) -> bool {
        let (word, bits) = bits(key);
        self.0.get(word).is_some_and(|word| word & bits == bits)
    }
}

/// The word of a sieve that a key is noted in, and the two bits of it that stand for the key.
#[inline]
fn bits(key: u64) -> (usize, u64) {
    let hash = key.wrapping_mul(GOLDEN);
    let bit = |shift: u32| 1 << (hash >> shift & 63);
    ((hash >> (64 - SIEVE_BITS)) as usize, bit(47) | bit(41))
}

impl Index {
    /// An index without literals.
    pub(super) fn new() -> Self {
        Index {
            texts: String::new(),
            spans: Vec::new(),
            groups: HashedMap::default(),
            shorter: Vec::new(),
            sieves: Default::default(),
            firsts: Default::default(),
            inside: Vec::new(),
        }
    }

    /// Adds a literal; they come sorted, no two alike, and are numbered in this order.
    pub(super) fn add(&mut self, literal: &Filed<'_>) {
        let number = self.spans.len() as u32;
        let group = self.groups.entry(literal.key).or_insert(number..number);
        let mut before = if group.start == group.end { NONE } else { number - 1 };
        group.end = number + 1;
        while self.text(before).is_some_and(|other| !literal.text.starts_with(other)) {
            before = self.shorter.get(before as usize).copied().unwrap_or(NONE);
        }
        self.shorter.push(before);
        let start = self.texts.len() as u32;
        self.texts.push_str(literal.text);
        self.spans.push(start..self.texts.len() as u32);
    }

    /// Lets a literal through at some kinds of places; `open_end` ones where a word goes on behind them, too.
    pub(super) fn let_through(&mut self, literal: &Filed<'_>, kinds: Kinds, open_end: bool) {
        let sieves = self.sieves.iter_mut().enumerate();
        let of_kinds = sieves.filter(|(kind, _)| kinds.meet(Kinds::one(*kind)));
        of_kinds.for_each(|(_, sieve)| sieve.add(literal.key));
        let width = WIDTHS.iter().position(|width| *width <= literal.text.len());
        if let Some(nth) = width.filter(|_| literal.text.len() < 8 && !is_word(literal.text, open_end)) {
            self.let_first(literal.key, kinds, 1 << nth);
        }
        if kinds.inside() != Kinds::NONE {
            self.let_inside(literal.text, kinds.inside(), open_end);
        }
    }

    /// Notes that a key of some width begins with these bytes.
    fn let_first(&mut self, key: u64, kinds: Kinds, width: u8) {
        let [first, second, ..] = key.to_le_bytes();
        let seconds = if second == 0 { 0..=u8::MAX } else { second..=second };
        for (_, firsts) in self
            .firsts
            .iter_mut()
            .enumerate()
            .filter(|(place, _)| kinds.are_at(*place))
        {
            firsts.resize(1 << 16, 0);
            for pair in seconds.clone().map(|second| u16::from_le_bytes([first, second])) {
                firsts
                    .get_mut(usize::from(pair))
                    .into_iter()
                    .for_each(|widths| *widths |= width);
            }
        }
    }

    /// Notes the ends of words that a literal may begin in: its own first word ends such a word, unless that goes on.
    fn let_inside(&mut self, text: &str, kinds: Kinds, open_end: bool) {
        let word = word_len(text);
        let tail = text.as_bytes().get(..word).unwrap_or_default();
        let open = word == text.len() && open_end;
        let befores = match tail {
            [.., before, _] if !open => *before..=*before,
            _ => 0..=u8::MAX,
        };
        let lasts = match tail {
            [.., last] if !open => *last..=*last,
            _ => 0..=u8::MAX,
        };
        self.inside.resize(1 << 16, Kinds::NONE);
        for pair in befores.flat_map(|before| lasts.clone().map(move |last| u16::from_le_bytes([before, last]))) {
            let slot = self.inside.get_mut(usize::from(pair));
            slot.into_iter().for_each(|slot| *slot = slot.with(kinds));
        }
    }

    /// Whether a literal may begin inside of the word that `text` ends with, at such kinds of places.
    #[inline]
    pub(super) fn may_begin_inside(&self, text: &[u8], kinds: Kinds) -> bool {
        let pair = text.last_chunk().map_or(0, |pair| u16::from_le_bytes(*pair));
        let inside = self.inside.get(usize::from(pair));
        inside.is_some_and(|inside| inside.meet(kinds))
    }

    /// Whether there is no literal.
    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Hands out the literals that the text begins with at `spot`, as far as the sieves let them through there, and their lengths.
    #[inline]
    pub(super) fn find(&self, text: &[u8], spot: &Spot, kinds: Kinds, mut found: impl FnMut(usize, usize)) {
        let firsts = self.firsts.get(spot.place as usize);
        let widths = firsts.and_then(|firsts| firsts.get(usize::from(spot.head as u16)));
        let widths = widths.copied().unwrap_or(0);
        let word = spot.head & mask((spot.end - spot.start).wrapping_sub(1).min(7) + 1);
        // Asked without a look at the first answer: hardly any place has either, and guesses that fail cost more than questions.
        let (lets_head, lets_word) = (self.lets(spot.head, kinds), self.lets(word, kinds));
        if !lets_head & !lets_word & (widths == 0) {
            return;
        }
        if lets_head {
            self.under(spot.head, text, spot.start, &mut found);
        }
        if lets_word && word != spot.head {
            self.under(word, text, spot.start, &mut found);
        }
        let others = WIDTHS.into_iter().enumerate();
        for (_, width) in others.filter(|(nth, _)| widths & 1 << nth != 0) {
            let key = spot.head & mask(width);
            if key != word && key != spot.head && self.lets(key, kinds) {
                self.under(key, text, spot.start, &mut found);
            }
        }
    }

    #[inline]
    fn lets(&self, key: u64, kinds: Kinds) -> bool {
        let mut each = kinds.each().into_iter().flatten();
        each.any(|kind| self.sieves.get(kind).is_some_and(|sieve| sieve.has(key)))
    }

    /// Hands out the literals under a key that the text begins with at `start`.
    fn under(&self, key: u64, text: &[u8], start: usize, found: &mut impl FnMut(usize, usize)) {
        let rest = text.get(start..).unwrap_or_default();
        let mut next = self.groups.get(&key).map_or(NONE, |group| self.last(group, rest));
        while let Some(text) = self.text(next) {
            if rest.starts_with(text.as_bytes()) {
                found(next as usize, text.len());
            }
            next = self.shorter.get(next as usize).copied().unwrap_or(NONE);
        }
    }

    /// The last literal of a group that does not sort behind `rest`, or the only one.
    fn last(&self, group: &Range<u32>, rest: &[u8]) -> u32 {
        let sorts_behind = |number: u32| self.text(number).is_none_or(|text| text.as_bytes() > rest);
        if group.len() == 1 {
            return group.start;
        }
        let (mut low, mut high) = (group.start, group.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if sorts_behind(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if low == group.start { NONE } else { low - 1 }
    }

    fn text(&self, number: u32) -> Option<&str> {
        let span = self.spans.get(number as usize)?;
        self.texts.get(span.start as usize..span.end as usize)
    }
}

#[inline]
fn mask(width: usize) -> u64 {
    u64::MAX >> (64 - 8 * width)
}

/// Whether a literal is filed under its first word: no other word begins a text that begins with it.
fn is_word(literal: &str, open_end: bool) -> bool {
    let word = word_len(literal);
    let telling = match word == literal.len() {
        true => !open_end,
        false => word >= 4 || literal.len() < 4,
    };
    literal.len() < 8 && word > 0 && telling
}

/// What a literal is filed under.
fn key(literal: &str, open_end: bool) -> u64 {
    let width = match WIDTHS.into_iter().find(|width| *width <= literal.len()) {
        Some(width) if !is_word(literal, open_end) => width,
        _ => word_len(literal),
    };
    head(literal.as_bytes(), 0) & mask(width)
}

#[cfg(test)]
mod tests {
    use super::super::pattern::Anchors;
    use super::super::places::{Edges, Places};
    use super::*;

    /// What is found in `text`, place by place.
    fn found(literals: &[(&str, bool)], text: &str) -> Vec<String> {
        let mut filed: Vec<(Filed<'_>, bool)> =
            literals.iter().map(|(t, open)| (Filed::new(t, *open), *open)).collect();
        filed.sort_unstable();
        let mut index = Index::new();
        for (literal, open) in &filed {
            index.add(literal);
            index.let_through(literal, Kinds::of(literal.text, Anchors::default(), *open), *open);
        }
        let edges = Edges::of(text);
        let mut places = Places::new(text, &edges);
        let mut found = Vec::new();
        while let Some(spot) = places.next(|word| index.may_begin_inside(word, Kinds::ANYWHERE)) {
            index.find(text.as_bytes(), &spot, spot.kinds(true), |number, len| {
                assert_eq!(filed[number].0.text.len(), len);
                found.push(format!("{}{}", spot.start, filed[number].0.text));
            });
        }
        found.sort();
        found
    }

    #[test]
    fn what_begins_at_a_place_is_found_there() {
        let literals = [
            "share this",
            "share",
            "s",
            "sh",
            "shares on",
            "the",
            "am",
            "share this article",
            "share that",
        ];
        let closed = literals.map(|text| (text, false));
        assert_eq!(
            found(&closed, "share this article"),
            ["0share", "0share this", "0share this article"]
        );
        assert_eq!(found(&closed, "a share them"), ["2share"]);
        assert_eq!(found(&closed, "am s"), ["0am", "3s"]);
        assert!(found(&closed, "he shared amber").is_empty() && found(&closed, "").is_empty());
    }

    #[test]
    fn open_words_and_signs_are_found_by_their_beginnings() {
        let open = [
            ("news", true),
            ("newsletter", true),
            ("x", true),
            ("© 0", false),
            ("東京", true),
            ("[", true),
        ];
        assert_eq!(found(&open, "newsletters ©"), ["0news", "0newsletter"]);
        assert_eq!(found(&open, "all news xy"), ["4news", "9x"]);
        assert_eq!(found(&open, "© 0, [東京都"), ["0© 0", "6[", "7東京"]);
        let inside = found(&open, "goodnews axis");
        assert_eq!(inside, ["10x", "4news"]);
    }
}
