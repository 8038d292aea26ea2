//! What can go wrong, apart from damage of a document, which is an outcome.

use std::path::PathBuf;

use crate::{config, corpus, sources, strip};

/// What can go wrong with settings, rule packs, inputs and corpora. A document that cannot be read is
/// [`Quarantined`](crate::Quarantined) instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The settings are not valid. Nothing was done.
    #[error(transparent)]
    Config(#[from] config::Problems),
    /// A file of settings cannot be read.
    #[error("{path}: {cause}", path = path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        #[source]
        cause: std::io::Error,
    },
    /// A rule pack cannot be used.
    #[error(transparent)]
    Rules(#[from] strip::Error),
    /// An input cannot be used at all.
    #[error(transparent)]
    Input(#[from] sources::Error),
    /// A corpus cannot be read or written.
    #[error(transparent)]
    Corpus(#[from] corpus::Error),
}
