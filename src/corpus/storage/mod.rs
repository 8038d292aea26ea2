//! The output folder: whose it is, where unfinished work lies, how a new state takes the place of the old one, and which states are kept.

pub(crate) mod files;
pub(crate) mod folder;
pub(crate) mod history;
pub(crate) mod journal;
pub(crate) mod lock;
pub(crate) mod marker;
pub(crate) mod state;
