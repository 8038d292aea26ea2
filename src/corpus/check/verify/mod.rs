//! Holding a corpus against its manifest: every file, frame, line and count.
//!
//! Not for: mending what is damaged.

mod lines;
mod report;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::corpus::cache;
use crate::corpus::error::{At, Error};
use crate::corpus::ledger;
use crate::corpus::manifest::{self, FileEntry, Manifest};
use crate::corpus::output::journal::Journal;
use crate::corpus::output::state::{State, states, steady};
use crate::corpus::rows::card;
use crate::corpus::shard::ending;
use crate::corpus::shard::file::ShardReader;
use crate::corpus::storage::files;
use crate::corpus::trie::Prefix;
use crate::corpus::{layout, origin};
use crate::monitor::{Counter, Monitor};

use lines::Lines;
pub use report::{Damage, Report};
use report::{OF_KEPT_STATE, UNNAMED};

/// Reads all of the corpus in `folder` and checks it, and its side files, against its manifest.
///
/// # Errors
/// No corpus, a manifest that cannot be read or does not fit its seal, or the monitor's wish to stop. Damage is no error but part of the report.
pub fn verify(folder: &Path, monitor: &dyn Monitor) -> Result<Report, Error> {
    let is_good = |found: &Result<Report, Error>| match found {
        Ok(report) => report.damages.is_empty(),
        Err(error) => matches!(error, Error::Interrupted),
    };
    steady(&[folder], || attempt(folder, monitor), is_good)
}

/// One look at the corpus, in which a build that publishes meanwhile looks like damage.
fn attempt(folder: &Path, monitor: &dyn Monitor) -> Result<Report, Error> {
    let state = State::open(folder, None)?;
    let manifest = &state.manifest;
    let mut check = Check::files(folder, &state, monitor)?;
    if let Err(error) = ledger::check(folder, manifest) {
        let path = folder.join(ledger::path_of(&manifest.seal));
        check.damage(&path, None, None, detail_of(&error));
    }
    check.aids(manifest);
    for (path, detail) in cache::check(folder, &manifest.seal) {
        check.damage(&path, None, None, detail);
    }
    check.kept_states(manifest)?;
    check.strangers(manifest)?;
    let mut report = check.finish(manifest);
    name_records(folder, manifest, &mut report.damages);
    Ok(report)
}

/// Reads all shards of a kept state and holds them against its manifest.
///
/// # Errors
/// The monitor's wish to stop.
pub fn verify_state(folder: &Path, state: &State, monitor: &dyn Monitor) -> Result<Report, Error> {
    Ok(Check::files(folder, state, monitor)?.finish(&state.manifest))
}

/// Looks up in the ledger whose lines are hit; a ledger that is damaged too tells as far as it can be read.
fn name_records(folder: &Path, manifest: &Manifest, damages: &mut [Damage]) {
    if damages.iter().all(|damage| damage.prefix.is_none()) {
        return;
    }
    let _ = ledger::each_record(folder, manifest, |source, record, key| {
        let hit = damages.iter_mut().filter(|damage| damage.hits(folder, key));
        hit.for_each(|damage| damage.note(source, record));
    });
}

struct Check<'a> {
    folder: &'a Path,
    report: Report,
    lines: Lines,
}

impl<'a> Check<'a> {
    /// Checks all files of a state.
    fn files(folder: &'a Path, state: &State, monitor: &dyn Monitor) -> Result<Self, Error> {
        let files = &state.manifest.files;
        monitor.phase("verify", Some(folder));
        let sizes = files.iter().map(|entry| entry.size_bytes);
        monitor.expect_bytes(sizes.fold(0, u64::saturating_add));
        let mut check = Check {
            folder,
            report: Report::default(),
            lines: Lines::default(),
        };
        for entry in files {
            if monitor.cancelled() {
                return Err(Error::Interrupted);
            }
            check.file(entry, &state.path(&entry.path));
            monitor.count(Counter::InputBytes, entry.size_bytes);
        }
        Ok(check)
    }

    /// Holds the counts against the manifest's, if all could be counted.
    fn finish(mut self, manifest: &Manifest) -> Report {
        if self.report.damages.is_empty() && !self.lines.fits(manifest) {
            let path = self.folder.join(manifest::FILE_NAME);
            self.damage(&path, None, None, "the counts are not those of the lines".into());
        }
        self.report
    }

