//! One writer at a time: a locked file that names its holder. The system drops the lock with the process, however it ends.
//!
//! Not for: readers, which need no lock because files under their final names never change.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::{At, Error};
use super::files::create_new;

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
            let mut file = open(&path)?;
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

/// Opens the file, or creates it. Nothing is written to it before it is known to be no link.
fn open(path: &Path) -> Result<File, Error> {
    loop {
        match create_new(path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            created => return created.at(path),
        }
        match std::fs::symlink_metadata(path) {
            Ok(found) if found.is_symlink() => return Err(Error::Link { path: path.to_owned() }),
            Ok(found) if !found.is_file() => return Err(ErrorKind::AlreadyExists.into()).at(path),
            _ => {}
        }
        match OpenOptions::new().read(true).write(true).open(path) {
            // Its holder ended meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            opened => return opened.at(path),
        }
    }
}

/// Whether a file is a lock file of this program: it names its holder, or is empty because the holder had not come so far.
pub(super) fn is_ours(path: &Path) -> bool {
    let is_file = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    is_file && std::fs::read_to_string(path).is_ok_and(|text| text.is_empty() || names_a_holder(&text))
}

fn names_a_holder(text: &str) -> bool {
    let rest = text.strip_prefix("process ").and_then(|rest| rest.split_once(" on "));
    rest.is_some_and(|(number, rest)| number.parse::<u32>().is_ok() && rest.contains(", since "))
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
        .and_then(|mine| std::fs::symlink_metadata(path).map(|named| same(mine, named)))
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

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_lock_and_what_it_points_to_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join(FILE_NAME), folder.path().join("victim.txt"));
        for content in [Some("precious"), None] {
            content
                .map_or(Ok(()), |content| std::fs::write(&target, content))
                .unwrap();
            std::os::unix::fs::symlink("victim.txt", &path).unwrap();
            assert!(matches!(Lock::take(folder.path()), Err(Error::Link { .. })));
            std::fs::remove_file(&path).unwrap();
            assert_eq!(std::fs::read_to_string(&target).ok().as_deref(), content);
            let _ = std::fs::remove_file(&target);
        }
        std::fs::create_dir(&path).unwrap();
        assert!(matches!(Lock::take(folder.path()), Err(Error::Io { .. })));
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
