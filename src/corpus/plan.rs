//! The plan of a build: which units stand as they are, and which records of the old state are withdrawn.
//!
//! Not for: the ledger's format (`ledger`) or doing the work (`build`).

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use super::cache::Place;
use super::error::{At, Error};
use super::ledger::{LedgerReader, LedgerWriter, Line, Unit, Was};
use super::manifest::Manifest;
use super::recheck::Recheck;
use super::sort::Sorter;
use crate::monitor::{Counter, Monitor};
use crate::reader::{self, Input, Inputs, Stamp};

/// What is known of the units before any of them is read.
pub(super) struct Plan {
    /// What has to be read and cleaned.
    pub(super) dirty: Inputs,
    /// Whether any record of the old state is withdrawn.
    pub(super) withdrawn: bool,
    /// When the run began by the file system's clock; what changes later cannot be told from what is read.
    began: Option<Stamp>,
}

/// Size and times of a unit now, as far as they are known, if what became of its records still stands.
pub(super) type Stands<'a> = &'a dyn Fn(&Unit, Option<&reader::Unit>) -> Option<Option<Stamp>>;

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

impl Fate {
    /// What an update counts the unit as; nothing, if it was never a file that is read.
    fn counter(&self, unit: &Unit, open: &Open<'_>, beside: &BTreeSet<&str>) -> Option<Counter> {
        match self {
            Fate::Stands => Some(Counter::Unchanged),
            Fate::Again => Some(Counter::Changed),
            Fate::Withdrawn(source) if open.has(source) => Some(Counter::Changed),
            Fate::Withdrawn(source) => {
                (!beside.contains(source.as_str()) && unit.blake3.is_some()).then_some(Counter::Gone)
            }
        }
    }
}

/// The names of what is no unit.
fn sources(inputs: &Inputs) -> BTreeSet<&str> {
    let faults = inputs.faults.iter().map(|fault| &*fault.provenance.source);
    let skipped = inputs.skipped.iter().map(|skipped| &*skipped.provenance.source);
    faults.chain(skipped).collect()
}

impl Plan {
    /// A plan for a build from nothing.
    pub(super) fn from_nothing(inputs: &Inputs, work: &Path) -> Self {
        Plan {
            dirty: inputs.clone(),
            withdrawn: false,
            began: Stamp::of(work).ok(),
        }
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
        let mut open = Open::of(&inputs.units);
        let beside = sources(inputs);
        let mut fate = Fate::Stands;
        while let Some(line) = old.next()? {
            if monitor.cancelled() {
                return Err(Error::Interrupted);
            }
            let forgotten = matches!(&line, Line::Cached(place) if !cached(place));
            let mut other = None;
            if let Line::Unit(unit) = &line {
                (fate, other) = plan.fate(unit, stands, &mut open, recheck.as_deref_mut())?;
                let counter = fate.counter(unit, &open, &beside);
                counter.into_iter().for_each(|counter| monitor.count(counter, 1));
            }
            match (&fate, recheck.as_deref_mut(), other) {
                _ if forgotten => {}
                (Fate::Again, Some(recheck), other) => {
                    recheck.line(other.unwrap_or(line), (ledger, delta), manifest)?
                }
                (Fate::Withdrawn(source), ..) => withdraw(&line, source, delta)?,
                (_, _, Some(other)) => ledger.line(&other)?,
                (_, _, None) => {
                    count(&line, manifest);
                    ledger.copy(&line, old.bytes())?;
                }
            }
            if let (Some(frame), None) = (old.frame_ended(), &recheck) {
                ledger.end_frame(frame)?;
            }
        }
        recheck
            .into_iter()
            .try_for_each(|recheck| recheck.flush(ledger, delta))?;
        monitor.count(Counter::Added, open.new.iter().filter(|new| **new).count() as u64);
        plan.dirty = Inputs {
            units: open.left(),
            faults: inputs.faults.clone(),
            skipped: inputs.skipped.clone(),
        };
        Ok(plan)
    }

    /// What becomes of a unit, and its line in the ledger if that is another one now.
    fn fate(
        &mut self,
        unit: &Unit,
        stands: Stands<'_>,
        open: &mut Open<'_>,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Fate, Option<Line>), Error> {
        let again = recheck.map(|recheck| recheck.begin(&unit.source)).transpose()?;
        let number = open.seek(&unit.source);
        let found = number.and_then(|number| open.units.get(number));
        let now = stands(unit, found).filter(|_| again != Some(false));
        let Some(stamp) = now else {
            self.withdrawn = true;
            return Ok((Fate::Withdrawn(unit.source.clone()), None));
        };
        open.take(number);
        let stamp = stamp.filter(|stamp| self.is_settled(stamp));
        let other = (stamp != unit.stamp).then(|| Line::Unit(Unit { stamp, ..unit.clone() }));
        Ok((if again.is_some() { Fate::Again } else { Fate::Stands }, other))
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        !self.withdrawn && self.dirty.units.is_empty() && self.dirty.faults.is_empty() && self.dirty.skipped.is_empty()
    }

