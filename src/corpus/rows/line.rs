//! The layout of every line that is written: documents (Dolma's), removals, duplicates, dropped documents, skipped and quarantined records.
//!
//! Readers guess the types of columns from the first lines (Polars: 100, DuckDB: 20,480, Arrow: a block). So every line has
//! every field, none is `null`, dates are always dates (`dates`), lists are never empty (`filled`), and free-form metadata is one
//! JSON string. `docs/format.md` describes every field.
//! Not for: files and frames (`shard`).

use std::io;

use serde::{Deserialize, Serialize};

use crate::corpus::rows::dates;
use crate::corpus::rows::filled;
use crate::corpus::rows::filled::Blank;
use crate::model::{
    ByteSpan, Digest, Document, DropReason, Encoding, Fault, Metadata, Provenance, Quarantined, Removal, RuleId,
    SkipKind, Skipped, Stage,
};

/// What made the line; a new version may clean differently.
pub const PIPELINE: &str = concat!("chaffinch ", env!("CARGO_PKG_VERSION"));

/// A cleaned document, in the layout of Dolma.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DocumentLine {
    /// [`Document::id`]: no two kept documents share it, and settings and rules do not change it.
    pub id: String,
    /// The clean text.
    pub text: String,
    /// What all kinds of documents share.
    #[serde(flatten)]
    pub about: About,
}

/// A document whose text another document already has: everything but the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DuplicateLine {
    /// Its own id.
    pub id: String,
    /// The id of the document that has the text.
    pub kept: String,
    /// What all kinds of documents share.
    #[serde(flatten)]
    pub about: About,
    /// What was stripped from it; an empty removal where nothing was.
    #[serde(with = "filled")]
    pub removals: Vec<RemovalLine>,
}

/// A document that a filter dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DroppedLine {
    /// Its own id.
    pub id: String,
    /// The clean text.
    pub text: String,
    /// What all kinds of documents share.
    #[serde(flatten)]
    pub about: About,
    /// The filter, and why.
    #[serde(flatten)]
    pub reason: DropReason,
    /// What was stripped from it; an empty removal where nothing was.
    #[serde(with = "filled")]
    pub removals: Vec<RemovalLine>,
}

/// Text that was stripped from a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RemovalLine {
    /// The document's id.
    pub id: String,
    /// Rule, reason, place and text.
    #[serde(flatten)]
    pub removal: Removal,
}

/// A file or record that is not a document by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SkippedLine {
    /// Identifies the row within a corpus.
    pub id: String,
    /// The unit it is in.
    pub source: String,
    /// The path relative to the folder that was named.
    pub file_path: String,
    /// Its number inside a container, from 1; 0 for a whole file.
    pub record: u64,
    /// Where it begins, in bytes of the decompressed input.
    pub offset_bytes: u64,
    /// What it is.
    pub kind: SkipKind,
    /// What exactly.
    pub reason: String,
    /// The address it was fetched from.
    pub url: String,
}

/// A record that could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QuarantinedLine {
    /// Identifies the row within a corpus.
    pub id: String,
    /// The unit it is in.
    pub source: String,
    /// The path relative to the folder that was named.
    pub file_path: String,
    /// Its number inside a container, from 1; 0 for a whole file.
    pub record: u64,
    /// Where it begins, in bytes of the decompressed input.
    pub offset_bytes: u64,
    /// The stage that gave up.
    pub stage: Stage,
    /// The class of damage.
    pub fault: Fault,
    /// What exactly.
    pub detail: String,
}

/// The fields of a document besides id and text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct About {
    /// The unit it comes from.
    pub source: String,
    /// When it was added to the collection: from the configuration, never from the clock. A time, `0001-01-01T00:00:00.000Z` if not set.
    pub added: String,
    /// When it was published. A time, `0001-01-01T00:00:00.000Z` if not known.
    pub created: String,
    /// All else.
    pub metadata: MetadataLine,
}

/// `metadata` of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MetadataLine {
    /// The path relative to the folder that was named.
    pub file_path: String,
    /// Its number inside a container, from 1; 0 for a file of its own.
    pub record: u64,
    /// Canonical address.
    pub url: String,
    /// Title without the name of the site.
    pub title: String,
    /// Author, several joined by `; `.
    pub author: String,
    /// Day of publication; the first one if only month or year are known, `0001-01-01` if nothing is.
    pub date: String,
    /// Day of the last update, likewise.
    pub modified: String,
    /// Summary.
    pub description: String,
    /// Name of the site.
    pub site: String,
    /// Language of the text.
    pub language: String,
    /// Licence.
    pub license: String,
    /// Sections of the site; an empty string where there are none.
    #[serde(with = "filled")]
    pub categories: Vec<String>,
    /// Keywords; an empty string where there are none.
    #[serde(with = "filled")]
    pub tags: Vec<String>,
    /// How the text was decoded.
    pub encoding: EncodingLine,
    /// BLAKE3 of the text.
    pub content_hash: String,
    /// BLAKE3 of the record as it came in.
    pub raw_hash: String,
    /// [`PIPELINE`].
    pub pipeline: String,
    /// All other fields that came in, as one JSON object in a string; empty if there are none.
    pub extra: String,
}

