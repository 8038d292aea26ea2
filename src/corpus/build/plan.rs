//! The plan of a build: which units are unchanged, and which records of the old state are withdrawn.
//!
//! Not for: the ledger's format (`ledger`) or doing the work (`build`).

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::Path;

use crate::corpus::build::recheck::Recheck;
use crate::corpus::build::update::Earlier;
use crate::corpus::cache::Place;
use crate::corpus::error::Error;
use crate::corpus::ledger::{LedgerReader, LedgerWriter, Line, RecordOutcome, Unit};
use crate::corpus::manifest::Manifest;
use crate::corpus::shard::sort::Sorter;
use crate::monitor::{Counter, Monitor};
use crate::sources::{self, Input, Inputs, Stamp};

/// What is known of the units before any of them is read.
pub(crate) struct Plan {
    /// What has to be read and cleaned.
    pub(crate) dirty: Inputs,
    /// Whether any record of the old state is withdrawn.
    pub(crate) withdrawn: bool,
    /// What the units to be cleaned were before.
    pub(crate) earlier: Earlier,
    /// When the run began by the file system's clock; what changes later cannot be told from what is read.
    began: Option<Stamp>,
}

/// Size and times of a unit now, as far as they are known, if it is unchanged.
pub(crate) type Unchanged<'a> = &'a dyn Fn(&Unit, Option<&sources::Unit>) -> Option<Option<Stamp>>;

/// Whether the cache has the records at a place.
pub(crate) type Cached<'a> = &'a dyn Fn(&Place) -> bool;

/// What becomes of a unit of the old ledger.
enum Fate {
    /// It is unchanged, and so are the outcomes of its records.
    Unchanged,
    /// It is unchanged, but its records are cleaned again from the cache.
    Recheck,
    /// It changed or is gone: its records are withdrawn.
    Withdrawn(String),
    /// Another ledger has it.
    PassedOver,
}

