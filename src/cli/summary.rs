//! What `chaffinch build` says at its end: what came in, what went out, what was removed, where it all is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anstyle::Style;
use chaffinch::internal::corpus::Manifest;
use chaffinch::internal::model::SkipKind;
use chaffinch::internal::sources::Inputs;
use indicatif::{DecimalBytes, HumanCount};
use serde_json::{Value, json};

use super::session::Session;
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
    /// How many files an update left alone, cleaned again with the same result and with another, added and found gone.
    pub(super) update: [u64; 5],
}

impl Finished<'_> {
    /// Whether a corpus stood there, of which something was used or taken away.
    fn is_update(&self) -> bool {
        let [unchanged, same, changed, _, gone] = self.update;
        unchanged + same + changed + gone > 0
    }

    fn input_bytes(&self) -> u64 {
        self.inputs.units.iter().map(|unit| unit.size_bytes).sum()
    }
}

/// Says how a build ended, in the form that was asked for.
pub(super) fn conclude(session: &Session, finished: &Finished<'_>) {
    if session.talks {
        print(finished);
    } else {
        session.log("the corpus is built", || fields(finished));
    }
}

/// Prints the summary of a finished build to standard error; one that cannot be written changes nothing about the build.
fn print(finished: &Finished<'_>) {
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
        ("Update", finished.is_update().then(|| update(finished))),
        ("Kept", Some(plural(counts.kept, "document"))),
        (
            "Duplicate",
            some(counts.duplicate, |n| {
                format!("{} with the same text as another", plural(n, "document"))
            }),
        ),
        ("Dropped", some(counts.dropped, |n| dropped(n, manifest))),
        ("Skipped", some(counts.skipped, |_| skipped(&manifest.skipped))),
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

/// What was skipped, by kind, and the settings by which some of it is read.
pub(super) fn skipped(kinds: &BTreeMap<SkipKind, u64>) -> String {
    let mut most: Vec<_> = kinds.iter().collect();
    most.sort_by_key(|(kind, count)| (Reverse(**count), **kind));
    let counts = most
        .iter()
        .map(|(kind, count)| format!("{kind} {}", HumanCount(**count)));
    let count = plural(kinds.values().sum(), "record");
    let settings: BTreeSet<&str> = kinds.keys().filter_map(|kind| kind.setting()).collect();
    let settings = settings.into_iter().map(str::to_owned);
    let hint = match joined(settings) {
        hint if hint.is_empty() => hint,
        hint => format!("; see {hint} to keep some"),
    };
    let verb = if kinds.values().sum::<u64>() == 1 {
        "is not a document"
    } else {
        "are not documents"
    };
    format!("{count} that {verb}: {}{hint}", joined(counts))
}

fn read(finished: &Finished<'_>) -> String {
    let records = plural(finished.manifest.counts.read, "record");
    let files = plural(finished.inputs.units.len() as u64, "file");
    let size = match finished.input_bytes() {
        0 => String::new(),
        bytes => format!(" ({})", DecimalBytes(bytes)),
    };
    format!("{records} from {files}{size} in {:.1} s", finished.took.as_secs_f64())
}

fn update(finished: &Finished<'_>) -> String {
    let [unchanged, same, changed, added, gone] = finished.update.map(HumanCount);
    format!(
        "files: {unchanged} unchanged, {same} cleaned again (same text), {changed} changed, {added} added, {gone} gone"
    )
}

/// The summary as fields.
fn fields(finished: &Finished<'_>) -> Value {
    let Finished {
        manifest,
        inputs,
        output,
        took,
        update: [unchanged, same, changed, added, gone],
    } = finished;
    let shards = || manifest.files.iter().filter(|file| file.folder() == "documents");
    json!({
        "output": output.display().to_string(),
        "seconds": took.as_secs_f64(),
        "input": { "files": inputs.units.len(), "bytes": finished.input_bytes() },
        "counts": manifest.counts,
        "update": { "unchanged": unchanged, "cleaned_again": same, "changed": changed, "added": added, "gone": gone },
        "removed": manifest.removed,
        "dropped": manifest.dropped,
        "skipped": manifest.skipped,
        "quarantined": manifest.quarantined,
        "documents": {
            "shards": shards().count(),
            "bytes": shards().map(|file| file.size_bytes).sum::<u64>(),
            "unpacked_bytes": shards().map(|file| file.line_bytes).sum::<u64>(),
        },
    })
}

/// A count of things, whose name has its plural in an `s`.
pub(super) fn plural(n: u64, what: &str) -> String {
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
        format!("see {output}/rejects/ (zstdcat) for the reason why there are no documents")
    } else if manifest.counts.quarantined > 0 {
        format!("see {output}/rejects/quarantined-*.jsonl.zst (zstdcat) for the reason for exit code 3")
    } else {
        format!(
            "load it: datasets.load_dataset(\"{output}\") (pip install datasets zstandard), or check it: chaffinch verify {output}"
        )
    }
}
