//! The provenance of the records of one unit, and of what could not be read of it.
//!
//! Not for: the identity of a document (`identity`).

use std::sync::Arc;

use crate::model::{Provenance, SkipKind, Skipped};
use crate::sources::origin::feed::Damage;
use crate::sources::{Item, Options};

/// Names the records of one unit.
#[derive(Clone, Debug)]
pub(crate) struct Naming {
    pub(crate) source: Arc<str>,
}

impl Naming {
    pub(crate) fn provenance(&self, record: Option<u64>, offset_bytes: u64) -> Provenance {
        let source = Arc::clone(&self.source);
        Provenance {
            source,
            record,
            offset_bytes,
        }
    }

    pub(crate) fn fault(&self, record: Option<u64>, offset_bytes: u64, damage: Damage) -> Item {
        damage.quarantine(self.provenance(record, offset_bytes))
    }

    /// A whole unit that is not a document by kind.
    pub(crate) fn skip(&self, kind: SkipKind, reason: impl Into<String>, options: &Options) -> Item {
        options.pass_over(Skipped {
            provenance: self.provenance(None, 0),
            kind,
            reason: reason.into(),
            url: None,
        })
    }
}
