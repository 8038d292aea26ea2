//! One writer at a time: a locked file that names its holder. The system drops the lock with the process, however it ends.
//!
//! Not for: readers, which need no lock because files under their final names never change.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::corpus::error::{At, Error};
use crate::corpus::storage::Guard;
use crate::corpus::storage::scratch::create_new;

pub(crate) use crate::corpus::layout::LOCK as FILE_NAME;

/// A lock file is a line that names a process and a host.
const MAX_BYTES: u64 = 1 << 10;

/// The right to write to an output folder; given back when dropped.
#[derive(Debug)]
pub(crate) struct FileLock {
    path: PathBuf,
    file: File,
}

impl Guard for FileLock {}

impl FileLock {
    /// Takes the lock of `folder`, which exists.
    pub(crate) fn take(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE_NAME);
        loop {
            let file = open(&path)?;
            match file.try_lock() {
                // The holder before us removed the file between our opening and locking it.
                Ok(()) if !is_still(&file, &path) => {}
                Ok(()) if !is_ours(&path) => return Err(Error::ForeignLock { path }),
                // Dropped where its holder cannot be named, so that no part of a name stays behind.
                Ok(()) => return FileLock { path, file }.named(&holder()),
                Err(TryLockError::WouldBlock) => return Err(locked(folder, &path)),
                Err(TryLockError::Error(cause)) => return Err(Error::Io { path, cause }),
            }
        }
    }
}

impl FileLock {
    /// Writes who holds the lock.
    fn named(mut self, holder: &str) -> Result<Self, Error> {
        let written = self
            .file
            .set_len(0)
            .and_then(|()| self.file.write_all(holder.as_bytes()));
        written.at(&self.path).map(|()| self)
    }
}

/// Opens the file, or creates it. Nothing is written to it before it is known to be no link.
fn open(path: &Path) -> Result<File, Error> {
    loop {
        match create_new(path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            created => return created.at(path),
        }
        match fs::symlink_metadata(path) {
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
pub(crate) fn is_ours(path: &Path) -> bool {
    content(path).is_some_and(|text| text.is_empty() || names_a_holder(&text))
}

/// The text of a file that may be a lock file; a link, a folder or a longer file is none.
fn content(path: &Path) -> Option<String> {
    let found = fs::symlink_metadata(path).ok()?;
    let bytes = (found.is_file() && found.len() <= MAX_BYTES).then(|| fs::read(path).ok())??;
    String::from_utf8(bytes).ok()
}

fn names_a_holder(text: &str) -> bool {
    let rest = text.strip_prefix("process ").and_then(|rest| rest.split_once(" on "));
    rest.is_some_and(|(number, rest)| number.parse::<u32>().is_ok() && rest.contains(", since "))
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Removed while it is still locked, so that nobody can hold the file that goes. If that fails, an unlocked file stays.
        let _ = fs::remove_file(&self.path);
    }
}

fn locked(folder: &Path, path: &Path) -> Error {
    // A file of another program may be locked by that program.
    let holder = content(path).filter(|text| names_a_holder(text));
    Error::Locked {
        path: folder.to_owned(),
        holder: holder.unwrap_or_else(|| "another process".to_owned()),
    }
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |a: fs::Metadata, b: fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    file.metadata()
        .and_then(|mine| fs::symlink_metadata(path).map(|named| same(mine, named)))
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
    fs::read_to_string("/proc/sys/kernel/hostname").map(|name| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_told_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let lock = FileLock::take(folder.path()).unwrap();
        let refused = FileLock::take(folder.path()).unwrap_err().to_string();
        assert!(
            refused.contains(&format!("process {} on ", std::process::id())),
            "{refused}"
        );
        drop(lock);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "the lock leaves no file"
        );
        FileLock::take(folder.path()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_lock_and_what_it_points_to_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join(FILE_NAME), folder.path().join("victim.txt"));
        for content in [Some("precious"), None] {
            content.map_or(Ok(()), |content| fs::write(&target, content)).unwrap();
            std::os::unix::fs::symlink("victim.txt", &path).unwrap();
            assert!(matches!(FileLock::take(folder.path()), Err(Error::Link { .. })));
            fs::remove_file(&path).unwrap();
            assert_eq!(fs::read_to_string(&target).ok().as_deref(), content);
            let _ = fs::remove_file(&target);
        }
        fs::create_dir(&path).unwrap();
        assert!(matches!(FileLock::take(folder.path()), Err(Error::Io { .. })));
    }

    #[test]
    fn a_file_that_a_dead_holder_left_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        for left in ["", "process 1 on nowhere, since long ago, and a longer text"] {
            fs::write(folder.path().join(FILE_NAME), left).unwrap();
            let _lock = FileLock::take(folder.path()).unwrap();
            let holder = fs::read_to_string(folder.path().join(FILE_NAME)).unwrap();
            assert!(!holder.contains("nowhere") && !holder.contains("longer"), "{holder}");
        }
    }

    #[test]
    fn a_file_of_another_program_is_neither_taken_over_nor_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        let long = [b"process 1 on here, since ".to_vec(), vec![b'x'; 2 << 10]].concat();
        for foreign in [b"4711\n".to_vec(), b"process 1".to_vec(), vec![0xff, 0xfe], long] {
            fs::write(&path, &foreign).unwrap();
            assert!(matches!(FileLock::take(folder.path()), Err(Error::ForeignLock { .. })));
            assert_eq!(fs::read(&path).unwrap(), foreign);
            let other = File::open(&path).unwrap();
            other.try_lock().unwrap();
            let refused = FileLock::take(folder.path()).unwrap_err().to_string();
            assert!(refused.ends_with("is being written by another process"), "{refused}");
        }
    }

    #[test]
    fn a_lock_whose_holder_cannot_be_written_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        std::fs::write(&path, "proc").unwrap();
        // Opened to be read only, as if the disk were full.
        let file = File::open(&path).unwrap();
        assert!(
            FileLock {
                path: path.clone(),
                file
            }
            .named(&holder())
            .is_err()
        );
        assert!(!path.exists());
        FileLock::take(folder.path()).unwrap();
    }
}
