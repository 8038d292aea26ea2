//! Kept states: copies of their manifests, and those of their files that the current state does not have.
//!
//! Not for: reading them (`state`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::corpus::error::Error;
use crate::corpus::layout::{self, ShardName};
use crate::corpus::manifest::{self, Manifest};
use crate::corpus::storage::files::{self, list, remove_file, remove_if_empty, sync_folder, sync_folders};

pub(crate) use crate::corpus::layout::HISTORY as FOLDER;

/// What `gc` removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freed {
    /// States.
    pub states: u64,
    /// Files of these states that no other has.
    pub files: u64,
    /// Their size on disk.
    pub bytes: u64,
}

/// The manifests of kept states, the oldest first. Files with other names are not ours.
pub(crate) fn manifests(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = list(&folder.join(FOLDER))?;
    found.retain(|path| layout::parse_kept_state(path).is_some());
    found.sort_by_key(|path| layout::parse_kept_state(path).map(|(number, seal)| (number, seal.to_owned())));
    Ok(found)
}

/// The path under which `manifest` is to be kept, relative to the output folder; none if it is the last that was.
pub(crate) fn next_name(folder: &Path, manifest: &Manifest) -> Result<Option<PathBuf>, Error> {
    let last = manifests(folder)?.pop();
    let last = last.as_deref().and_then(layout::parse_kept_state);
    let (number, before) = last.unwrap_or_default();
    let name = layout::kept_state(number.saturating_add(1), &manifest.seal);
    let is_new = before != layout::seal_part(&manifest.seal);
    Ok(is_new.then(|| Path::new(FOLDER).join(name)))
}

/// Paths of all shards that kept states name.
pub(crate) fn named(folder: &Path) -> Result<BTreeSet<ShardName>, Error> {
    named_by(&manifests(folder)?)
}

fn named_by(manifests: &[PathBuf]) -> Result<BTreeSet<ShardName>, Error> {
    let mut named = BTreeSet::new();
    for path in manifests {
        let json = files::read(path)?;
        named.extend(manifest::parse(&json, path)?.files.into_iter().map(|file| file.path));
    }
    Ok(named)
}

/// Removes the oldest states until `keep` are left, with the shards that only they name.
pub(crate) fn prune(folder: &Path, keep: usize) -> Result<Freed, Error> {
    let mut freed = Freed::default();
    let manifests = manifests(folder)?;
    let (old, kept) = manifests.split_at(manifests.len().saturating_sub(keep));
    if old.is_empty() {
        return Ok(freed);
    }
    let history = folder.join(FOLDER);
    let sections = layout::SECTIONS.map(|section| history.join(section));
    for shard in named_by(old)?.difference(&named_by(kept)?) {
        let path = history.join(shard);
        if let Some(size_bytes) = files::size_bytes(&path) {
            freed.bytes += size_bytes;
            freed.files += 1;
            remove_file(&path)?;
        }
    }
    // That they are gone is on disk before their names are, so that what a run that dies leaves is still named.
    sync_folders(&sections)?;
    for path in old {
        remove_file(path)?;
        freed.states += 1;
    }
    sections.iter().try_for_each(|section| remove_if_empty(section))?;
    sync_folder(&history)?;
    remove_if_empty(&history)?;
    sync_folder(folder)?;
    Ok(freed)
}
