//! Finds all phrases of all packs in a piece at once, in one pass over the places of the folded text where they may begin.
//!
//! Not for deciding: it reports which rules match where; `judge` and the structural rules decide.

use std::collections::BTreeMap;

use super::super::fold::is_unspaced;
use super::index::{Index, Sieve};
use super::pack::{Rule, Scope};
use super::pattern::{Anchors, Literal};

/// Pieces longer than this are searched only for rules that allow such length: most text is running text.
const SHORT_BYTES: usize = 420;
/// Words that have fewer letters than this, taken together, are no words of menus.
const SLIGHT_WEIGHT: usize = 3;

/// A rule that matches a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index of the rule.
    pub(crate) rule: usize,
    /// Byte range in the folded text, from the first to the last part.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether the match stands at the start of the piece and at its end.
    pub(crate) whole: bool,
    /// Whether it stands at the start of the piece.
    pub(crate) at_start: bool,
}

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

/// What the phrases say of a piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    pub(crate) hits: Vec<Hit>,
    pub(crate) cover: Option<Cover>,
}

/// Where a literal is used.
#[derive(Clone, Copy, Debug)]
struct Use {
    rule: u32,
    phrase: u32,
    part: u8,
    parts: u8,
    anchors: Anchors,
    vocabulary: bool,
    weak: bool,
    /// Whether long pieces are searched for it, too.
    long: bool,
}

/// A literal, and where it is used.
#[derive(Debug)]
struct Entry {
    literal: Literal,
    uses: Vec<Use>,
    /// Whether no word may go on behind it.
    closed: bool,
}

/// Literals that may begin where words begin, or inside of words.
#[derive(Debug)]
struct Entries {
    entries: Vec<Entry>,
    index: Index,
    short: Sieve,
    long: Sieve,
}

/// All phrases, compiled.
#[derive(Debug)]
pub(crate) struct Matcher {
    words: Entries,
    /// Those that a word may go on before.
    inner: Entries,
}

/// A literal found where its anchors allow.
#[derive(Clone, Copy, Debug)]
struct Found {
    usage: Use,
    start: usize,
    end: usize,
}

impl Matcher {
    /// Compiles the phrases of `rules`.
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let mut literals: BTreeMap<&Literal, Vec<Use>> = BTreeMap::new();
        let mut phrases = 0;
        for (index, rule) in rules.iter().enumerate() {
            for phrase in &rule.phrases {
                phrases += 1;
                for (nth, part) in phrase.parts.iter().enumerate() {
                    let usage = Use {
                        rule: index as u32,
                        phrase: phrases,
                        part: nth as u8,
                        parts: phrase.parts.len() as u8,
                        anchors: part.anchors,
                        vocabulary: rule.file.scope == Scope::Vocabulary,
                        weak: rule.file.weak,
                        long: rule.file.scope == Scope::Inline || rule.file.max_chars >= SHORT_BYTES,
                    };
                    for literal in &part.literals {
                        literals.entry(literal).or_default().push(usage);
                    }
                }
            }
        }
        Matcher {
            words: Entries::new(&literals, |_| true),
            inner: Entries::new(&literals, |literal| literal.open_start),
        }
    }

    /// What matches in a folded piece.
    pub(crate) fn find(&self, folded: &str) -> Findings {
        let found = self.literals(folded);
        if found.is_empty() {
            return Findings::default();
        }
        let edges = Edges::of(folded);
        let allowed = |found: &Found| edges.allow(folded, found.start, found.end, found.usage.anchors);
        let (words, phrases): (Vec<Found>, Vec<Found>) =
            found.into_iter().filter(allowed).partition(|f| f.usage.vocabulary);
        Findings {
            hits: hits(phrases, &edges),
            cover: cover(folded, words),
        }
    }

    /// All literals that stand in a piece with nothing glued to their ends, by their starts.
    fn literals(&self, folded: &str) -> Vec<Found> {
        let long = folded.len() > SHORT_BYTES;
        let mut out = Vec::new();
        let (mut start, mut inside) = (0, false);
        while let Some(byte) = folded.as_bytes().get(start) {
            let (joins, width) = match folded.get(start..).and_then(|rest| rest.chars().next()) {
                _ if byte.is_ascii() => (byte.is_ascii_alphanumeric(), 1),
                Some(c) => (joins(c), c.len_utf8()),
                None => break,
            };
            let entries = if inside && joins { &self.inner } else { &self.words };
            if entries.sieve(long).may_begin(*byte) {
                entries.find(folded, start, long, &mut out);
            }
            (start, inside) = (start + width, joins);
        }
        out
    }
}

impl Entries {
    fn new(literals: &BTreeMap<&Literal, Vec<Use>>, wanted: impl Fn(&Literal) -> bool) -> Self {
        let wanted = literals.iter().filter(|(literal, _)| wanted(literal));
        let mut entries: Vec<Entry> = wanted
            .map(|(literal, uses)| Entry {
                closed: !literal.open_end && literal.text.chars().next_back().is_some_and(joins),
                literal: (*literal).clone(),
                uses: uses.clone(),
            })
            .collect();
        Index::sort(&mut entries, |entry| entry.literal.text.as_str());
        let long = entries.iter().filter(|entry| entry.uses.iter().any(|u| u.long));
        Entries {
            index: Index::new(entries.iter().map(|entry| entry.literal.text.as_str())),
            short: Sieve::new(entries.iter().map(|entry| entry.literal.text.as_str())),
            long: Sieve::new(long.map(|entry| entry.literal.text.as_str())),
            entries,
        }
    }

