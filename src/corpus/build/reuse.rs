//! How much of the state before a build can use, by the fingerprints of both.
//!
//! Not for: using it (`build`, `recheck`).

use std::collections::BTreeSet;

use crate::corpus::cache::Index;
use crate::corpus::manifest::Manifest;
use crate::trip::{Cleaner, RULES, Touches};

/// How much of the state before can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reuse {
    /// Nothing: there is none, or it was read, decoded or parsed otherwise.
    Nothing,
    /// What decoding and parsing gave.
    Extracted,
    /// The same, and the documents that changed phrase rules do not touch as they are.
    Untouched,
    /// All of units whose bytes are the same.
    All,
}

impl Reuse {
    pub(crate) fn of(prior: &Manifest, initial: &Manifest) -> Self {
        let changed = |key: &&String| prior.fingerprints.get(*key) != initial.fingerprints.get(*key);
        let keys = prior.fingerprints.keys().chain(initial.fingerprints.keys());
        let changed: BTreeSet<&str> = keys.filter(changed).map(String::as_str).collect();
        let first = ["read", "decode", "parse"];
        if (prior.format, &prior.version) != (initial.format, &initial.version)
            || first.iter().any(|key| changed.contains(key))
        {
            Reuse::Nothing
        } else if changed.is_empty() {
            Reuse::All
        } else if changed.iter().all(|key| *key == RULES) {
            Reuse::Untouched
        } else {
            Reuse::Extracted
        }
    }

    /// With what tells the documents that the changed rules touch; less can be used where that is unknown.
    pub(crate) fn with(self, cleaner: &dyn Cleaner, index: &Index) -> (Self, Option<Touches>) {
        let touches = if self == Reuse::Untouched {
            cleaner.touches(&index.rules)
        } else {
            None
        };
        match self {
            Reuse::Untouched if touches.is_none() => (Reuse::Extracted, None),
            reuse => (reuse, touches),
        }
    }

    /// Whether the difference is brought into the state before.
    pub(crate) fn merges(self) -> bool {
        matches!(self, Reuse::All | Reuse::Untouched)
    }
}
