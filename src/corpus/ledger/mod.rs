//! The ledger: the units of a state, and the outcome of each record, so that the next build cleans only what changed.
//!
//! It belongs to one state, whose seal is in its name. It holds file times, so it is no part of the corpus's bytes; without it
//! the next build starts from nothing. Not for: deciding what to do (`plan`).

mod frame;
mod line;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::corpus::error::{At, Error, damaged};
use crate::corpus::layout;
use crate::corpus::manifest::Manifest;
use crate::corpus::packed::compress;
use crate::corpus::shard::ending::{self, Hashed};
use crate::corpus::storage::scratch::{ScratchFile, create};
use crate::model::Fault;
use frame::Frames;

pub(crate) use frame::Frame;
pub(crate) use line::{Line, RecordOutcome, Unit};

pub(crate) use crate::corpus::layout::LEDGER as FOLDER;

/// Records in a line: bounds what is held of a unit with many of them.
const RECORDS_A_LINE: usize = 4096;
/// Bytes of lines in a frame. Unchanged frames are not compressed again.
const FRAME_BYTES: usize = 256 << 10;
/// Level of zstd: hashes hardly get smaller.
const LEVEL: i32 = 1;

/// Writes a ledger.
pub(crate) struct LedgerWriter {
    path: PathBuf,
    out: Hashed<ScratchFile>,
    /// Lines of the frame in turn.
    frame: Vec<u8>,
    records: Vec<RecordOutcome>,
    live: BTreeMap<u64, u64>,
}

/// A ledger that is complete.
#[derive(Debug)]
pub(crate) struct Written {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Bytes of lines that it uses of the segments of the cache.
    pub(crate) live: BTreeMap<u64, u64>,
}

impl LedgerWriter {
    /// A ledger in `work`.
    pub(crate) fn create(work: &Path) -> Result<Self, Error> {
        let path = work.join("ledger");
        Ok(LedgerWriter {
            out: Hashed::new(create(&path)?),
            path,
            frame: Vec::new(),
            records: Vec::new(),
            live: BTreeMap::new(),
        })
    }

    /// Writes the outcome of a record of the current unit.
    pub(crate) fn record(&mut self, record: RecordOutcome) -> Result<(), Error> {
        self.records.push(record);
        if self.records.len() >= RECORDS_A_LINE {
            self.flush()?;
        }
        self.pack_if(FRAME_BYTES)
    }

    /// Writes a line.
    pub(crate) fn line(&mut self, line: &Line) -> Result<(), Error> {
        self.flush()?;
        self.write(line)?;
        self.note(line);
        self.pack_if(FRAME_BYTES)
    }

    /// Copies a line of the previous ledger, whose bytes are `bytes`.
    pub(crate) fn copy(&mut self, line: &Line, bytes: &[u8]) -> Result<(), Error> {
        self.flush()?;
        self.frame.extend_from_slice(bytes);
        self.note(line);
        Ok(())
    }

    /// Ends a frame of the previous ledger: if all of its lines are unchanged, it is copied.
    pub(crate) fn end_frame(&mut self, before: &Frame) -> Result<(), Error> {
        self.flush()?;
        if self.frame == before.lines {
            self.frame.clear();
            return self.out.write_all(&before.packed).at(&self.path);
        }
        self.pack_if(FRAME_BYTES / 2)
    }

    fn note(&mut self, line: &Line) {
        if let Line::Cached(place) = line {
            let live = self.live.entry(place.segment).or_default();
            *live = live.saturating_add(place.bytes);
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.records.is_empty() {
            return Ok(());
        }
        let records = std::mem::take(&mut self.records);
        self.write(&Line::Records(records))
    }

    fn write(&mut self, line: &Line) -> Result<(), Error> {
        serde_json::to_writer(&mut self.frame, line)
            .map_err(Into::into)
            .at(&self.path)?;
        self.frame.push(b'\n');
        Ok(())
    }

    /// Writes the current frame if it has at least this many bytes.
    fn pack_if(&mut self, least_bytes: usize) -> Result<(), Error> {
        if self.frame.len() < least_bytes {
            return Ok(());
        }
        let packed = compress(&self.frame, LEVEL).at(&self.path)?;
        self.frame.clear();
        self.out.write_all(&packed).at(&self.path)
    }

    /// Completes the ledger, waits until it is on disk, and returns where it lies.
    pub(crate) fn finish(mut self) -> Result<Written, Error> {
        self.line(&Line::End)?;
        self.pack_if(0)?;
        self.out.finish().and_then(|file| file.sync()).at(&self.path)?;
        Ok(Written {
            path: self.path,
            live: self.live,
        })
    }
}

/// The name of the ledger of a state, relative to the output folder.
pub(crate) fn path_of(seal: &str) -> PathBuf {
    layout::side_file(FOLDER, "", seal)
}

/// Reads a ledger.
pub(crate) struct LedgerReader {
    path: PathBuf,
    frames: Frames,
    frame: Frame,
    /// Where in the frame the last read line is.
    line: Range<usize>,
    ended: bool,
}

impl LedgerReader {
    /// Opens the ledger of the state `manifest` of `folder`; none where there is none.
    pub(crate) fn open(folder: &Path, manifest: &Manifest) -> Result<Option<Self>, Error> {
        if manifest.seal.is_empty() {
            return Ok(None);
        }
        let path = folder.join(path_of(&manifest.seal));
        match Self::open_path(&path) {
            Err(Error::Io { cause, .. }) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            reader => reader.map(Some),
        }
    }

