//! The page as rules see it: segments of blocks, with their folded text and their counts.
//!
//! A segment is a block, a line of a `Lines` block, or a stretch of a page that arrived as one long line. Not for deciding.

use std::ops::Range;

use crate::model::{Block, BlockKind, Parsed};

use super::decisions::Decisions;
use super::fold::fold;
use super::main_content::Choice;
use super::matches::{self, Matches};
use super::phrases::{Hit, MenuWords, Named, RuleSet, Scope};
use super::segment::Folded;
pub(crate) use super::segment::Segment;
use super::split;
use super::text_stats::measure;

/// Shorter lines end where they do because nothing follows.
const WRAPPED_CHARS: usize = 40;

/// Words of menus that cover this much of a line leave nothing else in it.
const MENU_PERCENT: usize = 88;

/// On articles, the model doubts blocks up to a score that is not lower, per mille.
const ARTICLE_DOUBT: u16 = 500;

/// A page, prepared.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    /// The segments, in order.
    pub(crate) segments: Vec<Segment<'a>>,
    /// The document they come from.
    pub(crate) parsed: &'a Parsed,
    /// The title, or else the first heading of the first level, folded; empty when there is none.
    pub(crate) title: String,
    /// Whether the page came from HTML.
    pub(crate) from_html: bool,
    /// What the main content is, where it was chosen.
    pub(crate) choice: Option<&'a Choice>,
    /// The phrase rules.
    pub(crate) rules: &'a RuleSet,
    matches: Matches<'a>,
}

fn title(parsed: &Parsed) -> Option<&str> {
    let first = || parsed.blocks.iter().find(|block| block.kind == BlockKind::Heading(1));
    parsed
        .metadata
        .title
        .as_deref()
        .or_else(|| first().map(|block| block.text.as_str()))
}

impl<'a> Page<'a> {
    /// Prepares the blocks of `parsed`.
    pub(crate) fn new(parsed: &'a Parsed, choice: Option<&'a Choice>, rules: &'a RuleSet) -> Self {
        let guessed = parsed.blocks.iter().skip(1).any(|block| block.gap == 0);
        let mut segments = Vec::with_capacity(parsed.blocks.len());
        for (index, block) in parsed.blocks.iter().enumerate() {
            add_segments(&mut segments, parsed, index, block, guessed);
        }
        let from_html = is_from_html(parsed);
        if !from_html {
            mark_wrapped(&mut segments);
        }
        let matches = Matches::new(rules, from_html, segments.len());
        mark_verse(&mut segments, &matches);
        Page {
            segments,
            parsed,
            title: title(parsed).map(fold).unwrap_or_default(),
            from_html,
            choice,
            rules,
            matches,
        }
    }

    /// The phrase rules that match a segment.
    pub(crate) fn hits(&self, index: usize) -> &[Hit] {
        self.get(index).map_or(&[], |segment| self.matches.hits(index, segment))
    }

    /// How much of a segment is words of menus; none where it is less than `percent`.
    pub(crate) fn menu_words(&self, index: usize, percent: usize) -> Option<&MenuWords> {
        self.matches.menu_words(index, self.get(index)?, percent)
    }

    /// The rule of a scope that matches a segment, with its hit.
    pub(crate) fn rule_of(&self, index: usize, scope: Scope) -> Option<(&'a Named, &Hit)> {
        let chars = self.get(index)?.stats.chars;
        self.hits(index).iter().find_map(|hit| {
            let named = self.rules.get(hit.rule)?;
            (named.rule.scope == scope && chars <= named.rule.max_chars).then_some((named, hit))
        })
    }

    /// The model's score of a segment, per mille; none where the model was not asked.
    pub(crate) fn score(&self, index: usize) -> Option<u16> {
        let chosen = self.choice?.blocks.get(self.get(index)?.block)?;
        Some(chosen.score())
    }

    /// Whether the model doubts a segment that it keeps.
    pub(crate) fn is_doubted(&self, index: usize) -> bool {
        let doubt = self.choice.map_or(0, |choice| choice.doubt);
        self.score(index).is_some_and(|score| score < doubt)
    }

    /// Whether a rule with this `max_score` may remove a segment although the model keeps it.
    pub(crate) fn may_overrule(&self, index: usize, max_score: u16) -> bool {
        self.score(index).is_none_or(|score| score < max_score) || self.is_doubted(index)
    }

    /// Whether the model takes the page for an article.
    pub(crate) fn is_article(&self) -> bool {
        self.choice.is_some_and(|choice| choice.doubt >= ARTICLE_DOUBT)
    }