    fn sieve(&self, long: bool) -> &Sieve {
        if long { &self.long } else { &self.short }
    }

    /// The literals that begin at `start`.
    fn find(&self, folded: &str, start: usize, long: bool, out: &mut Vec<Found>) {
        for index in self.index.candidates(self.sieve(long), folded.as_bytes(), start) {
            let Some(entry) = self.entries.get(index) else { continue };
            let rest = folded
                .get(start..)
                .and_then(|rest| rest.strip_prefix(&*entry.literal.text));
            let Some(rest) = rest else { continue };
            if entry.closed && rest.chars().next().is_some_and(joins) {
                continue;
            }
            let end = folded.len() - rest.len();
            let uses = entry.uses.iter().filter(|u| u.long || !long);
            out.extend(uses.map(|u| Found { usage: *u, start, end }));
        }
    }
}

/// Whether a character runs on into a neighbour that does so, too: a word goes on between them.
fn joins(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() && !is_unspaced(c)
    }
}

/// Where the text of a piece begins and ends, marks and numbers aside.
#[derive(Debug)]
struct Edges {
    starts: [usize; 2],
    ends: [usize; 2],
}

impl Edges {
    fn of(folded: &str) -> Self {
        let mark = |c: char| !c.is_alphanumeric();
        let first = folded.len() - folded.trim_start_matches(mark).len();
        let last = folded.trim_end_matches(mark).len();
        let inner = folded.get(first..last).unwrap_or_default();
        let numberless = inner
            .strip_prefix("0 ")
            .map_or(inner, |rest| rest.trim_start_matches(mark));
        let unnumbered = inner.trim_end_matches(|c: char| c == '0' || mark(c));
        Edges {
            starts: [first, last - numberless.len().min(last)],
            ends: [last, first + unnumbered.len()],
        }
    }

    fn allow(&self, folded: &str, start: usize, end: usize, anchors: Anchors) -> bool {
        (!anchors.start || start <= self.starts[0] || start == self.starts[1])
            && (!anchors.end || end >= self.ends[0] || end == self.ends[1])
            && (!anchors.sentence || start <= self.starts[0] || starts_sentence(folded, start))
    }
}

/// Whether a sentence starts at `at`: after a mark that ends one, and marks and blanks.
fn starts_sentence(folded: &str, at: usize) -> bool {
    let before = folded
        .get(..at)
        .unwrap_or_default()
        .trim_end_matches([' ', '"', '\'', '(', '[', '-', '>', '*', '|', '•', '»']);
    before
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, '.' | '!' | '?' | '।' | '؟' | ':') || !c.is_alphanumeric() && c as u32 > 0x2500)
}

/// Phrases all of whose parts were found.
fn hits(mut found: Vec<Found>, edges: &Edges) -> Vec<Hit> {
    found.sort_unstable_by_key(|f| (f.usage.phrase, f.usage.part, f.start, f.end));
    let mut out: Vec<Hit> = Vec::new();
    for group in found.chunk_by(|a, b| a.usage.phrase == b.usage.phrase) {
        let firsts = || {
            let parts = group.chunk_by(|a, b| a.usage.part == b.usage.part);
            parts.filter_map(<[Found]>::first)
        };
        let Some(first) = group.first() else { continue };
        if firsts().count() < usize::from(first.usage.parts) {
            continue;
        }
        let start = firsts().map(|f| f.start).min().unwrap_or_default();
        let end = firsts().map(|f| f.end).max().unwrap_or_default();
        let at_start = start <= edges.starts[0] || start == edges.starts[1];
        let whole = at_start && (end >= edges.ends[0] || end == edges.ends[1]);
        out.push(Hit {
            rule: first.usage.rule as usize,
            start,
            end,
            whole,
            at_start,
        });
    }
    out
}

/// Letters, those of dense scripts for as many as their words have elsewhere.
fn weight_of(text: &str) -> usize {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    letters.map(|c| if c.is_ascii() || !is_dense(c) { 1 } else { 2 }).sum()
}

fn is_dense(c: char) -> bool {
    is_unspaced(c) || matches!(c, '\u{AC00}'..='\u{D7AF}')
}

/// How much of the piece its menu words cover, the longest first where they overlap.
fn cover(folded: &str, mut words: Vec<Found>) -> Option<Cover> {
    words.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end)));
    let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).count();
    let (mut at, mut items, mut covered, mut sure, mut weight) = (0, 0, 0, false, 0);
    let mut by_rule: BTreeMap<usize, usize> = BTreeMap::new();
    for word in words {
        if word.start < at {
            continue;
        }
        let size = folded.get(word.start..word.end).map_or(0, letters);
        at = word.end;
        items += 1;
        covered += size;
        weight += folded.get(word.start..word.end).map_or(0, weight_of);
        sure |= !word.usage.weak;
        *by_rule.entry(word.usage.rule as usize).or_default() += size;
    }
    let rule = by_rule
        .into_iter()
        .max_by_key(|(rule, size)| (*size, std::cmp::Reverse(*rule)))?
        .0;
    Some(Cover {
        percent: covered * 100 / letters(folded).max(1),
        items,
        rule,
        sure,
        slight: weight < items * SLIGHT_WEIGHT,
    })
}
