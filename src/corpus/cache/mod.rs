//! The cache: what decoding and parsing gave, so that other rules and settings need neither again.
//!
//! It belongs to one state, like the ledger, and is no part of the corpus's bytes: an index says which segments there are,
//! the ledger where the records of each unit lie in them. Segments are written once; what no unit uses any more goes with its
//! segment. A bound cuts the newest segment off, so that the documents behind it are read again when they are needed.
//! Not for: deciding what is cleaned again (`recheck`).

mod check;
pub(crate) mod packed;
mod reader;
mod writer;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::error::{At, Error};
use crate::corpus::layout;
use crate::corpus::packed::{compress, unpack};
use crate::corpus::shard::ending::{self, Hashed};
use crate::corpus::storage::files;
use crate::corpus::storage::scratch::create;

pub(crate) use check::check;
pub(crate) use reader::CacheReader;
pub(crate) use writer::{CacheWriter, Written};

pub(crate) use crate::corpus::layout::CACHE as FOLDER;

/// A segment of which no more than this is used is given up where the bound asks for it.
const HARDLY_USED_PERCENT: u64 = 50;
/// Level of zstd: the cache is written in each build and hardly ever read.
const LEVEL: i32 = 3;

/// Where the records of a unit lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The segment.
    pub(crate) segment: u64,
    /// First byte of the frame that the first line is in.
    frame: u64,
    /// Bytes of lines before that frame.
    frame_lines: u64,
    /// Bytes of lines before the first line.
    start: u64,
    /// Bytes of the unit's lines.
    pub(crate) bytes: u64,
    /// How many records.
    pub(crate) records: u64,
}

impl Place {
    /// Whether it is a place in a segment, wherever it was read from.
    fn is_within(&self, segment: &Segment) -> bool {
        let end = self.start.checked_add(self.bytes);
        self.frame_lines <= self.start && end.is_some_and(|end| end <= segment.line_bytes)
    }
}

/// A segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    /// Size on disk.
    pub(crate) size_bytes: u64,
    /// Bytes of lines.
    pub(crate) line_bytes: u64,
    /// BLAKE3 of the file; none in what earlier programs wrote.
    #[serde(default, with = "hex")]
    pub(crate) blake3: Option<blake3::Hash>,
}

impl Segment {
    /// Whether the file at `path` is this segment, as far as its size and its hash tell.
    pub(crate) fn is_whole(&self, path: &Path) -> bool {
        let is_same = |expected| ending::hash(path).is_ok_and(|found| found == expected);
        files::size_bytes(path) == Some(self.size_bytes) && self.blake3.is_none_or(is_same)
    }
}

/// A hash in hexadecimal.
mod hex {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(hash: &Option<blake3::Hash>, to: S) -> Result<S::Ok, S::Error> {
        hash.map(|hash| hash.to_hex().to_string()).serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<blake3::Hash>, D::Error> {
        let hex: Option<String> = Option::deserialize(from)?;
        hex.map(blake3::Hash::from_hex).transpose().map_err(D::Error::custom)
    }
}

/// What the cache of a state consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Index {
    /// The phrase rules of the state, as [`Cleaner::phrases`](crate::trip::Cleaner::phrases) gives them.
    pub(crate) rules: String,
    /// Segments by number.
    pub(crate) segments: BTreeMap<u64, Segment>,
}

impl Index {
    /// The index of the state with this seal; none if there is none that can be read.
    pub(crate) fn read(folder: &Path, seal: &str) -> Option<Self> {
        let packed = files::read(&folder.join(index_path(seal))).ok()?;
        serde_json::from_slice(&unpack(&packed).ok()?).ok()
    }

    /// Writes the index into `work`; it is on disk then.
    pub(crate) fn write(&self, work: &Path) -> Result<PathBuf, Error> {
        let path = work.join("cache-index");
        let json = serde_json::to_vec(self).map_err(Into::into).at(&path)?;
        let mut out = Hashed::new(create(&path)?);
        let written = compress(&json, LEVEL).and_then(|packed| out.write_all(&packed));
        written.and_then(|()| out.finish()?.sync()).at(&path)?;
        Ok(path)
    }

    /// Paths of all of its files, relative to the output folder.
    pub(crate) fn files(&self, seal: &str) -> impl Iterator<Item = PathBuf> {
        let segments = self.segments.keys().map(|number| segment_path(*number));
        segments.chain(std::iter::once(index_path(seal)))
    }

    /// Leaves out the segments whose files are gone or have another size; says which.
    pub(crate) fn forget_lost(&mut self, folder: &Path) -> Vec<PathBuf> {
        let path = |number: u64| folder.join(segment_path(number));
        let is_lost = |number: &u64, segment: &Segment| files::size_bytes(&path(*number)) != Some(segment.size_bytes);
        let lost = self.segments.extract_if(.., |number, segment| is_lost(number, segment));
        lost.map(|(number, _)| path(number)).collect()
    }

