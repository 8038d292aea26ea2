//! The types that travel through the pipeline: [`Record`] in, [`Block`]s in the middle, [`Document`] out.
//!
//! Not for: what becomes of a document (see [`crate::outcome`]) or how it is laid out on disk (see `corpus`).

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::outcome::Removal;
use crate::strip::main_content::Choice;

/// Where a record comes from. Orders documents: of equal texts the one whose provenance sorts first is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Provenance {
    /// Path relative to the folder that was named, or the bare name of a file that was named itself; `/` separates.
    /// Two inputs that share one path are told apart by a suffix that no path holds (`name//2`), in the order of their full paths.
    pub source: Arc<str>,
    /// Inside a container, the number of the record from 1: the line of a JSONL file, the ordinal of a WARC record.
    pub record: Option<u64>,
    /// Where the record begins, in bytes from the start of the (decompressed) input.
    pub offset_bytes: u64,
}

impl Provenance {
    /// Tells records of one corpus apart: 32 hexadecimal digits from BLAKE3 of source and record number.
    pub fn id(&self) -> String {
        short_hash(&[self.source.as_bytes(), &self.record.unwrap_or(0).to_be_bytes()])
    }

    /// The path that `metadata.file_path` shows: the source without the suffix that tells namesakes apart.
    pub fn file_path(&self) -> &str {
        path_of(&self.source)
    }
}

/// 32 hexadecimal digits from BLAKE3 of the parts, with a zero between them.
fn short_hash(parts: &[&[u8]]) -> String {
    let mut hex = blake3::hash(&parts.join(&0)).to_hex().to_string();
    hex.truncate(32);
    hex
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

/// The content of a record as the reader found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Bytes in an encoding yet to be decided, with the charset that the transport declared, if any.
    Bytes {
        /// The document's bytes, already decompressed.
        bytes: Vec<u8>,
        /// Charset of the HTTP `Content-Type`.
        charset: Option<String>,
    },
    /// Text that its container already decoded (a JSON string).
    Text(String),
}

/// One document as a reader delivers it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Where it comes from.
    pub provenance: Provenance,
    /// How to parse it.
    pub format: Format,
    /// What it holds.
    pub content: Content,
    /// What the container says of it; wins over what the document says of itself.
    pub metadata: Metadata,
}

/// What is known of a document beside its text. Absent values are left out of the output.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Canonical address, else the address it was fetched from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Title without the name of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Author, several joined by `; `.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Day of publication, ISO 8601 (`2026-01-21`, or `2026-01`, `2026` where no more is known).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Day of the last update, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Summary that the author or the site gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Language of the kept text, ISO 639-1 where one exists, else ISO 639-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Licence as an SPDX identifier or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Sections of the site that the document stands in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Fields of the container or of front matter that have no place above; nothing that came in is thrown away.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// What identifies the document, as its reader saw it: a JSON array that goes into [`Document::id`]. Empty for documents
    /// that came from no reader.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub identity: String,
}

impl Metadata {
    /// Fills what is absent here from `other`; what is present stays.
    pub fn fill_from(&mut self, other: Metadata) {
        let keep = |mine: &mut Option<String>, theirs: Option<String>| {
            if mine.is_none() {
                *mine = theirs;
            }
        };
        keep(&mut self.url, other.url);
        keep(&mut self.title, other.title);
        keep(&mut self.author, other.author);
        keep(&mut self.date, other.date);
        keep(&mut self.modified, other.modified);
        keep(&mut self.description, other.description);
        keep(&mut self.site, other.site);
        keep(&mut self.language, other.language);
        keep(&mut self.license, other.license);
        if self.categories.is_empty() {
            self.categories = other.categories;
        }
        if self.tags.is_empty() {
            self.tags = other.tags;
        }
        for (key, value) in other.extra {
            self.extra.entry(key).or_insert(value);
        }
    }
}

/// A half-open range of **bytes** in the extracted text: the text of all blocks, in order, joined by one line break.
/// (Not in the raw input: HTML parsers give no offsets. A removal's span puts it back where it stood.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ByteSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// Heading of a level from 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// Item of a list, nested `depth` levels deep from 0; `marker` is what stands before it in plain text (`-`, `3.`).
    ListItem {
        /// Levels of lists around the item's own, from 0.
        depth: u8,
        /// `-` or a number with its full stop.
        marker: String,
    },
    /// Row of a table; the cells are separated by tabs in the block's text. `header` is true for rows of `<th>`.
    TableRow {
        /// Whether the row names the columns.
        header: bool,
    },
    /// Preformatted text or code, with its line breaks and, where known, its language.
    Code {
        /// Language that the source names.
        language: Option<String>,
    },
    /// Quoted text.
    Quote,
    /// Lines whose breaks carry meaning (verse, addresses): the text holds them.
    Lines,
    /// Caption of a figure or table.
    Caption,
}

