//! What `chaffinch build` says at its end: what came in, what went out, what was removed, where it all is.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anstyle::Style;
use chaffinch::corpus::Manifest;
use chaffinch::reader::Inputs;
use indicatif::{DecimalBytes, HumanCount};

use super::terminal::printable;

/// Classes of boilerplate that are named; the others are summed up.
const CLASSES_SHOWN: usize = 8;
const HEAD: Style = Style::new().bold();

/// A finished build.
pub(super) struct Finished<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) inputs: &'a Inputs,
    pub(super) output: &'a Path,
    pub(super) took: Duration,
}

/// Prints the summary of a finished build to standard error; one that cannot be written changes nothing about the build.
pub(super) fn print(finished: &Finished<'_>) {
    let mut out = anstream::stderr().lock();
    for (head, what) in rows(finished) {
        let _ = writeln!(out, "{HEAD}{head:<12}{HEAD:#} {}", printable(&what));
    }
}

fn rows(finished: &Finished<'_>) -> Vec<(&'static str, String)> {
    let (manifest, output) = (finished.manifest, finished.output.display().to_string());
    let counts = &manifest.counts;
    let rows = [
        ("Read", Some(read(finished))),
        ("Kept", Some(plural(counts.kept, "document"))),
        (
            "Duplicate",
            some(counts.duplicate, |n| {
                format!("{} whose text another has", plural(n, "document"))
            }),
        ),
        ("Dropped", some(counts.dropped, |n| dropped(n, manifest))),
        ("Quarantined", some(counts.quarantined, |n| quarantined(n, manifest))),
        ("Removed", Some(removed(manifest))),
        ("Corpus", Some(format!("{output}: {}", files(manifest)))),
        ("Next", Some(next(manifest, &output))),
    ];
    rows.into_iter()
        .filter_map(|(head, what)| Some((head, what?)))
        .collect()
}

/// What there is to say of a count; nothing of none.
fn some(count: u64, say: impl Fn(u64) -> String) -> Option<String> {
    (count > 0).then(|| say(count))
}

fn dropped(count: u64, manifest: &Manifest) -> String {
    let filters = manifest.dropped.iter().map(|(rule, n)| format!("{rule} {n}"));
    format!("{} by filters: {}", plural(count, "document"), joined(filters))
}

fn quarantined(count: u64, manifest: &Manifest) -> String {
    let faults = manifest
        .quarantined
        .iter()
        .map(|(fault, n)| format!("{} {n}", name_of(fault)));
    format!("{} could not be read: {}", plural(count, "record"), joined(faults))
}

fn read(finished: &Finished<'_>) -> String {
    let units = &finished.inputs.units;
    let records = plural(finished.manifest.counts.read, "record");
    let files = plural(units.len() as u64, "file");
    let size = match units.iter().map(|unit| unit.size_bytes).sum() {
        0 => String::new(),
        bytes => format!(" ({})", DecimalBytes(bytes)),
    };
    format!("{records} from {files}{size} in {:.1} s", finished.took.as_secs_f64())
}

fn plural(n: u64, what: &str) -> String {
    format!("{} {what}{}", HumanCount(n), if n == 1 { "" } else { "s" })
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

/// The name that a value has in the files: `corrupt-member`.
fn name_of(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// What was stripped from kept documents: the classes that took most first.
fn removed(manifest: &Manifest) -> String {
    let mut classes: BTreeMap<&str, u64> = BTreeMap::new();
    for (rule, removed) in &manifest.removed {
        let class = rule.0.split('/').next().unwrap_or_default();
        *classes.entry(class).or_default() += removed.blocks;
    }
    let total: u64 = classes.values().sum();
    if total == 0 {
        return "nothing from the kept documents".into();
    }
    let bytes = manifest.removed.values().map(|removed| removed.bytes).sum();
    let mut classes: Vec<(&str, u64)> = classes.into_iter().collect();
    classes.sort_by_key(|(class, blocks)| (Reverse(*blocks), *class));
    let rest: u64 = classes.iter().skip(CLASSES_SHOWN).map(|(_, blocks)| blocks).sum();
    let shown = classes
        .iter()
        .take(CLASSES_SHOWN)
        .map(|(class, blocks)| format!("{class} {}", HumanCount(*blocks)));
    let others = (rest > 0).then(|| format!("other classes {}", HumanCount(rest)));
    let pieces = format!("{} ({})", plural(total, "piece"), DecimalBytes(bytes));
    format!("{pieces} from the kept documents: {}", joined(shown.chain(others)))
}

fn files(manifest: &Manifest) -> String {
    let shards = || {
        manifest
            .files
            .iter()
            .filter(|entry| entry.path.starts_with("documents/"))
    };
    let (packed, plain) = (
        shards().map(|entry| entry.size_bytes).sum(),
        shards().map(|entry| entry.line_bytes).sum(),
    );
    let count = plural(shards().count() as u64, "shard");
    format!(
        "{count} of documents, {} ({} unpacked)",
        DecimalBytes(packed),
        DecimalBytes(plain)
    )
}

fn next(manifest: &Manifest, output: &str) -> String {
    if manifest.counts.kept == 0 {
        format!("look at {output}/rejects/ (zstdcat), which says why there are no documents")
    } else if manifest.counts.quarantined > 0 {
        format!("look at {output}/rejects/quarantined-*.jsonl.zst (zstdcat), hence exit code 3")
    } else {
        format!(
            "load it: datasets.load_dataset(\"{output}\") (pip install datasets zstandard), or check it: chaffinch verify {output}"
        )
    }
}
