//! Permissions of what is written: those that the umask of the process allows, during a build and after it.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::World;
use crate::support::paragraph;

fn build(world: &World, umask: &str) {
    let script = "umask \"$1\"; exec \"$0\" build \"$2\" --output \"$3\" --keep-states 1 --quiet";
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_chaffinch"), umask]);
    let ended = shell.arg(&world.inputs).arg(&world.out).stdin(Stdio::null()).status();
    assert!(ended.unwrap().success());
}

/// Panics unless all below `path`, and it as well, has the permissions that `umask` allows; returns how many files there are.
fn check(path: &Path, umask: u32) -> usize {
    let is_folder = path.is_dir();
    let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let allowed = if is_folder { 0o777 } else { 0o666 } & !umask;
    assert_eq!(mode, allowed, "{}: {mode:o}, not {allowed:o}", path.display());
    if !is_folder {
        return 1;
    }
    let entries = fs::read_dir(path).unwrap();
    entries.map(|entry| check(&entry.unwrap().path(), umask)).sum()
}

#[test]
fn permissions_are_those_that_the_umask_allows() {
    for (umask, bits) in [("022", 0o022), ("077", 0o077), ("002", 0o002)] {
        let world = World::new();
        build(&world, umask);
        world.files.add("in/more.txt", paragraph(7));
        build(&world, umask);
        assert!(
            check(&world.out, bits) >= 8,
            "a corpus, its cache, its ledger and a kept state"
        );
    }
}
