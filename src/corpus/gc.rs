//! Removes kept states on request.
//!
//! Not for: the states that a build removes (`storage::folder`).

use std::path::Path;

use crate::corpus::error::Error;
use crate::corpus::manifest::Manifest;
use crate::corpus::output::folder::Folder;
use crate::corpus::output::history::{Freed, prune};
use crate::monitor::Monitor;

/// Removes kept states of the corpus in `folder` until `keep` are left, the oldest first, and what dead runs left behind.
///
/// # Errors
/// No corpus, or a file that cannot be removed.
pub fn gc(folder: &Path, keep: usize, monitor: &dyn Monitor) -> Result<Freed, Error> {
    if Manifest::read(folder)?.is_none() {
        return Err(Error::NoCorpus {
            path: folder.to_owned(),
        });
    }
    monitor.phase("gc", Some(folder));
    let opened = Folder::open(folder)?;
    let freed = prune(folder, keep)?;
    opened.close()?;
    Ok(freed)
}
