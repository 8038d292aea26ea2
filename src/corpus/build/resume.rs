//! What an interrupted build leaves for the next one: the sorted lines of what it cleaned, and their ledger.
//!
//! It is an aid, not a state: the next build uses of it what still holds, and a build that finishes removes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::build::cleaned::WrittenSideFiles;
use crate::corpus::build::start::Start;
use crate::corpus::cache;
use crate::corpus::error::{At, Error, damaged};
use crate::corpus::layout;
use crate::corpus::ledger::{self, LedgerReader};
use crate::corpus::manifest::Manifest;
use crate::corpus::rows::entry;
use crate::corpus::shard::runs::{self, Merge};
use crate::corpus::shard::sort::Sorter;
use crate::corpus::storage::files::{self, list, make_folder, size_bytes, sync_folder};
use crate::corpus::storage::scratch::{self, remove_folder, rename, write_synced};
use crate::monitor::Monitor;

pub(crate) use crate::corpus::layout::RESUME as FOLDER;

const LEDGER: &str = "ledger";
const MARKER: &str = "begun.json";

/// What an interrupted build began with: only a build that begins so can go on with it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Marker {
    initial: Manifest,
    old_seal: String,
    /// Whether it was to use nothing of what was there before.
    fresh: bool,
    /// Sizes of its sorted runs and its ledger.
    files: BTreeMap<String, u64>,
    /// New segments of the cache.
    segments: Vec<cache::Written>,
    /// Whether units of the old state were still to be compared.
    comparing: bool,
}

/// What an interrupted build left.
pub(crate) struct Resume {
    runs: Vec<PathBuf>,
    ledger: PathBuf,
    /// The unit that was being read.
    pub(crate) unfinished: Option<String>,
    /// Segments of the cache, in the work folder.
    pub(crate) segments: Vec<cache::Written>,
    /// Whether it was interrupted while it compared the old state with the inputs: units that its ledger does not name are still
    /// to be compared.
    pub(crate) comparing: bool,
}

/// The units in the ledger of an interrupted build, and whether they stand.
pub(crate) type Seen = BTreeMap<String, bool>;

/// What there is to save of an interrupted build.
pub(crate) struct Unfinished {
    /// The lines of what was cleaned, in sorted runs.
    pub(crate) runs: Vec<PathBuf>,
    pub(crate) side_files: WrittenSideFiles,
    /// As [`Resume::comparing`].
    pub(crate) comparing: bool,
    /// Whether the build was to use nothing of what was there before.
    pub(crate) fresh: bool,
}

impl Resume {
    /// What an interrupted build left in `work` that began as this one; none where there is nothing of use. What is damaged
    /// is thrown away. A build that is `fresh` goes on only with one that was fresh too.
    pub(crate) fn open(
        work: &Path,
        Start { initial, old }: Start<'_>,
        fresh: bool,
        monitor: &dyn Monitor,
    ) -> Option<Self> {
        let folder = work.join(FOLDER);
        let marker: Marker = serde_json::from_slice(&files::read(&folder.join(MARKER)).ok()?).ok()?;
        if (&marker.initial, &marker.old_seal) != (initial, &old.seal) || (fresh && !marker.fresh) {
            return None;
        }
        let (ledger, runs) = (folder.join(LEDGER), marker.runs(&folder));
        let checked = marker.check(&folder, &runs).and_then(|()| ledger::unfinished(&ledger));
        let unfinished = match checked {
            Ok(unfinished) => unfinished,
            Err(error) => {
                let detail = format!("what an interrupted build left is damaged and is not used: {error}");
                monitor.warn(&folder, &detail);
                // What cannot be removed is not used all the same.
                let _ = remove_folder(&folder);
                return None;
            }
        };
        let mut segments = marker.segments;
        segments.retain(|segment| {
            let path = folder.join(cache::segment_path(segment.number));
            segment.segment().is_whole(&path) && take_over(&folder, work, segment.number).is_ok()
        });
        Some(Resume {
            runs,
            ledger,
            unfinished,
            segments,
            comparing: marker.comparing,
        })
    }

