//! A storage in memory, for tests: what is read or written past the trait is not found here.

use std::collections::BTreeMap;
use std::io::{self, Cursor, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::corpus::error::Error;
use crate::corpus::storage::{Entry, Guard, Kind, Lock, Reader, Stat, Storage};

/// Paths in it begin with this name.
const ROOT: &str = "memory:";
/// Where the work folders of its output folders lie.
static WORKS: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());
/// Files, and folders without bytes.
static FILES: Mutex<BTreeMap<PathBuf, Option<Vec<u8>>>> = Mutex::new(BTreeMap::new());

/// Files in memory.
pub(crate) struct Memory;

/// A new empty folder; `name` is the test's own, and so is the folder `work` on the local disk.
pub(crate) fn folder(name: &str, work: &Path) -> PathBuf {
    let path = Path::new(ROOT).join(name);
    lock(&WORKS).insert(path.clone(), work.to_owned());
    files().insert(path.clone(), None);
    path
}

/// All files below a folder, by their path in it.
pub(crate) fn all(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = files();
    let below = files.iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix(folder).ok()?;
        Some((name.to_owned(), bytes.clone()?))
    });
    below.collect()
}

/// Changes a file.
pub(crate) fn edit(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    change(files().get_mut(path).unwrap().as_mut().unwrap());
}

fn files() -> MutexGuard<'static, BTreeMap<PathBuf, Option<Vec<u8>>>> {
    lock(&FILES)
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn gone() -> io::Error {
    ErrorKind::NotFound.into()
}

/// The lock of a folder: its name stands for it.
#[derive(Debug)]
struct Held(PathBuf);

impl Guard for Held {}

impl Drop for Held {
    fn drop(&mut self) {
        files().remove(&self.0);
    }
}

impl Storage for Memory {
    fn holds(&self, path: &Path) -> bool {
        path.starts_with(ROOT)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let files = files();
        if files.get(folder).ok_or_else(gone)?.is_some() {
            return Err(ErrorKind::NotADirectory.into());
        }
        let inside = files.iter().filter(|(path, _)| path.parent() == Some(folder));
        let entry = |(path, bytes): (&PathBuf, &Option<Vec<u8>>)| Entry {
            path: path.clone(),
            kind: if bytes.is_some() { Kind::File } else { Kind::Folder },
        };
        Ok(inside.map(entry).collect())
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        Ok(match files().get(path).ok_or_else(gone)? {
            Some(bytes) => Stat {
                kind: Kind::File,
                size_bytes: bytes.len() as u64,
            },
            None => Stat {
                kind: Kind::Folder,
                size_bytes: 0,
            },
        })
    }

    fn work(&self, output: &Path) -> PathBuf {
        lock(&WORKS)[output].clone()
    }

    fn has_folder(&self, path: &Path) -> bool {
        files().get(path).is_some_and(Option::is_none)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let found = files().get(path).cloned().ok_or_else(gone)?;
        found.ok_or_else(|| ErrorKind::IsADirectory.into())
    }

    fn open(&self, path: &Path) -> io::Result<Reader> {
        Ok(Box::new(Cursor::new(self.read(path)?)))
    }

    fn put_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if files().contains_key(path) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        files().insert(path.to_owned(), Some(bytes.to_vec()));
        Ok(())
    }

    fn publish(&self, from: &Path, to: &Path) -> io::Result<()> {
        let bytes = if self.holds(from) {
            files().remove(from).ok_or_else(gone)?
        } else {
            let bytes = std::fs::read(from)?;
            std::fs::remove_file(from)?;
            Some(bytes)
        };
        files().insert(to.to_owned(), bytes);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        files().remove(path).map(|_| ()).ok_or_else(gone)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        if files().contains_key(path) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        files().insert(path.to_owned(), None);
        Ok(())
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        match self.list(path)?.is_empty() {
            true => self.remove(path),
            false => Err(ErrorKind::DirectoryNotEmpty.into()),
        }
    }

    fn sync(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, folder: &Path) -> Result<Lock, Error> {
        let path = folder.join(".lock");
        match self.put_new(&path, b"") {
            Ok(()) => Ok(Box::new(Held(path))),
            Err(_) => Err(Error::Locked {
                path: folder.to_owned(),
                holder: "another test".to_owned(),
            }),
        }
    }
}
