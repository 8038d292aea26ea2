//! The corpus on disk: partition by content hash, exact duplicates, shards of independent frames, manifest.
//!
//! Not for: what happens inside one document (`trip`).

mod build;
mod cache;
mod check;
mod diff;
mod error;
mod gc;
mod layout;
mod ledger;
pub mod manifest;
mod origin;
mod output;
mod packed;
mod reader;
mod rows;
mod shard;
mod source;
mod storage;
pub mod trie;

use serde::{Deserialize, Serialize};

pub use build::run::{build, dry_run};
pub use check::repair::repair;
pub use check::verify::{Damage, Report, verify, verify_state};
pub use diff::{Difference, Query, RuleChange, Sample, diff};
pub use error::Error;
pub use gc::gc;
pub use layout::{NotAShard, ShardName};
pub use manifest::Manifest;
pub use origin::{Origin, Pack};
pub use output::history::Freed;
pub use output::state::{State, states, steady};
pub use reader::Rows;
pub use rows::line;
pub use shard::file;
pub use source::Source;

use crate::driver::Limits;
use crate::fingerprint;

/// Settings of the corpus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Threads that clean, sort and compress; 0 = one per CPU. Does not change what is written.
    pub threads: usize,
    /// Memory for sorting and for batches of input, in bytes; what goes beyond is sorted on disk. Does not change what is written.
    pub memory_bytes: u64,
    /// Cleans everything again, even if the corpus could be updated. Does not change what is written.
    pub fresh: bool,
    /// Holds all inputs against the ledger by their BLAKE3, where otherwise size and times decide. Does not change what is written.
    pub checksum: bool,
    /// How many states before the current one stay readable; each may take as much room as the corpus. With 0, a reader at work
    /// while a build publishes may find its files gone. Does not change what is written otherwise.
    pub keep_states: usize,
    /// Bound of the cache that spares decoding and parsing when rules or later settings change, in percent of the corpus on disk;
    /// 0 is no cache. Does not change what is written otherwise.
    pub cache_percent: u64,
    /// A shard of documents splits in two when its lines outgrow this many bytes (before compression).
    pub shard_size_bytes: u64,
    /// The same for the frames that a shard consists of: what a reader decompresses at a time.
    pub frame_size_bytes: u64,
    /// Level of zstd, from 1 (fast) to 22 (small).
    pub compression_level: i32,
    /// A block that recurs word for word, digits aside, in this many documents of one site, and in one of five of them, belongs to
    /// a template and is removed; 0 is off. All inputs are read twice.
    pub template_documents: u64,
    /// Lets a corpus lose more than half of its documents, which is refused otherwise. Does not change what is written.
    pub allow_shrink: bool,
    /// The `added` of every document, a date and time in RFC 3339; absent by default, and never taken from the clock.
    pub added: Option<String>,
    /// What the corpus is built with, for the manifest. Set by the program, not by users.
    #[serde(skip)]
    pub origin: Origin,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            threads: 0,
            memory_bytes: 256 << 20,
            fresh: false,
            checksum: false,
            keep_states: 1,
            cache_percent: 95,
            shard_size_bytes: 256 << 20,
            frame_size_bytes: 128 << 10,
            compression_level: 3,
            template_documents: 0,
            allow_shrink: false,
            added: None,
            origin: Origin::default(),
        }
    }
}

impl Options {
    /// Names what decides on the layout, settings that do not change what is written left out.
    fn layout(&self) -> String {
        let Options {
            threads,
            memory_bytes,
            fresh,
            checksum,
            keep_states,
            cache_percent,
            allow_shrink,
            ..
        } = Options::default();
        let settings = Options {
            threads,
            memory_bytes,
            fresh,
            checksum,
            keep_states,
            cache_percent,
            allow_shrink,
            ..self.clone()
        };
        fingerprint::of(&(fingerprint::LAYOUT, settings))
    }

    /// Three eighths of the memory sort; the rest is for batches of input, the documents in work, and frames.
    fn sort_bytes(&self) -> usize {
        usize::try_from(self.memory_bytes / 8 * 3).unwrap_or(usize::MAX)
    }

    /// Half of the memory is for the documents in flight.
    fn limits(&self) -> Limits {
        Limits {
            threads: self.threads,
            flight_bytes: (self.memory_bytes / 2).max(1 << 20),
        }
    }
}
