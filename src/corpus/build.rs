//! Building a corpus: clean, sort, decide between equal texts, write sections, publish.
//!
//! Not for: what happens inside one document (`pipeline`).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::cache::{self, CacheWriter, Index, Segment};
use super::cleaned::{Beside, Cleaned};
use super::diff::{self, Difference, Query};
use super::entry::Entry;
use super::error::{At, Error};
use super::folder::{Folder, Kept};
use super::ledger::{self, LedgerReader, LedgerWriter};
use super::manifest::{self, Counts, Manifest};
use super::merge::Merger;
use super::plan::{self, Plan, Stands};
use super::recheck::Recheck;
use super::resume::Resume;
use super::section::Workshop;
use super::sort::{Sorted, Sorter};
use super::state::State;
use super::{Options, card};
use crate::document::Extracted;
use crate::monitor::{Counter, Monitor};
use crate::pipeline::{Pipeline, RULES, Stages, Touches, fingerprint};
use crate::reader::{self, Input, Inputs};
use crate::run::{self, End};

/// Cleans `inputs` with `pipeline` and makes the result the state of the folder `output`, which is made if need be.
/// What was there before stays whole until the new state takes its place in one step.
///
/// # Errors
/// See [`Error`]; the old state is whole after any of them.
pub fn build(
    inputs: &Inputs,
    reading: &reader::Options,
    output: &Path,
    pipeline: &Pipeline,
    options: &Options,
    monitor: &dyn Monitor,
) -> Result<Manifest, Error> {
    let source = run::Source {
        inputs,
        read: &|unit| reader::pieces(unit, reading),
        stages: pipeline,
    };
    build_from(&source, fingerprints(reading, pipeline), output, options, monitor)
}

/// [`build`] over any source; `fingerprints` are those of what reads and cleans.
///
/// # Errors
/// See [`Error`]; the old state is whole after any of them.
pub fn build_from(
    source: &run::Source<'_>,
    mut fingerprints: BTreeMap<String, String>,
    output: &Path,
    options: &Options,
    monitor: &dyn Monitor,
) -> Result<Manifest, Error> {
    fingerprints.insert("layout".to_owned(), fingerprint(&options.layout()));
    let folder = Folder::open(output)?;
    let staged = stage(source, fingerprints, &folder, output, options, monitor)?;
    monitor.phase("publish", Some(output));
    let card = card::card(&staged.manifest);
    folder.publish(staged.manifest, &card, &staged.kept, options.keep_states)
}

/// Does all of [`build`] but the last step, and says how the corpus that it would make differs from the one that stands,
/// which is left as it is.
///
/// # Errors
/// See [`Error`].
pub fn dry_run(
    inputs: &Inputs,
    reading: &reader::Options,
    output: &Path,
    pipeline: &Pipeline,
    options: &Options,
    query: &Query,
    monitor: &dyn Monitor,
) -> Result<(Manifest, Difference), Error> {
    let source = run::Source {
        inputs,
        read: &|unit| reader::pieces(unit, reading),
        stages: pipeline,
    };
    dry_run_from(
        &source,
        fingerprints(reading, pipeline),
        output,
        options,
        query,
        monitor,
    )
}

/// [`dry_run`] over any source; `fingerprints` are those of what reads and cleans.
///
/// # Errors
/// See [`Error`].
pub fn dry_run_from(
    source: &run::Source<'_>,
    mut fingerprints: BTreeMap<String, String>,
    output: &Path,
    options: &Options,
    query: &Query,
    monitor: &dyn Monitor,
) -> Result<(Manifest, Difference), Error> {
    fingerprints.insert("layout".to_owned(), fingerprint(&options.layout()));
    let folder = Folder::open(output)?;
    let staged = stage(source, fingerprints, &folder, output, options, monitor)?;
    monitor.phase("compare", None);
    let old = State::of(folder.state().cloned().unwrap_or_default(), vec![output.to_owned()]);
    let new = State::of(staged.manifest, vec![folder.work(), output.to_owned()]);
    let difference = diff::diff(&old, &new, &folder.work(), query, monitor)?;
    drop(folder);
    // Made for the lock if it was not there; a folder that holds anything stays.
    let _ = std::fs::remove_dir(output);
    Ok((new.manifest, difference))
}

/// A new state that is not published yet.
struct Staged {
    manifest: Manifest,
    kept: Kept,
}

