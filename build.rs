#![allow(clippy::print_stdout, reason = "build scripts speak to cargo by printing")]
//! Names the sources and embedded data of each stage, so that a state made by other code or data is not reused.
//!
//! Not for: models and rule packs, which are hashed when they are loaded, because others may stand in for them.

use std::fs;
use std::path::{Path, PathBuf};

/// Stages, and the files and folders that each consists of. What of `src` is listed nowhere belongs to all of them.
pub(crate) const STAGES: [(&str, &[&str]); 10] = [
    ("READ", &["src/sources", "src/sources.rs"]),
    (
        "DECODE",
        &[
            "src/decode",
            "src/decode.rs",
            "data/encodings.bin",
            "data/code-pages.txt",
            "data/cns11643.txt",
        ],
    ),
    ("PARSE", &["src/parse", "src/parse.rs"]),
    // `codes` belongs to all stages: parsing and identification use it.
    (
        "LANGUAGE",
        &[
            "src/language/mod.rs",
            "src/language/script.rs",
            "src/language/small_words.rs",
            "src/language/trigrams.rs",
            "data/languages.txt",
        ],
    ),
    ("STRIP", &["src/strip", "src/strip.rs"]),
    ("RENDER", &["src/render"]),
    ("NORMALIZE", &["src/normalize", "src/normalize.rs", "data/entities.txt"]),
    ("FILTER", &["src/filter"]),
    ("LAYOUT", &["src/corpus", "src/corpus.rs"]),
    // What does not decide what is written.
    (
        "APART",
        &[
            "src/api",
            "src/internal.rs",
            "src/cli",
            "src/main.rs",
            "src/eval",
            "src/eval.rs",
            "src/config",
            "src/config.rs",
            "src/driver",
            "src/monitor.rs",
            "data/language-codes.txt",
        ],
    ),
];

fn main() {
    for input in ["src", "data", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let paths = [files(Path::new("data")), files(Path::new("src"))].concat();
    let read = |path: PathBuf| (slashed(&path), fs::read(&path).unwrap_or_default());
    let lock = ("Cargo.lock".to_owned(), fs::read("Cargo.lock").unwrap_or_default());
    let names = names(paths.into_iter().map(read).chain([lock]));
    for ((stage, _), name) in STAGES.iter().zip(names) {
        println!("cargo::rustc-env=CHAFFINCH_CODE_{stage}={name:016x}");
    }
    fix_allocator();
}

/// Links settings of glibc's allocator into the command; other libraries of C have none of the kind.
fn fix_allocator() {
    if std::env::var_os("CARGO_FEATURE_CLI").is_some()
        && std::env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|env| env == "gnu")
        && std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux")
    {
        for object in cc::Build::new().file("src/cli/allocator.c").compile_intermediates() {
            println!("cargo::rustc-link-arg-bins={}", object.display());
        }
    }
}

/// The name of each stage of [`STAGES`], from paths and contents in a fixed order.
pub(crate) fn names(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> [u64; STAGES.len()] {
    let mut names = [FNV_OFFSET; STAGES.len()];
    let mut shared = FNV_OFFSET;
    for (path, bytes) in files {
        let stage = stage_of(&path);
        let name = match stage.and_then(|stage| names.get_mut(stage)) {
            Some(name) => name,
            None if path.starts_with("data/") => continue,
            None => &mut shared,
        };
        *name = hashed(hashed(*name, path.as_bytes()), &bytes);
    }
    names.map(|name| hashed(name, &shared.to_le_bytes()))
}

/// Index of the stage that a file belongs to.
pub(crate) fn stage_of(path: &str) -> Option<usize> {
    let holds = |part: &str| {
        let rest = path.strip_prefix(part);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    STAGES
        .iter()
        .position(|(_, parts)| parts.iter().any(|part| holds(part)))
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// All files below a folder, in the order of their names.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a; line ends are those of Unix, whatever a checkout made of them.
fn hashed(hash: u64, bytes: &[u8]) -> u64 {
    let bytes = bytes.iter().filter(|byte| **byte != b'\r');
    bytes.fold(hash, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
