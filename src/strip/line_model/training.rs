//! What training needs of the judge: the n-grams and the features of the lines of a document, with their names.
//!
//! Not for: judging.

use std::fmt::Display;

use super::super::chrome::Chrome;
use super::super::class::Class;
use super::super::decisions::Decisions;
use super::file::{Model, STAND_IN, model};
use super::sink::Sink;
use super::{Seen, Wanted, classes};
use crate::model::{Block, BlockKind, Parsed};
use crate::strip::Stripper;

/// Judges with other weights from here on, before anything is judged, and once a process. Whether they can be used.
pub fn stand_in(weights: &[u8]) -> bool {
    Model::read(weights).is_some_and(|model| STAND_IN.set(model).is_ok())
}

/// The same for the weights of the classes.
pub fn stand_in_classes(weights: &[u8]) -> bool {
    classes::stand_in(weights)
}

/// The names of the features, in order.
#[derive(Default)]
struct Names(Vec<String>);

impl Sink for Names {
    fn put(&mut self, name: impl Display, _value: impl TryInto<i32>) {
        self.0.push(name.to_string());
    }
}

/// A line of a document.
#[derive(Clone, Debug)]
pub struct Line {
    /// Index of the block.
    pub block: usize,
    /// Whether it is the first of the block.
    pub first: bool,
    /// Its text.
    pub text: String,
    /// The buckets of its n-grams.
    pub grams: Vec<u16>,
    /// Its features without the scores of words.
    pub features: Vec<i32>,
    /// The score of its words, by the weights in force.
    pub words: i32,
    /// The sums of the trees for each idea of wanted text, by the weights in force: the page, running text.
    pub sums: [i32; 2],
    /// The class that it is most like, by the weights in force.
    pub class: Class,
}

/// The lines of a document.
pub fn lines(stripper: &Stripper, parsed: &Parsed) -> Vec<Line> {
    stripper.with_judged(parsed, None, |page, decisions| {
        let chrome = Chrome::of(page, decisions);
        let seen = Seen::of(page, decisions, chrome);
        if !page.from_html {
            chrome.apply(page, decisions);
        }
        let words = seen.words(model());
        let all: Vec<usize> = (0..words.len()).collect();
        let [page, prose] =
            [Wanted::Page, Wanted::Prose].map(|wanted| seen.sums(&all, words.clone(), decisions, wanted));
        let classes = classes::of_lines(&seen, &all, decisions);
        let scored = words
            .into_iter()
            .zip(page.into_iter().zip(prose))
            .zip(classes)
            .enumerate();
        scored
            .filter_map(|(index, (scores, class))| line(&seen, decisions, (index, scores, class)))
            .collect()
    })
}

fn line(
    seen: &Seen<'_, '_>,
    decisions: &Decisions,
    (index, (words, (page, prose)), class): (usize, (i32, (i32, i32)), Class),
) -> Option<Line> {
    let segment = seen.page.get(index)?;
    let (mut features, mut grams) = (Vec::new(), Vec::new());
    seen.put(index, decisions.is_removed(index), &mut features);
    super::words::grams(segment.text, |bucket| grams.push(bucket));
    Some(Line {
        block: segment.block,
        first: segment.range.start == 0,
        text: segment.text.to_owned(),
        grams,
        features,
        words,
        sums: [page, prose],
        class,
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
        Seen::of(page, decisions, Chrome::Absent).put(0, false, &mut names);
        names.0
    })
}