/// Makes the new state in the work folder.
fn stage(
    source: &run::Source<'_>,
    fingerprints: BTreeMap<String, String>,
    folder: &Folder,
    output: &Path,
    options: &Options,
    monitor: &dyn Monitor,
) -> Result<Staged, Error> {
    let blank = blank(fingerprints);
    let prior = folder.state().cloned().unwrap_or_default();
    let index = Index::read(output, &prior.seal).unwrap_or_default();
    let reuse = if options.fresh {
        Reuse::Nothing
    } else {
        Reuse::of(&prior, &blank)
    };
    let (reuse, touches) = reuse.with(source.stages, &index);
    let nothing = Manifest::default();
    let old = if reuse.merges() { &prior } else { &nothing };
    let build = Build {
        source,
        shop: &workshop(folder.work(), output, old, options)?,
        output,
        options,
        monitor,
        next_segment: index.next_number(),
    };
    let built = match reuse {
        Reuse::Nothing => build.again(&nothing, old, blank.clone(), None),
        Reuse::All => build.again(&prior, old, blank.clone(), None),
        Reuse::Extracted | Reuse::Untouched => {
            let ledger = || LedgerReader::open(output, &prior);
            let recheck = |ledger| {
                let (stages, pool) = ((source.stages, touches), &build.shop.pool);
                Recheck::new(
                    stages,
                    (output, &index, ledger),
                    options.added.as_deref(),
                    pool,
                    monitor,
                )
            };
            ledger()
                .and_then(|ledger| ledger.map(recheck).transpose())
                .and_then(|mut recheck| build.again(&prior, old, blank.clone(), recheck.as_mut()))
        }
    };
    let (manifest, beside) = match built {
        Err(Error::Damaged { path, .. }) if is_beside(output, &path) => build.all(blank)?,
        result => result?,
    };
    if monitor.cancelled() {
        return Err(Error::Interrupted);
    }
    let kept = build.keep(&manifest, beside, index.segments)?;
    Ok(Staged { manifest, kept })
}

/// Whether a path is of the ledger or the cache, without which all is cleaned again.
fn is_beside(output: &Path, path: &Path) -> bool {
    [ledger::FOLDER, cache::FOLDER]
        .iter()
        .any(|folder| path.starts_with(output.join(folder)))
}

/// A manifest with nothing counted yet.
pub(super) fn blank(fingerprints: BTreeMap<String, String>) -> Manifest {
    Manifest {
        format: manifest::FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        fingerprints,
        ..Manifest::default()
    }
}

/// The fingerprints of what reads and cleans.
pub(super) fn fingerprints(reading: &reader::Options, pipeline: &Pipeline) -> BTreeMap<String, String> {
    let mut fingerprints = BTreeMap::from(pipeline.fingerprints());
    fingerprints.insert("read".to_owned(), fingerprint(reading));
    fingerprints
}

