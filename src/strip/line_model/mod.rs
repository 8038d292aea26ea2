//! # `text-model`
//!
//! **What it removes.** Lines of plain text, Markdown and small HTML documents that read like boilerplate of the rule's class, in any
//! wording. The reason gives the score: the probability, per mille, that the line is wanted.
//!
//! There is one rule for each class, `related/text-model` for example, and one model behind them: it decides whether a line goes, and
//! then which class the line is most like. `strip.allow` takes one of them, a class, or `text-model` for all.
//!
//! **Why.** Extractors leave more wordings behind than phrases can list. The model knows words of many languages, the places of lines
//! in a document, and what the rules found in them and around them. It has the last word on plain text: a line that a rule removed is
//! restored if it reads like wanted text, unless no model may overrule the rule (`max_score` above 1000, and all rules of your own
//! packs). Texts of one line are left to the rules, and so are those of more than 100,000 lines.
//!
//! **What it must keep.** Wanted text of any kind, in documents without boilerplate above all; code, tables and the title; what a rule
//! protects.
//!
//! **Options.** `strip.level`, `strip.threshold`, `strip.allow`.
//!
//! Not for: large HTML pages (`main_content`), phrases (the rule packs), removing (`remove`).

pub(super) mod classes;
mod context;
mod family;
mod features;
mod file;
mod found;
mod layout;
mod sink;
#[cfg(feature = "training")]
pub mod training;
mod words;

use serde::{Deserialize, Serialize};

use super::chrome::Chrome;
use super::class::Class;
use super::decisions::Decisions;
use super::limits::Limits;
use super::main_content::sigmoid;
use super::module::Module;
use super::page::Page;
use super::rules::is_placed;
use crate::hashed::HashedMap;
use context::Context;
use features::Lines;
use file::Model;
use found::Found;
use sink::Sink;

pub(super) use family::{NAME, is_own};
pub(super) use file::WEIGHTS;

/// How much is removed from text without tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Lines that are almost certainly boilerplate.
    Conservative,
    /// Lines that are very likely boilerplate.
    #[default]
    Balanced,
    /// All but running text: of short lines, headings and lists too, only those that surely belong to it stay.
    Thorough,
}

/// What counts as wanted text. A feature of every line, as the documents that the trees were trained on differ in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// What readers come to the page for, tables and lists included.
    Page,
    /// Running text.
    Prose,
}

pub(crate) const MODULE: Module =
    Module::late(&family::RULES, include_str!("mod.rs"), include_str!("examples.toml")).family(family::NAME);
/// A line that a rule removed is restored from this multiple of the threshold on.
const TRUST: i32 = 2;
/// From this score on, a line that a rule removed is restored in any case.
const SURE: i32 = 900;
/// The score of a line that is as likely to be wanted as not.
const EVEN: i32 = 500;
/// In small HTML documents the model of the main content has kept what is left, and the threshold can be so many times higher at the
/// same loss.
const FRAGMENT: i32 = 2;
/// A text without page chrome is probably wanted as it is, so the threshold is divided by this.
const CARE: i32 = 3;
/// A line whose words score more than this, and in which rules find nothing, stays without asking the trees: asking them about these lines
/// as well drops .2 % more boilerplate.
const PLAIN: i32 = 100;
const MOST_SCORE: i32 = 1000;
/// No page has more lines; lists and logs that do would take much time and memory.
const MOST_LINES: usize = 100_000;
/// Lines up to here are looked up before they are scored.
const SHORT_BYTES: usize = 64;
/// HTML with at most this many blocks is a small document, as in feeds and exports.
const FEW_BLOCKS: usize = 60;

impl Level {
    /// Score below which a line goes, per mille; `data/text-model.md` says how they were chosen.
    pub(super) fn threshold(self) -> u16 {
        match self {
            Level::Conservative => 10,
            Level::Balanced => 52,
            Level::Thorough => 600,
        }
    }

    /// What the level keeps.
    pub(super) fn wanted(self) -> Wanted {
        match self {
            Level::Conservative | Level::Balanced => Wanted::Page,
            Level::Thorough => Wanted::Prose,
        }
    }
}

/// Whether the model judges a page: plain text of two to 100,000 lines, and small HTML documents, in which the model of the main content
/// finds little to go by.
pub(super) fn is_asked(page: &Page<'_>) -> bool {
    let fits = !page.from_html || page.parsed.blocks.len() <= FEW_BLOCKS;
    fits && (2..=MOST_LINES).contains(&page.len())
}

/// What is known of the lines of a document, before the decisions are adjusted to its page chrome.
#[derive(Debug)]
pub(super) struct Seen<'p, 'a> {
    page: &'p Page<'a>,
    chrome: Chrome,
    lines: Lines<'p, 'a>,
    found: Found,
}

impl<'p, 'a> Seen<'p, 'a> {
    /// Looks at a document on which rules have decided.
    pub(super) fn of(page: &'p Page<'a>, decisions: &Decisions, chrome: Chrome) -> Self {
        Seen {
            page,
            chrome,
            lines: Lines::of(page, decisions),
            found: Found::of(page, decisions),
        }
    }

