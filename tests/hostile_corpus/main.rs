//! Corpora that were made to harm whoever works on them: manifests, their copies, ledgers, caches, kept states, journals and what
//! interrupted builds leave, with names and numbers of an attacker's choice under right seals. Nothing outside of the output folder
//! is written or removed, nothing panics, and each command ends with an error that says something or does its work.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod aids;
mod manifests;

#[path = "../world/mod.rs"]
mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use chaffinch::internal::corpus::{self, Error, Options, Query, Source, State};
use chaffinch::internal::driver::Reading;
use chaffinch::internal::monitor::{Monitor, Silent};
use chaffinch::internal::sources::{Input, Inputs, Piece, Stamp, Unit};
use chaffinch::internal::trip::RULES;
use serde_json::{Value, json};
use world::Stop;

/// Names that a path in a manifest must not have.
const NAMES: [&str; 24] = [
    "../home/keep.txt",
    "../../home/keep.txt",
    "../home/.profile",
    "/tmp/chaffinch-hostile/keep.txt",
    "documents/../../home/keep.txt",
    "documents/../home/keep.txt",
    "documents/all-0123456789abcdef.jsonl.zst/../../../home/keep.txt",
    "../home/all-0123456789abcdef.jsonl.zst",
    "./documents/all-0123456789abcdef.jsonl.zst",
    "documents//all-0123456789abcdef.jsonl.zst",
    "documents\\..\\..\\home\\keep.txt",
    "documents/report-0123456789abcdef.jsonl.zst",
    "home/keep.txt",
    "",
    ".",
    "..",
    "documents",
    "documents/",
    "manifest.json",
    ".lock",
    ".work/journal",
    "README.md",
    "documents/a\0b",
    "documents/all-0123456789abcdef.jsonl.zst\n",
];

/// Numbers at the ends of what a field can hold.
const NUMBERS: [u64; 4] = [0, 1 << 40, i64::MAX as u64, u64::MAX];

/// A corpus with kept states and a cache, its inputs, and a folder beside it that nobody may touch.
struct Scene {
    folder: tempfile::TempDir,
}

fn options() -> Options {
    Options {
        threads: 1,
        frame_size_bytes: 1 << 10,
        shard_size_bytes: 4 << 10,
        cache_percent: 10_000,
        allow_shrink: true,
        ..Options::default()
    }
}

/// A folder for many small builds: waiting for a disk each time would take most of the test.
fn in_memory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap()
}

impl Scene {
    fn new() -> Self {
        let scene = Scene { folder: in_memory() };
        fs::create_dir_all(scene.path("home")).unwrap();
        fs::write(scene.path("home/keep.txt"), "mine").unwrap();
        fs::create_dir(scene.path("in")).unwrap();
        for number in 0..12 {
            scene.write(
                number,
                &format!("-chaff {number}\nText {number}. {}", "word ".repeat(number * 9)),
            );
        }
        scene.write(12, "!torn");
        scene.write(13, "-chaff alone");
        // Only files that are older than a build are known by their times.
        std::thread::sleep(std::time::Duration::from_millis(12));
        scene.build(&options(), 0, &Silent).unwrap();
        scene.write(3, "Another text.");
        std::thread::sleep(std::time::Duration::from_millis(12));
        scene.build(&options(), 0, &Silent).unwrap();
        fs::create_dir_all(scene.path("out/home")).unwrap();
        fs::write(scene.path("out/home/keep.txt"), "HOSTILE").unwrap();
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("a").join(name)
    }

    fn write(&self, number: usize, text: &str) {
        fs::write(self.path(&format!("in/{number:02}.txt")), text).unwrap();
    }

