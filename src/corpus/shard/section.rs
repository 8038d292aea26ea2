//! A section of the corpus: a sorted stream of rows becomes frames, frames become shards.
//!
//! A row has one or two tracks that are cut alike (a document, and what was stripped from it), each written to files of its own.
//! A frame of the old state may replace its rows: it is copied, and a shard whose frames all stay is not touched at all.
//! Not for: which rows there are (`merge`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::corpus::error::{At, Error};
use crate::corpus::layout::ShardName;
use crate::corpus::manifest::FileEntry;
use crate::corpus::packed::compress;
use crate::corpus::shard::file::{self, Frame, Place};
use crate::corpus::shard::ordered::Ordered;
use crate::corpus::storage::files::remove_file;
use crate::corpus::storage::scratch::{self, ScratchFile};
use crate::corpus::trie::{Cutter, Key, Piece, Prefix};

/// What all sections of a build share: where and how they are written.
#[derive(Debug)]
pub(crate) struct SectionContext {
    /// Where unfinished files lie; finished ones lie in it under their final relative path.
    pub(crate) folder: PathBuf,
    /// Compresses frames and sorts.
    pub(crate) pool: rayon::ThreadPool,
    /// Of zstd.
    pub(crate) level: i32,
    /// Most bytes of lines in a frame.
    pub(crate) frame_bytes: u64,
    /// Most bytes of lines in a shard.
    pub(crate) shard_bytes: u64,
    /// The files of the old state, by their full path.
    pub(crate) old_files: BTreeMap<PathBuf, FileEntry>,
    /// Those of them that are damaged; their sound frames are used.
    pub(crate) suspects: BTreeMap<PathBuf, Suspect>,
}

/// What of a file of the old state is damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Suspect {
    /// These frames, counted from 0.
    Frames(BTreeSet<u64>),
    /// Nothing of it can be relied on.
    Whole,
}

/// Bytes of lines with their break: a document and its removals; the second is empty in sections of one track.
pub(crate) type Row = [Vec<u8>; 2];

/// Bytes of lines of a section that are compressed side by side; a piece of more is compressed alone.
const SIDE_BY_SIDE_BYTES: u64 = 8 << 20;

/// What a frame is made of.
enum Part {
    /// A new or changed row.
    Row(Row),
    /// A frame of the old state, one place a track.
    Old(Vec<Place>),
}

/// Writes a section.
pub(crate) struct SectionWriter<'a> {
    context: &'a SectionContext,
    names: &'static [&'static str],
    parts: Cutter<Part>,
    packed: Ordered<'a, Result<Vec<Packed>, Error>>,
    spools: Vec<Spool>,
    frames: Cutter<Vec<Place>>,
    files: Vec<FileEntry>,
}

impl<'a> SectionWriter<'a> {
    /// Begins a section; `names` are what file names begin with (`documents/`, `rejects/dropped-`), one a track.
    pub(crate) fn create(context: &'a SectionContext, names: &'static [&'static str]) -> Result<Self, Error> {
        let spool = |name: &&str| Spool::create(context.folder.join(name.replace('/', "-") + "spool"));
        Ok(SectionWriter {
            context,
            names,
            parts: Cutter::new(context.frame_bytes),
            packed: Ordered::new(&context.pool, SIDE_BY_SIDE_BYTES),
            spools: names.iter().map(spool).collect::<Result<_, _>>()?,
            frames: Cutter::new(context.shard_bytes),
            files: Vec::new(),
        })
    }

    /// Takes the next row; rows and old frames come sorted by key.
    pub(crate) fn push(&mut self, key: Key, row: Row) -> Result<(), Error> {
        let weight = row.first().map_or(0, Vec::len) as u64;
        self.take(Prefix::full(key), weight, Part::Row(row))
    }

    /// Takes an old frame for all of its rows.
    pub(crate) fn push_old(&mut self, places: Vec<Place>) -> Result<(), Error> {
        let Some(frame) = places.first().map(|place| place.frame) else {
            return Ok(());
        };
        self.take(frame.prefix, frame.bytes, Part::Old(places))
    }

    fn take(&mut self, at: Prefix, weight: u64, part: Part) -> Result<(), Error> {
        let done = self.parts.push(at, weight, part);
        done.into_iter().try_for_each(|piece| self.pack(piece))
    }

    /// Ends the section; all its new files are complete and on disk, in the work folder.
    pub(crate) fn finish(mut self) -> Result<Vec<FileEntry>, Error> {
        let parts = std::mem::replace(&mut self.parts, Cutter::new(0));
        parts.finish().map_or(Ok(()), |piece| self.pack(piece))?;
        while let Some(packed) = self.packed.take() {
            self.place(packed?)?;
        }
        let frames = std::mem::replace(&mut self.frames, Cutter::new(0));
        if let Some(shard) = frames.finish() {
            self.write_shard(&shard)?;
        }
        for spool in &self.spools {
            remove_file(&spool.path)?;
        }
        Ok(self.files)
    }

    /// Has a piece compressed, and places what is ready.
    fn pack(&mut self, piece: Piece<Part>) -> Result<(), Error> {
        let (tracks, level, folder) = (self.names.len(), self.context.level, self.context.folder.clone());
        let ready = self
            .packed
            .give(size_bytes(&piece), move || pack(piece, tracks, level, &folder));
        ready.into_iter().try_for_each(|packed| self.place(packed?))
    }

    /// Puts the frames of a piece on the spools, and cuts shards of them.
    fn place(&mut self, packed: Vec<Packed>) -> Result<(), Error> {
        let mut places = Vec::with_capacity(packed.len());
        for (spool, packed) in self.spools.iter_mut().zip(packed) {
            places.push(spool.place(packed)?);
        }
        let Some(main) = places.first().map(|place| place.frame) else {
            return Ok(());
        };
        let shards = self.frames.push(main.prefix, main.bytes, places);
        shards.iter().try_for_each(|shard| self.write_shard(shard))
    }

    fn write_shard(&mut self, shard: &Piece<Vec<Place>>) -> Result<(), Error> {
        for (track, name) in self.names.iter().enumerate() {
            let tracks = shard.items.iter().filter_map(|(_, _, places)| places.get(track));
            let places: Vec<&Place> = tracks.collect();
            let file = match untouched(&self.context.old_files, &shard.prefix, &places) {
                Some(old) => Some(old.clone()),
                None => write_file(&self.context.folder, name, &shard.prefix, &places)?,
            };
            self.files.extend(file);
        }
        Ok(())
    }
}

/// The old file that consists of just these places, if there is one.
fn untouched<'a>(
    old_files: &'a BTreeMap<PathBuf, FileEntry>,
    prefix: &Prefix,
    places: &[&Place],
) -> Option<&'a FileEntry> {
    let path = &places.first()?.path;
    let old = old_files.get(path)?;
    let all = old.prefix == *prefix && old.frames == places.len() as u64;
    (all && places.iter().all(|place| place.finished && place.path == *path)).then_some(old)
}

