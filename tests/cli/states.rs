//! What stands, what stood, what differs, and mending it: `repair`, `diff`, `history`, `gc`, `build --dry-run`.

use std::fs;
use std::path::Path;

use crate::support::chaffinch;

fn build(folder: &Path, more: &[&str]) -> crate::support::Run {
    let (inputs, out) = (folder.join("in"), folder.join("out"));
    let args = [
        "build",
        "-q",
        inputs.to_str().unwrap(),
        "--output",
        out.to_str().unwrap(),
    ];
    chaffinch(args.iter().chain(more)).expect(0)
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::create_dir_all(folder.join("in")).unwrap();
    fs::write(folder.join("in").join(name), text).unwrap();
}

#[test]
fn a_corpus_tells_its_states_and_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    write(folder.path(), "a.txt", "The first text stays as it is, word for word.");
    write(folder.path(), "b.txt", "The second text is going to be changed soon.");
    build(folder.path(), &["--keep-states", "2"]);
    write(folder.path(), "b.txt", "The second text has been changed meanwhile.");
    let dry = build(folder.path(), &["--dry-run"]).stdout;
    assert!(
        dry.contains("changed     1") && dry.contains("+ The second text has been changed"),
        "{dry}"
    );
    let states = || chaffinch(["history", out]).expect(0).stdout.lines().count();
    assert_eq!(states(), 1);
    build(folder.path(), &["--keep-states", "2"]);
    assert_eq!(states(), 2);
    let diff = chaffinch(["diff", out, "--json"]).expect(0);
    let found = &diff.json_lines()[0];
    assert_eq!((&found["changed"], &found["same"]), (&1.into(), &1.into()));
    assert!(diff.stdout.contains("going to be changed"));
    let first = chaffinch(["history", out]).stdout[..16].to_owned();
    chaffinch(["diff", &format!("{out}@{first}"), out]).expect(0);
    chaffinch(["diff", &format!("{out}@0000000000000000"), out]).expect(1);
    chaffinch(["gc", out]).expect(0);
    assert_eq!(states(), 1);
    chaffinch(["diff", out]).expect(2);
}

#[test]
fn a_damaged_corpus_is_repaired() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    let (inputs, out) = (inputs.to_str().unwrap(), out.to_str().unwrap());
    write(folder.path(), "a.txt", "A text that will be damaged on its way.");
    build(folder.path(), &[]);
    let shard = fs::read_dir(Path::new(out).join("documents"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let sound = fs::read(&shard).unwrap();
    let mut damaged = sound.clone();
    damaged[30] ^= 1;
    fs::write(&shard, damaged).unwrap();
    let verdict = chaffinch(["verify", out]).expect(1).stderr;
    assert!(verdict.contains("a.txt"), "{verdict}");
    chaffinch(["repair", inputs, "--output", out]).expect(0);
    assert_eq!(fs::read(&shard).unwrap(), sound);
    chaffinch(["verify", out]).expect(0);
    chaffinch(["repair", inputs, "--output", out, "--dry-run"]).expect(2);
}
