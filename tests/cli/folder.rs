//! The output folder: whose it is, that nothing in it is followed through a link, that a build says when a part of it is gone,
//! that a typo does not empty it, and that it says what it was built with.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Files, Run, chaffinch, lines, manifest, paragraph};

/// A folder of three documents, and the folder of their corpus.
struct World {
    files: Files,
    inputs: PathBuf,
    out: PathBuf,
}

impl World {
    fn new() -> Self {
        let files = Files::in_memory();
        (0..3).for_each(|n| drop(files.add(&format!("in/{n}.txt"), paragraph(n))));
        let (inputs, out) = (files.path("in"), files.path("out"));
        World { files, inputs, out }
    }

    fn built() -> Self {
        let world = World::new();
        world.build(&[]).expect(0);
        world
    }

    fn build(&self, flags: &[&str]) -> Run {
        let paths = [self.inputs.as_os_str(), "--output".as_ref(), self.out.as_os_str()];
        let flags = flags.iter().map(AsRef::as_ref);
        chaffinch(["build".as_ref()].into_iter().chain(paths).chain(flags))
    }

    /// Runs a command on the corpus alone.
    fn run(&self, command: &str) -> Run {
        chaffinch([command.as_ref(), self.out.as_os_str()])
    }
}

/// All that is in a folder: files with their bytes, links with their targets, folders.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap();
            let bytes = if kind.is_symlink() {
                fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()
            } else if kind.is_dir() {
                folders.push(path.clone());
                b"folder".to_vec()
            } else {
                fs::read(&path).unwrap()
            };
            found.insert(path, bytes);
        }
    }
    found
}

fn only_file(folder: &Path) -> PathBuf {
    let mut entries = fs::read_dir(folder).unwrap();
    entries.next().unwrap().unwrap().path()
}

#[test]
fn folders_of_others_are_left_as_they_are() {
    for files in [
        &[
            "README.md",
            ".work/thesis.txt",
            "documents/report-0123456789abcdef.jsonl.zst",
        ][..],
        &[".work/thesis.txt"],
        &["documents/all-0123456789abcdef.jsonl.zst"],
        &["manifest.json"],
        &["ledger/manifest-0123456789abcdef.jsonl.zst"],
        &[".chaffinch"],
        &[".lock"],
        &["cache/segment-0000000000000001.jsonl.zst", ".lock"],
    ] {
        let world = World::new();
        files
            .iter()
            .for_each(|name| drop(world.files.add(&format!("out/{name}"), "mine")));
        let before = tree(&world.out);
        for flags in [&[][..], &["--fresh"], &["--dry-run"]] {
            let run = world.build(flags).expect(1);
            assert!(run.stderr.contains("holds no corpus"), "{files:?}: {}", run.stderr);
            assert_eq!(tree(&world.out), before, "{files:?} {flags:?}");
        }
        for command in ["repair", "gc"] {
            world.run(command).expect(1);
            assert_eq!(tree(&world.out), before, "{files:?} {command}");
        }
    }
}

