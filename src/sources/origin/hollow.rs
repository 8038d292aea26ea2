//! Sparse files: what claims far more bytes than the disk holds of it.
//!
//! Not for: what is done about them (`feed`, and the plan of a build).

use std::path::Path;

/// Whether a file claims far more bytes than the disk holds of it, so that reading it to the end is not worth it.
#[cfg(unix)]
pub(crate) fn is_hollow(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    const BLOCK_BYTES: u64 = 512;
    const LEAST_BYTES: u64 = 1 << 30;
    std::fs::metadata(path).is_ok_and(|file| file.len() > LEAST_BYTES && file.blocks() * BLOCK_BYTES < file.len() / 8)
}

/// Whether a file claims far more bytes than the disk holds of it.
#[cfg(not(unix))]
pub(crate) fn is_hollow(_: &Path) -> bool {
    false
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn a_file_that_is_mostly_a_hole_is_hollow() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hole.jsonl");
        std::fs::write(&path, "{\"text\":\"The ferry left at seven.\"}\n").unwrap();
        assert!(!is_hollow(&path));
        let file = File::options().write(true).open(&path).unwrap();
        file.set_len(2 << 30).unwrap();
        assert!(is_hollow(&path));
        file.set_len(1 << 20).unwrap();
        assert!(!is_hollow(&path), "small holes are read");
        assert!(!is_hollow(&folder.path().join("gone")));
    }
}
