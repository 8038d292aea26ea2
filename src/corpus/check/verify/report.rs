//! What a check finds: the damaged files, and whose lines are hit.
//!
//! Not for: finding it.

use std::path::{Path, PathBuf};

use crate::corpus::rows::entry::{self, Kind};
use crate::corpus::trie::Prefix;

/// What a check of a corpus found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Files that were looked at.
    pub files: u64,
    /// Lines that were read.
    pub lines: u64,
    /// What is not as it was written; empty for a sound corpus.
    pub damages: Vec<Damage>,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// The frame, from 0, where one is known to be hit.
    pub frame: Option<u64>,
    /// The keys that the frame or the file holds: the documents whose content hash begins with these bits are hit.
    pub prefix: Option<Prefix>,
    /// What does not hold.
    pub detail: String,
    /// How many records are there, as far as the ledger knows.
    pub records: u64,
    /// The first of them: `source` or `source record N`.
    pub examples: Vec<String>,
}

/// What is said of a file that is not of the corpus.
pub(crate) const UNNAMED: &str = "the manifest does not name this file";
/// What is said of a file that only a kept state has.
pub(crate) const OF_KEPT_STATE: &str =
    "not as it was written, so a kept state cannot be read; `chaffinch gc` removes kept states";
/// Records that a damage names.
const EXAMPLES: usize = 10;

impl Damage {
    /// Of a file as a whole.
    pub(crate) fn of_file(path: PathBuf, detail: String) -> Self {
        Damage {
            path,
            frame: None,
            prefix: None,
            detail,
            records: 0,
            examples: Vec::new(),
        }
    }

    /// Whether the file is none of the corpus's, which leaves it alone: only its owner can move it away.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.detail == UNNAMED
    }

    /// Whether nothing can be done about it here: it is foreign, or of a kept state, which cannot be made again.
    #[must_use]
    pub fn is_beyond_repair(&self) -> bool {
        self.is_foreign() || self.detail == OF_KEPT_STATE
    }

    /// The kind of lines in the file, where it is a shard.
    pub(crate) fn kind(&self, folder: &Path) -> Option<Kind> {
        let path = self.path.strip_prefix(folder).ok()?.to_str()?;
        match path.split(['/', '-']).collect::<Vec<_>>().as_slice() {
            ["documents" | "removals", ..] | ["rejects", "duplicates", ..] => Some(Kind::Document),
            ["rejects", "dropped", ..] => Some(Kind::Dropped),
            ["rejects", "quarantined", ..] => Some(Kind::Quarantined),
            ["rejects", "skipped", ..] => Some(Kind::Skipped),
            _ => None,
        }
    }

    /// Whether the lines of a record may be in what is damaged.
    pub(crate) fn hits(&self, folder: &Path, key: &[u8]) -> bool {
        let Some(entry::SortKey { kind, hash, .. }) = entry::parse_key(key) else {
            return false;
        };
        self.kind(folder) == Some(kind) && self.prefix.is_some_and(|prefix| prefix.contains(&Prefix::full(hash)))
    }

    /// Takes a note of a record whose lines are hit.
    pub(crate) fn note(&mut self, source: &str, record: u64) {
        self.records += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(match record {
                0 => source.to_owned(),
                record => format!("{source} record {record}"),
            });
        }
    }
}
