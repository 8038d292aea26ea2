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
use super::{cache, history, ledger, resume};

/// Where unfinished work lies, inside the output folder.
const WORK: &str = ".work";
/// Folders that hold the corpus.
const SECTIONS: [&str; 3] = ["documents", "removals", "rejects"];
/// Folders that hold files of a state.
const FOLDERS: [&str; 5] = ["documents", "removals", "rejects", ledger::FOLDER, cache::FOLDER];
/// The dataset card.
const CARD: &str = "README.md";

/// What goes with a state in the work folder: its ledger, and its cache if it has one.
pub(super) struct Kept {
    pub(super) ledger: PathBuf,
    pub(super) cache: Option<(cache::Index, PathBuf)>,
}

/// An output folder that this process may write to.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    state: Option<Manifest>,
    /// Whether the manifest may have been replaced: from then on only the next run can tell which state stands.
    replaced: bool,
    _lock: Lock,
}

impl Folder {
    /// Makes or takes over the folder, waits for nobody, and clears away what dead runs left.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        make(path)?;
        refuse_foreign(path)?;
        let mut folder = Folder {
            _lock: Lock::take(path)?,
            path: path.to_owned(),
            state: None,
            replaced: false,
        };
        folder.state = Manifest::read(path)?;
        fs::create_dir_all(folder.work()).at(&folder.work())?;
        folder.clear_dead()?;
        folder.clear_work()?;
        Ok(folder)
    }

    /// Removes what a run that did not end left under final names. The work folder, which says that they are ours, goes last.
    fn clear_dead(&self) -> Result<(), Error> {
        match &self.state {
            Some(state) => self.remove_unnamed(state),
            None => {
                remove_file(&self.path.join(CARD))?;
                self.remove_unnamed(&Manifest::default())
            }
        }
    }

    /// Empties the work folder but for what an interrupted run left for the next one; says whether there is such.
    fn clear_work(&self) -> Result<bool, Error> {
        let resume = self.work().join(resume::FOLDER);
        for left in list(&self.work())?.into_iter().filter(|left| *left != resume) {
            if left.is_dir() {
                fs::remove_dir_all(&left)
            } else {
                fs::remove_file(&left)
            }
            .at(&left)?;
        }
        Ok(resume.is_dir())
    }

    /// Where unfinished work lies.
    pub(super) fn work(&self) -> PathBuf {
        self.path.join(WORK)
    }

    /// The state that stands here.
    pub(super) fn state(&self) -> Option<&Manifest> {
        self.state.as_ref()
    }

    /// Makes `manifest` the state of this folder. Its files lie in the work folder, or are those of the state before.
    pub(super) fn publish(
        mut self,
        manifest: Manifest,
        card: &str,
        beside: &Kept,
        keep_states: usize,
    ) -> Result<Manifest, Error> {
        let work = self.work();
        for entry in &manifest.files {
            let (from, to) = (work.join(&entry.path), self.path.join(&entry.path));
            if from.exists() {
                self.name(&from, &to)?;
            }
        }
        self.name(&beside.ledger, &self.path.join(ledger::path_of(&manifest.seal)))?;
        self.name_cache(&manifest.seal, beside.cache.as_ref())?;
        self.put_copy(&manifest)?;
        for folder in FOLDERS
            .map(|folder| self.path.join(folder))
            .iter()
            .filter(|folder| folder.is_dir())
        {
            sync_folder(folder)?;
        }
        if self.state.as_ref() != Some(&manifest) {
            self.remember(keep_states)?;
            self.put(CARD, card.as_bytes())?;
            sync_folder(&self.path)?;
            self.replaced = true;
            self.put(manifest::FILE_NAME, &manifest.to_json().at(&self.path)?)?;
            sync_folder(&self.path)?;
        }
        self.remove_unnamed(&manifest)?;
        if keep_states > 0 {
            history::prune(&self.path, keep_states)?;
        }
        remove_folder(&work)?;
        sync_folder(&self.path)?;
        Ok(manifest)
    }

    /// Puts a copy of the manifest beside the ledger.
    pub(super) fn put_copy(&self, manifest: &Manifest) -> Result<(), Error> {
        let path = manifest::copy_path(&manifest.seal);
        let bytes = manifest::copy(manifest).at(&self.path)?;
        self.put(path.to_str().unwrap_or_default(), &bytes)
    }

    fn name_cache(&self, seal: &str, cache: Option<&(cache::Index, PathBuf)>) -> Result<(), Error> {
        let Some((index, path)) = cache else {
            return remove_file(&self.path.join(cache::index_path(seal)));
        };
        for file in index.files(seal) {
            let from = self.work().join(&file);
            if from.exists() {
                self.name(&from, &self.path.join(&file))?;
            }
        }
        self.name(path, &self.path.join(cache::index_path(seal)))
    }

    /// Keeps the state that stands readable, if states are to be kept.
    fn remember(&self, keep_states: usize) -> Result<(), Error> {
        let Some(state) = self.state.as_ref().filter(|_| keep_states > 0) else {
            return Ok(());
        };
        if let Some(name) = history::next_name(&self.path, state)? {
            let folder = self.path.join(history::FOLDER);
            fs::create_dir_all(&folder).at(&folder)?;
            self.put(&name, &state.to_json().at(&self.path)?)?;
            sync_folder(&folder)?;
        }
        Ok(())
    }

    /// Gives the folder back without a new state.
    pub(super) fn close(self) -> Result<(), Error> {
        remove_folder(&self.work())
    }

    /// Gives a file that is complete and on disk its final name.
    fn name(&self, from: &Path, to: &Path) -> Result<(), Error> {
        let parent = to.parent().unwrap_or(&self.path);
        fs::create_dir_all(parent).at(parent)?;
        fs::rename(from, to).at(to)
    }

    /// Writes a file aside, waits until it is on disk, and gives it its name.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let (aside, path) = (self.work().join("aside"), self.path.join(name));
        write_synced(&aside, bytes)?;
        fs::rename(&aside, &path).at(&path)
    }

    /// Removes shards and ledgers that are not of `manifest`, or moves them to the kept states that name them; and folders that are empty then.
    fn remove_unnamed(&self, manifest: &Manifest) -> Result<(), Error> {
        let mut named: BTreeSet<PathBuf> = manifest.files.iter().map(|entry| self.path.join(&entry.path)).collect();
        named.insert(self.path.join(ledger::path_of(&manifest.seal)));
        named.insert(self.path.join(manifest::copy_path(&manifest.seal)));
        let index = cache::Index::read(&self.path, &manifest.seal);
        named.extend(
            index
                .iter()
                .flat_map(|index| index.files(&manifest.seal))
                .map(|file| self.path.join(file)),
        );
        let remembered = history::named(&self.path)?;
        for folder in FOLDERS.map(|folder| self.path.join(folder)) {
            let mut others = 0;
            for path in list(&folder)? {
                let relative = path.strip_prefix(&self.path).ok().and_then(Path::to_str);
                if named.contains(&path) || !is_ours(&path) {
                    others += 1;
                } else if let Some(relative) = relative.filter(|relative| remembered.contains(*relative)) {
                    self.name(&path, &self.path.join(history::FOLDER).join(relative))?;
                } else {
                    fs::remove_file(&path).at(&path)?;
                }
            }
            if others == 0 && folder.is_dir() {
                fs::remove_dir(&folder).at(&folder)?;
            }
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Of a run that failed; what cannot be removed now is removed by the next run.
        if !self.replaced && self.work().is_dir() && self.clear_dead().is_ok() && matches!(self.clear_work(), Ok(false))
        {
            let _ = fs::remove_dir(self.work());
        }
    }
}

