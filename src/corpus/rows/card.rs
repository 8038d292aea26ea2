//! The dataset card: describes the corpus, and lets the usual dataset libraries load the folder.
//!
//! Not for: the truth about the folder, which is the manifest.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::corpus::layout;
use crate::corpus::manifest::{FileEntry, Manifest};
use crate::corpus::rows::{dates, unknown};
use crate::corpus::storage::files;

/// Gives a line in which nothing is known.
type Line = fn() -> Value;

/// Name, folder with the beginning of file names, and a line, of what the folder holds.
const TABLES: [(&str, &str, Line); 6] = [
    ("documents", "documents/", unknown::document),
    ("removals", "removals/", unknown::removal),
    ("duplicates", "rejects/duplicates-", unknown::duplicate),
    ("dropped", "rejects/dropped-", unknown::dropped),
    ("skipped", "rejects/skipped-", unknown::skipped),
    ("quarantined", "rejects/quarantined-", unknown::quarantined),
];

/// A table that has files.
struct Table<'m> {
    name: &'static str,
    start: &'static str,
    line: Line,
    files: Vec<&'m FileEntry>,
}

impl Table<'_> {
    fn sum(&self, what: fn(&FileEntry) -> u64) -> u64 {
        self.files.iter().map(|file| what(file)).fold(0, u64::saturating_add)
    }
}

/// The card of the corpus that `manifest` describes. Tables without files are left out: libraries refuse to load them.
pub(crate) fn card(manifest: &Manifest) -> String {
    let table = |(name, start, line): (_, &'static str, _)| Table {
        name,
        start,
        line,
        files: manifest
            .files
            .iter()
            .filter(|file| file.path.starts_with(start))
            .collect(),
    };
    let tables: Vec<_> = TABLES
        .into_iter()
        .map(table)
        .filter(|table| !table.files.is_empty())
        .collect();
    let mut out = String::from("---\n");
    // Writing to a string cannot fail.
    let _ = write_about(&mut out, manifest.counts.kept);
    let _ = write_configs(&mut out, &tables);
    let _ = write_tables(&mut out, &tables);
    let _ = write_body(&mut out, manifest);
    out
}

/// Whether the card of `manifest` is in `folder`.
pub(crate) fn is_in(folder: &Path, manifest: &Manifest) -> bool {
    files::read(&folder.join(layout::CARD)).is_ok_and(|bytes| bytes == card(manifest).as_bytes())
}

/// Whether the card in `folder` is that of `manifest`, or one of an earlier program that knew fewer columns.
pub(crate) fn is_sound(folder: &Path, manifest: &Manifest) -> bool {
    files::read(&folder.join(layout::CARD)).is_ok_and(|bytes| is_earlier(&bytes, &card(manifest)))
}

/// Whether `found` has all lines of `card` in order, except for some columns.
fn is_earlier(found: &[u8], card: &str) -> bool {
    let column = |line: &str| {
        ["- name: ", "dtype: ", "list:", "struct:"]
            .iter()
            .any(|start| line.trim_start().starts_with(start))
    };
    let Ok(found) = std::str::from_utf8(found) else {
        return false;
    };
    let mut found = found.split('\n').peekable();
    let mut has_line = |line: &str| found.next_if(|next| *next == line).is_some() || column(line);
    card.split('\n').all(&mut has_line) && found.next().is_none()
}

/// What the Hub asks for and a program cannot know, as comments; and what it does know.
fn write_about(out: &mut String, documents: u64) -> std::fmt::Result {
    let size = match documents {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        10_000_000..100_000_000 => "10M<n<100M",
        100_000_000..1_000_000_000 => "100M<n<1B",
        1_000_000_000..10_000_000_000 => "1B<n<10B",
        _ => "10B<n<100B",
    };
    writeln!(out, "{ABOUT_COMMENT}tags:\n- chaffinch\nsize_categories:\n- {size}")
}

