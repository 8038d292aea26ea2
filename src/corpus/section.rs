//! A section of the corpus: a sorted stream of rows becomes frames, frames become shards.
//!
//! A row has one or two tracks that are cut alike (a document, and what was stripped from it), each written to files of its own.
//! Not for: which rows there are (`build`).

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::{At, Error};
use super::manifest::FileEntry;
use super::shard::{self, Frame, Place};
use super::trie::{Cutter, Key, Piece, Prefix};

/// Frames that are compressed at a time, for each thread.
const FRAMES_A_THREAD: usize = 2;

/// What all sections of a build share.
#[derive(Debug)]
pub(super) struct Workshop {
    /// Where unfinished files lie; finished ones lie in it under their final relative path.
    pub(super) folder: PathBuf,
    /// Compresses frames and sorts.
    pub(super) pool: rayon::ThreadPool,
    /// Of zstd.
    pub(super) level: i32,
    /// Most bytes of lines in a frame.
    pub(super) frame_bytes: u64,
    /// Most bytes of lines in a shard.
    pub(super) shard_bytes: u64,
}

/// Bytes of lines with their break, one entry a track.
pub(super) type Row<const N: usize> = [Vec<u8>; N];

/// Writes a section of `N` tracks.
pub(super) struct SectionWriter<'a, const N: usize> {
    shop: &'a Workshop,
    names: [&'static str; N],
    rows: Cutter<Row<N>>,
    waiting: Vec<Piece<Row<N>>>,
    spools: [Spool; N],
    frames: Cutter<[Place; N]>,
    files: Vec<FileEntry>,
}

impl<'a, const N: usize> SectionWriter<'a, N> {
    /// Begins a section; `names` are what file names begin with (`documents/`, `rejects/dropped-`), one a track.
    pub(super) fn create(shop: &'a Workshop, names: [&'static str; N]) -> Result<Self, Error> {
        let mut spools = Vec::new();
        for name in names {
            spools.push(Spool::create(shop.folder.join(name.replace('/', "-") + "spool"))?);
        }
        let spools = spools
            .try_into()
            .map_err(|_| Error::Accounting("a track has no spool".into()))?;
        Ok(SectionWriter {
            shop,
            names,
            rows: Cutter::new(shop.frame_bytes),
            waiting: Vec::new(),
            spools,
            frames: Cutter::new(shop.shard_bytes),
            files: Vec::new(),
        })
    }

    /// Takes the next row; rows come sorted by key.
    pub(super) fn push(&mut self, key: Key, row: Row<N>) -> Result<(), Error> {
        let weight = row.first().map_or(0, Vec::len) as u64;
        let done = self.rows.push(Prefix::full(key), weight, row);
        self.waiting.extend(done);
        if self.waiting.len() >= FRAMES_A_THREAD * self.shop.pool.current_num_threads() {
            self.pack()?;
        }
        Ok(())
    }

    /// Ends the section; all its files are complete and on disk, in the work folder.
    pub(super) fn finish(mut self) -> Result<Vec<FileEntry>, Error> {
        let rows = std::mem::replace(&mut self.rows, Cutter::new(0));
        self.waiting.extend(rows.finish());
        self.pack()?;
        let frames = std::mem::replace(&mut self.frames, Cutter::new(0));
        if let Some(shard) = frames.finish() {
            self.write_shard(&shard)?;
        }
        for spool in &self.spools {
            std::fs::remove_file(&spool.path).at(&spool.path)?;
        }
        Ok(self.files)
    }

    /// Compresses the waiting frames and cuts shards of them.
    fn pack(&mut self) -> Result<(), Error> {
        let waiting = std::mem::take(&mut self.waiting);
        let level = self.shop.level;
        let packed: Vec<Result<[Packed; N], std::io::Error>> = self
            .shop
            .pool
            .install(|| waiting.into_par_iter().map(|piece| Packed::all(piece, level)).collect());
        for tracks in packed {
            let tracks = tracks.at(&self.shop.folder)?;
            let main = tracks
                .first()
                .map_or((Prefix::ROOT, 0), |main| (main.frame.prefix, main.frame.bytes));
            let mut places = Vec::new();
            for (spool, packed) in self.spools.iter_mut().zip(&tracks) {
                places.push(spool.append(packed)?);
            }
            let places = places
                .try_into()
                .map_err(|_| Error::Accounting("a track has no frame".into()))?;
            for shard in self.frames.push(main.0, main.1, places) {
                self.write_shard(&shard)?;
            }
        }
        Ok(())
    }

    fn write_shard(&mut self, shard: &Piece<[Place; N]>) -> Result<(), Error> {
        for (track, name) in self.names.into_iter().enumerate() {
            let places: Vec<Place> = shard
                .items
                .iter()
                .filter_map(|(_, _, tracks)| tracks.get(track))
                .cloned()
                .collect();
            self.files
                .extend(write_file(&self.shop.folder, name, &shard.prefix, &places)?);
        }
        Ok(())
    }
}

