//! States of a corpus: which can still be read, what differs between two, what a build would change.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod world;

use std::collections::BTreeMap;
use std::path::Path;

use chaffinch::internal::corpus::{self, Difference, Error, Options, Origin, Query, Source, State};
use chaffinch::internal::driver::Reading;
use chaffinch::internal::model::RuleId;
use chaffinch::internal::monitor::Silent;
use world::{World, build, files, inputs, small, synthetic, world};

fn diff(before: &State, after: &State) -> Difference {
    let work = tempfile::tempdir().unwrap();
    let query = Query {
        samples: 10,
        document: None,
    };
    corpus::diff(before, after, work.path(), &query, &Silent).unwrap()
}

fn counts(difference: &Difference) -> [u64; 5] {
    let Difference {
        added,
        gone,
        changed,
        relabelled,
        same,
        ..
    } = difference;
    [*added, *gone, *changed, *relabelled, *same]
}

#[test]
fn documents_are_added_gone_changed_relabelled_or_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    let before = world([
        ("same", &["Same.\n-chaff"]),
        ("changed", &["Before.\n-old chaff"]),
        ("gone", &["Gone."]),
        ("relabelled", &["Label.\n-one"]),
    ]);
    let after = world([
        ("same", &["Same.\n-chaff"]),
        ("changed", &["After.\n-new chaff\n-more"]),
        ("added", &["Added."]),
        ("relabelled", &["Label.\n-two"]),
    ]);
    build(&before, &a, &small(), &Silent).unwrap();
    build(&after, &b, &small(), &Silent).unwrap();
    let difference = diff(&State::open(&a, None).unwrap(), &State::open(&b, None).unwrap());
    assert_eq!(counts(&difference), [1, 1, 1, 1, 1]);
    let rule = difference.rules[&RuleId::code("test/dash")];
    assert_eq!((rule.only_before, rule.only_after), (2, 3));
    let texts = |source: &str| {
        let sample = difference
            .samples
            .iter()
            .find(|sample| sample.source == source)
            .unwrap();
        (sample.before.as_deref(), sample.after.as_deref())
    };
    assert_eq!(texts("changed"), (Some("Before."), Some("After.")));
    assert_eq!(texts("gone"), (Some("Gone."), None));
    assert_eq!(texts("added"), (None, Some("Added.")));
    assert_eq!(difference.samples.len(), 3);
}

/// Against a comparison of all lines in memory.
#[test]
fn large_corpora_differ_as_their_lines_do() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    let before = synthetic(1_500, 20, 1);
    let mut after = before.clone();
    after.remove("unit-003.txt");
    after.get_mut("unit-007.txt").unwrap()[5] = "Another text altogether.".to_owned();
    after.insert("unit-900.txt".to_owned(), vec!["New here.".to_owned()]);
    for (world, out) in [(&before, &a), (&after, &b)] {
        build(world, out, &small(), &Silent).unwrap();
    }
    let texts = |out: &Path| -> BTreeMap<String, String> {
        let text = |line: &serde_json::Value, key: &str| line[key].as_str().unwrap().to_owned();
        world::lines(out, "documents/")
            .iter()
            .map(|line| (text(line, "id"), text(line, "text")))
            .collect()
    };
    let (one, two) = (texts(&a), texts(&b));
    let difference = diff(&State::open(&a, None).unwrap(), &State::open(&b, None).unwrap());
    let both = || {
        one.iter()
            .filter_map(|(id, text)| two.get(id).map(|other| (text, other)))
    };
    assert_eq!(
        difference.added,
        two.keys().filter(|id| !one.contains_key(*id)).count() as u64
    );
    assert_eq!(
        difference.gone,
        one.keys().filter(|id| !two.contains_key(*id)).count() as u64
    );
    assert_eq!(
        difference.changed,
        both().filter(|(text, other)| text != other).count() as u64
    );
    assert_eq!(
        difference.same + difference.relabelled,
        both().filter(|(text, other)| text == other).count() as u64
    );
    assert!(difference.same > 900 && difference.gone > 10, "{difference:?}");
}

#[test]
fn a_dry_run_tells_the_difference_and_leaves_everything_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let dry = |world: &World| {
        let inputs = inputs(world.keys());
        let items = |name: &str| world.get(name).cloned().unwrap_or_default();
        let reader = world::reader(|unit| Box::new(world::items(unit.source.clone(), items(&unit.source))));
        let source = Source {
            reading: Reading {
                inputs: &inputs,
                reader: &reader,
            },
            cleaner: &world::Lines::default(),
            fingerprints: BTreeMap::new(),
        };
        let query = Query::default();
        corpus::dry_run(&source, &out, &small(), &query, &Silent).unwrap()
    };
    let before = synthetic(300, 5, 1);
    let (manifest, difference) = dry(&before);
    assert_eq!(difference.added, manifest.counts.kept);
    assert!(!out.exists());

    build(&before, &out, &small(), &Silent).unwrap();
    let untouched = files(&out);
    let mut after = before.clone();
    after.get_mut("unit-001.txt").unwrap().push("One more.".to_owned());
    let (manifest, difference) = dry(&after);
    assert_eq!(counts(&difference)[..4], [1, 0, 0, 0]);
    assert!(files(&out) == untouched);
    assert_eq!(build(&after, &out, &small(), &Silent).unwrap(), manifest);
}

