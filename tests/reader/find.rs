//! Finding inputs.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use chaffinch::internal::model::{Fault, SkipKind};
use chaffinch::internal::sources::{self, Error, Input, Inputs, Options, SourceCode};

use crate::support::*;

/// A folder with these files; each holds its own path.
fn tree(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, file).unwrap();
    }
    folder
}

fn find(paths: &[PathBuf], options: &Options) -> Inputs {
    let inputs: Vec<Input> = paths.iter().cloned().map(Input::Path).collect();
    sources::find(&inputs, options).unwrap()
}

fn sources(inputs: &Inputs) -> Vec<&str> {
    inputs.units.iter().map(|unit| &*unit.source).collect()
}

fn passed_over(inputs: &Inputs) -> Vec<(&str, SkipKind)> {
    let skipped = inputs.skipped.iter();
    skipped.map(|item| (&*item.provenance.source, item.kind)).collect()
}

fn content(inputs: &Inputs, source: &str) -> String {
    let unit = inputs.units.iter().find(|unit| &*unit.source == source).unwrap();
    collect(sources::read(unit, &Options::default())).texts().concat()
}

#[test]
fn folders_are_walked_and_sorted() {
    let folder = tree(&["b.txt", "a/z.html", "a.txt", "a/b/c.md", ".hidden/x.txt"]);
    let inputs = find(&[folder.path().into()], &Options::default());
    assert_eq!(sources(&inputs), ["a.txt", "a/b/c.md", "a/z.html", "b.txt"]);
    assert_eq!(inputs.units[0].size_bytes, 5);
}

#[test]
fn hidden_files_are_skipped_unless_asked_for_or_named() {
    let folder = tree(&["a.txt", ".env", "sub/.git/config", "sub/.git/hooks/x.sample"]);
    let inputs = find(&[folder.path().into()], &Options::default());
    assert_eq!(sources(&inputs), ["a.txt"]);
    let hidden = SkipKind::Hidden;
    assert_eq!(passed_over(&inputs), [(".env", hidden), ("sub/.git/", hidden)]);
    let all = Options {
        hidden: true,
        ..Options::default()
    };
    assert_eq!(find(&[folder.path().into()], &all).units.len(), 4);
    let named = [folder.path().join(".env"), folder.path().join("sub/.git")];
    let inputs = find(&named, &Options::default());
    assert_eq!(sources(&inputs), [".env", "config", "hooks/x.sample"]);
    assert!(inputs.skipped.is_empty(), "{:?}", inputs.skipped);
}

#[test]
fn source_code_in_folders_is_skipped_unless_asked_for_or_named() {
    let folder = tree(&["a.txt", "lib/run.py", "site.css", "x.js", "robots.txt"]);
    fs::write(folder.path().join("view.pl"), "<!doctype html><p>A page.</p>").unwrap();
    let inputs = find(&[folder.path().into()], &Options::default());
    assert_eq!(
        sources(&inputs),
        ["a.txt", "view.pl"],
        "a page under the name of a program is one"
    );
    let code = SkipKind::SourceCode;
    assert_eq!(
        passed_over(&inputs),
        [
            ("lib/run.py", code),
            ("robots.txt", SkipKind::RobotsTxt),
            ("site.css", code),
            ("x.js", code)
        ]
    );
    let text = Options {
        source_code: SourceCode::Text,
        ..Options::default()
    };
    let all = find(&[folder.path().into()], &text);
    assert_eq!(sources(&all), ["a.txt", "lib/run.py", "site.css", "view.pl", "x.js"]);
    assert_eq!(content(&all, "lib/run.py"), "lib/run.py");
    let named = find(
        &[folder.path().join("lib/run.py"), folder.path().into()],
        &Options::default(),
    );
    assert_eq!(
        sources(&named),
        ["a.txt", "lib/run.py", "view.pl"],
        "one of two ways reads it"
    );
    assert_eq!(named.skipped.len(), 3);
}

