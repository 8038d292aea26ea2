//! Finding the units behind what the user named, and what is passed over on the way.
//!
//! Not for: opening them (`unit`), or what only their content tells (`sniff`).

mod globs;
mod kinds;
mod names;

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::model::{Fault, Provenance, Quarantined, SkipKind, Skipped, Stage};
use crate::sources::origin::name;
use crate::sources::{Error, Input, Inputs, Item, Options, Stamp, Unit};
use globs::Globs;
pub(crate) use globs::faults as glob_faults;
use names::{keep_once, tell_namesakes_apart};

pub(crate) fn find(inputs: &[Input], options: &Options) -> Result<Inputs, Error> {
    let mut finder = Finder {
        options,
        include: Globs::new("include", &options.include)?,
        exclude: Globs::new("exclude", &options.exclude)?,
        skip: options
            .skip_paths
            .iter()
            .filter_map(|p| fs::canonicalize(p).ok())
            .collect(),
        found: Vec::new(),
        faults: BTreeMap::new(),
        tried: 0,
        included: 0,
    };
    for input in inputs {
        finder.input(input)?;
    }
    if finder.tried > 0 && finder.included == 0 {
        let patterns = options.include.clone();
        return Err(Error::NothingIncluded { patterns });
    }
    Ok(finder.finish())
}

/// A file or folder, under the name it was found by.
struct Found {
    /// Its full path; standard input has none.
    full: PathBuf,
    unit: Unit,
    /// Why it is not read, if it is not.
    passed: Option<(SkipKind, String)>,
}

struct Finder<'a> {
    options: &'a Options,
    include: Globs,
    exclude: Globs,
    skip: Vec<PathBuf>,
    found: Vec<Found>,
    faults: BTreeMap<PathBuf, Quarantined>,
    /// Files in folders that were held against `include`, and those that it names.
    tried: u64,
    included: u64,
}