#[test]
fn the_last_states_stay_readable_until_they_are_collected() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let keep = Options {
        keep_states: 2,
        ..small()
    };
    let mut worlds = synthetic(300, 5, 1);
    let mut built = Vec::new();
    for number in 0..4 {
        worlds
            .get_mut("unit-002.txt")
            .unwrap()
            .push(format!("Text of state {number}."));
        built.push(build(&worlds, &out, &keep, &Silent).unwrap());
    }
    let states = corpus::states(&out).unwrap();
    let manifests: Vec<_> = states.iter().map(|state| state.manifest.clone()).collect();
    assert_eq!(manifests, built[1..]);
    for (number, state) in states.iter().enumerate() {
        for file in &state.manifest.files {
            let bytes = std::fs::read(state.path(&file.path)).unwrap();
            assert_eq!(
                blake3::hash(&bytes).to_hex().as_str(),
                file.blake3,
                "state {number}: {}",
                file.path
            );
        }
    }
    assert_eq!(counts(&diff(&states[0], &states[2]))[..4], [2, 0, 0, 0]);
    assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, []);
    let at = State::open(&out, Some(&built[2].seal[..8])).unwrap();
    assert_eq!(at.manifest, built[2]);
    assert!(matches!(State::open(&out, Some("nothing")), Err(Error::NoState { .. })));

    // A state that comes again, and one that keeps none, leave the others readable.
    worlds.get_mut("unit-002.txt").unwrap().pop();
    assert_eq!(build(&worlds, &out, &keep, &Silent).unwrap(), built[2]);
    build(&synthetic(20, 2, 9), &out, &small(), &Silent).unwrap();
    for state in corpus::states(&out).unwrap() {
        assert!(state.manifest.files.iter().all(|file| state.path(&file.path).exists()));
    }
    assert!(corpus::gc(&out, 1, &Silent).unwrap().files > 0);
    assert_eq!(corpus::states(&out).unwrap().len(), 2);
    let freed = corpus::gc(&out, 0, &Silent).unwrap();
    assert_eq!((freed.states, corpus::states(&out).unwrap().len()), (1, 1));
    let fresh = folder.path().join("fresh");
    build(&synthetic(20, 2, 9), &fresh, &small(), &Silent).unwrap();
    assert!(world::corpus(&out) == world::corpus(&fresh));
}

/// A flipped bit is damage wherever it is, even where no decoder looks at it.
#[test]
fn every_flipped_bit_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let options = Options {
        keep_states: 1,
        origin: Origin {
            inputs: vec!["/in".to_owned()],
            ..Origin::default()
        },
        ..small()
    };
    for (count, seed) in [(60, 1), (70, 2)] {
        build(&synthetic(count, 6, seed), &out, &options, &Silent).unwrap();
    }
    let is_sound = || corpus::verify(&out, &Silent).is_ok_and(|report| report.damages.is_empty());
    assert!(is_sound());
    let files: BTreeMap<_, _> = files(&out)
        .into_iter()
        .filter(|(name, bytes)| !name.starts_with('.') && !bytes.is_empty())
        .collect();
    for start in [
        "ledger/",
        "ledger/manifest-",
        "ledger/origin-",
        "cache/index-",
        "cache/segment-",
        "history/0",
        "history/documents/",
    ] {
        assert!(
            files.keys().any(|name| name.starts_with(start)),
            "{start} in {:?}",
            files.keys()
        );
    }
    for (name, bytes) in files {
        let path = out.join(&name);
        let step = (bytes.len() / 15).max(1);
        let ends = |at: &usize| *at < 10 || at + 41 > bytes.len() && at.is_multiple_of(3);
        let places = (0..bytes.len()).filter(|at| ends(at) || at % step == 0);
        let flips = places.flat_map(|at| [1, 0x80].map(|bit| (at, bit)));
        for (at, bit) in flips {
            let mut bad = bytes.clone();
            bad[at] ^= bit;
            std::fs::write(&path, bad).unwrap();
            assert!(!is_sound(), "{name}: bit {bit} of byte {at} of {}", bytes.len());
        }
        for bad in [
            [&bytes[..], b"\0"].concat(),
            [&bytes[..], &bytes].concat(),
            bytes[..bytes.len() - 1].to_vec(),
        ] {
            std::fs::write(&path, &bad).unwrap();
            assert!(
                !is_sound(),
                "{name} with {} bytes instead of {}",
                bad.len(),
                bytes.len()
            );
        }
        std::fs::write(&path, bytes).unwrap();
        assert!(is_sound(), "{name}");
    }
}
