//! Building a corpus: clean, sort, decide between equal texts, write sections, publish.
//!
//! Not for: what happens inside one document (`pipeline`).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::cleaned::Cleaned;
use super::diff::{self, Difference, Query};
use super::entry::Entry;
use super::error::{At, Error};
use super::folder::Folder;
use super::ledger::{self, LedgerReader, LedgerWriter};
use super::manifest::{self, Counts, Manifest};
use super::merge::Merger;
use super::plan::{self, Plan, Stands};
use super::resume::Resume;
use super::section::Workshop;
use super::sort::{Sorted, Sorter};
use super::state::State;
use super::{Options, card};
use crate::monitor::{Counter, Monitor};
use crate::pipeline::{Pipeline, fingerprint};
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
        clean: &|record| pipeline.clean(record),
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
    folder.publish(staged.manifest, &card, &staged.ledger, options.keep_states)
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
        clean: &|record| pipeline.clean(record),
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
    ledger: PathBuf,
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
    let old = folder.state().filter(|old| !options.fresh && old.is_like(&blank));
    let old = old.cloned().unwrap_or_default();
    let shop = workshop(folder.work(), output, &old, options)?;
    let build = Build {
        source,
        shop: &shop,
        output,
        options,
        monitor,
    };
    let built = ledger::to_retry(output, &old).and_then(|retry| {
        let same = |unit: &ledger::Unit, now: Option<&Input>| {
            let now = now.filter(|_| !retry.contains(&unit.source));
            plan::same(unit, now, options.checksum)
        };
        build.difference(&old, blank.clone(), &same)
    });
    let (manifest, ledger) = match built {
        Err(Error::Damaged { path, .. }) if path.starts_with(output.join(ledger::FOLDER)) => build.all(blank)?,
        result => result?,
    };
    if monitor.cancelled() {
        return Err(Error::Interrupted);
    }
    Ok(Staged { manifest, ledger })
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
}

impl Build<'_> {
    /// Does the difference to the state `old`; all, where it has no ledger. Units stand as `stands` says.
    pub(super) fn difference(
        &self,
        old: &Manifest,
        mut manifest: Manifest,
        stands: Stands<'_>,
    ) -> Result<(Manifest, PathBuf), Error> {
        let resume = Resume::open(&self.shop.folder, &manifest, old);
        let reader = match &resume {
            Some(resume) => Some(resume.ledger()?),
            None => LedgerReader::open(self.output, old)?,
        };
        let Some(reader) = reader else {
            return self.all(manifest);
        };
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
        let parts = (&mut ledger, &mut delta);
        let inputs = self.source.inputs;
        let plan = Plan::difference(inputs, reader, &noted, parts, &mut manifest, work, self.monitor)?;
        match resume {
            Some(resume) => resume.replay(&standing.into_inner(), &mut delta)?,
            None if plan.is_empty() => return Ok((old.clone(), ledger.finish()?)),
            None => {}
        }
        let delta = self.clean(&plan, ledger, delta, &mut manifest, (&blank, old))?;
        self.merge(old, delta, manifest)
    }

    /// Does all, whatever stands there.
    fn all(&self, mut manifest: Manifest) -> Result<(Manifest, PathBuf), Error> {
        let plan = Plan::from_nothing(self.source.inputs, &self.shop.folder);
        let ledger = LedgerWriter::create(&self.shop.folder)?;
        let (blank, nothing) = (manifest.clone(), Manifest::default());
        let delta = self.clean(&plan, ledger, self.sorter(), &mut manifest, (&blank, &nothing))?;
        self.merge(&nothing, delta, manifest)
    }

    fn sorter(&self) -> Sorter<'_> {
        Sorter::new(&self.shop.folder, self.options.sort_bytes(), Some(&self.shop.pool))
    }

    /// Reads and cleans what the plan says; the difference and the ledger are complete then. If it is interrupted, they are
    /// saved for the next build that has the same settings and begins from the same state, `blank` and `old`.
    fn clean(
        &self,
        plan: &Plan,
        ledger: LedgerWriter,
        delta: Sorter<'_>,
        manifest: &mut Manifest,
        (blank, old): (&Manifest, &Manifest),
    ) -> Result<(Sorted, PathBuf), Error> {
        self.monitor.phase("clean", None);
        let source = run::Source {
            inputs: &plan.dirty,
            read: self.source.read,
            clean: self.source.clean,
        };
        let mut cleaned = Cleaned::new(plan, ledger, delta, manifest, &self.shop.folder);
        let added = self.options.added.as_deref();
        let end = run::drive(
            &source,
            |outcome| Entry::new(outcome, added),
            |event| cleaned.take(event),
            self.options.limits(),
            self.monitor,
        )?;
        match end {
            End::Complete => cleaned.finish(),
            End::Cancelled => {
                let (delta, ledger) = cleaned.stop()?;
                Resume::save(&self.shop.folder, delta, &ledger, blank, old)?;
                Err(Error::Interrupted)
            }
        }
    }

    /// Brings the difference into the old state.
    fn merge(
        &self,
        old: &Manifest,
        (delta, ledger): (Sorted, PathBuf),
        mut manifest: Manifest,
    ) -> Result<(Manifest, PathBuf), Error> {
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
        Ok((manifest.sealed().at(&self.shop.folder)?, ledger))
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
