//! Building and checking a corpus: what is written, what is counted, what is refused.

mod world;

use chaffinch::internal::corpus::{self, Error, Options};
use chaffinch::internal::model::SkipKind;
use chaffinch::internal::monitor::Silent;
use world::{build, files, lines, small, synthetic, world};

#[test]
fn every_record_becomes_one_thing_and_stands_somewhere() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let world = world([
        ("a.txt", &["Same.\n-ad a", "Other."]),
        ("b.txt", &["-b\nSame.", "!torn", "-only chaff", "?bug", "~a picture"]),
    ]);
    let manifest = build(&world, &out, &Options::default(), &Silent).unwrap();
    let counts = manifest.counts;
    assert_eq!(
        (
            counts.read,
            counts.kept,
            counts.duplicate,
            counts.dropped,
            counts.skipped,
            counts.quarantined
        ),
        (7, 2, 1, 1, 1, 2)
    );
    assert_eq!(manifest.skipped[&SkipKind::Image], 1);
    assert_eq!(
        manifest
            .removed
            .values()
            .map(|removed| (removed.blocks, removed.bytes))
            .collect::<Vec<_>>(),
        [(1, 4)]
    );

    let documents = lines(&out, "documents/");
    let same = documents.iter().find(|line| line["text"] == "Same.").unwrap();
    assert_eq!(same["source"], "a.txt", "the first by source is kept");
    assert_eq!(same["metadata"]["record"], 1);
    let duplicates = lines(&out, "rejects/duplicates-");
    assert_eq!(duplicates[0]["kept"], same["id"]);
    assert_eq!(duplicates[0]["source"], "b.txt");
    assert_eq!(duplicates[0]["removals"][0]["text"], "b");
    let removals = lines(&out, "removals/");
    assert_eq!(
        (removals.len(), &removals[0]["id"], &removals[0]["text"]),
        (1, &same["id"], &"ad a".into())
    );
    assert_eq!(lines(&out, "rejects/dropped-")[0]["rule"], "empty");
    let faults: Vec<_> = lines(&out, "rejects/quarantined-")
        .iter()
        .map(|line| line["fault"].clone())
        .collect();
    assert!(
        faults.contains(&"malformed".into()) && faults.contains(&"panic".into()),
        "{faults:?}"
    );

    let report = corpus::verify(&out, &Silent).unwrap();
    assert_eq!((report.damages, report.lines), (vec![], 8));
    let skipped = lines(&out, "rejects/skipped-");
    let [line] = skipped.as_slice() else {
        panic!("{skipped:?}")
    };
    assert_eq!(
        (&line["source"], &line["record"], &line["offset_bytes"]),
        (&"b.txt".into(), &5.into(), &400.into())
    );
    assert_eq!(
        (&line["kind"], &line["reason"], &line["url"]),
        (&"image".into(), &"a picture".into(), &"".into())
    );
}

#[test]
fn no_input_gives_an_empty_corpus() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = build(&world([]), folder.path(), &Options::default(), &Silent).unwrap();
    assert_eq!(manifest.counts.read, 0);
    let [ledger, copy] = ["", "manifest-"].map(|name| format!("ledger/{name}{}.jsonl.zst", &manifest.seal[..16]));
    assert_eq!(
        files(folder.path()).into_keys().collect::<Vec<_>>(),
        [".chaffinch", "README.md", "ledger/", &ledger, &copy, "manifest.json"]
    );
    assert_eq!(corpus::verify(folder.path(), &Silent).unwrap().damages, []);
}

#[test]
fn a_new_state_leaves_nothing_of_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let (twice, once) = (folder.path().join("twice"), folder.path().join("once"));
    build(&synthetic(500, 7, 1), &twice, &small(), &Silent).unwrap();
    let new = synthetic(50, 3, 2);
    build(&new, &twice, &small(), &Silent).unwrap();
    build(&new, &once, &small(), &Silent).unwrap();
    assert!(world::corpus(&twice) == world::corpus(&once));
    assert_eq!(files(&twice).len(), files(&once).len());
}

#[test]
fn a_folder_with_something_else_in_it_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "Dear").unwrap();
    let error = build(&world([("a", &["Text."])]), folder.path(), &Options::default(), &Silent).unwrap_err();
    assert!(matches!(error, Error::NotOurs { .. }), "{error}");
    assert_eq!(files(folder.path()).into_keys().collect::<Vec<_>>(), ["letter.txt"]);
}

#[test]
fn there_is_nothing_to_verify_without_a_manifest() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        corpus::verify(folder.path(), &Silent),
        Err(Error::NoCorpus { .. })
    ));
}

/// Flips one bit in each of many places, over every file.
#[test]
fn a_damaged_byte_is_found_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    build(&synthetic(200, 5, 3), folder.path(), &small(), &Silent).unwrap();
    assert_eq!(corpus::verify(folder.path(), &Silent).unwrap().damages, []);
    let mut flips = 0;
    for (path, bytes) in files(folder.path()) {
        if bytes.is_empty() || path == ".chaffinch" {
            continue;
        }
        for at in (0..bytes.len()).step_by(bytes.len() / 8 + 1) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            std::fs::write(folder.path().join(&path), damaged).unwrap();
            match corpus::verify(folder.path(), &Silent) {
                Ok(report) => assert!(
                    report.damages.iter().any(|damage| damage.path.ends_with(&path)),
                    "{path} at {at}"
                ),
                Err(error) => assert!(path == "manifest.json", "{path} at {at}: {error}"),
            }
            flips += 1;
        }
        std::fs::write(folder.path().join(&path), bytes).unwrap();
    }
    assert!(flips > 60, "{flips}");
}

#[test]
fn a_missing_a_short_and_a_foreign_file_are_found() {
    let folder = tempfile::tempdir().unwrap();
    build(&synthetic(200, 5, 3), folder.path(), &small(), &Silent).unwrap();
    let shards: Vec<_> = files(folder.path())
        .into_keys()
        .filter(|path| path.starts_with("documents/0"))
        .collect();
    let short = folder.path().join(&shards[1]);
    let bytes = std::fs::read(&short).unwrap();
    std::fs::write(&short, &bytes[..bytes.len() - 1]).unwrap();
    std::fs::remove_file(folder.path().join(&shards[0])).unwrap();
    std::fs::write(folder.path().join("documents/foreign"), "x").unwrap();
    let report = corpus::verify(folder.path(), &Silent).unwrap();
    for path in [&shards[0], &shards[1], "documents/foreign"] {
        assert!(
            report.damages.iter().any(|damage| damage.path.ends_with(path)),
            "{path}: {report:?}"
        );
    }
}
