//! What differs between two corpora, or two states of one: documents added, gone and changed, and the rules behind it.
//!
//! Shards that both have are passed over unread; only documents that differ are held against each other, sorted on disk if many.
//! Not for: showing it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::corpus::error::{At, Error};
use crate::corpus::layout::ShardName;
use crate::corpus::manifest::FileEntry;
use crate::corpus::output::state::State;
use crate::corpus::rows::entry;
use crate::corpus::shard::file;
use crate::corpus::shard::rows::{self, OldRow};
use crate::corpus::shard::sort::Sorter;
use crate::model::RuleId;
use crate::monitor::Monitor;

/// Memory for sorting what differs; more of it goes to disk.
const SORT_BYTES: usize = 64 << 20;

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Documents to show with their texts, at most so many.
    pub samples: usize,
    /// Show only documents with this id or from this source.
    pub document: Option<String>,
}

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Difference {
    /// Documents that only the second has.
    pub added: u64,
    /// Documents that only the first has.
    pub gone: u64,
    /// Documents whose text is another.
    pub changed: u64,
    /// Documents whose text is the same but not their metadata or removals.
    pub relabelled: u64,
    /// Documents that are the same in both.
    pub same: u64,
    /// Of documents in both: pieces of text that a rule took in only one of them.
    pub rules: BTreeMap<RuleId, RuleChange>,
    /// Some of the documents.
    pub samples: Vec<Sample>,
}

/// What a rule does in only one of two corpora.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// Pieces of text that it took in the first only.
    pub only_before: u64,
    /// Pieces of text that it takes in the second only.
    pub only_after: u64,
}

/// A document that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sample {
    /// Its id.
    pub id: String,
    /// Where it comes from.
    pub source: String,
    /// Its text in the first, if it is there.
    pub before: Option<String>,
    /// Its text in the second, if it is there.
    pub after: Option<String>,
}

/// Holds `after` against `before`; `work` is a folder for what does not fit into memory.
///
/// # Errors
/// A file that cannot be read or is damaged, or the monitor's wish to stop.
pub fn diff(
    before: &State,
    after: &State,
    work: &Path,
    query: &Query,
    monitor: &dyn Monitor,
) -> Result<Difference, Error> {
    let mut finder = Finder {
        work,
        monitor,
        sorter: Sorter::new(work, SORT_BYTES, None),
        found: Difference::default(),
    };
    finder.collect(before, after)?;
    finder.compare(query)
}

/// A document of one side, as it is sorted.
#[derive(Serialize, Deserialize)]
struct Side {
    after: bool,
    row: [String; 2],
}

#[derive(Deserialize)]
struct Head {
    id: String,
    source: String,
    text: String,
    metadata: HeadMetadata,
}

#[derive(Deserialize)]
struct HeadMetadata {
    record: u64,
}

/// A side and what its line says.
struct Known {
    side: Side,
    head: Head,
}

impl Known {
    fn parse(value: &[u8]) -> std::io::Result<Self> {
        let side: Side = serde_json::from_slice(value)?;
        let head = serde_json::from_str(&side.row[0])?;
        Ok(Known { side, head })
    }
}

/// By what the two sides of a document find each other: its id, which names a version of it, then its place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Id,
    Place,
}

impl By {
    fn key(self, head: &Head) -> Vec<u8> {
        match self {
            By::Id => head.id.clone().into_bytes(),
            By::Place => entry::place(&head.source, head.metadata.record),
        }
    }
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Removed {
    rule: RuleId,
    text: String,
}

struct Finder<'a> {
    work: &'a Path,
    monitor: &'a dyn Monitor,
    sorter: Sorter<'a>,
    found: Difference,
}

