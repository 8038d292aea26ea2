//! `chaffinch history`: the states of a corpus that can be read.

use std::path::PathBuf;

use chaffinch::internal::corpus;

use super::exit::Exit;
use super::session::Session;
use super::summary::plural;
use super::terminal::Output;

/// List the readable states of a corpus, the oldest first
///
/// `output.keep_states` sets how many a build keeps. The name of a state is the beginning of its seal. `chaffinch diff
/// DIR@NAME DIR` shows what has changed since then; `chaffinch gc` removes states.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder of the corpus
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print only the files of this state, with their current paths
    #[arg(long, value_name = "STATE")]
    at: Option<String>,
}

impl Args {
    pub(super) fn run(self, _: &Session) -> anyhow::Result<Exit> {
        let mut out = Output::new();
        if let Some(at) = &self.at {
            let state = corpus::State::open(&self.folder, Some(at))?;
            for file in &state.manifest.files {
                out.line(&state.path(&file.path).display().to_string())?;
            }
        } else {
            let states = corpus::states(&self.folder)?;
            if states.is_empty() {
                return Err(corpus::Error::NoCorpus { path: self.folder }.into());
            }
            for state in &states {
                let counts = state.manifest.counts;
                out.line(&format!(
                    "{}  {} of {}",
                    state.name(),
                    plural(counts.kept, "document"),
                    plural(counts.read, "record")
                ))?;
            }
        }
        out.finish()?;
        Ok(Exit::Clean)
    }
}
