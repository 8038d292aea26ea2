//! The library reports to a [`Monitor`] and never prints; the terminal's one is in `cli::progress`.

use std::path::Path;

use crate::model::{Quarantined, Skipped};

/// What is counted while a run is on. Each record that was read is counted once more by what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Counter {
    /// Records that readers delivered, healthy or not.
    Read,
    /// Documents in the corpus.
    Kept,
    /// Documents whose text another document already has.
    Duplicate,
    /// Documents that a filter took.
    Dropped,
    /// Records that are not documents by kind.
    Skipped,
    /// Records that could not be read.
    Quarantined,
    /// Bytes of input as they stand on disk.
    InputBytes,
    /// Files of an update that stand as they are.
    Unchanged,
    /// Files of an update that are cleaned again and give what they gave before.
    Same,
    /// Files of an update that are cleaned again and give something else.
    Changed,
    /// Files that an update adds.
    Added,
    /// Files that are no longer there.
    Gone,
}

/// Receives what happens. All methods may be called from any thread; those that are not implemented do nothing.
pub trait Monitor: Sync {
    /// How much input there is, once that is known.
    fn expect_bytes(&self, _total_bytes: u64) {}
    /// There is `_amount` more of `_counter`.
    fn count(&self, _counter: Counter, _amount: u64) {}
    /// A record was quarantined.
    fn quarantined(&self, _item: &Quarantined) {}
    /// A file or record was skipped.
    fn skipped(&self, _item: &Skipped) {}
    /// Something about `path` is not as it should be, and the run goes on in another way; `detail` follows the path in a sentence.
    fn warn(&self, _path: &Path, _detail: &str) {}
    /// A new phase of the run begins (`clean`, `merge`, `publish`), on `path` where it is about one.
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
