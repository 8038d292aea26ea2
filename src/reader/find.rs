//! Finding the units behind what the user named.
//!
//! Not for: opening them (`unit`).

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use super::{Error, Input, Inputs, Options, Stamp, Unit, name};
use crate::document::Provenance;
use crate::outcome::{Fault, Quarantined, Stage};

pub(super) fn find(inputs: &[Input], options: &Options) -> Result<Inputs, Error> {
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

/// A file, under the name it was found by.
struct Found {
    /// Its full path; standard input has none.
    full: PathBuf,
    unit: Unit,
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
            self.folder(path, &full, &bare);
        } else {
            // By its true path, so that a link in its place is known to have come later.
            self.entry(full.clone(), full, bare, &metadata);
        }
        Ok(())
    }

    fn folder(&mut self, root: &Path, full: &Path, bare: &str) {
        if self.is_skipped(full) {
            let detail = "is the output folder of this run, which is never read".to_owned();
            self.fault(full.to_owned(), format!("{bare}/"), Fault::Unsupported, detail);
            return;
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
                    if !self.enters(root, full, &entry) {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) => seen += u64::from(self.file(root, full, &entry)),
            }
        }
        if seen == 0 {
            let detail = "the folder holds no file that is to be read".to_owned();
            self.fault(full.to_owned(), format!("{bare}/"), Fault::Empty, detail);
        }
    }

    fn enters(&self, root: &Path, full: &Path, entry: &DirEntry) -> bool {
        let relative = relative(root, entry);
        !self.is_hidden(entry) && !self.exclude.matches(relative) && !self.is_skipped(&full.join(relative))
    }

    /// Takes a file inside a folder; whether there was anything to take.
    fn file(&mut self, root: &Path, full: &Path, entry: &DirEntry) -> bool {
        let relative = relative(root, entry);
        let included = self.include.is_empty() || self.include.matches(relative);
        self.tried += 1;
        self.included += u64::from(included);
        let wanted = included && !self.exclude.matches(relative);
        if self.is_hidden(entry) || !wanted || entry.file_type().is_symlink() {
            return false;
        }
        let full = match self.options.follow_links {
            true => fs::canonicalize(entry.path()).unwrap_or_else(|_| full.join(relative)),
            false => full.join(relative),
        };
        let name = name::of(relative);
        match entry.metadata() {
            Ok(metadata) => self.entry(full, entry.path().to_owned(), name, &metadata),
            Err(error) => self.fault(full, name, Fault::Unreadable, error.to_string()),
        }
        true
    }

    fn entry(&mut self, full: PathBuf, path: PathBuf, name: String, metadata: &Metadata) {
        if metadata.is_file() {
            self.add(full, Input::Path(path), name, Some(Stamp::from(metadata)));
        } else {
            let detail = format!("{}: never opened", special(metadata));
            self.fault(full, name, Fault::Unsupported, detail);
        }
    }

    fn add(&mut self, full: PathBuf, input: Input, name: String, stamp: Option<Stamp>) {
        let unit = Unit {
            input,
            source: name.into(),
            size_bytes: stamp.map_or(0, |stamp| stamp.size_bytes),
            stamp,
        };
        self.found.push(Found { full, unit });
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
        let mut units: Vec<_> = self.found.into_iter().map(|found| found.unit).collect();
        units.sort_by(|a, b| a.source.cmp(&b.source));
        let mut faults: Vec<_> = self.faults.into_values().collect();
        faults.sort_by(|a, b| a.provenance.cmp(&b.provenance));
        Inputs { units, faults }
    }
}

/// Keeps each file once. Of its names the longest wins: it says most, and does not depend on the order of the inputs.
fn keep_once(found: &mut Vec<Found>) {
    let depth = |name: &str| name.matches('/').count();
    let better = |a: &str, b: &str| depth(b).cmp(&depth(a)).then_with(|| a.cmp(b));
    found.sort_by(|a, b| {
        let paths = a.full.as_os_str().cmp(b.full.as_os_str());
        paths.then_with(|| better(&a.unit.source, &b.unit.source))
    });
    found.dedup_by(|next, first| next.full.as_os_str() == first.full.as_os_str());
}

/// Numbers the files of one name, in the order of their full paths.
fn tell_namesakes_apart(found: &mut [Found]) {
    let place = |a: &Found, b: &Found| a.unit.source.cmp(&b.unit.source).then_with(|| a.full.cmp(&b.full));
    found.sort_by(place);
    for namesakes in found.chunk_by_mut(|a, b| a.unit.source == b.unit.source) {
        for (number, found) in (2..).zip(namesakes.iter_mut().skip(1)) {
            found.unit.source = format!("{}//{number}", found.unit.source).into();
        }
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

#[cfg(unix)]
fn special(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_: &Metadata) -> &'static str {
    "not a regular file"
}

/// A set of globs: those without `/` match names, those with `/` match relative paths.
struct Globs {
    names: GlobSet,
    paths: GlobSet,
}

/// Patterns of the options that are no globs, by key.
pub(super) fn glob_faults(options: &Options) -> Vec<(&'static str, String)> {
    let keyed = [("input.include", &options.include), ("input.exclude", &options.exclude)];
    let all = keyed
        .iter()
        .flat_map(|(key, patterns)| patterns.iter().map(|pattern| (*key, pattern)));
    all.filter_map(|(key, pattern)| Some((key, glob(pattern).err()?.to_string())))
        .collect()
}

fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    let bare = pattern.trim_end_matches('/').trim_start_matches('/');
    GlobBuilder::new(bare).literal_separator(true).build()
}

impl Globs {
    fn new(key: &'static str, patterns: &[String]) -> Result<Self, Error> {
        let (mut names, mut paths) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in patterns {
            let anchored = pattern.trim_end_matches('/');
            let set = if anchored.contains('/') { &mut paths } else { &mut names };
            set.add(glob(pattern).map_err(|cause| Error::Glob { key, cause })?);
        }
        let build = |set: GlobSetBuilder| set.build().map_err(|cause| Error::Glob { key, cause });
        Ok(Globs {
            names: build(names)?,
            paths: build(paths)?,
        })
    }

    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.paths.is_empty()
    }

    fn matches(&self, relative: &Path) -> bool {
        let named = relative
            .file_name()
            .is_some_and(|name| self.names.is_match(Path::new(name)));
        named || self.paths.is_match(relative)
    }
}
