//! A section of the old state, read in step with what changes: frames without a change pass as they are, the others row by row.
//!
//! Not for: what changes (`merge`).

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::entry;
use super::error::Error;
use super::manifest::FileEntry;
use super::section::{Row, SectionWriter, Suspect, Workshop};
use super::shard::{self, Frame, Place, ShardReader, damaged};
use super::trie::{Key, Prefix};

/// A row of the old state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OldRow {
    /// What it is sorted by.
    pub(super) key: Key,
    /// The end of its sort key: where its document came from.
    pub(super) place: Vec<u8>,
    /// Its lines.
    pub(super) row: Row,
}

/// A section: its old frames, and the writer of its new ones. Keys are visited in order.
pub(super) struct Section<'a> {
    shop: &'a Workshop,
    writer: SectionWriter<'a>,
    files: VecDeque<(PathBuf, Vec<FileEntry>)>,
    frames: VecDeque<Vec<Place>>,
    open: Option<Open>,
}

/// An old frame whose rows are being looked at.
struct Open {
    prefix: Prefix,
    places: Vec<Place>,
    rows: VecDeque<OldRow>,
    output: Vec<(Key, Row)>,
    changed: bool,
}

impl<'a> Section<'a> {
    /// The section whose file names begin with `names`, one a track, as `files` of the state in `folder` have it.
    pub(super) fn open(
        shop: &'a Workshop,
        names: &'static [&'static str],
        folder: &Path,
        files: &[FileEntry],
    ) -> Result<Self, Error> {
        let named = |name: &'static str| files.iter().filter(move |file| file.path.starts_with(name));
        let (main, others) = names.split_first().unwrap_or((&"", &[]));
        // Files of one section stand in the manifest in the order of their keys.
        let shard = |file: &FileEntry| {
            let tracks = others.iter().map(|name| {
                let beside = named(name).find(|other| other.prefix == file.prefix);
                beside.cloned().unwrap_or_else(|| nothing_beside(file))
            });
            (folder.to_owned(), std::iter::once(file.clone()).chain(tracks).collect())
        };
        Ok(Section {
            shop,
            writer: SectionWriter::create(shop, names)?,
            files: named(main).map(shard).collect(),
            frames: VecDeque::new(),
            open: None,
        })
    }

    /// Goes on to `key`: all before it is written.
    pub(super) fn seek(&mut self, key: &Key) -> Result<(), Error> {
        let at = Prefix::full(*key);
        loop {
            if let Some(open) = &mut self.open {
                if open.prefix.contains(&at) {
                    open.pass_until(key);
                    return Ok(());
                }
                self.flush()?;
            }
            match self.next_prefix()? {
                Some(prefix) if prefix.contains(&at) => self.open_next()?,
                Some(prefix) if prefix < at => self.pass_next()?,
                Some(_) | None => return Ok(()),
            }
        }
    }

    /// The next old row of `key`, which was sought; it is gone unless it is put back.
    pub(super) fn take(&mut self, key: &Key) -> Result<Option<OldRow>, Error> {
        loop {
            let Some(open) = &mut self.open else {
                return Ok(None);
            };
            match open.rows.front() {
                Some(row) if row.key == *key => return Ok(open.rows.pop_front()),
                Some(_) => return Ok(None),
                None => {}
            }
            // Many rows of one key may take several frames.
            match self.next_prefix()? {
                Some(prefix) if prefix.contains(&Prefix::full(*key)) => {
                    self.flush()?;
                    self.open_next()?;
                }
                Some(_) | None => return Ok(None),
            }
        }
    }

    /// Writes a row of the key that was sought; `fresh` unless it stands in the old state just so.
    pub(super) fn put(&mut self, key: Key, row: Row, fresh: bool) -> Result<(), Error> {
        match &mut self.open {
            Some(open) if !open.changed && !fresh => open.output.push((key, row)),
            Some(open) => {
                // Rows have to be written one by one, so none is held back.
                open.changed = true;
                open.output.push((key, row));
                let output = std::mem::take(&mut open.output);
                output
                    .into_iter()
                    .try_for_each(|(key, row)| self.writer.push(key, row))?;
            }
            None => self.writer.push(key, row)?,
        }
        Ok(())
    }

    /// Writes the rest.
    pub(super) fn finish(mut self) -> Result<Vec<FileEntry>, Error> {
        self.flush()?;
        while self.next_prefix()?.is_some() {
            self.pass_next()?;
        }
        self.writer.finish()
    }

    fn flush(&mut self) -> Result<(), Error> {
        let Some(mut open) = self.open.take() else {
            return Ok(());
        };
        let rows = open.places.first().map_or(0, |place| place.frame.lines);
        let rest = open.rows.drain(..).map(|row| (row.key, row.row));
        open.output.extend(rest);
        if !open.changed && open.output.len() as u64 == rows {
            return self.writer.push_old(open.places);
        }
        open.output
            .into_iter()
            .try_for_each(|(key, row)| self.writer.push(key, row))
    }

    /// The prefix of the next frame that is not open yet.
    fn next_prefix(&mut self) -> Result<Option<Prefix>, Error> {
        while self.frames.is_empty() {
            let Some((folder, tracks)) = self.files.pop_front() else {
                return Ok(None);
            };
            self.frames = frames(&folder, &tracks, self.shop)?;
        }
        Ok(self
            .frames
            .front()
            .and_then(|places| places.first())
            .map(|place| place.frame.prefix))
    }

    fn pass_next(&mut self) -> Result<(), Error> {
        match self.frames.pop_front() {
            Some(places) => self.writer.push_old(places),
            None => Ok(()),
        }
    }

    fn open_next(&mut self) -> Result<(), Error> {
        if let Some(places) = self.frames.pop_front() {
            self.open = Some(Open::read(places)?);
        }
        Ok(())
    }
}