/// Writes one file of a shard; none where there are no lines.
fn write_file(work: &Path, name: &str, prefix: &Prefix, places: &[Place]) -> Result<Option<FileEntry>, Error> {
    let sum = |what: fn(&Frame) -> u64| places.iter().map(|place| what(&place.frame)).sum::<u64>();
    if sum(|frame| frame.lines) == 0 {
        return Ok(None);
    }
    let unnamed = work.join("shard");
    let finished = shard::write(&unnamed, places)?;
    let bits: String = prefix.to_string().chars().take(64).collect();
    let hash = finished.hash.to_hex();
    let path = format!("{name}{bits}-{}.jsonl.zst", hash.get(..16).unwrap_or_default());
    let final_path = work.join(&path);
    if let Some(parent) = final_path.parent() {
        std::fs::create_dir_all(parent).at(parent)?;
    }
    std::fs::rename(&unnamed, &final_path).at(&final_path)?;
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

/// A compressed frame that has no place yet.
struct Packed {
    frame: Frame,
    bytes: Vec<u8>,
}

impl Packed {
    fn all<const N: usize>(piece: Piece<Row<N>>, level: i32) -> std::io::Result<[Packed; N]> {
        let mut tracks = [const { Vec::new() }; N];
        for (_, _, row) in &piece.items {
            tracks
                .iter_mut()
                .zip(row)
                .for_each(|(track, lines)| track.extend_from_slice(lines));
        }
        let packed: Vec<Packed> = tracks
            .into_iter()
            .map(|lines| Packed::new(piece.prefix, &lines, level))
            .collect::<std::io::Result<_>>()?;
        packed
            .try_into()
            .map_err(|_| std::io::Error::other("a track has no frame"))
    }

    fn new(prefix: Prefix, lines: &[u8], level: i32) -> std::io::Result<Packed> {
        let bytes = shard::compress(lines, level)?;
        let frame = Frame {
            prefix,
            lines: memchr::memchr_iter(b'\n', lines).count() as u64,
            bytes: lines.len() as u64,
            size_bytes: bytes.len() as u64,
        };
        Ok(Packed { frame, bytes })
    }
}

/// Frames that no shard has taken yet, one behind the other in a file.
#[derive(Debug)]
struct Spool {
    path: PathBuf,
    file: File,
    end_bytes: u64,
}

impl Spool {
    fn create(path: PathBuf) -> Result<Self, Error> {
        Ok(Spool {
            file: File::create(&path).at(&path)?,
            path,
            end_bytes: 0,
        })
    }

    fn append(&mut self, packed: &Packed) -> Result<Place, Error> {
        self.file.write_all(&packed.bytes).at(&self.path)?;
        let place = Place {
            path: self.path.clone(),
            offset_bytes: self.end_bytes,
            frame: packed.frame,
        };
        self.end_bytes += packed.frame.size_bytes;
        Ok(place)
    }
}
