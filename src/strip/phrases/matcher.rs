//! Finds all phrases of all packs in a segment at once, in one pass over the places of the folded text where they may begin.
//!
//! Most text is running text in which hardly anything is found, so as little as possible is looked for: first the part of each
//! phrase that is the least likely to stand in a text, and what must stand at the start of a segment or a sentence only there. The
//! other parts follow where such a part was found; words of menus are looked for apart (`menu_words`).
//!
//! Not for deciding: it reports which rules match where; `judge` and the structural rules decide.

use std::ops::Range;

use super::super::chars::Sorts;
use super::index::{Filed, Index};
use super::pack::{Rule, Scope};
use super::pattern::{Anchors, Literal, Part};
use super::places::{Edges, Kinds, Places, Spot};

/// Segments longer than this are searched only for rules that allow such length: most text is running text.
const SHORT_BYTES: usize = 420;

/// A rule that matches a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index of the rule.
    pub(crate) rule: usize,
    /// Byte range in the folded text, from the first to the last part.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether the match stands at the start of the segment and at its end.
    pub(crate) whole: bool,
    /// Whether it stands at the start of the segment.
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
    /// Whether long segments are searched for it, too.
    long: bool,
    /// Whether it stands in the part of its phrase that is looked for first: no other part matters where this one is missing.
    leads: bool,
}

/// All phrases, compiled.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// What is looked for first, in short segments and in long ones.
    leads: [Table; 2],
    /// The other parts of phrases, which are looked for where a first one was found.
    others: Table,
    /// Words of menus, in short segments and in long ones.
    words: [Table; 2],
}

/// Literals that are looked for together.
#[derive(Debug)]
struct Table {
    index: Index,
    /// The uses of all literals, and which of them are those of each.
    uses: Vec<Use>,
    of: Vec<Range<u32>>,
    /// Bytes of the longest literal that stands at the end of segments.
    longest_end: usize,
}

/// A folded segment.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) folded: &'a str,
    pub(super) edges: Edges,
    long: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(folded: &'a str) -> Self {
        Text {
            folded,
            edges: Edges::of(folded),
            long: folded.len() > SHORT_BYTES,
        }
    }
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
        all.sort_by_key(|(filed, usage)| (*filed, usage.open_start, usage.open_end));
        let lead = |usage: &Use| usage.leads && !usage.vocabulary;
        Matcher {
            leads: [
                Table::new(&all, lead),
                Table::new(&all, |usage| lead(usage) && usage.long),
            ],
            others: Table::new(&all, |usage| !usage.leads && !usage.vocabulary),
            words: [
                Table::new(&all, |usage| usage.vocabulary),
                Table::new(&all, |usage| usage.vocabulary && usage.long),
            ],
        }
    }

    /// The rules that match a folded segment.
    pub(crate) fn hits(&self, folded: &str) -> Vec<Hit> {
        let text = Text::new(folded);
        let mut found = of_length(&self.leads, &text).literals(&text);
        if found.iter().any(|found| found.usage.parts > 1) {
            found.extend(self.others.literals(&text));
        }
        hits(found, &text.edges)
    }

    /// What tells the words of menus in such a segment; none where it can have none.
    pub(super) fn words(&self, text: &Text<'_>) -> Option<Words<'_>> {
        let table = of_length(&self.words, text);
        (!table.index.is_empty()).then_some(Words(table))
    }
}

/// The table for short or long segments.
fn of_length<'t>([short, long]: &'t [Table; 2], text: &Text<'_>) -> &'t Table {
    if text.long { long } else { short }
}

impl Table {
    /// Files those of some uses, sorted by their literals, that are `wanted`.
    fn new(all: &[(Filed<'_>, Use)], wanted: impl Fn(&Use) -> bool) -> Self {
        let mut table = Table {
            index: Index::new(),
            uses: Vec::new(),
            of: Vec::new(),
            longest_end: 0,
        };
        for group in all.chunk_by(|(a, _), (b, _)| a == b) {
            let start = table.uses.len() as u32;
            for (filed, usage) in group.iter().filter(|(_, usage)| wanted(usage)) {
                let kinds = Kinds::of(filed.text, usage.anchors, usage.open_start);
                table.index.let_through(filed, kinds, usage.open_end);
                if usage.anchors.end {
                    table.longest_end = table.longest_end.max(filed.text.len());
                }
                table.uses.push(*usage);
            }
            let uses = start..table.uses.len() as u32;
            if let Some((filed, _)) = group.first().filter(|_| !uses.is_empty()) {
                table.index.add(filed);
                table.of.push(uses);
            }
        }
        table
    }

    /// All literals that stand in a segment where they may.
    fn literals(&self, text: &Text<'_>) -> Vec<Found> {
        let mut out = Vec::new();
        let mut places = Places::new(text.folded, &text.edges);
        while let Some(spot) = self.next(text, &mut places) {
            self.at(text, &spot, |usage, end| {
                out.push(Found {
                    usage: *usage,
                    start: spot.start,
                    end,
                });
            });
        }
        out
    }

    /// The next place of a segment at which a literal may begin.
    #[inline(always)]
    fn next(&self, text: &Text<'_>, places: &mut Places<'_>) -> Option<Spot> {
        places.next(|before| {
            let kinds = Kinds::inside_of_word(before.len() + self.longest_end >= text.edges.first_end());
            self.index.may_begin_inside(before, kinds)
        })
    }

    /// The uses of literals that begin at a place, each with its end.
    #[inline]
    fn at<'m>(&'m self, text: &Text<'_>, spot: &Spot, mut found: impl FnMut(&'m Use, usize)) {
        let kinds = spot.kinds(spot.start + self.longest_end >= text.edges.first_end());
        self.index.find(text.folded.as_bytes(), spot, kinds, |literal, len| {
            let end = spot.start + len;
            let glued = is_glued(text.folded, end);
            let holds = |usage: &&Use| {
                spot.allows(usage.anchors, usage.open_start)
                    && usage.open_end >= glued
                    && usage.long >= text.long
                    && (!usage.anchors.end || text.edges.closes(end))
            };
            let range = self.of.get(literal).map(|of| of.start as usize..of.end as usize);
            let uses = range.and_then(|range| self.uses.get(range));
            uses.into_iter()
                .flatten()
                .filter(holds)
                .for_each(|usage| found(usage, end));
        });
    }
}

/// The words of menus.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'m>(&'m Table);

impl Words<'_> {
    /// The next place of a segment at which one may begin.
    #[inline(always)]
    pub(super) fn next(&self, text: &Text<'_>, places: &mut Places<'_>) -> Option<Spot> {
        self.0.next(text, places)
    }

    /// The word that begins at a place, the longest one where there are several.
    pub(super) fn at(&self, text: &Text<'_>, spot: &Spot) -> Option<Word> {
        let mut longest: Option<Word> = None;
        self.0.at(text, spot, |usage, end| {
            let Use { rule, weak, .. } = *usage;
            if longest.is_none_or(|word| word.end < end) {
                longest = Some(Word { end, rule, weak });
            }
        });
        longest
    }
}

/// A word of menus.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) end: usize,
    pub(super) rule: u32,
    pub(super) weak: bool,
}

/// The literals of `rules` with their uses.
fn uses(rules: &[Rule]) -> Vec<(Filed<'_>, Use)> {
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
                for literal in &part.literals {
                    out.push((Filed::new(&literal.text, literal.open_end), usage(literal)));
                }
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
