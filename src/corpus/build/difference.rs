//! Updates a state: plans, cleans what changed, merges it in, and completes the ledger and the cache.
//!
//! Not for: how much of the state before can be used (`run`, `reuse`), or cleaning again from the cache (`recheck`).

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::corpus::Options;
use crate::corpus::build::cleaned::{Cleaned, WrittenSideFiles};
use crate::corpus::build::merge::Merger;
use crate::corpus::build::plan::{self, Comparison, Plan, Unchanged};
use crate::corpus::build::recheck::Recheck;
use crate::corpus::build::resume::{Resume, Seen, Unfinished};
use crate::corpus::build::start::Start;
use crate::corpus::build::update::Earlier;
use crate::corpus::cache::{self, CacheWriter, Index, packed};
use crate::corpus::error::{At, Error};
use crate::corpus::ledger::{self, LedgerReader, LedgerWriter};
use crate::corpus::manifest::{Counts, Manifest};
use crate::corpus::output::folder::SideFiles;
use crate::corpus::rows::entry::Entry;
use crate::corpus::shard::section::SectionContext;
use crate::corpus::shard::sort::{Sorted, Sorter};
use crate::corpus::source::Source;
use crate::driver::{self, End};
use crate::model::Outcome;
use crate::monitor::{Counter, Monitor};
use crate::sources::Unit;
use crate::trip::Trip;

/// What all steps of a build share.
pub(crate) struct Build<'a> {
    pub(crate) source: &'a Source<'a>,
    pub(crate) trip: Trip<'a>,
    pub(crate) context: &'a SectionContext,
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
    /// The state that is changed.
    pub(crate) old: &'a Manifest,
}

/// Where what is cleaned goes.
struct Sinks<'b> {
    ledger: LedgerWriter,
    delta: Sorter<'b>,
    /// Segments of the cache that an interrupted build left.
    segments: Vec<cache::Written>,
}

/// What inputs are compared with.
struct Ledgers<'a, 'b> {
    /// What an interrupted build left.
    resume: Option<&'a Resume>,
    /// The ledger of the old state, if it is still to be compared.
    old: Option<LedgerReader>,
    /// Cleans unchanged units again from the cache.
    recheck: Option<&'a mut Recheck<'b>>,
}

