//! The annotated documents in `data/textgold`: their labels are complete, the figures about them true, and the scorer counts right.
//! Not for: the quality of cleaning.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Wanted and unwanted text, twice the same words, a piece inside a paragraph, and a title.
const TEXT: &str = "Menu\nThe ferry\nComments\nIt sails at nine. Read also: The bridge. It is back by ten.\nComments\n";
const GOLD: &str = r#"{"id": "a", "file": "a.txt", "lang": "en", "kind": "news", "format": "txt", "title": "The ferry", "date": null, "author": null, "keep": ["Comments", "It sails at nine.", "It is back by ten."], "drop": [{"text": "Menu", "class": "navigation"}, {"text": "Read also: The bridge.", "class": "related"}, {"text": "Comments", "class": "comments"}], "trap": false, "notes": ""}"#;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder that only these tests use.
fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("textgold")
}

/// Runs the script: whether it succeeded, and what it printed. `None` without Python, which is said in every run.
fn textgold(arguments: &[&str]) -> Option<(bool, String)> {
    let script = root().join("scripts/train/textgold.py");
    // No compiled modules beside the sources.
    let run = Command::new("python3").arg("-B").arg(script).args(arguments).output();
    let Ok(run) = run else {
        // Past the capture of the test harness.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: annotated documents are not checked, python3 is not installed"
        );
        return None;
    };
    let text = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
    Some((run.status.success(), text))
}

/// A set of one document in a folder of its own.
fn set(name: &str, text: &str) -> PathBuf {
    let folder = scratch().join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.txt"), text).unwrap();
    fs::write(folder.join("gold.jsonl"), format!("{GOLD}\n")).unwrap();
    folder
}

/// The total that the scorer prints for a cleaned text.
fn total(name: &str, cleaned: &str) -> Option<String> {
    let folder = set(name, TEXT);
    let output = folder.join("cleaned.jsonl");
    fs::write(&output, format!("{{\"id\": \"a\", \"text\": \"{cleaned}\"}}\n")).unwrap();
    let (passed, text) = textgold(&["score", folder.to_str().unwrap(), output.to_str().unwrap()])?;
    assert!(passed, "{text}");
    let line = text.lines().next().unwrap_or_default();
    Some(line.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn every_letter_is_in_keep_drop_or_title() {
    let Some((passed, text)) = textgold(&["check"]) else {
        return;
    };
    assert!(passed, "{text}");
    for name in [
        "blind",
        "community",
        "portals",
        "press",
        "reference",
        "regional",
        "scraped",
    ] {
        assert!(
            text.lines().any(|line| line.starts_with(&format!("{name}: "))),
            "{name}: {text}"
        );
    }
}

#[test]
fn a_letter_in_no_piece_and_a_repeated_piece_are_found() {
    for (name, text, problem) in [
        ("complete", TEXT.to_owned(), "problems: 0"),
        ("rest", format!("{TEXT}Imprint\n"), "a: in no piece: ['Imprint']"),
        ("twice", format!("{TEXT}Menu\n"), "a: occurs 2 times, not 1: Menu"),
        (
            "lost",
            TEXT.replace("nine", "ten"),
            "a: occurs 0 times, not 1: It sails at nine.",
        ),
    ] {
        let folder = set(name, &text);
        let Some((passed, said)) = textgold(&["check", folder.to_str().unwrap()]) else {
            return;
        };
        assert_eq!(passed, problem == "problems: 0", "{said}");
        assert!(said.contains(problem), "{said}");
    }
}

#[test]
fn the_figures_of_the_readme_are_those_of_the_sets() {
    let Some((passed, counts)) = textgold(&["count"]) else {
        return;
    };
    assert!(passed, "{counts}");
    let readme = fs::read_to_string(root().join("data/textgold/README.md")).unwrap();
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let readme = one_line(&readme);
    let missing: Vec<_> = counts
        .lines()
        .filter(|line| !readme.contains(&one_line(line)))
        .collect();
    assert!(missing.is_empty() && !counts.is_empty(), "{missing:#?}");
}

#[test]
fn a_wanted_block_is_counted_once_and_the_title_costs_nothing() {
    let perfect = "keep 100.0 % (3/3) drop 100.0 % (3/3) perfect 1/1 F1 100.0";
    for (name, cleaned, expected) in [
        ("perfect", r"Comments\nIt sails at nine.\nIt is back by ten.", perfect),
        (
            "title",
            r"The ferry\n\nComments\nIt sails at nine. It is back by ten.",
            perfect,
        ),
        (
            "left",
            r"Menu\nComments\nIt sails at nine. It is back by ten.\nComments",
            "keep 100.0 % (3/3) drop 33.3 % (1/3) perfect 0/1 F1 90.9",
        ),
        (
            "damaged",
            r"It sails at nine.\nIt is back.",
            "keep 33.3 % (1/3) drop 100.0 % (3/3) perfect 0/1 F1 82.4",
        ),
    ] {
        let Some(total) = total(name, cleaned) else {
            return;
        };
        assert_eq!(total, format!("all {expected}"), "{name}");
    }
}

#[test]
fn a_set_that_is_unpacked_and_packed_again_is_the_same() {
    let folder = scratch().join("unpacked");
    let Some((passed, text)) = textgold(&["unpack", folder.to_str().unwrap()]) else {
        return;
    };
    assert!(passed, "{text}");
    let press = folder.join("press");
    let again = folder.join("press.jsonl.xz");
    let (passed, text) = textgold(&[
        "pack",
        press.to_str().unwrap(),
        "press",
        "--to",
        again.to_str().unwrap(),
    ])
    .unwrap();
    assert!(passed, "{text}");
    let packed = fs::read(root().join("data/textgold/press.jsonl.xz")).unwrap();
    assert!(fs::read(again).unwrap() == packed, "{text}");
}