impl Finder<'_> {
    /// Sorts the documents that differ by their id.
    fn collect(&mut self, before: &State, after: &State) -> Result<(), Error> {
        let mut sides = [Rows::new(before, after), Rows::new(after, before)];
        self.found.same = sides[0].shared_lines;
        let [one, two] = &mut sides;
        let (mut left, mut right) = (one.next()?, two.next()?);
        loop {
            if self.monitor.cancelled() {
                return Err(Error::Interrupted);
            }
            let order = match (&left, &right) {
                (None, None) => return Ok(()),
                (Some(a), Some(b)) => (a.key, &a.place).cmp(&(b.key, &b.place)),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
            };
            if order.is_eq() && left.as_ref().map(|a| &a.row) == right.as_ref().map(|b| &b.row) {
                self.found.same = self.found.same.saturating_add(1);
                (left, right) = (one.next()?, two.next()?);
                continue;
            }
            if order.is_le() {
                self.push(std::mem::replace(&mut left, one.next()?), false)?;
            }
            if order.is_ge() {
                self.push(std::mem::replace(&mut right, two.next()?), true)?;
            }
        }
    }

    fn push(&mut self, row: Option<OldRow>, after: bool) -> Result<(), Error> {
        let Some(OldRow { row, .. }) = row else {
            return Ok(());
        };
        let row = row.map(|lines| String::from_utf8(lines).unwrap_or_default());
        let head: Head = serde_json::from_str(&row[0]).map_err(Into::into).at(self.work)?;
        self.sort(
            By::Id,
            &Known {
                side: Side { after, row },
                head,
            },
        )
    }

    fn sort(&mut self, by: By, known: &Known) -> Result<(), Error> {
        let side = serde_json::to_vec(&known.side).map_err(Into::into).at(self.work)?;
        let key = [by.key(&known.head), vec![u8::from(known.side.after)]].concat();
        self.sorter.push(&key, &side)
    }

    /// Holds the sides of each document against each other.
    fn compare(mut self, query: &Query) -> Result<Difference, Error> {
        self.pair(By::Id, query)?;
        self.pair(By::Place, query)?;
        Ok(self.found)
    }

    /// Holds the sides that find each other against each other.
    fn pair(&mut self, by: By, query: &Query) -> Result<(), Error> {
        let empty = Sorter::new(self.work, SORT_BYTES, None);
        let mut sorted = std::mem::replace(&mut self.sorter, empty).finish()?;
        let mut last: Option<Known> = None;
        while let Some(pair) = sorted.next()? {
            let known = Known::parse(&pair.value).at(self.work)?;
            let other =
                last.take_if(|last| !last.side.after && known.side.after && by.key(&last.head) == by.key(&known.head));
            match other {
                Some(before) => self.both(before, known, query)?,
                None => self.alone(by, last.replace(known), query)?,
            }
        }
        self.alone(by, last, query)
    }

    /// A side whose other one was not found.
    fn alone(&mut self, by: By, known: Option<Known>, query: &Query) -> Result<(), Error> {
        match known {
            None => {}
            Some(known) if by == By::Id => self.sort(By::Place, &known)?,
            Some(known) if known.side.after => {
                self.found.added += 1;
                self.sample(None, Some(known.head), query);
            }
            Some(known) => {
                self.found.gone += 1;
                self.sample(Some(known.head), None, query);
            }
        }
        Ok(())
    }

    fn both(&mut self, before: Known, after: Known, query: &Query) -> Result<(), Error> {
        let [one, two] = [&before.side.row[1], &after.side.row[1]].map(|lines| removed(lines));
        let (one, two) = (one.at(self.work)?, two.at(self.work)?);
        for removed in one.difference(&two) {
            self.found.rules.entry(removed.rule.clone()).or_default().only_before += 1;
        }
        for removed in two.difference(&one) {
            self.found.rules.entry(removed.rule.clone()).or_default().only_after += 1;
        }
        if before.head.text == after.head.text {
            self.found.relabelled += 1;
        } else {
            self.found.changed += 1;
            self.sample(Some(before.head), Some(after.head), query);
        }
        Ok(())
    }

    fn sample(&mut self, before: Option<Head>, after: Option<Head>, query: &Query) {
        let Some(any) = after.as_ref().or(before.as_ref()) else {
            return;
        };
        let wanted = query
            .document
            .as_ref()
            .is_none_or(|name| *name == any.id || *name == any.source);
        if wanted && self.found.samples.len() < query.samples {
            self.found.samples.push(Sample {
                id: any.id.clone(),
                source: any.source.clone(),
                before: before.map(|head| head.text),
                after: after.map(|head| head.text),
            });
        }
    }
}

fn removed(lines: &str) -> std::io::Result<BTreeSet<Removed>> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).map_err(Into::into))
        .collect()
}

/// The documents of a state with their removals, by key, without those of shards that the other state has too.
struct Rows<'a> {
    state: &'a State,
    files: VecDeque<Vec<Option<FileEntry>>>,
    frames: VecDeque<Vec<file::Place>>,
    rows: VecDeque<OldRow>,
    shared_lines: u64,
}

impl<'a> Rows<'a> {
    fn new(state: &'a State, other: &State) -> Self {
        const TRACKS: [&str; 2] = ["documents/", "removals/"];
        let paths = |tracks: &[Option<FileEntry>]| -> Vec<Option<ShardName>> {
            let path = |file: &Option<FileEntry>| file.as_ref().map(|file| file.path.clone());
            tracks.iter().map(path).collect()
        };
        let theirs = rows::shards(&other.manifest.files, &TRACKS);
        let theirs: BTreeSet<_> = theirs.iter().map(|tracks| paths(tracks)).collect();
        let mut rows = Rows {
            state,
            files: VecDeque::new(),
            frames: VecDeque::new(),
            rows: VecDeque::new(),
            shared_lines: 0,
        };
        for tracks in rows::shards(&state.manifest.files, &TRACKS) {
            match tracks.first() {
                Some(Some(main)) if theirs.contains(&paths(&tracks)) => {
                    rows.shared_lines = rows.shared_lines.saturating_add(main.lines);
                }
                _ => rows.files.push_back(tracks),
            }
        }
        rows
    }

    fn next(&mut self) -> Result<Option<OldRow>, Error> {
        loop {
            if let Some(row) = self.rows.pop_front() {
                return Ok(Some(row));
            }
            if let Some(places) = self.frames.pop_front() {
                self.rows = rows::read(&places)?;
            } else if let Some(tracks) = self.files.pop_front() {
                self.frames = rows::frames(&tracks, &|file| self.state.path(&file.path), &BTreeMap::new())?;
            } else {
                return Ok(None);
            }
        }
    }
}
