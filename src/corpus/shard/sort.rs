//! External sort of byte strings: a buffer of a given size, sorted runs on disk, a merge with few open files.
//!
//! Not for: what the bytes mean (`entry`).

use std::path::{Path, PathBuf};

use rayon::slice::ParallelSliceMut;

use crate::corpus::error::Error;
use crate::corpus::shard::runs::{Merge, Pair, RunWriter};
use crate::corpus::storage::files;

/// Runs that are merged at a time: bounds open files and their buffers (about 1 MiB each).
const FAN_IN: usize = 32;

/// Share of the buffer beyond which a pair is written at once, as a run of its own.
const LARGE_SHARE: usize = 4;
/// Collects pairs of key and value and spills them in sorted runs when the buffer is full.
#[derive(Debug)]
pub(crate) struct Sorter<'a> {
    pool: Option<&'a rayon::ThreadPool>,
    folder: PathBuf,
    limit_bytes: usize,
    buffer: Buffer,
    runs: Vec<PathBuf>,
    named: usize,
}

impl<'a> Sorter<'a> {
    /// A sorter (in the threads of `pool`, if there is one) that spills into `folder`, which exists, when it holds more than `limit_bytes`.
    pub(crate) fn new(folder: &Path, limit_bytes: usize, pool: Option<&'a rayon::ThreadPool>) -> Self {
        Sorter {
            pool,
            folder: folder.to_owned(),
            limit_bytes,
            buffer: Buffer::default(),
            runs: Vec::new(),
            named: 0,
        }
    }

    /// Takes a pair.
    pub(crate) fn push(&mut self, key: &[u8], value: &[u8]) -> Result<(), Error> {
        if value.len() > self.limit_bytes / LARGE_SHARE {
            return self.write_large(key, value);
        }
        if !self.buffer.is_empty() && self.buffer.bytes_with(key, value) > self.limit_bytes {
            self.spill()?;
        }
        self.buffer.push(key, value);
        Ok(())
    }

    /// All pairs, sorted by key, then value.
    pub(crate) fn finish(mut self) -> Result<Sorted, Error> {
        if self.runs.is_empty() {
            self.sort();
            return Ok(Sorted::Memory {
                buffer: self.buffer,
                next: 0,
            });
        }
        if !self.buffer.is_empty() {
            self.spill()?;
        }
        self.buffer = Buffer::default();
        while self.runs.len() > FAN_IN {
            let rest = self.runs.split_off(FAN_IN);
            let few = std::mem::replace(&mut self.runs, rest);
            let merged = self.merge(&few)?;
            self.runs.push(merged);
        }
        let merge = Merge::open(&self.runs)?;
        Ok(Sorted::Runs(merge, self.runs))
    }

    /// All pairs in sorted runs on disk, each pair in one of them.
    pub(crate) fn save(mut self) -> Result<Vec<PathBuf>, Error> {
        if !self.buffer.is_empty() {
            self.spill()?;
        }
        Ok(self.runs)
    }

    fn sort(&mut self) {
        match self.pool {
            Some(pool) => pool.install(|| self.buffer.sort()),
            None => self.buffer.sort(),
        }
    }

    /// Writes a pair to a run of its own, without a copy of it.
    fn write_large(&mut self, key: &[u8], value: &[u8]) -> Result<(), Error> {
        let mut run = RunWriter::create(self.next_path())?;
        run.write(key, value)?;
        self.runs.push(run.finish()?);
        Ok(())
    }

    fn spill(&mut self) -> Result<(), Error> {
        self.sort();
        let path = self.next_path();
        let run = self.buffer.write(path)?;
        self.buffer.clear();
        self.runs.push(run);
        Ok(())
    }

    fn merge(&mut self, few: &[PathBuf]) -> Result<PathBuf, Error> {
        let mut merge = Merge::open(few)?;
        let mut run = RunWriter::create(self.next_path())?;
        while let Some(pair) = merge.next()? {
            run.write(&pair.key, &pair.value)?;
        }
        for path in few {
            files::remove_file(path)?;
        }
        run.finish()
    }

    fn next_path(&mut self) -> PathBuf {
        self.named += 1;
        self.folder.join(format!("run-{}", self.named))
    }
}

/// Sorted pairs, in memory or on disk.
pub(crate) enum Sorted {
    /// All of them fitted.
    Memory {
        /// The pairs.
        buffer: Buffer,
        /// The next one.
        next: usize,
    },
    /// They are merged while they are read from these files.
    Runs(Merge, Vec<PathBuf>),
}

