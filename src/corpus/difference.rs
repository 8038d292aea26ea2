//! Doing the difference to a state: plan, clean what has to be, bring it in, complete what goes with the new state.
//!
//! Not for: what there is to do it to (`build`, `reuse`), or what is cleaned again from the cache (`recheck`).

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use super::Options;
use super::cache::{self, CacheWriter, Index, packed};
use super::cleaned::{Beside, Cleaned};
use super::entry::Entry;
use super::error::{At, Error};
use super::folder::Kept;
use super::ledger::{self, LedgerReader, LedgerWriter};
use super::manifest::{Counts, Manifest};
use super::merge::Merger;
use super::plan::{self, Plan, Stands};
use super::recheck::Recheck;
use super::resume::Resume;
use super::section::Workshop;
use super::sort::{Sorted, Sorter};
use crate::document::Extracted;
use crate::monitor::{Counter, Monitor};
use crate::outcome::Outcome;
use crate::reader::Unit;
use crate::run::{self, End};

/// What all steps of a build share.
pub(super) struct Build<'a> {
    pub(super) source: &'a run::Source<'a>,
    pub(super) shop: &'a Workshop,
    pub(super) output: &'a Path,
    pub(super) options: &'a Options,
    pub(super) monitor: &'a dyn Monitor,
    /// The cache of the state before.
    pub(super) index: &'a Index,
}

/// How a build uses the state before.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    /// Its ledger is read.
    pub(super) prior: &'a Manifest,
    /// The difference is brought into this state.
    pub(super) old: &'a Manifest,
}

