//! The layers of the crate: imports go down only.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod circles;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the top down; those of one row do not know each other.
const LAYERS: &[&[&str]] = &[
    &["main", "lib"],
    &["cli"],
    &["internal"],
    &["api"],
    &["config", "eval"],
    &["corpus"],
    &["driver"],
    &["sources", "trip"],
    &["filter", "strip"],
    &["decode", "parse", "render", "normalize"],
    &["language"],
    &["monitor", "panics", "fingerprint", "hashed"],
    &["model"],
];
/// What may touch a file system, threads or the clock; all else is pure.
const IMPURE: &[&str] = &["main", "cli", "api", "config", "corpus", "driver", "sources"];

fn layer(module: &str) -> usize {
    let row = LAYERS.iter().position(|row| row.contains(&module));
    row.unwrap_or_else(|| panic!("{module} is in no layer of tests/layers/main.rs"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    found
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// A source file.
struct Source {
    /// The module at the top that it belongs to.
    module: String,
    /// Its path below `src`.
    name: String,
    /// Its text without tests and comments.
    code: String,
}

/// All source files that are no tests.
fn sources() -> impl Iterator<Item = Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let named = move |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let is_test = name.ends_with("tests.rs") || name.contains("/tests/");
        (!is_test).then(|| Source {
            module: name.split(['/', '.']).next().unwrap().to_owned(),
            code: code(&fs::read_to_string(&path).unwrap()),
            name,
        })
    };
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .into_iter()
        .filter_map(named)
}

fn code(text: &str) -> String {
    let code = text.split("\nmod tests {").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The modules of the crate that some code names.
fn named(code: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for (at, root) in code
        .match_indices("crate::")
        .chain(code.match_indices("chaffinch::internal::"))
    {
        let rest = &code[at + root.len()..];
        let group = rest.strip_prefix('{').map(|rest| rest.split('}').next().unwrap());
        for path in group
            .unwrap_or(rest)
            .split(',')
            .take(if group.is_some() { usize::MAX } else { 1 })
        {
            let name = path
                .trim()
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap();
            if !name.is_empty() && name.starts_with(char::is_lowercase) {
                names.insert(name);
            }
        }
    }
    names
}

#[test]
fn imports_go_down() {
    let mut wrong = Vec::new();
    for Source { module, name, code } in sources() {
        for other in named(&code) {
            let below = layer(other) > layer(&module);
            if other != module && !below {
                wrong.push(format!("{name} names {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pure_modules_touch_no_files_threads_or_clock() {
    let mut wrong = Vec::new();
    for Source { module, name, code } in sources() {
        if IMPURE.contains(&module.as_str()) {
            continue;
        }
        for impure in [
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "std::time",
            "std::env",
            "rayon::",
            "File::",
        ] {
            if code.contains(impure) {
                wrong.push(format!("{name} uses {impure}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What reaches a disk: modules, types and the methods of paths.
const DISK: &[&str] = &[
    "std::fs",
    "fs::",
    "File::",
    "OpenOptions",
    "WalkDir",
    ".exists()",
    ".try_exists()",
    ".is_dir()",
    ".is_file()",
    ".is_symlink()",
    ".symlink_metadata(",
    ".metadata()",
    ".read_dir(",
    ".canonicalize(",
];
/// The files of `corpus` that reach the disk: the local storage, its lock, and what is scratch wherever the corpus is stored.
const DISK_FILES: &[&str] = &["local.rs", "lock.rs", "scratch.rs"];

#[test]
fn the_corpus_reaches_the_disk_through_its_storage() {
    let (mut wrong, mut reaching) = (Vec::new(), BTreeSet::new());
    for Source { name, code, .. } in sources() {
        let Some(name) = name.strip_prefix("corpus/") else {
            continue;
        };
        let found: Vec<_> = DISK.iter().filter(|call| reaches(&code, call)).collect();
        match name.strip_prefix("storage/").filter(|file| DISK_FILES.contains(file)) {
            Some(file) if !found.is_empty() => drop(reaching.insert(file.to_owned())),
            _ => wrong.extend(found.iter().map(|call| format!("corpus/{name} uses {call}"))),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(reaching, DISK_FILES.iter().map(|file| (*file).to_owned()).collect());
}

/// Whether code names `call`, not as the end of a longer name: `ScratchFile::` is no `File::`.
fn reaches(code: &str, call: &str) -> bool {
    let mut before = code.match_indices(call).map(|(at, _)| &code[..at]);
    let is_path = call.starts_with('.');
    before.any(|before| is_path || !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}
