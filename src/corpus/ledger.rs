//! The ledger: which units a state was made of, and what became of each record, so that the next build can do the difference.
//!
//! It goes with one state, whose seal is in its name. It holds file times, so it is no part of the corpus's bytes; without it
//! the next build starts from nothing. Not for: deciding what to do (`plan`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache;
use super::entry::{self, Kind};
use super::error::{At, Error};
use super::manifest::Manifest;
use super::shard::{self, damaged};
use crate::outcome::Fault;
use crate::reader::Stamp;

/// Its folder in the output folder.
pub(super) const FOLDER: &str = "ledger";
/// Records in a line: bounds what is held of a unit with many of them.
const RECORDS_A_LINE: usize = 4096;
/// Bytes of lines in a frame. What of the next ledger is the same is not packed again.
const FRAME_BYTES: usize = 256 << 10;
/// No frame has more: one line goes beyond the bound.
const MOST_FRAME_BYTES: u64 = 16 << 20;
/// Level of zstd: hashes hardly get smaller.
const LEVEL: i32 = 1;

/// A line of the ledger. Those of one unit follow each other: `Unit`, any number of the middle ones, `Done`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    /// A unit begins.
    Unit(Unit),
    /// What became of its next records.
    Records(Vec<Was>),
    /// Records that hold no document by design.
    Skipped(String, u64),
    /// A record of the unit could not be read, and may be next time.
    Retry,
    /// Where in the cache its records lie.
    Cached(cache::Place),
    /// The unit is complete.
    Done,
    /// The ledger is complete.
    End,
}

/// A unit as it was when it was cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Unit {
    /// Its name.
    pub(super) source: String,
    /// Size and times, for the quick check; none where they cannot be relied on.
    pub(super) stamp: Option<Stamp>,
    /// BLAKE3 of its bytes; none where it may have changed while it was read.
    pub(super) blake3: Option<String>,
}

/// What became of a record: the kind of its line, its number in the unit, its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Was(pub(super) u8, pub(super) u64, pub(super) String);

impl Was {
    /// Whether the record became this.
    pub(super) fn is(&self, kind: Kind) -> bool {
        self.0 == kind.number()
    }

    /// Of the record whose lines are sorted by `key`.
    pub(super) fn of(key: &[u8]) -> Option<Self> {
        let (kind, hash, place) = entry::parse_key(key)?;
        let (_, record) = place.split_last_chunk()?;
        let hash = match kind {
            Kind::Document => blake3::Hash::from_bytes(hash).to_hex().to_string(),
            // Follows from the place.
            Kind::Dropped | Kind::Quarantined => String::new(),
        };
        Some(Was(kind.number(), u64::from_be_bytes(*record), hash))
    }

    /// The key that its lines are sorted by.
    pub(super) fn key(&self, source: &str) -> Option<Vec<u8>> {
        let Was(kind, record, hash) = self;
        let kind = Kind::numbered(*kind)?;
        let hash = match kind {
            Kind::Document => *blake3::Hash::from_hex(hash).ok()?.as_bytes(),
            Kind::Dropped | Kind::Quarantined => entry::place_key(&entry::id(source, *record)),
        };
        Some(entry::sort_key(kind, &hash, &entry::place(source, *record)))
    }
}

/// Writes a ledger.
pub(super) struct LedgerWriter {
    path: PathBuf,
    out: File,
    /// Lines of the frame in turn.
    frame: Vec<u8>,
    records: Vec<Was>,
    live: BTreeMap<u64, u64>,
}

/// A ledger that is complete.
#[derive(Debug)]
pub(super) struct Written {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// Bytes of lines that it uses of the segments of the cache.
    pub(super) live: BTreeMap<u64, u64>,
}

impl LedgerWriter {
    /// A ledger in `work`.
    pub(super) fn create(work: &Path) -> Result<Self, Error> {
        let path = work.join("ledger");
        Ok(LedgerWriter {
            out: File::create(&path).at(&path)?,
            path,
            frame: Vec::new(),
            records: Vec::new(),
            live: BTreeMap::new(),
        })
    }