    /// The features of a line that no scores of words are needed for.
    fn put(&self, index: usize, stands: bool, out: &mut impl Sink) {
        let Some(segment) = self.page.get(index) else { return };
        self.lines.put(index, out);
        self.found.put(self.page, index, stands, self.chrome, out);
        layout::put(self.page, segment, out);
    }

    /// The score of the words of each line. Short lines often repeat, and are scored once.
    fn words(&self, model: &Model) -> Vec<i32> {
        let mut known: HashedMap<&str, i32> = HashedMap::default();
        let score = |text: &'p str| match text.len() {
            ..=SHORT_BYTES => *known.entry(text).or_insert_with(|| model.words.score(text)),
            _ => model.words.score(text),
        };
        self.page
            .segments
            .iter()
            .map(|segment| segment.text)
            .map(score)
            .collect()
    }

    /// The sums of the trees for some lines, by the scores of their words and of those around.
    fn sums(&self, lines: &[usize], words: Vec<i32>, decisions: &Decisions, wanted: Wanted) -> Vec<i32> {
        let context = Context::of(words);
        file::model().trees(wanted).sums(lines.len(), |nth, row| {
            if let Some(index) = lines.get(nth).copied() {
                self.put(index, decisions.is_removed(index), row);
                context.put(index, row);
                row.put("wanted", wanted as usize);
            }
        })
    }

    /// The scores of all lines, per mille. Where more than running text is wanted, the trees are not asked about lines that stay by their
    /// words alone.
    fn scores(&self, decisions: &Decisions, wanted: Wanted) -> Vec<i32> {
        let words = self.words(file::model());
        let asked = |(index, words): (usize, &i32)| {
            (*words <= PLAIN || wanted == Wanted::Prose || self.found.any(index)).then_some(index)
        };
        let lines: Vec<usize> = words.iter().enumerate().filter_map(asked).collect();
        let mut scores = vec![MOST_SCORE; words.len()];
        for (index, sum) in lines.iter().zip(self.sums(&lines, words, decisions, wanted)) {
            scores
                .get_mut(*index)
                .into_iter()
                .for_each(|score| *score = sigmoid(sum));
        }
        scores
    }

    /// Judges all lines: removes those below `threshold`, and restores those above it that rules removed from plain text.
    pub(super) fn judge(&self, decisions: &mut Decisions, limits: &Limits, (wanted, threshold): (Wanted, u16)) {
        let trust = if self.page.from_html && wanted == Wanted::Page {
            FRAGMENT
        } else {
            1
        };
        let threshold = (i32::from(threshold) * trust).min(EVEN.max(threshold.into()));
        let least = if self.chrome == Chrome::Absent && wanted == Wanted::Page {
            threshold / CARE
        } else {
            threshold
        };
        let scores = self.scores(decisions, wanted);
        let goes =
            |(index, score): &(usize, &i32)| **score < least && !decisions.is_removed(*index) && self.is_open(*index);
        let back = self.restored(decisions, limits, &scores, threshold);
        let gone: Vec<(usize, i32)> = scores
            .iter()
            .enumerate()
            .filter(goes)
            .map(|(index, score)| (index, *score))
            .collect();
        self.remove(&gone, decisions);
        back.into_iter().for_each(|index| decisions.restore(index));
    }

    /// The lines that rules removed and that are restored; none in HTML, where rules and the model of the main content see more. Two kinds
    /// must score at least `EVEN`: lines that a rule of plain wordings removed, and lines between two that stay removed, because a teaser
    /// has the words of an article.
    fn restored(&self, decisions: &Decisions, limits: &Limits, scores: &[i32], threshold: i32) -> Vec<usize> {
        let doubted = (threshold * TRUST).min(SURE);
        let goes =
            |index: usize| decisions.is_removed(index) && scores.get(index).is_some_and(|score| *score < doubted);
        let comes_back = |(index, score): (usize, &i32)| {
            let verdict = decisions.verdict(index).filter(|_| !self.page.from_html)?;
            let amid = index > 0 && goes(index - 1) && goes(index + 1);
            let plain = Class::of_rule(&verdict.rule).is_some_and(Class::is_plain) && !is_placed(&verdict.rule);
            let least = if amid || plain { doubted.max(EVEN) } else { doubted };
            (*score >= least && !limits.is_certain(&verdict.rule)).then_some(index)
        };
        scores.iter().enumerate().filter_map(comes_back).collect()
    }

    /// Removes lines, given with their scores, each by the rule of the class that it is most like.
    fn remove(&self, gone: &[(usize, i32)], decisions: &mut Decisions) {
        let lines: Vec<usize> = gone.iter().map(|(index, _)| *index).collect();
        let classes = classes::of_lines(self, &lines, decisions);
        for ((index, score), class) in gone.iter().zip(classes) {
            let reason = format!("reads like boilerplate (score {score})");
            decisions.remove(*index, &family::id(class), reason);
        }
    }

    /// Whether a line may go: the title and text whose form is its content stay.
    fn is_open(&self, index: usize) -> bool {
        let segment = self.page.get(index).filter(|segment| !segment.is_form());
        segment.is_some_and(|segment| self.page.title.is_empty() || segment.folded != self.page.title)
    }
}

#[cfg(test)]
mod tests;