    /// The segment at `index`, if there is one.
    pub(crate) fn get(&self, index: usize) -> Option<&Segment<'a>> {
        self.segments.get(index)
    }

    /// Number of segments.
    pub(crate) fn len(&self) -> usize {
        self.segments.len()
    }

    /// From the first to the last segment of content that is not removed. What stands before it is the head, what stands after it the tail.
    pub(crate) fn body(&self, decisions: &Decisions) -> Range<usize> {
        let content = |i: &usize| !decisions.is_removed(*i) && decisions.weak_vote(*i).is_none() && self.is_content(*i);
        let first = (0..self.len()).find(content);
        let last = (0..self.len()).rev().find(content);
        match (first, last) {
            (Some(first), Some(last)) => first..last + 1,
            _ => 0..self.len(),
        }
    }

    /// Running text, verse, code, tables: what a page is about.
    fn is_content(&self, index: usize) -> bool {
        self.get(index).is_some_and(|p| p.is_prose() || p.is_form() || p.verse)
    }
}

/// Whether a document came from HTML: each block stands in an element.
pub(crate) fn is_from_html(parsed: &Parsed) -> bool {
    !parsed.elements.is_empty() && parsed.blocks.iter().all(|block| block.element.is_some())
}

/// Adds the segments of a block.
fn add_segments<'a>(
    segments: &mut Vec<Segment<'a>>,
    parsed: &'a Parsed,
    index: usize,
    block: &'a Block,
    guessed: bool,
) {
    let mut add = |nth: usize, range: Range<usize>, lines: usize| {
        let text = block.text.get(range.clone()).unwrap_or_default();
        segments.push(Segment {
            block: index,
            stats: measure(block, &range, text),
            range,
            text,
            folded: Folded::new(text),
            kind: &block.kind,
            lines,
            apart: nth == 0 && block.gap > 0,
            heading: matches!(block.kind, BlockKind::Heading(_)) && !(guessed && block.gap == 0),
            verse: false,
            goes_on: false,
        });
    };
    match split::segments(block, parsed.blocks.len()) {
        None => add(0, 0..block.text.len(), 1),
        Some(ranges) => {
            let lines = ranges.len();
            ranges
                .into_iter()
                .enumerate()
                .for_each(|(nth, range)| add(nth, range, lines));
        }
    }
}

/// Whether any of `rules` finds anything in any segment.
pub(crate) fn is_found(parsed: &Parsed, rules: &RuleSet) -> bool {
    let from_html = is_from_html(parsed);
    let mut segments = Vec::new();
    parsed.blocks.iter().enumerate().any(|(index, block)| {
        segments.clear();
        // Most blocks hold nothing, and need no measuring.
        let may_be = match split::segments(block, parsed.blocks.len()) {
            None => matches::may_be_found(rules, &block.text),
            Some(ranges) => ranges
                .into_iter()
                .any(|range| matches::may_be_found(rules, block.text.get(range).unwrap_or_default())),
        };
        if may_be {
            add_segments(&mut segments, parsed, index, block, false);
        }
        segments
            .iter()
            .any(|segment| matches::is_found(rules, from_html, segment))
    })
}

/// Lines right below a long one that ends in mid-sentence, when they begin with a small letter.
fn mark_wrapped(segments: &mut [Segment<'_>]) {
    let mut open = false;
    for segment in segments {
        segment.goes_on = open && !segment.apart && segment.text.starts_with(char::is_lowercase);
        open = segment.stats.chars >= WRAPPED_CHARS && !segment.stats.sentence && !segment.text.ends_with(':');
    }
}

/// Lines of a block most of whose lines are no words of menus are verse; so are single lines on a page of verse.
fn mark_verse(segments: &mut [Segment<'_>], matches: &Matches<'_>) {
    let mut verses = 0;
    let mut start = 0;
    for lines in segments.chunk_by_mut(|a, b| a.block == b.block) {
        let first = start;
        start += lines.len();
        if lines.len() < 3 || !lines.iter().all(|segment| matches!(segment.kind, BlockKind::Lines)) {
            continue;
        }
        let menu =
            |(segment, index): &(&Segment<'_>, usize)| matches.menu_words(*index, segment, MENU_PERCENT).is_some();
        let words = lines.iter().zip(first..).filter(|line| menu(&(line.0, line.1))).count();
        if words * 3 <= lines.len() {
            verses += 1;
            lines.iter_mut().for_each(|segment| segment.verse = true);
        }
    }
    let prose = segments.iter().filter(|p| p.is_prose()).count();
    if verses >= 3 && verses > prose {
        for (index, segment) in segments.iter_mut().enumerate() {
            let line = matches!(segment.kind, BlockKind::Lines);
            segment.verse |=
                line && matches.hits(index, segment).is_empty() && matches.menu_words(index, segment, 0).is_none();
        }
    }
}
