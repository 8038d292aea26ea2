//! Counts by rule, filter, kind and fault, kept in step with the rows that come and go.
//!
//! Not for: counts of rows, which the files give (`build`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::corpus::manifest::{Manifest, Removed};
use crate::model::{Fault, RuleId, SkipKind};

/// Whether a row comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It comes.
    Add,
    /// It goes.
    Remove,
}

/// The counts of a state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    removed: BTreeMap<RuleId, Removed>,
    dropped: BTreeMap<RuleId, u64>,
    skipped: BTreeMap<SkipKind, u64>,
    quarantined: BTreeMap<Fault, u64>,
}

#[derive(Deserialize)]
struct Removal<'a> {
    #[serde(borrow)]
    rule: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Dropped {
    rule: RuleId,
}

#[derive(Deserialize)]
struct Skipped {
    kind: SkipKind,
}

#[derive(Deserialize)]
struct Quarantined {
    fault: Fault,
}

impl Tally {
    /// The counts of an old state.
    pub(crate) fn of(manifest: &Manifest) -> Self {
        Tally {
            removed: manifest.removed.clone(),
            dropped: manifest.dropped.clone(),
            skipped: manifest.skipped.clone(),
            quarantined: manifest.quarantined.clone(),
        }
    }

    /// Removals of a kept document.
    pub(crate) fn removals(&mut self, lines: &[u8], change: Change) -> serde_json::Result<()> {
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            let Removal { rule, text } = serde_json::from_slice(line)?;
            let of = match self.removed.get_mut(&*rule) {
                Some(of) => of,
                None => self.removed.entry(RuleId(rule.into_owned().into())).or_default(),
            };
            of.blocks = change.apply(of.blocks, 1);
            of.bytes = change.apply(of.bytes, text.len() as u64);
        }
        Ok(())
    }

    /// A dropped document.
    pub(crate) fn dropped(&mut self, line: &[u8], change: Change) -> serde_json::Result<()> {
        let Dropped { rule } = serde_json::from_slice(line)?;
        let of = self.dropped.entry(rule).or_default();
        *of = change.apply(*of, 1);
        Ok(())
    }

    /// A skipped record.
    pub(crate) fn skipped(&mut self, line: &[u8], change: Change) -> serde_json::Result<()> {
        let Skipped { kind } = serde_json::from_slice(line)?;
        let of = self.skipped.entry(kind).or_default();
        *of = change.apply(*of, 1);
        Ok(())
    }

    /// A quarantined record.
    pub(crate) fn quarantined(&mut self, line: &[u8], change: Change) -> serde_json::Result<()> {
        let Quarantined { fault } = serde_json::from_slice(line)?;
        let of = self.quarantined.entry(fault).or_default();
        *of = change.apply(*of, 1);
        Ok(())
    }

    /// Puts the counts into `manifest`, without those that are 0.
    pub(crate) fn store(mut self, manifest: &mut Manifest) {
        self.removed.retain(|_, of| of.blocks > 0);
        self.dropped.retain(|_, of| *of > 0);
        self.skipped.retain(|_, of| *of > 0);
        self.quarantined.retain(|_, of| *of > 0);
        manifest.removed = self.removed;
        manifest.dropped = self.dropped;
        manifest.skipped = self.skipped;
        manifest.quarantined = self.quarantined;
    }
}

impl Change {
    fn apply(self, count: u64, by: u64) -> u64 {
        match self {
            Change::Add => count.saturating_add(by),
            Change::Remove => count.saturating_sub(by),
        }
    }
}