    /// Writes what became of a record of the unit that was begun last.
    pub(super) fn record(&mut self, was: Was) -> Result<(), Error> {
        self.records.push(was);
        if self.records.len() >= RECORDS_A_LINE {
            self.flush()?;
        }
        self.pack_if(FRAME_BYTES)
    }

    /// Writes a line.
    pub(super) fn line(&mut self, line: &Line) -> Result<(), Error> {
        self.flush()?;
        self.write(line)?;
        self.note(line);
        self.pack_if(FRAME_BYTES)
    }

    /// Writes a line that stands in the ledger before as `bytes`.
    pub(super) fn copy(&mut self, line: &Line, bytes: &[u8]) -> Result<(), Error> {
        self.flush()?;
        self.frame.extend_from_slice(bytes);
        self.note(line);
        Ok(())
    }

    /// Takes note that a frame of the ledger before ends here: if all of its lines stand, so does it.
    pub(super) fn end_frame(&mut self, before: &Frame) -> Result<(), Error> {
        self.flush()?;
        if self.frame == before.lines {
            self.frame.clear();
            return self.out.write_all(&before.packed).at(&self.path);
        }
        self.pack_if(FRAME_BYTES / 2)
    }

    fn note(&mut self, line: &Line) {
        if let Line::Cached(place) = line {
            *self.live.entry(place.segment).or_default() += place.bytes;
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

    /// Writes the frame in turn if it has so many bytes.
    fn pack_if(&mut self, least_bytes: usize) -> Result<(), Error> {
        if self.frame.len() < least_bytes {
            return Ok(());
        }
        let packed = shard::compress(&self.frame, LEVEL).at(&self.path)?;
        self.frame.clear();
        self.out.write_all(&packed).at(&self.path)
    }

    /// Completes the ledger, waits until it is on disk, and returns where it lies.
    pub(super) fn finish(mut self) -> Result<Written, Error> {
        self.line(&Line::End)?;
        self.pack_if(0)?;
        self.out.sync_all().at(&self.path)?;
        Ok(Written {
            path: self.path,
            live: self.live,
        })
    }
}

/// The name of the ledger of a state, relative to the output folder.
pub(super) fn path_of(seal: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{}.jsonl.zst", seal.get(..16).unwrap_or(seal)))
}

/// A frame of a ledger.
#[derive(Default)]
pub(super) struct Frame {
    lines: Vec<u8>,
    /// The same, as it stands on disk.
    packed: Vec<u8>,
}

/// Reads a ledger.
pub(super) struct LedgerReader {
    path: PathBuf,
    file: Keeping,
    frame: Frame,
    /// Where in the frame the line that was read last stands.
    line: Range<usize>,
    ended: bool,
}

impl LedgerReader {
    /// Opens the ledger of the state `manifest` of `folder`; none where there is none.
    pub(super) fn open(folder: &Path, manifest: &Manifest) -> Result<Option<Self>, Error> {
        let path = folder.join(path_of(&manifest.seal));
        match Self::open_path(&path) {
            Err(Error::Io { cause, .. }) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            reader => reader.map(Some),
        }
    }

    /// Opens the ledger at `path`.
    pub(super) fn open_path(path: &Path) -> Result<Self, Error> {
        Ok(LedgerReader {
            file: Keeping {
                file: BufReader::with_capacity(64 << 10, File::open(path).at(path)?),
                taken: Vec::new(),
            },
            path: path.to_owned(),
            frame: Frame::default(),
            line: 0..0,
            ended: false,
        })
    }

    /// The next line; none behind the last. A ledger that ends too early is damaged.
    pub(super) fn next(&mut self) -> Result<Option<Line>, Error> {
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
    pub(super) fn bytes(&self) -> &[u8] {
        self.frame.lines.get(self.line.clone()).unwrap_or_default()
    }

    /// The frame in turn, if the line that was read last is its last.
    pub(super) fn frame_ended(&self) -> Option<&Frame> {
        Some(&self.frame).filter(|frame| self.line.end == frame.lines.len())
    }

    fn next_frame(&mut self) -> Result<(), Error> {
        self.line = 0..0;
        self.frame.lines.clear();
        let found = self.file.unpack(&mut self.frame.lines);
        std::mem::swap(&mut self.frame.packed, &mut self.file.taken);
        let detail = match found {
            Ok(0) => "the end is missing".to_owned(),
            Ok(bytes) if bytes > MOST_FRAME_BYTES => "a frame is too large".to_owned(),
            Ok(_) => return Ok(()),
            Err(error) => error.to_string(),
        };
        Err(damaged(&self.path, &detail))
    }

    /// Whether nothing follows the last line.
    fn at_end(&mut self) -> Result<(), Error> {
        let frame_ended = self.frame_ended().is_some();
        match self.file.fill_buf() {
            Ok([]) if frame_ended => Ok(()),
            _ => Err(damaged(&self.path, "something follows the end")),
        }
    }
}

/// A file that keeps what is taken of it.
struct Keeping {
    file: BufReader<File>,
    taken: Vec<u8>,
}

impl Keeping {
    /// Unpacks the next frame to the end of `lines`, and says how many bytes it has; none where the file ends.
    fn unpack(&mut self, lines: &mut Vec<u8>) -> std::io::Result<u64> {
        self.taken.clear();
        if self.fill_buf()?.is_empty() {
            return Ok(0);
        }
        let frame = zstd::stream::read::Decoder::with_buffer(self)?.single_frame();
        Ok(frame.take(MOST_FRAME_BYTES + 1).read_to_end(lines)? as u64)
    }
}

impl Read for Keeping {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Keeping {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        let taken = self.file.buffer().get(..bytes).unwrap_or_default();
        self.taken.extend_from_slice(taken);
        self.file.consume(bytes);
    }
}

/// Reads all of the ledger of a state, if there is one.
///
/// # Errors
/// A ledger that cannot be read or is damaged.
pub(super) fn check(folder: &Path, manifest: &Manifest) -> Result<(), Error> {
    if let Some(mut reader) = LedgerReader::open(folder, manifest)? {
        while reader.next()?.is_some() {}
        reader.at_end()?;
    }
    Ok(())
}

/// Calls `each` with source, number and sort key of every record of a state.
///
/// # Errors
/// A ledger that cannot be read or is damaged; `each` has seen what stands before the damage.
pub(super) fn each_record(
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
                for was in &records {
                    let Was(_, record, _) = was;
                    was.key(&source).iter().for_each(|key| each(&source, *record, key));
                }
            }
            Line::Skipped(..) | Line::Retry | Line::Cached(_) | Line::Done | Line::End => {}
        }
    }
    Ok(())
}

/// The units of a state with records that could not be read.
///
/// # Errors
/// A ledger that cannot be read or is damaged.
pub(super) fn to_retry(folder: &Path, manifest: &Manifest) -> Result<BTreeSet<String>, Error> {
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
            Line::Records(_) | Line::Skipped(..) | Line::Cached(_) | Line::Done | Line::End => {}
        }
    }
    Ok(found)
}

/// The unit at the end of the ledger at `path` that is not complete, if there is one.
///
/// # Errors
/// A ledger that cannot be read or is damaged.
pub(super) fn unfinished(path: &Path) -> Result<Option<String>, Error> {
    let mut reader = LedgerReader::open_path(path)?;
    let mut open = None;
    while let Some(line) = reader.next()? {
        match line {
            Line::Unit(unit) => open = Some(unit.source),
            Line::Done => open = None,
            Line::Records(_) | Line::Skipped(..) | Line::Retry | Line::Cached(_) | Line::End => {}
        }
    }
    Ok(open)
}
