//! Files that no state names yet: sorted runs, spools, shards in the making, what an interrupted build leaves for the next one.
//! They lie in the work folder, on the local disk, wherever the corpus is stored.
//!
//! Not for: final names, which files get by [`Storage::publish`](super::Storage::publish).

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::corpus::error::{At, Error};

/// A new file that is being written.
#[derive(Debug)]
pub(crate) struct ScratchFile(File);

impl ScratchFile {
    /// Waits until what was written is on disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.0.sync_all()
    }

    /// The file at `path`, open in such a way that nothing can be written to it.
    #[cfg(test)]
    pub(crate) fn broken(path: &Path) -> Self {
        ScratchFile(File::open(path).unwrap())
    }
}

impl Write for ScratchFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Creates a file; an error if anything is there.
pub(super) fn create_new(path: &Path) -> io::Result<File> {
    File::options().read(true).write(true).create_new(true).open(path)
}

/// Creates a file. One that a failed attempt left is removed first; what a link points to is not touched.
pub(crate) fn create(path: &Path) -> Result<ScratchFile, Error> {
    match create_new(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::remove_file(path).at(path)?;
            create_new(path).map(ScratchFile).at(path)
        }
        created => created.map(ScratchFile).at(path),
    }
}

/// Writes a new file and waits until it is on disk.
pub(crate) fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = create(path)?;
    file.write_all(bytes).and_then(|()| file.sync()).at(path)
}

/// Renames a file or folder.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).at(to)
}

/// Cuts the end of a file off and waits until that is on disk.
pub(crate) fn cut(path: &Path, size_bytes: u64) -> Result<(), Error> {
    let file = File::options().write(true).open(path).at(path)?;
    file.set_len(size_bytes).and_then(|()| file.sync_all()).at(path)
}

/// Waits until a file that was closed is on disk.
pub(crate) fn sync_file(path: &Path) -> Result<(), Error> {
    File::open(path).and_then(|file| file.sync_all()).at(path)
}

/// Makes a folder with those above it.
pub(crate) fn make_folders(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).at(path)
}

/// Removes a folder with all that is in it; it need not be there.
pub(crate) fn remove_folder(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).at(folder),
        _ => Ok(()),
    }
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
}
