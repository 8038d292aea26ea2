//! `chaffinch build` and `verify` on the samples and on small heaps.

use std::path::Path;

use crate::support::{Files, Run, chaffinch, data, lines, manifest, paragraph};

fn build(input: &Path, output: &Path, flags: &[&str]) -> Run {
    let flags = flags.iter().map(std::ffi::OsStr::new);
    chaffinch(
        [
            "build".as_ref(),
            input.as_os_str(),
            "--output".as_ref(),
            output.as_os_str(),
        ]
        .into_iter()
        .chain(flags),
    )
}

/// Every file of a folder with its bytes, in order; how the inputs were named (`ledger/origin-...`) is no part of the corpus.
fn snapshot(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                if !name.starts_with("ledger/origin-") {
                    files.push((name, std::fs::read(&path).unwrap()));
                }
            }
        }
    }
    files.sort();
    files
}

#[test]
fn the_samples_become_a_corpus_and_the_summary_says_how() {
    let files = Files::new();
    let corpus = files.path("corpus");
    // The samples hold one damaged line, so that quarantine shows.
    let run = build(&data(), &corpus, &[]).expect(3);
    for head in [
        "Read",
        "Kept",
        "Duplicate",
        "Dropped",
        "Skipped",
        "Quarantined",
        "Removed",
        "Corpus",
        "Next",
    ] {
        assert!(run.stderr.contains(&format!("{head} ")), "no {head} in {}", run.stderr);
    }
    let counts = &manifest(&corpus)["counts"];
    let count = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!(
        (
            count("kept"),
            count("duplicate"),
            count("dropped"),
            count("skipped"),
            count("quarantined")
        ),
        (10, 1, 1, 2, 1),
        "{}",
        run.stderr
    );
    assert_eq!(count("read"), 15);
    assert_eq!(lines(&corpus, "documents").len(), 10);
    assert!(!lines(&corpus, "removals").is_empty());
    chaffinch(["verify".as_ref(), corpus.as_os_str()]).expect(0);
}

/// The counts that the README shows are those of a real run.
#[test]
fn the_readme_shows_what_happens() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let files = Files::new();
    let run = build(&data(), &files.path("out"), &[]).expect(3);
    for head in [
        " WARN",
        "Read ",
        "Kept ",
        "Duplicate ",
        "Dropped ",
        "Skipped ",
        "Quarantined ",
    ] {
        let row = run.stderr.lines().find(|line| line.starts_with(head)).unwrap();
        let untimed = row.split(" in ").next().unwrap();
        assert!(readme.contains(untimed), "README.md lacks: {row}");
    }
}

/// Boilerplate and text that the samples hold, in nine languages.
#[test]
fn the_samples_come_out_clean() {
    let files = Files::new();
    let corpus = files.path("corpus");
    build(&data(), &corpus, &["--quiet"]).expect(3);
    let all: String = lines(&corpus, "documents")
        .iter()
        .map(|line| line["text"].as_str().unwrap().to_owned() + "\n")
        .collect();
    for kept in [
        "a wooden ferry that was sold for scrap",
        "Der neue Ofen wird mit Holzpellets geheizt",
        "Un pommier qu’on n’a pas taillé depuis vingt ans",
        "la maestra Inés Robledo".trim_start_matches("la "),
        "o relógio da torre voltou",
        "Nový most přes říčku Zelenku",
        "Музей чайников, который десять лет",
        "A north wall in a wet county",
        "La scuola di liuteria di Valdombra",
        "It tasted of smoke",
    ] {
        assert!(all.contains(kept), "lost: {kept}");
    }
    for removed in [
        "Accept all",
        "Share on Facebook",
        "Related articles",
        "Lesen Sie auch",
        "Newsletter abonnieren",
        "Síguenos en Facebook",
        "Leia também",
        "Sdílet na Facebooku",
        "Читайте также",
        "Подписывайтесь",
        "Leave a reply",
        "utilizza i cookie",
        "Log in to comment",
        "All rights reserved",
    ] {
        assert!(!all.contains(removed), "kept: {removed}");
    }
}

#[test]
fn threads_memory_and_order_do_not_change_a_byte() {
    let files = Files::new();
    let heap = files.path("heap");
    for file in 0..20 {
        let rows = (0..50).map(|n| serde_json::json!({"text": paragraph(file * 40 + n)}).to_string() + "\n");
        files.add(&format!("heap/{file}.jsonl"), rows.collect::<String>());
    }
    let reference = files.path("reference");
    build(&heap, &reference, &["--threads", "1"]).expect(0);
    let expected = snapshot(&reference);
    for (name, flags) in [
        ("two", &["--threads", "2"][..]),
        ("eight", &["--threads", "8", "--memory", "1MiB"]),
        ("much", &["--memory", "2GiB"]),
    ] {
        let output = files.path(name);
        build(&heap, &output, flags).expect(0);
        assert!(snapshot(&output) == expected, "{flags:?} changes the corpus");
    }
    let shuffled = files.path("shuffled");
    let paths = (0..20)
        .rev()
        .map(|file| heap.join(format!("{file}.jsonl")).into_os_string());
    let args = ["build".into(), "--output".into(), shuffled.clone().into_os_string()];
    chaffinch(args.into_iter().chain(paths)).expect(0);
    assert!(
        snapshot(&shuffled) == expected,
        "the order of inputs changes the corpus"
    );
}

