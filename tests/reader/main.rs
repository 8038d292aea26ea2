//! The readers, end to end: files in, items out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod damage;
mod datasets;
mod find;
mod formats;
mod http;
mod jsonl;
mod lengths;
mod streams;
mod support;
mod warc;