    fn inputs(&self) -> Inputs {
        let mut paths: Vec<PathBuf> = fs::read_dir(self.path("in"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        let unit = |path: PathBuf| {
            let metadata = fs::metadata(&path).unwrap();
            Unit {
                source: path.file_name().unwrap().to_str().unwrap().into(),
                input: Input::Path(path),
                size_bytes: metadata.len(),
                stamp: Some(Stamp::from(&metadata)),
            }
        };
        Inputs {
            units: paths.into_iter().map(unit).collect(),
            ..Inputs::default()
        }
    }

    /// Runs `work` over the inputs; `phrase` is the number of a phrase rule.
    fn over<T>(&self, phrase: u64, work: impl FnOnce(&Source<'_>) -> T) -> T {
        let inputs = self.inputs();
        let stages = world::Lines {
            also: if phrase == 0 {
                String::new()
            } else {
                format!("Text {phrase}")
            },
        };
        let read = |unit: &Unit| -> Box<dyn Iterator<Item = Piece> + Send> {
            let Input::Path(path) = &unit.input else {
                return Box::new(std::iter::empty());
            };
            Box::new(world::items(
                unit.source.clone(),
                vec![fs::read_to_string(path).unwrap()],
            ))
        };
        work(&Source {
            reading: Reading {
                inputs: &inputs,
                reader: &read,
            },
            cleaner: &stages,
            fingerprints: BTreeMap::from([(RULES.to_owned(), phrase.to_string())]),
        })
    }

    fn build(&self, options: &Options, phrase: u64, monitor: &dyn Monitor) -> Result<(), Error> {
        self.over(phrase, |source| {
            corpus::build(source, &self.path("out"), options, monitor).map(drop)
        })
    }

    /// Runs a command and returns what it says if it fails.
    fn run(&self, command: &str) -> Option<String> {
        let out = self.path("out");
        let keep = Options {
            keep_states: 3,
            ..options()
        };
        let fresh = Options {
            fresh: true,
            ..options()
        };
        let result = match command {
            "build" => self.build(&options(), 0, &Silent),
            "build, states kept" => self.build(&keep, 0, &Silent),
            "build, another rule" => self.build(&options(), 5, &Silent),
            "build, an input more" => {
                self.write(99, "One more.");
                self.build(&options(), 0, &Silent)
            }
            "build, from nothing" => self.build(&fresh, 0, &Silent),
            "dry run" => self.over(0, |source| {
                corpus::dry_run(source, &out, &options(), &Query::default(), &Silent).map(drop)
            }),
            "repair" => self.over(0, |source| corpus::repair(source, &out, &options(), &Silent).map(drop)),
            "verify" => corpus::verify(&out, &Silent).map(drop),
            "diff" => diff(&out),
            "gc" => corpus::gc(&out, 0, &Silent).map(drop),
            _ => panic!("{command}"),
        };
        result.err().map(|error| error.to_string())
    }

    /// All that is there beside the output folder and the inputs.
    fn outside(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = world::files(self.folder.path());
        files.retain(|path, _| !path.starts_with("a/out/") && !path.starts_with("a/in/"));
        files
    }
}

fn diff(out: &Path) -> Result<(), Error> {
    let states = corpus::states(out)?;
    let current = State::open(out, None)?;
    let work = tempfile::tempdir().unwrap();
    states
        .iter()
        .try_for_each(|state| corpus::diff(state, &current, work.path(), &Query::default(), &Silent).map(drop))
}

const COMMANDS: [&str; 10] = [
    "build",
    "build, states kept",
    "build, another rule",
    "build, an input more",
    "build, from nothing",
    "dry run",
    "repair",
    "verify",
    "diff",
    "gc",
];

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs all commands, each on a copy of its own of the corpus that `harm` harms, and says how many there were.
#[track_caller]
fn try_all(scene: &Scene, name: &str, harm: impl Fn(&Path)) {
    let (out, kept) = (scene.path("out"), scene.path("kept"));
    fs::rename(&out, &kept).unwrap();
    for command in COMMANDS {
        copy(&kept, &out);
        harm(&out);
        let before = scene.outside();
        let said = scene.run(command);
        assert!(
            scene.outside() == before,
            "{name}: {command} changes what is outside ({said:?})"
        );
        assert_ne!(said.as_deref(), Some(""), "{name}: {command}");
        assert_eq!(
            fs::read_to_string(out.join("home/keep.txt")).unwrap(),
            "HOSTILE",
            "{name}: {command}"
        );
        if command == "build, from nothing" && said.is_none() {
            assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, [], "{name}");
        }
        fs::remove_dir_all(&out).unwrap();
        let _ = fs::remove_file(scene.path("in/99.txt"));
    }
    fs::rename(&kept, &out).unwrap();
}

fn manifest(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

/// With a right seal, which needs no key.
fn sealed(mut manifest: Value) -> (Vec<u8>, String) {
    manifest["seal"] = "".into();
    let seal = blake3::hash(&serde_json::to_vec(&manifest).unwrap())
        .to_hex()
        .to_string();
    manifest["seal"] = seal.clone().into();
    let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap();
    bytes.push(b'\n');
    (bytes, seal)
}

/// Puts a manifest in place, and gives the files beside it the names that go with its seal.
fn put_manifest(out: &Path, harmed: Value) -> String {
    let before = manifest(out)["seal"].as_str().unwrap()[..16].to_owned();
    let (bytes, seal) = sealed(harmed);
    fs::write(out.join("manifest.json"), bytes).unwrap();
    for folder in ["ledger", "cache"] {
        for entry in fs::read_dir(out.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if name.starts_with("manifest-") {
                fs::remove_file(&path).unwrap();
            } else if name.contains(&before) {
                fs::rename(&path, path.with_file_name(name.replace(&before, &seal[..16]))).unwrap();
            }
        }
    }
    seal
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = zstd::bulk::Compressor::new(3).unwrap();
    compressor.include_checksum(true).unwrap();
    compressor.include_contentsize(true).unwrap();
    compressor.compress(bytes).unwrap()
}