impl Open {
    fn read(places: Vec<Place>) -> Result<Self, Error> {
        let path = places.first().map(|place| place.path.clone()).unwrap_or_default();
        let prefix = places.first().map_or(Prefix::ROOT, |place| place.frame.prefix);
        let mut tracks = Vec::new();
        for place in &places {
            tracks.push(shard::read_place(place)?);
        }
        let mut tracks = tracks.iter();
        let (main, side) = (tracks.next(), tracks.next());
        let mut side = side.into_iter().flat_map(|lines| lines.iter()).peekable();
        let mut rows = VecDeque::new();
        for line in main.into_iter().flat_map(|lines| lines.iter()) {
            let head = Head::parse(line).map_err(|error| damaged(&path, &error.to_string()))?;
            let mut row = head.row(&path, line)?;
            let [_, beside] = &mut row.row;
            while let Some(line) = side.next_if(|line| belongs(line, &head.id)) {
                beside.extend_from_slice(line);
            }
            rows.push_back(row);
        }
        Ok(Open {
            // Frames that share a whole key are cut in sequence, so none of them can stay as it is.
            changed: prefix.is_full(),
            prefix,
            places,
            rows,
            output: Vec::new(),
        })
    }

    fn pass_until(&mut self, key: &Key) {
        while let Some(row) = self.rows.pop_front_if(|row| row.key < *key) {
            self.output.push((row.key, row.row));
        }
    }
}

/// What a row is sorted by, as its line tells.
#[derive(Deserialize)]
struct Head {
    id: String,
    source: String,
    record: Option<u64>,
    metadata: Option<HeadMetadata>,
    fault: Option<serde::de::IgnoredAny>,
    rule: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct HeadMetadata {
    record: u64,
    content_hash: String,
}

impl Head {
    fn parse(line: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(line)
    }

    fn row(&self, path: &Path, line: &[u8]) -> Result<OldRow, Error> {
        let by_id = self.fault.is_some() || self.rule.is_some();
        let key = match &self.metadata {
            Some(metadata) if !by_id => *blake3::Hash::from_hex(&metadata.content_hash)
                .map_err(|error| damaged(path, &error.to_string()))?
                .as_bytes(),
            _ => entry::place_key(&self.id),
        };
        let record = self
            .metadata
            .as_ref()
            .map_or(self.record, |metadata| Some(metadata.record));
        Ok(OldRow {
            key,
            place: entry::place(&self.source, record.unwrap_or(0)),
            row: [line.to_vec(), Vec::new()],
        })
    }
}

/// Whether a line of removals is of the document with this id: every line begins with `{"id":"`.
fn belongs(line: &[u8], id: &str) -> bool {
    line.get(7..).is_some_and(|rest| rest.starts_with(id.as_bytes()))
}

/// Where the frames of a shard lie, one place a track; those that are damaged in any track are left out.
fn frames(folder: &Path, tracks: &[FileEntry], shop: &Workshop) -> Result<VecDeque<Vec<Place>>, Error> {
    let mut frames: VecDeque<Vec<Place>> = VecDeque::new();
    let mut damaged_frames: BTreeSet<u64> = BTreeSet::new();
    for (number, file) in tracks.iter().enumerate() {
        if file.path.is_empty() {
            frames.iter_mut().for_each(|places| places.extend(empty_beside(places)));
            continue;
        }
        let path = folder.join(&file.path);
        let suspect = shop.suspects.get(&path);
        match suspect {
            Some(Suspect::Whole) => return Ok(VecDeque::new()),
            Some(Suspect::Frames(numbers)) => damaged_frames.extend(numbers),
            None => {}
        }
        let mut places = ShardReader::open(&path, file.data_bytes)?.places();
        places.iter_mut().for_each(|place| place.finished = suspect.is_none());
        if number == 0 {
            frames = places.into_iter().map(|place| vec![place]).collect();
        } else if places.len() == frames.len() {
            frames
                .iter_mut()
                .zip(places)
                .for_each(|(frame, place)| frame.push(place));
        } else {
            return Err(damaged(&path, "its frames are not those of the documents"));
        }
    }
    let numbered = (0..).zip(frames);
    Ok(numbered
        .filter(|(number, _)| !damaged_frames.contains(number))
        .map(|(_, places)| places)
        .collect())
}

/// Stands for a file that was not written because it would have no lines.
fn nothing_beside(file: &FileEntry) -> FileEntry {
    FileEntry {
        path: String::new(),
        ..file.clone()
    }
}

fn empty_beside(places: &[Place]) -> Option<Place> {
    let frame = places.first()?.frame;
    Some(Place {
        finished: true,
        path: PathBuf::new(),
        offset_bytes: 0,
        frame: Frame {
            prefix: frame.prefix,
            lines: 0,
            bytes: 0,
            size_bytes: 0,
        },
    })
}
