//! Doing the difference to a state: plan, clean what has to be, bring it in, complete what goes with the new state.
//!
//! Not for: what there is to do it to (`build`, `reuse`), or what is cleaned again from the cache (`recheck`).

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::corpus::Options;
use crate::corpus::build::cleaned::{Beside, Cleaned};
use crate::corpus::build::merge::Merger;
use crate::corpus::build::plan::{self, Comparison, Plan, Stands};
use crate::corpus::build::recheck::Recheck;
use crate::corpus::build::resume::{Resume, Seen, Unfinished};
use crate::corpus::build::update::Earlier;
use crate::corpus::cache::{self, CacheWriter, Index, packed};
use crate::corpus::error::{At, Error};
use crate::corpus::ledger::{self, LedgerReader, LedgerWriter};
use crate::corpus::manifest::{Counts, Manifest};
use crate::corpus::rows::entry::Entry;
use crate::corpus::shard::section::Workshop;
use crate::corpus::shard::sort::{Sorted, Sorter};
use crate::corpus::source::Source;
use crate::corpus::storage::folder::Kept;
use crate::driver::{self, End};
use crate::model::Outcome;
use crate::monitor::{Counter, Monitor};
use crate::sources::Unit;
use crate::trip::Trip;

/// What all steps of a build share.
pub(crate) struct Build<'a> {
    pub(crate) source: &'a Source<'a>,
    pub(crate) trip: Trip<'a>,
    pub(crate) shop: &'a Workshop,
    pub(crate) output: &'a Path,
    pub(crate) options: &'a Options,
    pub(crate) monitor: &'a dyn Monitor,
    /// The state before.
    pub(crate) before: &'a Manifest,
    /// Its cache.
    pub(crate) index: &'a Index,
}

/// How a build uses the state before.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    /// Its ledger is read.
    pub(crate) prior: &'a Manifest,
    /// The difference is brought into this state.
    pub(crate) old: &'a Manifest,
}

/// What inputs are compared with.
struct Ledgers<'a, 'b> {
    /// What an interrupted build left.
    resume: Option<&'a Resume>,
    /// That of the old state, where it is still to be compared with.
    old: Option<LedgerReader>,
    /// Judges again what stands in the old state.
    recheck: Option<&'a mut Recheck<'b>>,
}