impl Sorted {
    /// The next pair.
    pub(crate) fn next(&mut self) -> Result<Option<Pair>, Error> {
        match self {
            Sorted::Runs(merge, _) => merge.next(),
            Sorted::Memory { buffer, next } if *next < buffer.len() => {
                let (key, value) = buffer.pair(*next);
                *next += 1;
                Ok(Some(Pair {
                    key: key.to_vec(),
                    value: value.to_vec(),
                }))
            }
            Sorted::Memory { .. } => Ok(None),
        }
    }

    /// All pairs, those that were read before included, in sorted runs on disk; `folder` takes what is not on disk yet.
    pub(crate) fn save(self, folder: &Path) -> Result<Vec<PathBuf>, Error> {
        match self {
            Sorted::Runs(_, runs) => Ok(runs),
            Sorted::Memory { buffer, .. } => Ok(vec![buffer.write(folder.join("run-0"))?]),
        }
    }
}

/// Pairs one behind the other in a single allocation, with an index that is sorted in place of them.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    index: Vec<Slot>,
}

/// Where a pair lies; the first bytes of its key spare most looks at the pair itself.
#[derive(Clone, Copy, Debug)]
struct Slot {
    head: u64,
    start: usize,
    key_bytes: usize,
    value_bytes: usize,
}

impl Buffer {
    fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    fn len(&self) -> usize {
        self.index.len()
    }

    /// What the buffer would take with one more pair, the spare room of its allocations included.
    fn bytes_with(&self, key: &[u8], value: &[u8]) -> usize {
        self.bytes.len() + key.len() + value.len() + (self.len() + 1) * size_of::<Slot>() * 2
    }

    fn push(&mut self, key: &[u8], value: &[u8]) {
        let mut head = [0; 8];
        head.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        self.index.push(Slot {
            head: u64::from_be_bytes(head),
            start: self.bytes.len(),
            key_bytes: key.len(),
            value_bytes: value.len(),
        });
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(value);
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        self.index
            .par_sort_unstable_by(|a, b| a.head.cmp(&b.head).then_with(|| pair(bytes, a).cmp(&pair(bytes, b))));
    }

    fn pair(&self, index: usize) -> (&[u8], &[u8]) {
        self.index.get(index).map_or((&[], &[]), |slot| pair(&self.bytes, slot))
    }

    /// Writes all pairs to a run; they are sorted.
    fn write(&self, path: PathBuf) -> Result<PathBuf, Error> {
        let mut run = RunWriter::create(path)?;
        for index in 0..self.len() {
            let (key, value) = self.pair(index);
            run.write(key, value)?;
        }
        run.finish()
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.index.clear();
    }
}

fn pair<'a>(bytes: &'a [u8], slot: &Slot) -> (&'a [u8], &'a [u8]) {
    let rest = bytes.get(slot.start..).unwrap_or_default();
    let (key, rest) = rest.split_at_checked(slot.key_bytes).unwrap_or_default();
    (key, rest.get(..slot.value_bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::shard::runs::AHEAD_BYTES;
    use proptest::prelude::*;

    proptest! {
        /// From no spill at all to one run a pair, which needs several levels of merging.
        #[test]
        fn sorts_with_any_buffer(
            pairs in prop::collection::vec((prop::collection::vec(0..3_u8, 0..12), prop::collection::vec(any::<u8>(), 0..9)), 0..120),
            limit_bytes in prop::sample::select(vec![0, 200, 2_000, 1 << 20]),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
            let mut sorter = Sorter::new(folder.path(), limit_bytes, Some(&pool));
            for (key, value) in &pairs {
                sorter.push(key, value).unwrap();
            }
            let mut sorted = sorter.finish().unwrap();
            let mut found = Vec::new();
            while let Some(pair) = sorted.next().unwrap() {
                found.push((pair.key, pair.value));
            }
            let mut expected = pairs;
            expected.sort();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn long_values_are_in_memory_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(folder.path(), 1 << 20, None);
        // More runs than are merged at a time, and values that lie in many frames.
        let long: Vec<Vec<u8>> = (0..40_u8)
            .rev()
            .map(|n| [n].repeat((600 << 10) + usize::from(n)))
            .collect();
        for (number, value) in (0..40_u8).rev().zip(&long) {
            sorter.push(&[number], value).unwrap();
            sorter.push(&[number], b"").unwrap();
        }
        assert!(sorter.buffer.bytes.capacity() <= 1 << 20);
        let Sorted::Runs(mut merge, _) = sorter.finish().unwrap() else {
            panic!("all is in memory");
        };
        for (number, value) in (0..40_u8).zip(long.iter().rev()) {
            assert!(merge.longest_ahead_bytes() <= AHEAD_BYTES, "before {number}");
            for expected in [&[][..], value] {
                let pair = merge.next().unwrap().unwrap();
                assert!(pair.key == [number] && pair.value == expected, "{number}");
            }
        }
        assert_eq!(merge.next().unwrap(), None);
    }
}
