//! Streams that cannot be written: what is said on standard error is lost, the work is not; what is printed is the work.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::process::Stdio;

use crate::support::*;

/// A stream as it should not be: full, or a pipe that nobody reads.
fn broken() -> [(&'static str, Stdio); 2] {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    [("full", full.into()), ("nobody reads", writer.into())]
}

fn code(args: &[&str], stderr: Stdio) -> (Option<i32>, String) {
    let mut command = command();
    let output = command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr);
    let output = output.spawn().unwrap().wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_build_that_cannot_say_anything_is_published() {
    let files = Files::new();
    files.add("good/a.txt", paragraph(1));
    files.add("bad/a.txt", paragraph(1));
    files.add("bad/b.jsonl", "{\"text\":\"The ferry left at seven.\"}\n{\"bad");
    for (input, expected) in [("good", 0), ("bad", 3)] {
        let input = files.path(input).to_str().unwrap().to_owned();
        let reference = files.path("reference").to_str().unwrap().to_owned();
        chaffinch(["build", &input, "-o", &reference]).expect(expected);
        for more in [&[][..], &["-q"], &["--log-level", "debug", "--log-format", "json"]] {
            for (what, stderr) in broken() {
                let output = files.path("out").to_str().unwrap().to_owned();
                let args = [&["build", &input, "-o", &output], more].concat();
                assert_eq!(code(&args, stderr).0, Some(expected), "{input}, {what}, {more:?}");
                assert_eq!(
                    manifest(output.as_ref()),
                    manifest(reference.as_ref()),
                    "{what}, {more:?}"
                );
                std::fs::remove_dir_all(&output).unwrap();
            }
        }
        std::fs::remove_dir_all(&reference).unwrap();
    }
}

#[test]
fn documents_are_printed_where_nothing_can_be_said() {
    let files = Files::new();
    let lines = "{\"text\":\"The ferry left at seven.\"}\n{\"bad\n{\"text\":\"It came back at nine.\"}\n";
    let input = files.add("a.jsonl", lines).to_str().unwrap().to_owned();
    for more in [&[][..], &["-q"]] {
        for (what, stderr) in broken() {
            let (code, printed) = code(&[&["clean", &input], more].concat(), stderr);
            assert_eq!((code, printed.lines().count()), (Some(3), 2), "{what}, {more:?}");
        }
    }
}

/// What is to be said at the end decides nothing either.
#[test]
fn failures_keep_their_exit_codes() {
    let files = Files::new();
    let missing = files.path("missing").to_str().unwrap().to_owned();
    for (args, expected) in [
        (&["clean", &missing][..], 2),
        (&["verify", &missing], 1),
        (&["clean", "--no-such-flag"], 2),
    ] {
        for (what, stderr) in broken() {
            assert_eq!(code(args, stderr).0, Some(expected), "{args:?}, {what}");
        }
    }
}

/// A full disk behind standard output is an error; a reader that has seen enough is none.
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let files = Files::new();
    let page = files.add("a.txt", paragraph(1)).to_str().unwrap().to_owned();
    for args in [
        &["--help"][..],
        &["--version"],
        &["build", "--help"],
        &["config"],
        &["rules"],
        &["man"],
        &["completions", "bash"],
        &["clean", &page],
        &["explain", &page],
        &["decode", &page],
    ] {
        for ((what, stdout), expected) in broken().into_iter().zip([1, 0]) {
            let output = command()
                .args(args)
                .stdin(Stdio::null())
                .stdout(stdout)
                .output()
                .unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(expected), "{args:?}, {what}: {said}");
            assert_eq!(
                said.contains("No space left"),
                expected == 1,
                "{args:?}, {what}: {said}"
            );
        }
    }
}
