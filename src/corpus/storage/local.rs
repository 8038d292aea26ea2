//! The local disk as a storage.
//!
//! Not for: files that no state names yet (`scratch`), or the protocol of the lock file (`lock`).

use std::fs::{self, File, FileType};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::corpus::error::Error;
use crate::corpus::layout::WORK;
use crate::corpus::storage::scratch::create_new;
use crate::corpus::storage::{Entry, Kind, Lock, Reader, Stat, Storage, lock};

/// The local disk.
pub(crate) struct Local;

impl Storage for Local {
    fn holds(&self, _: &Path) -> bool {
        true
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let entry = |entry: fs::DirEntry| Entry {
            path: entry.path(),
            kind: entry.file_type().map_or(Kind::Other, Kind::from),
        };
        fs::read_dir(folder)?.map(|found| found.map(entry)).collect()
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let found = fs::symlink_metadata(path)?;
        Ok(Stat {
            kind: found.file_type().into(),
            size_bytes: found.len(),
        })
    }

    fn work(&self, output: &Path) -> PathBuf {
        output.join(WORK)
    }

    fn has_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Reader> {
        Ok(Box::new(File::open(path)?))
    }

    fn put_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn publish(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn sync(&self, folder: &Path) -> io::Result<()> {
        if cfg!(unix) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    fn lock(&self, folder: &Path) -> Result<Lock, Error> {
        Ok(Box::new(lock::FileLock::take(folder)?))
    }
}

impl From<FileType> for Kind {
    fn from(found: FileType) -> Self {
        match (found.is_file(), found.is_dir(), found.is_symlink()) {
            (true, ..) => Kind::File,
            (_, true, _) => Kind::Folder,
            (.., true) => Kind::Link,
            _ => Kind::Other,
        }
    }
}
