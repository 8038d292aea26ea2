//! Lists of paths, for `--from-file`: one path a line, or NUL-separated as `find -print0` writes them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::sources::origin::bounded::{read_all, read_bounded};
use crate::sources::{Error, Input};

/// Some millions of paths.
const MAX_LIST_BYTES: u64 = 256 << 20;

/// Reads the list of paths in the file `path`; `-` is standard input.
///
/// A list that holds a NUL byte is NUL-separated, any other is split at line breaks, where CRLF counts as one break if
/// every line ends so. Empty entries are passed over. Relative paths are relative to the working folder.
///
/// # Errors
/// The list cannot be read, or is longer than 256 MiB.
pub fn read_list(path: &Path) -> Result<Vec<Input>, Error> {
    let outcome = if path == Path::new("-") {
        read_all(std::io::stdin(), MAX_LIST_BYTES)
    } else {
        read_bounded(path, MAX_LIST_BYTES)
    };
    let bytes = outcome.map_err(|cause| Error::List {
        path: path.to_owned(),
        cause,
    })?;
    Ok(parse(&bytes).into_iter().map(Input::Path).collect())
}

fn parse(bytes: &[u8]) -> Vec<PathBuf> {
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let entries = || bytes.split(|&b| b == separator).filter(|entry| !entry.is_empty());
    let crlf = separator == b'\n' && entries().all(|entry| entry.ends_with(b"\r"));
    entries()
        .map(|entry| {
            if crlf {
                entry.strip_suffix(b"\r").unwrap_or(entry)
            } else {
                entry
            }
        })
        .filter(|entry| !entry.is_empty())
        .filter_map(os_string)
        .map(PathBuf::from)
        .collect()
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> Option<OsString> {
    String::from_utf8(bytes.to_vec()).ok().map(OsString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_by_what_they_hold() {
        let cases: [(&[u8], &[&str]); 5] = [
            (b"a\nb c\n\nd", &["a", "b c", "d"]),
            (b"a\r\nb\r\n", &["a", "b"]),
            (b"a\nb\r\n", &["a", "b\r"]),
            (b"a\nb\0c\0", &["a\nb", "c"]),
            (b"", &[]),
        ];
        for (bytes, expected) in cases {
            let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
            assert_eq!(parse(bytes), expected);
        }
    }
}
