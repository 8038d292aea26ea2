//! The output folder: whose it is, that nothing in it is followed through a link, that a build says when a part of it is gone,
//! that a typo does not empty it, and that it says what it was built with.

mod foreign;
mod modes;
mod origin;

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
