//! From paths to records: finding inputs, sniffing formats, decompressing, cutting containers into records.
//!
//! Not for: decoding text (`decode`). With `corpus`, the only place that touches the disk.
//!
//! A unit passes through three layers, each of which knows only the one below it:
//! `feed` (bytes as they stand on disk) → `compression` (members, each trusted after its checksum) → `window` →
//! one of `document`, `jsonl`, `warc`. Damage travels upwards as a *break* between bytes, so that each layer can say
//! what it cost, and every break becomes exactly one quarantined item. What is no document by kind is skipped, each with its kind.

mod cost;
mod find;
pub(crate) mod formats;
mod identity;
pub(crate) mod layers;
mod naming;
mod options;
pub(crate) mod origin;
mod piece;
#[cfg(test)]
mod tests;
mod unit;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::{Format, Quarantined, Record, Skipped, path_of};

pub use formats::jsonl::Options as JsonlOptions;
pub use formats::sniff::binary_kind;
pub use options::{Options, SourceCode, TextFormat};
pub use origin::bounded::{read_bounded, read_text};
pub use origin::feed::open_regular;
pub(crate) use origin::hollow::is_hollow;
pub use origin::list::read_list;
pub use origin::stamp::Stamp;
pub use origin::stop::Stop;
pub use piece::Piece;

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
    /// Size and times when it was found; none where that is no file.
    pub stamp: Option<Stamp>,
}

impl Unit {
    /// The path that `file_path` shows of its documents: the source without the suffix that tells namesakes apart.
    pub fn file_path(&self) -> &str {
        path_of(&self.source)
    }
}

/// All units of a run, sorted by source, what could not be listed, and what was passed over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// What can be read.
    pub units: Vec<Unit>,
    /// Folders and names that could not: they are counted as read and quarantined.
    pub faults: Vec<Quarantined>,
    /// Files and folders that are passed over by kind: they are counted as read and skipped.
    pub skipped: Vec<Skipped>,
}

/// What a reader delivers. Every item counts as read.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A document.
    Record(Box<Record>),
    /// A record, member or file that could not be read; reading goes on behind it.
    Quarantined(Quarantined),
    /// A record or file that is not a document by kind.
    Skipped(Skipped),
}

/// What a piece gives.
#[derive(Clone, Debug)]
pub struct Given {
    /// The item.
    pub item: Item,
    /// What is wrong with it and did not cost it; counts as an item of its own.
    pub doubt: Option<Item>,
}

impl From<Item> for Given {
    fn from(item: Item) -> Self {
        Given { item, doubt: None }
    }
}

impl IntoIterator for Given {
    type Item = Item;
    type IntoIter = std::iter::Chain<std::iter::Once<Item>, std::option::IntoIter<Item>>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self.item).chain(self.doubt)
    }
}

/// An input that cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A path that does not exist.
    #[error("{path}: {cause}", path = path.display())]
    Missing {
        /// The path as it was named.
        path: PathBuf,
        /// The system's answer.
        #[source]
        cause: std::io::Error,
    },
    /// A folder that holds a corpus.
    #[error(
        "{path} holds a corpus of Chaffinch, not documents to clean; name {documents} to clean its documents again",
        path = path.display(),
        documents = path.join("documents").display()
    )]
    Corpus {
        /// The path as it was named.
        path: PathBuf,
    },
    /// A list of paths that cannot be read.
    #[error("list of paths {path}: {cause}", path = path.display())]
    List {
        /// The list's own path.
        path: PathBuf,
        /// The system's answer.
        #[source]
        cause: std::io::Error,
    },
    /// Folders that hold files, none of which `include` names: a typo must not empty a corpus.
    #[error("input.include: no file in the named folders matches {}", quoted(patterns))]
    NothingIncluded {
        /// The patterns.
        patterns: Vec<String>,
    },
    /// A pattern of `include` or `exclude` that is no glob.
    #[error("input.{key}: {cause}")]
    Glob {
        /// The setting.
        key: &'static str,
        /// What is wrong with which pattern.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

fn quoted(patterns: &[String]) -> String {
    let quoted: Vec<_> = patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
    quoted.join(" or ")
}

/// A rule pack of that size would hold every phrase there is.
const MAX_PACK_BYTES: u64 = 16 << 20;

/// Reads the text of a rule pack, for [`Pipeline::with_packs`](crate::trip::Pipeline::with_packs).
///
/// # Errors
/// A file that cannot be read, is no UTF-8 or is too large for a pack.
pub fn read_pack(path: &Path) -> io::Result<String> {
    read_text(path, MAX_PACK_BYTES)
}

/// Patterns of `include` and `exclude` that are no globs, by key.
pub fn glob_faults(options: &Options) -> Vec<(&'static str, String)> {
    find::glob_faults(options)
}

/// Finds the units behind `inputs`: folders are walked, sorted, filtered by the options' globs.
///
/// The result does not depend on the order of `inputs`. A file that is reached twice is read once, under its longest
/// relative name; different files with the same relative name get `//2`, `//3` in the order of their full paths.
/// A file that is named itself is read whatever the globs say, be it hidden or source code, and a symbolic link that is named
/// itself is followed;
/// links inside folders are skipped unless `follow_links` is set. Special files are skipped, never opened.
///
/// # Errors
/// A path that was named but does not exist (the user mistyped, nothing is read), a folder that was named and holds a corpus,
/// a pattern that is no glob, or patterns that no file matches.
pub fn find(inputs: &[Input], options: &Options) -> Result<Inputs, Error> {
    find::find(inputs, options)
}

/// Reads one unit. The iterator streams; its memory is bounded by the largest record.
///
/// The file is opened at the first call of `next`. At least one item comes out of every unit: one that holds nothing
/// gives an item that says so.
pub fn read(unit: &Unit, options: &Options) -> Box<dyn Iterator<Item = Item> + Send> {
    Box::new(pieces(unit, options).flat_map(Piece::read))
}

/// The format of a document, by its bytes alone.
///
/// # Errors
/// What the bytes are instead of a document.
pub fn format_of(bytes: &[u8]) -> Result<Format, String> {
    formats::sniff::format_of(bytes)
}

/// Whether a unit is compressed, by its first bytes; false where they cannot be read, and for standard input.
pub fn is_packed(unit: &Unit) -> bool {
    unit::is_packed(unit)
}

/// Cuts one unit into pieces, whose [`Piece::read`] gives the items of [`read`], in any order and on any thread.
pub fn pieces(unit: &Unit, options: &Options) -> Box<dyn Iterator<Item = Piece> + Send> {
    unit::pieces(unit.clone(), options.clone())
}
