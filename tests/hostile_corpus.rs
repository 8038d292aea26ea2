//! Corpora that were made to harm whoever works on them: manifests, their copies, ledgers, caches, kept states, journals and what
//! interrupted builds leave, with names and numbers of an attacker's choice under right seals. Nothing outside of the output folder
//! is written or removed, nothing panics, and each command ends with an error that says something or does its work.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

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

/// Puts only a copy in place, as if the manifest were lost.
fn put_copy(out: &Path, harmed: Value) {
    let (bytes, seal) = sealed(harmed);
    put_manifest(out, manifest(out));
    fs::write(
        out.join(format!("ledger/manifest-{}.jsonl.zst", &seal[..16])),
        packed(&bytes),
    )
    .unwrap();
    fs::remove_file(out.join("manifest.json")).unwrap();
}

/// Puts a manifest among the kept states.
fn put_kept(out: &Path, harmed: Value, number: &str) {
    let (bytes, seal) = sealed(harmed);
    fs::create_dir_all(out.join("history")).unwrap();
    fs::write(out.join(format!("history/{number}-{}.json", &seal[..16])), bytes).unwrap();
}

/// Manifests with one more file of this name, and with it as the name of a file that is there.
fn with_name(manifest: &Value, name: &str) -> [Value; 2] {
    let (mut more, mut other) = (manifest.clone(), manifest.clone());
    let mut entry = manifest["files"][0].clone();
    entry["path"] = name.into();
    for field in ["lines", "line_bytes", "frames", "data_bytes"] {
        entry[field] = 0.into();
    }
    more["files"].as_array_mut().unwrap().push(entry);
    other["files"][0]["path"] = name.into();
    [more, other]
}

#[test]
fn names_in_manifests_their_copies_and_kept_states() {
    let scene = Scene::new();
    let sound = manifest(&scene.path("out"));
    for name in NAMES {
        let [more, other] = with_name(&sound, name);
        try_all(&scene, &format!("manifest, more {name:?}"), |out| {
            put_manifest(out, more.clone());
        });
        try_all(&scene, &format!("manifest, other {name:?}"), |out| {
            put_manifest(out, other.clone());
        });
        try_all(&scene, &format!("copy {name:?}"), |out| put_copy(out, more.clone()));
        try_all(&scene, &format!("kept state {name:?}"), |out| {
            put_kept(out, other.clone(), "00000009")
        });
    }
}

/// The index at the end of a shard, with numbers that do not fit, under a right hash and seal.
#[test]
fn indexes_of_shards() {
    let scene = Scene::new();
    let sound = manifest(&scene.path("out"));
    let entry = &sound["files"][0];
    let path = entry["path"].as_str().unwrap();
    let bytes = fs::read(scene.path("out").join(path)).unwrap();
    let (data, index) = bytes.split_at(entry["data_bytes"].as_u64().unwrap() as usize);
    for field in ["lines", "bytes", "size_bytes", "prefix"] {
        for number in NUMBERS {
            let mut frames: Value = serde_json::from_slice(&index[8..]).unwrap();
            for frame in frames.as_array_mut().unwrap() {
                frame[field] = number.into();
                if field == "prefix" {
                    frame[field] = "10".repeat(number as usize % 150).into();
                }
            }
            let frames = frames.to_string();
            let size = (frames.len() as u32).to_le_bytes();
            let harmed = [data, &index[..4], &size, frames.as_bytes()].concat();
            let mut manifest = sound.clone();
            manifest["files"][0]["size_bytes"] = harmed.len().into();
            manifest["files"][0]["blake3"] = blake3::hash(&harmed).to_hex().as_str().into();
            try_all(&scene, &format!("index {field} {number}"), |out| {
                fs::write(out.join(path), &harmed).unwrap();
                put_manifest(out, manifest.clone());
            });
        }
    }
}

