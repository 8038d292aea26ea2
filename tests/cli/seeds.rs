//! Real pages that do not come with the project: where their folder is beside it, they must come out as its check says.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::support::{Files, chaffinch};

#[test]
fn seeds_come_out_as_they_should() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    if !seeds.is_dir() {
        // Past the capture of the test harness, so that it is seen in every run.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {} is not there", seeds.display());
        return;
    }
    let entries = std::fs::read_dir(&seeds).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    pages.sort();
    let args = std::iter::once("clean".into()).chain(pages.into_iter().map(|page| page.into_os_string()));
    let run = chaffinch(args).expect(0);
    let cleaned = Files::new().add("cleaned.jsonl", run.stdout);
    let check = Command::new("python3")
        .arg(seeds.join("check.py"))
        .arg(cleaned)
        .output()
        .unwrap();
    assert!(check.status.success(), "{}", String::from_utf8(check.stdout).unwrap());
}