impl Build<'_> {
    /// Does the difference to the state before; units stand if their bytes do.
    pub(crate) fn again(
        &self,
        prior: &Manifest,
        old: &Manifest,
        blank: Manifest,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Manifest, Beside), Error> {
        let retry = ledger::to_retry(self.output, prior)?;
        let same = |unit: &ledger::Unit, now: Option<&Unit>| {
            let now = now.filter(|_| !retry.contains(&unit.source));
            plan::same(unit, now, self.options.checksum, self.monitor)
        };
        self.difference(Before { prior, old }, blank, &same, recheck)
    }

    /// Does the difference to the state before; all, where it has no ledger. Units stand as `stands` says.
    pub(crate) fn difference(
        &self,
        from: Before<'_>,
        mut manifest: Manifest,
        stands: Stands<'_>,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Manifest, Beside), Error> {
        let old = from.old;
        let work = &self.shop.folder;
        let resume = Resume::open(work, (&manifest, old), self.options.fresh, self.monitor)
            .filter(|resume| !resume.comparing || recheck.is_some());
        // What an interrupted build has cleaned is of the new rules already.
        let wants_old = resume.as_ref().is_none_or(|resume| resume.comparing);
        let mut recheck = recheck.filter(|_| wants_old);
        let reader = match wants_old {
            true => LedgerReader::open(self.output, from.prior)?,
            false => None,
        };
        if reader.is_none() && resume.is_none() {
            if !from.prior.seal.is_empty() {
                let path = self.output.join(ledger::path_of(&from.prior.seal));
                self.monitor.warn(&path, "is gone, so everything is cleaned again");
            }
            // The counts are for the summary alone: a ledger that cannot be read gives none.
            let before = LedgerReader::open(self.output, self.before).ok().flatten();
            let count = |ledger| plan::count_replaced(self.source.reading.inputs, ledger, self.monitor).ok();
            return self.all(manifest, before.and_then(count).unwrap_or_default());
        }
        let blank = manifest.clone();
        let mut parts = (LedgerWriter::create(work)?, self.sorter());
        self.monitor.phase("compare", None);
        let ledgers = Ledgers {
            resume: resume.as_ref(),
            old: reader,
            recheck: recheck.as_deref_mut(),
        };
        let plan = self.compare(ledgers, stands, (&mut parts.0, &mut parts.1), &mut manifest)?;
        let is_resumed = resume.is_some();
        let segments = resume.map_or_else(Vec::new, |resume| resume.segments);
        let (ledger, delta) = parts;
        let Some(plan) = plan else {
            let beside = Beside {
                segments,
                ..Beside::finish(ledger, None)?
            };
            return Err(self.stop(delta.save()?, beside, true, (&blank, old)));
        };
        if !is_resumed && plan.is_empty() && recheck.is_none() {
            return Ok((old.clone(), Beside::finish(ledger, None)?));
        }
        let delta = self.clean(&plan, (ledger, delta, segments), &mut manifest, (&blank, old))?;
        self.merge(old, delta, manifest, &blank)
    }

    /// Compares the inputs with what an interrupted build left, then with the old state. None if the run is to stop and there is
    /// something to save.
    fn compare(
        &self,
        ledgers: Ledgers<'_, '_>,
        stands: Stands<'_>,
        (ledger, delta): (&mut LedgerWriter, &mut Sorter<'_>),
        manifest: &mut Manifest,
    ) -> Result<Option<Plan>, Error> {
        let (inputs, work, monitor) = (self.source.reading.inputs, &self.shop.folder, self.monitor);
        let left: &[cache::Written] = ledgers.resume.map_or(&[], |resume| &resume.segments);
        let cached = |place: &cache::Place| self.index.has(place) || left.iter().any(|segment| segment.has(place));
        let mut comparison = Comparison::new(inputs, &cached, (ledger, delta), manifest, work, monitor);
        let mut complete = true;
        let seen = RefCell::new(Seen::new());
        if let Some(resume) = ledgers.resume {
            let is_unfinished = |source: &str| resume.unfinished.as_deref() == Some(source);
            let noted = |unit: &ledger::Unit, now: Option<&Unit>| {
                let found = stands(unit, now).filter(|_| !is_unfinished(&unit.source));
                seen.borrow_mut().insert(unit.source.clone(), found.is_some());
                found
            };
            let other = |source: &str| resume.comparing && is_unfinished(source);
            complete = comparison.with(resume.ledger()?, &noted, None, &other)?;
            if !complete {
                resume.put_back(work)?;
                return Err(Error::Interrupted);
            }
        }
        let seen = seen.into_inner();
        let rechecks = ledgers.recheck.is_some();
        if let Some(old) = ledgers.old {
            let other = |source: &str| seen.contains_key(source);
            complete = match comparison.with(old, stands, ledgers.recheck, &other) {
                Err(Error::Interrupted) => false,
                complete => complete?,
            };
        }
        let plan = comparison.finish();
        if !complete && !rechecks {
            return Err(Error::Interrupted);
        }
        if let Some(resume) = ledgers.resume {
            resume.replay(&seen, delta)?;
        }
        Ok(complete.then_some(plan))
    }

    /// Saves what was done for the next build that has the same settings and begins from the same state, `blank` and `old`.
    fn stop(&self, runs: Vec<PathBuf>, beside: Beside, comparing: bool, (blank, old): (&Manifest, &Manifest)) -> Error {
        let unfinished = Unfinished {
            runs,
            beside,
            comparing,
            fresh: self.options.fresh,
        };
        match Resume::save(&self.shop.folder, unfinished, blank, old) {
            Ok(()) => Error::Interrupted,
            Err(error) => error,
        }
    }

    /// Does all, whatever stands there; `earlier` is what became of it before.
    pub(crate) fn all(&self, mut manifest: Manifest, earlier: Earlier) -> Result<(Manifest, Beside), Error> {
        let mut plan = Plan::from_nothing(self.source.reading.inputs, &self.shop.folder);
        plan.earlier = earlier;
        let ledger = LedgerWriter::create(&self.shop.folder)?;
        let (blank, nothing) = (manifest.clone(), Manifest::default());
        let parts = (ledger, self.sorter(), Vec::new());
        let delta = self.clean(&plan, parts, &mut manifest, (&blank, &nothing))?;
        self.merge(&nothing, delta, manifest, &blank)
    }

    fn sorter(&self) -> Sorter<'_> {
        Sorter::new(&self.shop.folder, self.options.sort_bytes(), Some(&self.shop.pool))
    }

    /// A new segment of the cache behind those that an interrupted build left.
    fn segment(&self, left: &[cache::Written]) -> Result<Option<CacheWriter>, Error> {
        let number = left.iter().map(|segment| segment.number.saturating_add(1)).max();
        let number = number.unwrap_or(0).max(self.index.next_number());
        let wanted = self.options.cache_percent > 0;
        wanted
            .then(|| CacheWriter::create(&self.shop.folder, number))
            .transpose()
    }

    /// Reads and cleans what the plan says; the difference and the ledger are complete then. If it is interrupted, they are
    /// saved for the next build that has the same settings and begins from the same state, `blank` and `old`.
    fn clean(
        &self,
        plan: &Plan,
        (ledger, delta, mut segments): (LedgerWriter, Sorter<'_>, Vec<cache::Written>),
        manifest: &mut Manifest,
        (blank, old): (&Manifest, &Manifest),
    ) -> Result<(Sorted, Beside), Error> {
        self.monitor.phase("clean", None);
        let cache = self.segment(&segments)?;
        let (added, keeps) = (self.options.added.as_deref(), cache.is_some());
        let parts = (ledger, delta, cache);
        let mut cleaned = Cleaned::new(plan, parts, manifest, &self.shop.folder, self.monitor);
        let entry = |outcome, note: Option<std::io::Result<Vec<u8>>>| {
            driver::report(&outcome, self.monitor);
            let extracted = note.transpose()?.unwrap_or_default();
            Ok(Entry {
                extracted,
                ..Entry::new(outcome, added)?
            })
        };
        let work = driver::Work {
            record: |record| {
                let note = |extracted: &_, choice: Option<&_>| keeps.then(|| packed::write(extracted, choice));
                let (outcome, note) = self.trip.clean_noting(record, note);
                entry(outcome, note.flatten())
            },
            settled: |outcome| {
                let note = match &outcome {
                    Outcome::Skipped(skipped) if keeps => Some(packed::write_skipped(skipped)),
                    _ => None,
                };
                entry(outcome, note)
            },
        };
        let take = |event| cleaned.take(event);
        let end = driver::drive(
            self.source.over(&plan.dirty),
            work,
            take,
            self.options.limits(),
            self.monitor,
        )
        .map_err(Error::of_run)?;
        match end {
            End::Complete => {
                let (delta, mut beside) = cleaned.finish()?;
                for lost in beside.segments.iter().filter_map(|segment| segment.lost.as_ref()) {
                    let path = self.output.join(cache::FOLDER);
                    self.monitor
                        .warn(&path, &format!("is done without, as it cannot be written: {lost}"));
                }
                segments.append(&mut beside.segments);
                Ok((delta, Beside { segments, ..beside }))
            }
            End::Cancelled => {
                let (delta, mut beside) = cleaned.stop()?;
                beside.segments.append(&mut segments);
                Err(self.stop(delta.save()?, beside, false, (blank, old)))
            }
        }
    }

    /// Brings the difference into the old state.
    fn merge(
        &self,
        old: &Manifest,
        (delta, beside): (Sorted, Beside),
        mut manifest: Manifest,
        blank: &Manifest,
    ) -> Result<(Manifest, Beside), Error> {
        self.monitor.phase("write", None);
        let merger = Merger::open(self.shop, self.output, old, delta)?;
        if let Some(delta) = merger.merge(&mut manifest, self.monitor)? {
            return Err(self.stop(delta.save(&self.shop.folder)?, beside, false, (blank, old)));
        }
        manifest.counts = Counts {
            read: manifest.counts.read,
            kept: manifest.lines_of("documents/"),
            duplicate: manifest.lines_of("rejects/duplicates-"),
            dropped: manifest.lines_of("rejects/dropped-"),
            skipped: manifest.lines_of("rejects/skipped-"),
            quarantined: manifest.lines_of("rejects/quarantined-"),
        };
        if !manifest.counts.hold() {
            return Err(Error::Accounting(format!("{:?}", manifest.counts)));
        }
        for (counter, count) in [
            (Counter::Kept, manifest.counts.kept),
            (Counter::Duplicate, manifest.counts.duplicate),
            (Counter::Dropped, manifest.counts.dropped),
            (Counter::Skipped, manifest.counts.skipped),
            (Counter::Quarantined, manifest.counts.quarantined),
        ] {
            self.monitor.count(counter, count);
        }
        Ok((manifest.sealed().at(&self.shop.folder)?, beside))
    }

    /// Completes what goes with the state `manifest`.
    pub(crate) fn keep(&self, manifest: &Manifest, beside: Beside) -> Kept {
        let cache = self.keep_cache(manifest, &beside).unwrap_or_else(|error| {
            self.monitor
                .warn(&self.output.join(cache::FOLDER), &format!("is done without: {error}"));
            None
        });
        let ledger = beside.ledger.path;
        Kept { ledger, cache }
    }

    fn keep_cache(&self, manifest: &Manifest, beside: &Beside) -> Result<Option<(Index, PathBuf)>, Error> {
        let work = &self.shop.folder;
        let sizes = manifest.files.iter().map(|file| file.size_bytes);
        let corpus_bytes = sizes.fold(0, u64::saturating_add);
        let mut index = Index {
            rules: self.source.cleaner.phrases(),
            segments: self.index.segments.clone(),
        };
        let limit_bytes = corpus_bytes.saturating_mul(self.options.cache_percent) / 100;
        index.take_in(&beside.segments, &beside.ledger.live, limit_bytes, work)?;
        let used = !index.segments.is_empty();
        Ok(used.then(|| index.write(work)).transpose()?.map(|path| (index, path)))
    }
}
