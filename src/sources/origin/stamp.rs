//! Size and times of a file, by which a file that changed is told quickly.
//!
//! Not for: deciding how far they can be relied on (`corpus`).

use std::fs::Metadata;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Size and times of a file. A file with the same ones is taken to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub size_bytes: u64,
    /// Last change of the content, in seconds and nanoseconds of the file system's clock.
    pub modified: (i64, i64),
    /// Last change of content or attributes; the system sets it, no program can turn it back.
    pub changed: (i64, i64),
}

impl Stamp {
    /// Of the file at `path`.
    ///
    /// # Errors
    /// The system's answer.
    pub fn of(path: &Path) -> std::io::Result<Self> {
        std::fs::metadata(path).map(|metadata| Stamp::from(&metadata))
    }
}

#[cfg(unix)]
impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Stamp {
            size_bytes: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

#[cfg(not(unix))]
impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Self {
        let since = metadata
            .modified()
            .ok()
            .and_then(|modified| modified.duration_since(std::time::UNIX_EPOCH).ok())
            .unwrap_or_default();
        let modified = (since.as_secs() as i64, i64::from(since.subsec_nanos()));
        Stamp {
            size_bytes: metadata.len(),
            modified,
            changed: modified,
        }
    }
}