/// Puts the copy of a damaged manifest in its place, if there is one whose files are there; says whether there was.
pub(super) fn restore(path: &Path) -> Result<bool, Error> {
    let _lock = Lock::take(path)?;
    let copies = list(&path.join(ledger::FOLDER))?;
    let whole = |manifest: &Manifest| manifest.files.iter().all(|file| path.join(&file.path).exists());
    let copy = copies
        .iter()
        .filter_map(|copy| manifest::read_copy(copy).ok())
        .find(whole);
    let Some(manifest) = copy else {
        return Ok(false);
    };
    let (work, target) = (path.join(WORK), path.join(manifest::FILE_NAME));
    fs::create_dir_all(&work).at(&work)?;
    let aside = work.join("aside");
    write_synced(&aside, &manifest.to_json().at(path)?)?;
    fs::rename(&aside, &target).at(&target)?;
    // What an interrupted run left there stays.
    let _ = fs::remove_dir(&work);
    sync_folder(path)?;
    Ok(true)
}

/// Sets a damaged manifest aside, so that a build from nothing can take its place.
pub(super) fn give_up(path: &Path) -> Result<(), Error> {
    let _lock = Lock::take(path)?;
    let work = path.join(WORK);
    fs::create_dir_all(&work).at(&work)?;
    remove_file(&path.join(manifest::FILE_NAME))
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = File::create(path).at(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).at(path)
}

/// Refuses a folder with files in it that no build has written.
fn refuse_foreign(path: &Path) -> Result<(), Error> {
    let is_ours = || Ok::<_, Error>(Manifest::read(path)?.is_some() || path.join(WORK).is_dir());
    let lock = path.join(lock::FILE_NAME);
    let is_free = || Ok::<_, Error>(list(path)?.iter().all(|entry| *entry == lock));
    // Asked twice: another writer may have begun or ended in between.
    if is_ours()? || is_free()? || is_ours()? {
        return Ok(());
    }
    Err(Error::NotOurs { path: path.to_owned() })
}

/// Whether a file has the name of a shard, a ledger or a part of a cache, whose last part is 16 hexadecimal digits.
fn is_ours(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .and_then(|name| name.strip_suffix(".jsonl.zst"));
    name.and_then(|name| name.rsplit('-').next())
        .is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a run that did not end may have left the file; the next one removes it.
pub(super) fn is_left(folder: &Path, file: &Path) -> bool {
    folder.join(WORK).is_dir() && is_ours(file)
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
pub(super) fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
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

/// Makes a folder and waits until its name is on disk.
fn make(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path).at(path)?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    sync_folder(parent.unwrap_or(Path::new(".")))
}

/// Waits until the names in a folder are on disk.
pub(super) fn sync_folder(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).at(folder)?;
    }
    Ok(())
}
