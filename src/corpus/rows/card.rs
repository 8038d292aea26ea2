//! The dataset card: describes the corpus, and lets the usual dataset libraries load the folder.
//!
//! Not for: the truth about the folder, which is the manifest.

use std::fmt::Write;
use std::path::Path;

use crate::corpus::layout;
use crate::corpus::manifest::{FileEntry, Manifest};
use crate::corpus::storage::files;

/// Name, folder with the beginning of file names, and columns of what the folder holds.
const TABLES: [(&str, &str, &[Column]); 6] = [
    ("documents", "documents/", &[TEXT, ABOUT]),
    ("removals", "removals/", &[REMOVAL]),
    ("duplicates", "rejects/duplicates-", &[KEPT, ABOUT, REMOVALS]),
    ("dropped", "rejects/dropped-", &[TEXT, ABOUT, REASON, REMOVALS]),
    ("skipped", "rejects/skipped-", &[SKIPPED]),
    ("quarantined", "rejects/quarantined-", &[QUARANTINED]),
];

/// A name and a type, or a name and the columns inside.
type Column = &'static [(&'static str, Type)];

#[derive(Clone, Copy)]
enum Type {
    /// A type of the dataset library.
    Plain(&'static str),
    /// A list of strings.
    Strings,
    /// A struct.
    Struct(Column),
    /// A list of structs.
    List(Column),
}

use Type::{List, Plain, Strings, Struct};

const TEXT: Column = &[("text", Plain("string"))];
const KEPT: Column = &[("kept", Plain("string"))];
const REASON: Column = &[("rule", Plain("string")), ("detail", Plain("string"))];
const REMOVALS: Column = &[("removals", List(REMOVED))];
const REMOVED: Column = &[
    ("id", Plain("string")),
    ("stage", Plain("string")),
    ("rule", Plain("string")),
    ("reason", Plain("string")),
    ("also", Plain("string")),
    ("span", Struct(SPAN)),
    ("text", Plain("string")),
];
const REMOVAL: Column = REMOVED.split_at(1).1;
const SPAN: Column = &[("start", Plain("int64")), ("end", Plain("int64"))];
const SKIPPED: Column = &[
    ("source", Plain("string")),
    ("file_path", Plain("string")),
    ("record", Plain("int64")),
    ("offset_bytes", Plain("int64")),
    ("kind", Plain("string")),
    ("reason", Plain("string")),
    ("url", Plain("string")),
];
const QUARANTINED: Column = &[
    ("source", Plain("string")),
    ("file_path", Plain("string")),
    ("record", Plain("int64")),
    ("offset_bytes", Plain("int64")),
    ("stage", Plain("string")),
    ("fault", Plain("string")),
    ("detail", Plain("string")),
];
const ABOUT: Column = &[
    ("source", Plain("string")),
    ("added", Plain("string")),
    ("created", Plain("string")),
    ("metadata", Struct(METADATA)),
];
const METADATA: Column = &[
    ("file_path", Plain("string")),
    ("record", Plain("int64")),
    ("url", Plain("string")),
    ("title", Plain("string")),
    ("author", Plain("string")),
    ("date", Plain("timestamp[s]")),
    ("modified", Plain("timestamp[s]")),
    ("description", Plain("string")),
    ("site", Plain("string")),
    ("language", Plain("string")),
    ("license", Plain("string")),
    ("categories", Strings),
    ("tags", Strings),
    ("encoding", Struct(ENCODING)),
    ("content_hash", Plain("string")),
    ("raw_hash", Plain("string")),
    ("pipeline", Plain("string")),
    ("extra", Plain("string")),
];
const ENCODING: Column = &[
    ("name", Plain("string")),
    ("evidence", Plain("string")),
    ("malformed", Plain("int64")),
    ("repairs", Plain("int64")),
];

/// A table that has files.
struct Table<'m> {
    name: &'static str,
    start: &'static str,
    columns: &'static [Column],
    files: Vec<&'m FileEntry>,
}

impl Table<'_> {
    fn sum(&self, what: fn(&FileEntry) -> u64) -> u64 {
        self.files.iter().map(|file| what(file)).fold(0, u64::saturating_add)
    }
}

/// The card of the corpus that `manifest` describes. Tables without files are left out: libraries refuse to load them.
pub(crate) fn card(manifest: &Manifest) -> String {
    let table = |(name, start, columns): (_, &'static str, _)| Table {
        name,
        start,
        columns,
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
        writeln!(
            out,
            "- config_name: {name}\n  features:\n  - name: id\n    dtype: string"
        )?;
        for column in table.columns {
            write_columns(out, column, 2)?;
        }
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

fn write_columns(out: &mut String, columns: Column, indent: usize) -> std::fmt::Result {
    for (name, kind) in columns {
        writeln!(out, "{:indent$}- name: {name}", "")?;
        match kind {
            Plain(kind) => writeln!(out, "{:indent$}  dtype: {kind}", "")?,
            Strings => writeln!(out, "{:indent$}  list: string", "")?,
            Struct(inner) => {
                writeln!(out, "{:indent$}  struct:", "")?;
                write_columns(out, inner, indent + 2)?;
            }
            List(inner) => {
                writeln!(out, "{:indent$}  list:", "")?;
                write_columns(out, inner, indent + 2)?;
            }
        }
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
    /// A reader that is told of fewer columns than there are fails, or loses one.
    #[test]
    fn the_card_names_every_field_of_a_document() {
        use crate::corpus::rows::line::DocumentLine;
        use crate::model::{Digest, Document, Format, Record};

        let record = Record::new("a.txt", Format::Text, "text");
        let document = Document::new(record.provenance, "text".to_owned(), Digest::of(b"text"));
        let line = serde_json::to_value(DocumentLine::new(document, None)).unwrap();
        let fields =
            |value: &serde_json::Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
        let names = |column: Column| -> Vec<String> { column.iter().map(|(name, _)| (*name).to_owned()).collect() };
        assert_eq!(
            fields(&line),
            [names(&[("id", Plain("string"))]), names(TEXT), names(ABOUT)].concat()
        );
        assert_eq!(fields(&line["metadata"]), names(METADATA));
        assert_eq!(fields(&line["metadata"]["encoding"]), names(ENCODING));
    }
}
