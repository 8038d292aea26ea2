//! Building a corpus: what has to be done, cleaning it, and bringing the difference into the state before.

pub(crate) mod cleaned;
pub(crate) mod difference;
pub(crate) mod merge;
pub(crate) mod old;
pub(crate) mod plan;
pub(crate) mod recheck;
pub(crate) mod resume;
pub(crate) mod reuse;
pub(crate) mod run;
pub(crate) mod start;
pub(crate) mod templates;
mod update;
