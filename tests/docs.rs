//! Holds the documents against the tree: a module, dependency or command that they do not name fails here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Modules two levels deep: `sources`, `sources/formats`.
fn modules(folder: &Path, prefix: &str, depth: usize, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_module = path.is_dir() || path.extension().is_some_and(|extension| extension == "rs");
        if !is_module || ["mod", "lib", "tests"].contains(&stem.as_str()) {
            continue;
        }
        let name = format!("{prefix}{stem}");
        if path.is_dir() && depth > 1 {
            modules(&path, &format!("{name}/"), depth - 1, found);
        }
        found.insert(name);
    }
}

/// All names between backticks.
fn quoted(section: &str) -> BTreeSet<String> {
    section.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let (_, rest) = text
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no section {heading}"));
    rest.split("\n## ").next().unwrap()
}

#[test]
fn the_map_names_every_module_at_the_top_and_none_that_is_gone() {
    let text = document("ARCHITECTURE.md");
    let mut found = BTreeSet::new();
    modules(&root().join("src"), "", 2, &mut found);
    let map = section(&text, "The map");
    let missing: Vec<_> = found
        .iter()
        .filter(|name| !name.contains('/') && !map.contains(&format!("\n* `{name}`: ")))
        .collect();
    let named = quoted(map.split_once("\n* ").unwrap().1);
    let gone: Vec<_> = named.difference(&found).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in ARCHITECTURE.md: {missing:?}; not in src: {gone:?}"
    );
}

#[test]
fn every_dependency_has_its_reason() {
    let text = document("ARCHITECTURE.md");
    let named = quoted(section(&text, "Dependencies"));
    let mut used = BTreeSet::new();
    for manifest in ["Cargo.toml", "tools/Cargo.toml"] {
        let manifest: toml::Table = document(manifest).parse().unwrap();
        let tables = ["dependencies", "build-dependencies", "dev-dependencies"]
            .iter()
            .filter_map(|table| manifest.get(*table)?.as_table());
        used.extend(tables.flat_map(|table| table.keys().cloned()));
    }
    used.remove("chaffinch");
    let missing: Vec<_> = used.difference(&named).collect();
    let gone: Vec<_> = named.difference(&used).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "without a reason: {missing:?}; not used: {gone:?}"
    );
}

#[test]
fn the_readme_has_the_exit_codes_of_the_help() {
    let readme = document("README.md");
    let code = fs::read_to_string(root().join("src/cli/exit.rs")).unwrap();
    let help = code.split_once("Exit codes:\n").unwrap().1.split_once("\";").unwrap().0;
    for line in help.lines() {
        let (code, meaning) = line.trim().split_once(' ').unwrap();
        let row = format!("| {code} | {} |", meaning.trim());
        assert!(readme.contains(&row), "README.md lacks the row {row}");
    }
}

#[test]
fn files_say_what_they_are_for() {
    let mut folders = ["src", "tests", "examples", "tools"]
        .map(|folder| root().join(folder))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                assert!(text.starts_with("//! "), "{} does not open with //!", path.display());
            }
        }
    }
}

/// The keys of a line: those of objects inside are dotted, those of lists of objects stand for themselves.
fn fields(line: &serde_json::Value, before: &str, found: &mut BTreeSet<String>) {
    for (key, value) in line.as_object().into_iter().flatten() {
        let name = format!("{before}{key}");
        match value {
            serde_json::Value::Object(_) => fields(value, &format!("{name}."), found),
            serde_json::Value::Array(elements) => {
                elements.iter().for_each(|element| fields(element, "", found));
                found.insert(name);
            }
            _ => drop(found.insert(name)),
        }
    }
}

