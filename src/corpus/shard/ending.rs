//! The last frame of a file that goes with a state: BLAKE3 of all before it, in a frame that decoders pass over. It tells of each
//! byte that is not as it was written, in headers and between frames too.
//!
//! Not for: shards, whose hashes are in the manifest.

use std::io::{self, Read, Write};
use std::path::Path;

use crate::corpus::storage::files;

/// Magic number of a skippable frame, and the size of what it holds.
const HEAD: [u8; 8] = [0x5e, 0x2a, 0x4d, 0x18, 32, 0, 0, 0];
const ENDING_BYTES: usize = HEAD.len() + 32;

/// Hashes what is written.
pub(crate) struct Hashed<W> {
    inner: W,
    hasher: blake3::Hasher,
}

impl<W: Write> Hashed<W> {
    pub(crate) fn new(inner: W) -> Self {
        let hasher = blake3::Hasher::new();
        Hashed { inner, hasher }
    }

    /// Writes the ending.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.inner.write_all(&ending(&self.hasher))?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn ending(hasher: &blake3::Hasher) -> Vec<u8> {
    [&HEAD, hasher.finalize().as_bytes().as_slice()].concat()
}

/// Whether an ending begins here.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(&HEAD)
}

/// Whether these are the last bytes of a file with an ending, whatever the ending says.
pub(crate) fn is_ending(bytes: &[u8]) -> bool {
    bytes.len() == ENDING_BYTES && begins(bytes)
}

/// Whether a file is as it was written. One of an earlier program has no ending, and what its frames say has to do.
///
/// # Errors
/// The system's answer, or what is wrong.
pub(crate) fn check(path: &Path) -> io::Result<()> {
    let mut file = files::open(path).map_err(io::Error::other)?;
    let (mut hasher, mut held) = (blake3::Hasher::new(), Vec::new());
    loop {
        let read = file.by_ref().take(1 << 20).read_to_end(&mut held)?;
        if read == 0 {
            break;
        }
        let settled = held.len().saturating_sub(ENDING_BYTES);
        hasher.update(held.get(..settled).unwrap_or_default());
        held.drain(..settled);
    }
    // A flip in the first byte makes it another frame that decoders pass over.
    let is_like = held.get(1..HEAD.len()) == HEAD.get(1..);
    if !is_like || held == ending(&hasher) {
        return Ok(());
    }
    Err(io::Error::other("the bytes are not those that were written"))
}

/// BLAKE3 of a file.
pub(crate) fn hash(path: &Path) -> io::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut files::open(path).map_err(io::Error::other)?, &mut hasher)?;
    Ok(hasher.finalize())
}
