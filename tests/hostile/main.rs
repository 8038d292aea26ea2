//! Documents made to cost time, memory or stack: each is cleaned on a small stack, keeps the article that stands behind the trap,
//! and loses no text. How the work grows is for `benches/growth`.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod units;

use std::thread;

use chaffinch::internal::model::{Block, Content, Format, Outcome, Record, Removal};
use chaffinch::internal::strip::{Stripped, Templates};
use chaffinch::internal::trip::{Options, Pipeline, Stations as _};
use units::{ARTICLE, Hostile};

/// Bytes of a document that is hard to read.
const BYTES: usize = 8 << 10;
/// Bytes of a page full of phrases.
const PHRASE_BYTES: usize = 2 << 10;
/// Bytes of stack: what a thread gets by default.
const STACK_BYTES: usize = 2 << 20;

/// The stations of the pipeline, one by one: a panic fails the test.
struct Cleaner {
    pipeline: Pipeline,
}

impl Cleaner {
    fn new(options: Options) -> Self {
        let pipeline = Pipeline::new(options).unwrap();
        Cleaner { pipeline }
    }

    /// Cleans a document on a small stack; gives its text with what was removed, or why it was refused.
    fn clean(&self, content: Content, format: Format) -> String {
        let small = thread::Builder::new().stack_size(STACK_BYTES);
        let run = || match self.pipeline.extract(record(content, format)) {
            Err(quarantined) => quarantined.detail,
            Ok(extracted) => {
                let judged = self.pipeline.judge(&extracted, &Templates::default());
                let blocks = &extracted.parsed.blocks;
                conserved(blocks, &judged.clone().remove(blocks.clone()));
                all_text(self.pipeline.finish(extracted, judged))
            }
        };
        thread::scope(|scope| small.spawn_scoped(scope, run).unwrap().join().unwrap())
    }

    /// What is wrong with the result of a document.
    fn problem(&self, unit: &Hostile, bytes: usize) -> Option<String> {
        let document = unit.document(bytes);
        let most = 4 * document.len() + 64;
        let content = if unit.survives {
            Content::Text(String::from_utf8(document).unwrap())
        } else {
            let bytes = document;
            Content::Bytes { bytes, charset: None }
        };
        let text = self.clean(content, unit.format);
        if unit.survives && !text.contains("harbour master") {
            return Some(format!("{}: the article is lost", unit.name));
        }
        (text.len() > most).then(|| format!("{}: {} bytes of text", unit.name, text.len()))
    }

    fn check(&self, units: &[Hostile], bytes: usize) {
        let problems: Vec<String> = units.iter().filter_map(|unit| self.problem(unit, bytes)).collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
}

fn record(content: Content, format: Format) -> Record {
    Record::new("page", format, content)
}

/// All text that was there is there: kept or removed, in its order.
fn conserved(before: &[Block], after: &Stripped) {
    let extracted = before
        .iter()
        .map(|block| block.text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let mut rest = String::new();
    let mut at = 0;
    for Removal { span, text, .. } in &after.removals {
        assert_eq!(&extracted[span.start..span.end], text);
        rest.push_str(&extracted[at..span.start]);
        rest.push(' ');
        at = span.end;
    }
    rest.push_str(&extracted[at..]);
    let kept = after.blocks.iter().flat_map(|block| block.text.split_whitespace());
    assert!(
        kept.eq(rest.split_whitespace()),
        "kept and removed text is not what was extracted"
    );
}

fn all_text(outcome: Outcome) -> String {
    let document = match outcome {
        Outcome::Kept(document) | Outcome::Dropped(document, _) => document,
        Outcome::Quarantined(item) => return item.detail,
        Outcome::Skipped(item) => return item.reason,
    };
    let removed = document.removals.iter().map(|removal| removal.text.as_str());
    removed.chain([document.text.as_str()]).collect::<Vec<_>>().join("\n")
}

#[test]
fn documents_beyond_a_bound_are_quarantined_with_the_reason() {
    let mut options = Options::default();
    options.parse.max_text_bytes = 2000;
    options.parse.max_blocks = 100;
    let stations = Cleaner::new(options);
    let reason = |text: String, format| stations.clean(Content::Text(text), format);
    for format in [Format::Html, Format::Markdown, Format::Text] {
        let large = reason(ARTICLE.repeat(20), format);
        assert!(
            large.ends_with("bytes of text, more than parse.max_text_bytes (2000)"),
            "{large}"
        );
        let small = reason(ARTICLE.repeat(2), format);
        assert!(small.contains("harbour master"), "{small}");
    }
    let many = reason("a\n".repeat(101), Format::Text);
    assert_eq!(many, "101 blocks, more than parse.max_blocks (100)");
}

#[test]
fn documents_that_are_hard_to_read_lose_no_text() {
    Cleaner::new(Options::default()).check(&units::documents(), BYTES);
}

#[test]
fn pages_full_of_phrases_lose_no_text() {
    Cleaner::new(Options::default()).check(&units::phrases(), PHRASE_BYTES);
}