    /// Opens the ledger at `path`.
    pub(crate) fn open_path(path: &Path) -> Result<Self, Error> {
        Ok(LedgerReader {
            frames: Frames::open(path)?,
            path: path.to_owned(),
            frame: Frame::default(),
            line: 0..0,
            ended: false,
        })
    }

    /// The next line; none behind the last. A ledger that ends too early is damaged.
    pub(crate) fn next(&mut self) -> Result<Option<Line>, Error> {
        if self.ended {
            return Ok(None);
        }
        while self.frame_ended().is_some() {
            self.next_frame()?;
        }
        let rest = self.frame.lines.get(self.line.end..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        self.line = self.line.end..self.line.end + end;
        let line = serde_json::from_slice(self.bytes()).map_err(|error| damaged(&self.path, &error.to_string()))?;
        self.ended = line == Line::End;
        Ok((!self.ended).then_some(line))
    }

    /// The bytes of the line that was read last.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.frame.lines.get(self.line.clone()).unwrap_or_default()
    }

    /// The current frame, if its last line has been read.
    pub(crate) fn frame_ended(&self) -> Option<&Frame> {
        Some(&self.frame).filter(|frame| self.line.end == frame.lines.len())
    }

    fn next_frame(&mut self) -> Result<(), Error> {
        self.line = 0..0;
        let found = self.frames.next(&mut self.frame);
        match found.map_err(|error| damaged(&self.path, &error.to_string()))? {
            true => Ok(()),
            false => Err(damaged(&self.path, "the end is missing")),
        }
    }

    /// Whether nothing follows the last line but the ending.
    fn at_end(mut self) -> Result<(), Error> {
        let rest = self.frames.rest().at(&self.path)?;
        match (rest.is_empty() || ending::is_ending(&rest)) && self.frame_ended().is_some() {
            true => Ok(()),
            false => Err(damaged(&self.path, "something follows the end")),
        }
    }
}

/// Reads all of the ledger of a state, if there is one.
///
/// # Errors
/// A ledger that cannot be read or is damaged.
pub(crate) fn check(folder: &Path, manifest: &Manifest) -> Result<(), Error> {
    if let Some(mut reader) = LedgerReader::open(folder, manifest)? {
        while reader.next()?.is_some() {}
        reader.at_end()?;
        let path = folder.join(path_of(&manifest.seal));
        ending::check(&path).map_err(|error| damaged(&path, &error.to_string()))?;
    }
    Ok(())
}

/// Calls `each` with source, number and sort key of every record of a state.
///
/// # Errors
/// A ledger that cannot be read or is damaged; `each` has seen everything before the damage.
pub(crate) fn each_record(
    folder: &Path,
    manifest: &Manifest,
    mut each: impl FnMut(&str, u64, &[u8]),
) -> Result<(), Error> {
    let Some(mut reader) = LedgerReader::open(folder, manifest)? else {
        return Ok(());
    };
    let mut source = String::new();
    while let Some(line) = reader.next()? {
        match line {
            Line::Unit(unit) => source = unit.source,
            Line::Records(records) => {
                for record in &records {
                    let RecordOutcome(_, number, _) = record;
                    record.key(&source).iter().for_each(|key| each(&source, *number, key));
                }
            }
            Line::Retry | Line::Cached(_) | Line::Done | Line::End => {}
        }
    }
    Ok(())
}

/// The segments of the cache that a ledger names, as far as it can be read.
pub(crate) fn segments(folder: &Path, manifest: &Manifest) -> BTreeSet<u64> {
    let mut found = BTreeSet::new();
    if let Ok(Some(mut reader)) = LedgerReader::open(folder, manifest) {
        while let Ok(Some(line)) = reader.next() {
            if let Line::Cached(place) = line {
                found.insert(place.segment);
            }
        }
    }
    found
}

/// The units of a state with records that could not be read.
///
/// # Errors
/// A ledger that cannot be read or is damaged.
pub(crate) fn to_retry(folder: &Path, manifest: &Manifest) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    if !manifest.quarantined.contains_key(&Fault::Unreadable) {
        return Ok(found);
    }
    let Some(mut reader) = LedgerReader::open(folder, manifest)? else {
        return Ok(found);
    };
    let mut source = String::new();
    while let Some(line) = reader.next()? {
        match line {
            Line::Unit(unit) => source = unit.source,
            Line::Retry => {
                found.insert(source.clone());
            }
            Line::Records(_) | Line::Cached(_) | Line::Done | Line::End => {}
        }
    }
    Ok(found)
}