/// What is passed over does not take the name of a file that is read, and two of one name are two.
#[test]
fn namesakes_that_are_passed_over_are_told_apart() {
    let folder = tree(&["1/a.py", "2/a.py", "3/a.py", "1/.x", "2/.x"]);
    let roots = ["1", "2"].map(|root| folder.path().join(root));
    let inputs = find(
        &[roots.to_vec(), vec![folder.path().join("3/a.py")]].concat(),
        &Options::default(),
    );
    assert_eq!(sources(&inputs), ["a.py"]);
    assert_eq!(content(&inputs, "a.py"), "3/a.py");
    let names: Vec<&str> = passed_over(&inputs).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [".x", ".x//2", "a.py//2", "a.py//3"]);
}

/// The folder of a corpus is not read by the way, and named itself it is refused with what to do.
#[test]
fn a_corpus_is_no_input() {
    let folder = tree(&["a.txt", "out/documents/0.jsonl", "out/README.md"]);
    let out = folder.path().join("out");
    let manifest = "{\n  \"format\": 2,\n  \"version\": \"0.1.0\",\n  \"fingerprints\": {";
    fs::write(out.join("manifest.json"), manifest).unwrap();
    let inputs = find(&[folder.path().into()], &Options::default());
    assert_eq!(sources(&inputs), ["a.txt"]);
    assert_eq!(passed_over(&inputs), [("out/", SkipKind::Corpus)]);
    let error = sources::find(&[Input::Path(out.clone())], &Options::default()).unwrap_err();
    let documents = out.join("documents");
    let advice = format!("name {} to clean its documents again", documents.display());
    assert!(error.to_string().ends_with(&advice), "{error}");
    assert_eq!(sources(&find(&[documents], &Options::default())), ["0.jsonl"]);
    fs::write(out.join("manifest.json"), "{\"name\": \"somebody's web app\"}").unwrap();
    assert_eq!(find(&[folder.path().into()], &Options::default()).units.len(), 4);
}

#[test]
fn globs_choose() {
    let folder = tree(&[
        "a.html",
        "b.txt",
        "sub/c.html",
        "sub/d.txt",
        "drafts/e.html",
        "sub/deep/f.html",
    ]);
    let cases: &[(&[&str], &[&str], &[&str])] = &[
        (
            &["*.html"],
            &[],
            &["a.html", "drafts/e.html", "sub/c.html", "sub/deep/f.html"],
        ),
        (&["*.html"], &["drafts"], &["a.html", "sub/c.html", "sub/deep/f.html"]),
        (&["sub/*.html"], &[], &["sub/c.html"]),
        (&["sub/**/*.html"], &[], &["sub/c.html", "sub/deep/f.html"]),
        (&["*.{txt,md}"], &[], &["b.txt", "sub/d.txt"]),
        (&[], &["sub/", "*.txt"], &["a.html", "drafts/e.html"]),
    ];
    for (include, exclude, expected) in cases {
        let strings = |globs: &[&str]| globs.iter().map(ToString::to_string).collect();
        let options = Options {
            include: strings(include),
            exclude: strings(exclude),
            ..Options::default()
        };
        assert_eq!(
            sources(&find(&[folder.path().into()], &options)),
            *expected,
            "{include:?} {exclude:?}"
        );
    }
    let options = Options {
        include: vec!["*.html".into()],
        ..Options::default()
    };
    assert_eq!(
        sources(&find(&[folder.path().join("b.txt")], &options)),
        ["b.txt"],
        "named itself"
    );
    let bad = Options {
        exclude: vec!["a{b".into()],
        ..Options::default()
    };
    let error = sources::find(&[], &bad).unwrap_err();
    assert!(matches!(error, Error::Glob { key: "exclude", .. }));
    assert!(
        error.to_string().starts_with("input.exclude: error parsing glob 'a{b'"),
        "{error}"
    );
}

