//! Whose a folder is: told by its manifest, the copy of one, or the marker; and taking it over, or refusing to.
//!
//! Not for: what happens in a folder that is ours (`folder`).

use std::path::Path;

use crate::corpus::error::{At, Error};
use crate::corpus::layout::ShardName;
use crate::corpus::manifest::{self, Manifest, find_copy};
use crate::corpus::storage::files::{self, has_folder, list, make_folder, remove_file, sync_folder, work};
use crate::corpus::storage::scratch::remove_folder;
use crate::corpus::storage::{links, lock, marker, of};

/// Marks the folder and its work folder as ours. A work folder that is not ours is refused unless it is empty.
pub(crate) fn claim(path: &Path) -> Result<(), Error> {
    let work = work(path);
    let is_free = || Ok::<_, Error>(list(&work)?.iter().all(|entry| marker::is_torn(entry)));
    if !marker::is_in(&work) && !is_free()? {
        return Err(Error::ForeignWork { path: work });
    }
    marker::put(path)?;
    make_folder(&work)?;
    marker::put(&work)
}

/// Puts the copy of the manifest in its place where that is gone or damaged; says whether there was one.
pub(crate) fn restore(path: &Path) -> Result<bool, Error> {
    let Some(manifest) = find_copy(path)? else {
        return Ok(false);
    };
    let (aside, target) = (work(path).join("aside"), path.join(manifest::FILE_NAME));
    files::put(&aside, &target, &manifest.to_json().at(path)?)?;
    sync_folder(path)?;
    Ok(true)
}

/// Restores a damaged manifest from its copy; without one it is removed, so that a build from nothing can take its place. Says
/// whether there was a copy.
pub(crate) fn restore_or_give_up(path: &Path) -> Result<bool, Error> {
    links::refuse_links(path)?;
    if !marker::is_in(path) && find_copy(path)?.is_none() {
        return Err(Error::NotOurs { path: path.to_owned() });
    }
    let _lock = of(path).lock(path)?;
    claim(path)?;
    let restored = restore(path)?;
    if !restored {
        remove_file(&path.join(manifest::FILE_NAME))?;
    }
    // What an interrupted run left there stays.
    let work = work(path);
    if list(&work)?.len() <= 1 {
        remove_folder(&work)?;
    }
    Ok(restored)
}

/// Refuses a folder with files in it that no build has written.
pub(crate) fn refuse_foreign(path: &Path) -> Result<(), Error> {
    let is_ours = || Ok::<_, Error>(is_ours(path)? || marker::is_in(path));
    let is_lock = |entry: &Path| entry == path.join(lock::FILE_NAME) && lock::is_ours(entry);
    let is_free = || Ok::<_, Error>(list(path)?.iter().all(|entry| is_lock(entry) || marker::is_torn(entry)));
    // Asked twice: another writer may have begun or ended in between.
    if is_ours()? || is_free()? || is_ours()? {
        return Ok(());
    }
    Err(Error::NotOurs { path: path.to_owned() })
}

/// Whether a folder has a valid manifest, or lost it and has a valid copy.
fn is_ours(path: &Path) -> Result<bool, Error> {
    Ok(match Manifest::read(path) {
        Ok(Some(_)) => true,
        Ok(None) => find_copy(path)?.is_some(),
        // A damaged file of that name may be another program's.
        Err(error) if marker::is_in(path) || find_copy(path)?.is_some() => return Err(error),
        Err(Error::Damaged { .. }) => false,
        Err(error) => return Err(error),
    })
}

/// Whether a run that did not end may have left the file; the next one removes it.
pub(crate) fn is_left(folder: &Path, file: &Path) -> bool {
    marker::is_in(&work(folder)) && ShardName::at(folder, file).is_some()
}

/// Makes a folder, with those above it, and waits until their names are on disk.
pub(crate) fn make(path: &Path) -> Result<(), Error> {
    if has_folder(path) {
        return Ok(());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    make(parent)?;
    make_folder(path)?;
    sync_folder(parent)
}
