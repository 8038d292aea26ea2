//! Rows of a finished section: which files go together, where their frames lie, and what each row is sorted by.
//!
//! Not for: writing (`section`).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::corpus::error::{Error, damaged};
use crate::corpus::manifest::FileEntry;
use crate::corpus::rows::entry;
use crate::corpus::shard::file::{self, Frame, Place, ShardReader};
use crate::corpus::shard::section::{Row, Suspect};
use crate::corpus::trie::Key;

/// A row of the old state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OldRow {
    /// What it is sorted by.
    pub(crate) key: Key,
    /// The end of its sort key: where its document came from.
    pub(crate) place: Vec<u8>,
    /// Its lines.
    pub(crate) row: Row,
}

/// The shards of the section whose file names begin with `names`, in order of their keys; of each its files, one a track.
/// A track without lines has no file.
pub(crate) fn shards(files: &[FileEntry], names: &[&str]) -> Vec<Vec<Option<FileEntry>>> {
    let Some((main, others)) = names.split_first() else {
        return Vec::new();
    };
    let others: Vec<BTreeMap<_, _>> = others
        .iter()
        .map(|name| named(files, name).map(|file| (file.prefix, file)).collect())
        .collect();
    // Files of one section stand in the manifest in the order of their keys.
    let shard = |file: &FileEntry| {
        let beside = others
            .iter()
            .map(|track| track.get(&file.prefix).map(|beside| (*beside).clone()));
        std::iter::once(Some(file.clone())).chain(beside).collect()
    };
    named(files, main).map(shard).collect()
}

/// Where the frames of a shard lie, one place a track; those that are damaged in any track are left out.
pub(crate) fn frames(
    tracks: &[Option<FileEntry>],
    path: &dyn Fn(&FileEntry) -> PathBuf,
    suspects: &BTreeMap<PathBuf, Suspect>,
) -> Result<VecDeque<Vec<Place>>, Error> {
    let mut frames: VecDeque<Vec<Place>> = VecDeque::new();
    let mut damaged_frames: BTreeSet<u64> = BTreeSet::new();
    for (number, file) in tracks.iter().enumerate() {
        let Some(file) = file else {
            frames.iter_mut().for_each(|places| places.extend(empty_beside(places)));
            continue;
        };
        let path = path(file);
        let suspect = suspects.get(&path);
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

/// The rows of a frame.
pub(crate) fn read(places: &[Place]) -> Result<VecDeque<OldRow>, Error> {
    let path = places.first().map(|place| place.path.clone()).unwrap_or_default();
    let mut tracks = Vec::new();
    for place in places {
        tracks.push(file::read_place(place)?);
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
    Ok(rows)
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
        let record = self
            .metadata
            .as_ref()
            .map_or(self.record, |metadata| Some(metadata.record));
        let place = entry::place(&self.source, record.unwrap_or(0));
        let by_place = self.fault.is_some() || self.rule.is_some();
        let key = match &self.metadata {
            Some(metadata) if !by_place => *blake3::Hash::from_hex(&metadata.content_hash)
                .map_err(|error| damaged(path, &error.to_string()))?
                .as_bytes(),
            _ => entry::place_key(&place),
        };
        Ok(OldRow {
            key,
            place,
            row: [line.to_vec(), Vec::new()],
        })
    }
}

/// Whether a line of removals is of the document with this id: every line begins with `{"id":"`.
fn belongs(line: &[u8], id: &str) -> bool {
    line.get(7..).is_some_and(|rest| rest.starts_with(id.as_bytes()))
}

fn named<'a>(files: &'a [FileEntry], name: &'a str) -> impl Iterator<Item = &'a FileEntry> {
    files.iter().filter(move |file| file.path.starts_with(name))
}

/// Stands for a frame of a file that was not written because it would have no lines.
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
