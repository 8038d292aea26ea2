//! Checks a corpus against its manifest, and repairs it.

pub(crate) mod repair;
pub(crate) mod verify;