#[test]
fn the_order_of_the_inputs_does_not_matter_and_namesakes_are_told_apart() {
    let folder = tree(&["one/a.txt", "two/a.txt", "two/b/a.txt", "three/a.txt", "one/a.txt#2"]);
    let paths: Vec<PathBuf> = ["one", "two", "three/a.txt", "two/b", "one/a.txt", "two"]
        .iter()
        .map(|path| folder.path().join(path))
        .collect();
    let inputs = find(&paths, &Options::default());
    assert_eq!(
        sources(&inputs),
        ["a.txt", "a.txt#2", "a.txt//2", "a.txt//3", "b/a.txt"]
    );
    assert_eq!(content(&inputs, "a.txt"), "one/a.txt");
    assert_eq!(
        content(&inputs, "a.txt#2"),
        "one/a.txt#2",
        "a real name is not given away"
    );
    assert_eq!(content(&inputs, "a.txt//2"), "three/a.txt");
    assert_eq!(content(&inputs, "a.txt//3"), "two/a.txt");
    let mut random = Random(3);
    for _ in 0..20 {
        let mut shuffled = paths.clone();
        for k in (1..shuffled.len()).rev() {
            shuffled.swap(k, random.below(k + 1));
        }
        let again = find(&shuffled, &Options::default());
        assert_eq!(sources(&again), sources(&inputs));
        for source in sources(&again) {
            assert_eq!(content(&again, source), content(&inputs, source), "{shuffled:?}");
        }
    }
}

#[test]
fn links_are_passed_over_unless_asked_for_and_read_once() {
    let folder = tree(&["real/a.txt", "other/b.txt"]);
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
    link("../other", "real/folder");
    link("a.txt", "real/copy.txt");
    link("..", "real/loop");
    link("nowhere", "real/dangling");
    let real = [folder.path().join("real")];
    let inputs = find(&real, &Options::default());
    assert_eq!(sources(&inputs), ["a.txt"]);
    let names = ["copy.txt", "dangling", "folder", "loop"];
    assert_eq!(passed_over(&inputs), names.map(|name| (name, SkipKind::Link)));
    let follow = Options {
        follow_links: true,
        ..Options::default()
    };
    let inputs = find(&real, &follow);
    let text = |unit| collect(sources::read(unit, &follow)).texts().concat();
    let contents: Vec<String> = inputs.units.iter().map(text).collect();
    let mut once = contents.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), contents.len(), "{:?}", sources(&inputs));
    assert!(contents.contains(&"other/b.txt".to_owned()));
    let faults: Vec<_> = inputs.faults.iter().map(|item| item.fault).collect();
    assert_eq!(faults, [Fault::Unreadable], "the dangling one");
    let named = find(&[folder.path().join("real/copy.txt")], &Options::default());
    assert_eq!(sources(&named), ["copy.txt"], "a link that is named itself is followed");
}

#[test]
fn what_becomes_a_link_after_it_was_found_is_not_followed() {
    for swapped in ["in/a.txt", "in/deep/b.txt", "in/deep", "in"] {
        let folder = tree(&[
            "in/a.txt",
            "in/deep/b.txt",
            "secret/a.txt",
            "secret/b.txt",
            "secret/deep/b.txt",
        ]);
        let inputs = find(&[folder.path().join("in")], &Options::default());
        let path = folder.path().join(swapped);
        std::fs::rename(&path, folder.path().join("moved")).unwrap();
        let target = if path.extension().is_some() {
            "secret/a.txt"
        } else {
            "secret"
        };
        std::os::unix::fs::symlink(folder.path().join(target), &path).unwrap();
        let texts: Vec<String> = inputs
            .units
            .iter()
            .map(|unit| collect(sources::read(unit, &Options::default())).texts().concat())
            .collect();
        // The folder that the user named may be a link.
        let leaks = texts.iter().any(|text| text.contains("secret"));
        assert_eq!(leaks, swapped == "in", "{swapped}: {texts:?}");
    }
}

