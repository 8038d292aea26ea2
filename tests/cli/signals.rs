//! Real signals, and inputs without end.
#![cfg(unix)]

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::support::*;

/// Long enough for the slowest machine; a test that waits that long has failed.
const PATIENCE: Duration = Duration::from_secs(120);

fn signal(child: &Child, name: &str) {
    let status = std::process::Command::new("kill")
        .args([name, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

fn start(args: &[&Path]) -> Child {
    let mut command = command();
    command.args(args).stdin(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Waits until `done` says so, or the process ends.
fn wait_for(child: &mut Child, what: &str, done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() && child.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The exit code, once the process has ended.
fn code(mut child: Child) -> Option<i32> {
    let began = Instant::now();
    loop {
        if let Some(ended) = child.try_wait().unwrap() {
            return ended.code();
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("does not end");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn many_files(files: &Files) {
    for number in 0..1500 {
        let text = (0..3)
            .map(|k| paragraph(number * 3 + k))
            .collect::<Vec<_>>()
            .join("\n\n");
        files.add(&format!("in/{number:04}.txt"), text);
    }
}

/// Signals that ask a build to stop, and the threads that it has then.
#[cfg(target_os = "linux")]
const HEARD: [(&str, &str); 3] = [("-INT", "1"), ("-TERM", "8"), ("-HUP", "2")];
#[cfg(not(target_os = "linux"))]
const HEARD: [(&str, &str); 2] = [("-INT", "1"), ("-TERM", "8")];

#[test]
fn a_build_from_a_folder_is_stopped_and_gone_on_with() {
    let files = Files::new();
    many_files(&files);
    let (input, reference) = (files.path("in"), files.path("reference"));
    let build = |output: &Path, threads: &str| {
        start(&[
            "build".as_ref(),
            &input,
            "--output".as_ref(),
            output,
            "-j".as_ref(),
            threads.as_ref(),
        ])
    };
    assert_eq!(code(build(&reference, "2")), Some(0));
    for (name, threads) in HEARD {
        let output = files.path(name);
        let mut child = build(&output, threads);
        // The ledger is begun when cleaning is.
        wait_for(&mut child, "no work is seen", || output.join(".work/ledger").exists());
        signal(&child, name);
        if name == "-HUP" {
            // The shell and the system may both say that the terminal is gone.
            signal(&child, name);
        }
        assert_eq!(code(child), Some(130), "{name}");
        assert!(!output.join(".lock").exists(), "{name}");
        assert!(!output.join("manifest.json").exists(), "{name}");
        assert!(output.join(".work/resume").is_dir(), "{name}: what was done is kept");
        assert_eq!(code(build(&output, threads)), Some(0), "{name}");
        let manifest = |output: &Path| std::fs::read(output.join("manifest.json")).unwrap();
        assert!(manifest(&output) == manifest(&reference), "{name}");
    }
}

/// As `nohup` starts commands.
#[test]
fn a_hangup_that_was_ignored_before_stays_ignored() {
    let files = Files::new();
    many_files(&files);
    let (input, output) = (files.path("in"), files.path("out"));
    let script = "trap '' HUP; exec \"$0\" build \"$1\" --output \"$2\" --quiet";
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", script, env!("CARGO_BIN_EXE_chaffinch")])
        .arg(&input)
        .arg(&output);
    let mut child = shell.stdin(Stdio::null()).spawn().unwrap();
    wait_for(&mut child, "no work is seen", || output.join(".work/ledger").exists());
    signal(&child, "-HUP");
    assert_eq!(code(child), Some(0));
    assert_eq!(manifest(&output)["counts"]["kept"], 1500);
}

/// Its size is said to be 0, and reading it takes for ever.
#[cfg(target_os = "linux")]
#[test]
fn a_file_without_end_is_not_read_without_end() {
    let files = Files::new();
    files.add("in/a.txt", paragraph(1));
    let output = files.path("out");
    let input = files.path("in");
    let args = [Path::new("build"), Path::new("/proc/self/pagemap"), &input];
    let child = start(&[&args[..], &["-o".as_ref(), &output]].concat());
    let code = code(child);
    assert!(matches!(code, Some(0 | 3)), "{code:?}");
    assert_eq!(manifest(&output)["counts"]["kept"], 1);
}

#[test]
fn settings_and_lists_without_end_are_refused() {
    let files = Files::new();
    let page = files.add("a.txt", paragraph(1));
    let endless = Path::new("/dev/zero");
    for flag in ["--from-file", "--config"] {
        let run = chaffinch(["clean".as_ref(), page.as_os_str(), flag.as_ref(), endless.as_os_str()]).expect(2);
        assert!(
            run.stderr.contains("/dev/zero") && run.stderr.contains("more than"),
            "{}",
            run.stderr
        );
    }
    let large = files.add("large.toml", "#".repeat(2 << 20));
    let run = chaffinch(["config".as_ref(), "check".as_ref(), large.as_os_str()]).expect(2);
    run.says("large.toml");
    let pack = format!("strip.packs=[{:?}]", endless);
    let run = chaffinch(["clean".as_ref(), page.as_os_str(), "--set".as_ref(), pack.as_ref()]).expect(2);
    run.says("/dev/zero");
}

/// A list may come through a pipe.
#[test]
fn a_pipe_is_read_as_a_list() {
    let files = Files::new();
    let page = files.add("a.txt", paragraph(1));
    let list = format!("{}\n", page.display());
    let run = chaffinch_with_input(&["clean", "--from-file", "/dev/stdin"], list.as_bytes()).expect(0);
    assert_eq!(run.json_lines().len(), 1);
}

/// Nothing ever comes through the pipe; one signal is enough. Programs are told how far it came and what to run next.
#[test]
fn a_build_that_waits_for_input_is_stopped() {
    let files = Files::new();
    let output = files.path("out");
    let mut command = command();
    command.args(["build".as_ref(), "-".as_ref(), "-o".as_ref(), output.as_os_str()]);
    command.args(["--log-format", "json"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (_silent, log) = (child.stdin.take(), child.stderr.take().unwrap());
    wait_for(&mut child, "no work is seen", || output.join(".work/ledger").exists());
    signal(&child, "-TERM");
    assert_eq!(code(child), Some(130));
    let events: Vec<serde_json::Value> = serde_json::Deserializer::from_reader(log)
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let outcomes: Vec<_> = events.iter().map(|event| &event["fields"]["outcome"]).collect();
    assert_eq!(outcomes, ["stopping", "interrupted"], "{events:?}");
    let fields = &events[1]["fields"];
    assert_eq!(fields["output"], output.to_str().unwrap());
    assert_eq!(fields["read"], 0);
    assert!(fields["phase"].as_str().unwrap().starts_with("clean"), "{fields}");
    let next: Vec<_> = fields["next"].as_array().unwrap().iter().skip(1).collect();
    assert_eq!(
        next,
        ["build", "-", "-o", output.to_str().unwrap(), "--log-format", "json"]
    );
}

/// A limit on the size of files is like a full disk: a message, exit code 1, and the corpus that stood.
#[test]
fn a_limit_on_the_size_of_files_is_an_error_with_a_message() {
    let files = Files::new();
    (0..40).for_each(|number| drop(files.add(&format!("in/{number}.txt"), paragraph(number))));
    let (input, output) = (files.path("in"), files.path("out"));
    let args = |limit: &str| {
        let script = format!("ulimit -f {limit}; exec \"$0\" build \"$1\" --output \"$2\"");
        let mut shell = std::process::Command::new("sh");
        shell
            .args(["-c", &script, env!("CARGO_BIN_EXE_chaffinch")])
            .arg(&input)
            .arg(&output);
        let ended = shell.stdin(Stdio::null()).output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    assert_eq!(args("unlimited").0, Some(0));
    let before = manifest(&output);
    (40..80).for_each(|number| drop(files.add(&format!("in/{number}.txt"), paragraph(number))));
    for limit in ["0", "1"] {
        let (code, said) = args(limit);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("File too large"), "{said}");
        assert_eq!(manifest(&output), before);
        chaffinch(["verify".as_ref(), output.as_os_str()]).expect(0);
    }
    assert_eq!(args("unlimited").0, Some(0));
    assert_eq!(manifest(&output)["counts"]["kept"], 80);
}
