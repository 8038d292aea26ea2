//! Words that a line shares with the text below it and with its neighbours: a title speaks of what the text does, a menu does not.

use std::collections::HashSet;

use super::Head;
use super::shape::{is_hangul, words};
use crate::hashed::{HashedMap, hash_of};

/// So many paragraphs are read for their words ...
const PARAGRAPHS: usize = 12;
/// ... and so much of each.
const PARAGRAPH_BYTES: usize = 4000;
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
    hits: Vec<(usize, usize)>,
    most: usize,
    longest: usize,
}

impl Echo {
    pub(super) fn of(head: Head<'_>) -> Echo {
        let last = last_places(head);
        let candidates = || head.candidates().filter(|(at, _)| !head.is_prose(*at));
        let shared = |at: usize| {
            stems(head.text(at))
                .iter()
                .filter(|stem| is_below(&last, **stem, at))
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
            hits,
        }
    }

    /// Points of a line by the words that it shares.
    pub(super) fn score(&self, head: Head<'_>, at: usize) -> i32 {
        let own = self.hits.iter().find(|(other, _)| *other == at).map(|(_, hits)| *hits);
        let shared = match own {
            Some(0) if stems(head.text(at)).is_empty() => 0,
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
        let near = match near(head, at) {
            0 => 0,
            1 => 28,
            2 => -63,
            _ => -51,
        };
        shared + own.filter(|own| *own > 0).map_or(0, leads) + near + 13 * i32::from(longest) + self.quoted(at)
    }

    /// Whether other lines hold the whole of a line: a path above it, a copyright notice, a list below.
    fn quoted(&self, at: usize) -> i32 {
        let Some(own) = self.lower.get(at).filter(|own| own.chars().count() >= 4) else {
            return 0;
        };
        let others = self.lower.iter().enumerate();
        let holds = others.filter(|(other, text)| *other != at && text.contains(own.as_str()));
        let (mut site, mut above, mut below) = (false, false, false);
        for (other, text) in holds {
            site |= ["©", "copyright", "all rights"].iter().any(|word| text.contains(word));
            above |= other < at && text != own;
            below |= other > at && text != own;
        }
        35 * i32::from(above) + 131 * i32::from(below) - 55 * i32::from(site)
    }
}

/// How many stems of a line stand in the three lines below it.
fn near(head: Head<'_>, at: usize) -> usize {
    let below: HashSet<u64> = (at + 1..at + 4).flat_map(|below| stems(head.text(below))).collect();
    stems(head.text(at)).iter().filter(|stem| below.contains(stem)).count()
}

fn is_below(last: &HashedMap<u64, usize>, stem: u64, at: usize) -> bool {
    last.get(&stem).is_some_and(|place| *place > at)
}

/// The last of the first paragraphs in which each stem stands.
fn last_places(head: Head<'_>) -> HashedMap<u64, usize> {
    let paragraph = |at: usize| match at < head.facts.len() {
        true => head.is_prose(at),
        false => head.text(at).chars().nth(LONG_CHARS).is_some(),
    };
    let mut last = HashedMap::default();
    for at in (0..head.blocks.len()).filter(|at| paragraph(*at)).take(PARAGRAPHS) {
        let text = head.text(at);
        let text = text.get(..text.floor_char_boundary(PARAGRAPH_BYTES)).unwrap_or(text);
        last.extend(stems(text).into_iter().map(|stem| (stem, at)));
    }
    last
}

/// The stems of the words of a text, hashed, each once: the first letters of longer words, numbers, pairs of ideographs.
fn stems(text: &str) -> Vec<u64> {
    let mut seen = HashSet::new();
    let mut stems = Vec::new();
    let mut add = |stem: &[char]| {
        let hash = hash_of(&stem.iter().collect::<String>());
        if seen.insert(hash) {
            stems.push(hash);
        }
    };
    for word in text.split(|c: char| !c.is_alphanumeric() && !is_mark(c)) {
        let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
        match letters.len() {
            0 => {}
            _ if letters.iter().any(|c| is_unspaced(*c)) => letters.windows(2).for_each(&mut add),
            2.. if letters.iter().any(|c| is_hangul(*c)) => letters.get(..2).into_iter().for_each(&mut add),
            WORD_CHARS.. => letters
                .get(..letters.len().min(STEM_CHARS))
                .into_iter()
                .for_each(&mut add),
            _ if letters.iter().all(char::is_ascii_digit) => add(&letters),
            _ => {}
        }
    }
    stems
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
