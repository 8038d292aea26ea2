//! A shard: independent zstd frames, then an index of them in a frame that decompressors skip.
//!
//! Not for: which lines go into which frame (`trie`) or which files there are (`section`).

use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::error::{At, Error, damaged};
use crate::corpus::packed::decompress;
use crate::corpus::storage::scratch::{ScratchFile, create};
use crate::corpus::storage::{Reader, files};
use crate::corpus::trie::Prefix;

/// First bytes of the index: one of the sixteen numbers that RFC 8878 sets aside for frames to skip.
const INDEX_MAGIC: u32 = 0x184D_2A5C;
/// Bytes of the index before its entries: magic number and size.
const INDEX_HEAD_BYTES: usize = 8;
/// More than all frames of a shard together have: sums of what is below cannot overflow.
const MOST_BYTES: u64 = 1 << 50;
/// Bytes that are written to a shard at a time.
const WRITE_BYTES: usize = 256 << 10;

/// A frame, as the index lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The keys that it holds.
    pub prefix: Prefix,
    /// Number of lines.
    pub lines: u64,
    /// Size of the lines.
    pub bytes: u64,
    /// Size on disk; 0 for a frame without lines, which is not written.
    pub size_bytes: u64,
}

/// Where a frame lies that a shard is put together from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Whether it lies in a finished shard that lists it just so: then the shard may stay as it is.
    pub(crate) finished: bool,
    /// The file.
    pub(crate) path: PathBuf,
    /// First byte.
    pub(crate) offset_bytes: u64,
    /// What lies there.
    pub(crate) frame: Frame,
}

/// Size and BLAKE3 of a finished file.
pub(crate) struct Finished {
    /// Its size.
    pub(crate) size_bytes: u64,
    /// Its hash.
    pub(crate) hash: blake3::Hash,
}

/// Writes a shard of `places` to `path`, and waits until it is on disk.
pub(crate) fn write(path: &Path, places: &[&Place]) -> Result<Finished, Error> {
    let out = Hashing {
        file: create(path)?,
        hasher: blake3::Hasher::new(),
        size_bytes: 0,
    };
    let mut out = BufWriter::with_capacity(WRITE_BYTES, out);
    let mut from: Option<(&Path, Reader)> = None;
    for place in places {
        let file = match &mut from {
            Some((open, file)) if *open == place.path => file,
            _ => &mut from.insert((&place.path, files::open(&place.path)?)).1,
        };
        file.seek(SeekFrom::Start(place.offset_bytes)).at(&place.path)?;
        let copied = io::copy(&mut file.take(place.frame.size_bytes), &mut out).at(path)?;
        if copied != place.frame.size_bytes {
            return Err(damaged(&place.path, "a frame is cut short"));
        }
    }
    let frames: Vec<Frame> = places.iter().map(|place| place.frame).collect();
    out.write_all(&index(&frames).at(path)?).at(path)?;
    let out = out.into_inner().map_err(|error| error.into_error()).at(path)?;
    out.file.sync().at(path)?;
    Ok(Finished {
        size_bytes: out.size_bytes,
        hash: out.hasher.finalize(),
    })
}

fn index(frames: &[Frame]) -> io::Result<Vec<u8>> {
    let entries = serde_json::to_vec(frames)?;
    let size = u32::try_from(entries.len()).map_err(io::Error::other)?;
    Ok([&INDEX_MAGIC.to_le_bytes(), &size.to_le_bytes(), entries.as_slice()].concat())
}

/// A file that is hashed while it is written.
struct Hashing {
    file: ScratchFile,
    hasher: blake3::Hasher,
    size_bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        self.size_bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Reads a shard frame by frame.
#[derive(Debug)]
pub struct ShardReader {
    path: PathBuf,
    file: Reader,
    frames: Vec<Frame>,
}

impl ShardReader {
    /// Opens a shard whose frames take `data_bytes`, and reads its index.
    ///
    /// # Errors
    /// A file that cannot be read, or whose index is not one.
    pub fn open(path: &Path, data_bytes: u64) -> Result<Self, Error> {
        let mut file = files::open(path)?;
        file.seek(SeekFrom::Start(data_bytes)).at(path)?;
        let mut index = Vec::new();
        BufReader::new(&mut file).read_to_end(&mut index).at(path)?;
        let frames = parse_index(&index).map_err(|detail| damaged(path, &detail))?;
        let sizes = frames.iter().map(|frame| frame.size_bytes);
        if sizes.fold(0, u64::saturating_add) != data_bytes {
            return Err(damaged(path, "the index does not fit the frames"));
        }
        Ok(ShardReader {
            path: path.to_owned(),
            file,
            frames,
        })
    }

