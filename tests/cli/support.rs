//! Runs the command, and makes the inputs that tests need.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// How a run of the command ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The lines of standard output as JSON.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Panics unless standard error holds `text`.
    #[track_caller]
    pub(crate) fn says(&self, text: impl AsRef<str>) {
        assert!(self.stderr.contains(text.as_ref()), "{}", self.stderr);
    }

    /// Panics unless the command ended with `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Run {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

/// The command, ready for arguments; the environment colours nothing.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaffinch"));
    command.env_remove("CLICOLOR_FORCE").env("NO_COLOR", "1");
    command
}

/// Runs the command without input.
pub(crate) fn chaffinch<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    finish(command().args(args).stdin(Stdio::null()))
}

/// Runs the command with `input` on standard input.
pub(crate) fn chaffinch_with_input(args: &[&str], input: &[u8]) -> Run {
    let mut process = command();
    process
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = process.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that does not read all of it is fine.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    run_of(output)
}

fn finish(command: &mut Command) -> Run {
    run_of(command.output().unwrap())
}

fn run_of(output: std::process::Output) -> Run {
    Run {
        code: output.status.code().expect("ended by a signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of files that is gone after the test.
pub(crate) struct Files(tempfile::TempDir);

impl Files {
    pub(crate) fn new() -> Self {
        Files(tempfile::tempdir().unwrap())
    }

    /// A folder for many small builds: waiting for a disk each time would take most of a test.
    pub(crate) fn in_memory() -> Self {
        Files(
            tempfile::tempdir_in("/dev/shm")
                .or_else(|_| tempfile::tempdir())
                .unwrap(),
        )
    }

    /// Writes a file and returns its path; folders on the way are made.
    pub(crate) fn add(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }
}

/// The samples that come with the project.
pub(crate) fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/samples")
}

/// A paragraph that no rule has a reason to touch, different for each number.
pub(crate) fn paragraph(number: usize) -> String {
    format!(
        "On day {number} the surveyor walked along the river until the path ended, and wrote down how high the water stood. \
         She measured the banks twice and came back before dark."
    )
}

/// Every line of the `.jsonl.zst` files of one section of a corpus.
pub(crate) fn lines(corpus: &Path, section: &str) -> Vec<Value> {
    let mut paths: Vec<PathBuf> = match fs::read_dir(corpus.join(section)) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) => Vec::new(),
    };
    paths.sort();
    let mut lines = Vec::new();
    for path in paths {
        let mut text = String::new();
        let mut decoder = zstd::Decoder::new(fs::File::open(path).unwrap()).unwrap();
        std::io::Read::read_to_string(&mut decoder, &mut text).unwrap();
        lines.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    lines
}

/// The manifest of a corpus.
pub(crate) fn manifest(corpus: &Path) -> Value {
    serde_json::from_slice(&fs::read(corpus.join("manifest.json")).unwrap()).unwrap()
}
