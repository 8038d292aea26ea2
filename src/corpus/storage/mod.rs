//! Where a corpus is stored: everything that reads or writes the output folder goes through [`Storage`].
//!
//! The files of a state are made in the work folder, which is always on a local disk (`scratch`), and get their final names by
//! [`Storage::publish`]. Not for: the protocol of the calls (`output`), or what is in the files.

pub(crate) mod files;
pub(crate) mod links;
mod local;
pub(crate) mod lock;
pub(crate) mod marker;
pub(crate) mod scratch;
#[cfg(test)]
mod tests;

use std::fmt::Debug;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use crate::corpus::error::Error;

/// A place that can hold a corpus: the local disk, or another one behind the same calls. Names are looked up, renamed and
/// removed without following links; a folder with links in it is refused before any file is opened (`links::refuse_links`).
pub(crate) trait Storage: Sync {
    /// Whether `path` lies in this storage.
    fn holds(&self, path: &Path) -> bool;
    /// What is in a folder, in any order.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;
    /// What has this name.
    fn stat(&self, path: &Path) -> io::Result<Stat>;
    /// The local folder in which the files of a state of `output` are made.
    fn work(&self, output: &Path) -> PathBuf;
    /// Whether there is a folder of this name. The output folder itself may be a link to one.
    fn has_folder(&self, path: &Path) -> bool;
    /// Reads a whole file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Opens a file to read ranges of it.
    fn open(&self, path: &Path) -> io::Result<Reader>;
    /// Writes a small file that must not exist yet; it is durable when this returns.
    fn put_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Gives the complete and durable file `from`, of this storage or of the work folder, the name `to` in one step. A file of
    /// that name is replaced.
    fn publish(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file or a link.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes a folder inside of one that exists.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Waits until the names in a folder are durable.
    fn sync(&self, folder: &Path) -> io::Result<()>;
    /// Takes the right to write to an output folder, or says who has it.
    fn lock(&self, folder: &Path) -> Result<Lock, Error>;
}

/// All storages; the first that holds a path is the one that it lies in.
const ALL: &[&dyn Storage] = &[
    #[cfg(test)]
    &tests::memory::Memory,
    &local::Local,
];

/// The storage that `path` lies in.
pub(crate) fn of(path: &Path) -> &'static dyn Storage {
    let found = ALL.iter().find(|storage| storage.holds(path));
    found.copied().unwrap_or(&local::Local)
}

/// The right to write to an output folder; given back when dropped.
pub(crate) type Lock = Box<dyn Guard>;

/// What holds a lock for as long as it lives.
pub(crate) trait Guard: Debug + Send + Sync {}

/// A file that is open for reading, at any place.
pub(crate) type Reader = Box<dyn ReadSeek>;

/// What a [`Reader`] can do.
pub(crate) trait ReadSeek: Read + Seek + Debug + Send + Sync {}

impl<T: Read + Seek + Debug + Send + Sync> ReadSeek for T {}

/// The kind of a directory entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, whatever it points to.
    Link,
    /// Anything else: a pipe, a device.
    Other,
}

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    /// Its kind.
    pub(crate) kind: Kind,
    /// Size of the file.
    pub(crate) size_bytes: u64,
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its full path.
    pub(crate) path: PathBuf,
    /// What it is.
    pub(crate) kind: Kind,
}