    /// Saves what was done so far for the next build.
    pub(crate) fn save(work: &Path, unfinished: Unfinished, start: Start<'_>) -> Result<(), Error> {
        let (aside, folder) = (work.join("resume-aside"), work.join(FOLDER));
        remove_folder(&aside)?;
        make_folder(&aside)?;
        for (number, run) in unfinished.runs.into_iter().enumerate() {
            rename(&run, &aside.join(format!("run-{number}")))?;
        }
        let mut side_files = unfinished.side_files;
        side_files.segments.retain(|segment| segment.lost.is_none());
        rename(&side_files.ledger.path, &aside.join(LEDGER))?;
        for segment in &side_files.segments {
            take_over(work, &aside, segment.number)?;
        }
        let marker = Marker {
            initial: start.initial.clone(),
            old_seal: start.old.seal.clone(),
            fresh: unfinished.fresh,
            files: sizes(&aside)?,
            segments: side_files.segments,
            comparing: unfinished.comparing,
        };
        let marker = serde_json::to_vec(&marker).map_err(Into::into).at(&aside)?;
        write_synced(&aside.join(MARKER), &marker)?;
        // A later build trusts what it finds.
        for file in list(&aside)?.iter().filter(|file| size_bytes(file).is_some()) {
            scratch::sync_file(file)?;
        }
        sync_folder(&aside)?;
        remove_folder(&folder)?;
        rename(&aside, &folder)
    }

    /// The ledger of what was cleaned and of what stood.
    pub(crate) fn ledger(&self) -> Result<LedgerReader, Error> {
        LedgerReader::open_path(&self.ledger)
    }

    /// Takes over the lines of units that stand, and withdrawals; those of units that are still to be compared come again.
    pub(crate) fn replay(&self, seen: &Seen, delta: &mut Sorter<'_>) -> Result<(), Error> {
        for run in &self.runs {
            let mut pairs = Merge::open(std::slice::from_ref(run))?;
            while let Some(pair) = pairs.next()? {
                let stands = entry::source(&pair.key).and_then(|source| seen.get(source));
                let is_withdrawn = pair.value.is_empty() && (stands.is_some() || !self.comparing);
                if stands == Some(&true) || is_withdrawn {
                    delta.push(&pair.key, &pair.value)?;
                }
            }
        }
        Ok(())
    }

    /// Gives the segments of the cache back, for another build to take over.
    pub(crate) fn put_back(&self, work: &Path) -> Result<(), Error> {
        let folder = work.join(FOLDER);
        self.segments
            .iter()
            .try_for_each(|segment| take_over(work, &folder, segment.number))
    }
}

impl Marker {
    /// The sorted runs that it names.
    fn runs(&self, folder: &Path) -> Vec<PathBuf> {
        let names = self.files.keys().filter(|name| layout::is_run(name));
        names.map(|name| folder.join(name)).collect()
    }

    /// Checks that the files are those that were saved: their sizes, and the checksums in the runs. Without the sizes, a run that
    /// lost its end between two frames would look whole.
    fn check(&self, folder: &Path, runs: &[PathBuf]) -> Result<(), Error> {
        for (name, size) in &self.files {
            let path = folder.join(name);
            if size_bytes(&path) != Some(*size) {
                return Err(damaged(&path, "the file is gone or cut"));
            }
        }
        runs.iter().try_for_each(|run| runs::check(run))
    }
}

/// Names and sizes of the files in a folder.
fn sizes(folder: &Path) -> Result<BTreeMap<String, u64>, Error> {
    let size = |path: PathBuf| Some((path.file_name()?.to_str()?.to_owned(), size_bytes(&path)?));
    Ok(list(folder)?.into_iter().filter_map(size).collect())
}

/// Moves a segment of the cache; one that is there already stays.
fn take_over(from: &Path, to: &Path, number: u64) -> Result<(), Error> {
    let (from, to) = (
        from.join(cache::segment_path(number)),
        to.join(cache::segment_path(number)),
    );
    to.parent().map_or(Ok(()), scratch::make_folders)?;
    if files::exists(&to) { Ok(()) } else { rename(&from, &to) }
}
