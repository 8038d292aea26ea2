//! What a reader delivers: a record, where it comes from, and its raw content.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Metadata;

/// Where a record comes from. Of documents with the same text, the one whose provenance sorts first is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Provenance {
    /// Path relative to the input folder, or the file name of an input file; separated by `/`. Inputs with equal paths are
    /// distinguished by a suffix that no path contains (`name//2`), in the order of their full paths.
    pub source: Arc<str>,
    /// Inside a container, the number of the record from 1: the line of a JSONL file, the ordinal of a WARC record.
    pub record: Option<u64>,
    /// Where the record begins, in bytes from the start of the (decompressed) input.
    pub offset_bytes: u64,
}

impl Provenance {
    /// A whole file, or anything else that has a name and is one document.
    pub fn new(source: impl Into<Arc<str>>) -> Self {
        Provenance {
            source: source.into(),
            record: None,
            offset_bytes: 0,
        }
    }

    /// Identifies a record within one corpus: 32 hexadecimal digits from BLAKE3 of source and record number.
    pub fn id(&self) -> String {
        short_hash(&[self.source.as_bytes(), &self.record.unwrap_or(0).to_be_bytes()])
    }

    /// The path that `metadata.file_path` shows: the source without the suffix that tells namesakes apart.
    pub fn file_path(&self) -> &str {
        path_of(&self.source)
    }
}

/// Names the place for a message: `crawl.warc record 3 at byte 1720`, or `page.html`.
impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.file_path() {
            "" => "document",
            path => path,
        })?;
        match self.record {
            Some(record) => write!(f, " record {record} at byte {}", self.offset_bytes),
            None => Ok(()),
        }
    }
}

/// 32 hexadecimal digits from BLAKE3 of the parts, with a zero between them.
pub(super) fn short_hash(parts: &[&[u8]]) -> String {
    let mut hex = blake3::hash(&parts.join(&0)).to_hex().to_string();
    hex.truncate(32);
    hex
}

/// Identifies a row of `rejects/` that has no content: 32 hexadecimal digits from BLAKE3 of its section, its place and what it says.
pub(super) fn row_id(section: &str, at: &Provenance, about: &serde_json::Value) -> String {
    let row = json!([section, at.source, at.record.unwrap_or(0), at.offset_bytes, about]);
    short_hash(&[row.to_string().as_bytes()])
}

/// The path in a source, without the suffix that tells namesakes apart.
pub(crate) fn path_of(source: &str) -> &str {
    source.split_once("//").map_or(source, |(path, _copy)| path)
}

/// The kinds of documents that the pipeline parses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// HTML or XHTML.
    Html,
    /// Markdown, with or without front matter, whose body may hold HTML.
    Markdown,
    /// Plain text.
    Text,
}

impl Format {
    const ALL: [Format; 3] = [Format::Html, Format::Markdown, Format::Text];

    /// Extensions of its files, in lower case. Those of plain text are left out: such files may hold anything.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Format::Html => &["html", "htm", "xhtml", "xht", "shtml", "php", "asp", "aspx", "jsp"],
            Format::Markdown => &["md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"],
            Format::Text => &[],
        }
    }

    /// Its media types, in lower case.
    fn media_types(self) -> &'static [&'static str] {
        match self {
            Format::Html => &["text/html", "application/xhtml+xml"],
            Format::Markdown => &["text/markdown", "text/x-markdown"],
            Format::Text => &["text/plain"],
        }
    }

    /// The format of files with this extension.
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|format| format.extensions().contains(&extension))
    }

    /// The format of this media type.
    pub(crate) fn of_media_type(media_type: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|format| format.media_types().contains(&media_type))
    }

    /// Whether its documents can declare their own encoding and language, as HTML does.
    pub(crate) fn has_declarations(self) -> bool {
        match self {
            Format::Html | Format::Markdown => true,
            Format::Text => false,
        }
    }

    /// Whether its lines and spaces are text, not layout of the source.
    pub(crate) fn is_plain(self) -> bool {
        match self {
            Format::Html | Format::Markdown => false,
            Format::Text => true,
        }
    }
}

/// The content of a record as the reader found it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Bytes whose encoding is not decided yet, with the charset that the transport declared, if any.
    Bytes {
        /// The document's bytes, already decompressed.
        bytes: Vec<u8>,
        /// Charset of the HTTP `Content-Type`.
        charset: Option<String>,
    },
    /// Text that its container already decoded (a JSON string).
    Text(String),
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Content::Text(text)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Content::Text(text.to_owned())
    }
}

/// Bytes whose encoding is not known.
impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Content::Bytes { bytes, charset: None }
    }
}

/// One document as a reader delivers it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// Where it comes from.
    pub provenance: Provenance,
    /// How to parse it.
    pub format: Format,
    /// What it holds.
    pub content: Content,
    /// What its container says about it; overrides what the document says about itself.
    pub metadata: Metadata,
}

impl Record {
    /// A document named `source`, without metadata. The other fields can be set afterwards.
    ///
    /// ```
    /// use chaffinch::{Format, Record};
    ///
    /// let mut record = Record::new("kiln.html", Format::Html, "<p>The kiln was lit on Friday.</p>");
    /// record.metadata.url = Some("https://pottery.example/kiln".into());
    /// ```
    pub fn new(source: impl Into<Arc<str>>, format: Format, content: impl Into<Content>) -> Self {
        Record::at(Provenance::new(source), format, content)
    }

    /// The same for a document inside a container.
    pub fn at(provenance: Provenance, format: Format, content: impl Into<Content>) -> Self {
        Record {
            provenance,
            format,
            content: content.into(),
            metadata: Metadata::default(),
        }
    }
}
