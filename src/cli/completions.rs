//! `chaffinch completions`: a completion script for a shell.

use std::io::Write;

use clap_complete::Shell;

use super::exit::Exit;
use super::session::Session;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

impl Args {
    pub(super) fn run(self, _: &Session) -> anyhow::Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "chaffinch", &mut script);
        std::io::stdout().lock().write_all(&script)?;
        Ok(Exit::Clean)
    }
}
