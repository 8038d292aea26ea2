//! Sorted runs on disk: written, read, merged.
//!
//! Not for: what is sorted in memory (`sort`).

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use crate::corpus::error::{At, Error, damaged};
use crate::corpus::packed::compress;
use crate::corpus::storage::scratch::{ScratchFile, create};
use crate::corpus::storage::{Reader, files};

/// Bytes of pairs in a frame of a run.
const FRAME_BYTES: usize = 256 << 10;
/// Level of zstd: runs are soon read again.
const LEVEL: i32 = 1;
/// How much of a value is in memory before the turn of its pair comes: as many runs are open as are merged.
pub(crate) const AHEAD_BYTES: u64 = 64 << 10;

/// A key with its value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair {
    /// What is sorted by.
    pub(crate) key: Vec<u8>,
    /// Its value; decides between equal keys.
    pub(crate) value: Vec<u8>,
}

/// Writes a sorted run.
pub(crate) struct RunWriter {
    path: PathBuf,
    out: ScratchFile,
    /// Pairs that are not packed yet: many at once cost less than one by one.
    frame: Vec<u8>,
}

impl RunWriter {
    /// Begins a run.
    pub(crate) fn create(path: PathBuf) -> Result<Self, Error> {
        let out = create(&path)?;
        let frame = Vec::new();
        Ok(RunWriter { path, out, frame })
    }

    /// Adds the next pair.
    pub(crate) fn write(&mut self, key: &[u8], value: &[u8]) -> Result<(), Error> {
        let key_bytes = (key.len() as u64).to_le_bytes();
        let value_bytes = (value.len() as u64).to_le_bytes();
        for part in [&key_bytes, &value_bytes, key, value] {
            self.append(part)?;
        }
        Ok(())
    }

    /// Adds bytes; a long value lies in many frames.
    fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for piece in bytes.chunks(FRAME_BYTES) {
            self.frame.extend_from_slice(piece);
            if self.frame.len() >= FRAME_BYTES {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        let packed = compress(&self.frame, LEVEL).at(&self.path)?;
        self.frame.clear();
        self.out.write_all(&packed).at(&self.path)
    }

    /// Ends the run, and says where it lies.
    pub(crate) fn finish(mut self) -> Result<PathBuf, Error> {
        self.flush()?;
        Ok(self.path)
    }
}

/// Reads a sorted run.
struct RunReader {
    path: PathBuf,
    input: BufReader<zstd::stream::read::Decoder<'static, BufReader<Reader>>>,
}

impl RunReader {
    fn open(path: &Path) -> Result<Self, Error> {
        let file = files::open(path)?;
        let decoder = zstd::stream::read::Decoder::new(file).at(path)?;
        Ok(RunReader {
            path: path.to_owned(),
            input: BufReader::with_capacity(64 << 10, decoder),
        })
    }

    /// The next pair with the beginning of its value, and how many bytes of the value are left to read.
    fn begin(&mut self) -> Result<Option<(Pair, u64)>, Error> {
        if self.input.fill_buf().at(&self.path)?.is_empty() {
            return Ok(None);
        }
        let mut sizes = [[0; 8]; 2];
        for size in &mut sizes {
            self.input.read_exact(size).at(&self.path)?;
        }
        let [key_bytes, value_bytes] = sizes.map(u64::from_le_bytes);
        let ahead_bytes = value_bytes.min(AHEAD_BYTES);
        let mut pair = Pair::default();
        self.read(key_bytes, &mut pair.key)?;
        self.read(ahead_bytes, &mut pair.value)?;
        Ok(Some((pair, value_bytes - ahead_bytes)))
    }

    /// Reads so many bytes to the end of `to`; no memory is taken for more than there are.
    fn read(&mut self, size_bytes: u64, to: &mut Vec<u8>) -> Result<(), Error> {
        let read = self.input.by_ref().take(size_bytes).read_to_end(to);
        if read.at(&self.path)? as u64 == size_bytes {
            return Ok(());
        }
        Err(damaged(&self.path, "a run is cut short"))
    }
}

/// Reads all of a run; its frames have checksums.
pub(crate) fn check(run: &Path) -> Result<(), Error> {
    let mut reader = RunReader::open(run)?;
    while let Some((mut pair, left_bytes)) = reader.begin()? {
        reader.read(left_bytes, &mut pair.value)?;
    }
    Ok(())
}

/// Merges sorted runs.
pub(crate) struct Merge {
    runs: Vec<RunReader>,
    heads: BinaryHeap<Head>,
}

impl Merge {
    /// Opens runs, which are to be few.
    pub(crate) fn open(paths: &[PathBuf]) -> Result<Self, Error> {
        let mut merge = Merge {
            runs: paths
                .iter()
                .map(|path| RunReader::open(path))
                .collect::<Result<_, _>>()?,
            heads: BinaryHeap::new(),
        };
        for run in 0..merge.runs.len() {
            merge.advance(run)?;
        }
        Ok(merge)
    }

    fn advance(&mut self, run: usize) -> Result<(), Error> {
        if let Some(reader) = self.runs.get_mut(run)
            && let Some((pair, left_bytes)) = reader.begin()?
        {
            self.heads.push(Head { pair, left_bytes, run });
        }
        Ok(())
    }

    /// The next pair of all.
    pub(crate) fn next(&mut self) -> Result<Option<Pair>, Error> {
        let Some(mut head) = self.heads.pop() else {
            return Ok(None);
        };
        if let Some(reader) = self.runs.get_mut(head.run) {
            reader.read(head.left_bytes, &mut head.pair.value)?;
        }
        self.advance(head.run)?;
        Ok(Some(head.pair))
    }
}

#[cfg(test)]
impl Merge {
    /// How much of the longest value is in memory before its turn comes.
    pub(crate) fn longest_ahead_bytes(&self) -> u64 {
        let ahead = self.heads.iter().map(|head| head.pair.value.len() as u64);
        ahead.max().unwrap_or(0)
    }
}

/// The next pair of a run, with the beginning of its value; the smallest is the greatest, as the heap wants it. Pairs of one key
/// whose values begin alike come in the order of runs; no record has two.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    pair: Pair,
    left_bytes: u64,
    run: usize,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        other.pair.cmp(&self.pair).then_with(|| other.run.cmp(&self.run))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_cut_inside_a_long_value_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let value: Vec<u8> = (0..2_000_000_u32)
            .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
            .collect();
        let mut run = RunWriter::create(folder.path().join("run")).unwrap();
        run.write(b"a", &value).unwrap();
        let run = run.finish().unwrap();
        check(&run).unwrap();
        let bytes = std::fs::read(&run).unwrap();
        std::fs::write(&run, &bytes[..bytes.len() / 2]).unwrap();
        assert!(check(&run).is_err());
    }
}
