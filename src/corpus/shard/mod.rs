//! Sorted streams of rows: sorting them on disk, cutting them into frames and shards, and merging a difference into them.

pub(crate) mod ending;
pub mod file;
pub(crate) mod ordered;
pub(crate) mod rows;
pub(crate) mod runs;
pub(crate) mod section;
pub(crate) mod sort;
