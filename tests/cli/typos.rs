//! A typo must not empty a corpus: what names something that does not exist is refused before any work, all of it at once.

use crate::support::{Files, Run, chaffinch, lines, paragraph};

fn build(files: &Files, flags: &[&str]) -> Run {
    let (input, corpus) = (files.path("in"), files.path("corpus"));
    let args = ["build".as_ref(), input.as_os_str(), "-o".as_ref(), corpus.as_os_str()];
    chaffinch(args.into_iter().chain(flags.iter().map(std::ffi::OsStr::new)))
}

#[test]
fn names_of_nothing_are_refused_and_the_corpus_stays() {
    let files = Files::new();
    files.add("in/a.md", paragraph(1));
    build(&files, &[]).expect(0);
    for (flags, said) in [
        (
            &["--set", "filter.languages=[\"english\"]"][..],
            "--set filter.languages=[\"english\"]: `filter.languages`: unknown language `english`; did you mean `en`?",
        ),
        (&["--set", "filter.languages=[\"eng\"]"], "did you mean `en`?"),
        (
            &["--set", "filter.languages=[\"xx\"]"],
            "unknown language `xx`; wanted is a code of ISO 639",
        ),
        (
            &["--set", "decode.language=germn"],
            "`decode.language`: unknown language `germn`; did you mean `de`?",
        ),
        (
            &["--set", "strip.allow=[\"newsleter\"]"],
            "there is no rule or class `newsleter`; did you mean `newsletter`?",
        ),
        (
            &["--set", "strip.packs=[\"nosuch.toml\"]"],
            "`strip.packs`: rule pack nosuch.toml: ",
        ),
        (&["--set", "decode.encoding=utf-9"], "`decode.encoding`: "),
        (
            &["--include", "*.html"],
            "no file in the named folders matches `*.html`",
        ),
        (
            &["--include", "*.html", "--include", "x/*.txt"],
            "matches `*.html` or `x/*.txt`",
        ),
        (&["--include", "[a"], "input.include: "),
        (&["--exclude", "{a"], "input.exclude: "),
    ] {
        let run = build(&files, flags).expect(2);
        assert!(run.stderr.contains(said), "{flags:?}: {}", run.stderr);
        assert_eq!(lines(&files.path("corpus"), "documents").len(), 1, "{flags:?}");
    }
}

#[test]
fn includes_that_match_something_are_enough() {
    let files = Files::new();
    files.add("in/a.md", paragraph(1));
    files.add("in/b.txt", paragraph(2));
    build(&files, &["--include", "*.html", "--include", "*.md"]).expect(0);
    assert_eq!(lines(&files.path("corpus"), "documents").len(), 1);
}

#[test]
fn config_check_finds_what_build_finds() {
    let files = Files::new();
    files.add("in/a.md", paragraph(1));
    let settings = "[filter]\nlanguages = [\"english\", \"de\", \"xx\"]\n\n[strip]\nallow = [\"nosuch/rule\", \"newsletter\"]\n\n\
        [decode]\nencoding = \"utf-9\"\nlanguage = \"zh-TW\"\n\n[input]\ninclude = [\"[a\"]\n";
    let file = files.add("site.toml", settings);
    let check = chaffinch(["config".as_ref(), "check".as_ref(), file.as_os_str()]).expect(2);
    let built = build(&files, &["--config", file.to_str().unwrap()]).expect(2);
    assert_eq!(check.stderr, built.stderr);
    let name = file.display();
    for said in [
        "5 problems in the configuration".to_owned(),
        format!("{name}:2:13: `filter.languages`: unknown language `english`; did you mean `en`?"),
        format!("{name}:2:13: `filter.languages`: unknown language `xx`"),
        format!("{name}:5:9: `strip.allow`: there is no rule or class `nosuch/rule`"),
        format!("{name}:8:12: `decode.encoding`: "),
        format!("{name}:12:11: `input.include`: "),
    ] {
        assert!(check.stderr.contains(&said), "no {said} in {}", check.stderr);
    }
    assert!(!files.path("corpus").exists());
}

/// A pack of one layer may bring the rule that another one names.
#[test]
fn rules_of_a_pack_may_be_named() {
    let files = Files::new();
    files.add("in/a.md", paragraph(1));
    let rule = "class = \"newsletter\"\n\n[[rule]]\nname = \"courier\"\nabout = \"The Courier's own invitation.\"\n\
        phrases.en = [\"the courier at your door\"]\nremove = [\"The Courier at your door: every morning for a penny.\"]\n\
        keep = [\"The courier at the door had a parcel for the miller.\"]\n";
    let pack = files.add("mine.toml", rule);
    let file = files.add(
        "site.toml",
        format!("[strip]\npacks = [{:?}]\n", pack.to_str().unwrap()),
    );
    let config = file.to_str().unwrap();
    build(
        &files,
        &["--config", config, "--set", "strip.allow=[\"newsletter/courier\"]"],
    )
    .expect(0);
    build(&files, &["--set", "strip.allow=[\"newsletter/courier\"]"]).expect(2);
}

#[test]
fn a_pack_that_cannot_be_loaded_hides_no_rule_that_does_not_exist() {
    let files = Files::new();
    let text = "[strip]\npacks = [\"nosuch.toml\"]\nallow = [\"newsleter\", \"newsletter\"]\n";
    let file = files.add("site.toml", text);
    let run = chaffinch(["config".as_ref(), "check".as_ref(), file.as_os_str()]).expect(2);
    run.says("rule pack nosuch.toml: ");
    run.says("no rule or class `newsleter`");
    assert!(!run.stderr.contains("no rule or class `newsletter`"), "{}", run.stderr);
}
