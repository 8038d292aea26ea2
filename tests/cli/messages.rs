//! What is said, to people and to programs.

use serde_json::Value;

use crate::support::{Files, Run, chaffinch, paragraph};

const COURIER: &str = r#"
class = "newsletter"

[[rule]]
name = "courier"
about = "The Courier's own invitation."
phrases.en = ["the courier at your door"]
remove = ["The Courier at your door: every morning for a penny."]
keep = ["The courier at the door had a parcel for the miller."]
"#;

fn build(files: &Files, flags: &[&str]) -> Run {
    let (input, output) = (files.path("in"), files.path("out"));
    let paths = ["build", input.to_str().unwrap(), "-o", output.to_str().unwrap()];
    chaffinch(paths.iter().chain(flags))
}

fn events(run: &Run) -> Vec<Value> {
    run.stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn programs_get_the_summary_and_every_warning_as_fields() {
    let files = Files::new();
    files.add("in/a.txt", paragraph(1));
    files.add("in/b.gif", "GIF89a");
    files.add(
        "in/rows.jsonl",
        format!("{{\"text\":\"{}\"}}\n{{\"text\": oops\n", paragraph(2)),
    );
    let run = build(&files, &["--log-format", "json"]).expect(3);
    let events = events(&run);
    let [warning, summary] = events.as_slice() else {
        panic!("{}", run.stderr)
    };
    assert_eq!(warning["level"], "WARN");
    let fields = &warning["fields"];
    assert_eq!(
        (&fields["outcome"], &fields["path"], &fields["record"], &fields["fault"]),
        (
            &"quarantined".into(),
            &"rows.jsonl".into(),
            &2.into(),
            &"malformed".into()
        )
    );
    assert!(fields["offset_bytes"].as_u64().is_some_and(|at| at > 100), "{fields}");
    let fields = &summary["fields"];
    assert_eq!(
        (&summary["level"], &fields["message"]),
        (&"INFO".into(), &"the corpus is built".into())
    );
    let counts = &fields["counts"];
    assert_eq!((&counts["read"], &counts["kept"]), (&4.into(), &2.into()), "{counts}");
    assert_eq!(fields["skipped"]["image"], 1);
    assert_eq!(fields["quarantined"]["malformed"], 1);
    assert_eq!(fields["input"]["files"], 3);
    assert!(
        fields["seconds"].is_f64() && fields["documents"]["bytes"].as_u64().is_some(),
        "{fields}"
    );
}

#[test]
fn programs_get_each_skipped_record_when_they_ask_for_it() {
    let files = Files::new();
    files.add("in/b.gif", "GIF89a");
    let run = build(&files, &["--log-format", "json", "--log-level", "debug"]).expect(0);
    let events = events(&run);
    let skipped = events
        .iter()
        .find(|event| event["fields"]["outcome"] == "skipped")
        .unwrap();
    let fields = &skipped["fields"];
    assert_eq!(
        (&fields["path"], &fields["kind"], &fields["reason"]),
        (&"b.gif".into(), &"image".into(), &"GIF image".into())
    );
}

#[test]
fn errors_are_events_too() {
    let run = chaffinch(["clean", "--log-format", "json", "/no/such/file"]).expect(2);
    let events = events(&run);
    assert_eq!(
        (events.len(), &events[0]["level"]),
        (1, &"ERROR".into()),
        "{}",
        run.stderr
    );
}

#[test]
fn an_update_says_what_it_did() {
    let files = Files::new();
    for number in 0..5 {
        files.add(&format!("in/{number}.txt"), paragraph(number));
    }
    files.add("in/.hidden", "x");
    files.add("in/run.py", "print(1)\n");
    let first = build(&files, &[]).expect(0);
    assert!(!first.stderr.contains("Update"), "{}", first.stderr);
    let row = |run: &Run| {
        run.stderr
            .lines()
            .find(|line| line.starts_with("Update"))
            .map(str::to_owned)
    };
    let again = build(&files, &[]).expect(0);
    assert_eq!(
        row(&again).as_deref(),
        Some("Update       files: 5 unchanged, 0 cleaned again (same text), 0 changed, 0 added, 0 gone")
    );
    std::fs::remove_file(files.path("in/0.txt")).unwrap();
    files.add("in/1.txt", paragraph(101));
    files.add("in/7.txt", paragraph(7));
    files.add("in/8.txt", paragraph(8));
    let other = build(&files, &[]).expect(0);
    assert_eq!(
        row(&other).as_deref(),
        Some("Update       files: 3 unchanged, 0 cleaned again (same text), 1 changed, 2 added, 1 gone")
    );
    // Settings of the reader have everything cleaned again.
    files.add("in/9.txt", paragraph(9));
    let narrower = build(&files, &["--exclude", "1.txt"]).expect(0);
    assert_eq!(
        row(&narrower).as_deref(),
        Some("Update       files: 0 unchanged, 5 cleaned again (same text), 0 changed, 1 added, 1 gone")
    );
    // A rule pack that has something to say of one document, and settings that change no text or each.
    files.add(
        "in/2.txt",
        paragraph(2) + "\n\nThe Courier at your door: every morning for a penny.",
    );
    build(&files, &["--exclude", "1.txt"]).expect(0);
    files.add("mine.toml", COURIER);
    let pack = format!("strip.packs=[{:?}]", files.path("mine.toml"));
    for (more, files_of_update) in [
        (
            &["--set", &pack][..],
            "5 unchanged, 0 cleaned again (same text), 1 changed, 0 added, 0 gone",
        ),
        (
            &["--level", "5"],
            "0 unchanged, 5 cleaned again (same text), 1 changed, 0 added, 0 gone",
        ),
        (
            &["--level", "6"],
            "0 unchanged, 6 cleaned again (same text), 0 changed, 0 added, 0 gone",
        ),
        (
            &["--level", "6", "--fresh"],
            "0 unchanged, 6 cleaned again (same text), 0 changed, 0 added, 0 gone",
        ),
    ] {
        let args = [&["--exclude", "1.txt"][..], more].concat();
        let run = build(&files, &args).expect(0);
        assert_eq!(
            row(&run),
            Some(format!("Update       files: {files_of_update}")),
            "{more:?}"
        );
    }
    let args = ["--exclude", "1.txt", "--level", "5", "--log-format", "json"];
    let run = build(&files, &args).expect(0);
    let built = run
        .stderr
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let update = built.filter_map(|line| line.pointer("/fields/update").cloned()).next();
    let expected = serde_json::json!({"unchanged": 0, "cleaned_again": 6, "changed": 0, "added": 0, "gone": 0});
    assert_eq!(update, Some(expected), "{}", run.stderr);
}

#[test]
fn addresses_are_no_paths() {
    let files = Files::new();
    let page = files.add("in/a.txt", paragraph(1));
    let page = page.to_str().unwrap();
    for address in [
        "s3://bucket/out",
        "gs://bucket/out",
        "https://example.org/a.html",
        "hf://datasets/a/b",
    ] {
        for args in [
            &["build", page, "-o", address][..],
            &["build", address, "-o", "x"],
            &["clean", address],
            &["explain", address],
            &["decode", address],
        ] {
            let run = chaffinch(args).expect(2);
            let start = format!("chaffinch: {address}: only local files and folders are supported; ");
            assert!(run.stderr.starts_with(&start), "{args:?}: {}", run.stderr);
        }
    }
    let list = files.add("list", "https://example.org/a.html\n");
    let run = chaffinch(["clean", "--from-file", list.to_str().unwrap()]).expect(2);
    run.says("only local files");
    assert!(!std::path::Path::new("s3:").exists(), "nothing is made");
}

#[test]
fn an_output_that_cannot_be_a_folder_is_told_apart() {
    let files = Files::new();
    let page = files.add("in/a.txt", paragraph(1));
    let page = page.to_str().unwrap();
    let run = chaffinch(["build", page, "-o", page]).expect(2);
    assert_eq!(run.stderr, format!("chaffinch: {page} is a file, not a folder\n"));
    let inside = format!("{page}/out");
    let run = chaffinch(["build", page, "-o", &inside]).expect(2);
    assert_eq!(
        run.stderr,
        format!("chaffinch: {inside} cannot be a folder: {page} is a file\n")
    );
    #[cfg(target_os = "linux")]
    {
        for output in ["/proc/no-such-folder", "/proc/no-such-folder/corpus"] {
            let run = chaffinch(["build", page, "-o", output]).expect(1);
            let said =
                "chaffinch: the output folder cannot be made: /proc/no-such-folder: no folder can be made there\n";
            assert_eq!(run.stderr, said);
        }
    }
}

#[test]
fn a_corpus_among_the_inputs_is_left_out_with_one_warning() {
    let files = Files::new();
    files.add("in/a.txt", paragraph(1));
    let (input, corpus, other) = (files.path("in"), files.path("in/corpus"), files.path("other"));
    let [input, corpus, other] = [&input, &corpus, &other].map(|path| path.to_str().unwrap());
    chaffinch(["build", input, "-o", corpus]).expect(0);
    let run = chaffinch(["build", input, "-o", other]).expect(0);
    assert_eq!(
        run.stderr.matches(" WARN left out: corpus/").count(),
        1,
        "{}",
        run.stderr
    );
    run.says("Kept         1 document\n");
    let run = chaffinch(["build", corpus, "-o", other]).expect(2);
    run.says("holds a corpus of Chaffinch");
}

#[test]
fn all_errors_have_one_form_and_settings_speak_of_themselves() {
    for args in [
        &["build", "--no-such-flag"][..],
        &["clean", "/no/such/file"],
        &["build", "a", "-o", "b", "-j", "x"],
    ] {
        let run = chaffinch(args).expect(2);
        assert!(run.stderr.starts_with("chaffinch: "), "{args:?}: {}", run.stderr);
    }
    for (assignment, message) in [
        (
            "filter.min_chars=-1",
            "`filter.min_chars`: must be a whole number of 0 or more, not -1",
        ),
        ("input.hidden=3", "`input.hidden`: must be true or false, not 3"),
        (
            "input.source_code=read",
            "`input.source_code`: must be `skip` or `text`, not `read`",
        ),
        (
            "input.quarantine=pictures",
            "`input.quarantine`: no kind is called `pictures`; there are all, empty, ",
        ),
    ] {
        let run = chaffinch(["clean", "--set", assignment, "x"]).expect(2);
        assert!(run.stderr.contains(message), "{assignment}: {}", run.stderr);
    }
}

#[test]
fn one_is_not_many() {
    let files = Files::new();
    files.add("in/a.txt", paragraph(1));
    build(&files, &["--quiet"]).expect(0);
    let out = files.path("out");
    let run = chaffinch(["history", out.to_str().unwrap()]).expect(0);
    assert!(run.stdout.ends_with("1 document of 1 record\n"), "{}", run.stdout);
    let run = chaffinch(["verify", out.to_str().unwrap()]).expect(0);
    assert!(run.stderr.ends_with(": 1 file, 1 line: sound\n"), "{}", run.stderr);
    let help = chaffinch(["clean", "--help"]).expect(0).stdout;
    assert!(help.contains("--comments <keep|drop>"), "{help}");
}

#[test]
fn a_corpus_of_nothing_is_not_recommended() {
    let files = Files::new();
    files.add("in/b.gif", "GIF89a");
    let run = build(&files, &[]).expect(0);
    run.says("for the reason why there are no documents");
    assert!(!run.stderr.contains("load_dataset"), "{}", run.stderr);
}
