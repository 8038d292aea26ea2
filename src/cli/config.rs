//! `chaffinch config`: shows the settings and checks a file of them.

use std::path::PathBuf;

use chaffinch::internal::config::{DEFAULT_TOML, Layers};

use super::args::read_settings;
use super::exit::Exit;
use super::session::Session;
use super::terminal::{Output, say};

/// Print all settings with their defaults, or check a file of settings
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Check a file of settings; shows every problem with its line
    Check {
        /// File of settings (TOML)
        file: PathBuf,
    },
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self.action {
            None => {
                let mut output = Output::new();
                output.line(DEFAULT_TOML.trim_end())?;
                output.finish()?;
            }
            Some(Action::Check { file }) => {
                let mut layers = Layers::new();
                let name = file.display().to_string();
                layers.add_document(&name, &read_settings(&file)?);
                layers.finish()?;
                if session.talks {
                    say(&format!("{name}: no problem"));
                }
            }
        }
        Ok(Exit::Clean)
    }
}
