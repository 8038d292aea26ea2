//! Finds all phrases of all packs in a piece at once, by one automaton over the folded text.
//!
//! Not for deciding: it reports which rules match where; `judge` and the structural rules decide.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::super::fold::is_unspaced;
use super::pack::{Rule, Scope};
use super::pattern::{Anchors, Literal};

/// Pieces longer than this are searched only for rules that allow such length: most text is running text.
const SHORT_BYTES: usize = 420;

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
}

/// What the automaton says of a piece.
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
}

#[derive(Debug)]
struct Automaton {
    search: AhoCorasick,
    literals: Vec<(Literal, Vec<Use>)>,
}

/// All phrases, compiled.
#[derive(Debug)]
pub(crate) struct Matcher {
    all: Automaton,
    long: Automaton,
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
    pub(crate) fn new(rules: &[Rule]) -> Result<Self, String> {
        let long = |rule: &Rule| rule.file.scope == Scope::Inline || rule.file.max_chars >= SHORT_BYTES;
        Ok(Matcher {
            all: Automaton::new(rules, &|_| true)?,
            long: Automaton::new(rules, &long)?,
        })
    }

    /// What matches in a folded piece.
    pub(crate) fn find(&self, folded: &str) -> Findings {
        let automaton = if folded.len() <= SHORT_BYTES {
            &self.all
        } else {
            &self.long
        };
        let edges = Edges::of(folded);
        let found = automaton.find(folded, &edges);
        let (words, phrases): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|f| f.usage.vocabulary);
        Findings {
            hits: hits(phrases, &edges),
            cover: cover(folded, words),
        }
    }
}

impl Automaton {
    fn new(rules: &[Rule], wanted: &dyn Fn(&Rule) -> bool) -> Result<Self, String> {
        let mut literals: BTreeMap<Literal, Vec<Use>> = BTreeMap::new();
        let mut phrase_count = 0;
        for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| wanted(rule)) {
            for phrase in &rule.phrases {
                phrase_count += 1;
                for (nth, part) in phrase.parts.iter().enumerate() {
                    let usage = Use {
                        rule: index as u32,
                        phrase: phrase_count,
                        part: nth as u8,
                        parts: phrase.parts.len() as u8,
                        anchors: part.anchors,
                        vocabulary: rule.file.scope == Scope::Vocabulary,
                        weak: rule.file.weak,
                    };
                    for literal in &part.literals {
                        literals.entry(literal.clone()).or_default().push(usage);
                    }
                }
            }
        }
        let literals: Vec<(Literal, Vec<Use>)> = literals.into_iter().collect();
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(literals.iter().map(|(literal, _)| literal.text.as_str()))
            .map_err(|e| e.to_string())?;
        Ok(Automaton { search, literals })
    }

    fn find(&self, folded: &str, edges: &Edges) -> Vec<Found> {
        let mut out = Vec::new();
        for hit in self.search.find_overlapping_iter(folded) {
            let (start, end) = (hit.start(), hit.end());
            let Some((literal, uses)) = self.literals.get(hit.pattern().as_usize()) else {
                continue;
            };
            if !stands_alone(folded, start, end, literal) {
                continue;
            }
            out.extend(
                uses.iter()
                    .filter(|u| edges.allow(folded, start, end, u.anchors))
                    .map(|u| Found { usage: *u, start, end }),
            );
        }
        out
    }
}

/// Whether no word goes on at the ends of a match that are not open.
fn stands_alone(folded: &str, start: usize, end: usize, literal: &Literal) -> bool {
    let glued = |inner: Option<char>, outer: Option<char>| match (inner, outer) {
        (Some(i), Some(o)) => i.is_alphanumeric() && o.is_alphanumeric() && !is_unspaced(i) && !is_unspaced(o),
        _ => false,
    };
    let before = folded.get(..start).and_then(|s| s.chars().next_back());
    let after = folded.get(end..).and_then(|s| s.chars().next());
    (literal.open_start || !glued(literal.text.chars().next(), before))
        && (literal.open_end || !glued(literal.text.chars().next_back(), after))
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
    found.sort_by_key(|f| (f.usage.phrase, f.usage.part, f.start));
    let mut out: Vec<Hit> = Vec::new();
    for group in found.chunk_by(|a, b| a.usage.phrase == b.usage.phrase) {
        let firsts: Vec<&Found> = group
            .chunk_by(|a, b| a.usage.part == b.usage.part)
            .filter_map(<[Found]>::first)
            .collect();
        let Some(first) = firsts.first() else { continue };
        if firsts.len() < usize::from(first.usage.parts) {
            continue;
        }
        let start = firsts.iter().map(|f| f.start).min().unwrap_or_default();
        let end = firsts.iter().map(|f| f.end).max().unwrap_or_default();
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

/// How much of the piece its menu words cover, the longest first where they overlap.
fn cover(folded: &str, mut words: Vec<Found>) -> Option<Cover> {
    words.sort_by_key(|f| (f.start, std::cmp::Reverse(f.end)));
    let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).count();
    let (mut at, mut items, mut covered, mut sure) = (0, 0, 0, false);
    let mut by_rule: BTreeMap<usize, usize> = BTreeMap::new();
    for word in words {
        if word.start < at {
            continue;
        }
        let size = folded.get(word.start..word.end).map_or(0, letters);
        at = word.end;
        items += 1;
        covered += size;
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
    })
}
