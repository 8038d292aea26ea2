//! States that were kept: copies of their manifests, and their files that the state that stands does not have.
//!
//! Not for: reading them (`state`).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::{At, Error};
use super::folder::{Folder, list};
use super::manifest::{self, Manifest};
use crate::monitor::Monitor;

/// The folder of kept states in the output folder.
pub(super) const FOLDER: &str = "history";

/// What [`gc`] removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freed {
    /// States.
    pub states: u64,
    /// Files of these states that no other has.
    pub files: u64,
    /// Their size on disk.
    pub bytes: u64,
}

/// Removes kept states of the corpus in `folder` until `keep` are left, the oldest first, and what dead runs left behind.
///
/// # Errors
/// No corpus, or a file that cannot be removed.
pub fn gc(folder: &Path, keep: usize, monitor: &dyn Monitor) -> Result<Freed, Error> {
    if Manifest::read(folder)?.is_none() {
        return Err(Error::NoCorpus {
            path: folder.to_owned(),
        });
    }
    monitor.phase("gc", Some(folder));
    let opened = Folder::open(folder)?;
    let freed = prune(folder, keep)?;
    opened.close()?;
    Ok(freed)
}

/// The manifests of kept states, the oldest first: their names begin with a number that grows.
pub(super) fn manifests(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = list(&folder.join(FOLDER))?;
    found.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    found.sort();
    Ok(found)
}

/// The name under which `manifest` is to be kept; none if it is the last that was.
pub(super) fn next_name(folder: &Path, manifest: &Manifest) -> Result<Option<String>, Error> {
    let seal = manifest.seal.get(..16).unwrap_or_default();
    let last = manifests(folder)?.pop();
    let stem = last
        .as_deref()
        .and_then(Path::file_stem)
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let (number, before) = stem.split_once('-').unwrap_or_default();
    let next = number.parse::<u64>().unwrap_or(0) + 1;
    Ok((before != seal).then(|| format!("{FOLDER}/{next:08}-{seal}.json")))
}

/// Relative paths of all files that kept states name.
pub(super) fn named(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let mut named = BTreeSet::new();
    for path in manifests(folder)? {
        let json = fs::read(&path).at(&path)?;
        named.extend(manifest::parse(&json, &path)?.files.into_iter().map(|file| file.path));
    }
    Ok(named)
}

/// Removes the oldest states until `keep` are left, then files that none needs.
pub(super) fn prune(folder: &Path, keep: usize) -> Result<Freed, Error> {
    let mut freed = Freed::default();
    let manifests = manifests(folder)?;
    for path in manifests.iter().take(manifests.len().saturating_sub(keep)) {
        fs::remove_file(path).at(path)?;
        freed.states += 1;
    }
    let named = named(folder)?;
    let history = folder.join(FOLDER);
    for section in list(&history)?.into_iter().filter(|path| path.is_dir()) {
        for path in list(&section)? {
            let relative = path.strip_prefix(&history).ok().and_then(Path::to_str);
            if !relative.is_some_and(|relative| named.contains(relative)) {
                freed.bytes += fs::metadata(&path).map_or(0, |file| file.len());
                freed.files += 1;
                fs::remove_file(&path).at(&path)?;
            }
        }
        remove_if_empty(&section)?;
    }
    remove_if_empty(&history)?;
    Ok(freed)
}

fn remove_if_empty(folder: &Path) -> Result<(), Error> {
    if folder.is_dir() && list(folder)?.is_empty() {
        fs::remove_dir(folder).at(folder)?;
    }
    Ok(())
}
