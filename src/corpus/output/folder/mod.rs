//! The output folder: whose it is, where unfinished work lies, and how a new state takes the place of the old one.
//!
//! A folder is ours by a valid manifest (or the copy of one), or by our marker. A state is what its manifest names. Before
//! anything gets its final name, a journal says which files may come and go. New files get their final names first, then the
//! manifest is renamed into place, then files of the journal that it does not name are removed, or moved to the kept states
//! that name them; so at any point one whole state is there, and no file is removed that the journal does not name.
//! Not for: what is in the files (`section`).

mod owner;

use std::path::{Path, PathBuf};

use crate::corpus::cache;
use crate::corpus::error::{At, Error};
use crate::corpus::layout::{self, CARD, FOLDERS, RESUME, SECTIONS, ShardName};
use crate::corpus::ledger;
use crate::corpus::manifest::{self, Manifest};
use crate::corpus::origin::{self, Origin};
use crate::corpus::output::history;
use crate::corpus::output::journal::Journal;
use crate::corpus::rows::card;
use crate::corpus::storage::files::{
    self, exists, has_folder, list, make_folder, name, remove_file, remove_if_empty, sync_folder, sync_folders,
};
use crate::corpus::storage::links;
use crate::corpus::storage::marker;
use crate::corpus::storage::scratch::remove_folder;
use crate::corpus::storage::{Kind, Lock, of};

use owner::{claim, make, refuse_foreign, restore};
pub(crate) use owner::{is_left, restore_or_give_up};

/// The side files of a state, in the work folder: its ledger, and its cache if it has one.
pub(crate) struct SideFiles {
    pub(crate) ledger: PathBuf,
    pub(crate) cache: Option<(cache::Index, PathBuf)>,
}

/// An output folder that this process may write to.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    state: Option<Manifest>,
    /// Whether the manifest was gone and has been restored from its copy.
    restored: bool,
    /// Whether the manifest may have been replaced: from then on only the next run can tell which state is current.
    replaced: bool,
    _lock: Lock,
}