/// Writes one file of a shard; none where there are no lines.
fn write_file(work: &Path, name: &str, prefix: &Prefix, places: &[&Place]) -> Result<Option<FileEntry>, Error> {
    let sum = |what: fn(&Frame) -> u64| places.iter().map(|place| what(&place.frame)).sum::<u64>();
    if sum(|frame| frame.lines) == 0 {
        return Ok(None);
    }
    let unnamed = work.join("shard");
    let finished = file::write(&unnamed, places)?;
    let hash = finished.hash.to_hex();
    let path = ShardName::new(name, prefix, &hash)
        .map_err(std::io::Error::other)
        .at(work)?;
    let final_path = work.join(&path);
    if let Some(parent) = final_path.parent() {
        scratch::make_folders(parent)?;
    }
    scratch::rename(&unnamed, &final_path)?;
    Ok(Some(FileEntry {
        path,
        prefix: *prefix,
        size_bytes: finished.size_bytes,
        blake3: hash.to_string(),
        frames: places.len() as u64,
        data_bytes: sum(|frame| frame.size_bytes),
        lines: sum(|frame| frame.lines),
        line_bytes: sum(|frame| frame.bytes),
    }))
}

/// A frame that is ready to be put into a shard.
enum Packed {
    /// New bytes that have no place yet.
    New(Frame, Vec<u8>),
    /// An old frame, where it lies.
    Old(Place),
}

/// What a piece takes in memory: the lines of all tracks, where old frames are not read yet.
fn size_bytes(piece: &Piece<Part>) -> u64 {
    let size = |(_, weight, part): &(Prefix, u64, Part)| match part {
        Part::Row(row) => row.iter().map(Vec::len).sum::<usize>() as u64,
        Part::Old(_) => *weight,
    };
    piece.items.iter().map(size).sum()
}

/// Makes the frames of a piece, one a track; `folder` is for errors.
fn pack(mut piece: Piece<Part>, tracks: usize, level: i32, folder: &Path) -> Result<Vec<Packed>, Error> {
    if let [(_, _, Part::Old(places))] = piece.items.as_mut_slice() {
        let moved = |mut place: Place| {
            // The same rows, but they may have become the whole of a shorter prefix.
            place.finished &= place.frame.prefix == piece.prefix;
            place.frame.prefix = piece.prefix;
            Packed::Old(place)
        };
        return Ok(std::mem::take(places).into_iter().map(moved).collect());
    }
    let mut lines = vec![Vec::new(); tracks];
    for (_, _, part) in std::mem::take(&mut piece.items) {
        append(part, &mut lines)?;
    }
    let compress = |lines: Vec<u8>| {
        let bytes = compress(&lines, level).at(folder)?;
        let frame = Frame {
            prefix: piece.prefix,
            lines: memchr::memchr_iter(b'\n', &lines).count() as u64,
            bytes: lines.len() as u64,
            size_bytes: bytes.len() as u64,
        };
        Ok(Packed::New(frame, bytes))
    };
    lines.into_iter().map(compress).collect()
}

/// Adds the lines of a part, which is given up: large rows are not in memory twice.
fn append(part: Part, lines: &mut [Vec<u8>]) -> Result<(), Error> {
    match part {
        Part::Row(row) => lines.iter_mut().zip(row).for_each(|(to, from)| {
            if to.is_empty() {
                *to = from;
            } else {
                to.extend_from_slice(&from);
            }
        }),
        Part::Old(places) => {
            for (to, place) in lines.iter_mut().zip(&places) {
                to.extend_from_slice(file::read_place(place)?.as_bytes());
            }
        }
    }
    Ok(())
}

/// Frames that no shard has taken yet, one behind the other in a file.
#[derive(Debug)]
struct Spool {
    path: PathBuf,
    file: ScratchFile,
    end_bytes: u64,
}

impl Spool {
    fn create(path: PathBuf) -> Result<Self, Error> {
        Ok(Spool {
            file: scratch::create(&path)?,
            path,
            end_bytes: 0,
        })
    }

    fn place(&mut self, packed: Packed) -> Result<Place, Error> {
        let (frame, bytes) = match packed {
            Packed::Old(place) => return Ok(place),
            Packed::New(frame, bytes) => (frame, bytes),
        };
        self.file.write_all(&bytes).at(&self.path)?;
        let place = Place {
            finished: false,
            path: self.path.clone(),
            offset_bytes: self.end_bytes,
            frame,
        };
        self.end_bytes += frame.size_bytes;
        Ok(place)
    }
}
