//! Small operations on the files of an output folder. None of them follows a symbolic link.
//!
//! Not for: which files there are (`layout`) or in what order they get their names (`folder`).

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::corpus::error::{At, Error};

/// Creates a file that is not there. A file that a failed attempt left is removed first; what a link points to is not touched.
pub(crate) fn create(path: &Path) -> Result<File, Error> {
    match create_new(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::remove_file(path).at(path)?;
            create_new(path).at(path)
        }
        created => created.at(path),
    }
}

/// Creates a file; an error if anything is there.
pub(crate) fn create_new(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).open(path)
}

/// Writes a new file and waits until it is on disk.
pub(crate) fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = create(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).at(path)
}

/// Makes a folder inside of one that exists, if it is not there.
pub(crate) fn make_folder(path: &Path) -> Result<(), Error> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        made => return made.at(path),
    }
    let found = fs::symlink_metadata(path).at(path)?;
    match (found.is_dir(), found.is_symlink()) {
        (true, _) => Ok(()),
        (false, true) => Err(Error::Link { path: path.to_owned() }),
        (false, false) => Err(ErrorKind::NotADirectory.into()).at(path),
    }
}

/// Gives a file that is complete and on disk its final name.
pub(crate) fn name(from: &Path, to: &Path) -> Result<(), Error> {
    to.parent().map_or(Ok(()), make_folder)?;
    fs::rename(from, to).at(to)
}

/// The size of a regular file; none where there is no file, or a link.
pub(crate) fn size_bytes(path: &Path) -> Option<u64> {
    let found = fs::symlink_metadata(path).ok()?;
    found.is_file().then_some(found.len())
}

/// What is in a folder; nothing where there is no folder.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.at(folder)?,
    };
    entries
        .map(|entry| entry.map(|entry| entry.path()).at(folder))
        .collect()
}

/// Removes a file or a link; it need not be there.
pub(crate) fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).at(path),
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it; it need not be there.
pub(crate) fn remove_folder(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).at(folder),
        _ => Ok(()),
    }
}

/// Removes a folder if it is empty.
pub(crate) fn remove_if_empty(folder: &Path) -> Result<(), Error> {
    if folder.is_dir() && list(folder)?.is_empty() {
        fs::remove_dir(folder).at(folder)?;
    }
    Ok(())
}

/// Waits until the names in a folder are on disk.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).at(folder)?;
    }
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_the_place_of_a_new_file_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let [target, dangling, path] = ["target", "dangling", "path"].map(|name| folder.path().join(name));
        fs::write(&target, "precious").unwrap();
        for to in [&target, &dangling] {
            std::os::unix::fs::symlink(to, &path).unwrap();
            write_synced(&path, b"new").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"new");
            assert!(fs::symlink_metadata(&path).unwrap().is_file());
            fs::remove_file(&path).unwrap();
        }
        assert_eq!(fs::read(&target).unwrap(), b"precious");
        assert!(!dangling.exists());
    }

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
}
