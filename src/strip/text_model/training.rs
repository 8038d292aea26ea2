//! What training needs of the judge: the features of a text's segments as the rules leave it, with their names.
//!
//! Not for: judging.

use std::fmt::Display;

use super::super::chrome::Chrome;
use super::super::decisions::Decisions;
use super::super::page::Page;
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
