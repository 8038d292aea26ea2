//! Settings of the readers.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::{Fault, Quarantined, SkipKind, SkipKinds, Skipped, Stage};
use crate::sources::formats::jsonl;
use crate::sources::{Item, Stop};

/// Settings of the readers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Globs of the files to read inside folders; none means all. A pattern without `/` is matched against the name,
    /// one with `/` against the path relative to the named folder, where `*` stops at `/` and `**` does not.
    pub include: Vec<String>,
    /// Globs of files and folders to pass over; wins over `include`.
    pub exclude: Vec<String>,
    /// Whether symbolic links inside folders are followed.
    pub follow_links: bool,
    /// Whether files and folders are read whose name begins with a full stop.
    pub hidden: bool,
    /// What becomes of files of source code in folders.
    pub source_code: SourceCode,
    /// How to parse documents whose content and name do not decide it, and standard input.
    pub format: TextFormat,
    /// Name of the source, which goes into the ids of documents that have neither a WARC record id nor an address.
    pub source_name: String,
    /// Largest record in bytes, decompressed: a document, a line, the block of a WARC record. Larger ones are
    /// quarantined without being held.
    pub max_record_bytes: usize,
    /// How far, in bytes, the end of a record that is too large is looked for before the rest of its file is given up.
    pub max_skip_bytes: u64,
    /// Bytes of a gzip member or zstd frame that are held back until its end shows. A larger member is passed on as it
    /// comes. Either way what decodes is kept, and a checksum that is wrong is reported.
    pub max_held_bytes: usize,
    /// Largest window of a zstd frame, as a power of two in bytes: 27 is zstd's own limit, 31 reads `--long=31`.
    pub zstd_window_log: u32,
    /// Whether WARC responses are read whose HTTP status is not 2xx; else they are skipped.
    pub http_errors: bool,
    /// Kinds that are quarantined where others of their sort are skipped: an input that should hold none of them.
    pub quarantine: SkipKinds,
    /// Fields of JSON Lines.
    pub jsonl: jsonl::Options,
    /// Encoding of lines of JSON that are not UTF-8. Set by the program from `decode.encoding`, in whose fingerprint it is.
    #[serde(skip)]
    pub encoding: Option<String>,
    /// Absolute paths of folders never to walk into: the output of the build. Set by the program, not by users.
    #[serde(skip)]
    pub skip_paths: Vec<PathBuf>,
    /// Asks reading to stop. Set by the program, not by users.
    #[serde(skip)]
    pub stop: Stop,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            include: Vec::new(),
            exclude: Vec::new(),
            follow_links: false,
            hidden: false,
            source_code: SourceCode::Skip,
            format: TextFormat::Auto,
            source_name: String::new(),
            max_record_bytes: 64 << 20,
            max_skip_bytes: 1 << 30,
            max_held_bytes: 16 << 20,
            zstd_window_log: 27,
            http_errors: false,
            quarantine: SkipKinds::default(),
            jsonl: jsonl::Options::default(),
            encoding: None,
            skip_paths: Vec::new(),
            stop: Stop::default(),
        }
    }
}

impl Options {
    /// The item of what is not a document by kind: skipped, or quarantined where the settings make its kind an error.
    pub(crate) fn pass_over(&self, skipped: Skipped) -> Item {
        if !self.quarantine.has(skipped.kind) {
            return Item::Skipped(skipped);
        }
        Item::Quarantined(Quarantined {
            provenance: skipped.provenance,
            stage: Stage::Read,
            fault: match skipped.kind {
                SkipKind::Empty => Fault::Empty,
                _ => Fault::Unsupported,
            },
            detail: match skipped.url {
                Some(url) => format!("{} ({url})", skipped.reason),
                None => skipped.reason,
            },
        })
    }
}

/// What becomes of files of source code in folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceCode {
    /// They are skipped: programs and style sheets lie beside pages, and rules for prose would maim them.
    #[default]
    Skip,
    /// They are read as plain text.
    Text,
}

/// How text is to be parsed where nothing else says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextFormat {
    /// By content, else plain text.
    #[default]
    Auto,
    /// HTML or XHTML.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
}
