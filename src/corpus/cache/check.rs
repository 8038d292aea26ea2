//! Whether the cache of a state is whole.
//!
//! Not for: the rest of a corpus (`verify`).

use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::corpus::cache::{Index, Segment, index_path, segment_path};
use crate::corpus::shard::ending;
use crate::corpus::storage::files::exists;
use crate::corpus::storage::of;

/// Reads all of the cache of a state, if there is one, and says what of it is damaged.
pub(crate) fn check(folder: &Path, seal: &str) -> Vec<(PathBuf, String)> {
    let path = folder.join(index_path(seal));
    if !exists(&path) {
        return Vec::new();
    }
    let Some(index) = Index::read(folder, seal) else {
        return vec![(path, "the index cannot be read".to_owned())];
    };
    if let Err(error) = ending::check(&path) {
        return vec![(path, error.to_string())];
    }
    let segments = index.segments.iter();
    let damage = |(number, segment): (&u64, &Segment)| {
        let path = folder.join(segment_path(*number));
        check_segment(&path, segment).err().map(|detail| (path, detail))
    };
    segments.filter_map(damage).collect()
}

pub(crate) fn check_segment(path: &Path, segment: &Segment) -> Result<(), String> {
    let broken = |error: std::io::Error| error.to_string();
    let mut file = of(path).open(path).map_err(broken)?;
    let size_bytes = file.seek(SeekFrom::End(0)).map_err(broken)?;
    file.rewind().map_err(broken)?;
    let mut lines = zstd::stream::read::Decoder::new(file).map_err(broken)?;
    let line_bytes = std::io::copy(&mut lines, &mut std::io::sink()).map_err(broken)?;
    if (size_bytes, line_bytes) != (segment.size_bytes, segment.line_bytes) {
        return Err("it has not the size that the index says".to_owned());
    }
    // Frames have checksums of their own, but headers and what lies between them do not.
    let is_whole = segment.is_whole(path);
    is_whole
        .then_some(())
        .ok_or_else(|| "the bytes are not those that were written".to_owned())
}
