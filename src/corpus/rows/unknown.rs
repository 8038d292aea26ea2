//! One line of each table in which nothing is known. It shows which columns the table has, and of which types.
//!
//! Not for: the layout of the lines (`line`).

use serde::Serialize;
use serde_json::Value;

use crate::corpus::rows::filled::Blank;
use crate::corpus::rows::line::{DocumentLine, DroppedLine, DuplicateLine, QuarantinedLine, RemovalLine, SkippedLine};
use crate::model::{Digest, Document, DropReason, Fault, Provenance, Quarantined, RuleId, SkipKind, Skipped, Stage};

/// A line of `documents/`.
pub(crate) fn document() -> Value {
    json(document_line())
}

/// A line of `removals/`.
pub(crate) fn removal() -> Value {
    json(RemovalLine::blank())
}

/// A line of `rejects/duplicates`.
pub(crate) fn duplicate() -> Value {
    json(DuplicateLine {
        id: String::new(),
        kept: String::new(),
        about: document_line().about,
        removals: Vec::new(),
    })
}

/// A line of `rejects/dropped`.
pub(crate) fn dropped() -> Value {
    let reason = DropReason {
        rule: RuleId::code(""),
        detail: String::new(),
    };
    json(DroppedLine::new(empty(), reason, None))
}

/// A line of `rejects/skipped`.
pub(crate) fn skipped() -> Value {
    json(SkippedLine::new(Skipped {
        provenance: Provenance::new(""),
        kind: SkipKind::Empty,
        reason: String::new(),
        url: None,
    }))
}

/// A line of `rejects/quarantined`.
pub(crate) fn quarantined() -> Value {
    json(QuarantinedLine::new(Quarantined {
        provenance: Provenance::new(""),
        stage: Stage::Read,
        fault: Fault::Empty,
        detail: String::new(),
    }))
}

fn document_line() -> DocumentLine {
    DocumentLine::new(empty(), None)
}

fn empty() -> Document {
    Document::new(Provenance::new(""), String::new(), Digest::of(b""))
}

/// Lines are always valid JSON: they hold no map with keys that are not strings.
fn json(line: impl Serialize) -> Value {
    serde_json::to_value(line).unwrap_or_default()
}
