//! The manifest and the origin say what a corpus was built with.

use super::*;

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
