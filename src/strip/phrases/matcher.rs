//! Finds all phrases of all packs in a piece at once, in one pass over the places of the folded text where they may begin.
//!
//! Most text is running text in which hardly anything is found, so as little as possible is looked for: first the part of each
//! phrase that is the least likely to stand in a text, and what must stand at the start of a piece or a sentence only there. The
//! other parts follow where such a part was found; words of menus are looked for apart (`cover`).
//!
//! Not for deciding: it reports which rules match where; `judge` and the structural rules decide.

use super::super::chars::Sorts;
use super::index::{Index, Sieve, key};
use super::pack::{Rule, Scope};
use super::pattern::{Anchors, Literal, Part};
use super::places::{Edges, Place, Places, Spot};

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
    /// Whether it is a word of menus.
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
    /// What is looked for first, in short pieces and in long ones.
    leads: [Sieve; 2],
    /// What is looked for then.
    all: Sieve,
    /// Words of menus.
    words: Sieve,
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
        all.sort_by_key(|(key, text, usage)| (*key, *text, usage.open_start, usage.open_end));
        let mut matcher = Matcher {
            index: Index::default(),
            uses: Vec::new(),
            leads: [Sieve::new(), Sieve::new()],
            all: Sieve::new(),
            words: Sieve::new(),
        };
        let mut texts: Vec<Box<str>> = Vec::new();
        for group in all.chunk_by(|(_, a, _), (_, b, _)| a == b) {
            texts.extend(group.first().map(|(_, text, _)| Box::from(*text)));
            matcher.uses.push(group.iter().map(|(_, _, usage)| *usage).collect());
            for (key, text, usage) in group {
                matcher.let_through((*key, text), usage);
            }
        }
        matcher.index = Index::new(texts);
        matcher
    }

    fn let_through(&mut self, literal: (u64, &str), usage: &Use) {
        let [short, long] = &mut self.leads;
        let closed = !usage.open_end && literal.1.ends_with(|c: char| c.is_ascii_alphanumeric());
        let places = Place::ALL.into_iter();
        for place in places.filter(|place| place.allows(usage.anchors, usage.open_start)) {
            if usage.vocabulary {
                self.words.add(literal, place, closed);
                continue;
            }
            self.all.add(literal, place, closed);
            if usage.leads {
                short.add(literal, place, closed);
            }
            if usage.leads && usage.long {
                long.add(literal, place, closed);
            }
        }
    }

    /// The rules that match a folded piece.
    pub(crate) fn hits(&self, folded: &str) -> Vec<Hit> {
        let edges = Edges::of(folded);
        let [short, long] = &self.leads;
        let sieve = if is_long(folded) { long } else { short };
        let mut found = self.literals(folded, &edges, sieve, &|usage| usage.leads);
        if found.iter().any(|found| found.usage.parts > 1) {
            found = self.literals(folded, &edges, &self.all, &|_| true);
        }
        hits(found, &edges)
    }

    /// All literals but words of menus that stand in a piece where they may, by their starts.
    fn literals(&self, folded: &str, edges: &Edges, sieve: &Sieve, wanted: &dyn Fn(&Use) -> bool) -> Vec<Found> {
        let mut out = Vec::new();
        let mut places = Places::new(folded, edges);
        while let Some(spot) = places.next(|place, pair| sieve.begins(place, pair)) {
            self.at((folded, edges, sieve), &spot, |usage, end| {
                out.extend((!usage.vocabulary && wanted(usage)).then_some(Found {
                    usage: *usage,
                    start: spot.start,
                    end,
                }));
            });
        }
        out
    }

    /// The word of menus that begins at a place, the longest one where there are several.
    pub(super) fn word(&self, folded: &str, edges: &Edges, spot: &Spot) -> Option<Word> {
        let mut longest: Option<Word> = None;
        self.at((folded, edges, &self.words), spot, |usage, end| {
            let Use { rule, weak, .. } = *usage;
            if usage.vocabulary && longest.is_none_or(|word| word.end < end) {
                longest = Some(Word { end, rule, weak });
            }
        });
        longest
    }

    /// Whether there are words of menus at all.
    pub(super) fn has_words(&self) -> bool {
        !self.words.is_closed()
    }

    /// Whether a word of menus may begin with these two bytes.
    pub(super) fn may_be_word(&self, place: Place, pair: u16) -> bool {
        self.words.begins(place, pair)
    }

    /// The uses of literals that begin at a place, each with its end.
    #[inline]
    fn at<'m>(
        &'m self,
        (folded, edges, sieve): (&str, &Edges, &Sieve),
        spot: &Spot,
        mut found: impl FnMut(&'m Use, usize),
    ) {
        let rest = folded.as_bytes().get(spot.start..).unwrap_or_default();
        self.index.find(sieve, spot.place, rest, |literal, len| {
            let end = spot.start + len;
            let (long, glued) = (is_long(folded), is_glued(folded, end));
            let holds = |usage: &&Use| {
                spot.allows(usage.anchors, usage.open_start)
                    && usage.open_end >= glued
                    && usage.long >= long
                    && (!usage.anchors.end || edges.closes(end))
            };
            let uses = self.uses.get(literal).into_iter().flatten();
            uses.filter(holds).for_each(|usage| found(usage, end));
        });
    }
}

/// A word of menus.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) end: usize,
    pub(super) rule: u32,
    pub(super) weak: bool,
}

fn is_long(folded: &str) -> bool {
    folded.len() > SHORT_BYTES
}

/// The literals of `rules` with what they are filed under and their uses.
fn uses(rules: &[Rule]) -> Vec<(u64, &str, Use)> {
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
                out.extend(
                    part.literals
                        .iter()
                        .map(|literal| (key(&literal.text), &*literal.text, usage(literal))),
                );
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

/// Whether a word goes on from before `at` to behind it.
fn is_glued(folded: &str, at: usize) -> bool {
    let sorts = Sorts::new();
    let joins = |c: Option<char>| c.is_some_and(|c| sorts.joins(c));
    let (before, behind) = folded.split_at_checked(at).unwrap_or_default();
    joins(behind.chars().next()) && joins(before.chars().next_back())
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
        let at_start = edges.opens(start);
        let whole = at_start && edges.closes(end);
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
