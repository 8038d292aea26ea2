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
    let alone = chaffinch(["diff", &format!("{out}@{first}"), "--json"]).expect(0);
    assert_eq!(
        alone.stdout,
        chaffinch(["diff", out, "--at", &first, "--json"]).expect(0).stdout
    );
    let history = chaffinch(["history", out]).stdout;
    let names: Vec<&str> = history.lines().map(|line| &line[..16]).collect();
    let said = format!("chaffinch: {out} has no state zz; it has {}\n", names.join(", "));
    let at = format!("{out}@zz");
    for args in [
        &["diff", &at][..],
        &["diff", &at, out],
        &["diff", out, "--at", "zz"],
        &["history", out, "--at", "zz"],
    ] {
        assert_eq!(chaffinch(args).expect(2).stderr, said, "{args:?}");
    }
    let nothing = folder.path().join("in").to_str().unwrap().to_owned() + "@zz";
    chaffinch(["diff", &nothing]).expect(1).says("holds no corpus");
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

/// A file whose size and times are those of before, as far as the ledger knows, is read again only with `--checksum`.
#[test]
fn checksum_finds_what_size_and_times_do_not_tell() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    write(
        folder.path(),
        "a.txt",
        "The tide was low when the boat came in at noon.",
    );
    write(
        folder.path(),
        "b.txt",
        "Another text that stays as it is, word for word.",
    );
    build(folder.path(), &[]);
    write(
        folder.path(),
        "a.txt",
        "The tide was high when the boat came in at six.",
    );
    give_new_times(&out, &folder.path().join("in/a.txt"));
    let text_of = || format!("{:?}", crate::support::lines(&out, "documents"));
    build(folder.path(), &[]);
    assert!(text_of().contains("low") && !text_of().contains("high"));
    build(folder.path(), &["--checksum"]);
    assert!(text_of().contains("high") && !text_of().contains("low"));
}

/// Makes the ledger of a corpus believe that a file has had its present size and times all along.
fn give_new_times(out: &Path, file: &Path) {
    use std::os::unix::fs::MetadataExt;
    let unpacked = |path: &Path| {
        let mut text = String::new();
        let mut packed = zstd::Decoder::new(fs::File::open(path).unwrap()).unwrap();
        std::io::Read::read_to_string(&mut packed, &mut text).unwrap();
        text
    };
    // A copy of the manifest lies beside it.
    let mut files = fs::read_dir(out.join("ledger"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let ledger = files.find(|path| unpacked(path).starts_with("{\"unit\"")).unwrap();
    let lines = unpacked(&ledger);
    let now = fs::metadata(file).unwrap();
    let line = |line: &str| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        if line["unit"]["source"] == file.file_name().unwrap().to_str().unwrap() {
            line["unit"]["stamp"] = serde_json::json!({
                "size_bytes": now.len(),
                "modified": [now.mtime(), now.mtime_nsec()],
                "changed": [now.ctime(), now.ctime_nsec()],
            });
        }
        format!("{line}\n")
    };
    let lines: String = lines.lines().map(line).collect();
    fs::write(&ledger, zstd::encode_all(lines.as_bytes(), 3).unwrap()).unwrap();
}
