//! What becomes of blocks and records: every removal, drop, skip and quarantine has a typed reason.
//!
//! Not for: deciding. Judges decide (`strip`, `filter`), readers report damage (`reader`).

mod skip;

use std::borrow::{Borrow, Cow};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::{ByteSpan, Document, Provenance};

pub use skip::{SkipKind, SkipKinds, Skipped};

/// The stage that a decision was made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Finding and reading inputs, records and members.
    Read,
    /// Bytes to text.
    Decode,
    /// Text to blocks.
    Parse,
    /// Boilerplate.
    Strip,
    /// Unicode, spaces, controls.
    Normalize,
    /// Whole documents.
    Filter,
}

/// Name of a rule, `class/name`: `newsletter/sign-up`, `related/section`, `outside-main-content`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(pub Cow<'static, str>);

impl RuleId {
    /// A rule that is code.
    pub const fn code(name: &'static str) -> Self {
        RuleId(Cow::Borrowed(name))
    }
}

impl Borrow<str> for RuleId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that was stripped from a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Removal {
    /// Always [`Stage::Strip`] today; kept in the record so that later stages can list theirs.
    pub stage: Stage,
    /// The rule that took it.
    pub rule: RuleId,
    /// Why, in words: the phrase that matched, the heading that opened the section, the score.
    pub reason: String,
    /// Where the main-content model took it: the phrase rule that knows it too; empty where there is none.
    #[serde(default)]
    pub also: String,
    /// Where it stood in the extracted text.
    pub span: ByteSpan,
    /// What was taken, verbatim.
    pub text: String,
}

/// Why a whole document was dropped by a filter that the user set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DropReason {
    /// The filter: `empty`, `min-chars`, `language`.
    pub rule: RuleId,
    /// Value and bound, in words.
    pub detail: String,
}

/// Why a record could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// Over a limit that a setting gives.
    TooLarge,
    /// An encoding that is not supported.
    Encoding,
    /// The code failed on this document: a bug, reported instead of ending the run.
    Panic,
}

/// A record, member or file that could not be read; its neighbours were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Where it stands.
    pub provenance: Provenance,
    /// The stage that gave up.
    pub stage: Stage,
    /// The class of damage.
    pub fault: Fault,
    /// What exactly, and what the user can do.
    pub detail: String,
}

/// What became of a record. Closed: a new outcome must be counted everywhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Cleaned; a duplicate of another document may still take its place.
    Kept(Box<Document>),
    /// A filter took the whole document.
    Dropped(Box<Document>, DropReason),
    /// It is not a document by kind.
    Skipped(Skipped),
    /// It could not be read.
    Quarantined(Quarantined),
}
