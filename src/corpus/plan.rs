//! The plan of a build: which units stand as they are, and which records of the old state are withdrawn.
//!
//! Not for: the ledger's format (`ledger`) or doing the work (`build`).

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use super::cache::Place;
use super::error::{At, Error};
use super::ledger::{LedgerReader, LedgerWriter, Line, Stamp, Unit, Was};
use super::manifest::Manifest;
use super::recheck::Recheck;
use super::sort::Sorter;
use crate::monitor::Monitor;
use crate::reader::{self, Input, Inputs};

/// What is known of the units before any of them is read.
pub(super) struct Plan {
    /// What has to be read and cleaned.
    pub(super) dirty: Inputs,
    /// Whether any record of the old state is withdrawn.
    pub(super) withdrawn: bool,
    /// Size and times of the dirty units, before they are read.
    pub(super) stamps: BTreeMap<String, Stamp>,
    /// Whether the ledger says of a unit other times than the old one did.
    pub(super) restamped: bool,
    /// When the run began by the file system's clock; what changes later cannot be told from what is read.
    began: Option<Stamp>,
}

/// The unit as it is now, if what became of its records still stands.
pub(super) type Stands<'a> = &'a dyn Fn(&Unit, Option<&Input>) -> Option<Unit>;

/// Whether the cache has the records at a place.
pub(super) type Cached<'a> = &'a dyn Fn(&Place) -> bool;

/// What stands in the old ledger of the unit that is being looked at.
enum Fate {
    /// It is the same: what became of its records stands.
    Stands,
    /// It is the same, but what became of its records has to be looked at again.
    Again,
    /// It changed or is gone: its records are withdrawn.
    Withdrawn(String),
}

impl Plan {
    /// A plan for a build from nothing.
    pub(super) fn from_nothing(inputs: &Inputs, work: &Path) -> Self {
        let mut plan = Plan {
            dirty: inputs.clone(),
            withdrawn: false,
            stamps: BTreeMap::new(),
            restamped: false,
            began: Stamp::of(work).ok(),
        };
        plan.stamp();
        plan
    }

