//! Building a corpus: what there is to begin with, the new state, publishing it.
//!
//! Not for: what happens inside one document (`trip`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::corpus::Options;
use crate::corpus::build::difference::Build;
use crate::corpus::build::recheck::{self, Recheck};
use crate::corpus::build::reuse::Reuse;
use crate::corpus::build::templates;
use crate::corpus::build::update::Earlier;
use crate::corpus::cache::{self, Index};
use crate::corpus::diff::{self, Difference, Query};
use crate::corpus::error::Error;
use crate::corpus::ledger::{self, LedgerReader};
use crate::corpus::manifest::{self, FileEntry, Manifest};
use crate::corpus::output::folder::{Folder, SideFiles};
use crate::corpus::output::state::State;
use crate::corpus::shard::section::SectionContext;
use crate::corpus::source::Source;
use crate::corpus::storage::files;
use crate::monitor::Monitor;
use crate::strip::Templates;
use crate::trip::Trip;

/// Cleans what `source` delivers and makes the result the state of the folder `output`, which is made if need be.
/// What was there before stays whole until the new state takes its place in one step.
///
/// # Errors
/// See [`Error`]; the old state is whole after any of them.
pub fn build(source: &Source<'_>, output: &Path, options: &Options, monitor: &dyn Monitor) -> Result<Manifest, Error> {
    let folder = Folder::open(output)?;
    let staged = stage(source, &folder, output, options, monitor)?;
    refuse_to_shrink(output, folder.state(), &staged.manifest, options)?;
    monitor.phase("publish", Some(output));
    folder.publish(
        staged.manifest,
        &staged.side_files,
        &options.origin,
        options.keep_states,
    )
}

/// A typo must not empty a corpus: one that would lose more than half of its documents stays as it is.
fn refuse_to_shrink(
    output: &Path,
    state: Option<&Manifest>,
    manifest: &Manifest,
    options: &Options,
) -> Result<(), Error> {
    let before = state.map_or(0, |state| state.counts.kept);
    let after = manifest.counts.kept;
    if options.allow_shrink || after >= before.div_ceil(2) {
        return Ok(());
    }
    Err(Error::Shrinks {
        path: output.to_owned(),
        before,
        after,
    })
}

/// Does all of [`build`] but the last step, and says how the corpus that it would make differs from the current one,
/// which is left as it is.
///
/// # Errors
/// See [`Error`].
pub fn dry_run(
    source: &Source<'_>,
    output: &Path,
    options: &Options,
    query: &Query,
    monitor: &dyn Monitor,
) -> Result<(Manifest, Difference), Error> {
    let folder = Folder::open(output)?;
    let staged = stage(source, &folder, output, options, monitor)?;
    monitor.phase("compare", None);
    let old = State::of(folder.state().cloned().unwrap_or_default(), vec![output.to_owned()]);
    let new = State::of(staged.manifest, vec![folder.work(), output.to_owned()]);
    let difference = diff::diff(&old, &new, &folder.work(), query, monitor)?;
    drop(folder);
    // Made for the lock if it was not there; a folder that holds anything stays.
    let _ = files::remove_if_empty(output);
    Ok((new.manifest, difference))
}

/// A new state that is not published yet.
struct Staged {
    manifest: Manifest,
    side_files: SideFiles,
}