#[test]
fn special_files_are_never_opened() {
    let folder = tree(&["a.txt"]);
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("s.html")).unwrap();
    let inputs = find(&[folder.path().into(), "/dev/zero".into()], &Options::default());
    let special = SkipKind::SpecialFile;
    assert_eq!(passed_over(&inputs), [("s.html", special), ("zero", special)]);
    assert_eq!(inputs.skipped[0].reason, "a socket: never opened");
    assert_eq!(inputs.faults, []);
    assert_eq!(sources(&inputs), ["a.txt"]);
}

#[test]
fn names_that_are_not_utf8_are_escaped_and_distinct() {
    let folder = tempfile::tempdir().unwrap();
    for name in [&b"bad\xff.txt"[..], b"bad\xfe.txt", b"bad\\xFF.txt", "é.txt".as_bytes()] {
        fs::write(
            folder.path().join(Path::new(std::ffi::OsStr::from_bytes(name))),
            "words",
        )
        .unwrap();
    }
    let inputs = find(&[folder.path().into()], &Options::default());
    assert_eq!(
        sources(&inputs),
        ["bad\\\\xFF.txt", "bad\\xFE.txt", "bad\\xFF.txt", "é.txt"]
    );
    assert!(
        sources(&inputs)
            .iter()
            .all(|source| content(&inputs, source) == "words")
    );
}

#[test]
fn nothing_to_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let inputs = find(std::slice::from_ref(&empty), &Options::default());
    assert_eq!(passed_over(&inputs), [("empty/", SkipKind::Empty)]);
    let missing = sources::find(&[Input::Path(folder.path().join("missing"))], &Options::default()).unwrap_err();
    assert!(missing.to_string().contains("missing: No such file"), "{missing}");
}

#[test]
fn the_output_folder_is_never_walked() {
    let folder = tree(&["a.txt", "corpus/documents/x.txt"]);
    let corpus = folder.path().join("corpus");
    let options = Options {
        skip_paths: vec![corpus.clone()],
        ..Options::default()
    };
    assert_eq!(sources(&find(&[folder.path().into()], &options)), ["a.txt"]);
    let named = find(&[corpus], &options);
    assert!(named.units.is_empty() && named.skipped[0].reason.contains("output folder"));
}

#[test]
fn a_file_that_changes_or_goes_is_reported() {
    let folder = tree(&["a.jsonl", "gone.txt"]);
    let path = folder.path().join("a.jsonl");
    fs::write(&path, (0..5).map(line).collect::<String>()).unwrap();
    let inputs = find(&[folder.path().into()], &Options::default());
    fs::remove_file(folder.path().join("gone.txt")).unwrap();
    let gone = collect(sources::read(&inputs.units[1], &Options::default()));
    assert_eq!(gone.fault_list(), [(Fault::Unreadable, None)]);
    let mut items = sources::read(&inputs.units[0], &Options::default());
    let first = items.next().unwrap();
    let outcome = collect(std::iter::once(first).chain(items));
    assert_eq!((outcome.records.len(), outcome.faults.len()), (5, 0));
}

#[test]
fn lists_of_paths_are_read() {
    let folder = tree(&["a.txt", "b.txt"]);
    let list = folder.path().join("list");
    let [a, b] = ["a.txt", "b.txt"].map(|name| folder.path().join(name));
    let expected = [Input::Path(a.clone()), Input::Path(b.clone())];
    for separator in ["\n", "\0", "\r\n"] {
        fs::write(&list, format!("{}{separator}{}{separator}", a.display(), b.display())).unwrap();
        assert_eq!(sources::read_list(&list).unwrap(), expected, "{separator:?}");
    }
    let missing = sources::read_list(Path::new("/nowhere/list")).unwrap_err();
    assert!(
        missing.to_string().starts_with("list of paths /nowhere/list: "),
        "{missing}"
    );
}
