//! `chaffinch repair`: makes again what is damaged.

use std::path::PathBuf;

use chaffinch::internal::config::Config;
use chaffinch::internal::corpus::{self, Origin};
use chaffinch::internal::sources::{self, Inputs};
use serde_json::json;
use tracing::Level;

use super::build::{self, Job};
use super::exit::{Exit, Usage};
use super::logging::{event, tell};
use super::origin;
use super::progress::Look;
use super::session::Session;
use super::terminal::say;
use super::verify;

/// Check a corpus and rebuild what is damaged from its inputs
///
/// `chaffinch repair DIR` takes settings and inputs from the corpus. If the inputs have moved, name them: `chaffinch repair
/// INPUT... --output DIR`. Only the damaged documents are read and cleaned again. Afterwards the bytes are the original ones;
/// if that is not possible, nothing is changed.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(
    override_usage = "chaffinch repair [OPTIONS] <DIR>\n       chaffinch repair [OPTIONS] <INPUT>... --output <DIR>",
    mut_arg("output", |arg| arg.required(false).help("Folder of the corpus"))
)]
pub(super) struct Args {
    #[command(flatten)]
    build: build::Args,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if self.build.dry_run {
            return Err(Usage("repair has no dry run: `chaffinch verify` shows what is damaged".into()).into());
        }
        let job = self.job(session)?;
        let progress = session.progress(Look::Auto);
        let repaired = corpus::repair(&job.source(), &job.output, &job.config.output, &progress);
        progress.finish();
        let report = match repaired {
            Err(corpus::Error::Interrupted) => {
                progress.interrupted(&job.output);
                return Ok(Exit::Interrupted);
            }
            repaired => repaired?,
        };
        let (beyond, repaired): (Vec<_>, Vec<_>) = report.damages.iter().partition(|damage| damage.is_beyond_repair());
        for damage in &beyond {
            let path = damage.path.display();
            let message = match damage.is_foreign() {
                true => format!("not repaired: {path} is not a file of the corpus and stays; move it away"),
                false => format!("not repaired: {path}: {}", damage.detail),
            };
            tell(Level::WARN, &message, || verify::fields(damage));
        }
        for damage in repaired {
            tell(Level::WARN, &format!("repaired: {}", verify::describe(damage)), || {
                verify::fields(damage)
            });
        }
        if session.talks && report.damages.is_empty() {
            say(&format!("{}: nothing to repair", job.output.display()));
        }
        Ok(if beyond.is_empty() { Exit::Clean } else { Exit::Failed })
    }

    /// Settings and inputs: those that the corpus was built with, and over them those that are named.
    fn job(mut self, session: &Session) -> anyhow::Result<Job> {
        let output = self.output()?;
        let recorded = Origin::read(&output)?;
        let mut config = self.build.config(Some(&recorded.settings))?;
        origin::use_packs(&recorded, &mut config)?;
        config.input.stop = session.stop();
        config.input.skip_paths.push(std::path::absolute(&output)?);
        let inputs = self.inputs(&recorded, &config)?;
        config.output.origin = self.origin(recorded, &config)?;
        Ok(Job {
            pipeline: config.pipeline()?,
            inputs,
            config,
            output,
        })
    }

    /// The folder: what `--output` names, or the one path without it.
    fn output(&mut self) -> anyhow::Result<PathBuf> {
        if let Some(output) = self.build.output.output.take() {
            return Ok(output);
        }
        let paths = std::mem::take(&mut self.build.input.paths);
        match <[PathBuf; 1]>::try_from(paths) {
            Ok([folder]) => Ok(folder),
            Err(_) => Err(Usage(
                "name the corpus: chaffinch repair DIR, or chaffinch repair INPUT... --output DIR".into(),
            )
            .into()),
        }
    }

    /// What the corpus is said to be built with from now on: by the inputs that are named, if any are.
    fn origin(&self, recorded: Origin, config: &Config) -> anyhow::Result<Origin> {
        if self.build.input.is_named() {
            let input = &self.build.input;
            return Ok(config.origin(&input.paths, &input.from_file)?);
        }
        Ok(Origin {
            settings: config.changed(),
            ..recorded
        })
    }

    /// The inputs that are named, else those that were recorded; none if these are gone, as some damage needs none.
    fn inputs(&self, recorded: &Origin, config: &Config) -> anyhow::Result<Inputs> {
        let named = self.build.input.inputs()?;
        if !named.is_empty() {
            return Ok(sources::find(&named, &config.input)?);
        }
        let found = origin::inputs(recorded).and_then(|inputs| Ok(sources::find(&inputs, &config.input)?));
        Ok(found.unwrap_or_else(|error| {
            let message = format!("the inputs cannot be read, so only what needs none is repaired: {error}");
            event(Level::WARN, &message, || json!({}));
            Inputs::default()
        }))
    }
}