    fn file(&mut self, entry: &FileEntry, path: &Path) {
        self.report.files += 1;
        let before = self.report.damages.len();
        if let Err(error) = self.frames(entry, path) {
            self.damage(path, None, Some(entry.prefix), detail_of(&error));
        }
        match ending::hash(path).at(path) {
            // Frames have checksums of their own, so this finds what lies between them.
            Ok(found) if found.to_hex().as_str() != entry.blake3 && self.report.damages.len() == before => {
                self.damage(
                    path,
                    None,
                    Some(entry.prefix),
                    "the file has changed, though each frame can be read".into(),
                );
            }
            Ok(_) => {}
            Err(error) if self.report.damages.len() == before => {
                self.damage(path, None, Some(entry.prefix), detail_of(&error));
            }
            Err(_) => {}
        }
    }

    fn frames(&mut self, entry: &FileEntry, path: &Path) -> Result<(), Error> {
        let size = files::stat(path)?.size_bytes;
        if size != entry.size_bytes {
            let detail = format!("the file has {size} bytes instead of {}", entry.size_bytes);
            self.damage(path, None, Some(entry.prefix), detail);
        }
        let mut shard = ShardReader::open(path, entry.data_bytes)?;
        let frames = shard.frames().to_vec();
        let mut lines = 0;
        for (number, frame) in frames.iter().enumerate() {
            let read = match shard.lines(number) {
                Ok(read) => read,
                Err(error) => {
                    self.damage(path, Some(number as u64), Some(frame.prefix), detail_of(&error));
                    continue;
                }
            };
            lines += frame.lines;
            let mut checked = read.iter();
            // A frame that can be read and holds what it should not: the index may be wrong, and with it every frame's place.
            if let Err(detail) = checked.try_for_each(|line| self.lines.line(&entry.path, &frame.prefix, line)) {
                self.damage(path, None, Some(entry.prefix), detail);
            }
        }
        self.report.lines += lines;
        if self.report.damages.is_empty() && (lines, frames.len() as u64) != (entry.lines, entry.frames) {
            self.damage(path, None, Some(entry.prefix), "lines or frames are missing".into());
        }
        Ok(())
    }

    /// Checks what follows from the manifest: its copy, the dataset card, and what it was built with.
    fn aids(&mut self, manifest: &Manifest) {
        let copy = self.folder.join(manifest::copy_path(&manifest.seal));
        match manifest::read_copy(&copy) {
            Err(error) if files::exists(&copy) => self.damage(&copy, None, None, detail_of(&error)),
            _ => {}
        }
        let card = self.folder.join(layout::CARD);
        // A build that publishes puts its card in place just before its manifest. One that died so leaves the card to the next.
        let publishing = || Journal::read(&files::work(self.folder)).is_some();
        if !card::is_sound(self.folder, manifest) && !publishing() {
            let found = if files::exists(&card) {
                "is another than"
            } else {
                "is gone, it is not"
            };
            self.damage(
                &card,
                None,
                None,
                format!("{found} the one that was written with the manifest"),
            );
        }
        if let Err(error) = origin::read(self.folder, &manifest.seal) {
            let path = self.folder.join(origin::path_of(&manifest.seal));
            self.damage(&path, None, None, detail_of(&error));
        }
    }

    /// Holds the files that only kept states have against their manifests. One that is not there is no damage: a `gc` removes files
    /// before the manifests that name them.
    fn kept_states(&mut self, manifest: &Manifest) -> Result<(), Error> {
        let mut seen: BTreeSet<String> = manifest.files.iter().map(|entry| entry.path.to_string()).collect();
        for state in states(self.folder)? {
            let only_here = state
                .manifest
                .files
                .iter()
                .filter(|entry| seen.insert(entry.path.to_string()));
            for entry in only_here {
                let path = state.path(&entry.path);
                if ending::hash(&path).is_ok_and(|hash| hash.to_hex().as_str() != entry.blake3) {
                    self.damage(&path, None, None, OF_KEPT_STATE.to_owned());
                }
            }
        }
        Ok(())
    }

    /// Files in the folders of the corpus that the manifest does not name, and that no run left that did not end.
    fn strangers(&mut self, manifest: &Manifest) -> Result<(), Error> {
        let named: BTreeSet<PathBuf> = manifest
            .files
            .iter()
            .map(|entry| self.folder.join(&entry.path))
            .collect();
        for path in crate::corpus::output::folder::shards(self.folder)? {
            if !named.contains(&path) && !crate::corpus::output::folder::is_left(self.folder, &path) {
                self.damage(&path, None, None, UNNAMED.to_owned());
            }
        }
        Ok(())
    }

    fn damage(&mut self, path: &Path, frame: Option<u64>, prefix: Option<Prefix>, detail: String) {
        self.report.damages.push(Damage {
            frame,
            prefix,
            ..Damage::of_file(path.to_owned(), detail)
        });
    }
}

/// What is wrong, without the path, which is printed before it.
fn detail_of(error: &Error) -> String {
    match error {
        Error::Io { cause, .. } => cause.to_string(),
        Error::Damaged { detail, .. } => detail.clone(),
        other => other.to_string(),
    }
}
