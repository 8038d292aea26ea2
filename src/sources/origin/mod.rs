//! Where bytes lie: opening inputs, and noticing that they changed.
//!
//! Not for: what the bytes are (`layers`, `formats`).

pub(crate) mod bounded;
pub(crate) mod feed;
pub(crate) mod hollow;
pub(crate) mod list;
pub(crate) mod name;
pub(crate) mod stamp;
pub(crate) mod stdin;
pub(crate) mod stop;
pub(crate) mod watch;
