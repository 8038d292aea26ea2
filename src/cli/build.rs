//! `chaffinch build`: makes a corpus.

use std::path::PathBuf;

use chaffinch::internal::config::Config;
use chaffinch::internal::corpus::{self, Manifest, Source};
use chaffinch::internal::model::SkipKind;
use chaffinch::internal::monitor::Counter;
use chaffinch::internal::sources::{self, Inputs};
use chaffinch::internal::trip::Pipeline;
use serde_json::{Map, Value, json};
use tracing::Level;

use super::args::{self, FormatArg, InputArgs, SettingsArgs, SourceArgs};
use super::diff::ShowArgs;
use super::exit::{Exit, Usage};
use super::logging::event;
use super::progress::{Look, Progress};
use super::session::Session;
use super::size;
use super::summary::{self, Finished};

/// Make a corpus from documents, or update one
///
/// Everything that is not in the corpus is listed beside it with the reason. An existing corpus stays whole until the new
/// one replaces it in one step.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    settings: SettingsArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Only show how the corpus would change, by rule and with some documents; change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// Folder of the corpus: new, empty, or a corpus to update
    #[arg(long, short, value_name = "DIR", required = true)]
    pub(super) output: Option<PathBuf>,
    /// Format of the text
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// Split a shard in two above this size, measured before compression: 256MiB
    #[arg(long, value_name = "SIZE", value_parser = size::parse)]
    shard_size: Option<u64>,
    /// Compression level of Zstandard, from 1 (fast) to 22 (small)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..=22))]
    level: Option<i32>,
    /// Value of the field `added` of every document: a date and time in RFC 3339, never taken from the clock
    #[arg(long, value_name = "TIME")]
    added: Option<String>,
    /// Strip blocks that recur in at least N documents of one site; reads all inputs twice. 0 = off
    #[arg(long, value_name = "N")]
    template_documents: Option<u64>,
    /// Clean everything again instead of only what changed
    #[arg(long)]
    fresh: bool,
    /// Detect changed inputs by their BLAKE3 instead of size and times
    #[arg(long)]
    checksum: bool,
    /// Allow the corpus to lose more than half of its documents, which is refused otherwise
    #[arg(long)]
    allow_shrink: bool,
    /// Keep this many earlier states readable (see `chaffinch history`) [default: 1]
    #[arg(long, value_name = "N")]
    keep_states: Option<usize>,
    /// Memory for sorting and batches: 512MiB; what does not fit is sorted on disk
    #[arg(long, value_name = "SIZE", value_parser = size::parse)]
    memory: Option<u64>,
    /// Number of threads; 0 = one per CPU
    #[arg(long, short = 'j', value_name = "N")]
    threads: Option<usize>,
}

/// What is to be done, checked.
pub(super) struct Job {
    pub(super) inputs: Inputs,
    pub(super) config: Config,
    pub(super) pipeline: Pipeline,
    pub(super) output: PathBuf,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let dry_run = self.dry_run;
        let job = self.job(session)?;
        let progress = session.progress(Look::Auto);
        if dry_run {
            return job.dry_run(&progress);
        }
        warn_of_corpora(&job.inputs);
        let built = job.run(&progress);
        progress.finish();
        let manifest = match built {
            Err(corpus::Error::Interrupted) => {
                progress.interrupted(&job.output);
                return Ok(Exit::Interrupted);
            }
            built => built.map_err(|error| args::output_error(&job.output, error))?,
        };
        summary::conclude(session, &job.finished(&manifest, &progress));
        if manifest.counts.kept == 0 {
            event(Level::WARN, "the corpus has no documents", || json!({}));
        }
        Ok(if manifest.counts.quarantined > 0 {
            Exit::Quarantined
        } else {
            Exit::Clean
        })
    }

    /// Reads and checks the settings, and finds the inputs.
    pub(super) fn job(self, session: &Session) -> anyhow::Result<Job> {
        let mut config = self.config(None)?;
        config.input.stop = session.stop();
        if let Some(output) = &self.output.output {
            args::check_output(output)?;
        }
        let named = self.input.inputs()?;
        if named.is_empty() {
            return Err(Usage("nothing to read: name files or folders, or a list with --from-file".into()).into());
        }
        config.output.origin = config.origin(&self.input.paths, &self.input.from_file)?;
        let output = self.output.output.unwrap_or_default();
        config.input.skip_paths.push(std::path::absolute(&output)?);
        Ok(Job {
            pipeline: config.pipeline()?,
            inputs: sources::find(&named, &config.input)?,
            config,
            output,
        })
    }

    /// The settings: those in `base` over the defaults, files and flags over them.
    pub(super) fn config(&self, base: Option<&Map<String, Value>>) -> anyhow::Result<Config> {
        let mut config = self.settings.load_over(base)?;
        self.input.apply(&mut config);
        self.source.apply(&mut config);
        self.output.apply(&mut config);
        config.check()?;
        Ok(config)
    }
}

impl OutputArgs {
    /// Lays the flags over the settings.
    fn apply(&self, config: &mut Config) {
        let Config { render, output, .. } = config;
        render.format = self.format.map_or(render.format, Into::into);
        output.shard_size_bytes = self.shard_size.unwrap_or(output.shard_size_bytes);
        output.compression_level = self.level.unwrap_or(output.compression_level);
        output.memory_bytes = self.memory.unwrap_or(output.memory_bytes);
        output.threads = self.threads.unwrap_or(output.threads);
        output.template_documents = self.template_documents.unwrap_or(output.template_documents);
        output.keep_states = self.keep_states.unwrap_or(output.keep_states);
        output.fresh |= self.fresh;
        output.checksum |= self.checksum;
        output.allow_shrink |= self.allow_shrink;
        output.added = self.added.clone().or(output.added.take());
    }
}

impl Job {
    fn run(&self, progress: &Progress) -> Result<Manifest, corpus::Error> {
        corpus::build(&self.source(), &self.output, &self.config.output, progress)
    }

    /// What the corpus is built from.
    pub(super) fn source(&self) -> Source<'_> {
        Source::new(&self.inputs, &self.config.input, &self.pipeline)
    }

    fn finished<'a>(&'a self, manifest: &'a Manifest, progress: &Progress) -> Finished<'a> {
        let update = [
            Counter::Unchanged,
            Counter::Same,
            Counter::Changed,
            Counter::Added,
            Counter::Gone,
        ];
        Finished {
            manifest,
            inputs: &self.inputs,
            output: &self.output,
            took: progress.elapsed(),
            update: update.map(|counter| progress.get(counter)),
        }
    }

    fn dry_run(&self, progress: &Progress) -> anyhow::Result<Exit> {
        let show = ShowArgs::default();
        let found = corpus::dry_run(
            &self.source(),
            &self.output,
            &self.config.output,
            &show.query(),
            progress,
        );
        progress.finish();
        match found {
            Err(corpus::Error::Interrupted) => return Ok(Exit::Interrupted),
            found => show.print(&found?.1)?,
        }
        Ok(Exit::Clean)
    }
}

/// A corpus among the inputs is left out, which hardly anybody expects.
fn warn_of_corpora(inputs: &Inputs) {
    for item in inputs.skipped.iter().filter(|item| item.kind == SkipKind::Corpus) {
        let source = &item.provenance.source;
        let fields = || json!({ "outcome": "skipped", "path": source, "kind": item.kind, "reason": item.reason });
        event(Level::WARN, &format!("left out: {source}: {}", item.reason), fields);
    }
}
