//! Boilerplate: judges look, this one place removes, so that no removal can skip the record.
//!
//! Not for: dropping whole documents (`filter`).

pub mod main_content;

use serde::{Deserialize, Serialize};

use crate::document::{Block, Metadata, Parsed};
use crate::outcome::Removal;

/// Settings of the stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {}

/// A rule pack that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {}

/// What is left, and what was taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stripped {
    /// Kept blocks, some of them shortened.
    pub blocks: Vec<Block>,
    /// Removed text in order of its span.
    pub removals: Vec<Removal>,
}

/// All judges, compiled.
#[derive(Debug)]
pub struct Stripper {}

impl Stripper {
    /// Compiles the rule packs.
    ///
    /// # Errors
    /// A pack that cannot be read or compiled.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let _ = options;
        Ok(Stripper {})
    }

    /// Strips boilerplate. `metadata` helps judges (a block that repeats the title).
    pub fn strip(&self, parsed: Parsed, metadata: &Metadata) -> Stripped {
        let _ = metadata;
        Stripped {
            blocks: parsed.blocks,
            removals: Vec::new(),
        }
    }
}
