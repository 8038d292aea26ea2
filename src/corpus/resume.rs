//! What an interrupted build leaves for the next one: the sorted lines of what it cleaned, and their ledger.
//!
//! It is an aid, not a state: the next build uses of it what still holds, and a build that finishes removes it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache;
use super::cleaned::Beside;
use super::entry;
use super::error::{At, Error};
use super::files::{list, make_folder, remove_folder, sync_folder, write_synced};
use super::ledger::{self, LedgerReader};
use super::manifest::Manifest;
use super::sort::{Merge, Sorter};

/// Its folder in the work folder.
pub(super) const FOLDER: &str = "resume";
const LEDGER: &str = "ledger";
const MARKER: &str = "begun.json";

/// What an interrupted build began with: only a build that begins so can go on with it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Marker {
    blank: Manifest,
    old_seal: String,
    /// New segments of the cache.
    segments: Vec<cache::Written>,
    /// Whether units of the old state were still to be compared.
    comparing: bool,
}

/// What an interrupted build left.
pub(super) struct Resume {
    runs: Vec<PathBuf>,
    ledger: PathBuf,
    /// The unit that was being read.
    pub(super) unfinished: Option<String>,
    /// Segments of the cache, in the work folder.
    pub(super) segments: Vec<cache::Written>,
    /// Whether it was interrupted while it compared the old state with the inputs: units that its ledger does not name are still
    /// to be compared.
    pub(super) comparing: bool,
}

/// The units in the ledger of an interrupted build, and whether they stand.
pub(super) type Seen = BTreeMap<String, bool>;

/// What there is to save of an interrupted build.
pub(super) struct Unfinished {
    /// The lines of what was cleaned, in sorted runs.
    pub(super) runs: Vec<PathBuf>,
    pub(super) beside: Beside,
    /// As [`Resume::comparing`].
    pub(super) comparing: bool,
}

impl Resume {
    /// What an interrupted build left in `work` that began as this one; none where there is nothing of use.
    pub(super) fn open(work: &Path, blank: &Manifest, old: &Manifest) -> Option<Self> {
        let folder = work.join(FOLDER);
        let marker: Marker = serde_json::from_slice(&fs::read(folder.join(MARKER)).ok()?).ok()?;
        if (&marker.blank, &marker.old_seal) != (blank, &old.seal) {
            return None;
        }
        let ledger = folder.join(LEDGER);
        let unfinished = ledger::unfinished(&ledger).ok()?;
        let mut runs = list(&folder).ok()?;
        runs.retain(|path| {
            path.file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"run-"))
        });
        let mut segments = marker.segments;
        segments.retain(|segment| take_over(&folder, work, segment.number).is_ok());
        Some(Resume {
            runs,
            ledger,
            unfinished,
            segments,
            comparing: marker.comparing,
        })
    }

    /// Saves what was done so far for the next build.
    pub(super) fn save(work: &Path, unfinished: Unfinished, blank: &Manifest, old: &Manifest) -> Result<(), Error> {
        let (aside, folder) = (work.join("resume-aside"), work.join(FOLDER));
        remove_folder(&aside)?;
        make_folder(&aside)?;
        for (number, run) in unfinished.runs.into_iter().enumerate() {
            fs::rename(&run, aside.join(format!("run-{number}"))).at(&run)?;
        }
        let mut beside = unfinished.beside;
        beside.segments.retain(|segment| segment.lost.is_none());
        let ledger = &beside.ledger.path;
        fs::rename(ledger, aside.join(LEDGER)).at(ledger)?;
        for segment in &beside.segments {
            take_over(work, &aside, segment.number).at(work)?;
        }
        let marker = Marker {
            blank: blank.clone(),
            old_seal: old.seal.clone(),
            segments: beside.segments,
            comparing: unfinished.comparing,
        };
        let marker = serde_json::to_vec(&marker).map_err(Into::into).at(&aside)?;
        write_synced(&aside.join(MARKER), &marker)?;
        // A later build trusts what it finds.
        for file in list(&aside)?.iter().filter(|file| file.is_file()) {
            fs::File::open(file).and_then(|file| file.sync_all()).at(file)?;
        }
        sync_folder(&aside)?;
        if folder.exists() {
            fs::remove_dir_all(&folder).at(&folder)?;
        }
        fs::rename(&aside, &folder).at(&folder)
    }

    /// The ledger of what was cleaned and of what stood.
    pub(super) fn ledger(&self) -> Result<LedgerReader, Error> {
        LedgerReader::open_path(&self.ledger)
    }

    /// Takes over the lines of units that stand, and withdrawals; those of units that are still to be compared come again.
    pub(super) fn replay(&self, seen: &Seen, delta: &mut Sorter<'_>) -> Result<(), Error> {
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
    pub(super) fn put_back(&self, work: &Path) -> Result<(), Error> {
        let folder = work.join(FOLDER);
        self.segments
            .iter()
            .try_for_each(|segment| take_over(work, &folder, segment.number).at(&folder))
    }
}

/// Moves a segment of the cache; one that is there already stays.
fn take_over(from: &Path, to: &Path, number: u64) -> std::io::Result<()> {
    let (from, to) = (
        from.join(cache::segment_path(number)),
        to.join(cache::segment_path(number)),
    );
    to.parent().map_or(Ok(()), fs::create_dir_all)?;
    if to.exists() { Ok(()) } else { fs::rename(from, to) }
}
