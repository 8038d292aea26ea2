//! What training needs of the judge: the features of a text's segments as the rules leave it, with their names.
//!
//! Not for: judging.

use std::fmt::Display;

use serde::Serialize;

use super::super::chrome::Chrome;
use super::super::decisions::Decisions;
use super::super::page::{Page, Segment};
use super::super::phrases::Hit;
use super::features::{Lines, Sink};
use crate::model::{Block, BlockKind, Parsed, RuleId};
use crate::strip::Stripper;

/// The names of the features, in order.
#[derive(Default)]
struct Names(Vec<String>);

impl Sink for Names {
    fn put(&mut self, name: impl Display, _value: usize) {
        self.0.push(name.to_string());
    }
}

/// A segment of a text, measured.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its text.
    pub text: String,
    /// The rule that removed it, if one did.
    pub rule: Option<RuleId>,
    /// Its features.
    pub features: Vec<i32>,
}

/// The segments of a text.
pub fn rows(stripper: &Stripper, parsed: &Parsed) -> Vec<Row> {
    stripper.with_judged(parsed, None, |page, decisions| {
        let lines = Lines::of(page, decisions);
        (0..page.len())
            .filter_map(|index| row(&lines, page, decisions, index))
            .collect()
    })
}

/// Whether the judge acts on the text.
pub fn is_framed(stripper: &Stripper, parsed: &Parsed) -> bool {
    stripper.with_judged(parsed, None, |page, decisions| {
        Chrome::of(page, decisions) == Chrome::Full
    })
}

fn row(lines: &Lines<'_, '_>, page: &Page<'_>, decisions: &Decisions, index: usize) -> Option<Row> {
    let mut features = Vec::with_capacity(160);
    lines.put(index, decisions, &mut features);
    Some(Row {
        text: page.get(index)?.text.to_owned(),
        rule: decisions.verdict(index).map(|verdict| verdict.rule.clone()),
        features,
    })
}

/// The names of the features, in order.
pub fn names(stripper: &Stripper) -> Vec<String> {
    let parsed = Parsed {
        blocks: vec![Block::new(BlockKind::Paragraph, "")],
        ..Parsed::default()
    };
    stripper.with_judged(&parsed, None, |page, decisions| {
        let mut names = Names::default();
        Lines::of(page, decisions).put(0, decisions, &mut names);
        names.0
    })
}

/// A segment of a document with all that rules found in it, whether or not they may remove it.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Index of the block.
    pub block: usize,
    /// Bytes of the block's text.
    pub span: [usize; 2],
    /// The text.
    pub text: String,
    /// The features of the plain-text model.
    pub features: Vec<i32>,
    /// Blank lines before the block; none for lines within it.
    pub gap: u8,
    /// Level of a heading, depth of an item.
    pub level: u8,
    /// Lines of the block.
    pub lines: usize,
    /// `apart`, `heading`, `verse`, `goes_on`, `prose`, `sentence`, `field`, `enumerated`, `protected`, as bits from the lowest.
    pub flags: u16,
    /// Letters, upper case, digits, words, weight, percent of links.
    pub shape: [usize; 6],
    /// Score of the main-content model, per mille, on pages.
    pub score: Option<u16>,
    /// Phrase rules that match.
    pub hits: Vec<Found>,
    /// Words of menus: percent, items, sure, slight, and their rule.
    pub menu: Option<(usize, usize, bool, bool, String)>,
    /// The rule that would remove it, and why.
    pub verdict: Option<(String, String)>,
    /// The weak vote on it.
    pub vote: Option<String>,
    /// Ranges that rules would cut out.
    pub cuts: Vec<(usize, usize, String)>,
}

/// A phrase rule that matches a segment.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// Its id.
    pub rule: String,
    /// Its scope.
    pub scope: String,
    /// Where it holds.
    pub zone: String,
    /// Whether it only votes.
    pub weak: bool,
    /// Whether the match is the whole segment.
    pub whole: bool,
    /// Whether it stands at the start.
    pub at_start: bool,
    /// Percent of the segment that it covers.
    pub cover: usize,
    /// Whether the segment is no longer than the rule allows.
    pub short: bool,
}

/// The segments of a document with what rules found, and how much chrome stands around it: 0, 1 or 2.
pub fn lines(stripper: &Stripper, parsed: &Parsed) -> (Vec<Line>, u8) {
    let choice = stripper.choose(parsed);
    stripper.with_judged(parsed, choice.as_ref(), |page, decisions| {
        let chrome = Chrome::of(page, decisions) as u8;
        let measured = Lines::of(page, decisions);
        let cuts = decisions.clone().take_cuts();
        let line = |index| {
            let mut line = line(page, &measured, decisions, index)?;
            let own = cuts.iter().filter(|(segment, ..)| *segment == index);
            line.cuts = own
                .map(|(_, range, verdict)| (range.start, range.end, verdict.rule.to_string()))
                .collect();
            Some(line)
        };
        ((0..page.len()).filter_map(line).collect(), chrome)
    })
}

fn line(page: &Page<'_>, measured: &Lines<'_, '_>, decisions: &Decisions, index: usize) -> Option<Line> {
    let segment = page.get(index)?;
    let block = page.parsed.blocks.get(segment.block)?;
    let mut features = Vec::with_capacity(160);
    measured.put(index, decisions, &mut features);
    let shape = &segment.shape;
    Some(Line {
        block: segment.block,
        span: [segment.range.start, segment.range.end],
        text: segment.text.to_owned(),
        features,
        gap: if segment.range.start == 0 { block.gap } else { 0 },
        level: match segment.kind {
            BlockKind::Heading(level) => *level,
            BlockKind::ListItem { depth, .. } => *depth,
            _ => 0,
        },
        lines: segment.lines,
        flags: flags(segment, decisions.is_protected(index)),
        shape: [
            shape.letters,
            shape.upper,
            shape.digits,
            shape.words,
            shape.weight,
            shape.link_percent,
        ],
        score: page.score(index),
        hits: page
            .hits(index)
            .iter()
            .filter_map(|hit| found(page, segment, hit))
            .collect(),
        menu: page.menu_words(index, 0).and_then(|words| {
            let rule = page.rules.get(words.rule)?.id.to_string();
            Some((words.percent, words.items, words.sure, words.slight, rule))
        }),
        verdict: decisions
            .verdict(index)
            .map(|verdict| (verdict.rule.to_string(), verdict.reason.clone())),
        vote: decisions.weak_vote(index).map(|verdict| verdict.rule.to_string()),
        cuts: Vec::new(),
    })
}

fn flags(segment: &Segment<'_>, protected: bool) -> u16 {
    let flags = [
        segment.apart,
        segment.heading,
        segment.verse,
        segment.goes_on,
        segment.is_prose(),
        segment.shape.sentence,
        segment.is_field(),
        segment.is_enumerated(),
        protected,
    ];
    flags
        .iter()
        .enumerate()
        .map(|(bit, flag)| u16::from(*flag) << bit)
        .sum()
}

fn found(page: &Page<'_>, segment: &Segment<'_>, hit: &Hit) -> Option<Found> {
    let named = page.rules.get(hit.rule)?;
    Some(Found {
        rule: named.id.to_string(),
        scope: format!("{:?}", named.rule.scope),
        zone: format!("{:?}", named.rule.zone),
        weak: named.rule.weak,
        whole: hit.whole,
        at_start: hit.at_start,
        cover: (hit.end - hit.start) * 100 / segment.folded.len().max(1),
        short: segment.shape.weight <= named.rule.max_chars,
    })
}
