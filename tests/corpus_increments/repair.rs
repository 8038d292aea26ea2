//! Repair restores the bytes, or says why it cannot.

use super::*;

/// Flips a bit in many places of every file; repair restores the bytes and reads no more than it must.
#[test]
fn repair_restores_the_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    let mut settings = Settings::default();
    settings.options.frame_size_bytes = 2 << 10;
    settings.options.shard_size_bytes = 8 << 10;
    let mut dice = Dice(5);
    for number in 0..60 {
        write(&inputs.join(format!("{number:02}.txt")), &dice.texts());
    }
    settle();
    build(&inputs, &out, &settings, false).unwrap();
    let sound = world::files(&out);
    let mut fewer = 0;
    for (path, bytes) in &sound {
        if bytes.is_empty() || [".chaffinch", "manifest.json"].contains(&path.as_str()) {
            continue;
        }
        for at in (0..bytes.len()).step_by(bytes.len() / 3 + 1) {
            // A damaged cache is given up.
            if !out.join(path).exists() {
                continue;
            }
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            fs::write(out.join(path), damaged).unwrap();
            let (report, read) = repair(&inputs, &out, &settings).unwrap();
            assert!(!report.damages.is_empty(), "{path} at {at}");
            let differ = differing(&bytes_of(&out), &corpus_of(&sound));
            assert!(differ.is_empty(), "{path} at {at}: {differ:?}");
            assert!(
                world::is_aid(path) || path == "README.md" || report.damages.iter().any(|damage| damage.records > 0),
                "{report:?}"
            );
            fewer += usize::from(read.len() < 30);
        }
    }
    assert!(fewer > 20, "{fewer}");
    fs::remove_file(inputs.join("07.txt")).unwrap();
    assert_eq!(
        repair(&inputs, &out, &settings).unwrap().0.damages,
        [],
        "nothing to repair"
    );
}

#[test]
fn what_cannot_be_repaired_is_said_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    write(&inputs.join("a"), &["One text.".to_owned()]);
    build(&inputs, &out, &Settings::default(), false).unwrap();
    let shard = world::files(&out)
        .into_keys()
        .find(|path| path.starts_with("documents/all"))
        .unwrap();
    let mut damaged = fs::read(out.join(&shard)).unwrap();
    damaged[20] ^= 1;
    fs::write(out.join(&shard), damaged).unwrap();
    let before = world::files(&out);
    write(&inputs.join("a"), &["Another text.".to_owned()]);
    for what in ["changed", "gone", "other settings"] {
        let mut settings = Settings::default();
        match what {
            "gone" => fs::remove_file(inputs.join("a")).unwrap(),
            "other settings" => settings.rule = 7,
            _ => {}
        }
        let error = repair(&inputs, &out, &settings).unwrap_err();
        assert!(matches!(error, Error::Beyond { .. }), "{what}: {error}");
        assert!(world::files(&out) == before, "{what}");
    }
}

/// `DAMAGE_FLIPS` sets how many bytes of shards are flipped; a fifth as many of ledger and manifest.
#[test]
fn every_flipped_byte_is_found_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    let mut settings = Settings::default();
    settings.options.frame_size_bytes = 2 << 10;
    settings.options.shard_size_bytes = 8 << 10;
    let mut dice = Dice(11);
    for number in 0..30 {
        write(&inputs.join(format!("{number:02}.txt")), &dice.texts());
    }
    settle();
    build(&inputs, &out, &settings, false).unwrap();
    let sound = world::files(&out);
    let path_of = |path: &String, shards: bool| match path.split('/').next() {
        Some("documents" | "removals" | "rejects") => shards,
        Some("ledger" | "manifest.json") => !shards,
        _ => false,
    };
    let flips = number("DAMAGE_FLIPS", 40) as usize;
    for (shards, flips) in [(true, flips), (false, flips / 5)] {
        let files: Vec<_> = sound
            .iter()
            .filter(|(path, bytes)| !bytes.is_empty() && path_of(path, shards))
            .collect();
        let mut harmless = 0;
        for _ in 0..flips {
            let (path, bytes) = *dice.of(&files);
            let mut damaged = bytes.clone();
            let at = dice.roll(bytes.len());
            damaged[at] ^= 1 << dice.roll(8);
            fs::write(out.join(path), damaged).unwrap();
            let found = corpus::verify(&out, &Silent).map_or(true, |report| !report.damages.is_empty());
            assert!(found || !shards, "{path} at {at}");
            harmless += usize::from(!found);
            let (report, _) = repair(&inputs, &out, &settings).unwrap();
            assert_eq!(report.damages.is_empty(), !found, "{path} at {at}");
            let (now, before) = (bytes_of(&out), corpus_of(&sound));
            assert!(
                now == before,
                "{path} at {at}: {:?} {:?}",
                differing(&now, &before),
                report.damages
            );
            if !found {
                build(&inputs, &out, &settings, false).unwrap();
                fs::write(out.join(path), bytes).unwrap();
            }
        }
        println!("{flips} flips, {harmless} of them harmless");
    }
    assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, []);
}

/// Without its copy a damaged manifest is made again from the inputs.
#[test]
fn a_manifest_without_a_copy_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    let settings = Settings::default();
    write(&inputs.join("a"), &["One text.".to_owned(), "-only chaff".to_owned()]);
    build(&inputs, &out, &settings, false).unwrap();
    let sound = bytes_of(&out);
    fs::remove_dir_all(out.join("ledger")).unwrap();
    fs::write(out.join("manifest.json"), "{").unwrap();
    assert!(matches!(corpus::verify(&out, &Silent), Err(Error::Damaged { .. })));
    assert_eq!(repair(&inputs, &out, &settings).unwrap().0.damages.len(), 1);
    assert_eq!(bytes_of(&out), sound);
}
