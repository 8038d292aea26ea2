//! The lines of a ledger.
//!
//! Not for: how they lie in the file (`frame`), or writing and reading it (`mod`).

use serde::{Deserialize, Serialize};

use crate::corpus::cache;
use crate::corpus::rows::entry::{self, Kind};
use crate::sources::Stamp;

/// A line of the ledger. Those of one unit follow each other: `Unit`, any number of the middle ones, `Done`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Line {
    /// A unit begins.
    Unit(Unit),
    /// The outcomes of its next records.
    Records(Vec<RecordOutcome>),
    /// A record of the unit could not be read, and may be next time.
    Retry,
    /// Where in the cache its records lie.
    Cached(cache::Place),
    /// The unit is complete.
    Done,
    /// The ledger is complete.
    End,
}

impl Line {
    /// How many records it tells of.
    pub(crate) fn records(&self) -> u64 {
        match self {
            Line::Records(records) => records.len() as u64,
            Line::Unit(_) | Line::Retry | Line::Cached(_) | Line::Done | Line::End => 0,
        }
    }
}

/// A unit as it was when it was cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unit {
    /// Its name.
    pub(crate) source: String,
    /// Size and times, for the quick check; none where they cannot be relied on.
    pub(crate) stamp: Option<Stamp>,
    /// BLAKE3 of its bytes; none where it may have changed while it was read.
    pub(crate) blake3: Option<String>,
}

/// The outcome of a record: the kind of its line, its number in the unit, its hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct RecordOutcome(pub(crate) u8, pub(crate) u64, pub(crate) String);

impl RecordOutcome {
    /// Whether the record became this.
    pub(crate) fn is(&self, kind: Kind) -> bool {
        self.0 == kind.number()
    }

    /// Of the record whose lines are sorted by `key`.
    pub(crate) fn of(key: &[u8]) -> Option<Self> {
        let entry::SortKey { kind, hash, place } = entry::parse_key(key)?;
        let (_, record) = place.split_last_chunk()?;
        let hash = match kind {
            Kind::Document => blake3::Hash::from_bytes(hash).to_hex().to_string(),
            // Follows from the place.
            Kind::Dropped | Kind::Quarantined | Kind::Skipped => String::new(),
        };
        Some(RecordOutcome(kind.number(), u64::from_be_bytes(*record), hash))
    }

    /// The key that its lines are sorted by.
    pub(crate) fn key(&self, source: &str) -> Option<Vec<u8>> {
        let RecordOutcome(kind, record, hash) = self;
        let (kind, place) = (Kind::numbered(*kind)?, entry::place(source, *record));
        Some(match kind {
            Kind::Document => entry::sort_key(kind, blake3::Hash::from_hex(hash).ok()?.as_bytes(), &place),
            Kind::Dropped | Kind::Quarantined | Kind::Skipped => entry::reject_key(kind, &place),
        })
    }
}
