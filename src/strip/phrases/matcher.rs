//! Finds all phrases of all packs in a piece at once, in one pass over the places of the folded text where they may begin.
//!
//! Not for deciding: it reports which rules match where; `judge` and the structural rules decide.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::fold::is_unspaced;
use super::index::{Index, Sieve, order};
use super::pack::{Rule, Scope};
use super::pattern::{Anchors, Literal, Part};

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
    /// Whether a word may go on before it.
    open_start: bool,
    /// Whether a word may go on after it.
    open_end: bool,
    vocabulary: bool,
    weak: bool,
    /// Whether long pieces are searched for it, too.
    long: bool,
    /// Whether it stands in the part of its phrase that is looked for first: no other part matters where this one is missing.
    leads: bool,
}

/// All phrases, compiled.
#[derive(Debug)]
pub(crate) struct Matcher {
    index: Index,
    /// The uses of each literal.
    uses: Vec<Vec<Use>>,
    /// For short pieces and for long ones.
    sieves: [Sieves; 2],
}

/// Let through the literals of some pieces.
#[derive(Debug)]
struct Sieves {
    leads: Sieve,
    all: Sieve,
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
        let mut all = uses(rules);
        all.sort_by(|(a, one), (b, other)| {
            order(a, b).then_with(|| (one.open_start, one.open_end).cmp(&(other.open_start, other.open_end)))
        });
        let groups = || all.chunk_by(|a, b| a.0 == b.0);
        let texts: Vec<&str> = groups().filter_map(|group| Some(group.first()?.0)).collect();
        let uses: Vec<Vec<Use>> = groups()
            .map(|group| group.iter().map(|(_, usage)| *usage).collect())
            .collect();
        let sieve = |wanted: &dyn Fn(&Use) -> bool| {
            let literals = texts.iter().zip(&uses).filter(|(_, uses)| uses.iter().any(wanted));
            let inner = |usage: &Use| wanted(usage) && usage.open_start;
            Sieve::new(literals.map(|(text, uses)| (*text, uses.iter().any(inner))))
        };
        let sieves = [false, true].map(|long| Sieves {
            leads: sieve(&|usage| usage.leads && usage.long >= long),
            all: sieve(&|usage| usage.long >= long),
        });
        Matcher {
            index: Index::new(texts.iter().map(|text| (*text).into()).collect()),
            uses,
            sieves,
        }
    }

    /// What matches in a folded piece.
    pub(crate) fn find(&self, folded: &str) -> Findings {
        let mut found = self.literals(folded, true);
        if found.is_empty() {
            return Findings::default();
        }
        let edges = Edges::of(folded);
        let allowed = |found: &Found| edges.allow(folded, found.start, found.end, found.usage.anchors);
        found.retain(allowed);
        if found.iter().any(|found| found.usage.parts > 1) {
            found = self.literals(folded, false);
            found.retain(allowed);
        }
        let (words, phrases): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|f| f.usage.vocabulary);
        Findings {
            hits: hits(phrases, &edges),
            cover: cover(folded, &words),
        }
    }

    /// All literals, or those that lead, that stand in a piece with nothing glued to their ends, by their starts.
    fn literals(&self, folded: &str, leads: bool) -> Vec<Found> {
        let long = folded.len() > SHORT_BYTES;
        let [short_sieves, long_sieves] = &self.sieves;
        let sieves = if long { long_sieves } else { short_sieves };
        let sieve = if leads { &sieves.leads } else { &sieves.all };
        let mut out = Vec::new();
        let (mut start, mut before) = (0, false);
        while let Some(rest) = folded.get(start..).filter(|rest| !rest.is_empty()) {
            let (joins, width) = first_joins(rest);
            let inside = before && joins;
            self.index.find(sieve, inside, rest.as_bytes(), |literal, len| {
                let uses = self.uses.get(literal).map_or(&[][..], Vec::as_slice);
                let glued = is_glued(rest, len);
                let holds = |usage: &&Use| {
                    usage.open_start >= inside && usage.open_end >= glued && usage.long >= long && usage.leads >= leads
                };
                let end = start + len;
                out.extend(uses.iter().filter(holds).map(|usage| Found {
                    usage: *usage,
                    start,
                    end,
                }));
            });
            (start, before) = (start + width, joins);
        }
        out
    }
}

/// The literals of `rules` with their uses.
fn uses(rules: &[Rule]) -> Vec<(&str, Use)> {
    let mut out = Vec::new();
    let mut phrases = 0;
    for (index, rule) in rules.iter().enumerate() {
        for phrase in &rule.phrases {
            phrases += 1;
            let leads = leading(&phrase.parts);
            for (nth, part) in phrase.parts.iter().enumerate() {
                let usage = |literal: &Literal| Use {
                    rule: index as u32,
                    phrase: phrases,
                    part: nth as u8,
                    parts: phrase.parts.len() as u8,
                    anchors: part.anchors,
                    open_start: literal.open_start,
                    open_end: literal.open_end,
                    vocabulary: rule.file.scope == Scope::Vocabulary,
                    weak: rule.file.weak,
                    long: rule.file.scope == Scope::Inline || rule.file.max_chars >= SHORT_BYTES,
                    leads: nth == leads,
                };
                out.extend(part.literals.iter().map(|literal| (&*literal.text, usage(literal))));
            }
        }
    }
    out
}

/// The part that is the least likely to stand in a text: the one whose shortest literal is the longest.
fn leading(parts: &[Part]) -> usize {
    let shortest = |part: &Part| part.literals.iter().map(|literal| literal.text.len()).min();
    let parts = parts.iter().enumerate();
    parts.max_by_key(|(_, part)| shortest(part)).map_or(0, |(nth, _)| nth)
}

/// Whether the first character runs on, and its bytes.
fn first_joins(rest: &str) -> (bool, usize) {
    match rest.as_bytes().first() {
        Some(byte) if byte.is_ascii() => (byte.is_ascii_alphanumeric(), 1),
        _ => rest.chars().next().map_or((false, 1), |c| (joins(c), c.len_utf8())),
    }
}

/// Whether a word goes on behind the first `len` bytes.
fn is_glued(text: &str, len: usize) -> bool {
    let last = text.get(..len).and_then(|literal| literal.chars().next_back());
    last.is_some_and(joins)
        && text
            .get(len..)
            .is_some_and(|rest| rest.chars().next().is_some_and(joins))
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
fn cover(folded: &str, words: &[Found]) -> Option<Cover> {
    let (mut at, mut items, mut covered, mut sure, mut weight) = (0, 0, 0, false, 0);
    let mut by_rule: BTreeMap<u32, usize> = BTreeMap::new();
    for same in words.chunk_by(|a, b| a.start == b.start) {
        let longest = same.iter().min_by_key(|word| Reverse(word.end));
        let Some(word) = longest.filter(|word| word.start >= at) else {
            continue;
        };
        let text = folded.get(word.start..word.end).unwrap_or_default();
        let size = letters(text);
        at = word.end;
        items += 1;
        covered += size;
        weight += weight_of(text);
        sure |= !word.usage.weak;
        *by_rule.entry(word.usage.rule).or_default() += size;
    }
    let most = by_rule.into_iter().max_by_key(|(rule, size)| (*size, Reverse(*rule)));
    Some(Cover {
        rule: most?.0 as usize,
        percent: covered * 100 / letters(folded).max(1),
        items,
        sure,
        slight: weight < items * SLIGHT_WEIGHT,
    })
}

fn letters(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_alphabetic).count();
    }
    text.chars().filter(|c| c.is_alphabetic()).count()
}
