//! From paths to records: finding inputs, sniffing formats, decompressing, cutting containers into records.
//!
//! Not for: decoding text (`decode`). With `corpus`, the only place that touches the disk.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::document::Record;
use crate::outcome::Quarantined;

/// Settings of the readers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {}

/// What the user named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file or folder.
    Path(PathBuf),
    /// Standard input, as one unit under this name.
    Stdin(Arc<str>),
}

/// One file (or standard input) to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where its bytes are.
    pub input: Input,
    /// The name that provenance shows; unique among the units of a run.
    pub source: Arc<str>,
    /// Size on disk in bytes; 0 where it is not known.
    pub size_bytes: u64,
}

/// All units of a run, sorted by source, and what could not be listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// What can be read.
    pub units: Vec<Unit>,
    /// Folders and names that could not: they are counted as read and quarantined.
    pub faults: Vec<Quarantined>,
}

/// What a reader delivers. Every item but `Skipped` counts as read.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A document.
    Record(Box<Record>),
    /// A record, member or file that could not be read; reading goes on behind it.
    Quarantined(Quarantined),
    /// Records of a container that hold no document by design (`warcinfo`, `request`): how many, of what type.
    Skipped(&'static str, u64),
}

/// An input that cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that does not exist.
    #[error("{path}: {cause}", path = path.display())]
    Missing {
        /// The path as it was named.
        path: PathBuf,
        /// The system's answer.
        cause: std::io::Error,
    },
}

/// Finds the units behind `inputs`: folders are walked, sorted, filtered by the options' globs.
///
/// # Errors
/// A path that was named but does not exist: the user mistyped, nothing is read.
pub fn find(inputs: &[Input], options: &Options) -> Result<Inputs, Error> {
    let _ = (inputs, options);
    Ok(Inputs::default())
}

/// Reads one unit. The iterator streams; its memory is bounded by the largest record.
pub fn read(unit: &Unit, options: &Options) -> Box<dyn Iterator<Item = Item> + Send> {
    let _ = (unit, options);
    Box::new(std::iter::empty())
}