/// The unit at the end of the ledger at `path` that is not complete, if there is one.
///
/// # Errors
/// A ledger that cannot be read or is damaged.
pub(crate) fn unfinished(path: &Path) -> Result<Option<String>, Error> {
    let mut reader = LedgerReader::open_path(path)?;
    let mut open = None;
    while let Some(line) = reader.next()? {
        match line {
            Line::Unit(unit) => open = Some(unit.source),
            Line::Done => open = None,
            Line::Records(_) | Line::Retry | Line::Cached(_) | Line::End => {}
        }
    }
    Ok(open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Stamp;

    fn unit(number: usize, size_bytes: u64) -> Line {
        let stamp = Stamp {
            size_bytes,
            modified: (number as i64, 0),
            changed: (0, -5),
        };
        Line::Unit(Unit {
            source: format!("{number}.html"),
            stamp: Some(stamp),
            blake3: Some(blake3::hash(&number.to_le_bytes()).to_hex().to_string()),
        })
    }

    fn frames(path: &Path) -> Vec<Vec<u8>> {
        let (mut reader, mut found) = (Frames::open(path).unwrap(), Vec::new());
        let mut frame = Frame::default();
        while reader.next(&mut frame).unwrap() {
            found.push(frame.packed.clone());
        }
        found
    }

    /// Copies a ledger; the lines of the numbers in `changed` are others then, and those in `gone` are not there.
    fn copied(from: &Path, to: &Path, changed: &[usize], gone: &[usize]) -> (Vec<Vec<u8>>, Vec<Line>) {
        let (mut reader, mut writer) = (
            LedgerReader::open_path(from).unwrap(),
            LedgerWriter::create(to).unwrap(),
        );
        let (mut number, mut expected) = (0, Vec::new());
        while let Some(line) = reader.next().unwrap() {
            let other = unit(number, 1);
            if changed.contains(&number) {
                writer.line(&other).unwrap();
                expected.push(other);
            } else if !gone.contains(&number) {
                writer.copy(&line, reader.bytes()).unwrap();
                expected.push(line);
            }
            number += 1;
            reader
                .frame_ended()
                .map_or(Ok(()), |frame| writer.end_frame(frame))
                .unwrap();
        }
        let path = writer.finish().unwrap().path;
        let (mut reader, mut found) = (LedgerReader::open_path(&path).unwrap(), Vec::new());
        while let Some(line) = reader.next().unwrap() {
            found.push(line);
        }
        reader.at_end().unwrap();
        assert_eq!(found, expected);
        (frames(&path), found)
    }

    #[test]
    fn frames_whose_lines_all_stand_are_taken_over() {
        let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let [from, to] = folders.each_ref().map(|folder| folder.path());
        let mut writer = LedgerWriter::create(from).unwrap();
        (0..20_000).for_each(|number| writer.line(&unit(number, 0)).unwrap());
        let path = writer.finish().unwrap().path;
        let before = frames(&path);
        assert!(before.len() > 8, "{}", before.len());
        assert_eq!(copied(&path, to, &[], &[]).0, before);
        let taken = |changed: &[usize], gone: &[usize]| {
            let (frames, _) = copied(&path, to, changed, gone);
            frames.iter().filter(|frame| before.contains(frame)).count()
        };
        assert_eq!(taken(&[100], &[]), before.len() - 1);
        assert_eq!(taken(&[], &[100, 19_000]), before.len() - 2);
        assert_eq!(taken(&[0, 19_999], &[9000]), before.len() - 3);
        // What is left of a frame goes with the next one.
        let most: Vec<usize> = (100..1900).collect();
        assert!(taken(&[], &most) >= before.len() - 4);
    }
}
