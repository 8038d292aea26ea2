//! What is passed over in folders by name or place: corpora, rules for crawlers, source code, special files.
//!
//! A file that the user names itself is read all the same.

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;

use crate::model::SkipKind;
use crate::sources::formats::signature;
use crate::sources::formats::sniff;
use crate::sources::origin::name;
use crate::sources::{Options, SourceCode};

/// Bytes that tell what a file or a manifest is.
const HEAD_BYTES: u64 = 4096;

/// Why a file in a folder is not read, if it is not.
pub(crate) fn passed_over(
    path: &Path,
    name: &str,
    metadata: &Metadata,
    options: &Options,
) -> Option<(SkipKind, &'static str)> {
    if !metadata.is_file() {
        return None;
    }
    if name.rsplit('/').next() == Some("robots.txt") {
        return Some((SkipKind::RobotsTxt, "rules for crawlers"));
    }
    let is_code = options.source_code == SourceCode::Skip && signature::is_source_code(&name::extension(name));
    // A program that answers with pages gives its name to them when they are saved.
    let is_page = || head(path).is_some_and(|head| sniff::is_page(&head));
    (is_code && !is_page()).then_some((SkipKind::SourceCode, "source code"))
}

/// Whether a folder holds a corpus, by the beginning of its manifest.
pub(crate) fn is_corpus(folder: &Path) -> bool {
    let is_manifest = |head: Vec<u8>| {
        let has = |key: &[u8]| memchr::memmem::find(&head, key).is_some();
        head.starts_with(b"{") && has(b"\"format\": ") && has(b"\"version\": ") && has(b"\"fingerprints\": {")
    };
    let ours = ["documents", "ledger"].iter().any(|name| folder.join(name).is_dir());
    ours && head(&folder.join("manifest.json")).is_some_and(is_manifest)
}

/// The beginning of a regular file; none where it cannot be read.
fn head(path: &Path) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    let is_file = std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    let file = is_file.then(|| File::open(path).ok()).flatten()?;
    file.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    Some(head)
}

#[cfg(unix)]
pub(crate) fn special(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    if kind.is_fifo() {
        "a named pipe: never opened"
    } else if kind.is_socket() {
        "a socket: never opened"
    } else {
        "a device: never opened"
    }
}

#[cfg(not(unix))]
pub(crate) fn special(_: &Metadata) -> &'static str {
    "not a regular file: never opened"
}
