//! A corpus in another storage: what is built, read, mended and removed there is what it would be on the local disk, so nothing
//! goes past the trait.

pub(super) mod memory;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::corpus::storage::{files, of};
use crate::corpus::{self, Error, Manifest, Options, Query, Source, State, layout};
use crate::monitor::Silent;
use crate::sources::{self, Input};
use crate::trip::{self, Pipeline};
use memory::all;

/// Inputs, and two output folders: one on the local disk and one in memory.
struct World {
    folder: TempDir,
    local: PathBuf,
    memory: PathBuf,
    pipeline: Pipeline,
}

impl World {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        let world = World {
            local: folder.path().join("out"),
            memory: memory::folder(name, &folder.path().join("work")),
            folder,
            pipeline: Pipeline::new(trip::Options::default()).unwrap(),
        };
        for number in 0..40 {
            world.write(
                number,
                &format!(
                    "The ferry left pier {number} at seven. {}",
                    "It rained. ".repeat(number)
                ),
            );
        }
        // Twice the same text, and an image.
        world.write(40, "The ferry left pier 1 at seven. It rained.");
        fs::write(world.inputs().join("a.png"), b"\x89PNG\r\n\x1a\n").unwrap();
        world
    }

    fn inputs(&self) -> PathBuf {
        self.folder.path().join("in")
    }

    fn write(&self, number: usize, text: &str) {
        fs::write(self.inputs().join(format!("{number}.txt")), text).unwrap();
    }

    /// Calls `with` for these inputs.
    fn with<T>(&self, with: impl FnOnce(&Source<'_>) -> T) -> T {
        let reading = sources::Options::default();
        let inputs = sources::find(&[Input::Path(self.inputs())], &reading).unwrap();
        with(&Source::new(&inputs, &reading, &self.pipeline))
    }

    fn build(&self, output: &Path) -> Result<Manifest, Error> {
        self.with(|source| corpus::build(source, output, &options(), &Silent))
    }

    /// The files of both folders are the same.
    #[track_caller]
    fn same(&self) {
        let mut local = BTreeMap::new();
        on_disk(&self.local, &self.local, &mut local);
        let memory = all(&self.memory);
        assert_eq!(local.keys().collect::<Vec<_>>(), memory.keys().collect::<Vec<_>>());
        assert!(local == memory);
        assert!(
            !Path::new("memory:").exists(),
            "something took a path in memory for a local one"
        );
    }

    fn outputs(&self) -> [&Path; 2] {
        [&self.local, &self.memory]
    }

    fn build_both(&self) -> Manifest {
        let [local, memory] = self.outputs().map(|output| self.build(output).unwrap());
        assert_eq!(local, memory);
        memory
    }

    fn damages(&self) -> usize {
        corpus::verify(&self.memory, &Silent).unwrap().damages.len()
    }

    /// Damages the file `name` in both folders, and mends it.
    #[track_caller]
    fn mend(&self, name: &str, damage: impl Fn(&mut Vec<u8>)) {
        let mut bytes = fs::read(self.local.join(name)).unwrap();
        damage(&mut bytes);
        fs::write(self.local.join(name), &bytes).unwrap();
        memory::edit(&self.memory.join(name), &damage);
        for output in self.outputs() {
            let report = self.with(|source| corpus::repair(source, output, &options(), &Silent));
            assert!(!report.unwrap().damages.is_empty(), "{name}");
        }
        assert_eq!(self.damages(), 0, "{name}");
        self.same();
    }
}

/// Small frames and shards, and a cache that keeps everything.
fn options() -> Options {
    Options {
        frame_size_bytes: 512,
        shard_size_bytes: 2048,
        cache_percent: 100_000,
        ..Options::default()
    }
}

fn on_disk(root: &Path, folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            on_disk(root, &path, found);
        } else {
            found.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
}

#[test]
fn builds_and_states_are_the_same_in_another_storage() {
    let world = World::new("builds");
    world.build_both();
    world.same();
    world.write(3, "Another ferry left.");
    world.write(90, "And one more.");
    fs::remove_file(world.inputs().join("5.txt")).unwrap();
    let manifest = world.build_both();
    assert!(manifest.files.len() > 4 && manifest.counts.duplicate == 1);
    world.same();
    assert_eq!(world.damages(), 0);
    let states = corpus::states(&world.memory).unwrap();
    let [before, after] = states.as_slice() else {
        panic!("{} states", states.len())
    };
    let work = tempfile::tempdir().unwrap();
    let found = corpus::diff(before, after, work.path(), &Query::default(), &Silent).unwrap();
    assert_eq!((found.added, found.gone, found.changed), (1, 1, 1));
    for output in world.outputs() {
        assert_eq!(corpus::gc(output, 0, &Silent).unwrap().states, 1);
    }
    world.same();
    State::open(&world.memory, None).unwrap();
}

#[test]
fn damage_is_found_and_mended_in_another_storage() {
    let world = World::new("damage");
    let manifest = world.build_both();
    let flip = |bytes: &mut Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    };
    world.mend(&manifest.files[0].path, flip);
    let seal = &manifest.seal[..16];
    let beside = ["cache/index-", "ledger/manifest-", "ledger/"];
    for name in beside.map(|start| format!("{start}{seal}.jsonl.zst")) {
        world.mend(&name, flip);
    }
    for name in [corpus::manifest::FILE_NAME, layout::CARD] {
        world.mend(name, |bytes| bytes.truncate(10));
    }
}

#[test]
fn a_shard_that_is_gone_and_another_writer_are_noticed_in_another_storage() {
    let world = World::new("refusals");
    let manifest = world.build(&world.memory).unwrap();
    let lock = of(&world.memory).lock(&world.memory).unwrap();
    assert!(matches!(world.build(&world.memory), Err(Error::Locked { .. })));
    drop(lock);
    files::remove_file(&world.memory.join(&manifest.files[0].path)).unwrap();
    assert!(matches!(world.build(&world.memory), Err(Error::Incomplete { .. })));
    assert_eq!(world.damages(), 1);
}