/// The piece of a document that judges decide on: a paragraph, a heading, a list item, a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text without marks; white space is folded except in `Code` and `Lines`, which keep line breaks.
    pub text: String,
    /// Ranges of bytes of `text` that are links, in order, not overlapping, with their target.
    pub links: Vec<(Range<usize>, Arc<str>)>,
    /// How many bytes of `text` are emphasised (bold, strong).
    pub strong_bytes: usize,
    /// Index of the innermost element of [`Parsed::elements`] that holds the block; none outside HTML.
    pub element: Option<u32>,
    /// Blank lines that stood before the block in plain text; 1 for formats where blocks always stand apart.
    pub gap: u8,
    /// How the block stood in plain text, so that its lines can be written as they were; none for other formats.
    pub layout: Option<Layout>,
}

/// How a block of plain text stood in its source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// White space before the block on its first line.
    pub indent: Box<str>,
    /// Whether the block goes on the line of the block before it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub same_line: bool,
    /// The lines of the block behind `indent`, where they are not its text: the marker of an item, the bars of a row, the fence
    /// around a listing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Box<str>>,
}

impl Block {
    /// A block without links or emphasis.
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Block {
            kind,
            text: text.into(),
            links: Vec::new(),
            strong_bytes: 0,
            element: None,
            gap: 1,
            layout: None,
        }
    }

    /// Bytes of the text that are inside links.
    pub fn link_bytes(&self) -> usize {
        self.links.iter().map(|(range, _)| range.len()).sum()
    }

    /// Bytes of a part of the text that are inside links. Only the links of that part are looked at.
    pub(crate) fn link_bytes_in(&self, part: &Range<usize>) -> usize {
        let first = self.links.partition_point(|(link, _)| link.end <= part.start);
        let links = self.links.iter().skip(first).map(|(link, _)| link);
        links
            .take_while(|link| link.start < part.end)
            .map(|link| link.end.min(part.end).saturating_sub(link.start.max(part.start)))
            .sum()
    }
}

/// An element of the HTML tree that holds blocks, kept after the tree is gone so that judges can reason about containers.
/// Parents come before children.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// Index of the parent; none for the root.
    pub parent: Option<u32>,
    /// Tag name in lower case.
    pub tag: Box<str>,
    /// `class`, `id`, `role` and `itemprop` in lower case, separated by blanks.
    pub hints: Box<str>,
}

/// A parsed document: what every format becomes before it is judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parsed {
    /// All text that a reader of the page could see, in order.
    pub blocks: Vec<Block>,
    /// The elements that hold the blocks; empty outside HTML.
    pub elements: Vec<Element>,
    /// What the document says of itself.
    pub metadata: Metadata,
}

/// What decoding and parsing make of a record: all that judging needs, whatever the rules are.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// Where it comes from.
    pub provenance: Provenance,
    /// BLAKE3 of the record's bytes as they came in.
    pub raw_hash: blake3::Hash,
    /// How it was decoded.
    pub encoding: Encoding,
    /// What it says.
    pub parsed: Parsed,
    /// The main content of a page, where it has been chosen.
    pub choice: Option<Choice>,
}

/// How the text was decoded; stands in the output as `metadata.encoding`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoding {
    /// WHATWG name in lower case (`utf-8`, `windows-1252`, `shift_jis`), else the name its standard gives.
    pub name: String,
    /// What decided: `bom`, `http`, `meta`, `utf-8`, `detected`, `container` ...
    pub evidence: String,
    /// Sequences that were not valid and became U+FFFD.
    pub malformed: u64,
    /// Lines that had been decoded wrongly before they reached us and were repaired.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub repairs: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A cleaned document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Where it comes from.
    pub provenance: Provenance,
    /// The normalised text.
    pub text: String,
    /// What is known of it.
    pub metadata: Metadata,
    /// How it was decoded.
    pub encoding: Encoding,
    /// BLAKE3 of `text`: equal texts are duplicates.
    pub content_hash: blake3::Hash,
    /// BLAKE3 of the record's bytes as they came in.
    pub raw_hash: blake3::Hash,
    /// What was stripped from it, in order.
    pub removals: Vec<Removal>,
}

impl Document {
    /// Identifies this version of the document: 32 hexadecimal digits from BLAKE3 of what identifies it and of its content as
    /// it came in. Settings, rules and the other documents of a corpus have no say in it. A document that came from no reader
    /// is identified by its provenance alone.
    pub fn id(&self) -> String {
        match self.metadata.identity.as_str() {
            "" => self.provenance.id(),
            identity => short_hash(&[identity.as_bytes(), self.raw_hash.to_hex().as_bytes()]),
        }
    }
}
