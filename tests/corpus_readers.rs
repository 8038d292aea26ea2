//! Reading a corpus while builds publish to it: nobody sees half of a state, and files stay until the publish after the next.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod world;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use chaffinch::internal::corpus::{self, Error, Manifest, Options, Query, State};
use chaffinch::internal::monitor::Silent;
use world::{World, build, synthetic};

fn options() -> Options {
    Options {
        threads: 1,
        frame_size_bytes: 8 << 10,
        shard_size_bytes: 32 << 10,
        ..Options::default()
    }
}

/// The world of a number: no two have the same corpus.
fn numbered(number: usize) -> World {
    let mut world = synthetic(300, 5, 1);
    let texts = (0..40).map(|text| format!("Text {text} of state {number}. {}", "word ".repeat(30)));
    world.insert("changing.txt".to_owned(), texts.collect());
    world
}

#[test]
fn files_of_a_state_stay_until_the_publish_after_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let mut before: Option<(State, Manifest)> = None;
    for number in 0..4 {
        let manifest = build(&numbered(number), folder.path(), &options(), &Silent).unwrap();
        if let Some((state, manifest)) = &before {
            let report = corpus::verify_state(folder.path(), state, &Silent).unwrap();
            assert_eq!((report.damages.len(), report.files), (0, manifest.files.len() as u64));
        }
        // A reader of all that is in the folder sees the files of one state.
        let named: Vec<String> = manifest.files.iter().map(|file| file.path.to_string()).collect();
        let mut found: Vec<String> = ["documents", "removals", "rejects"]
            .iter()
            .flat_map(|section| std::fs::read_dir(folder.path().join(section)).unwrap())
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .strip_prefix(folder.path())
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        found.sort();
        assert_eq!(found, {
            let mut named = named;
            named.sort();
            named
        });
        before = Some((State::open(folder.path(), None).unwrap(), manifest));
    }
    assert_eq!(corpus::states(folder.path()).unwrap().len(), 2);
}

/// Reads until the writer is done; at least once after each publish if there is time.
fn read_beside(folder: &Path, keep_states: usize, read: impl Fn() + Sync) -> usize {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::SeqCst) || reads == 0 {
                read();
                reads += 1;
            }
            reads
        });
        for number in 1..13 {
            let options = Options {
                keep_states,
                ..options()
            };
            build(&numbered(number), folder, &options, &Silent).unwrap();
        }
        done.store(true, Ordering::SeqCst);
        reader.join().unwrap()
    })
}

#[test]
fn verify_and_diff_do_not_see_half_of_a_state() {
    for keep_states in [0, 1] {
        let folder = tempfile::tempdir().unwrap();
        let (out, other) = (folder.path().join("out"), folder.path().join("other"));
        build(&numbered(0), &out, &options(), &Silent).unwrap();
        build(&numbered(0), &other, &options(), &Silent).unwrap();
        let verifies = read_beside(&out, keep_states, || {
            assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, []);
        });
        let diffs = read_beside(&out, keep_states, || {
            let diff = || -> Result<_, Error> {
                let work = tempfile::tempdir().unwrap();
                let [before, after] = [State::open(&other, None)?, State::open(&out, None)?];
                corpus::diff(&before, &after, work.path(), &Query::default(), &Silent)
            };
            let found = corpus::steady(&[&other, &out], diff, Result::is_ok).unwrap();
            assert_eq!((found.gone, found.changed), (0, 40));
        });
        println!("{verifies} verifies and {diffs} diffs beside 12 publishes each, {keep_states} states kept");
    }
}

#[test]
fn what_never_settles_is_an_error_and_a_reader_of_a_standing_state_tries_once() {
    let folder = tempfile::tempdir().unwrap();
    build(&numbered(0), folder.path(), &options(), &Silent).unwrap();
    let broken = || Error::NoCorpus {
        path: folder.path().to_owned(),
    };
    let mut tries = 0;
    let once: Result<(), Error> = corpus::steady(
        &[folder.path()],
        || {
            tries += 1;
            Err(broken())
        },
        Result::is_ok,
    );
    assert!(matches!(once, Err(Error::NoCorpus { .. })));
    assert_eq!(tries, 1);
    let path = folder.path().join("manifest.json");
    let never: Result<(), Error> = corpus::steady(
        &[folder.path()],
        || {
            let mut bytes = std::fs::read(&path).unwrap();
            bytes.push(b' ');
            std::fs::write(&path, bytes).unwrap();
            Err(broken())
        },
        Result::is_ok,
    );
    assert!(matches!(never, Err(Error::Unsteady { .. })));
}
