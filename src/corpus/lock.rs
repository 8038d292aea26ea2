//! One writer at a time: a locked file that names its holder. The system drops the lock with the process, however it ends.
//!
//! Not for: readers, which need no lock because files under their final names never change.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::{At, Error};

/// Name of the lock file in the output folder.
pub(super) const FILE_NAME: &str = ".lock";

/// The right to write to an output folder; given back when dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock of `folder`, which exists.
    pub(super) fn take(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE_NAME);
        loop {
            let mut file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .read(true)
                .write(true)
                .open(&path)
                .at(&path)?;
            match file.try_lock() {
                Ok(()) if is_still(&file, &path) => {
                    file.set_len(0)
                        .and_then(|()| file.write_all(holder().as_bytes()))
                        .at(&path)?;
                    return Ok(Lock { path, _file: file });
                }
                // The holder before us removed the file between our opening and locking it.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(locked(folder, &path)),
                Err(TryLockError::Error(cause)) => return Err(Error::Io { path, cause }),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is still locked, so that nobody can hold the file that goes. If that fails, an unlocked file stays.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn locked(folder: &Path, path: &Path) -> Error {
    let holder = std::fs::read_to_string(path).unwrap_or_default();
    Error::Locked {
        path: folder.to_owned(),
        holder: if holder.is_empty() {
            "another process".to_owned()
        } else {
            holder
        },
    }
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |a: std::fs::Metadata, b: std::fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    file.metadata()
        .and_then(|mine| std::fs::metadata(path).map(|named| same(mine, named)))
        .unwrap_or(false)
}

#[cfg(not(unix))]
fn is_still(_: &File, path: &Path) -> bool {
    path.exists()
}

#[expect(
    clippy::disallowed_methods,
    reason = "tells a waiting user since when; never reaches the corpus"
)]
fn holder() -> String {
    let now = std::time::SystemTime::now();
    let since =
        jiff::Timestamp::try_from(now).map_or_else(|_| "an unknown time".to_owned(), |time| format!("{time:.0}"));
    format!(
        "process {} on {}, since {since}",
        std::process::id(),
        host().unwrap_or_else(|_| "this host".to_owned())
    )
}

fn host() -> io::Result<String> {
    std::fs::read_to_string("/proc/sys/kernel/hostname").map(|name| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_told_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let lock = Lock::take(folder.path()).unwrap();
        let refused = Lock::take(folder.path()).unwrap_err().to_string();
        assert!(
            refused.contains(&format!("process {} on ", std::process::id())),
            "{refused}"
        );
        drop(lock);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "the lock leaves no file"
        );
        Lock::take(folder.path()).unwrap();
    }

    #[test]
    fn a_file_that_a_dead_holder_left_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join(FILE_NAME),
            "process 1 on nowhere, since long ago, and a longer text",
        )
        .unwrap();
        let _lock = Lock::take(folder.path()).unwrap();
        let holder = std::fs::read_to_string(folder.path().join(FILE_NAME)).unwrap();
        assert!(!holder.contains("nowhere") && !holder.contains("longer"), "{holder}");
    }
}
