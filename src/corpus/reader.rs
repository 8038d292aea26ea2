//! Reading a section of a state: its lines in order, each as a typed row.
//!
//! Not for: reading all of a corpus to check it (`check`), or the rows as bytes (`shard`).

use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
use std::vec;

use serde::de::DeserializeOwned;

use crate::corpus::error::{Error, damaged};
use crate::corpus::manifest::FileEntry;
use crate::corpus::output::state::State;
use crate::corpus::shard::file::{Lines, ShardReader};

/// Iterates over the rows of a section. One frame is in memory at a time.
///
/// An item is an error where a file cannot be read or is damaged; the error names the file. Iteration goes on behind it: with the
/// next row, frame or file.
#[derive(Debug)]
pub struct Rows<T> {
    state: Arc<State>,
    files: vec::IntoIter<FileEntry>,
    shard: Option<Shard>,
    frame: Frame,
    row: PhantomData<fn() -> T>,
}

/// A shard that is being read.
#[derive(Debug)]
struct Shard {
    path: PathBuf,
    reader: ShardReader,
    /// The number of the next frame.
    next: usize,
}

/// The lines of a frame that are still to come.
#[derive(Debug, Default)]
struct Frame {
    lines: Lines,
    at_bytes: usize,
}

impl Frame {
    fn next(&mut self) -> Option<&[u8]> {
        let rest = self.lines.as_bytes().get(self.at_bytes..)?;
        let end = memchr::memchr(b'\n', rest)?;
        self.at_bytes += end + 1;
        rest.get(..end)
    }
}

impl<T> Rows<T> {
    /// The rows of the shards whose names begin with `start`: `documents/`, `rejects/dropped-`.
    pub fn new(state: Arc<State>, start: &str) -> Self {
        let files = state.manifest.files.iter();
        let files: Vec<FileEntry> = files.filter(|file| file.path.starts_with(start)).cloned().collect();
        Rows {
            state,
            files: files.into_iter(),
            shard: None,
            frame: Frame::default(),
            row: PhantomData,
        }
    }

    /// The next frame of the section; none behind the last.
    fn next_frame(&mut self) -> Option<Result<Lines, Error>> {
        loop {
            if let Some(lines) = self.shard.as_mut().and_then(Shard::next_frame) {
                return Some(lines);
            }
            let file = self.files.next()?;
            match Shard::open(self.state.path(&file.path), file.data_bytes) {
                Ok(shard) => self.shard = Some(shard),
                Err(error) => {
                    self.shard = None;
                    return Some(Err(error));
                }
            }
        }
    }

    fn path(&self) -> PathBuf {
        self.shard.as_ref().map(|shard| shard.path.clone()).unwrap_or_default()
    }
}

impl Shard {
    fn open(path: PathBuf, data_bytes: u64) -> Result<Self, Error> {
        let reader = ShardReader::open(&path, data_bytes)?;
        Ok(Shard { path, reader, next: 0 })
    }

    fn next_frame(&mut self) -> Option<Result<Lines, Error>> {
        let number = self.next;
        self.next += 1;
        (number < self.reader.frames().len()).then(|| self.reader.lines(number))
    }
}

impl<T: DeserializeOwned> Iterator for Rows<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(line) = self.frame.next() {
                let row = serde_json::from_slice(line);
                return Some(row.map_err(|error| damaged(&self.path(), &error.to_string())));
            }
            match self.next_frame()? {
                Ok(lines) => self.frame = Frame { lines, at_bytes: 0 },
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
