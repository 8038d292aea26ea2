//! The output folder and its states: taking it over, publishing a new state, keeping old ones.
//!
//! Not for: single files (`storage`), or what is in them.

pub(crate) mod folder;
pub(crate) mod history;
pub(crate) mod journal;
pub(crate) mod state;
