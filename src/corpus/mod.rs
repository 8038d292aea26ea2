//! The corpus on disk: partition by content hash, exact duplicates, shards of independent frames, manifest.
//!
//! Not for: what happens inside one document (`pipeline`).

use serde::{Deserialize, Serialize};

/// Settings of the corpus.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {}
