//! The dataset card: makes the folder load as it stands in the usual dataset libraries, and says what it is.
//!
//! Not for: the truth about the folder, which is the manifest.

use std::fmt::Write;

use super::manifest::Manifest;

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
    ("date", Plain("string")),
    ("modified", Plain("string")),
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

/// The card of the corpus that `manifest` describes. Tables without files are left out: libraries refuse to load them.
pub(super) fn card(manifest: &Manifest) -> String {
    let present = |start: &str| manifest.files.iter().any(|file| file.path.starts_with(start));
    let tables: Vec<_> = TABLES.into_iter().filter(|(_, start, _)| present(start)).collect();
    let mut out = String::from("---\n");
    // Writing to a string cannot fail.
    let _ = write_front(&mut out, &tables);
    let _ = write_body(&mut out, manifest);
    out
}

fn write_front(out: &mut String, tables: &[(&str, &str, &[Column])]) -> std::fmt::Result {
    if !tables.is_empty() {
        writeln!(out, "configs:")?;
    }
    for (name, start, _) in tables {
        writeln!(out, "- config_name: {name}")?;
        if *name == "documents" {
            writeln!(out, "  default: true")?;
        }
        writeln!(out, "  data_files: \"{start}*.jsonl.zst\"")?;
    }
    if !tables.is_empty() {
        writeln!(out, "dataset_info:")?;
    }
    for (name, _, columns) in tables {
        writeln!(
            out,
            "- config_name: {name}\n  features:\n  - name: id\n    dtype: string"
        )?;
        for column in *columns {
            write_columns(out, column, 2)?;
        }
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

const LOADING: &str = r#"
`documents/` is the corpus, a JSON object a line, in the order of the hash of the text. `removals/` is what was stripped from
these documents, `rejects/` what did not get in and why. `manifest.json` lists every file with its size and BLAKE3.

```python
import datasets, duckdb, polars
datasets.load_dataset("FOLDER")                                           # or "removals", "duplicates", ... as second argument
duckdb.sql("SELECT * FROM read_json('FOLDER/documents/*.jsonl.zst')")
polars.read_ndjson("FOLDER/documents/*.jsonl.zst")
```
"#;