#[test]
fn every_field_of_a_line_is_described() {
    let corpus = tempfile::tempdir().unwrap();
    let inputs = root().join("data/samples");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_chaffinch"));
    command
        .arg("build")
        .arg(inputs)
        .arg("--output")
        .arg(corpus.path())
        .arg("--quiet");
    command.output().unwrap();
    let text = document("docs/format.md");
    let mut tables = 0;
    for folder in ["documents", "removals", "rejects"] {
        for entry in fs::read_dir(corpus.path().join(folder)).unwrap() {
            let packed = fs::File::open(entry.unwrap().path()).unwrap();
            let mut lines = BufReader::new(zstd::Decoder::new(packed).unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            let mut found = BTreeSet::new();
            fields(&serde_json::from_str(&first).unwrap(), "", &mut found);
            let missing: Vec<_> = found
                .iter()
                .filter(|field| !text.contains(&format!("`{field}`")))
                .collect();
            assert!(
                missing.is_empty(),
                "docs/format.md does not describe {missing:?} of {folder}"
            );
            tables += 1;
        }
    }
    assert!(tables >= 6, "{tables}");
}

/// The corpora of earlier formats; the last is that of the current one.
fn old_corpora() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/corpora")).unwrap();
    let folders = entries.map(|entry| entry.unwrap().path().join("corpus"));
    let mut found: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// Paths of all files below a folder, with forward slashes.
fn files(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            found.push(name.replace('\\', "/"));
        }
    }
}

/// A name as docs/format.md has it: with words for prefixes, numbers, hashes and seals.
fn pattern(name: &str) -> String {
    let (folder, file) = name
        .rsplit_once('/')
        .map_or(("", name), |(folder, file)| (folder, file));
    let (stem, extension) = file.split_once('.').unwrap();
    let seal = if ["ledger", "cache", "history"].contains(&folder) {
        "SEAL"
    } else {
        "HASH"
    };
    let part = |part: &str| match part {
        "all" => "PREFIX".to_owned(),
        part if part.len() == 16 && stem.starts_with("segment-") => "NUMBER".to_owned(),
        part if part.len() == 16 => seal.to_owned(),
        _ if folder == "history" => "NUMBER".to_owned(),
        part if !part.is_empty() && part.bytes().all(|bit| matches!(bit, b'0' | b'1')) => "PREFIX".to_owned(),
        part => part.to_owned(),
    };
    let stem: Vec<String> = stem.split('-').map(part).collect();
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}{}.{extension}", stem.join("-"))
}

#[test]
fn every_file_of_a_corpus_is_described() {
    let text = document("docs/format.md");
    let corpus = old_corpora().pop().unwrap();
    let mut found = Vec::new();
    files(&corpus, &corpus, &mut found);
    let tree: BTreeSet<&str> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let is_missing = |name: &&String| !tree.contains(pattern(name).as_str());
    let missing: Vec<_> = found.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "docs/format.md does not describe {missing:?}");
    assert!(found.len() > 15, "{found:?}");
}

/// The keys of objects at any depth, without those that are data.
fn keys(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    const COUNTS: [&str; 6] = [
        "fingerprints",
        "removed",
        "dropped",
        "skipped",
        "quarantined",
        "segments",
    ];
    match value {
        serde_json::Value::Array(elements) => elements.iter().for_each(|element| keys(element, found)),
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                found.insert(key.clone());
                match value {
                    _ if key == "settings" => {}
                    serde_json::Value::Object(by_name) if COUNTS.contains(&key.as_str()) => {
                        by_name.values().for_each(|value| keys(value, found));
                    }
                    value => keys(value, found),
                }
            }
        }
        serde_json::Value::String(word) if ["retry", "done", "end"].contains(&word.as_str()) => {
            found.insert(word.clone());
        }
        _ => {}
    }
}

#[test]
fn every_field_beside_the_tables_is_described() {
    let text = document("docs/format.md");
    let corpus = old_corpora().pop().unwrap();
    let mut names = Vec::new();
    files(&corpus, &corpus, &mut names);
    let sections = [
        ("manifest.json", "`manifest.json`"),
        ("ledger/", "`ledger/`"),
        ("cache/index-", "`cache/`"),
        (".chaffinch", "`.chaffinch`, `.lock`, `.work/`"),
    ];
    for (start, heading) in sections {
        let (text, mut found) = (section(&text, heading), BTreeSet::new());
        let of_section = names
            .iter()
            .filter(|name| name.starts_with(start) && !name.contains("/manifest-"));
        for name in of_section {
            let bytes = fs::read(corpus.join(name)).unwrap();
            let lines = match name.ends_with(".zst") {
                true => std::io::read_to_string(zstd::Decoder::new(bytes.as_slice()).unwrap()).unwrap(),
                false => String::from_utf8(bytes).unwrap(),
            };
            let values = serde_json::Deserializer::from_str(&lines).into_iter();
            values.for_each(|value| keys(&value.unwrap(), &mut found));
        }
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let missing: Vec<_> = found.iter().filter(|key| !words.contains(key.as_str())).collect();
        assert!(
            missing.is_empty() && !found.is_empty(),
            "{heading} does not describe {missing:?}"
        );
    }
}

