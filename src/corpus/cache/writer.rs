//! Writing a segment, and cutting off what goes beyond the bound.
//!
//! Not for: which segments there are (`Index`).

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::cache::{FOLDER, LEVEL, Place, Segment, segment_path};
use crate::corpus::error::Error;
use crate::corpus::packed::compress;
use crate::corpus::storage::files::{make_folder, remove_file};
use crate::corpus::storage::scratch::{self, ScratchFile};

/// Bytes of lines in a frame.
const FRAME_BYTES: usize = 2 << 20;

/// Writes a segment.
pub(crate) struct CacheWriter {
    path: PathBuf,
    number: u64,
    file: ScratchFile,
    frame: Vec<u8>,
    /// Of what was written.
    hasher: blake3::Hasher,
    /// What there is of the segment at the ends of the finished frames.
    ends: Vec<Segment>,
    unit: Option<Place>,
    /// Why there is no segment; the cache is an aid, so a disk that has no room for it stops nothing.
    lost: Option<String>,
}

impl CacheWriter {
    /// The segment with this number, in `work`.
    pub(crate) fn create(work: &Path, number: u64) -> Result<Self, Error> {
        let path = work.join(segment_path(number));
        let folder = work.join(FOLDER);
        make_folder(&folder)?;
        Ok(CacheWriter {
            file: scratch::create(&path)?,
            path,
            number,
            frame: Vec::new(),
            hasher: blake3::Hasher::new(),
            ends: Vec::new(),
            unit: None,
            lost: None,
        })
    }

    fn end(&self) -> Segment {
        self.ends.last().copied().unwrap_or_default()
    }

    fn place(&self) -> Place {
        let end = self.end();
        Place {
            segment: self.number,
            frame: end.size_bytes,
            frame_lines: end.line_bytes,
            start: end.line_bytes + self.frame.len() as u64,
            bytes: 0,
            records: 0,
        }
    }

    /// Takes what the record with this number in its unit, from 0, gave: a line without its break.
    pub(crate) fn push(&mut self, number: u64, line: &[u8]) {
        if self.lost.is_some() {
            return;
        }
        let mut unit = self.unit.take().unwrap_or_else(|| self.place());
        let before = self.frame.len();
        self.frame.extend_from_slice(number.to_string().as_bytes());
        self.frame.push(b' ');
        self.frame.extend_from_slice(line);
        self.frame.push(b'\n');
        unit.bytes += (self.frame.len() - before) as u64;
        unit.records += 1;
        self.unit = Some(unit);
        if self.frame.len() >= FRAME_BYTES {
            self.flush();
        }
    }

    /// Ends a unit and says where its records lie.
    pub(crate) fn end_unit(&mut self) -> Place {
        self.unit.take().unwrap_or_else(|| self.place())
    }

    fn flush(&mut self) {
        if let Err(error) = self.try_flush() {
            self.lose(&error);
        }
    }

    /// Does without the segment, and gives the room back that it took.
    fn lose(&mut self, error: &std::io::Error) {
        self.lost = Some(error.to_string());
        self.frame.clear();
        self.ends.clear();
        self.unit = None;
        let _ = remove_file(&self.path);
    }

    fn try_flush(&mut self) -> std::io::Result<()> {
        let packed = compress(&self.frame, LEVEL)?;
        self.file.write_all(&packed)?;
        self.hasher.update(&packed);
        let end = self.end();
        self.ends.push(Segment {
            size_bytes: end.size_bytes + packed.len() as u64,
            line_bytes: end.line_bytes + self.frame.len() as u64,
            blake3: Some(self.hasher.finalize()),
        });
        self.frame.clear();
        // What a long line took is given back.
        self.frame.shrink_to(2 * FRAME_BYTES);
        Ok(())
    }

    /// Completes the segment; it is on disk then, or lost.
    pub(crate) fn finish(mut self) -> Written {
        if self.lost.is_none() {
            self.flush();
        }
        if self.lost.is_none()
            && let Err(error) = self.file.sync()
        {
            self.lose(&error);
        }
        Written {
            number: self.number,
            ends: self.ends,
            lost: self.lost,
        }
    }
}

/// A segment in the work folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) number: u64,
    ends: Vec<Segment>,
    /// Why it could not be written; it is empty then.
    #[serde(skip)]
    pub(crate) lost: Option<String>,
}

impl Written {
    /// Whether it has all lines at `place`.
    pub(crate) fn has(&self, place: &Place) -> bool {
        place.segment == self.number && place.is_within(&self.segment())
    }

    /// All of it.
    pub(crate) fn segment(&self) -> Segment {
        self.ends.last().copied().unwrap_or_default()
    }

    /// Cuts the frames off that go beyond `limit_bytes`, and returns what is left.
    pub(crate) fn cut(&self, work: &Path, limit_bytes: u64) -> Result<Segment, Error> {
        let left = self.ends.iter().rev().find(|end| end.size_bytes <= limit_bytes);
        let left = left.copied().unwrap_or_default();
        if left != self.segment() {
            scratch::cut(&work.join(segment_path(self.number)), left.size_bytes)?;
        }
        Ok(left)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::corpus::cache::Index;

    #[test]
    fn what_a_long_line_took_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CacheWriter::create(folder.path(), 1).unwrap();
        writer.push(0, &b"x".repeat(20 * FRAME_BYTES));
        assert!(writer.frame.is_empty() && writer.frame.capacity() <= 2 * FRAME_BYTES);
        assert!(writer.finish().lost.is_none());
    }

    #[test]
    fn a_segment_that_cannot_be_written_is_done_without() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CacheWriter::create(folder.path(), 3).unwrap();
        let path = folder.path().join(segment_path(3));
        // Opened to be read only, as if the disk were full.
        writer.file = ScratchFile::broken(&path);
        writer.push(0, &b"x".repeat(FRAME_BYTES));
        let place = writer.end_unit();
        writer.push(0, b"y");
        let written = writer.finish();
        assert!(written.lost.is_some() && !path.exists());
        let mut index = Index::default();
        let live = BTreeMap::from([(3, place.bytes + 10)]);
        index.take_in(&[written], &live, 1 << 30, folder.path()).unwrap();
        assert_eq!(index, Index::default());
    }
}