#[test]
fn a_folder_that_is_not_a_corpus_is_left_alone() {
    let files = Files::new();
    files.add("in/a.txt", paragraph(1));
    let precious = files.add("out/thesis.tex", "years of work");
    let run = build(&files.path("in"), &files.path("out"), &[]).expect(2);
    run.says("is not empty and holds no corpus");
    assert_eq!(std::fs::read_to_string(precious).unwrap(), "years of work");
}

#[test]
fn an_output_folder_inside_the_input_is_not_read() {
    let files = Files::new();
    files.add("a.txt", paragraph(1));
    let output = files.path("corpus");
    for _ in 0..2 {
        build(files.folder(), &output, &[]).expect(0);
        assert_eq!(manifest(&output)["counts"]["read"], 1);
    }
}

/// What lies in the output folder is never read, also if it is named as input: the message says so, and what to do.
#[test]
fn an_input_inside_the_output_folder_is_told_apart_from_the_folder_itself() {
    let files = Files::new();
    files.add("in/a.txt", paragraph(1));
    let (input, output) = (files.path("in"), files.path("corpus"));
    build(&input, &output, &[]).expect(0);
    files.add("corpus/more/b.txt", paragraph(2));
    let said = |named: &str| {
        let mut more = vec![files.path(named).to_str().unwrap().to_owned()];
        more.push("--allow-shrink".to_owned());
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        build(&input, &output, &more).expect(0).stderr
    };
    let inside = said("corpus/more");
    let advice = "inside the output folder, where no input is read; move it elsewhere or choose another output folder";
    assert!(inside.contains(&format!("left out: more/: {advice}")), "{inside}");
    let itself = said("corpus");
    assert!(
        itself.contains("left out: corpus/: the output folder of this run, which is never read"),
        "{itself}"
    );
    let run = build(&files.path("corpus/more"), &output, &[]);
    assert!(run.stderr.contains(advice), "{}", run.stderr);
}

#[test]
fn nothing_to_read_is_wrong_usage() {
    let files = Files::new();
    let run = chaffinch(["build".as_ref(), "--output".as_ref(), files.path("corpus").as_os_str()]).expect(2);
    run.says("nothing to read");
}

#[test]
fn quiet_says_nothing_when_all_is_well() {
    let files = Files::new();
    files.add("in/a.txt", paragraph(1));
    let run = build(&files.path("in"), &files.path("out"), &["--quiet"]).expect(0);
    assert_eq!((run.stdout, run.stderr), (String::new(), String::new()));
}

#[test]
fn damage_to_a_corpus_is_found_and_named() {
    let files = Files::new();
    files.add("in/a.txt", paragraph(1));
    let corpus = files.path("corpus");
    build(&files.path("in"), &corpus, &[]).expect(0);
    let shard = std::fs::read_dir(corpus.join("documents"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = std::fs::read(&shard).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle] ^= 1;
    std::fs::write(&shard, bytes).unwrap();
    let run = chaffinch(["verify".as_ref(), corpus.as_os_str()]).expect(1);
    run.says("damaged: ");
    run.says(shard.file_name().unwrap().to_str().unwrap());
}

#[test]
fn verify_says_so_where_there_is_no_corpus() {
    let files = Files::new();
    let run = chaffinch(["verify".as_ref(), files.folder().as_os_str()]).expect(1);
    assert!(
        run.stderr.contains("holds no corpus") || run.stderr.contains("no corpus"),
        "{}",
        run.stderr
    );
}

/// A build that reads from `input`, once it is at work: its output folder is there.
#[cfg(unix)]
fn start_reading(input: std::process::Stdio, output: &Path) -> std::process::Child {
    let mut command = crate::support::command();
    command.args(["build".as_ref(), "-".as_ref(), "--output".as_ref(), output.as_os_str()]);
    let child = command
        .stdin(input)
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while !output.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child
}

#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let status = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

#[cfg(unix)]
#[test]
fn the_first_signal_stops_at_a_safe_point_and_publishes_nothing() {
    use std::process::{Command, Stdio};
    let files = Files::new();
    let output = files.path("corpus");
    // A pipe that never ends keeps the build reading.
    let mut feeder = Command::new("yes")
        .arg(r#"{"text":"The same line again."}"#)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut child = start_reading(feeder.stdout.take().unwrap().into(), &output);
    interrupt(&child);
    let ended = child.wait().unwrap();
    feeder.kill().unwrap();
    feeder.wait().unwrap();
    assert_eq!(ended.code(), Some(130));
    assert!(!output.join("manifest.json").exists());
}

#[cfg(unix)]
#[test]
fn more_signals_end_a_build_that_waits_for_input() {
    let files = Files::new();
    // Nothing ever comes through this pipe, so the build may not get to a safe point.
    let mut child = start_reading(std::process::Stdio::piped(), &files.path("corpus"));
    for _ in 0..100 {
        interrupt(&child);
        std::thread::sleep(std::time::Duration::from_millis(100));
        if let Some(ended) = child.try_wait().unwrap() {
            assert_eq!(ended.code(), Some(130));
            return;
        }
    }
    panic!("signals do not end the build");
}
