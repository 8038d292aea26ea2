//! The classes of pages on which extractors fail, as data: `tests/cases/html/<class>.toml`, three pages of our own each.
//! What must stay stays and what must go goes, with the settings that a newcomer has.
#![allow(clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

use chaffinch::internal::model::{Format, Outcome, Record};
use chaffinch::internal::trip::{self, Pipeline};
use serde::Deserialize;

#[derive(Deserialize)]
struct Class {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    html: String,
    keep: Vec<String>,
    drop: Vec<String>,
    /// Today's choice fails it: it is counted, and the mark has to go once it passes.
    #[serde(default)]
    fails: bool,
}

fn cleaned(pipeline: &Pipeline, html: &str) -> String {
    let record = Record::new("page", Format::Html, html);
    match pipeline.clean(record) {
        Outcome::Kept(document) | Outcome::Dropped(document, _) => document.text,
        outcome @ (Outcome::Skipped(_) | Outcome::Quarantined(_)) => panic!("{outcome:?}"),
    }
}

fn failures(pipeline: &Pipeline, class: &str, case: &Case) -> Vec<String> {
    let text = cleaned(pipeline, &case.html);
    let lost = case
        .keep
        .iter()
        .filter(|wanted| !text.contains(*wanted))
        .map(|t| ("lost", t));
    let kept = case
        .drop
        .iter()
        .filter(|unwanted| text.contains(*unwanted))
        .map(|t| ("kept", t));
    lost.chain(kept)
        .map(|(what, t)| format!("{class}, {}: {what} {t:?}", case.name))
        .collect()
}

/// Cases that fail today. A case that begins to pass loses its mark, and this number goes down with it.
const KNOWN_FAILURES: usize = 3;

#[test]
fn the_classes_of_failures_are_handled() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/html");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 12);
    let pipeline = Pipeline::new(trip::Options::default()).unwrap();
    let (mut found, mut known) = (Vec::new(), 0);
    for path in paths {
        let class: Class = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert!(class.case.len() >= 3, "{}", path.display());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for case in &class.case {
            let failures = failures(&pipeline, &name, case);
            match (case.fails, failures.is_empty()) {
                (false, _) => found.extend(failures),
                (true, false) => known += 1,
                (true, true) => found.push(format!("{name}, {}: passes now; take `fails` away", case.name)),
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(known, KNOWN_FAILURES, "cases marked `fails`");
}
