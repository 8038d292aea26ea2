//! A file under its final name is complete: a build that is killed at any moment leaves the old corpus or the new one, and the
//! next build finishes the job.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod world;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chaffinch::internal::corpus::{self, Error, Manifest, Options};
use chaffinch::internal::monitor::Silent;
use world::{build, corpus as files, synthetic};

/// Where the child builds, and which world.
const OUT: &str = "CRASH_TEST_OUT";
const SEED: &str = "CRASH_TEST_SEED";
/// `CRASH_KILLS` sets how many kills are tried, `CRASH_DOCUMENTS` of builds how large.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

fn documents() -> u64 {
    number("CRASH_DOCUMENTS", 600)
}

fn options() -> Options {
    Options {
        frame_size_bytes: 8 << 10,
        shard_size_bytes: 64 << 10,
        memory_bytes: 1 << 20,
        ..Options::default()
    }
}

/// Not a test of its own: what the others run in a process that they kill.
#[test]
#[ignore = "a helper of the other tests"]
fn child() {
    let seed = std::env::var(SEED).unwrap().parse().unwrap();
    build(
        &synthetic(documents(), 9, seed),
        Path::new(&std::env::var_os(OUT).unwrap()),
        &options(),
        &Silent,
    )
    .unwrap();
}

fn spawn(out: &Path, seed: u64) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored"])
        .env(OUT, out)
        .env(SEED, seed.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn reference(folder: &Path, seed: u64) -> BTreeMap<String, Vec<u8>> {
    let out = folder.join(format!("reference-{seed}"));
    assert!(spawn(&out, seed).wait().unwrap().success());
    assert!(
        Manifest::read(&out)
            .unwrap()
            .is_some_and(|manifest| manifest.counts.read == documents())
    );
    files(&out)
}

#[test]
fn a_build_that_is_killed_leaves_the_old_corpus_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let states = [1, 2].map(|seed| reference(folder.path(), seed));
    let start = Instant::now();
    assert!(spawn(&folder.path().join("timed"), 1).wait().unwrap().success());
    let whole = start.elapsed();
    let (mut killed, kills) = (0, number("CRASH_KILLS", 50));
    for kill in 0..kills {
        // Every fifth starts from nothing, the others replace the state that the last one left.
        let out = folder.path().join(format!("out-{}", kill / 5));
        let seed = 1 + kill % 2;
        let before = Manifest::read(&out).unwrap();
        let random = u64::from(blake3::hash(&kill.to_le_bytes()).as_bytes()[0]);
        let mut child = spawn(&out, seed);
        std::thread::sleep(whole * random as u32 / 255);
        child.kill().unwrap();
        killed += u64::from(!child.wait().unwrap().success());
        let after = Manifest::read(&out).unwrap();
        match &after {
            Some(manifest) => {
                for file in &manifest.files {
                    let bytes = std::fs::read(out.join(&file.path)).unwrap();
                    assert!(
                        states.iter().any(|state| state.get(&*file.path) == Some(&bytes)),
                        "kill {kill}: {}",
                        file.path
                    );
                }
            }
            None => assert_eq!(before, None, "kill {kill} lost the corpus"),
        }
        assert!(
            spawn(&out, seed).wait().unwrap().success(),
            "kill {kill}: the next build fails"
        );
        assert!(
            files(&out) == states[seed as usize - 1],
            "kill {kill}: the next build gives other bytes"
        );
        assert_eq!(corpus::verify(&out, &Silent).unwrap().damages, []);
    }
    println!("{killed} of {kills} were killed before they ended");
    assert!(killed > kills / 4, "{killed}");
}

#[test]
fn a_second_writer_is_refused_while_the_first_is_alive() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = spawn(folder.path(), 1);
    let deadline = Instant::now() + Duration::from_secs(20);
    while std::fs::read_to_string(folder.path().join(".lock"))
        .unwrap_or_default()
        .is_empty()
    {
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(1));
    }
    let second = build(&synthetic(1, 1, 1), folder.path(), &options(), &Silent);
    if first.try_wait().unwrap().is_none() {
        let error = second.unwrap_err();
        assert!(matches!(error, Error::Locked { .. }), "{error}");
        assert!(
            error.to_string().contains(&format!("process {} on ", first.id())),
            "{error}"
        );
    }
    first.kill().unwrap();
    first.wait().unwrap();
    build(&synthetic(1, 1, 1), folder.path(), &options(), &Silent).unwrap();
}

/// On the trace of a build; `scripts/chaos/crash-points.py` does more.
#[test]
fn files_are_synced_before_they_are_named_and_folders_before_the_manifest() {
    let needs = ["strace", "python3"];
    let missing = needs
        .iter()
        .find(|tool| Command::new(tool).arg("--version").output().is_err());
    if let Some(tool) = missing {
        // Not by a macro: what those print is shown of failing tests only.
        let mut out = std::io::stderr();
        writeln!(out, "SKIPPED: syncs are not checked, {tool} is not installed").unwrap();
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/chaos/crash-points.py");
    let run = Command::new("python3")
        .arg(script)
        .arg(env!("CARGO_BIN_EXE_chaffinch"))
        .args(["--only", "sync"])
        .output()
        .unwrap();
    let said = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success(), "{said}{}", String::from_utf8(run.stderr).unwrap());
    print!("{said}");
}
