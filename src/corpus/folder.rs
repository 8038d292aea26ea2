//! The output folder: whose it is, where unfinished work lies, and how a new state takes the place of the old one.
//!
//! A state is what its manifest names. New files get their final names first, then the manifest is renamed into place, then
//! what it does not name is removed; so at any point one whole state is there.
//! Not for: what is in the files (`section`).

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::{At, Error};
use super::lock::{self, Lock};
use super::manifest::{self, Manifest};

/// Where unfinished work lies, inside the output folder.
const WORK: &str = ".work";
/// Folders that hold files of a state.
const SECTIONS: [&str; 3] = ["documents", "removals", "rejects"];
/// The dataset card.
const CARD: &str = "README.md";

/// An output folder that this process may write to.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: Lock,
}

impl Folder {
    /// Makes or takes over the folder, waits for nobody, and clears away what dead runs left.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        fs::create_dir_all(path).at(path)?;
        refuse_foreign(path)?;
        let folder = Folder {
            _lock: Lock::take(path)?,
            path: path.to_owned(),
        };
        fs::create_dir_all(folder.work()).at(&folder.work())?;
        folder.clear_dead()?;
        for left in list(&folder.work())? {
            if left.is_dir() {
                fs::remove_dir_all(&left)
            } else {
                fs::remove_file(&left)
            }
            .at(&left)?;
        }
        Ok(folder)
    }

    /// Removes what a run that did not end left under final names. The work folder, which says that they are ours, goes last.
    fn clear_dead(&self) -> Result<(), Error> {
        let state = Manifest::read(&self.path)?;
        if state.is_none() {
            remove_file(&self.path.join(CARD))?;
        }
        self.remove_unnamed(&state.unwrap_or_default())
    }

    /// Where unfinished work lies.
    pub(super) fn work(&self) -> PathBuf {
        self.path.join(WORK)
    }

    /// Makes `manifest`, whose files lie in the work folder, the state of this folder.
    pub(super) fn publish(self, manifest: &Manifest, card: &str) -> Result<(), Error> {
        let work = self.work();
        for entry in &manifest.files {
            let (from, to) = (work.join(&entry.path), self.path.join(&entry.path));
            let parent = to.parent().unwrap_or(&self.path);
            fs::create_dir_all(parent).at(parent)?;
            fs::rename(&from, &to).at(&to)?;
        }
        for section in SECTIONS
            .map(|section| self.path.join(section))
            .iter()
            .filter(|section| section.is_dir())
        {
            sync_folder(section)?;
        }
        self.put(CARD, card.as_bytes())?;
        sync_folder(&self.path)?;
        self.put(manifest::FILE_NAME, &manifest.to_json().at(&self.path)?)?;
        sync_folder(&self.path)?;
        self.remove_unnamed(manifest)?;
        remove_folder(&work)?;
        sync_folder(&self.path)
    }

    /// Writes a file aside, waits until it is on disk, and gives it its name.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let (aside, path) = (self.work().join(name), self.path.join(name));
        let mut file = File::create(&aside).at(&aside)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).at(&aside)?;
        fs::rename(&aside, &path).at(&path)
    }

    /// Removes shards that `manifest` does not name, and folders that are empty then.
    fn remove_unnamed(&self, manifest: &Manifest) -> Result<(), Error> {
        let named: BTreeSet<PathBuf> = manifest.files.iter().map(|entry| self.path.join(&entry.path)).collect();
        for section in SECTIONS.map(|section| self.path.join(section)) {
            let mut others = 0;
            for path in list(&section)? {
                if named.contains(&path) || !is_shard(&path) {
                    others += 1;
                } else {
                    fs::remove_file(&path).at(&path)?;
                }
            }
            if others == 0 && section.is_dir() {
                fs::remove_dir(&section).at(&section)?;
            }
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Of a run that failed; what cannot be removed now is removed by the next run.
        if self.work().is_dir() && self.clear_dead().is_ok() {
            let _ = fs::remove_dir_all(self.work());
        }
    }
}

/// Refuses a folder with files in it that no build has written.
fn refuse_foreign(path: &Path) -> Result<(), Error> {
    if Manifest::read(path)?.is_some() || path.join(WORK).is_dir() {
        return Ok(());
    }
    let lock = path.join(lock::FILE_NAME);
    if list(path)?.iter().any(|entry| *entry != lock) {
        return Err(Error::NotOurs { path: path.to_owned() });
    }
    Ok(())
}

/// Whether a file has the name of a shard: `...-` and 16 hexadecimal digits.
fn is_shard(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .and_then(|name| name.strip_suffix(".jsonl.zst"));
    name.and_then(|name| name.rsplit_once('-'))
        .is_some_and(|(_, hash)| hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// All files in the sections of the corpus in `folder`, sorted.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut all = Vec::new();
    for section in SECTIONS {
        all.extend(list(&folder.join(section))?);
    }
    all.sort();
    Ok(all)
}

/// What is in a folder; nothing where there is no folder.
fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.at(folder)?,
    };
    entries
        .map(|entry| entry.map(|entry| entry.path()).at(folder))
        .collect()
}

fn remove_folder(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).at(folder),
        _ => Ok(()),
    }
}

fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).at(path),
        _ => Ok(()),
    }
}

/// Waits until the names in a folder are on disk.
fn sync_folder(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).at(folder)?;
    }
    Ok(())
}
