//! The library reports to a [`Monitor`] and never prints; `cli::progress` has the monitor that draws on the terminal.

use std::path::Path;

use crate::model::{Quarantined, Skipped};

/// What is counted during a run. Each record counts as read, and once more by its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Counter {
    /// Records that were read, including damaged ones.
    Read,
    /// Documents in the corpus.
    Kept,
    /// Documents whose text another document already has.
    Duplicate,
    /// Documents that a filter dropped.
    Dropped,
    /// Records that are not documents by kind.
    Skipped,
    /// Records that could not be read.
    Quarantined,
    /// Bytes of input, as stored on disk.
    InputBytes,
    /// Files that an update need not clean again.
    Unchanged,
    /// Files that an update cleans again with the same result as before.
    Same,
    /// Files that an update cleans again with another result.
    Changed,
    /// Files that an update adds.
    Added,
    /// Files that no longer exist.
    Gone,
}

/// Receives reports of a run. All methods may be called from any thread. By default they do nothing.
pub trait Monitor: Sync {
    /// The size of the input, once it is known.
    fn expect_bytes(&self, _total_bytes: u64) {}
    /// `_counter` increased by `_amount`.
    fn count(&self, _counter: Counter, _amount: u64) {}
    /// A record was quarantined.
    fn quarantined(&self, _item: &Quarantined) {}
    /// A file or record was skipped.
    fn skipped(&self, _item: &Skipped) {}
    /// There is a problem with `path`, and the run continues in another way. `detail` continues a sentence that begins with the path.
    fn warn(&self, _path: &Path, _detail: &str) {}
    /// A new phase of the run begins (`clean`, `merge`, `publish`); `path` is what it works on, if anything.
    fn phase(&self, _name: &str, _path: Option<&Path>) {}
    /// Whether the run should stop at the next safe point (the user pressed Ctrl-C).
    fn cancelled(&self) -> bool {
        false
    }
}

/// A monitor that ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Monitor for Silent {}