#[test]
fn numbers_in_manifests() {
    let scene = Scene::new();
    let sound = manifest(&scene.path("out"));
    for field in ["size_bytes", "frames", "data_bytes", "lines", "line_bytes"] {
        for number in NUMBERS {
            let mut harmed = sound.clone();
            for file in harmed["files"].as_array_mut().unwrap() {
                file[field] = number.into();
            }
            try_all(&scene, &format!("{field} {number}"), |out| {
                drop(put_manifest(out, harmed.clone()))
            });
        }
    }
    for field in ["read", "kept", "duplicate", "skipped", "quarantined"] {
        let mut harmed = sound.clone();
        harmed["counts"][field] = u64::MAX.into();
        try_all(&scene, &format!("counts.{field}"), |out| {
            drop(put_manifest(out, harmed.clone()))
        });
    }
    for (pointer, value) in [
        ("/files/0/prefix", json!("01".repeat(128))),
        ("/files/0/prefix", json!("../x")),
        ("/files/0/blake3", json!("../../home/keep.txt")),
        ("/removed/test~1dash/bytes", json!(u64::MAX)),
        ("/format", json!(0)),
        ("/version", json!("../../home")),
        ("/skipped", json!({"../home/keep.txt": u64::MAX})),
        ("/settings", json!({"input": {"skip_paths": ["../home"]}})),
    ] {
        let mut harmed = sound.clone();
        match pointer.rsplit_once('/').unwrap() {
            // It may not be there: settings that are the defaults are left out.
            ("", key) => harmed[key] = value,
            _ => *harmed.pointer_mut(pointer).unwrap() = value,
        }
        try_all(&scene, pointer, |out| {
            put_manifest(out, harmed.clone());
        });
    }
    for number in [
        "00000000",
        "18446744073709551615",
        "99999999999999999999",
        "../00000001",
    ] {
        let harmed = sound.clone();
        let path = scene
            .path("out/history")
            .join(format!("{number}-0123456789abcdef.json"));
        if path.parent().unwrap().ends_with("history") {
            try_all(&scene, number, |out| put_kept(out, harmed.clone(), number));
        }
    }
}

fn unpack(path: &Path) -> String {
    let mut text = String::new();
    let mut decoder = zstd::Decoder::new(fs::File::open(path).unwrap()).unwrap();
    std::io::Read::read_to_string(&mut decoder, &mut text).unwrap();
    text
}

fn ledger(out: &Path) -> PathBuf {
    let seal = manifest(out)["seal"].as_str().unwrap()[..16].to_owned();
    out.join(format!("ledger/{seal}.jsonl.zst"))
}

/// The lines of a ledger, each harmed in one way.
fn harmed_lines(text: &str, harm: &Value) -> String {
    let line = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        if let (true, Some(before)) = (line == "done", harm.get("before done")) {
            return format!("{before}\n{line}\n");
        }
        if let (Some(line), Some(harm)) = (line.as_object_mut(), harm.as_object()) {
            for (kind, fields) in harm {
                match (line.get_mut(kind), fields) {
                    (Some(Value::Object(found)), Value::Object(fields)) => found.extend(fields.clone()),
                    (Some(found), fields) => *found = fields.clone(),
                    (None, _) => {}
                }
            }
        }
        format!("{line}\n")
    };
    text.lines().map(line).collect()
}

fn ledger_harms() -> Vec<Value> {
    let mut harms = Vec::new();
    for name in ["../home/keep.txt", "/etc/passwd", "", "a\0b", "00.txt"] {
        harms.push(json!({"unit": {"source": name}}));
    }
    let hash = "00".repeat(32);
    for (kind, record, hash) in [
        (0, u64::MAX, hash.as_str()),
        (0, 0, "../../home/keep.txt"),
        (0, 1, ""),
        (1, u64::MAX, ""),
        (2, 0, "x"),
        (255, 1, &hash),
    ] {
        harms.push(json!({"records": [[kind, record, hash]]}));
        harms.push(json!({"before done": {"records": [[kind, record, hash]]}}));
    }
    for number in NUMBERS {
        harms.push(json!({"before done": {"skipped": ["../home/keep.txt", number]}}));
        harms.push(
            json!({"unit": {"stamp": {"size_bytes": number, "modified": [i64::MIN, i64::MAX], "changed": [0, 0]}}}),
        );
        for field in ["segment", "frame", "frame_lines", "start", "bytes", "records"] {
            harms.push(json!({"cached": {field: number}}));
        }
    }
    harms.push(json!({"unit": {"blake3": "../x"}}));
    harms.push(json!({"before done": "retry"}));
    harms.push(json!({"before done": "end"}));
    harms.push(json!({"before done": {"unit": {"source": "00.txt", "stamp": null, "blake3": null}}}));
    harms
}

#[test]
fn ledgers() {
    let scene = Scene::new();
    let harms = ledger_harms();
    assert!(harms.len() > 45, "{}", harms.len());
    for harm in harms {
        try_all(&scene, &format!("ledger {harm}"), |out| {
            let path = ledger(out);
            fs::write(&path, packed(harmed_lines(&unpack(&path), &harm).as_bytes())).unwrap();
        });
    }
    for bytes in [
        &b""[..],
        b"x",
        &packed(b""),
        &packed(b"{}\n"),
        &packed(b"\"end\"\n"),
        &packed(&[b'x'; 100_000]),
    ] {
        try_all(&scene, "a ledger of other bytes", |out| {
            fs::write(ledger(out), bytes).unwrap()
        });
    }
}

