//! The journal of a publish: the files that it may name or remove, written down before it begins, so that the next run can
//! finish what a run that died left. Nothing else is ever removed from an output folder.
//!
//! Not for: the order of the steps (`folder`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::cache;
use crate::corpus::error::{At, Error};
use crate::corpus::layout::JOURNAL as FILE_NAME;
use crate::corpus::layout::{self, FOLDERS, ShardName};
use crate::corpus::ledger;
use crate::corpus::manifest::{self, Manifest};
use crate::corpus::origin;
use crate::corpus::output::history;
use crate::corpus::storage::files::{self, make_folder, name, remove_file, remove_if_empty, sync_folder, sync_folders};

/// Files of one or more states.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Journal {
    /// Their shards.
    pub(crate) shards: BTreeSet<ShardName>,
    /// The seals in the names of side files.
    seals: BTreeSet<String>,
    /// Segments of the cache.
    segments: BTreeSet<u64>,
}

impl Journal {
    /// The files of the state `manifest` whose cache has these segments.
    pub(crate) fn new(manifest: &Manifest, segments: impl IntoIterator<Item = u64>) -> Self {
        Journal {
            shards: manifest.files.iter().map(|file| file.path.clone()).collect(),
            seals: BTreeSet::from([layout::seal_part(&manifest.seal).to_owned()]),
            segments: segments.into_iter().collect(),
        }
    }

    /// The files of the current state `manifest` of `folder`. Where the index of its cache cannot be read, its ledger
    /// names the segments.
    pub(crate) fn of(folder: &Path, manifest: &Manifest) -> Self {
        let segments = match cache::Index::read(folder, &manifest.seal) {
            Some(index) => index.segments.into_keys().collect(),
            None => ledger::segments(folder, manifest),
        };
        Journal::new(manifest, segments)
    }

    /// With the files of `other`.
    pub(crate) fn and(mut self, other: Journal) -> Self {
        self.shards.extend(other.shards);
        self.seals.extend(other.seals);
        self.segments.extend(other.segments);
        self
    }

    /// The journal that a run which died left in `work`.
    pub(crate) fn read(work: &Path) -> Option<Self> {
        serde_json::from_slice(&files::read(&work.join(FILE_NAME)).ok()?).ok()
    }

    /// Writes the journal into `work`; it is on disk then.
    pub(crate) fn write(&self, work: &Path) -> Result<(), Error> {
        let bytes = serde_json::to_vec(self).map_err(Into::into).at(work)?;
        files::put(&work.join("journal-aside"), &work.join(FILE_NAME), &bytes)?;
        sync_folder(work)
    }

    /// Removes the files of the journal that are not of `keep`; shards that kept states name are moved to them. Folders that are
    /// empty then go too. What came and went is on disk when this returns, so that the journal may go.
    pub(crate) fn sweep(&self, folder: &Path, keep: &Journal) -> Result<(), Error> {
        let mut changed = BTreeSet::new();
        self.sweep_shards(folder, keep, &mut changed)?;
        for path in self.side_files_without(keep).iter().map(|file| folder.join(file)) {
            remove_file(&path)?;
            changed.extend(path.parent().map(Path::to_owned));
        }
        sync_folders(&changed)?;
        let folders = FOLDERS.map(|name| folder.join(name));
        folders.iter().try_for_each(|folder| remove_if_empty(folder))
    }

    /// Puts the folders whose names change into `changed`.
    fn sweep_shards(&self, folder: &Path, keep: &Journal, changed: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
        let (remembered, history) = (history::named(folder)?, folder.join(history::FOLDER));
        for shard in self.shards.difference(&keep.shards) {
            let (path, kept) = (folder.join(shard), history.join(shard));
            if !files::exists(&path) {
                continue;
            }
            changed.extend(path.parent().map(Path::to_owned));
            if remembered.contains(shard) {
                make_folder(&history)?;
                name(&path, &kept)?;
                changed.extend(kept.ancestors().skip(1).take(2).map(Path::to_owned));
            } else {
                remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// Paths of the side files that are not of `keep`, relative to the output folder.
    fn side_files_without(&self, keep: &Journal) -> Vec<PathBuf> {
        let seals = self.seals.difference(&keep.seals);
        let files = seals.flat_map(|seal| {
            [
                ledger::path_of(seal),
                manifest::copy_path(seal),
                origin::path_of(seal),
                cache::index_path(seal),
            ]
        });
        let segments = self.segments.difference(&keep.segments);
        files
            .chain(segments.map(|number| cache::segment_path(*number)))
            .collect()
    }
}