fn write_configs(out: &mut String, tables: &[Table<'_>]) -> std::fmt::Result {
    if !tables.is_empty() {
        writeln!(out, "configs:")?;
    }
    for Table { name, start, .. } in tables {
        writeln!(out, "- config_name: {name}")?;
        if *name == "documents" {
            writeln!(out, "  default: true")?;
        }
        writeln!(out, "  data_files: \"{start}*.jsonl.zst\"")?;
    }
    Ok(())
}

fn write_tables(out: &mut String, tables: &[Table<'_>]) -> std::fmt::Result {
    if !tables.is_empty() {
        writeln!(out, "dataset_info:")?;
    }
    for table in tables {
        let name = table.name;
        writeln!(out, "- config_name: {name}\n  features:")?;
        write_columns(out, &(table.line)(), 2)?;
        let (lines, bytes) = (table.sum(|file| file.lines), table.sum(|file| file.line_bytes));
        writeln!(
            out,
            "  splits:\n  - name: train\n    num_bytes: {bytes}\n    num_examples: {lines}"
        )?;
        let packed = table.sum(|file| file.size_bytes);
        writeln!(out, "  download_size: {packed}\n  dataset_size: {bytes}")?;
    }
    writeln!(out, "---")
}

/// Writes the fields of `line` with their types: those of the dataset library.
fn write_columns(out: &mut String, line: &Value, indent: usize) -> std::fmt::Result {
    let no_day = dates::day(None);
    for (name, value) in line.as_object().into_iter().flatten() {
        writeln!(out, "{:indent$}- name: {name}", "")?;
        let nested = match value {
            Value::Object(_) => Some(("struct", value)),
            Value::Array(list) => list
                .first()
                .filter(|first| first.is_object())
                .map(|first| ("list", first)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        if let Some((kind, inner)) = nested {
            writeln!(out, "{:indent$}  {kind}:", "")?;
            write_columns(out, inner, indent + 2)?;
            continue;
        }
        let kind = match value {
            Value::Array(_) => "list: string",
            Value::Number(_) => "dtype: int64",
            Value::String(text) if *text == no_day => "dtype: timestamp[s]",
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Object(_) => "dtype: string",
        };
        writeln!(out, "{:indent$}  {kind}", "")?;
    }
    Ok(())
}

fn write_body(out: &mut String, manifest: &Manifest) -> std::fmt::Result {
    let counts = manifest.counts;
    writeln!(
        out,
        "\n# A clean text corpus\n\nWritten by Chaffinch {}.\n",
        manifest.version
    )?;
    writeln!(out, "| records | |\n|---|---:|")?;
    for (name, count) in [
        ("read", counts.read),
        ("kept", counts.kept),
        ("duplicate", counts.duplicate),
        ("dropped", counts.dropped),
        ("skipped", counts.skipped),
        ("quarantined", counts.quarantined),
    ] {
        writeln!(out, "| {name} | {count} |")?;
    }
    out.write_str(LOADING)
}

const ABOUT_COMMENT: &str = "\
# Before you publish this folder, say what only you know (https://huggingface.co/docs/hub/datasets-cards):
# pretty_name: A name for people
# license: The licence of the texts
# language:
# - en
";

const LOADING: &str = r#"
`documents/` is the corpus, one JSON object per line, in the order of the hash of the text. `removals/` is what was stripped from
these documents, `rejects/` is what did not get in and why. `manifest.json` lists every file with its size and BLAKE3.
To publish the corpus, upload `documents/`, `removals/`, `rejects/` and this file; `ledger/` and `cache/` only serve the next build.

Put the path of this folder in the place of `FOLDER`:

```python
import datasets  # pip install datasets zstandard
datasets.load_dataset("FOLDER")              # the documents; a second argument names another table: "removals", "duplicates" ...

import duckdb  # pip install duckdb
duckdb.sql("SELECT * FROM read_json('FOLDER/documents/*.jsonl.zst')")

import polars  # pip install polars
polars.scan_ndjson("FOLDER/documents/*.jsonl.zst")
```

`datasets` and pandas read `.zst` files only where the package `zstandard` is installed; DuckDB, Polars and PyArrow need nothing more.

Every line has the same fields with the same types. Nothing is ever `null`: a text that is not known is an empty string, a day is
`0001-01-01`, a time `0001-01-01T00:00:00.000Z`, and a list without elements has one empty element. `metadata.extra` is a JSON object
in a string.
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corpus_without_documents_has_a_card_without_tables() {
        let card = card(&Manifest::default());
        assert!(card.starts_with("---\n# Before"), "{card}");
        assert!(card.contains("size_categories:\n- n<1K\n---\n"), "{card}");
        assert!(!card.contains("config_name"), "{card}");
    }

    #[test]
    fn a_card_may_lack_columns_and_nothing_else() {
        let card = "a\n  - name: url\n    dtype: string\n  - name: tags\n    list: string\nb\n";
        let cases = [
            (card, true),
            ("a\n  - name: tags\n    list: string\nb\n", true),
            ("a\n  - name: tags\n    list: string\n", false),
            ("a\n  - name: tags\n    list: string\nb\nc\n", false),
            ("a\n  - name: tags\n    dtype: int64\nb\n", false),
            ("", false),
        ];
        for (found, sound) in cases {
            assert_eq!(is_earlier(found.as_bytes(), card), sound, "{found}");
        }
        assert!(!is_earlier(b"\xff", card));
    }

    fn columns(line: &Value) -> String {
        let mut out = String::new();
        write_columns(&mut out, line, 0).unwrap();
        out
    }

    #[test]
    fn the_card_has_every_field_of_a_document_with_its_type() {
        let columns = columns(&unknown::document());
        assert!(
            columns.starts_with("- name: id\n  dtype: string\n- name: text\n  dtype: string\n"),
            "{columns}"
        );
        for part in [
            "- name: created\n  dtype: string\n- name: metadata\n  struct:\n  - name: file_path\n    dtype: string\n",
            "  - name: record\n    dtype: int64\n",
            "  - name: date\n    dtype: timestamp[s]\n  - name: modified\n    dtype: timestamp[s]\n",
            "  - name: tags\n    list: string\n  - name: encoding\n    struct:\n    - name: name\n      dtype: string\n",
        ] {
            assert!(columns.contains(part), "{part}{columns}");
        }
    }

    #[test]
    fn a_list_of_removals_has_the_fields_of_a_removal() {
        let columns = columns(&unknown::duplicate());
        let (_, removals) = columns.split_once("- name: removals\n  list:\n").unwrap();
        assert!(
            removals.contains("  - name: span\n    struct:\n    - name: start\n      dtype: int64\n"),
            "{removals}"
        );
    }
}
