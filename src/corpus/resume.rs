//! What an interrupted build leaves for the next one: the sorted lines of what it cleaned, and their ledger.
//!
//! It is an aid, not a state: the next build uses of it what still holds, and a build that finishes removes it.

use std::collections::BTreeSet;
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
}

/// What an interrupted build left.
pub(super) struct Resume {
    runs: Vec<PathBuf>,
    ledger: PathBuf,
    /// The unit that was being read.
    pub(super) unfinished: Option<String>,
    /// Segments of the cache, in the work folder.
    pub(super) segments: Vec<cache::Written>,
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
        })
    }

    /// Saves what was cleaned so far for the next build.
    pub(super) fn save(
        work: &Path,
        delta: Sorter<'_>,
        beside: Beside,
        blank: &Manifest,
        old: &Manifest,
    ) -> Result<(), Error> {
        let (aside, folder) = (work.join("resume-aside"), work.join(FOLDER));
        remove_folder(&aside)?;
        make_folder(&aside)?;
        for (number, run) in delta.save()?.into_iter().enumerate() {
            fs::rename(&run, aside.join(format!("run-{number}"))).at(&run)?;
        }
        let ledger = &beside.ledger.path;
        fs::rename(ledger, aside.join(LEDGER)).at(ledger)?;
        for segment in &beside.segments {
            take_over(work, &aside, segment.number).at(work)?;
        }
        let marker = Marker {
            blank: blank.clone(),
            old_seal: old.seal.clone(),
            segments: beside.segments,
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

    /// Takes over all withdrawals, and the lines of units that stand.
    pub(super) fn replay(&self, standing: &BTreeSet<String>, delta: &mut Sorter<'_>) -> Result<(), Error> {
        for run in &self.runs {
            let mut pairs = Merge::open(std::slice::from_ref(run))?;
            while let Some(pair) = pairs.next()? {
                let stands = entry::source(&pair.key).is_some_and(|source| standing.contains(source));
                if stands || pair.value.is_empty() {
                    delta.push(&pair.key, &pair.value)?;
                }
            }
        }
        Ok(())
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
