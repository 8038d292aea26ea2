//! What a corpus is built with, as `repair` needs it: settings, rule packs, and inputs as they were named.
//!
//! Not for: where it is written (`corpus`).

use std::path::{Path, PathBuf};

use super::Config;
use crate::corpus::{Origin, Pack};
use crate::strip;

impl Config {
    /// What a build with these settings is built with; `paths` are the inputs, `lists` the lists of more inputs.
    ///
    /// # Errors
    /// A rule pack that cannot be read.
    pub fn origin(&self, paths: &[PathBuf], lists: &[PathBuf]) -> Result<Origin, strip::Error> {
        let packs: Result<Vec<Pack>, _> = self.strip.packs.iter().map(|path| pack(path)).collect();
        Ok(Origin {
            settings: self.changed(),
            packs: packs?,
            inputs: absolute(paths),
            lists: absolute(lists),
        })
    }
}

fn pack(path: &Path) -> Result<Pack, strip::Error> {
    let read = || {
        let bytes = std::fs::read(path)?;
        Ok((std::path::absolute(path)?, blake3::hash(&bytes).to_hex().to_string()))
    };
    let (absolute, blake3) = read().map_err(|source| strip::Error::Read {
        path: path.display().to_string(),
        source,
    })?;
    let path = absolute.to_str().unwrap_or_default().to_owned();
    Ok(Pack { path, blake3 })
}

/// Absolute paths; standard input stays `-`. None at all if one of them is not UTF-8, which cannot be recorded.
fn absolute(paths: &[PathBuf]) -> Vec<String> {
    let one = |path: &PathBuf| match path.to_str() {
        Some("-") => Some("-".to_owned()),
        _ => std::path::absolute(path).ok()?.to_str().map(str::to_owned),
    };
    let all: Option<Vec<String>> = paths.iter().map(one).collect();
    all.unwrap_or_default()
}
