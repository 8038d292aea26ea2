//! Plain text through the whole pipeline: what was not wrapped passes with its lines and its white space, what was is joined, and a
//! second cleaning changes nothing.
//!
//! `tests/cases/text/kept` holds texts that pass as they are; `tests/cases/text/joined` texts that were wrapped, each with what
//! becomes of it (`.out`).
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chaffinch::internal::model::{Document, Format, Outcome, Record};
use chaffinch::internal::parse::text::LineBreaks;
use chaffinch::internal::strip::{self, Stripper};
use chaffinch::internal::trip::{Options, Pipeline};

/// Options under which no rule removes anything.
fn without_rules() -> Options {
    let mut options = Options::default();
    let rules = Stripper::new(&strip::Options::default()).unwrap().rules();
    options.strip.allow = rules.iter().map(|rule| rule.class.name().to_owned()).collect();
    options
}

fn clean(pipeline: &Pipeline, text: &str) -> Option<Document> {
    let record = Record::new("a.txt", Format::Text, text);
    match pipeline.clean(record) {
        Outcome::Kept(document) | Outcome::Dropped(document, _) => Some(*document),
        _ => None,
    }
}

fn text(pipeline: &Pipeline, source: &str) -> String {
    clean(pipeline, source).unwrap().text
}

/// The files of a folder of cases, by name.
fn cases(folder: &str, extension: &str) -> BTreeMap<PathBuf, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/text")
        .join(folder);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let cases: BTreeMap<_, _> = paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    assert!(cases.len() > 3);
    cases
}

#[test]
fn text_that_was_not_wrapped_passes_as_it_is() {
    let pipeline = Pipeline::new(without_rules()).unwrap();
    for (path, source) in cases("kept", "txt") {
        assert_eq!(text(&pipeline, &source), source.trim_end(), "{}", path.display());
    }
}

#[test]
fn wrapped_text_is_joined_and_all_else_in_it_is_not() {
    let pipeline = Pipeline::new(without_rules()).unwrap();
    for (path, source) in cases("joined", "txt") {
        let wanted = fs::read_to_string(path.with_extension("out")).unwrap();
        let once = text(&pipeline, &source);
        assert_eq!(once, wanted.trim_end(), "{}", path.display());
        assert_eq!(text(&pipeline, &once), once, "{}, again", path.display());
    }
}

#[test]
fn a_setting_keeps_all_lines() {
    let mut options = without_rules();
    options.parse.text.lines = LineBreaks::Keep;
    let pipeline = Pipeline::new(options).unwrap();
    for (path, source) in cases("joined", "txt") {
        assert_eq!(text(&pipeline, &source), source.trim_end(), "{}", path.display());
    }
}

/// A page with code, indents and boilerplate.
const PAGE: &str = "The ferry left the quay at nine with forty people and a piano on board, which nobody had announced to anybody.

    if a ==  b:
\treturn

Share on Facebook

At noon the wind turned, and the captain, who had seen worse, drank a second cup of tea before he gave the order to return.
  The crew had to move the cars to the other side, and a well-known quartet helped with the ropes and a song of the harbour.

© 2025 The Gull. All rights reserved.
";

#[test]
fn what_is_removed_is_listed_with_its_lines() {
    let mut options = Options::default();
    options.parse.text.lines = LineBreaks::Keep;
    let pipeline = Pipeline::new(options).unwrap();
    let document = clean(&pipeline, PAGE).unwrap();
    assert!(!document.removals.is_empty() && !document.text.contains("Share on"));
    // What is removed is listed without the indent that it stood behind.
    let removed: Vec<&str> = document.removals.iter().map(|removal| removal.text.as_str()).collect();
    let bare = |line: &'static str| {
        if removed.contains(&line.trim_start()) {
            line.trim_start()
        } else {
            line
        }
    };
    let mut lines: Vec<&str> = document.text.lines().chain(removed.iter().copied()).collect();
    let mut wanted: Vec<&str> = PAGE.lines().map(bare).collect();
    lines.retain(|line| !line.is_empty());
    wanted.retain(|line| !line.is_empty());
    lines.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(lines, wanted);
}

/// Strings of each row of 256 characters of Unicode, with spaces and line breaks among them.
#[test]
fn a_second_cleaning_changes_no_string_of_any_block() {
    let pipeline = Pipeline::new(without_rules()).unwrap();
    let mut state = 11u64;
    let mut random = move |below: u32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 % below
    };
    for row in (0..0x340).chain([0xE00, 0xE01, 0xF00, 0x10FF]) {
        for round in 0..2 {
            let mut source = String::new();
            for _ in 0..random(60) {
                let row = if round == 0 { random(0x340) } else { row };
                source.extend(char::from_u32(row * 256 + random(256)));
                source.push_str(["", "", "", " ", "  ", "\t", "\n", "\n\n", "a", ". "][random(10) as usize]);
            }
            let once = text(&pipeline, &source);
            assert_eq!(text(&pipeline, &once), once, "{source:?}");
        }
    }
}