impl Build<'_> {
    /// Does the difference to the state before; units stand if their bytes do.
    pub(super) fn again(
        &self,
        prior: &Manifest,
        old: &Manifest,
        blank: Manifest,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Manifest, Beside), Error> {
        let retry = ledger::to_retry(self.output, prior)?;
        let same = |unit: &ledger::Unit, now: Option<&Unit>| {
            let now = now.filter(|_| !retry.contains(&unit.source));
            plan::same(unit, now, self.options.checksum)
        };
        self.difference(Before { prior, old }, blank, &same, recheck)
    }

    /// Does the difference to the state before; all, where it has no ledger. Units stand as `stands` says.
    pub(super) fn difference(
        &self,
        from: Before<'_>,
        mut manifest: Manifest,
        stands: Stands<'_>,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Manifest, Beside), Error> {
        let old = from.old;
        let resume = Resume::open(&self.shop.folder, &manifest, old);
        let reader = match &resume {
            Some(resume) => Some(resume.ledger()?),
            None => LedgerReader::open(self.output, from.prior)?,
        };
        let Some(reader) = reader else {
            return self.all(manifest);
        };
        // What an interrupted build left is of the new rules already.
        let mut recheck = recheck.filter(|_| resume.is_none());
        let (work, blank) = (&self.shop.folder, manifest.clone());
        let mut ledger = LedgerWriter::create(work)?;
        let mut delta = self.sorter();
        self.monitor.phase("compare", None);
        let unfinished = resume.as_ref().and_then(|resume| resume.unfinished.as_ref());
        let standing = RefCell::new(BTreeSet::new());
        let noted = |unit: &ledger::Unit, now: Option<&Unit>| {
            let found = stands(unit, now).filter(|_| unfinished != Some(&unit.source));
            if found.is_some() && resume.is_some() {
                standing.borrow_mut().insert(unit.source.clone());
            }
            found
        };
        let left: &[cache::Written] = resume.as_ref().map_or(&[], |resume| &resume.segments);
        let cached = |place: &cache::Place| self.index.has(place) || left.iter().any(|segment| segment.has(place));
        let (parts, how) = (
            (&mut ledger, &mut delta),
            (
                &noted as Stands<'_>,
                &cached as plan::Cached<'_>,
                recheck.as_deref_mut(),
            ),
        );
        let plan = Plan::difference(
            self.source.inputs,
            reader,
            how,
            parts,
            &mut manifest,
            work,
            self.monitor,
        )?;
        let segments = match resume {
            Some(resume) => {
                resume.replay(&standing.into_inner(), &mut delta)?;
                resume.segments
            }
            None if plan.is_empty() && recheck.is_none() => {
                return Ok((old.clone(), Beside::finish(ledger, None)?));
            }
            None => Vec::new(),
        };
        let delta = self.clean(&plan, (ledger, delta, segments), &mut manifest, (&blank, old))?;
        self.merge(old, delta, manifest)
    }

    /// Does all, whatever stands there.
    pub(super) fn all(&self, mut manifest: Manifest) -> Result<(Manifest, Beside), Error> {
        let plan = Plan::from_nothing(self.source.inputs, &self.shop.folder);
        let ledger = LedgerWriter::create(&self.shop.folder)?;
        let (blank, nothing) = (manifest.clone(), Manifest::default());
        let parts = (ledger, self.sorter(), Vec::new());
        let delta = self.clean(&plan, parts, &mut manifest, (&blank, &nothing))?;
        self.merge(&nothing, delta, manifest)
    }

    fn sorter(&self) -> Sorter<'_> {
        Sorter::new(&self.shop.folder, self.options.sort_bytes(), Some(&self.shop.pool))
    }

    /// A new segment of the cache behind those that an interrupted build left.
    fn segment(&self, left: &[cache::Written]) -> Result<Option<CacheWriter>, Error> {
        let number = left.iter().map(|segment| segment.number + 1).max();
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
        let source = run::Source {
            inputs: &plan.dirty,
            read: self.source.read,
            stages: self.source.stages,
        };
        let cache = self.segment(&segments)?;
        let (added, keeps) = (self.options.added.as_deref(), cache.is_some());
        let mut cleaned = Cleaned::new(plan, (ledger, delta, cache), manifest, &self.shop.folder);
        let work = run::Work {
            note: |extracted: &Extracted| keeps.then(|| packed::write(extracted)),
            map: |outcome, note: Option<_>| {
                let extracted = match &outcome {
                    Outcome::Skipped(skipped) if keeps => packed::write_skipped(skipped)?,
                    _ => note.flatten().transpose()?.unwrap_or_default(),
                };
                Ok(Entry {
                    extracted,
                    ..Entry::new(outcome, added)?
                })
            },
        };
        let take = |event| cleaned.take(event);
        let end = run::drive(&source, work, take, self.options.limits(), self.monitor)?;
        match end {
            End::Complete => {
                let (delta, mut beside) = cleaned.finish()?;
                segments.append(&mut beside.segments);
                Ok((delta, Beside { segments, ..beside }))
            }
            End::Cancelled => {
                let (delta, mut beside) = cleaned.stop()?;
                beside.segments.append(&mut segments);
                Resume::save(&self.shop.folder, delta, beside, blank, old)?;
                Err(Error::Interrupted)
            }
        }
    }

    /// Brings the difference into the old state.
    fn merge(
        &self,
        old: &Manifest,
        (delta, beside): (Sorted, Beside),
        mut manifest: Manifest,
    ) -> Result<(Manifest, Beside), Error> {
        self.monitor.phase("write", None);
        Merger::open(self.shop, self.output, old, delta)?.merge(&mut manifest, self.monitor)?;
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
    pub(super) fn keep(&self, manifest: &Manifest, beside: Beside) -> Result<Kept, Error> {
        let work = &self.shop.folder;
        let (ledger, live) = (beside.ledger.path, beside.ledger.live);
        let corpus_bytes: u64 = manifest.files.iter().map(|file| file.size_bytes).sum();
        let mut index = Index {
            rules: self.source.stages.rules(),
            segments: self.index.segments.clone(),
        };
        let limit_bytes = corpus_bytes * self.options.cache_percent / 100;
        index.take_in(&beside.segments, &live, limit_bytes, work)?;
        let used = !index.segments.is_empty();
        let cache = used.then(|| index.write(work)).transpose()?.map(|path| (index, path));
        Ok(Kept { ledger, cache })
    }
}
