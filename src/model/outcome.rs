//! What becomes of a record: kept, dropped, skipped or quarantined, each with a typed reason.
//!
//! Not for: deciding. Judges decide (`strip`, `filter`), readers report damage (`sources`).

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::row_id;
use super::{Document, Provenance, RuleId, Skipped, Stage};

/// Why a whole document was dropped by a filter that the user set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DropReason {
    /// The filter, such as `empty`, `min-chars` or `language`.
    pub rule: RuleId,
    /// The value and the limit, in words.
    pub detail: String,
}

impl DropReason {
    /// The filter `rule` dropped a document; `detail` gives the value and the limit.
    pub fn new(rule: RuleId, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        DropReason { rule, detail }
    }
}

/// Why a record could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fault {
    /// The file could not be opened or read.
    Unreadable,
    /// Nothing to read, where the settings make that an error.
    Empty,
    /// A document in a form that is not supported, or a kind that the settings make an error.
    Unsupported,
    /// A compressed member is damaged.
    CorruptMember,
    /// The input ends in mid-record or mid-member.
    Truncated,
    /// A record's own syntax is broken: a JSON line, a WARC header, front matter.
    Malformed,
    /// It exceeds a limit that a setting defines.
    TooLarge,
    /// An encoding that is not supported.
    Encoding,
    /// The code failed on this document: a bug, reported instead of ending the run.
    Panic,
}

/// A record, compressed member or file that could not be read. Its neighbours are not affected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{provenance}: {detail}")]
#[non_exhaustive]
pub struct Quarantined {
    /// Where it is.
    pub provenance: Provenance,
    /// The stage that gave up.
    pub stage: Stage,
    /// The kind of damage.
    pub fault: Fault,
    /// What exactly, and what the user can do.
    pub detail: String,
}

impl Quarantined {
    /// The record at `provenance` could not be read past `stage`.
    pub fn new(provenance: Provenance, stage: Stage, fault: Fault, detail: impl Into<String>) -> Self {
        Quarantined {
            provenance,
            stage,
            fault,
            detail: detail.into(),
        }
    }

    /// Identifies the damage within a corpus. One record may be damaged in several ways, and damage between records has no record.
    pub(crate) fn id(&self) -> String {
        row_id(
            "quarantined",
            &self.provenance,
            &json!([self.stage, self.fault, self.detail]),
        )
    }
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was cleaned. It may still turn out to be a duplicate of another document.
    Kept(Box<Document>),
    /// A filter dropped the whole document.
    Dropped(Box<Document>, DropReason),
    /// It is not a document by kind.
    Skipped(Skipped),
    /// It could not be read.
    Quarantined(Quarantined),
}
