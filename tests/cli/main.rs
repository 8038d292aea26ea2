//! End to end: the command is run as users run it, and held against its exit code, output and messages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod accounting;
mod build;
mod clean;
mod decode;
mod eval;
mod explain;
mod folder;
mod ids;
mod messages;
mod old_corpora;
mod rules;
mod seeds;
mod signals;
mod states;
mod streams;
mod support;
mod typos;
mod usage;
