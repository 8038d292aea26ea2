//! The ledger: which units a state was made of, and what became of each record, so that the next build can do the difference.
//!
//! It goes with one state, whose seal is in its name. It holds file times, so it is no part of the corpus's bytes; without it
//! the next build starts from nothing. Not for: deciding what to do (`plan`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache;
use super::entry::{self, Kind};
use super::error::{At, Error};
use super::manifest::Manifest;
use super::shard::damaged;
use crate::outcome::Fault;

/// Its folder in the output folder.
pub(super) const FOLDER: &str = "ledger";
/// Records in a line: bounds what is held of a unit with many of them.
const RECORDS_A_LINE: usize = 4096;

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

/// Size and times of a file. A file with the same ones is taken to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Size in bytes.
    pub(super) size_bytes: u64,
    /// Last change of the content, in seconds and nanoseconds of the file system's clock.
    pub(super) modified: (i64, i64),
    /// Last change of content or attributes; the system sets it, no program can turn it back.
    pub(super) changed: (i64, i64),
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

impl Stamp {
    /// Of the file at `path`.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> std::io::Result<Self> {
        use std::os::unix::fs::MetadataExt;
        let metadata = std::fs::metadata(path)?;
        Ok(Stamp {
            size_bytes: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    /// Of the file at `path`.
    #[cfg(not(unix))]
    pub(super) fn of(path: &Path) -> std::io::Result<Self> {
        let metadata = std::fs::metadata(path)?;
        let since = metadata
            .modified()?
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        let modified = (since.as_secs() as i64, i64::from(since.subsec_nanos()));
        Ok(Stamp {
            size_bytes: metadata.len(),
            modified,
            changed: modified,
        })
    }
}

/// Writes a ledger.
pub(super) struct LedgerWriter {
    path: PathBuf,
    out: zstd::stream::write::Encoder<'static, BufWriter<File>>,
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
        let file = File::create(&path).at(&path)?;
        let mut out = zstd::stream::write::Encoder::new(BufWriter::new(file), 3).at(&path)?;
        out.include_checksum(true).at(&path)?;
        Ok(LedgerWriter {
            path,
            out,
            records: Vec::new(),
            live: BTreeMap::new(),
        })
    }

    /// Writes what became of a record of the unit that was begun last.
    pub(super) fn record(&mut self, was: Was) -> Result<(), Error> {
        self.records.push(was);
        if self.records.len() >= RECORDS_A_LINE {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Writes a line.
    pub(super) fn line(&mut self, line: &Line) -> Result<(), Error> {
        if let Line::Cached(place) = line {
            *self.live.entry(place.segment).or_default() += place.bytes;
        }
        self.flush()?;
        self.write(line)
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.records.is_empty() {
            return Ok(());
        }
        let records = std::mem::take(&mut self.records);
        self.write(&Line::Records(records))
    }

    fn write(&mut self, line: &Line) -> Result<(), Error> {
        let mut json = serde_json::to_vec(line).map_err(Into::into).at(&self.path)?;
        json.push(b'\n');
        self.out.write_all(&json).at(&self.path)
    }

    /// Completes the ledger, waits until it is on disk, and returns where it lies.
    pub(super) fn finish(mut self) -> Result<Written, Error> {
        self.line(&Line::End)?;
        let path = self.path;
        let file = self
            .out
            .finish()
            .at(&path)?
            .into_inner()
            .map_err(|error| error.into_error())
            .at(&path)?;
        file.sync_all().at(&path)?;
        Ok(Written { path, live: self.live })
    }
}

/// The name of the ledger of a state, relative to the output folder.
pub(super) fn path_of(seal: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{}.jsonl.zst", seal.get(..16).unwrap_or(seal)))
}

/// Reads a ledger.
pub(super) struct LedgerReader {
    path: PathBuf,
    lines: std::io::Lines<BufReader<zstd::stream::read::Decoder<'static, BufReader<File>>>>,
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
        let file = File::open(path).at(path)?;
        let decoder = zstd::stream::read::Decoder::new(file).at(path)?;
        Ok(LedgerReader {
            lines: BufReader::with_capacity(64 << 10, decoder).lines(),
            path: path.to_owned(),
            ended: false,
        })
    }

    /// Whether nothing follows the last line.
    fn at_end(&mut self) -> Result<(), Error> {
        match self.lines.next() {
            None => Ok(()),
            Some(_) => Err(damaged(&self.path, "something follows the end")),
        }
    }

    /// The next line; none behind the last. A ledger that ends too early is damaged.
    pub(super) fn next(&mut self) -> Result<Option<Line>, Error> {
        if self.ended {
            return Ok(None);
        }
        let line = self
            .lines
            .next()
            .ok_or_else(|| damaged(&self.path, "the end is missing"))?;
        let line = line.map_err(|error| damaged(&self.path, &error.to_string()))?;
        match serde_json::from_str(&line).map_err(|error| damaged(&self.path, &error.to_string()))? {
            Line::End => {
                self.ended = true;
                Ok(None)
            }
            line => Ok(Some(line)),
        }
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
