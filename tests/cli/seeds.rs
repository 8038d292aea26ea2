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
    let files = Files::new();
    let cleaned = files.add("cleaned.jsonl", run.stdout);
    let check = Command::new("python3")
        .arg(seeds.join("check.py"))
        .arg(cleaned)
        .output()
        .unwrap();
    let said = String::from_utf8(check.stdout).unwrap();
    let short: Vec<_> = said.lines().filter(|line| falls_short(&seeds, line)).collect();
    assert!(said.lines().count() > 0 && short.is_empty(), "{short:#?}");
}

/// Whether a line of the check names a shortfall. A sentence that is reported lost must have stood in the page: the
/// check quotes one that does not, and a cleaner that found it would have made it up.
fn falls_short(seeds: &Path, line: &str) -> bool {
    if let Some((page, sentence)) = line.split_once(": lost: ") {
        let source = std::fs::read_to_string(seeds.join(page)).unwrap();
        let tag = regex::Regex::new("<[^>]*>").unwrap();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let stood = words(&tag.replace_all(&source, "")).contains(&words(sentence));
        if !stood {
            let _ = writeln!(
                std::io::stderr(),
                "NOTE: {page} does not hold what the check misses: {sentence}"
            );
        }
        return stood;
    }
    !line.ends_with(" fall short") && line != "all seeds as they should be"
}
