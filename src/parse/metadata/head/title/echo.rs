//! Words that a line shares with the text below it and with its neighbours: a title speaks of what the text does, a menu does not.

use std::hash::Hasher;

use super::Head;
use super::shape::{is_hangul, words};
use crate::hashed::{HashedMap, Multiply};

/// So many paragraphs are read for their words.
const PARAGRAPHS: usize = 12;
/// So much of a block is read for its words.
const STEMMED_BYTES: usize = 4000;
/// So many lines below a line are its neighbours.
const NEAR: usize = 3;
/// A block below the head is a paragraph from here on.
const LONG_CHARS: usize = 120;
/// A name is looked for in other lines that are no longer than this.
const LINE_BYTES: usize = 300;
/// A word with fewer letters says nothing.
const WORD_CHARS: usize = 4;
/// Letters by which two forms of a word are the same.
const STEM_CHARS: usize = 5;

/// The words of the text, and how many of them each candidate shares.
#[derive(Debug)]
pub(super) struct Echo {
    lower: Vec<String>,
    /// The stems of each line of the head and of the neighbours of the last.
    stems: Vec<Vec<u64>>,
    hits: Vec<(usize, usize)>,
    most: usize,
    longest: usize,
}

impl Echo {
    pub(super) fn of(head: Head<'_>) -> Echo {
        let covered = head.blocks.len().min(head.facts.len() + NEAR);
        let stems: Vec<Vec<u64>> = (0..covered).map(|at| stems(head.text(at))).collect();
        let last = last_places(head, &stems);
        let candidates = || head.candidates().filter(|(at, _)| !head.is_prose(*at));
        let shared = |at: usize| {
            let own = stems.get(at).into_iter().flatten();
            own.filter(|stem| last.get(stem).is_some_and(|place| *place > at))
                .count()
        };
        let hits: Vec<(usize, usize)> = candidates().map(|(at, _)| (at, shared(at))).collect();
        let prose = head
            .facts
            .iter()
            .position(|fact| fact.prose)
            .unwrap_or(head.blocks.len());
        let lines = candidates().filter(|(at, _)| *at <= prose && !head.is_meta(*at));
        Echo {
            lower: head.blocks.iter().map(|block| short_lower(&block.text)).collect(),
            most: hits.iter().map(|(_, hits)| *hits).max().unwrap_or(0),
            longest: lines.map(|(_, block)| words(&block.text)).max().unwrap_or(0),
            stems,
            hits,
        }
    }

    /// Points of a line by the words that it shares.
    pub(super) fn score(&self, head: Head<'_>, at: usize) -> i32 {
        let own = self.hits.iter().find(|(other, _)| *other == at).map(|(_, hits)| *hits);
        let shared = match own {
            Some(0) if self.stems_of(at).is_empty() => 0,
            Some(0) => -124,
            Some(1) => -24,
            Some(2) => 58,
            Some(3) => 97,
            Some(_) => 159,
            None => 0,
        };
        let leads = |own: usize| {
            let above = self.hits.iter().filter(|(other, _)| *other < at);
            82 * i32::from(own == self.most) + 66 * i32::from(above.map(|(_, hits)| *hits).max().unwrap_or(0) < own)
        };
        let longest = !head.is_prose(at) && words(head.text(at)) == self.longest;
        let near = match self.near(at) {
            0 => 0,
            1 => 28,
            2 => -63,
            _ => -51,
        };
        shared + own.filter(|own| *own > 0).map_or(0, leads) + near + 13 * i32::from(longest) + self.quoted(at)
    }

    fn stems_of(&self, at: usize) -> &[u64] {
        self.stems.get(at).map_or(&[], Vec::as_slice)
    }

    /// How many stems of a line stand in the lines right below it.
    fn near(&self, at: usize) -> usize {
        let is_below = |stem: &&u64| (at + 1..=at + NEAR).any(|below| self.stems_of(below).binary_search(stem).is_ok());
        self.stems_of(at).iter().filter(is_below).count()
    }

    /// Whether other lines hold the whole of a line: a path above it, a copyright notice, a list below.
    fn quoted(&self, at: usize) -> i32 {
        let Some(own) = self.lower.get(at).filter(|own| own.chars().count() >= 4) else {
            return 0;
        };
        let others = self.lower.iter().enumerate();
        let holds =
            others.filter(|(other, text)| *other != at && text.len() >= own.len() && text.contains(own.as_str()));
        let (mut site, mut above, mut below) = (false, false, false);
        for (other, text) in holds {
            site |= ["©", "copyright", "all rights"].iter().any(|word| text.contains(word));
            above |= other < at && text != own;
            below |= other > at && text != own;
        }
        35 * i32::from(above) + 131 * i32::from(below) - 55 * i32::from(site)
    }
}

/// The last of the first paragraphs in which each stem stands.
fn last_places(head: Head<'_>, known: &[Vec<u64>]) -> HashedMap<u64, usize> {
    let paragraph = |at: usize| match at < head.facts.len() {
        true => head.is_prose(at),
        false => head.text(at).chars().nth(LONG_CHARS).is_some(),
    };
    let mut last = HashedMap::default();
    for at in (0..head.blocks.len()).filter(|at| paragraph(*at)).take(PARAGRAPHS) {
        let found = known.get(at).cloned().unwrap_or_else(|| stems(head.text(at)));
        last.extend(found.into_iter().map(|stem| (stem, at)));
    }
    last
}

/// The stems of the words at the start of a text, hashed, each once and in order: the first letters of longer words, numbers, pairs of
/// ideographs.
fn stems(text: &str) -> Vec<u64> {
    let text = text.get(..text.floor_char_boundary(STEMMED_BYTES)).unwrap_or(text);
    let mut stems = Vec::new();
    let mut letters = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && !is_mark(c)) {
        letters.clear();
        match word.is_ascii() {
            true => letters.extend(word.chars().map(|c| c.to_ascii_lowercase())),
            false => letters.extend(word.chars().flat_map(char::to_lowercase)),
        }
        let first = |count: usize| letters.get(..count.min(letters.len())).map(hash);
        match letters.len() {
            0 => {}
            _ if letters.iter().any(|c| is_unspaced(*c)) => stems.extend(letters.windows(2).map(hash)),
            2.. if letters.iter().any(|c| is_hangul(*c)) => stems.extend(first(2)),
            WORD_CHARS.. => stems.extend(first(STEM_CHARS)),
            _ if letters.iter().all(char::is_ascii_digit) => stems.extend(first(WORD_CHARS)),
            _ => {}
        }
    }
    stems.sort_unstable();
    stems.dedup();
    stems
}

fn hash(stem: &[char]) -> u64 {
    let mut hasher = Multiply::default();
    stem.iter().for_each(|c| hasher.write_u32(u32::from(*c)));
    hasher.finish()
}

/// Vowel signs inside words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{eff}' | '\u{64b}'..='\u{652}' | '\u{591}'..='\u{5c7}')
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{e00}'..='\u{eff}')
}

/// A line in small letters; nothing of longer ones.
fn short_lower(text: &str) -> String {
    if text.len() > LINE_BYTES {
        return String::new();
    }
    text.to_lowercase()
}
