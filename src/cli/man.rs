//! `chaffinch man`: the manual pages, from the same source as `--help`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;

use super::exit::Exit;
use super::session::Session;

/// Print the manual page, or write one page per command into a folder
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder for the pages of all commands
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Args {
    pub(super) fn run(self, _: &Session) -> anyhow::Result<Exit> {
        let command = super::command();
        match self.output {
            Some(folder) => {
                std::fs::create_dir_all(&folder)
                    .and_then(|()| clap_mangen::generate_to(command, &folder))
                    .with_context(|| folder.display().to_string())?;
            }
            None => {
                let mut page = Vec::new();
                clap_mangen::Man::new(command).render(&mut page)?;
                std::io::stdout().lock().write_all(&page)?;
            }
        }
        Ok(Exit::Clean)
    }
}