#[test]
fn every_filter_is_described() {
    let text = document("docs/format.md");
    let mut paragraphs = section(&text, "`rejects/`").split("\n\n");
    let dropped = paragraphs
        .find(|text| text.trim_start().starts_with("`dropped`: "))
        .unwrap();
    let named = quoted(dropped.split_once("the filter (").unwrap().1.split_once(')').unwrap().0);
    let filters = chaffinch::internal::filter::filters();
    let known: BTreeSet<String> = filters.iter().map(|filter| filter.id.to_string()).collect();
    assert_eq!(named, known, "docs/format.md does not list the filters under `dropped`");
}

#[test]
fn the_table_of_scripts_names_every_script_and_none_that_is_gone() {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(root().join("scripts")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let files = fs::read_dir(&path).unwrap().map(|file| file.unwrap());
            let files = files.filter(|file| file.file_type().unwrap().is_file());
            found.extend(files.map(|file| format!("{name}/{}", file.file_name().to_str().unwrap())));
        } else if name != "README.md" {
            found.insert(name);
        }
    }
    let text = document("scripts/README.md");
    let named = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let named: BTreeSet<String> = named.map(|(name, _)| name.to_owned()).collect();
    assert_eq!(found, named);
}

#[test]
fn the_notices_name_every_embedded_file() {
    let text = document("THIRD-PARTY-NOTICES.md");
    let files = fs::read_dir(root().join("data")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().to_str().unwrap().to_owned());
    let missing: Vec<String> = names.filter(|name| !text.contains(&format!("`data/{name}"))).collect();
    assert!(missing.is_empty(), "no source and licence: {missing:?}");
}

/// Files that may name a script, each with its text.
fn texts(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push((path, text));
        }
    }
}

#[test]
fn scripts_that_are_named_exist() {
    let mut all = Vec::new();
    for folder in [
        "benches", "data", "docs", "examples", "scripts", "src", "tests", "tools",
    ] {
        texts(&root().join(folder), &mut all);
    }
    for name in ["README.md", "ARCHITECTURE.md", "Cargo.toml"] {
        all.push((root().join(name), document(name)));
    }
    let mut missing = BTreeSet::new();
    for (path, text) in &all {
        for (at, _) in text.match_indices("scripts/") {
            let mut words = text[at..].split(|c: char| !c.is_ascii_alphanumeric() && !"/._-".contains(c));
            let name = words.next().unwrap_or_default().trim_end_matches(['.', '/']);
            let apart = text[..at].ends_with(|c: char| !c.is_alphanumeric() && !"/-_".contains(c));
            if apart && name != "scripts" && !root().join(name).exists() {
                missing.insert(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// What `chaffinch rules test` says of a pack, and whether it passed.
fn test_pack(text: &str) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack.toml");
    fs::write(&pack, text).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_chaffinch"));
    let output = command.args(["rules", "test"]).arg(pack).output().unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_guide_to_rules_names_every_key_scope_and_zone() {
    let text = document("docs/rules.md");
    let rule = "[[rule]]\nname = \"x\"\nabout = \"x\"\nphrases.en = [\"x\"]\n";
    for (pack, headings) in [
        (format!("class = \"ad\"\nnope = 1\n{rule}"), false),
        (format!("class = \"ad\"\n{rule}nope = 1\n"), false),
        (format!("class = \"ad\"\n{rule}scope = \"nope\"\n"), true),
        (format!("class = \"ad\"\n{rule}zone = \"nope\"\n"), false),
    ] {
        let (passed, said) = test_pack(&pack);
        assert!(!passed);
        let (_, names) = said.split_once("expected one of ").unwrap_or_else(|| panic!("{said}"));
        let names: Vec<&str> = names.lines().next().unwrap().split('`').skip(1).step_by(2).collect();
        assert!(names.len() > 2, "{names:?}");
        for name in names {
            let row = if headings {
                format!("\n### {name}\n")
            } else {
                format!("\n| `{name}` | ")
            };
            assert!(text.contains(&row), "docs/rules.md lacks {name}");
        }
    }
}
