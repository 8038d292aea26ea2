//! Holding a corpus against its manifest, mending it, and comparing two of them.

pub(crate) mod diff;
pub(crate) mod repair;
pub(crate) mod verify;
