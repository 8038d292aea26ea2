//! Frames of a ledger, decompressed one by one, with their compressed bytes.
//!
//! Not for: what their lines say (`ledger`).

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use zstd::stream::read::Decoder;

use crate::corpus::error::Error;
use crate::corpus::shard::ending;
use crate::corpus::storage::{Reader, files};

/// No frame has more bytes of lines: those that are written end with the line that reaches their bound.
const MOST_BYTES: u64 = 16 << 20;

/// A frame.
#[derive(Default)]
pub(crate) struct Frame {
    pub(crate) lines: Vec<u8>,
    /// The same, as it is on disk.
    pub(crate) packed: Vec<u8>,
}

/// Reads frames.
pub(crate) struct Frames {
    file: BufReader<Reader>,
    /// Bytes read from the file for the current frame.
    taken: Vec<u8>,
}

impl Frames {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        Ok(Frames {
            file: BufReader::with_capacity(64 << 10, files::open(path)?),
            taken: Vec::new(),
        })
    }

    /// What follows the frames that were read, as far as it matters whether it is an ending.
    pub(crate) fn rest(&mut self) -> io::Result<Vec<u8>> {
        let mut rest = Vec::new();
        self.file.by_ref().take(1024).read_to_end(&mut rest)?;
        Ok(rest)
    }

    /// Puts the next frame into `frame`; false where the file or its ending follows.
    pub(crate) fn next(&mut self, frame: &mut Frame) -> io::Result<bool> {
        frame.lines.clear();
        self.taken.clear();
        let next = self.fill_buf()?;
        if next.is_empty() || ending::begins(next) {
            return Ok(false);
        }
        let decoder = Decoder::with_buffer(&mut *self)?.single_frame();
        decoder.take(MOST_BYTES + 1).read_to_end(&mut frame.lines)?;
        std::mem::swap(&mut frame.packed, &mut self.taken);
        match frame.lines.len() as u64 {
            0 => Err(io::Error::other("a frame has no lines")),
            bytes if bytes > MOST_BYTES => Err(io::Error::other("a frame is too large")),
            _ => Ok(true),
        }
    }
}

impl Read for Frames {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Frames {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.taken
            .extend_from_slice(self.file.buffer().get(..bytes).unwrap_or_default());
        self.file.consume(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_as_they_stand_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frames");
        let lines: Vec<Vec<u8>> = (1..6).map(|size| b"some line\n".repeat(size * 9000)).collect();
        let packed: Vec<Vec<u8>> = lines
            .iter()
            .map(|lines| zstd::encode_all(&lines[..], 1).unwrap())
            .collect();
        std::fs::write(&path, packed.concat()).unwrap();
        let (mut frames, mut frame) = (Frames::open(&path).unwrap(), Frame::default());
        for (lines, packed) in lines.iter().zip(&packed) {
            assert!(frames.next(&mut frame).unwrap());
            assert_eq!((&frame.lines, &frame.packed), (lines, packed));
        }
        assert!(!frames.next(&mut frame).unwrap());
    }

    #[test]
    fn a_frame_that_is_cut_short_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frames");
        let packed = zstd::encode_all(&b"some line\n"[..], 1).unwrap();
        for end in 1..packed.len() {
            std::fs::write(&path, &packed[..end]).unwrap();
            assert!(
                Frames::open(&path).unwrap().next(&mut Frame::default()).is_err(),
                "{end}"
            );
        }
    }
}