    /// The ledger's line of a unit that was just read: its hash if it did not change since it was found.
    pub(super) fn cleaned(&self, read: &reader::Unit) -> Unit {
        let mut unit = Unit {
            source: read.source.to_string(),
            ..Unit::default()
        };
        if let (Input::Path(path), Some(before)) = (&read.input, read.stamp) {
            let hash = Some(path)
                .filter(|path| self.is_settled(&before) && !is_hollow(path))
                .and_then(|path| hash_file(path).ok());
            let same = Stamp::of(path).is_ok_and(|after| after == before);
            if same && hash.is_some() {
                unit.blake3 = hash;
                unit.stamp = Some(before);
            }
        }
        unit
    }

    /// A change after the run began could leave the same times behind only if these are not older than the run.
    fn is_settled(&self, stamp: &Stamp) -> bool {
        self.began.is_some_and(|began| stamp.changed < began.changed)
    }
}

/// The units that are there and that no unit of the ledger is the same as, so far.
struct Open<'a> {
    /// Sorted by source.
    units: &'a [reader::Unit],
    taken: Vec<bool>,
    /// Those that the ledger does not name.
    new: Vec<bool>,
    /// The number behind that of the unit that was found last: ledgers are mostly sorted, so it is mostly sought next.
    next: usize,
}

impl<'a> Open<'a> {
    fn of(units: &'a [reader::Unit]) -> Self {
        Open {
            units,
            taken: vec![false; units.len()],
            new: vec![true; units.len()],
            next: 0,
        }
    }

    /// The number of the unit of this name.
    fn seek(&mut self, source: &str) -> Option<usize> {
        let follows = self.units.get(self.next).is_some_and(|unit| *unit.source == *source);
        let number = if follows {
            self.next
        } else {
            self.units.binary_search_by(|unit| (*unit.source).cmp(source)).ok()?
        };
        self.next = number + 1;
        self.new.get_mut(number).into_iter().for_each(|new| *new = false);
        Some(number)
    }

    fn has(&self, source: &str) -> bool {
        self.units.binary_search_by(|unit| (*unit.source).cmp(source)).is_ok()
    }

    fn take(&mut self, number: Option<usize>) {
        let taken = number.and_then(|number| self.taken.get_mut(number));
        taken.into_iter().for_each(|taken| *taken = true);
    }

    fn left(&self) -> Vec<reader::Unit> {
        let left = self.units.iter().zip(&self.taken).filter(|(_, taken)| !**taken);
        left.map(|(unit, _)| unit.clone()).collect()
    }
}

/// Size and times of the unit now, if it is there and its bytes are those of the ledger.
pub(super) fn same(before: &Unit, now: Option<&reader::Unit>, checksum: bool) -> Option<Option<Stamp>> {
    let (Input::Path(path), Some(stamp)) = (&now?.input, now?.stamp) else {
        return None;
    };
    let hash = before.blake3.as_ref()?;
    if !checksum && before.stamp == Some(stamp) {
        return Some(before.stamp);
    }
    let found = hash_file(path).ok()?;
    let settled = Stamp::of(path).is_ok_and(|after| after == stamp);
    (found == *hash).then_some(Some(stamp).filter(|_| settled))
}

/// Counts what stands in a line of a unit that stands.
pub(super) fn count(line: &Line, manifest: &mut Manifest) {
    match line {
        Line::Records(records) => manifest.counts.read += records.len() as u64,
        Line::Unit(_) | Line::Retry | Line::Cached(_) | Line::Done | Line::End => {}
    }
}

/// Withdraws the records of a line.
fn withdraw(line: &Line, source: &str, delta: &mut Sorter<'_>) -> Result<(), Error> {
    let records: &[Was] = match line {
        Line::Records(records) => records,
        Line::Unit(_) | Line::Retry | Line::Cached(_) | Line::Done | Line::End => &[],
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

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_mostly_a_hole_is_hollow() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hole.jsonl");
        std::fs::write(&path, "{\"text\":\"The ferry left at seven.\"}\n").unwrap();
        assert!(!is_hollow(&path));
        let file = File::options().write(true).open(&path).unwrap();
        file.set_len(2 << 30).unwrap();
        assert!(is_hollow(&path));
        file.set_len(1 << 20).unwrap();
        assert!(!is_hollow(&path), "small holes are read");
        assert!(!is_hollow(&folder.path().join("gone")));
    }
}