impl Finder<'_> {
    fn input(&mut self, input: &Input) -> Result<(), Error> {
        match input {
            Input::Stdin(source) => {
                self.add(PathBuf::new(), input.clone(), source.to_string(), None);
                Ok(())
            }
            Input::Path(path) => self.named(path),
        }
    }

    /// A path that the user named: must exist, is read whatever the globs say, and is followed if it is a link.
    fn named(&mut self, path: &Path) -> Result<(), Error> {
        let named = fs::canonicalize(path).and_then(|full| fs::metadata(&full).map(|metadata| (full, metadata)));
        let (full, metadata) = match named {
            Ok(found) => found,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                let path = path.to_owned();
                return Err(Error::Missing { path, cause });
            }
            Err(cause) => {
                self.fault(
                    path.to_owned(),
                    bare_name(path, path),
                    Fault::Unreadable,
                    cause.to_string(),
                );
                return Ok(());
            }
        };
        let bare = bare_name(path, &full);
        if metadata.is_dir() {
            return self.folder(path, &full, &bare);
        }
        // By its true path, so that a link in its place is known to have come later.
        self.entry(full.clone(), full, bare, &metadata);
        Ok(())
    }

    fn folder(&mut self, root: &Path, full: &Path, bare: &str) -> Result<(), Error> {
        if self.is_skipped(full) {
            let reason = match self.skip.iter().any(|skip| skip == full) {
                true => "the output folder of this run, which is never read",
                false => {
                    "inside the output folder, where no input is read; move it elsewhere or choose another output folder"
                }
            };
            self.pass(full.to_owned(), format!("{bare}/"), SkipKind::Corpus, reason);
            return Ok(());
        }
        if kinds::is_corpus(full) {
            let path = root.to_owned();
            return Err(Error::Corpus { path });
        }
        let mut seen = 0u64;
        let mut walk = WalkDir::new(root)
            .min_depth(1)
            .follow_links(self.options.follow_links)
            .into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Err(error) => seen += u64::from(self.walk_error(root, full, &error)),
                Ok(entry) if entry.file_type().is_dir() => {
                    if let Some(said) = self.stays_out(root, full, &entry) {
                        walk.skip_current_dir();
                        seen += u64::from(said);
                    }
                }
                Ok(entry) => seen += u64::from(self.file(root, full, &entry)),
            }
        }
        if seen == 0 {
            let reason = "the folder holds no file that is to be read";
            self.pass(full.to_owned(), format!("{bare}/"), SkipKind::Empty, reason);
        }
        Ok(())
    }

    /// Whether a folder is not entered, and then whether that was noted.
    fn stays_out(&mut self, root: &Path, full: &Path, entry: &DirEntry) -> Option<bool> {
        let relative = relative(root, entry);
        let full = full.join(relative);
        if self.exclude.matches(relative) || self.is_skipped(&full) {
            return Some(false);
        }
        let (kind, reason) = if self.is_hidden(entry) {
            (SkipKind::Hidden, "hidden folder")
        } else if kinds::is_corpus(entry.path()) {
            (
                SkipKind::Corpus,
                "a corpus of Chaffinch; its documents are read if its folder `documents` is named",
            )
        } else {
            return None;
        };
        self.pass(full, name::of(relative) + "/", kind, reason);
        Some(true)
    }

    /// Takes a file inside a folder, or notes that it is passed over; whether there was anything to take.
    fn file(&mut self, root: &Path, full: &Path, entry: &DirEntry) -> bool {
        let relative = relative(root, entry);
        let included = self.include.is_empty() || self.include.matches(relative);
        self.tried += 1;
        self.included += u64::from(included);
        if !included || self.exclude.matches(relative) {
            return false;
        }
        let (full, name) = (self.full_path(full, relative, entry), name::of(relative));
        match entry.metadata() {
            _ if self.is_hidden(entry) => self.pass(full, name, SkipKind::Hidden, "hidden file"),
            _ if entry.path_is_symlink() && !self.options.follow_links => {
                self.pass(full, name, SkipKind::Link, "symbolic link");
            }
            Ok(metadata) => match kinds::passed_over(entry.path(), &name, &metadata, self.options) {
                Some((kind, reason)) => self.pass(full, name, kind, reason),
                None => self.entry(full, entry.path().to_owned(), name, &metadata),
            },
            Err(error) => self.fault(full, name, Fault::Unreadable, error.to_string()),
        }
        true
    }

    fn full_path(&self, full: &Path, relative: &Path, entry: &DirEntry) -> PathBuf {
        match self.options.follow_links {
            true => fs::canonicalize(entry.path()).unwrap_or_else(|_| full.join(relative)),
            false => full.join(relative),
        }
    }

    fn entry(&mut self, full: PathBuf, path: PathBuf, name: String, metadata: &Metadata) {
        if metadata.is_file() {
            self.add(full, Input::Path(path), name, Some(Stamp::from(metadata)));
        } else {
            self.pass(full, name, SkipKind::SpecialFile, kinds::special(metadata));
        }
    }

    fn add(&mut self, full: PathBuf, input: Input, name: String, stamp: Option<Stamp>) {
        let unit = Unit {
            input,
            source: name.into(),
            size_bytes: stamp.map_or(0, |stamp| stamp.size_bytes),
            stamp,
        };
        self.found.push(Found {
            full,
            unit,
            passed: None,
        });
    }

    /// Notes that a file or folder is not read.
    fn pass(&mut self, full: PathBuf, name: String, kind: SkipKind, reason: impl Into<String>) {
        let unit = Unit {
            input: Input::Path(full.clone()),
            source: name.into(),
            size_bytes: 0,
            stamp: None,
        };
        self.found.push(Found {
            full,
            unit,
            passed: Some((kind, reason.into())),
        });
    }

    /// Of the names of one fault the first counts, in whatever order they are found.
    fn fault(&mut self, full: PathBuf, source: String, fault: Fault, detail: String) {
        let provenance = Provenance {
            source: source.into(),
            record: None,
            offset_bytes: 0,
        };
        let item = Quarantined {
            provenance,
            stage: Stage::Read,
            fault,
            detail,
        };
        let known = self.faults.entry(full).or_insert_with(|| item.clone());
        if item.provenance < known.provenance {
            *known = item;
        }
    }

    /// Whether the error is about something that should have been read: a loop of links has been read already.
    fn walk_error(&mut self, root: &Path, full: &Path, error: &walkdir::Error) -> bool {
        if error.loop_ancestor().is_some() {
            return false;
        }
        let path = error.path().unwrap_or(root);
        let relative = path.strip_prefix(root).unwrap_or(path);
        let detail = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        let name = if relative.as_os_str().is_empty() {
            bare_name(root, full)
        } else {
            name::of(relative)
        };
        // Through links one folder is reached by several ways.
        let folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
        let full = match (folder, path.file_name()) {
            (Some(folder), Some(last)) => folder.join(last),
            _ => full.join(relative),
        };
        self.fault(full, name, Fault::Unreadable, detail);
        true
    }

    fn is_hidden(&self, entry: &DirEntry) -> bool {
        !self.options.hidden && entry.file_name().as_encoded_bytes().starts_with(b".")
    }

    fn is_skipped(&self, full: &Path) -> bool {
        self.skip.iter().any(|skip| full.starts_with(skip))
    }

    fn finish(mut self) -> Inputs {
        keep_once(&mut self.found);
        tell_namesakes_apart(&mut self.found);
        let mut inputs = Inputs {
            faults: self.faults.into_values().collect(),
            ..Inputs::default()
        };
        for Found { unit, passed, .. } in self.found {
            match passed.map(|(kind, reason)| self.options.pass_over(skipped(&unit, kind, reason))) {
                None => inputs.units.push(unit),
                Some(Item::Skipped(skipped)) => inputs.skipped.push(skipped),
                Some(Item::Quarantined(fault)) => inputs.faults.push(fault),
                Some(Item::Record(_)) => {}
            }
        }
        inputs.units.sort_by(|a, b| a.source.cmp(&b.source));
        inputs.faults.sort_by(|a, b| a.provenance.cmp(&b.provenance));
        inputs.skipped.sort_by(|a, b| a.provenance.cmp(&b.provenance));
        inputs
    }
}

fn skipped(unit: &Unit, kind: SkipKind, reason: String) -> Skipped {
    Skipped {
        provenance: Provenance {
            source: unit.source.clone(),
            record: None,
            offset_bytes: 0,
        },
        kind,
        reason,
        url: None,
    }
}

fn relative<'e>(root: &Path, entry: &'e DirEntry) -> &'e Path {
    entry.path().strip_prefix(root).unwrap_or(entry.path())
}

/// The last part of what was named; of its full path where that has none (`.`, `..`).
fn bare_name(path: &Path, full: &Path) -> String {
    let part = path.file_name().or_else(|| full.file_name());
    part.map_or_else(|| "/".to_owned(), |part| name::of(Path::new(part)))
}
