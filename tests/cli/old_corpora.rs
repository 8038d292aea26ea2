//! Corpora that earlier programs wrote: each is read, compared with a new one, and updated.
//!
//! Later rules may clean its documents otherwise, but no document may come or go.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::chaffinch;

/// The settings that all of them were built with.
const SETTINGS: [&str; 4] = [
    "--set",
    "output.frame_size_bytes=1024",
    "--set",
    "output.shard_size_bytes=2048",
];

/// The folders of all formats.
fn formats() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora");
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::write(to, fs::read(path).unwrap()).unwrap();
        }
    }
}

/// A copy of the inputs and the corpus of a format.
struct Old(tempfile::TempDir);

impl Old {
    fn of(format: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(format, folder.path());
        Old(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Builds the corpus `name`; the inputs hold damage.
    fn build(&self, name: &str) {
        let (inputs, output) = (self.path("in"), self.path(name));
        let args = ["build", "-q", &inputs, "--output", &output];
        chaffinch(args.into_iter().chain(SETTINGS)).expect(3);
    }

    fn counts(&self, name: &str) -> BTreeMap<String, u64> {
        let json = fs::read(Path::new(&self.path(name)).join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&json).unwrap();
        serde_json::from_value(manifest["counts"].clone()).unwrap()
    }

    /// What differs, by the names of the counts of `diff`.
    fn differs(&self, before: &str, after: &str) -> impl Fn(&str) -> u64 {
        let run = chaffinch(["diff", &self.path(before), &self.path(after), "--json"]).expect(0);
        let found = run.json_lines()[0].clone();
        move |name: &str| found[name].as_u64().unwrap()
    }

    /// The files of a corpus that are a function of its inputs and settings.
    fn tables(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = PathBuf::from(self.path(name));
        let mut found = BTreeMap::new();
        for folder in ["documents", "removals", "rejects"] {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                found.insert(path.strip_prefix(&root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
        found.insert("manifest.json".into(), fs::read(root.join("manifest.json")).unwrap());
        found
    }
}

#[test]
fn an_old_corpus_is_read_and_compared() {
    let formats = formats();
    assert!(!formats.is_empty());
    for format in formats {
        let old = Old::of(&format);
        let corpus = old.path("corpus");
        chaffinch(["verify", &corpus]).expect(0);
        let states = chaffinch(["history", &corpus]).expect(0).stdout;
        let earlier = format!("corpus@{}", &states[..16]);
        assert_eq!(states.lines().count(), 2, "{states}");
        let differs = old.differs(&earlier, "corpus");
        assert_eq!([differs("added"), differs("gone"), differs("changed")], [1, 0, 0]);
        old.build("new");
        assert_eq!(old.counts("corpus"), old.counts("new"));
        let differs = old.differs("corpus", "new");
        assert_eq!([differs("added"), differs("gone")], [0, 0]);
        let both: u64 = ["changed", "relabelled", "same"].map(differs).iter().sum();
        assert_eq!(both, old.counts("new")["kept"]);
    }
}

#[test]
fn an_old_corpus_is_updated_to_what_a_new_build_gives() {
    for format in formats() {
        let old = Old::of(&format);
        let before = old.counts("corpus");
        let text = "The last bus over the bridge leaves at eleven, except on Sundays.";
        fs::write(old.path("in/bus.txt"), text).unwrap();
        old.build("corpus");
        old.build("new");
        assert_eq!(old.counts("corpus")["kept"], before["kept"] + 1);
        assert!(old.tables("corpus") == old.tables("new"));
        chaffinch(["verify", &old.path("corpus")]).expect(0);
    }
}

#[test]
fn a_corpus_of_another_format_is_left_alone_and_its_format_named() {
    let format = formats().remove(0);
    for (number, says) in [(1, "format 1 is no longer read"), (99, "format 99 is newer than")] {
        let old = Old::of(&format);
        let (corpus, path) = (old.path("corpus"), PathBuf::from(old.path("corpus/manifest.json")));
        let json = fs::read_to_string(&path).unwrap();
        let other = json.replacen("\"format\": 2", &format!("\"format\": {number}"), 1);
        assert_ne!(json, other);
        fs::write(&path, &other).unwrap();
        let inputs = old.path("in");
        for args in [vec!["verify", &corpus], vec!["build", &inputs, "--output", &corpus]] {
            chaffinch(args).expect(1).says(says);
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), other);
    }
}