impl Build<'_> {
    /// Updates the state before. A unit is unchanged if its bytes are.
    pub(crate) fn incremental(
        &self,
        prior: &Manifest,
        old: &Manifest,
        initial: Manifest,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Manifest, WrittenSideFiles), Error> {
        let retry = ledger::to_retry(self.output, prior)?;
        let same = |unit: &ledger::Unit, now: Option<&Unit>| {
            let now = now.filter(|_| !retry.contains(&unit.source));
            plan::same(unit, now, self.options.checksum, self.monitor)
        };
        self.difference(Before { prior, old }, initial, &same, recheck)
    }

    /// Updates the state before, or cleans everything if that has no ledger. `unchanged` says which units are.
    pub(crate) fn difference(
        &self,
        from: Before<'_>,
        mut manifest: Manifest,
        unchanged: Unchanged<'_>,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Manifest, WrittenSideFiles), Error> {
        let old = from.old;
        let work = &self.context.folder;
        let resume = Resume::open(
            work,
            Start {
                initial: &manifest,
                old,
            },
            self.options.fresh,
            self.monitor,
        )
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
            return self.full(manifest, before.and_then(count).unwrap_or_default());
        }
        let initial = manifest.clone();
        let start = Start { initial: &initial, old };
        let (mut ledger, mut delta) = (LedgerWriter::create(work)?, self.sorter());
        self.monitor.phase("compare", None);
        let ledgers = Ledgers {
            resume: resume.as_ref(),
            old: reader,
            recheck: recheck.as_deref_mut(),
        };
        let plan = self.compare(ledgers, unchanged, (&mut ledger, &mut delta), &mut manifest)?;
        let is_resumed = resume.is_some();
        let segments = resume.map_or_else(Vec::new, |resume| resume.segments);
        let Some(plan) = plan else {
            let side_files = WrittenSideFiles {
                segments,
                ..WrittenSideFiles::finish(ledger, None)?
            };
            return Err(self.stop(delta.save()?, side_files, true, start));
        };
        if !is_resumed && plan.is_empty() && recheck.is_none() {
            return Ok((old.clone(), WrittenSideFiles::finish(ledger, None)?));
        }
        let sinks = Sinks {
            ledger,
            delta,
            segments,
        };
        let cleaned = self.clean(&plan, sinks, &mut manifest, start)?;
        self.merge(cleaned, manifest, start)
    }

    /// Compares the inputs with what an interrupted build left, then with the old state. None if the run is to stop and there is
    /// something to save.
    fn compare(
        &self,
        ledgers: Ledgers<'_, '_>,
        unchanged: Unchanged<'_>,
        (ledger, delta): (&mut LedgerWriter, &mut Sorter<'_>),
        manifest: &mut Manifest,
    ) -> Result<Option<Plan>, Error> {
        let (inputs, work, monitor) = (self.source.reading.inputs, &self.context.folder, self.monitor);
        let left: &[cache::Written] = ledgers.resume.map_or(&[], |resume| &resume.segments);
        let cached = |place: &cache::Place| self.index.has(place) || left.iter().any(|segment| segment.has(place));
        let mut comparison = Comparison::new(inputs, &cached, (ledger, delta), manifest, work, monitor);
        let mut complete = true;
        let seen = RefCell::new(Seen::new());
        if let Some(resume) = ledgers.resume {
            let is_unfinished = |source: &str| resume.unfinished.as_deref() == Some(source);
            let noted = |unit: &ledger::Unit, now: Option<&Unit>| {
                let found = unchanged(unit, now).filter(|_| !is_unfinished(&unit.source));
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
            complete = match comparison.with(old, unchanged, ledgers.recheck, &other) {
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

    /// Saves what was done for the next build with the same `start`.
    fn stop(&self, runs: Vec<PathBuf>, side_files: WrittenSideFiles, comparing: bool, start: Start<'_>) -> Error {
        let unfinished = Unfinished {
            runs,
            side_files,
            comparing,
            fresh: self.options.fresh,
        };
        match Resume::save(&self.context.folder, unfinished, start) {
            Ok(()) => Error::Interrupted,
            Err(error) => error,
        }
    }

    /// Cleans everything; `earlier` is what became of it before.
    pub(crate) fn full(&self, mut manifest: Manifest, earlier: Earlier) -> Result<(Manifest, WrittenSideFiles), Error> {
        let mut plan = Plan::from_nothing(self.source.reading.inputs, &self.context.folder);
        plan.earlier = earlier;
        let ledger = LedgerWriter::create(&self.context.folder)?;
        let (initial, nothing) = (manifest.clone(), Manifest::default());
        let start = Start {
            initial: &initial,
            old: &nothing,
        };
        let sinks = Sinks {
            ledger,
            delta: self.sorter(),
            segments: Vec::new(),
        };
        let cleaned = self.clean(&plan, sinks, &mut manifest, start)?;
        self.merge(cleaned, manifest, start)
    }

    fn sorter(&self) -> Sorter<'_> {
        Sorter::new(
            &self.context.folder,
            self.options.sort_bytes(),
            Some(&self.context.pool),
        )
    }

    /// A new segment of the cache, numbered after those that an interrupted build left.
    fn segment(&self, left: &[cache::Written]) -> Result<Option<CacheWriter>, Error> {
        let number = left.iter().map(|segment| segment.number.saturating_add(1)).max();
        let number = number.unwrap_or(0).max(self.index.next_number());
        let wanted = self.options.cache_percent > 0;
        wanted
            .then(|| CacheWriter::create(&self.context.folder, number))
            .transpose()
    }

    /// Reads and cleans what the plan says, and completes the difference and the ledger. If it is interrupted, they are saved
    /// for the next build with the same `start`.
    fn clean(
        &self,
        plan: &Plan,
        sinks: Sinks<'_>,
        manifest: &mut Manifest,
        start: Start<'_>,
    ) -> Result<(Sorted, WrittenSideFiles), Error> {
        self.monitor.phase("clean", None);
        let mut segments = sinks.segments;
        let cache = self.segment(&segments)?;
        let (added, keeps) = (self.options.added.as_deref(), cache.is_some());
        let work = &self.context.folder;
        let mut cleaned = Cleaned::new(plan, sinks.ledger, sinks.delta, cache, manifest, work, self.monitor);
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
                let (delta, mut side_files) = cleaned.finish()?;
                for lost in side_files.segments.iter().filter_map(|segment| segment.lost.as_ref()) {
                    let path = self.output.join(cache::FOLDER);
                    self.monitor
                        .warn(&path, &format!("is done without, as it cannot be written: {lost}"));
                }
                segments.append(&mut side_files.segments);
                Ok((delta, WrittenSideFiles { segments, ..side_files }))
            }
            End::Cancelled => {
                let (delta, mut side_files) = cleaned.stop()?;
                side_files.segments.append(&mut segments);
                Err(self.stop(delta.save()?, side_files, false, start))
            }
        }
    }

    /// Merges the difference into the old state.
    fn merge(
        &self,
        (delta, side_files): (Sorted, WrittenSideFiles),
        mut manifest: Manifest,
        start: Start<'_>,
    ) -> Result<(Manifest, WrittenSideFiles), Error> {
        self.monitor.phase("write", None);
        let merger = Merger::open(self.context, self.output, start.old, delta)?;
        if let Some(delta) = merger.merge(&mut manifest, self.monitor)? {
            return Err(self.stop(delta.save(&self.context.folder)?, side_files, false, start));
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
        Ok((manifest.sealed().at(&self.context.folder)?, side_files))
    }

    /// Completes the side files of the state `manifest`.
    pub(crate) fn side_files(&self, manifest: &Manifest, side_files: WrittenSideFiles) -> SideFiles {
        let cache = self.cache(manifest, &side_files).unwrap_or_else(|error| {
            self.monitor
                .warn(&self.output.join(cache::FOLDER), &format!("is done without: {error}"));
            None
        });
        let ledger = side_files.ledger.path;
        SideFiles { ledger, cache }
    }

    fn cache(&self, manifest: &Manifest, side_files: &WrittenSideFiles) -> Result<Option<(Index, PathBuf)>, Error> {
        let work = &self.context.folder;
        let sizes = manifest.files.iter().map(|file| file.size_bytes);
        let corpus_bytes = sizes.fold(0, u64::saturating_add);
        let mut index = Index {
            rules: self.source.cleaner.phrases(),
            segments: self.index.segments.clone(),
        };
        let limit_bytes = corpus_bytes.saturating_mul(self.options.cache_percent) / 100;
        index.take_in(&side_files.segments, &side_files.ledger.live, limit_bytes, work)?;
        let used = !index.segments.is_empty();
        Ok(used.then(|| index.write(work)).transpose()?.map(|path| (index, path)))
    }
}
