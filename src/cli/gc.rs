//! `chaffinch gc`: removes states that are no longer wanted.

use std::path::PathBuf;

use chaffinch::internal::corpus;

use super::exit::Exit;
use super::progress::Look;
use super::session::Session;
use super::summary::plural;
use super::terminal::say;

/// Remove old states of a corpus and leftovers of builds that were killed
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder of the corpus
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Keep this many states before the current one
    #[arg(long, value_name = "N", default_value_t = 0)]
    keep: usize,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let progress = session.progress(Look::Auto);
        let freed = corpus::gc(&self.folder, self.keep, &progress);
        progress.finish();
        let freed = freed?;
        if session.talks {
            let bytes = indicatif::DecimalBytes(freed.bytes);
            say(&format!(
                "removed {} with {} of {bytes}",
                plural(freed.states as u64, "state"),
                plural(freed.files as u64, "file")
            ));
        }
        Ok(Exit::Clean)
    }
}