/// Makes the new state in the work folder.
fn stage(
    source: &Source<'_>,
    folder: &Folder,
    output: &Path,
    options: &Options,
    monitor: &dyn Monitor,
) -> Result<Staged, Error> {
    for path in folder.strangers_in_work()? {
        monitor.warn(&path, "is not a file of Chaffinch and stays there; move it away");
    }
    let templates = templates::survey(source, &folder.work(), options, monitor)?;
    let initial = initial(source, templates.as_ref(), options);
    let prior = folder.state().cloned().unwrap_or_default();
    let mut index = Index::read(output, &prior.seal).unwrap_or_default();
    for lost in index.forget_lost(output) {
        monitor.warn(&lost, "is gone or cut; the build goes on without it");
    }
    if folder.restored() {
        monitor.warn(
            &output.join(manifest::FILE_NAME),
            "was gone; it is restored from its copy",
        );
    }
    let reuse = if options.fresh {
        Reuse::Nothing
    } else {
        Reuse::of(&prior, &initial)
    };
    let (reuse, touches) = reuse.with(source.cleaner, &index);
    let trip = Trip::new(source.cleaner).with_templates(templates.as_ref());
    if reuse.merges() {
        refuse_incomplete(output, &prior)?;
    }
    let nothing = Manifest::default();
    let old = if reuse.merges() { &prior } else { &nothing };
    let build = Build {
        source,
        trip,
        context: &section_context(folder.work(), output, old, options)?,
        output,
        options,
        monitor,
        before: &prior,
        index: &index,
    };
    let built = match reuse {
        Reuse::Nothing => build.incremental(&nothing, old, initial.clone(), None),
        Reuse::All => build.incremental(&prior, old, initial.clone(), None),
        Reuse::Extracted | Reuse::Untouched => {
            let ledger = || LedgerReader::open(output, &prior);
            let recheck = |ledger| {
                let pool = &build.context.pool;
                let context = recheck::Context {
                    trip,
                    added: options.added.as_deref(),
                    pool,
                    folder: output,
                    monitor,
                };
                Recheck::new(context, touches, &index, ledger)
            };
            ledger()
                .and_then(|ledger| ledger.map(recheck).transpose())
                .and_then(|mut recheck| build.incremental(&prior, old, initial.clone(), recheck.as_mut()))
        }
    };
    let (manifest, written) = match built {
        Err(Error::Damaged { path, detail }) if is_side_file(output, &path) => {
            monitor.warn(&path, &format!("is damaged, so everything is cleaned again: {detail}"));
            build.full(initial, Earlier::default())?
        }
        result => result?,
    };
    let side_files = build.side_files(&manifest, written);
    Ok(Staged { manifest, side_files })
}

/// Most shards that a message names.
const NAMED: usize = 3;

/// Refuses to go on from a state with shards that are gone or have another size than the manifest says.
fn refuse_incomplete(output: &Path, state: &Manifest) -> Result<(), Error> {
    let problem = |file: &FileEntry| match files::size_bytes(&output.join(&file.path)) {
        None => Some(format!("{} is missing", file.path)),
        Some(size) if size == file.size_bytes => None,
        Some(size) => Some(format!("{} has {size} bytes instead of {}", file.path, file.size_bytes)),
    };
    let problems: Vec<String> = state.files.iter().filter_map(problem).collect();
    if problems.is_empty() {
        return Ok(());
    }
    let mut what = problems.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if problems.len() > NAMED {
        what += &format!(" and {} more", problems.len() - NAMED);
    }
    Err(Error::Incomplete {
        path: output.to_owned(),
        what,
    })
}

/// Whether a path is of the ledger or the cache, without which all is cleaned again.
fn is_side_file(output: &Path, path: &Path) -> bool {
    [ledger::FOLDER, cache::FOLDER]
        .iter()
        .any(|folder| path.starts_with(output.join(folder)))
}

/// A manifest with nothing counted yet.
pub(crate) fn initial(source: &Source<'_>, templates: Option<&Templates>, options: &Options) -> Manifest {
    let mut fingerprints = source.fingerprints.clone();
    fingerprints.insert("layout".to_owned(), options.layout());
    if let Some(templates) = templates {
        fingerprints.insert(templates::NAME.to_owned(), templates.fingerprint());
    }
    Manifest {
        format: manifest::FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        fingerprints,
        settings: options.origin.settings.clone(),
        packs: options.origin.pack_hashes(),
        ..Manifest::default()
    }
}

/// Where a build works, with the files of the state `old` of `output` at hand.
pub(crate) fn section_context(
    work: PathBuf,
    output: &Path,
    old: &Manifest,
    options: &Options,
) -> Result<SectionContext, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build();
    let old_files = old.files.iter().map(|file| (output.join(&file.path), file.clone()));
    Ok(SectionContext {
        folder: work,
        pool: pool.map_err(|cause| Error::Threads(Box::new(cause)))?,
        level: options.compression_level,
        frame_bytes: options.frame_size_bytes,
        shard_bytes: options.shard_size_bytes,
        old_files: old_files.collect(),
        suspects: BTreeMap::new(),
    })
}
