//! `chaffinch repair`: makes again what is damaged.

use chaffinch::corpus;
use tracing::Level;

use super::build;
use super::exit::{Exit, Usage};
use super::logging::tell;
use super::progress::Look;
use super::session::Session;
use super::terminal::say;
use super::verify;

/// Check a corpus and make again what is damaged, from its inputs
///
/// Name inputs and settings as for the build that made the corpus. Only the documents that are hit are read and cleaned; the
/// bytes are then those that were there before, or nothing is changed.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    #[command(flatten)]
    build: build::Args,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if self.build.dry_run {
            return Err(Usage("repair has no dry run: `chaffinch verify` shows what is damaged".into()).into());
        }
        let job = self.build.job(session)?;
        let progress = session.progress(Look::Auto);
        let (input, output) = (&job.config.input, &job.config.output);
        let repaired = corpus::repair(&job.inputs, input, &job.output, &job.pipeline, output, &progress);
        progress.finish();
        let report = match repaired {
            Err(corpus::Error::Interrupted) => return Ok(Exit::Interrupted),
            repaired => repaired?,
        };
        for damage in &report.damages {
            tell(Level::WARN, &format!("repaired: {}", verify::describe(damage)), || {
                verify::fields(damage)
            });
        }
        if session.talks && report.damages.is_empty() {
            say(&format!("{}: nothing to repair", job.output.display()));
        }
        Ok(Exit::Clean)
    }
}