/// `metadata.encoding` of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EncodingLine {
    /// WHATWG name in lower case, else the name in its own standard.
    pub name: String,
    /// The evidence for it.
    pub evidence: String,
    /// Number of invalid sequences, which became U+FFFD.
    pub malformed: u64,
    /// Number of lines that an earlier program had decoded wrongly and that were repaired.
    pub repairs: u64,
}

impl Blank for RemovalLine {
    fn blank() -> Self {
        RemovalLine {
            id: String::new(),
            removal: Removal {
                stage: Stage::Strip,
                rule: RuleId::code(""),
                reason: String::new(),
                also: String::new(),
                span: ByteSpan { start: 0, end: 0 },
                text: String::new(),
            },
        }
    }

    fn is_blank(&self) -> bool {
        self.id.is_empty()
    }
}

impl From<Encoding> for EncodingLine {
    fn from(encoding: Encoding) -> Self {
        let Encoding {
            name,
            evidence,
            malformed,
            repairs,
        } = encoding;
        EncodingLine {
            name,
            evidence,
            malformed,
            repairs,
        }
    }
}

impl DocumentLine {
    /// The line of `document`; `added` comes from the configuration.
    pub fn new(document: Document, added: Option<&str>) -> Self {
        split(document, added).0
    }
}

impl DroppedLine {
    /// The line of a document that a filter dropped.
    pub fn new(document: Document, reason: DropReason, added: Option<&str>) -> Self {
        let (DocumentLine { id, text, about }, removals) = split(document, added);
        DroppedLine {
            id,
            text,
            about,
            reason,
            removals: removals.collect(),
        }
    }
}

impl SkippedLine {
    /// The line of a file or record that is not a document by kind.
    pub fn new(skipped: Skipped) -> Self {
        let id = skipped.id();
        let Skipped {
            provenance,
            kind,
            reason,
            url,
        } = skipped;
        SkippedLine {
            id,
            file_path: provenance.file_path().to_owned(),
            source: provenance.source.to_string(),
            record: provenance.record.unwrap_or(0),
            offset_bytes: provenance.offset_bytes,
            kind,
            reason,
            url: url.unwrap_or_default(),
        }
    }
}

impl QuarantinedLine {
    /// The line of a record that could not be read.
    pub fn new(quarantined: Quarantined) -> Self {
        let id = quarantined.id();
        let Quarantined {
            provenance,
            stage,
            fault,
            detail,
        } = quarantined;
        QuarantinedLine {
            id,
            file_path: provenance.file_path().to_owned(),
            source: provenance.source.to_string(),
            record: provenance.record.unwrap_or(0),
            offset_bytes: provenance.offset_bytes,
            stage,
            fault,
            detail,
        }
    }
}

/// The line of a document, and those of what was stripped from it, which are made one at a time.
pub fn split(document: Document, added: Option<&str>) -> (DocumentLine, impl Iterator<Item = RemovalLine>) {
    let id = document.id();
    let removals = document.removals;
    let about = About {
        source: document.provenance.source.to_string(),
        added: dates::time(added),
        created: dates::time(document.metadata.date.as_deref()),
        metadata: metadata(
            document.provenance,
            document.metadata,
            document.encoding,
            &document.content_hash,
            &document.raw_hash,
        ),
    };
    let its_id = id.clone();
    let removals = removals.into_iter().map(move |removal| RemovalLine {
        id: its_id.clone(),
        removal,
    });
    let text = document.text;
    (DocumentLine { id, text, about }, removals)
}

fn metadata(
    provenance: Provenance,
    known: Metadata,
    encoding: Encoding,
    content_hash: &Digest,
    raw_hash: &Digest,
) -> MetadataLine {
    let extra = extra(&known);
    let Metadata {
        url,
        title,
        author,
        date,
        modified,
        description,
        site,
        language,
        license,
        categories,
        tags,
        extra: _,
        identity: _,
    } = known;
    MetadataLine {
        file_path: provenance.file_path().to_owned(),
        record: provenance.record.unwrap_or(0),
        url: url.unwrap_or_default(),
        title: title.unwrap_or_default(),
        author: author.unwrap_or_default(),
        date: dates::day(date.as_deref()),
        modified: dates::day(modified.as_deref()),
        description: description.unwrap_or_default(),
        site: site.unwrap_or_default(),
        language: language.unwrap_or_default(),
        license: license.unwrap_or_default(),
        categories,
        tags,
        encoding: encoding.into(),
        content_hash: content_hash.to_string(),
        raw_hash: raw_hash.to_string(),
        pipeline: PIPELINE.to_owned(),
        extra,
    }
}

/// What has no field of its own, also what a date says beyond its day.
fn extra(known: &Metadata) -> String {
    let mut extra = known.extra.clone();
    for (name, date) in [("date", &known.date), ("modified", &known.modified)] {
        if let Some(date) = date.as_ref().filter(|date| dates::day(Some(date)) != **date) {
            extra.entry(name).or_insert_with(|| date.as_str().into());
        }
    }
    match extra.is_empty() {
        true => String::new(),
        false => serde_json::Value::Object(extra).to_string(),
    }
}

/// Appends `line` with its line break.
///
/// # Errors
/// None in practice: the lines hold no map with keys that are not strings.
pub fn write(line: &impl Serialize, out: &mut Vec<u8>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.push(b'\n');
    Ok(())
}
