//! The readers, end to end: files in, items out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod damage;
mod find;
mod formats;
mod jsonl;
mod lengths;
mod support;
mod warc;