    /// Whether all lines at `place` are there.
    pub(crate) fn has(&self, place: &Place) -> bool {
        let segment = self.segments.get(&place.segment);
        segment.is_some_and(|segment| place.is_within(segment))
    }

    /// A number that no segment has.
    pub(crate) fn next_number(&self) -> u64 {
        self.segments
            .keys()
            .next_back()
            .map_or(1, |last| last.saturating_add(1))
    }

    /// Drops what `live` does not use, given in bytes of lines by segment, then what is hardly used until no more than
    /// `limit_bytes` are left. What goes beyond then is cut off the newest, see [`Written::cut`].
    pub(crate) fn prune(&mut self, live: &BTreeMap<u64, u64>, limit_bytes: u64) {
        let used = |number: &u64| live.get(number).copied().unwrap_or(0);
        self.segments.retain(|number, _| used(number) > 0);
        let part = |(number, segment): (&u64, &Segment)| {
            (used(number).saturating_mul(100) / segment.line_bytes.max(1), *number)
        };
        while self.size_bytes() > limit_bytes {
            match self.segments.iter().map(part).min() {
                Some((percent, number)) if percent < HARDLY_USED_PERCENT => self.segments.remove(&number),
                _ => return,
            };
        }
    }

    /// Takes new segments of the folder `work` in, and drops and cuts what goes beyond `limit_bytes`.
    pub(crate) fn take_in(
        &mut self,
        new: &[Written],
        live: &BTreeMap<u64, u64>,
        limit_bytes: u64,
        work: &Path,
    ) -> Result<(), Error> {
        self.segments.extend(new.iter().map(|new| (new.number, new.segment())));
        self.prune(live, limit_bytes);
        if limit_bytes == 0 {
            self.segments.clear();
        }
        for new in new {
            if let Some(whole) = self.segments.remove(&new.number) {
                let left_bytes = limit_bytes.saturating_sub(self.size_bytes());
                let left = if whole.size_bytes > left_bytes {
                    new.cut(work, left_bytes)?
                } else {
                    whole
                };
                self.segments
                    .extend((left.size_bytes > 0).then_some((new.number, left)));
            }
        }
        Ok(())
    }

    /// Size of all segments on disk.
    pub(crate) fn size_bytes(&self) -> u64 {
        let sizes = self.segments.values().map(|segment| segment.size_bytes);
        sizes.fold(0, u64::saturating_add)
    }
}

/// The name of the index of a state, relative to the output folder.
pub(crate) fn index_path(seal: &str) -> PathBuf {
    layout::side_file(FOLDER, "index-", seal)
}

/// The name of a segment, relative to the output folder.
pub(crate) fn segment_path(number: u64) -> PathBuf {
    Path::new(FOLDER).join(format!("segment-{number:016x}.jsonl.zst"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_outside_of_a_segment_are_none_whatever_their_numbers() {
        let segment = Segment {
            size_bytes: 10,
            line_bytes: 100,
            blake3: None,
        };
        let index = Index {
            segments: BTreeMap::from([(1, segment), (u64::MAX, segment)]),
            ..Index::default()
        };
        let place = |frame_lines, start, bytes| Place {
            segment: 1,
            frame: 0,
            frame_lines,
            start,
            bytes,
            records: 1,
        };
        assert!(index.has(&place(0, 0, 100)) && index.has(&place(50, 100, 0)));
        for (frame_lines, start, bytes) in [(0, 1, 100), (0, u64::MAX, 2), (0, 2, u64::MAX), (3, 2, 1)] {
            assert!(!index.has(&place(frame_lines, start, bytes)));
        }
        assert_eq!(index.next_number(), u64::MAX);
    }

    #[test]
    fn what_is_not_or_hardly_used_goes() {
        let segment = |line_bytes| Segment {
            size_bytes: 10,
            line_bytes,
            blake3: None,
        };
        let mut index = Index {
            segments: BTreeMap::from([
                (1, segment(100)),
                (2, segment(100)),
                (3, segment(100)),
                (4, segment(100)),
            ]),
            ..Index::default()
        };
        let live = BTreeMap::from([(1, 90), (2, 20), (4, 60)]);
        let mut left = |limit_bytes| {
            index.prune(&live, limit_bytes);
            index.segments.keys().copied().collect::<Vec<_>>()
        };
        assert_eq!(left(30), [1, 2, 4]);
        assert_eq!(left(20), [1, 4]);
        assert_eq!(left(10), [1, 4]);
    }
}
