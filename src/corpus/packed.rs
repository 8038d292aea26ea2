//! Zstandard frames in memory.
//!
//! Not for: files that consist of frames (`shard::file`).

use std::cell::RefCell;
use std::io::{self, Read};

/// Compresses `lines`: one frame with its size and a checksum.
pub(crate) fn compress(lines: &[u8], level: i32) -> io::Result<Vec<u8>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    if lines.len() > KEPT_BYTES {
        let mut once = compressor()?;
        once.set_compression_level(level)?;
        return once.compress(lines);
    }
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(compressor()?),
        };
        compressor.set_compression_level(level)?;
        compressor.compress(lines)
    })
}

/// Longer lines are compressed with tables of their own: those that a thread keeps grow with the longest lines it compressed.
const KEPT_BYTES: usize = 512 << 10;

thread_local! {
    /// Kept, because its tables cost more to set up than a small frame to compress.
    static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
}

fn compressor() -> io::Result<zstd::bulk::Compressor<'static>> {
    let mut compressor = zstd::bulk::Compressor::default();
    compressor.include_checksum(true)?;
    compressor.include_contentsize(true)?;
    Ok(compressor)
}

/// Undoes [`compress`]; takes no more memory than `bytes`, which the index says.
pub(crate) fn decompress(frame: &[u8], bytes: u64) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    if !frame.is_empty() {
        let decoder = zstd::stream::read::Decoder::with_buffer(frame)?.single_frame();
        decoder.take(bytes.saturating_add(1)).read_to_end(&mut lines)?;
    }
    if lines.len() as u64 == bytes {
        return Ok(lines);
    }
    let found = lines.len();
    Err(io::Error::other(format!(
        "a frame has {found} bytes or more instead of {bytes}"
    )))
}

/// Undoes [`compress`] for files that are read as a whole.
pub(crate) fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    const MOST_BYTES: u64 = 1 << 30;
    let mut bytes = Vec::new();
    let decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
    decoder.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_keeps_no_tables_for_long_lines() {
        let kept = || COMPRESSOR.with_borrow(Option::is_some);
        for (bytes, expected) in [(KEPT_BYTES + 1, false), (KEPT_BYTES, true)] {
            let lines = b"x".repeat(bytes);
            let frame = compress(&lines, 3).unwrap();
            assert_eq!(kept(), expected, "{bytes}");
            assert_eq!(decompress(&frame, bytes as u64).unwrap(), lines);
        }
    }
}
