//! A flag that asks reading to stop, for readers that are in the middle of something long.
//!
//! Not for: deciding that a run is cancelled (`monitor`); what is read after a stop is incomplete and says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks reading to stop. Part of the readers' options, but no setting: any two are equal.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Set when `flag` is.
    pub fn new(flag: Arc<AtomicBool>) -> Self {
        Stop(flag)
    }

    /// Whether reading is to stop.
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl PartialEq for Stop {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
