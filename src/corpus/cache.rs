//! The cache: what decoding and parsing gave, so that other rules and settings need neither again.
//!
//! It goes with one state, as the ledger does, and is no part of the corpus's bytes: an index says which segments there are,
//! the ledger where the records of each unit lie in them. Segments are written once; what no unit uses any more goes with its
//! segment. A bound cuts the newest segment off, so that the documents behind it are read again when they are needed.
//! Not for: deciding what is cleaned again (`recheck`).

mod check;
pub(super) mod packed;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{At, Error};
use super::files::{self, create, make_folder};
use super::layout;
use super::shard::damaged;

pub(super) use check::{check, give_up};

/// Its folder in the output folder.
pub(super) const FOLDER: &str = "cache";
/// Bytes of lines in a frame.
const FRAME_BYTES: usize = 2 << 20;
/// A segment of which no more than this is used is given up where the bound asks for it.
const HARDLY_USED_PERCENT: u64 = 50;
/// Level of zstd: the cache is written in each build and hardly ever read.
const LEVEL: i32 = 3;

/// Where the records of a unit lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// The segment.
    pub(super) segment: u64,
    /// First byte of the frame that the first line is in.
    frame: u64,
    /// Bytes of lines before that frame.
    frame_lines: u64,
    /// Bytes of lines before the first line.
    start: u64,
    /// Bytes of the unit's lines.
    pub(super) bytes: u64,
    /// How many records.
    pub(super) records: u64,
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
pub(super) struct Segment {
    /// Size on disk.
    pub(super) size_bytes: u64,
    /// Bytes of lines.
    pub(super) line_bytes: u64,
}

/// What the cache of a state consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Index {
    /// The phrase rules of the state.
    pub(super) rules: String,
    /// Segments by number.
    pub(super) segments: BTreeMap<u64, Segment>,
}

impl Index {
    /// The index of the state with this seal; none if there is none that can be read.
    pub(super) fn read(folder: &Path, seal: &str) -> Option<Self> {
        let packed = fs::read(folder.join(index_path(seal))).ok()?;
        serde_json::from_slice(&super::shard::unpack(&packed).ok()?).ok()
    }

    /// Writes the index into `work`; it is on disk then.
    pub(super) fn write(&self, work: &Path) -> Result<PathBuf, Error> {
        let path = work.join("cache-index");
        let mut out = zstd::stream::write::Encoder::new(create(&path)?, LEVEL).at(&path)?;
        out.include_checksum(true).at(&path)?;
        serde_json::to_writer(&mut out, self).map_err(Into::into).at(&path)?;
        out.finish().and_then(|file| file.sync_all()).at(&path)?;
        Ok(path)
    }

    /// Paths of all of its files, relative to the output folder.
    pub(super) fn files(&self, seal: &str) -> impl Iterator<Item = PathBuf> {
        let segments = self.segments.keys().map(|number| segment_path(*number));
        segments.chain(std::iter::once(index_path(seal)))
    }

    /// Leaves out the segments whose files are gone or have another size; says which.
    pub(super) fn forget_lost(&mut self, folder: &Path) -> Vec<PathBuf> {
        let path = |number: u64| folder.join(segment_path(number));
        let is_lost = |number: &u64, segment: &Segment| files::size_bytes(&path(*number)) != Some(segment.size_bytes);
        let lost = self.segments.extract_if(.., |number, segment| is_lost(number, segment));
        lost.map(|(number, _)| path(number)).collect()
    }

    /// Whether all lines at `place` are there.
    pub(super) fn has(&self, place: &Place) -> bool {
        let segment = self.segments.get(&place.segment);
        segment.is_some_and(|segment| place.is_within(segment))
    }

    /// A number that no segment has.
    pub(super) fn next_number(&self) -> u64 {
        self.segments
            .keys()
            .next_back()
            .map_or(1, |last| last.saturating_add(1))
    }