/// What all steps of a build share.
pub(super) struct Build<'a> {
    pub(super) source: &'a run::Source<'a>,
    pub(super) shop: &'a Workshop,
    pub(super) output: &'a Path,
    pub(super) options: &'a Options,
    pub(super) monitor: &'a dyn Monitor,
    /// The number of the next segment of the cache.
    pub(super) next_segment: u64,
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
    fn again(
        &self,
        prior: &Manifest,
        old: &Manifest,
        blank: Manifest,
        recheck: Option<&mut Recheck<'_>>,
    ) -> Result<(Manifest, Beside), Error> {
        let retry = ledger::to_retry(self.output, prior)?;
        let same = |unit: &ledger::Unit, now: Option<&Input>| {
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
        let noted = |unit: &ledger::Unit, now: Option<&Input>| {
            let stands = if unfinished == Some(&unit.source) {
                None
            } else {
                stands(unit, now)
            };
            standing
                .borrow_mut()
                .extend(stands.as_ref().map(|unit| unit.source.clone()));
            stands
        };
        let (parts, how) = (
            (&mut ledger, &mut delta),
            (&noted as Stands<'_>, recheck.as_deref_mut()),
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
    fn all(&self, mut manifest: Manifest) -> Result<(Manifest, Beside), Error> {
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
        let number = number.unwrap_or(0).max(self.next_segment);
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
            note: |extracted: &Extracted| keeps.then(|| serde_json::to_vec(extracted)),
            map: |outcome, note: Option<_>| {
                let extracted = note.flatten().transpose()?.unwrap_or_default();
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
            quarantined: manifest.lines_of("rejects/quarantined-"),
        };
        if !manifest.counts.hold() {
            return Err(Error::Accounting(format!("{:?}", manifest.counts)));
        }
        for (counter, count) in [
            (Counter::Kept, manifest.counts.kept),
            (Counter::Duplicate, manifest.counts.duplicate),
            (Counter::Dropped, manifest.counts.dropped),
            (Counter::Quarantined, manifest.counts.quarantined),
        ] {
            self.monitor.count(counter, count);
        }
        Ok((manifest.sealed().at(&self.shop.folder)?, beside))
    }

    /// Completes what goes with the state `manifest`; `segments` are those of the cache before.
    pub(super) fn keep(
        &self,
        manifest: &Manifest,
        beside: Beside,
        segments: BTreeMap<u64, Segment>,
    ) -> Result<Kept, Error> {
        let work = &self.shop.folder;
        let (ledger, live) = (beside.ledger.path, beside.ledger.live);
        let corpus_bytes: u64 = manifest.files.iter().map(|file| file.size_bytes).sum();
        let limit_bytes = corpus_bytes / 100 * self.options.cache_percent;
        let mut index = Index {
            rules: self.source.stages.rules(),
            segments,
        };
        index
            .segments
            .extend(beside.segments.iter().map(|new| (new.number, new.segment())));
        index.prune(&live, limit_bytes);
        for new in &beside.segments {
            if let Some(whole) = index.segments.remove(&new.number) {
                let left_bytes = limit_bytes.saturating_sub(index.size_bytes());
                let cut = if whole.size_bytes > left_bytes {
                    new.cut(work, left_bytes)?
                } else {
                    whole
                };
                if cut.size_bytes > 0 {
                    index.segments.insert(new.number, cut);
                }
            }
        }
        if self.options.cache_percent == 0 {
            return Ok(Kept { ledger, cache: None });
        }
        let path = index.write(work)?;
        Ok(Kept {
            ledger,
            cache: Some((index, path)),
        })
    }
}

/// How much of the state before can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reuse {
    /// Nothing: there is none, or it was read, decoded or parsed otherwise.
    Nothing,
    /// What decoding and parsing gave.
    Extracted,
    /// The same, and the documents that changed phrase rules do not touch as they are.
    Untouched,
    /// All of units whose bytes are the same.
    All,
}

impl Reuse {
    fn of(prior: &Manifest, blank: &Manifest) -> Self {
        let changed = |key: &&String| prior.fingerprints.get(*key) != blank.fingerprints.get(*key);
        let keys = prior.fingerprints.keys().chain(blank.fingerprints.keys());
        let changed: BTreeSet<&str> = keys.filter(changed).map(String::as_str).collect();
        let first = ["read", "decode", "parse"];
        if (prior.format, &prior.version) != (blank.format, &blank.version)
            || first.iter().any(|key| changed.contains(key))
        {
            Reuse::Nothing
        } else if changed.is_empty() {
            Reuse::All
        } else if changed.iter().all(|key| *key == RULES) {
            Reuse::Untouched
        } else {
            Reuse::Extracted
        }
    }

    /// With what tells the documents that the changed rules touch; less can be used where that is unknown.
    fn with(self, stages: &dyn Stages, index: &Index) -> (Self, Option<Touches>) {
        let touches = if self == Reuse::Untouched {
            stages.touches(&index.rules)
        } else {
            None
        };
        match self {
            Reuse::Untouched if touches.is_none() => (Reuse::Extracted, None),
            reuse => (reuse, touches),
        }
    }

    /// Whether the difference is brought into the state before.
    fn merges(self) -> bool {
        matches!(self, Reuse::All | Reuse::Untouched)
    }
}

/// Where a build works, with the files of the state `old` of `output` at hand.
pub(super) fn workshop(work: PathBuf, output: &Path, old: &Manifest, options: &Options) -> Result<Workshop, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build();
    let old_files = old.files.iter().map(|file| (output.join(&file.path), file.clone()));
    Ok(Workshop {
        folder: work,
        pool: pool.map_err(|cause| Error::Threads(cause.to_string()))?,
        level: options.compression_level,
        frame_bytes: options.frame_size_bytes,
        shard_bytes: options.shard_size_bytes,
        old_files: old_files.collect(),
        suspects: BTreeMap::new(),
    })
}
