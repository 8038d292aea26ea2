//! The classes of pages on which extractors fail, as data: `tests/cases/html/<class>.toml`, three pages of our own each.
//! What must stay stays and what must go goes, by the choice of the main content alone.

use std::fs;
use std::path::Path;

use chaffinch::document::{Format, Metadata};
use chaffinch::parse;
use chaffinch::strip::main_content::{self, judge};
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

fn main_text(html: &str) -> String {
    let parsed = parse::parse(html, Format::Html, Metadata::default(), &parse::Options::default());
    let verdicts = judge(&parsed, &parsed.metadata, &main_content::Options::default());
    let blocks = parsed.blocks.iter().zip(verdicts).filter(|(_, verdict)| verdict.keep);
    blocks
        .map(|(block, _)| block.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

fn failures(class: &str, case: &Case) -> Vec<String> {
    let text = main_text(&case.html);
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
const KNOWN_FAILURES: usize = 0;

#[test]
fn the_classes_of_failures_are_handled() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/html");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 12);
    let (mut found, mut known) = (Vec::new(), 0);
    for path in paths {
        let class: Class = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert!(class.case.len() >= 3, "{}", path.display());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for case in &class.case {
            let failures = failures(&name, case);
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