fn segment(out: &Path) -> PathBuf {
    let mut found = fs::read_dir(out.join("cache"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_segment = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("segment-");
    found.find(is_segment).unwrap()
}

#[test]
fn caches() {
    let scene = Scene::new();
    let index = |out: &Path| {
        let mut found = fs::read_dir(out.join("cache"))
            .unwrap()
            .map(|entry| entry.unwrap().path());
        found
            .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("index-"))
            .unwrap()
    };
    for (key, value) in [
        (
            "/segments",
            json!({"18446744073709551615": {"size_bytes": u64::MAX, "line_bytes": u64::MAX}}),
        ),
        (
            "/segments",
            json!({"1": {"size_bytes": 0, "line_bytes": u64::MAX}, "2": {"size_bytes": u64::MAX, "line_bytes": 0}}),
        ),
        (
            "/segments",
            json!({"../../home/keep.txt": {"size_bytes": 4, "line_bytes": 4}}),
        ),
        ("/segments", json!({"-1": {"size_bytes": 4, "line_bytes": 4}})),
        ("/rules", json!("../../home/keep.txt")),
    ] {
        try_all(&scene, &format!("index {value}"), |out| {
            let path = index(out);
            let mut harmed: Value = serde_json::from_str(&unpack(&path)).unwrap();
            *harmed.pointer_mut(key).unwrap() = value.clone();
            fs::write(&path, packed(harmed.to_string().as_bytes())).unwrap();
        });
    }
    // Lines of as many bytes, in frames of as many: only what they say is another.
    for (from, to) in [
        ("\"source\":\"0", "\"source\":\"/"),
        ("\"record\":1", "\"record\":9"),
        ("\"holders\":[null", "\"holders\":[9999"),
        ("\"offset_bytes\":0", "\"offset_bytes\":9"),
        ("\n1", "\n9"),
        ("0 {", "9 {"),
        ("0 {", "x {"),
        ("\"gaps\":[[2", "\"gaps\":[[9"),
    ] {
        try_all(&scene, &format!("segment {from} {to}"), |out| {
            let path = segment(out);
            let size = fs::metadata(&path).unwrap().len() as usize;
            let mut bytes = packed(unpack(&path).replace(from, to).as_bytes());
            // A frame that is skipped makes up for the size, which the index says.
            if let Some(rest) = size.checked_sub(bytes.len() + 8) {
                bytes.extend(
                    [
                        &0x184D_2A50_u32.to_le_bytes()[..],
                        &(rest as u32).to_le_bytes(),
                        &vec![0; rest],
                    ]
                    .concat(),
                );
            }
            fs::write(&path, bytes).unwrap();
        });
    }
}

#[test]
fn journals_and_what_interrupted_builds_leave() {
    let scene = Scene::new();
    let small = Options {
        memory_bytes: 1,
        ..options()
    };
    for number in 20..400 {
        scene.write(number, &format!("Text {number} that comes later."));
    }
    let stopped = scene.build(&small, 0, &Stop(AtomicU64::new(60)));
    assert!(matches!(stopped, Err(Error::Interrupted)), "{stopped:?}");
    let resume = scene.path("out/.work/resume");
    let begun = fs::read_to_string(resume.join("begun.json")).unwrap();
    for (pointer, value) in [
        (
            "/segments",
            json!([{"number": u64::MAX, "ends": [{"size_bytes": u64::MAX, "line_bytes": u64::MAX}]}]),
        ),
        (
            "/segments",
            json!([{"number": 1, "ends": []}, {"number": 1, "ends": []}]),
        ),
        ("/old_seal", json!("../../home/keep.txt")),
    ] {
        try_all(&scene, &format!("begun {value}"), |out| {
            let mut harmed: Value = serde_json::from_str(&begun).unwrap();
            *harmed.pointer_mut(pointer).unwrap() = value.clone();
            fs::write(out.join(".work/resume/begun.json"), harmed.to_string()).unwrap();
        });
    }
    for harm in ledger_harms().iter().step_by(4) {
        try_all(&scene, &format!("ledger of a resumed build {harm}"), |out| {
            let path = out.join(".work/resume/ledger");
            fs::write(&path, packed(harmed_lines(&unpack(&path), harm).as_bytes())).unwrap();
        });
    }
    let huge = [u64::MAX.to_le_bytes(), u64::MAX.to_le_bytes()].concat();
    let pair = [&1_u64.to_le_bytes()[..], &0_u64.to_le_bytes(), b"x"].concat();
    for run in [&b""[..], b"x", &huge, &pair] {
        try_all(&scene, "a run of a resumed build", |out| {
            fs::write(out.join(".work/resume/run-0"), packed(run)).unwrap();
        });
    }
    for name in NAMES {
        for journal in [
            json!({"shards": [name], "seals": [], "segments": []}),
            json!({"shards": [], "seals": [name], "segments": [u64::MAX]}),
        ] {
            try_all(&scene, &format!("journal {journal}"), |out| {
                fs::write(out.join(".work/journal"), journal.to_string()).unwrap();
            });
        }
    }
}
