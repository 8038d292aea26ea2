//! Every embedded file counts in the fingerprint of its stage, and in no other.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[allow(dead_code, reason = "the build script's own entry")]
#[path = "../build.rs"]
mod build;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use build::{STAGES, names, stage_of};

/// Hashed when they are loaded: `Stripper::fingerprint` and `Stripper::rules_fingerprint` cover them.
const AT_RUN_TIME: [&str; 4] = [
    "data/main-content.model",
    "data/text-classes.model",
    "data/text-model.model",
    "config/rules/",
];
/// Decide no bytes: what `chaffinch config` prints, the codes that settings are checked against, and a table that a test reads.
const APART: [&str; 3] = [
    "config/default.toml",
    "data/language-codes.txt",
    "docs/normalisation.md",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files that the sources embed.
fn embedded() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in build::files(&root().join("src")) {
        let source = std::fs::read_to_string(&path).unwrap();
        for call in ["include_bytes!", "include_str!", "include!"] {
            for (at, _) in source.match_indices(call) {
                let named = source[at + call.len()..].split('"').nth(1).unwrap();
                found.insert(relative(&path.parent().unwrap().join(named)));
            }
        }
    }
    found
}

/// The path below the root, without `..`.
fn relative(path: &Path) -> String {
    let mut parts = Vec::new();
    for part in path.strip_prefix(root()).unwrap().components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            part => parts.push(part.as_os_str().to_str().unwrap().to_owned()),
        }
    }
    parts.join("/")
}

#[test]
fn every_embedded_file_is_in_a_fingerprint() {
    let embedded = embedded();
    assert!(embedded.len() > 20, "{embedded:?}");
    for path in &embedded {
        let is_named = |names: &[&str]| names.iter().any(|name| path.starts_with(name));
        assert!(
            stage_of(path).is_some() || is_named(&AT_RUN_TIME) || is_named(&APART),
            "{path} is embedded, but build.rs hashes it for no stage"
        );
        assert!(root().join(path).is_file(), "{path}");
    }
    let listed = STAGES.iter().flat_map(|(_, parts)| *parts);
    for data in listed.filter(|part| part.starts_with("data/")) {
        assert!(embedded.contains(*data), "{data} is hashed, but not embedded");
    }
}

#[test]
fn a_changed_file_changes_the_name_of_its_stage_alone() {
    let files: Vec<(String, Vec<u8>)> = ["data", "src"]
        .iter()
        .flat_map(|folder| build::files(&root().join(folder)))
        .map(|path| (relative(&path), std::fs::read(&path).unwrap()))
        .collect();
    let before = names(files.clone());
    for (changed, stage) in [
        ("data/encodings.bin", "DECODE"),
        ("data/code-pages.txt", "DECODE"),
        ("data/cns11643.txt", "DECODE"),
        ("data/languages.txt", "LANGUAGE"),
        ("data/entities.txt", "NORMALIZE"),
        ("src/decode/mod.rs", "DECODE"),
        ("src/strip/mod.rs", "STRIP"),
    ] {
        let mut files = files.clone();
        let (_, bytes) = files.iter_mut().find(|(path, _)| path == changed).unwrap();
        bytes.push(b'x');
        let after = names(files);
        let differ = STAGES.iter().zip(before.iter().zip(after));
        let differ: Vec<&str> = differ
            .filter(|(_, (a, b))| *a != b)
            .map(|((stage, _), _)| *stage)
            .collect();
        assert_eq!(differ, [stage], "{changed}");
    }
    let mut files = files;
    files.retain(|(path, _)| path != "src/model/record.rs");
    assert!(before.iter().zip(names(files)).all(|(a, b)| *a != b), "what all share");
}
