#![allow(clippy::print_stdout, reason = "build scripts speak to cargo by printing")]
//! Names the sources of each stage, so that a state that other code made is not taken for one of this program.

use std::fs;
use std::path::{Path, PathBuf};

/// Stages, and what of `src` each consists of. What is named nowhere goes with all of them.
const STAGES: [(&str, &[&str]); 7] = [
    ("READ", &["reader", "reader.rs"]),
    ("DECODE", &["decode", "decode.rs"]),
    ("PARSE", &["parse", "parse.rs"]),
    ("STRIP", &["strip", "strip.rs"]),
    (
        "FINISH",
        &[
            "render",
            "render.rs",
            "normalize",
            "normalize.rs",
            "filter",
            "filter.rs",
        ],
    ),
    ("LAYOUT", &["corpus", "corpus.rs"]),
    // What has no say in what comes out.
    (
        "APART",
        &[
            "cli",
            "main.rs",
            "eval",
            "eval.rs",
            "config",
            "config.rs",
            "run",
            "run.rs",
            "monitor.rs",
        ],
    ),
];

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let mut names = [FNV_OFFSET; STAGES.len()];
    let mut shared = hashed(FNV_OFFSET, &fs::read("Cargo.lock").unwrap_or_default());
    for path in files(Path::new("src")) {
        let bytes = fs::read(&path).unwrap_or_default();
        let first = path
            .components()
            .nth(1)
            .map(|part| part.as_os_str().to_string_lossy().into_owned());
        let stage = STAGES
            .iter()
            .position(|(_, parts)| first.as_deref().is_some_and(|first| parts.contains(&first)));
        let name = stage.and_then(|stage| names.get_mut(stage)).unwrap_or(&mut shared);
        *name = hashed(hashed(*name, path.to_string_lossy().as_bytes()), &bytes);
    }
    for ((stage, _), name) in STAGES.iter().zip(names) {
        println!(
            "cargo::rustc-env=CHAFFINCH_CODE_{stage}={:016x}",
            hashed(name, &shared.to_le_bytes())
        );
    }
}

/// All files below a folder, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
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
