//! What can stop a build or a check; each variant names the path.

use std::io;
use std::path::{Path, PathBuf};

/// An error of the corpus on disk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused an operation on a file.
    #[error("{path}: {cause}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        cause: io::Error,
    },
    /// The output folder holds something that is not a corpus.
    #[error("{path} is not empty and holds no corpus; name a new or empty folder", path = path.display())]
    NotOurs {
        /// The output folder.
        path: PathBuf,
    },
    /// There is no corpus to read.
    #[error("{path} holds no corpus: it has no manifest", path = path.display())]
    NoCorpus {
        /// The folder.
        path: PathBuf,
    },
    /// There is no such state to read.
    #[error("{path} has no state {at}", path = path.display())]
    NoState {
        /// The folder.
        path: PathBuf,
        /// The beginning of a seal, as it was named.
        at: String,
    },
    /// Another process writes to the output folder.
    #[error("{path} is being written by {holder}", path = path.display())]
    Locked {
        /// The output folder.
        path: PathBuf,
        /// Process, host and start of the other writer.
        holder: String,
    },
    /// A file of the corpus is not what was written.
    #[error("{path}: damaged: {detail}", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not hold.
        detail: String,
    },
    /// The corpus was written by an older program.
    #[error("{path}: format {found} is no longer read; build the corpus anew in a new folder", path = path.display())]
    Older {
        /// The manifest.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// The corpus was written by a newer program.
    #[error("{path}: format {found} is newer than {known}, the newest that this program reads", path = path.display())]
    Newer {
        /// The manifest.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format that is known here.
        known: u32,
    },
    /// What is damaged cannot be made again from these inputs.
    #[error("{path} cannot be repaired: {detail}; build it anew with --fresh", path = path.display())]
    Beyond {
        /// The output folder.
        path: PathBuf,
        /// Why not.
        detail: String,
    },
    /// Records were lost or counted twice: a bug, and nothing was published.
    #[error("accounting does not hold, nothing was published: {0}")]
    Accounting(String),
    /// The monitor asked to stop; nothing was published, the next build goes on from there.
    #[error("interrupted, nothing was published")]
    Interrupted,
    /// Threads could not be started.
    #[error("{0}")]
    Threads(String),
}

impl From<crate::run::Error<Error>> for Error {
    fn from(error: crate::run::Error<Error>) -> Self {
        match error {
            crate::run::Error::Sink(error) => error,
            threads @ crate::run::Error::Threads { .. } => Error::Threads(threads.to_string()),
        }
    }
}

/// Names the path in an error of the system.
pub(super) trait At<T> {
    /// `self` with `path`.
    fn at(self, path: &Path) -> Result<T, Error>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T, Error> {
        self.map_err(|cause| Error::Io {
            path: path.to_owned(),
            cause,
        })
    }
}