#[test]
fn files_of_others_in_a_corpus_stay() {
    let world = World::built();
    let names = [
        "notes.txt",
        "documents/report-0123456789abcdef.jsonl.zst",
        "documents/all-0123456789abcdef.jsonl.zst",
        "removals/notes.txt",
        "ledger/0123456789abcdef.jsonl.zst",
        "cache/segment-00000000000000ff.jsonl.zst",
        "history/notes.json",
        "history/documents/all-0123456789abcdef.jsonl.zst",
    ];
    names
        .iter()
        .for_each(|name| drop(world.files.add(&format!("out/{name}"), "mine")));
    world.build(&[]).expect(0);
    world.files.add("in/more.txt", paragraph(9));
    world.build(&[]).expect(0);
    world.build(&["--fresh"]).expect(0);
    world.run("gc").expect(0);
    for name in names {
        assert_eq!(fs::read_to_string(world.out.join(name)).unwrap(), "mine", "{name}");
    }
    world.files.add("out/.work/thesis.txt", "mine");
    let said = world.build(&[]).expect(1).stderr;
    assert!(
        said.contains(".work holds files that are not Chaffinch's; move them away"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(world.out.join(".work/thesis.txt")).unwrap(), "mine");
}

/// A lock file that a run which was killed left does not make the folder foreign.
#[test]
fn a_folder_with_nothing_but_our_lock_file_is_free() {
    for left in ["", "process 7 on host, since 2026-01-02T03:04:05Z"] {
        let world = World::new();
        world.files.add("out/.lock", left);
        world.build(&[]).expect(0);
        assert!(!world.out.join(".lock").exists());
    }
}

#[test]
fn files_of_others_in_our_work_folder_stay() {
    let world = World::built();
    let marker = fs::read(world.out.join(".chaffinch")).unwrap();
    let (mine, ours) = (
        [".work/mine.txt", ".work/cache/mine.txt", ".work/notes/run-1"],
        [
            ".work/run-1",
            ".work/documents-spool",
            ".work/templates/sites/run-2",
            ".work/cache/segment-0000000000000007.jsonl.zst",
            ".work/documents/all-0123456789abcdef.jsonl.zst",
        ],
    );
    world.files.add("out/.work/.chaffinch", marker);
    for name in mine.iter().chain(&ours) {
        world.files.add(&format!("out/{name}"), "some");
    }
    for number in 0..2 {
        world
            .files
            .add(&format!("in/more-{number}.txt"), paragraph(20 + number));
        let said = world.build(&[]).expect(0).stderr;
        assert!(
            said.contains(".work/mine.txt") && said.contains("move it away"),
            "{said}"
        );
        world.run("gc").expect(0);
        mine.iter()
            .for_each(|name| assert!(world.out.join(name).exists(), "{name}"));
        ours.iter()
            .for_each(|name| assert!(!world.out.join(name).exists(), "{name}"));
    }
    assert!(!world.out.join(".work/documents").exists());
}

/// What is not ours cannot be repaired: `repair` says so for as long as `verify` does.
#[test]
fn repair_leaves_files_of_others_and_says_so() {
    let world = World::built();
    let mine = world.files.add("out/documents/mine.txt", "mine");
    for _ in 0..2 {
        let said = world.run("repair").expect(1).stderr;
        assert!(
            said.contains("not repaired: ") && said.contains("mine.txt") && said.contains("move it away"),
            "{said}"
        );
        assert!(mine.exists());
        world.run("verify").expect(1);
    }
    fs::remove_file(mine).unwrap();
    world.run("repair").expect(0);
    world.run("verify").expect(0);
}

/// Between its card and its manifest a build is publishing, and no reader may call the corpus damaged.
#[test]
fn the_card_of_a_publish_that_is_not_over_is_no_damage() {
    let world = World::built();
    let card = world.out.join("README.md");
    let sound = fs::read(&card).unwrap();
    fs::write(&card, "another").unwrap();
    world.run("verify").expect(1);
    world
        .files
        .add("out/.work/.chaffinch", fs::read(world.out.join(".chaffinch")).unwrap());
    world
        .files
        .add("out/.work/journal", r#"{"shards":[],"seals":[],"segments":[]}"#);
    world.run("verify").expect(0);
    // The publish died: whoever comes next puts the card of the state that stands back.
    world.run("gc").expect(0);
    assert_eq!(fs::read(&card).unwrap(), sound);
    world.run("verify").expect(0);
}

#[cfg(unix)]
#[test]
fn links_in_the_output_folder_are_named_and_not_followed() {
    use std::os::unix::fs::symlink;
    let shard = only_file(&World::built().out.join("documents"));
    let shard = Path::new("documents").join(shard.file_name().unwrap());
    for name in [
        ".work",
        ".lock",
        ".chaffinch",
        "documents",
        "removals",
        "rejects",
        "ledger",
        "cache",
        "history",
        "README.md",
        "manifest.json",
        "cache/segment-0000000000000001.jsonl.zst",
        "history/documents",
        shard.to_str().unwrap(),
    ] {
        for (is_corpus, is_folder, dangles) in [(true, true, false), (false, false, false), (false, true, true)] {
            let world = if is_corpus { World::built() } else { World::new() };
            let target = world.files.path("home");
            let precious = if is_folder {
                target.join("keep.txt")
            } else {
                target.clone()
            };
            if !dangles {
                fs::create_dir_all(precious.parent().unwrap()).unwrap();
                fs::write(&precious, "precious").unwrap();
            }
            let link = world.out.join(name);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            let moved = world.files.path("moved");
            if link.exists() {
                fs::rename(&link, &moved).unwrap();
            }
            symlink(&target, &link).unwrap();
            let before = tree(world.files.folder());
            for command in ["build", "repair", "gc", "verify", "diff"] {
                let run = match command {
                    "build" => world.build(&[]),
                    "diff" => chaffinch(["diff".as_ref(), world.out.as_os_str(), world.out.as_os_str()]),
                    command => world.run(command),
                };
                let run = run.expect(1);
                let said = format!("{} is a symbolic link", link.display());
                let finds_none = !is_corpus && run.stderr.contains("holds no corpus");
                assert!(run.stderr.contains(&said) || finds_none, "{name}: {}", run.stderr);
                assert_eq!(tree(world.files.folder()), before, "{name}");
            }
        }
    }
}

#[test]
fn an_input_folder_that_cannot_be_built_leaves_no_trace() {
    let world = World::new();
    assert!(world.build(&["--set", "strip.packs=['none.toml']"]).code != 0);
    assert!(!world.out.exists());
    world.build(&["--dry-run"]).expect(0);
    assert!(!world.out.exists());
}

/// Deletes or cuts each shard of a corpus with documents, removals and rejects; whether anything else changed or not.
#[test]
fn a_build_names_shards_that_are_gone_or_cut() {
    let world = World::new();
    world.files.add("in/copy.txt", paragraph(1));
    world
        .files
        .add("in/page.txt", format!("{}\n\nShare on Facebook", paragraph(5)));
    world.files.add("in/bad.jsonl", "{\"text\":");
    world.files.add("in/empty.jsonl", "{\"text\":\"\"}");
    world.build(&[]).expect(3);
    let shards: Vec<PathBuf> = ["documents", "removals", "rejects"]
        .iter()
        .flat_map(|section| fs::read_dir(world.out.join(section)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(shards.len() >= 4, "{shards:?}");
    for shard in &shards {
        let sound = fs::read(shard).unwrap();
        let cut = &sound[..sound.len() - 1];
        for damaged in [None, Some(cut), Some(&[][..]), Some(&[&sound[..], b"x"].concat())] {
            match damaged {
                None => fs::remove_file(shard).unwrap(),
                Some(bytes) => fs::write(shard, bytes).unwrap(),
            }
            let before = tree(&world.out);
            let run = world.build(&[]).expect(1);
            let name = shard.file_name().unwrap().to_str().unwrap();
            assert!(
                run.stderr.contains(name) && run.stderr.contains("chaffinch repair"),
                "{}",
                run.stderr
            );
            assert!(!run.stderr.contains("Kept"), "{}", run.stderr);
            assert_eq!(tree(&world.out), before);
            world.files.add("in/new.txt", paragraph(77));
            let run = world.build(&[]).expect(1);
            assert!(
                run.stderr.contains(name) && run.stderr.contains("chaffinch repair"),
                "{}",
                run.stderr
            );
            fs::remove_file(world.files.path("in/new.txt")).unwrap();
            world.run("repair").expect(0);
            assert_eq!(fs::read(shard).unwrap(), sound, "{name}");
            world.run("verify").expect(0);
        }
    }
    fs::remove_file(&shards[0]).unwrap();
    world.build(&["--fresh"]).expect(3);
    world.run("verify").expect(0);
}

/// How the paths of files begin that a build or `repair` can make again.
const AIDS: [&str; 6] = [
    "README.md",
    "ledger/0",
    "ledger/manifest-",
    "ledger/origin-",
    "cache/index-",
    "cache/segment-",
];

/// The file whose path begins so; `ledger/0` is the ledger itself, which has no word in its name.
fn aid(out: &Path, start: &str) -> PathBuf {
    let is_it = |path: &PathBuf| {
        let relative = path.strip_prefix(out).unwrap().to_str().unwrap();
        match start {
            "ledger/0" => {
                relative.starts_with("ledger/") && !relative.contains("manifest-") && !relative.contains("origin-")
            }
            start => relative.starts_with(start),
        }
    };
    tree(out).into_keys().find(is_it).unwrap()
}

/// What follows from the rest is mended by any build and by `repair`.
#[test]
fn the_card_the_ledger_the_cache_and_the_manifest_come_back() {
    let world = World::built();
    let sound = tree(&world.out);
    let corpus = |out: &Path| {
        let mut tree = tree(out);
        tree.retain(|path, _| !path.starts_with(out.join("ledger")) && !path.starts_with(out.join("cache")));
        tree
    };
    for command in ["build", "repair"] {
        for start in AIDS {
            for cut in [false, true] {
                let path = aid(&world.out, start);
                let bytes = fs::read(&path).unwrap();
                fs::remove_file(&path).unwrap();
                if cut {
                    fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
                }
                // Without its copy, its ledger or its cache a corpus is whole.
                let verified = world.run("verify").code;
                assert!(verified == 1 || !(cut || start == "README.md"), "{start}");
                if command == "build" {
                    world.build(&[])
                } else {
                    world.run("repair")
                }
                .expect(0);
                world.run("verify").expect(0);
                assert_eq!(corpus(&world.out), corpus_of(&sound, &world.out), "{command} {start}");
                world.build(&["--fresh"]).expect(0);
            }
        }
        fs::remove_file(world.out.join("manifest.json")).unwrap();
        let said = world.run("verify").expect(1).stderr;
        assert!(
            said.contains("lost its manifest") && said.contains("chaffinch repair"),
            "{said}"
        );
        if command == "build" {
            world.build(&[])
        } else {
            world.run("repair")
        }
        .expect(0);
        world.run("verify").expect(0);
        assert_eq!(corpus(&world.out), corpus_of(&sound, &world.out), "{command}");
    }
}

fn corpus_of(tree: &BTreeMap<PathBuf, Vec<u8>>, out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut tree = tree.clone();
    tree.retain(|path, _| !path.starts_with(out.join("ledger")) && !path.starts_with(out.join("cache")));
    tree
}

#[test]
fn an_edited_manifest_is_told_with_the_way_forward() {
    let world = World::built();
    let path = world.out.join("manifest.json");
    let sound = fs::read_to_string(&path).unwrap();
    for edited in [
        sound.replacen("\"kept\": 3", "\"kept\": 4", 1),
        sound[..100].to_owned(),
        String::new(),
    ] {
        assert_ne!(edited, sound);
        fs::write(&path, &edited).unwrap();
        for run in [world.build(&[]), world.run("verify"), world.run("history")] {
            let run = run.expect(1);
            run.says("chaffinch repair");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), edited);
        world.run("repair").expect(0);
        assert_eq!(fs::read_to_string(&path).unwrap(), sound);
    }
}

#[test]
fn a_typo_does_not_empty_a_corpus() {
    let world = World::built();
    let before = tree(&world.out);
    for flags in [
        &["--set", "filter.min_chars=1000000"][..],
        &["--include", "0.txt"],
        &["--exclude", "[12].txt"],
        &["--fresh", "--include", "0.txt"],
    ] {
        let run = world.build(flags).expect(1);
        assert!(run.stderr.contains("--allow-shrink"), "{flags:?}: {}", run.stderr);
        run.says("has 3 documents and would have");
        assert_eq!(tree(&world.out), before, "{flags:?}");
    }
    world.build(&["--include", "*.html"]).expect(2);
    assert_eq!(tree(&world.out), before, "what matches nothing is a mistake");
    world.build(&["--include", "[01].txt"]).expect(0);
    assert_eq!(lines(&world.out, "documents").len(), 2, "less than half is lost");
    world.build(&["--include", "0.txt"]).expect(0);
    world
        .build(&["--set", "filter.min_chars=1000000", "--allow-shrink"])
        .expect(0);
    assert_eq!(manifest(&world.out)["counts"]["kept"], 0);
    world.build(&[]).expect(0);
}

#[test]
fn a_first_build_without_documents_says_so() {
    let world = World::new();
    let run = world.build(&["--set", "filter.min_chars=1000000"]).expect(0);
    run.says("no documents");
    assert!(!run.stderr.contains("load_dataset"), "{}", run.stderr);
}

#[test]
fn the_manifest_says_what_the_corpus_was_built_with() {
    let world = World::new();
    let pack = world.files.add(
        "mine.toml",
        "class = \"newsletter\"\n\n[[rule]]\nname = \"courier\"\nabout = \"The Courier's own invitation.\"\n\
         phrases.en = [\"the courier at your door\"]\nremove = [\"The Courier at your door: every morning for a penny.\"]\n\
         keep = [\"The courier at the door had a parcel for the miller.\"]\n",
    );
    let packs = format!("strip.packs=['{}']", pack.display());
    let flags = [
        "--set",
        "filter.min_chars=20",
        "--format",
        "markdown",
        "--include",
        "*.txt",
        "--set",
        &packs,
        "-j",
        "2",
    ];
    world.build(&flags).expect(0);
    let found = manifest(&world.out);
    let settings = serde_json::json!({
        "input": {"include": ["*.txt"]},
        "render": {"format": "markdown"},
        "filter": {"min_chars": 20},
    });
    assert_eq!(found["settings"], settings);
    let hash = blake3::hash(&fs::read(&pack).unwrap()).to_hex().to_string();
    assert_eq!(found["packs"], serde_json::json!([hash]));
    assert_eq!(found["version"], env!("CARGO_PKG_VERSION"));

    // Neither settings nor inputs have to be named again, wherever one is.
    let shard = only_file(&world.out.join("documents"));
    let sound = fs::read(&shard).unwrap();
    fs::remove_file(&shard).unwrap();
    let repaired = crate::support::command()
        .args(["repair", "out"])
        .current_dir(world.files.folder())
        .output()
        .unwrap();
    assert!(repaired.status.success(), "{repaired:?}");
    assert_eq!(fs::read(&shard).unwrap(), sound);

    fs::remove_file(&shard).unwrap();
    fs::write(&pack, fs::read_to_string(&pack).unwrap() + "\n").unwrap();
    let run = world.run("repair");
    assert!(
        run.code != 0 && run.stderr.contains("has changed since"),
        "{}",
        run.stderr
    );
}

#[test]
fn repair_takes_moved_inputs_and_says_when_they_are_gone() {
    let world = World::built();
    let shard = only_file(&world.out.join("documents"));
    let sound = fs::read(&shard).unwrap();
    fs::remove_file(&shard).unwrap();
    let moved = world.files.path("elsewhere");
    fs::rename(&world.inputs, &moved).unwrap();
    let run = world.run("repair").expect(1);
    run.says("cannot be repaired");
    assert!(!shard.exists());
    let paths = [moved.as_os_str(), "--output".as_ref(), world.out.as_os_str()];
    chaffinch(["repair".as_ref()].into_iter().chain(paths)).expect(0);
    assert_eq!(fs::read(&shard).unwrap(), sound);

    // What needs no inputs is mended without them; a lost manifest with a lost copy is not replaced by an empty corpus.
    fs::remove_file(world.out.join("README.md")).unwrap();
    world.run("repair").expect(0);
    world.run("verify").expect(0);
    fs::remove_dir_all(world.out.join("ledger")).unwrap();
    fs::write(world.out.join("manifest.json"), "{").unwrap();
    world.run("repair").expect(1);
    assert_eq!(fs::read(&shard).unwrap(), sound);
}

#[test]
fn how_inputs_are_named_changes_no_byte_of_the_corpus() {
    let world = World::built();
    let parts = |out: &Path| {
        let mut tree = tree(out);
        tree.retain(|path, _| !path.starts_with(out.join("ledger")));
        tree.into_iter()
            .map(|(path, bytes)| (path.strip_prefix(out).unwrap().to_owned(), bytes))
            .collect::<BTreeMap<_, _>>()
    };
    let expected = parts(&world.out);
    for (number, inputs) in [
        &["./in"][..],
        &["in/"],
        &["in/2.txt", "in/0.txt", "in/1.txt"],
        &["out/../in"],
    ]
    .iter()
    .enumerate()
    {
        let out = format!("other-{number}");
        let run = crate::support::command()
            .args(["build", "-q", "--output", &out, "-j", "1"])
            .args(*inputs)
            .current_dir(world.files.folder())
            .output()
            .unwrap();
        assert!(run.status.success(), "{run:?}");
        assert_eq!(parts(&world.files.path(&out)), expected, "{inputs:?}");
    }
}
