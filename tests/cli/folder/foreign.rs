//! Files and folders of others are left alone.

use super::*;

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
            let run = world.build(flags).expect(2);
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
    let said = world.build(&[]).expect(2).stderr;
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