impl Fate {
    /// What an update counts the unit as; nothing, if it is cleaned again or was never a file that is read.
    fn counter(&self, unit: &Unit, open: &Open<'_>, not_units: &BTreeSet<&str>) -> Option<Counter> {
        match self {
            Fate::Unchanged => Some(Counter::Unchanged),
            Fate::Withdrawn(source) => {
                let was_file = !not_units.contains(source.as_str()) && unit.blake3.is_some();
                (was_file && !open.has(source)).then_some(Counter::Gone)
            }
            // What is cleaned again is counted when it is known what became of it.
            Fate::Recheck | Fate::PassedOver => None,
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
    pub(crate) fn from_nothing(inputs: &Inputs, work: &Path) -> Self {
        Plan {
            dirty: inputs.clone(),
            withdrawn: false,
            earlier: Earlier::default(),
            began: Stamp::of(work).ok(),
        }
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        !self.withdrawn && self.dirty.units.is_empty() && self.dirty.faults.is_empty() && self.dirty.skipped.is_empty()
    }

    /// The ledger's line of a unit that was just read: its hash if it did not change since it was found.
    pub(crate) fn cleaned(&self, read: &sources::Unit, monitor: &dyn Monitor) -> Unit {
        let mut unit = Unit {
            source: read.source.to_string(),
            ..Unit::default()
        };
        if let (Input::Path(path), Some(before)) = (&read.input, read.stamp) {
            let hash = Some(path)
                .filter(|path| self.is_settled(&before) && !sources::is_hollow(path))
                .and_then(|path| hash_file(path, before.size_bytes, monitor).ok()?);
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

/// Compares inputs with the ledger of the old state. Unchanged units are copied to the new ledger and counted, after a recheck
/// if one is wanted; the records of the others are withdrawn by keys without lines in the difference.
pub(crate) struct Comparison<'a, 'b> {
    open: Open<'a>,
    /// The names of what is no unit.
    not_units: BTreeSet<&'a str>,
    plan: Plan,
    /// Whether the cache still has what a ledger says of it. Where not, that is left out: the number of its segment may be that
    /// of another one tomorrow.
    cached: Cached<'a>,
    ledger: &'a mut LedgerWriter,
    delta: &'a mut Sorter<'b>,
    manifest: &'a mut Manifest,
    monitor: &'a dyn Monitor,
}

impl<'a, 'b> Comparison<'a, 'b> {
    /// Nothing is compared yet.
    pub(crate) fn new(
        inputs: &'a Inputs,
        cached: Cached<'a>,
        (ledger, delta): (&'a mut LedgerWriter, &'a mut Sorter<'b>),
        manifest: &'a mut Manifest,
        work: &Path,
        monitor: &'a dyn Monitor,
    ) -> Self {
        let mut plan = Plan::from_nothing(&Inputs::default(), work);
        plan.dirty.faults.clone_from(&inputs.faults);
        plan.dirty.skipped.clone_from(&inputs.skipped);
        Comparison {
            open: Open::of(&inputs.units),
            not_units: sources(inputs),
            plan,
            cached,
            ledger,
            delta,
            manifest,
            monitor,
        }
    }

    /// Compares with the units of a ledger, but for those that `other` says another ledger has. Returns false if the monitor
    /// asks to stop; the last unit in the new ledger may be incomplete then.
    pub(crate) fn with(
        &mut self,
        mut old: LedgerReader,
        unchanged: Unchanged<'_>,
        mut recheck: Option<&mut Recheck<'_>>,
        other: &dyn Fn(&str) -> bool,
    ) -> Result<bool, Error> {
        let mut fate = Fate::Unchanged;
        while let Some(line) = old.next()? {
            let mut changed = None;
            if let Line::Unit(unit) = &line {
                (fate, changed) = match other(&unit.source) {
                    true => (Fate::PassedOver, None),
                    false => self.fate(unit, unchanged, recheck.as_deref_mut())?,
                };
                let counter = fate.counter(unit, &self.open, &self.not_units);
                counter.into_iter().for_each(|counter| self.monitor.count(counter, 1));
            }
            // Asked after the look at the unit, which a stop may have cut short.
            if self.monitor.cancelled() {
                return Ok(false);
            }
            self.line(line, &fate, changed, old.bytes(), recheck.as_deref_mut())?;
            if let (Some(frame), None) = (old.frame_ended(), &recheck) {
                self.ledger.end_frame(frame)?;
            }
        }
        recheck
            .into_iter()
            .try_for_each(|recheck| recheck.flush(self.ledger, self.delta))?;
        Ok(true)
    }

    /// What is still to be read.
    pub(crate) fn finish(mut self) -> Plan {
        let new = self.open.new.iter().filter(|new| **new).count();
        self.monitor.count(Counter::Added, new as u64);
        self.plan.dirty.units = self.open.left();
        self.plan
    }

    /// Takes a line of a ledger, or what it has `changed` to.
    fn line(
        &mut self,
        line: Line,
        fate: &Fate,
        changed: Option<Line>,
        bytes: &[u8],
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(), Error> {
        if matches!(&line, Line::Cached(place) if !(self.cached)(place)) {
            return Ok(());
        }
        match (fate, recheck, changed) {
            (Fate::PassedOver, ..) => Ok(()),
            (Fate::Withdrawn(source), ..) => {
                if self.open.has(source) {
                    self.plan.earlier.note(source, &line);
                }
                withdraw(&line, source, self.delta)
            }
            (Fate::Recheck, Some(recheck), changed) => {
                recheck.line(changed.unwrap_or(line), (self.ledger, self.delta), self.manifest)
            }
            (_, _, Some(changed)) => self.ledger.line(&changed),
            (_, _, None) => {
                self.manifest.counts.read += line.records();
                self.ledger.copy(&line, bytes)
            }
        }
    }

    /// What becomes of a unit, and its line in the ledger if that is another one now.
    fn fate(
        &mut self,
        unit: &Unit,
        unchanged: Unchanged<'_>,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Fate, Option<Line>), Error> {
        let again = recheck.map(|recheck| recheck.begin(&unit.source)).transpose()?;
        let number = self.open.seek(&unit.source);
        let found = number.and_then(|number| self.open.units.get(number));
        let now = unchanged(unit, found).filter(|_| again != Some(false));
        let Some(stamp) = now else {
            self.plan.withdrawn = true;
            return Ok((Fate::Withdrawn(unit.source.clone()), None));
        };
        self.open.take(number);
        let stamp = stamp.filter(|stamp| self.plan.is_settled(stamp));
        let changed = (stamp != unit.stamp).then(|| Line::Unit(Unit { stamp, ..unit.clone() }));
        Ok((
            if again.is_some() {
                Fate::Recheck
            } else {
                Fate::Unchanged
            },
            changed,
        ))
    }
}

/// Counts the units of a build that cleans everything again against the ledger `old`, of which nothing else is used, and says
/// what they were before.
pub(crate) fn count_replaced(inputs: &Inputs, mut old: LedgerReader, monitor: &dyn Monitor) -> Result<Earlier, Error> {
    let (mut open, not_units) = (Open::of(&inputs.units), sources(inputs));
    let (mut earlier, mut source, mut gone) = (Earlier::default(), String::new(), 0);
    while let Some(line) = old.next()? {
        if let Line::Unit(unit) = &line {
            source.clone_from(&unit.source);
            open.seek(&source);
            gone += u64::from(
                Fate::Withdrawn(source.clone())
                    .counter(unit, &open, &not_units)
                    .is_some(),
            );
        }
        if open.has(&source) {
            earlier.note(&source, &line);
        }
    }
    let added = open.new.iter().filter(|new| **new).count() as u64;
    let counts = [(Counter::Gone, gone), (Counter::Added, added)];
    counts.into_iter().for_each(|(counter, n)| monitor.count(counter, n));
    Ok(earlier)
}

/// The units that are there and that no unit of the ledger is the same as, so far.
struct Open<'a> {
    /// Sorted by source.
    units: &'a [sources::Unit],
    taken: Vec<bool>,
    /// Those that the ledger does not name.
    new: Vec<bool>,
    /// The number behind that of the unit that was found last: ledgers are mostly sorted, so it is mostly sought next.
    next: usize,
}

impl<'a> Open<'a> {
    fn of(units: &'a [sources::Unit]) -> Self {
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

    fn left(&self) -> Vec<sources::Unit> {
        let left = self.units.iter().zip(&self.taken).filter(|(_, taken)| !**taken);
        left.map(|(unit, _)| unit.clone()).collect()
    }
}

/// Size and times of the unit now, if it is there and its bytes are those of the ledger.
pub(crate) fn same(
    before: &Unit,
    now: Option<&sources::Unit>,
    checksum: bool,
    monitor: &dyn Monitor,
) -> Option<Option<Stamp>> {
    let (Input::Path(path), Some(stamp)) = (&now?.input, now?.stamp) else {
        return None;
    };
    let hash = before.blake3.as_ref()?;
    if !checksum && before.stamp == Some(stamp) {
        return Some(before.stamp);
    }
    let found = hash_file(path, stamp.size_bytes, monitor).ok()??;
    let settled = Stamp::of(path).is_ok_and(|after| after == stamp);
    (found == *hash).then_some(Some(stamp).filter(|_| settled))
}

/// Withdraws the records of a line.
fn withdraw(line: &Line, source: &str, delta: &mut Sorter<'_>) -> Result<(), Error> {
    let records: &[RecordOutcome] = match line {
        Line::Records(records) => records,
        Line::Unit(_) | Line::Retry | Line::Cached(_) | Line::Done | Line::End => &[],
    };
    records
        .iter()
        .filter_map(|record| record.key(source))
        .try_for_each(|key| delta.push(&key, &[]))
}

/// How much of a file is hashed before the monitor is asked whether to stop: what was cleaned is worth no more than its hash.
const UNASKED_BYTES: u64 = 16 << 20;

/// BLAKE3 of a regular file of `size_bytes` bytes; none if it has another size by now, or if the monitor asks to stop.
fn hash_file(path: &Path, size_bytes: u64, monitor: &dyn Monitor) -> io::Result<Option<String>> {
    let mut file = sources::open_regular(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 256 << 10];
    let (mut left, mut ask_at) = (size_bytes, size_bytes.saturating_sub(UNASKED_BYTES));
    loop {
        if left < ask_at {
            ask_at = left.saturating_sub(UNASKED_BYTES);
            if monitor.cancelled() {
                return Ok(None);
            }
        }
        let got = match file.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            got => got?,
        };
        hasher.update(buffer.get(..got).unwrap_or_default());
        match left.checked_sub(got as u64) {
            Some(rest) if got > 0 => left = rest,
            rest => return Ok((rest == Some(0)).then(|| hasher.finalize().to_hex().to_string())),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs::File;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::model::Quarantined;
    use crate::monitor::{Counter, Silent};

    #[test]
    fn a_file_is_hashed_if_it_has_the_size_that_was_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let bytes = vec![7; 600_000];
        std::fs::write(&path, &bytes).unwrap();
        let hash = |size_bytes| hash_file(&path, size_bytes, &Silent).unwrap();
        assert_eq!(hash(600_000), Some(blake3::hash(&bytes).to_hex().to_string()));
        assert_eq!(hash(599_999), None);
        assert_eq!(hash(600_001), None);
        assert_eq!(hash(0), None);
        std::fs::write(&path, "").unwrap();
        assert_eq!(hash(0), Some(blake3::hash(b"").to_hex().to_string()));
    }

    /// Their size is not known, so they would never end: nothing of them is read.
    #[test]
    fn what_is_no_regular_file_of_a_known_size_is_not_hashed() {
        for (path, size_bytes) in [("/proc/self/pagemap", 0), ("/dev/zero", 0), ("/dev/zero", u64::MAX)] {
            let path = Path::new(path);
            if path.exists() {
                assert!(
                    matches!(hash_file(path, size_bytes, &Silent), Ok(None) | Err(_)),
                    "{path:?}"
                );
            }
        }
    }

    #[test]
    fn hashing_stops_when_it_is_asked_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        let stop = StopAfter(AtomicU64::new(3));
        assert_eq!(hash_file(&path, 1 << 40, &stop).unwrap(), None);
    }

    /// Asks to stop when it is asked for the so-manieth time.
    struct StopAfter(AtomicU64);

    impl Monitor for StopAfter {
        fn expect_bytes(&self, _: u64) {}
        fn count(&self, _: Counter, _: u64) {}
        fn quarantined(&self, _: &Quarantined) {}
        fn phase(&self, _: &str, _: Option<&Path>) {}
        fn cancelled(&self) -> bool {
            self.0.fetch_sub(1, Ordering::Relaxed) == 0
        }
    }
}
