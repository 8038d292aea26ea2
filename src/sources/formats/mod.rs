//! What bytes are: one file or folder for each format, and how formats are told apart.

pub(crate) mod braces;
pub(crate) mod cutter;
mod deflate;
pub(crate) mod document;
pub(crate) mod jsonl;
pub(crate) mod signature;
pub(crate) mod sniff;
pub(crate) mod warc;
