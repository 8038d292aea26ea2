//! The states of a corpus: the current one, and those before it that were kept.
//!
//! Not for: making or removing states (`folder`, `history`).

use std::path::{Path, PathBuf};

use crate::corpus::error::Error;
use crate::corpus::manifest::{self, Manifest};
use crate::corpus::output::history;
use crate::corpus::storage::files;
use crate::corpus::storage::links;

/// Digits of a seal that name a state.
const NAME_DIGITS: usize = 16;

/// A state that can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What it consists of.
    pub manifest: Manifest,
    /// Where its files may lie.
    folders: Vec<PathBuf>,
}

impl State {
    /// The state of the corpus in `folder` that `at` names by the beginning of its seal; the current one where `at` is none.
    ///
    /// # Errors
    /// No corpus, no such state, or one that cannot be read.
    pub fn open(folder: &Path, at: Option<&str>) -> Result<Self, Error> {
        let states = states(folder)?;
        let known: Vec<String> = states.iter().map(|state| state.name().to_owned()).collect();
        let is_meant = |state: &State| at.is_none_or(|at| state.manifest.seal.starts_with(at));
        let found = states.into_iter().rev().find(is_meant);
        found.ok_or_else(|| match at.filter(|_| !known.is_empty()) {
            None => gone(folder),
            Some(at) => Error::NoState {
                path: folder.to_owned(),
                at: at.to_owned(),
                known,
            },
        })
    }

    /// Its name: the beginning of its seal.
    pub fn name(&self) -> &str {
        self.manifest.seal.get(..NAME_DIGITS).unwrap_or_default()
    }

    /// A state whose files lie in several folders; the first that has a file counts.
    pub(crate) fn of(manifest: Manifest, folders: Vec<PathBuf>) -> Self {
        State { manifest, folders }
    }

    /// Where a file of the state lies.
    pub fn path(&self, file: &str) -> PathBuf {
        let mut paths = self.folders.iter().map(|folder| folder.join(file));
        let found = paths.clone().find(|path| files::exists(path));
        found.or_else(|| paths.next()).unwrap_or_default()
    }
}

/// Why there is no corpus in `folder`.
fn gone(folder: &Path) -> Error {
    let path = folder.to_owned();
    match manifest::find_copy(folder) {
        Ok(Some(_)) => Error::Lost { path },
        _ => Error::NoCorpus { path },
    }
}

/// Reads corpora that other processes may be publishing to meanwhile. What `read` gives counts if `is_good` says so, or if the
/// manifests of `folders` are the same before and after; else `read` is tried again.
///
/// # Errors
/// Those of `read`, or [`Error::Unsteady`] where each of many attempts met another state.
pub fn steady<T, E: From<Error>>(
    folders: &[&Path],
    mut read: impl FnMut() -> Result<T, E>,
    is_good: impl Fn(&Result<T, E>) -> bool,
) -> Result<T, E> {
    const ATTEMPTS: usize = 100;
    let seen = || -> Vec<_> {
        let manifest = |folder: &&Path| files::read(&folder.join(manifest::FILE_NAME)).ok();
        folders.iter().map(manifest).collect()
    };
    for _ in 0..ATTEMPTS {
        let before = seen();
        let found = read();
        if is_good(&found) || seen() == before {
            return found;
        }
    }
    let path = folders.first().map(|path| (*path).to_owned()).unwrap_or_default();
    Err(Error::Unsteady { path }.into())
}

/// All states of the corpus in `folder` that can be read, the oldest first; the last is the current one.
///
/// # Errors
/// A manifest that cannot be read.
pub fn states(folder: &Path) -> Result<Vec<State>, Error> {
    steady(&[folder], || read_states(folder), Result::is_ok)
}

fn read_states(folder: &Path) -> Result<Vec<State>, Error> {
    links::refuse_links(folder)?;
    let mut states = Vec::new();
    let folders = vec![folder.to_owned(), folder.join(history::FOLDER)];
    let current = Manifest::read(folder)?;
    for path in history::manifests(folder)? {
        let json = files::read(&path)?;
        let manifest = manifest::parse(&json, &path)?;
        if current.as_ref().is_none_or(|current| current.seal != manifest.seal) {
            states.push(State::of(manifest, folders.clone()));
        }
    }
    states.extend(current.map(|current| State::of(current, folders)));
    Ok(states)
}
