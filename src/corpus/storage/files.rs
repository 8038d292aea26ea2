//! Small operations on the files of an output folder, with errors that name the path. Nothing is made, renamed or
//! removed through a symbolic link.
//!
//! Not for: which files there are (`layout`) or in what order they get their names (`folder`).

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::corpus::error::{At, Error};
use crate::corpus::storage::{Entry, Kind, Reader, Stat, of, scratch};

/// Makes a folder inside of one that exists, if it is not there.
pub(crate) fn make_folder(path: &Path) -> Result<(), Error> {
    match of(path).make_folder(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        made => return made.at(path),
    }
    match stat(path)?.kind {
        Kind::Folder => Ok(()),
        Kind::Link => Err(Error::Link { path: path.to_owned() }),
        Kind::File | Kind::Other => Err(ErrorKind::NotADirectory.into()).at(path),
    }
}

/// Gives a file that is complete and on disk its final name.
pub(crate) fn name(from: &Path, to: &Path) -> Result<(), Error> {
    to.parent().map_or(Ok(()), make_folder)?;
    publish(from, to)
}

/// Gives a file that is complete and on disk its final name, in a folder that exists.
pub(crate) fn publish(from: &Path, to: &Path) -> Result<(), Error> {
    of(to).publish(from, to).at(to)
}

/// Writes a file aside, waits until it is on disk, and gives it its name.
pub(crate) fn put(aside: &Path, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    scratch::write_synced(aside, bytes)?;
    publish(aside, path)
}

/// Writes a small file in place and waits until it is on disk; an error if anything is there.
pub(crate) fn put_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    of(path).put_new(path, bytes).at(path)
}

/// The local folder in which the files of a state of `output` are made.
pub(crate) fn work(output: &Path) -> PathBuf {
    of(output).work(output)
}

/// What has this name.
pub(crate) fn stat(path: &Path) -> Result<Stat, Error> {
    of(path).stat(path).at(path)
}

/// What has this name; none where there is nothing that can be looked at.
pub(crate) fn kind(path: &Path) -> Option<Kind> {
    of(path).stat(path).ok().map(|found| found.kind)
}

/// Whether anything has this name.
pub(crate) fn exists(path: &Path) -> bool {
    kind(path).is_some()
}

/// Whether there is a folder of this name. The output folder itself may be a link to one.
pub(crate) fn has_folder(path: &Path) -> bool {
    of(path).has_folder(path)
}

/// The size of a regular file; none where there is no file, or a link.
pub(crate) fn size_bytes(path: &Path) -> Option<u64> {
    let found = of(path).stat(path).ok()?;
    (found.kind == Kind::File).then_some(found.size_bytes)
}

/// Reads a whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    of(path).read(path).at(path)
}

/// Reads a whole file; none where there is none.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match of(path).read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => read.map(Some).at(path),
    }
}

/// Opens a file to read ranges of it.
pub(crate) fn open(path: &Path) -> Result<Reader, Error> {
    of(path).open(path).at(path)
}

/// What is in a folder; nothing where there is no folder.
pub(crate) fn entries(folder: &Path) -> Result<Vec<Entry>, Error> {
    match of(folder).list(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries.at(folder),
    }
}

/// The paths of what is in a folder; nothing where there is no folder.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    Ok(entries(folder)?.into_iter().map(|entry| entry.path).collect())
}

/// What is below a folder at any depth, what is in a folder before the folder itself. What cannot be listed is left out.
pub(crate) fn below(folder: &Path) -> Vec<Entry> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = entries(&folder).unwrap_or_default();
        let inner = entries.iter().filter(|entry| entry.kind == Kind::Folder);
        folders.extend(inner.map(|entry| entry.path.clone()));
        found.extend(entries);
    }
    found.reverse();
    found
}

/// Removes a file or a link; it need not be there.
pub(crate) fn remove_file(path: &Path) -> Result<(), Error> {
    match of(path).remove(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).at(path),
        _ => Ok(()),
    }
}

/// Removes a folder if it is empty.
pub(crate) fn remove_if_empty(folder: &Path) -> Result<(), Error> {
    if has_folder(folder) && list(folder)?.is_empty() {
        of(folder).remove_folder(folder).at(folder)?;
    }
    Ok(())
}

/// Waits until the names in a folder are on disk.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Error> {
    of(folder).sync(folder).at(folder)
}

/// Waits until the names in those of the folders that are there are on disk.
pub(crate) fn sync_folders<'a>(folders: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), Error> {
    let mut there = folders.into_iter().filter(|folder| has_folder(folder));
    there.try_for_each(|folder| sync_folder(folder))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_link_is_no_folder_and_has_no_size() {
        let folder = tempfile::tempdir().unwrap();
        let [there, link, file] = ["there", "link", "file"].map(|name| folder.path().join(name));
        make_folder(&there).unwrap();
        make_folder(&there).unwrap();
        std::os::unix::fs::symlink(&there, &link).unwrap();
        assert!(matches!(make_folder(&link), Err(Error::Link { .. })));
        fs::write(&file, "four").unwrap();
        assert!(matches!(make_folder(&file), Err(Error::Io { .. })));
        assert_eq!((size_bytes(&file), size_bytes(&there)), (Some(4), None));
    }

    #[test]
    fn what_is_below_a_folder_comes_before_it_and_no_link_is_entered() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("outside"), "").unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/b/c"), "").unwrap();
        fs::write(folder.path().join("d"), "").unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("a/link")).unwrap();
        let found = below(folder.path());
        let at = |name: &str| {
            let path = folder.path().join(name);
            found.iter().position(|entry| entry.path == path).unwrap()
        };
        assert!(at("a/b/c") < at("a/b") && at("a/b") < at("a") && at("a/link") < at("a"));
        assert_eq!((found.len(), found[at("a/link")].kind), (5, Kind::Link));
    }
}
