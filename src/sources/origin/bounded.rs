//! Files that are read whole because they are small: settings, rule packs, lists of paths, gold texts.
//!
//! Not for: inputs, which are streamed (`unit`).

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// What of a device is read at most: enough for `/dev/null` and what is typed, and soon over for one without end.
const DEVICE_BYTES: u64 = 64 << 10;

/// Reads all of `source`, which holds at most `max_bytes`.
///
/// # Errors
/// The system's answer, or that there is more.
pub(crate) fn read_all(source: impl Read, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes {
        let detail = format!("holds more than {max_bytes} bytes, the most that is read of such a file");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, detail));
    }
    Ok(bytes)
}

/// Reads a file of at most `max_bytes` whole. Pipes are read as well, as in `--from-file <(find . -name '*.html')`.
///
/// # Errors
/// The system's answer, or that there is more.
pub fn read_bounded(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let max_bytes = match is_device(&file.metadata()?) {
        true => max_bytes.min(DEVICE_BYTES),
        false => max_bytes,
    };
    read_all(file, max_bytes)
}

/// [`read_bounded`] for text in UTF-8.
///
/// # Errors
/// As there, or that it is not UTF-8.
pub fn read_text(path: &Path, max_bytes: u64) -> io::Result<String> {
    let bytes = read_bounded(path, max_bytes)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}

#[cfg(unix)]
fn is_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_longer_than_it_may_be_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "twelve bytes").unwrap();
        assert_eq!(read_text(&path, 12).unwrap(), "twelve bytes");
        let error = read_text(&path, 11).unwrap_err().to_string();
        assert_eq!(error, "holds more than 11 bytes, the most that is read of such a file");
        std::fs::write(&path, b"\xff").unwrap();
        assert_eq!(read_text(&path, 11).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_without_end_ends_early() {
        let error = read_bounded(Path::new("/dev/zero"), 1 << 40).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(read_bounded(Path::new("/dev/null"), 1 << 40).unwrap(), b"");
    }
}