    /// The frames, in order.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Where each frame lies.
    pub(crate) fn places(&self) -> Vec<Place> {
        let mut offset_bytes = 0;
        let place = |frame: &Frame| {
            let place = Place {
                finished: true,
                path: self.path.clone(),
                offset_bytes,
                frame: *frame,
            };
            offset_bytes += frame.size_bytes;
            place
        };
        self.frames.iter().map(place).collect()
    }

    /// The lines of the frame with this number.
    ///
    /// # Errors
    /// A file that cannot be read, or a frame that is damaged.
    pub fn lines(&mut self, number: usize) -> Result<Lines, Error> {
        let offset_bytes = self.frames.iter().take(number).map(|frame| frame.size_bytes).sum();
        match self.frames.get(number) {
            Some(frame) => read_frame(&mut self.file, &self.path, offset_bytes, frame),
            None => Err(damaged(&self.path, "a frame is missing")),
        }
    }
}

/// Reads the frame at `place`.
pub(crate) fn read_place(place: &Place) -> Result<Lines, Error> {
    if place.frame.size_bytes == 0 {
        return Ok(Lines::default());
    }
    let mut file = files::open(&place.path)?;
    read_frame(&mut file, &place.path, place.offset_bytes, &place.frame)
}

fn read_frame(file: &mut Reader, path: &Path, offset_bytes: u64, frame: &Frame) -> Result<Lines, Error> {
    file.seek(SeekFrom::Start(offset_bytes)).at(path)?;
    let mut packed = Vec::new();
    file.take(frame.size_bytes).read_to_end(&mut packed).at(path)?;
    let bytes = decompress(&packed, frame.bytes).map_err(|error| damaged(path, &error.to_string()))?;
    let lines = Lines { bytes };
    let breaks = memchr::memchr_iter(b'\n', &lines.bytes).count() as u64;
    if breaks != frame.lines || lines.bytes.last().is_some_and(|last| *last != b'\n') {
        return Err(damaged(path, "a frame has another number of lines than the index says"));
    }
    Ok(lines)
}

/// The lines of a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    bytes: Vec<u8>,
}

impl Lines {
    /// All of them.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Each with its line break.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.bytes.as_slice();
        std::iter::from_fn(move || {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let (line, after) = rest.split_at_checked(end)?;
            rest = after;
            Some(line).filter(|line| !line.is_empty())
        })
    }
}

fn parse_index(index: &[u8]) -> Result<Vec<Frame>, String> {
    let (head, entries) = index
        .split_at_checked(INDEX_HEAD_BYTES)
        .ok_or("the index is cut short")?;
    let size = entries.len() as u32;
    if head != [INDEX_MAGIC.to_le_bytes(), size.to_le_bytes()].concat() {
        return Err("there is no index behind the frames".to_owned());
    }
    let frames: Vec<Frame> =
        serde_json::from_slice(entries).map_err(|error| format!("the index cannot be read: {error}"))?;
    let numbers = frames
        .iter()
        .flat_map(|frame| [frame.lines, frame.bytes, frame.size_bytes]);
    let sum = numbers.fold(0, u64::saturating_add);
    if sum > MOST_BYTES {
        return Err("the index has numbers that no file can have".to_owned());
    }
    let follow = |pair: &[Frame]| matches!(pair, [one, next] if one.prefix.goes_before(&next.prefix));
    if !frames.windows(2).all(follow) {
        return Err("the frames of the index are not in order".to_owned());
    }
    Ok(frames)
}
