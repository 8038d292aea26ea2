//! `include` and `exclude`.

use std::path::Path;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::sources::{Error, Options};

/// A set of globs: those without `/` match names, those with `/` match relative paths.
pub(crate) struct Globs {
    names: GlobSet,
    paths: GlobSet,
}

/// Patterns of the options that are no globs, by key.
pub(crate) fn faults(options: &Options) -> Vec<(&'static str, String)> {
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
    pub(crate) fn new(key: &'static str, patterns: &[String]) -> Result<Self, Error> {
        let (mut names, mut paths) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in patterns {
            let anchored = pattern.trim_end_matches('/');
            let set = if anchored.contains('/') { &mut paths } else { &mut names };
            set.add(glob(pattern).map_err(|cause| not_a_glob(key, cause))?);
        }
        let build = |set: GlobSetBuilder| set.build().map_err(|cause| not_a_glob(key, cause));
        Ok(Globs {
            names: build(names)?,
            paths: build(paths)?,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.paths.is_empty()
    }

    pub(crate) fn matches(&self, relative: &Path) -> bool {
        let named = relative
            .file_name()
            .is_some_and(|name| self.names.is_match(Path::new(name)));
        named || self.paths.is_match(relative)
    }
}

fn not_a_glob(key: &'static str, cause: globset::Error) -> Error {
    let cause = Box::new(cause);
    Error::Glob { key, cause }
}
