//! What travels through the stages: a [`Record`] in, [`Block`]s in the middle, a [`Document`] and its [`Removal`]s out, and the
//! [`Outcome`] of each record.
//!
//! Not for: how any of it is laid out on disk (`corpus`).

mod block;
mod digest;
mod document;
mod metadata;
mod outcome;
mod record;
mod removal;
mod skip;

pub use block::{Block, BlockKind, ByteSpan, Element, Layout, Mark, Parsed};
pub use digest::Digest;
pub use document::{Document, Encoding};
pub use metadata::Metadata;
pub use outcome::{DropReason, Fault, Outcome, Quarantined};
pub use record::{Content, Format, Provenance, Record};
pub use removal::{Removal, RuleId, Stage};
pub use skip::{SkipKind, SkipKinds, Skipped};

pub(crate) use record::path_of;