    /// Drops what `live` does not use, given in bytes of lines by segment, then what is hardly used until no more than
    /// `limit_bytes` are left. What goes beyond then is cut off the newest, see [`Written::cut`].
    pub(super) fn prune(&mut self, live: &BTreeMap<u64, u64>, limit_bytes: u64) {
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
    pub(super) fn take_in(
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
    pub(super) fn size_bytes(&self) -> u64 {
        let sizes = self.segments.values().map(|segment| segment.size_bytes);
        sizes.fold(0, u64::saturating_add)
    }
}

/// The name of the index of a state, relative to the output folder.
pub(super) fn index_path(seal: &str) -> PathBuf {
    layout::beside(FOLDER, "index-", seal)
}

/// The name of a segment, relative to the output folder.
pub(super) fn segment_path(number: u64) -> PathBuf {
    Path::new(FOLDER).join(format!("segment-{number:016x}.jsonl.zst"))
}

/// Writes a segment.
pub(super) struct CacheWriter {
    path: PathBuf,
    number: u64,
    file: File,
    frame: Vec<u8>,
    /// Ends of the finished frames.
    ends: Vec<Segment>,
    unit: Option<Place>,
    /// Why there is no segment; the cache is an aid, so a disk that has no room for it stops nothing.
    lost: Option<String>,
}

impl CacheWriter {
    /// The segment with this number, in `work`.
    pub(super) fn create(work: &Path, number: u64) -> Result<Self, Error> {
        let path = work.join(segment_path(number));
        let folder = work.join(FOLDER);
        make_folder(&folder)?;
        Ok(CacheWriter {
            file: create(&path)?,
            path,
            number,
            frame: Vec::new(),
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
    pub(super) fn push(&mut self, number: u64, line: &[u8]) {
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
    pub(super) fn end_unit(&mut self) -> Place {
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
        let _ = fs::remove_file(&self.path);
    }

    fn try_flush(&mut self) -> std::io::Result<()> {
        let packed = super::shard::compress(&self.frame, LEVEL)?;
        self.file.write_all(&packed)?;
        let end = self.end();
        self.ends.push(Segment {
            size_bytes: end.size_bytes + packed.len() as u64,
            line_bytes: end.line_bytes + self.frame.len() as u64,
        });
        self.frame.clear();
        Ok(())
    }

    /// Completes the segment; it is on disk then, or lost.
    pub(super) fn finish(mut self) -> Written {
        if self.lost.is_none() {
            self.flush();
        }
        if self.lost.is_none()
            && let Err(error) = self.file.sync_all()
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
pub(super) struct Written {
    pub(super) number: u64,
    ends: Vec<Segment>,
    /// Why it could not be written; it is empty then.
    #[serde(skip)]
    pub(super) lost: Option<String>,
}

impl Written {
    /// Whether it has all lines at `place`.
    pub(super) fn has(&self, place: &Place) -> bool {
        place.segment == self.number && place.is_within(&self.segment())
    }

    /// All of it.
    pub(super) fn segment(&self) -> Segment {
        self.ends.last().copied().unwrap_or_default()
    }

    /// Cuts the frames off that go beyond `limit_bytes`, and returns what is left.
    pub(super) fn cut(&self, work: &Path, limit_bytes: u64) -> Result<Segment, Error> {
        let left = self.ends.iter().rev().find(|end| end.size_bytes <= limit_bytes);
        let left = left.copied().unwrap_or_default();
        if left != self.segment() {
            let path = work.join(segment_path(self.number));
            let file = File::options().write(true).open(&path).at(&path)?;
            file.set_len(left.size_bytes).and_then(|()| file.sync_all()).at(&path)?;
        }
        Ok(left)
    }
}

/// Reads records in the order of the ledger, which is that of the segments.
pub(super) struct CacheReader {
    folder: PathBuf,
    open: Option<Open>,
    left_bytes: u64,
}

struct Open {
    path: PathBuf,
    segment: u64,
    lines: BufReader<zstd::stream::read::Decoder<'static, BufReader<File>>>,
    /// Bytes of lines before what is read next.
    at: u64,
}

impl CacheReader {
    /// Of the output folder `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        CacheReader {
            folder: folder.to_owned(),
            open: None,
            left_bytes: 0,
        }
    }

    /// Goes to the records of a unit.
    pub(super) fn seek(&mut self, place: &Place) -> Result<(), Error> {
        self.left_bytes = place.bytes;
        if place.bytes == 0 {
            return Ok(());
        }
        let near = |open: &Open| open.segment == place.segment && (place.frame_lines..=place.start).contains(&open.at);
        let mut open = match self.open.take().filter(near) {
            Some(open) => open,
            None => Open::at(&self.folder, place)?,
        };
        open.skip(place.start)?;
        self.open = Some(open);
        Ok(())
    }

    /// The next record of the unit: its number and what it gave.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Vec<u8>)>, Error> {
        let Some(open) = self.open.as_mut().filter(|_| self.left_bytes > 0) else {
            return Ok(None);
        };
        let mut line = Vec::new();
        let read = open.lines.read_until(b'\n', &mut line);
        let read = read.map_err(|error| damaged(&open.path, &error.to_string()))? as u64;
        open.at += read;
        line.pop_if(|end| *end == b'\n');
        let number = line
            .split(|byte| *byte == b' ')
            .next()
            .and_then(|n| std::str::from_utf8(n).ok());
        let parsed = number.and_then(|number| Some((number.parse().ok()?, line.get(number.len() + 1..)?.to_vec())));
        let sound = read > 0 && read <= self.left_bytes;
        self.left_bytes = self.left_bytes.saturating_sub(read);
        match parsed.filter(|_| sound) {
            Some(parsed) => Ok(Some(parsed)),
            None => Err(damaged(&open.path, "the lines are not those of the ledger")),
        }
    }
}

impl Open {
    fn at(folder: &Path, place: &Place) -> Result<Self, Error> {
        let path = folder.join(segment_path(place.segment));
        let mut file = File::open(&path).map_err(|error| damaged(&path, &error.to_string()))?;
        file.seek(SeekFrom::Start(place.frame)).at(&path)?;
        let lines = zstd::stream::read::Decoder::new(file).at(&path)?;
        Ok(Open {
            lines: BufReader::with_capacity(64 << 10, lines),
            path,
            segment: place.segment,
            at: place.frame_lines,
        })
    }

    fn skip(&mut self, start: u64) -> Result<(), Error> {
        let mut skipped = self.lines.by_ref().take(start - self.at);
        let copied = std::io::copy(&mut skipped, &mut std::io::sink());
        let copied = copied.map_err(|error| damaged(&self.path, &error.to_string()))?;
        self.at += copied;
        if self.at == start {
            Ok(())
        } else {
            Err(damaged(&self.path, "a segment is cut short"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check::check_segment;
    use super::*;

    #[test]
    fn what_was_written_is_read_in_any_order_of_units() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CacheWriter::create(folder.path(), 7).unwrap();
        let line = |unit: usize, number: u64| format!("{unit} {number} {}", "x".repeat(unit * 30_000)).into_bytes();
        let mut places = Vec::new();
        for unit in 0..40 {
            (0..unit as u64 % 4).for_each(|number| writer.push(number, &line(unit, number)));
            places.push(writer.end_unit());
        }
        let written = writer.finish();
        let mut reader = CacheReader::new(folder.path());
        for unit in (0..40).chain([39, 3, 17, 18, 2]) {
            reader.seek(&places[unit]).unwrap();
            for number in 0..unit as u64 % 4 {
                assert_eq!(reader.next().unwrap(), Some((number, line(unit, number))));
            }
            assert_eq!(reader.next().unwrap(), None);
        }
        let mut index = Index::default();
        index
            .segments
            .insert(7, written.cut(folder.path(), written.segment().size_bytes - 1).unwrap());
        check_segment(&folder.path().join(segment_path(7)), &index.segments[&7]).unwrap();
        assert!(index.has(&places[3]) && !index.has(&places[39]));
    }

    #[test]
    fn a_segment_that_cannot_be_written_is_done_without() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CacheWriter::create(folder.path(), 3).unwrap();
        let path = folder.path().join(segment_path(3));
        // Opened to be read only, as if the disk were full.
        writer.file = File::open(&path).unwrap();
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

    #[test]
    fn places_outside_of_a_segment_are_none_whatever_their_numbers() {
        let segment = Segment {
            size_bytes: 10,
            line_bytes: 100,
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