impl Folder {
    /// Makes or takes over the folder, waits for nobody, and clears away what dead runs left.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        make(path)?;
        links::refuse_links(path)?;
        refuse_foreign(path)?;
        let lock = of(path).lock(path)?;
        claim(path)?;
        let mut folder = Folder {
            _lock: lock,
            path: path.to_owned(),
            state: None,
            restored: false,
            replaced: false,
        };
        folder.state = Manifest::read(path)?;
        if folder.state.is_none() && restore(path)? {
            folder.state = Manifest::read(path)?;
            folder.restored = true;
        }
        folder.finish_dead()?;
        folder.clear_work()?;
        Ok(folder)
    }

    /// Finishes the publish of a run that died: keeps the files of the current state, and removes the rest of its files.
    fn finish_dead(&self) -> Result<(), Error> {
        let Some(journal) = Journal::read(&self.work()) else {
            return Ok(());
        };
        let keep = match &self.state {
            Some(state) => Journal::of(&self.path, state),
            None => {
                remove_file(&self.path.join(CARD))?;
                Journal::default()
            }
        };
        journal.sweep(&self.path, &keep)?;
        // It may have put its own card in place already.
        self.state.as_ref().map_or(Ok(()), |state| self.put_card(state))
    }

    /// Empties the work folder but for its marker and what an interrupted run left for the next one; says whether there is such.
    fn clear_work(&self) -> Result<bool, Error> {
        self.empty_work(&[RESUME, marker::FILE_NAME])?;
        Ok(has_folder(&self.work().join(RESUME)))
    }

    /// Removes the work folder. Its marker goes last: without it a run that dies here would leave a folder that is not known as ours.
    fn remove_work(&self) -> Result<(), Error> {
        self.empty_work(&[marker::FILE_NAME])?;
        match list(&self.work())?.len() {
            0 | 1 => remove_folder(&self.work()),
            // Files of the user, which the next run has to find in a folder that is known as ours.
            _ => Ok(()),
        }
    }

    fn empty_work(&self, but: &[&str]) -> Result<(), Error> {
        let work = self.work();
        let stays = |path: &Path| but.iter().any(|name| path.starts_with(work.join(name)));
        for left in files::below(&work).iter().filter(|left| !stays(&left.path)) {
            let is_folder = left.kind == Kind::Folder;
            match (layout::is_made(&work, &left.path, is_folder), is_folder) {
                (true, true) => remove_if_empty(&left.path)?,
                (true, false) => remove_file(&left.path)?,
                (false, _) => {}
            }
        }
        Ok(())
    }

    /// What lies in the work folder that no build made, at the beginning of a build.
    pub(crate) fn strangers_in_work(&self) -> Result<Vec<PathBuf>, Error> {
        let ours = [RESUME, marker::FILE_NAME].map(|name| self.work().join(name));
        let mut found = list(&self.work())?;
        found.retain(|path| !ours.contains(path));
        Ok(found)
    }

    /// Where unfinished work lies.
    pub(crate) fn work(&self) -> PathBuf {
        files::work(&self.path)
    }

    /// The current state.
    pub(crate) fn state(&self) -> Option<&Manifest> {
        self.state.as_ref()
    }

    /// Whether the manifest was gone and has been restored from its copy.
    pub(crate) fn restored(&self) -> bool {
        self.restored
    }

    /// Makes `manifest` the state of this folder. Its files lie in the work folder, or are those of the state before.
    pub(crate) fn publish(
        mut self,
        manifest: Manifest,
        side_files: &SideFiles,
        origin: &Origin,
        keep_states: usize,
    ) -> Result<Manifest, Error> {
        self.refuse_strangers(&manifest)?;
        let segments = side_files
            .cache
            .iter()
            .flat_map(|(index, _)| index.segments.keys().copied());
        let new = Journal::new(&manifest, segments);
        let old = self.state.as_ref().map(|state| Journal::of(&self.path, state));
        let journal = new.clone().and(old.unwrap_or_default());
        journal.write(&self.work())?;
        // Else the work folder could be lost with its journal while final names are not.
        sync_folder(&self.path)?;
        self.name_files(&manifest, side_files, origin)?;
        self.put_card(&manifest)?;
        if self.state.as_ref() != Some(&manifest) {
            self.remember(keep_states)?;
            sync_folder(&self.path)?;
            self.replaced = true;
            self.put(Path::new(manifest::FILE_NAME), &manifest.to_json().at(&self.path)?)?;
        }
        sync_folder(&self.path)?;
        journal.sweep(&self.path, &new)?;
        if keep_states > 0 {
            history::prune(&self.path, keep_states)?;
        }
        self.remove_work()?;
        Ok(manifest)
    }

    /// Gives the files of a state that are not there yet their final names.
    fn name_files(&self, manifest: &Manifest, side_files: &SideFiles, origin: &Origin) -> Result<(), Error> {
        let work = self.work();
        for entry in &manifest.files {
            let from = work.join(&entry.path);
            if exists(&from) {
                name(&from, &self.path.join(&entry.path))?;
            }
        }
        let seal = &manifest.seal;
        name(&side_files.ledger, &self.path.join(ledger::path_of(seal)))?;
        self.name_cache(seal, side_files.cache.as_ref())?;
        self.put_copy(manifest)?;
        self.put_origin(manifest, origin)?;
        sync_folders(&FOLDERS.map(|folder| self.path.join(folder)))
    }

    /// Refuses to publish a first state next to shards that no manifest names: readers would take them for its own.
    fn refuse_strangers(&self, manifest: &Manifest) -> Result<(), Error> {
        if self.state.is_some() {
            return Ok(());
        }
        let named = Journal::new(manifest, []);
        let is_named = |path: &Path| ShardName::at(&self.path, path).is_some_and(|name| named.shards.contains(&name));
        match shards(&self.path)?.into_iter().find(|path| !is_named(path)) {
            Some(path) => Err(Error::Stranger { path }),
            None => Ok(()),
        }
    }

    /// Writes the copy of the manifest.
    pub(crate) fn put_copy(&self, manifest: &Manifest) -> Result<(), Error> {
        let bytes = manifest::copy(manifest).at(&self.path)?;
        self.put(&manifest::copy_path(&manifest.seal), &bytes)
    }

    /// Writes the origin of the state, if it is known.
    pub(crate) fn put_origin(&self, manifest: &Manifest, origin: &Origin) -> Result<(), Error> {
        let path = origin::path_of(&manifest.seal);
        match origin.to_bytes().at(&self.path)? {
            Some(bytes) => self.put(&path, &bytes),
            None => remove_file(&self.path.join(path)),
        }
    }

    /// Puts the dataset card of a state in place, unless it is there.
    pub(crate) fn put_card(&self, manifest: &Manifest) -> Result<(), Error> {
        if card::is_in(&self.path, manifest) {
            return Ok(());
        }
        self.put(Path::new(CARD), card::card(manifest).as_bytes())
    }

    fn name_cache(&self, seal: &str, cache: Option<&(cache::Index, PathBuf)>) -> Result<(), Error> {
        let Some((index, path)) = cache else {
            return remove_file(&self.path.join(cache::index_path(seal)));
        };
        for file in index.files(seal) {
            let from = self.work().join(&file);
            if exists(&from) {
                name(&from, &self.path.join(&file))?;
            }
        }
        name(path, &self.path.join(cache::index_path(seal)))
    }

    /// Keeps the current state readable, if states are to be kept.
    fn remember(&self, keep_states: usize) -> Result<(), Error> {
        let Some(state) = self.state.as_ref().filter(|_| keep_states > 0) else {
            return Ok(());
        };
        if let Some(name) = history::next_name(&self.path, state)? {
            make_folder(&self.path.join(history::FOLDER))?;
            self.put(&name, &state.to_json().at(&self.path)?)?;
            sync_folder(&self.path.join(history::FOLDER))?;
        }
        Ok(())
    }

    /// Gives the folder back without a new state.
    pub(crate) fn close(self) -> Result<(), Error> {
        self.remove_work()
    }

    /// Writes a file aside, waits until it is on disk, and gives it its name.
    fn put(&self, name: &Path, bytes: &[u8]) -> Result<(), Error> {
        files::put(&self.work().join("aside"), &self.path.join(name), bytes)
    }

    /// Clears away what this run left; nothing stays of one that found an empty folder.
    fn abandon(&self) -> Result<(), Error> {
        self.finish_dead()?;
        if self.clear_work()? {
            return Ok(());
        }
        self.remove_work()?;
        if self.state.is_none() && !exists(&self.work()) && shards(&self.path)?.is_empty() {
            marker::remove(&self.path)?;
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Of a run that failed; what cannot be removed now is removed by the next run.
        if !self.replaced {
            let _ = self.abandon();
        }
    }
}

/// All files in the sections of the corpus in `folder`, sorted.
pub(crate) fn shards(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut all = Vec::new();
    for section in SECTIONS {
        all.extend(list(&folder.join(section))?);
    }
    all.sort();
    Ok(all)
}
