//! What can stop a build or a check; each variant names the path.

use std::io;
use std::path::{Path, PathBuf};

/// An error of the corpus on disk.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system refused an operation on a file.
    #[error("{path}: {cause}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        #[source]
        cause: io::Error,
    },
    /// The output folder holds something that is not a corpus.
    #[error("{path} is not empty and holds no corpus; name a new or empty folder", path = path.display())]
    NotOurs {
        /// The output folder.
        path: PathBuf,
    },
    /// The work folder of an output folder holds files that no build made.
    #[error("{path} holds files that are not Chaffinch's; move them away, or name another folder", path = path.display())]
    ForeignWork {
        /// The work folder.
        path: PathBuf,
    },
    /// The lock file of an output folder is another program's.
    #[error("{path} is not a lock file of Chaffinch's; move it away, or name another folder", path = path.display())]
    ForeignLock {
        /// The file.
        path: PathBuf,
    },
    /// A name of ours in an output folder is a symbolic link.
    #[error("{path} is a symbolic link, and no link inside an output folder is followed; remove it or name another folder", path = path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// A folder without a manifest has a shard that does not belong to the new corpus.
    #[error("{path} does not belong to any known corpus; move it away, or name another folder", path = path.display())]
    Stranger {
        /// The file.
        path: PathBuf,
    },
    /// Shards that the manifest names are gone or cut.
    #[error("{path} is damaged: {what}; nothing was changed; `chaffinch repair {path}` repairs it", path = path.display())]
    Incomplete {
        /// The output folder.
        path: PathBuf,
        /// Which files, and what is wrong with them.
        what: String,
    },
    /// The corpus would lose more than half of its documents.
    #[error(
        "{path} has {before} documents and would have {after}; nothing was changed; if that is what you want, build again with --allow-shrink",
        path = path.display()
    )]
    Shrinks {
        /// The output folder.
        path: PathBuf,
        /// Documents that it has.
        before: u64,
        /// Documents that it would have.
        after: u64,
    },
    /// The manifest is gone, but there is a copy of it.
    #[error("{path} has lost its manifest; `chaffinch repair {path}` restores it", path = path.display())]
    Lost {
        /// The folder.
        path: PathBuf,
    },
    /// A reader met a new state each time that it tried.
    #[error("{path} changed every time it was read; try again when no build is publishing", path = path.display())]
    Unsteady {
        /// The folder.
        path: PathBuf,
    },
    /// There is no corpus to read.
    #[error("{path} holds no corpus: it has no manifest", path = path.display())]
    NoCorpus {
        /// The folder.
        path: PathBuf,
    },
    /// There is no such state to read.
    #[error("{path} has no state {at}; it has {}", known.join(", "), path = path.display())]
    NoState {
        /// The folder.
        path: PathBuf,
        /// The beginning of a seal, as it was named.
        at: String,
        /// The names of its states, the oldest first.
        known: Vec<String>,
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
    #[error("{path}: format {found} is no longer read; build the corpus again in a new folder", path = path.display())]
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
    #[error("{path} cannot be repaired: {detail}; build it again with --fresh", path = path.display())]
    Beyond {
        /// The output folder.
        path: PathBuf,
        /// Why not.
        detail: String,
    },
    /// Records were lost or counted twice: a bug, and nothing was published.
    #[error("the counts of records do not add up; nothing was published: {0}")]
    Accounting(String),
    /// The monitor asked to stop; nothing was published, the next build goes on from there.
    #[error("interrupted, nothing was published")]
    Interrupted,
    /// Threads could not be started.
    #[error("{0}")]
    Threads(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Whether the call itself was wrong: it named a folder or a state that cannot be used, and nothing was done.
    pub fn is_misuse(&self) -> bool {
        matches!(
            self,
            Error::NotOurs { .. } | Error::ForeignWork { .. } | Error::ForeignLock { .. } | Error::NoState { .. }
        )
    }

    /// The error of a run that could not go on.
    pub(crate) fn of_run(error: crate::driver::Error<Error>) -> Self {
        match error {
            crate::driver::Error::Sink(error) => error,
            threads @ crate::driver::Error::Threads { .. } => Error::Threads(Box::new(threads)),
        }
    }
}

/// Names the path in an error of the system.
pub(crate) trait At<T> {
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

/// A file that is not what was written.
pub(crate) fn damaged(path: &Path, detail: &str) -> Error {
    Error::Damaged {
        path: path.to_owned(),
        detail: detail.to_owned(),
    }
}
