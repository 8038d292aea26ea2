//! The `chaffinch` command: parses arguments, dispatches, returns the exit code.
#![forbid(unsafe_code)]

fn main() {}
