//! The marker: a small file that says that a folder is an output folder of this program, also before it has a manifest.
//!
//! It is at the top of the output folder, and once more in the work folder.
//! Not for: what the folder holds (`manifest`).

use std::path::Path;

use serde_json::Value;

use crate::corpus::error::Error;
use crate::corpus::layout::FORMAT;
use crate::corpus::storage::files::{put_new, read, remove_file, size_bytes, sync_folder};

pub(crate) use crate::corpus::layout::MARKER as FILE_NAME;

fn content() -> String {
    format!("{{\"program\":\"chaffinch\",\"format\":{FORMAT}}}\n")
}

/// Whether the marker is in `folder`.
pub(crate) fn is_in(folder: &Path) -> bool {
    content_of(&folder.join(FILE_NAME)).is_some_and(|bytes| is_ours(&bytes))
}

/// The bytes of a file; none where there is none, or a link.
fn content_of(path: &Path) -> Option<Vec<u8>> {
    size_bytes(path)?;
    read(path).ok()
}

/// A marker of any format is ours: an older program that meets a newer folder says so when it reads the manifest.
fn is_ours(bytes: &[u8]) -> bool {
    let marker: Option<Value> = serde_json::from_slice(bytes).ok();
    marker.is_some_and(|marker| {
        let program = marker.get("program").and_then(Value::as_str);
        program == Some("chaffinch") && marker.get("format").is_some_and(Value::is_u64)
    })
}

/// Whether `path` is a marker that a run which died left unfinished.
pub(crate) fn is_torn(path: &Path) -> bool {
    let is_marker = path.file_name().is_some_and(|name| name == FILE_NAME);
    is_marker && content_of(path).is_some_and(|bytes| content().as_bytes().starts_with(&bytes))
}

/// Puts the marker into `folder`, unless it is there.
///
/// # Errors
/// Something else has its name.
pub(crate) fn put(folder: &Path) -> Result<(), Error> {
    if is_in(folder) {
        return Ok(());
    }
    let path = folder.join(FILE_NAME);
    if is_torn(&path) {
        remove_file(&path)?;
    }
    put_new(&path, content().as_bytes())?;
    sync_folder(folder)
}

/// Removes the marker.
pub(crate) fn remove(folder: &Path) -> Result<(), Error> {
    remove_file(&folder.join(FILE_NAME))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn it_is_put_once_and_other_files_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, path) = (folder.path(), folder.path().join(FILE_NAME));
        assert!(!is_in(folder));
        put(folder).unwrap();
        put(folder).unwrap();
        assert!(is_in(folder));
        fs::write(&path, "{\"program\":\"chaffinch\",\"format\":99}").unwrap();
        assert!(is_in(folder), "of a newer program");
        for other in ["notes", "{}", "{\"program\":\"other\",\"format\":1}", "[]"] {
            fs::write(&path, other).unwrap();
            assert!(!is_in(folder) && put(folder).is_err(), "{other}");
            assert_eq!(fs::read_to_string(&path).unwrap(), other);
        }
        for end in 0..content().len() - 1 {
            fs::write(&path, &content()[..end]).unwrap();
            assert!(is_torn(&path) && !is_in(folder), "{end}");
            put(folder).unwrap();
            assert!(is_in(folder));
        }
    }
}