    /// Holds `inputs` against the ledger of the old state: units that stand, as `stands` says, are copied to `ledger` and
    /// counted in `manifest`, after a `recheck` if one is wanted; the records of the others are withdrawn by keys without lines
    /// in `delta`. What the ledger says of the cache is left out where the cache, as `cached` says, no longer has it: its
    /// segment's number may be that of another one tomorrow.
    pub(super) fn difference(
        inputs: &Inputs,
        mut old: LedgerReader,
        (stands, cached, mut recheck): (Stands<'_>, Cached<'_>, Option<&mut Recheck<'_>>),
        (ledger, delta): (&mut LedgerWriter, &mut Sorter<'_>),
        manifest: &mut Manifest,
        work: &Path,
        monitor: &dyn Monitor,
    ) -> Result<Self, Error> {
        let mut plan = Plan::from_nothing(&Inputs::default(), work);
        let now = |unit: &reader::Unit| (unit.source.to_string(), unit.input.clone());
        let mut open: BTreeMap<String, Input> = inputs.units.iter().map(now).collect();
        let mut fate = Fate::Stands;
        while let Some(line) = old.next()? {
            if monitor.cancelled() {
                return Err(Error::Interrupted);
            }
            let line = match line {
                Line::Unit(unit) => {
                    let (next, now) = plan.fate(&unit, stands, &mut open, recheck.as_deref_mut())?;
                    fate = next;
                    Line::Unit(now)
                }
                Line::Cached(place) if !cached(&place) => continue,
                line => line,
            };
            match (&fate, recheck.as_deref_mut()) {
                (Fate::Again, Some(recheck)) => recheck.line(line, (ledger, delta), manifest)?,
                (Fate::Stands | Fate::Again, _) => copy(&line, ledger, manifest)?,
                (Fate::Withdrawn(source), _) => withdraw(&line, source, delta)?,
            }
        }
        recheck
            .into_iter()
            .try_for_each(|recheck| recheck.flush(ledger, delta))?;
        let dirty = inputs
            .units
            .iter()
            .filter(|unit| open.contains_key(unit.source.as_ref()));
        plan.dirty = Inputs {
            units: dirty.cloned().collect(),
            faults: inputs.faults.clone(),
        };
        plan.stamp();
        Ok(plan)
    }

    fn fate(
        &mut self,
        unit: &Unit,
        stands: Stands<'_>,
        open: &mut BTreeMap<String, Input>,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Fate, Unit), Error> {
        let again = recheck.map(|recheck| recheck.begin(&unit.source)).transpose()?;
        let now = stands(unit, open.get(&unit.source)).filter(|_| again != Some(false));
        let Some(now) = now else {
            self.withdrawn = true;
            return Ok((Fate::Withdrawn(unit.source.clone()), unit.clone()));
        };
        open.remove(&unit.source);
        let now = self.reliable(now);
        self.restamped |= now != *unit;
        Ok((if again.is_some() { Fate::Again } else { Fate::Stands }, now))
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        !self.withdrawn && self.dirty.units.is_empty() && self.dirty.faults.is_empty()
    }

    fn stamp(&mut self) {
        for unit in &self.dirty.units {
            if let Input::Path(path) = &unit.input
                && let Ok(stamp) = Stamp::of(path)
            {
                self.stamps.insert(unit.source.to_string(), stamp);
            }
        }
    }

    /// The ledger's line of a unit that was just read: its hash if it did not change meanwhile.
    pub(super) fn cleaned(&self, source: &str, input: &Input) -> Unit {
        let mut unit = Unit {
            source: source.to_owned(),
            ..Unit::default()
        };
        if let (Input::Path(path), Some(before)) = (input, self.stamps.get(source)) {
            let hash = Some(path)
                .filter(|path| self.is_settled(before) && !is_hollow(path))
                .and_then(|path| hash_file(path).ok());
            let same = Stamp::of(path).is_ok_and(|after| after == *before);
            if same && hash.is_some() {
                unit.blake3 = hash;
                unit.stamp = Some(*before);
            }
        }
        unit
    }

    /// A change after the run began could leave the same times behind only if these are not older than the run.
    fn is_settled(&self, stamp: &Stamp) -> bool {
        self.began.is_some_and(|began| stamp.changed < began.changed)
    }

    fn reliable(&self, mut unit: Unit) -> Unit {
        unit.stamp = unit.stamp.filter(|stamp| self.is_settled(stamp));
        unit
    }
}

/// The unit as it is now, if it is there and its bytes are those of the ledger.
pub(super) fn same(before: &Unit, now: Option<&Input>, checksum: bool) -> Option<Unit> {
    let Some(Input::Path(path)) = now else {
        return None;
    };
    let stamp = Stamp::of(path).ok()?;
    let hash = before.blake3.as_ref()?;
    if !checksum && before.stamp == Some(stamp) {
        return Some(before.clone());
    }
    let found = hash_file(path).ok()?;
    let settled = Stamp::of(path).is_ok_and(|after| after == stamp);
    (found == *hash).then(|| Unit {
        stamp: settled.then_some(stamp),
        ..before.clone()
    })
}

/// Copies what became of a unit that stands, and counts it.
fn copy(line: &Line, ledger: &mut LedgerWriter, manifest: &mut Manifest) -> Result<(), Error> {
    count(line, manifest);
    ledger.line(line)
}

/// Counts what stands in a line of a unit that stands.
pub(super) fn count(line: &Line, manifest: &mut Manifest) {
    match line {
        Line::Records(records) => manifest.counts.read += records.len() as u64,
        Line::Skipped(kind, count) => *manifest.skipped.entry(kind.clone()).or_default() += count,
        Line::Unit(_) | Line::Retry | Line::Cached(_) | Line::Done | Line::End => {}
    }
}

/// Withdraws the records of a line.
fn withdraw(line: &Line, source: &str, delta: &mut Sorter<'_>) -> Result<(), Error> {
    let records: &[Was] = match line {
        Line::Records(records) => records,
        Line::Unit(_) | Line::Skipped(..) | Line::Retry | Line::Cached(_) | Line::Done | Line::End => &[],
    };
    records
        .iter()
        .filter_map(|was| was.key(source))
        .try_for_each(|key| delta.push(&key, &[]))
}

/// Whether a file claims far more bytes than the disk holds of it: its reader gives it up, and it is not read to the end here.
#[cfg(unix)]
fn is_hollow(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    const BLOCK_BYTES: u64 = 512;
    const LEAST_BYTES: u64 = 1 << 30;
    std::fs::metadata(path).is_ok_and(|file| file.len() > LEAST_BYTES && file.blocks() * BLOCK_BYTES < file.len() / 8)
}

/// Whether a file claims far more bytes than the disk holds of it.
#[cfg(not(unix))]
fn is_hollow(_: &Path) -> bool {
    false
}

/// BLAKE3 of a file.
pub(super) fn hash_file(path: &Path) -> Result<String, Error> {
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path).at(path)?;
    hasher.update_reader(file).at(path)?;
    Ok(hasher.finalize().to_hex().to_string())
}
