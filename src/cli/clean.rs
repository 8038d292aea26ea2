//! `chaffinch clean`: a JSON line per document on standard output, without deduplication and document filter.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};

use chaffinch::internal::config::Config;
use chaffinch::internal::corpus::line::DocumentLine;
use chaffinch::internal::driver::{self, End, Event, Limits};
use chaffinch::internal::model::{Document, Outcome, SkipKind};
use chaffinch::internal::monitor::{Counter, Monitor};
use chaffinch::internal::sources::{self, Inputs};
use chaffinch::internal::trip::Pipeline;
use serde_json::json;

use super::args::{FormatArg, InputArgs, SettingsArgs, SourceArgs};
use super::exit::Exit;
use super::progress::{Look, Progress};
use super::session::Session;
use super::summary::{self, plural};
use super::terminal::{Output, say};

/// Clean documents and print them as JSON lines, in input order
///
/// The lines have the layout of the corpus. Duplicates stay and no document filter applies: each document that can be read
/// gives one line. Reads standard input if no path is named.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    settings: SettingsArgs,
    /// Print only the text, with a blank line between documents
    #[arg(long)]
    text: bool,
    /// Format of the text
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// Number of threads; 0 = one per CPU
    #[arg(long, short = 'j', value_name = "N")]
    threads: Option<usize>,
}

/// What is to be done, checked.
struct Job {
    inputs: Inputs,
    pipeline: Pipeline,
    config: Config,
    text: bool,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let job = self.job(session)?;
        let progress = session.progress(if io::stdout().is_terminal() {
            Look::Silent
        } else {
            Look::Auto
        });
        let ended = job.run(&progress);
        progress.finish();
        let (end, skipped) = ended?;
        let quarantined = progress.get(Counter::Quarantined);
        conclude(session, &skipped, quarantined, progress.get(Counter::Read));
        Ok(match (end, quarantined) {
            (End::Cancelled, _) => Exit::Interrupted,
            (End::Complete, 0) => Exit::Clean,
            (End::Complete, _) => Exit::Quarantined,
        })
    }

    fn job(self, session: &Session) -> anyhow::Result<Job> {
        let mut config = self.settings.load()?;
        config.input.stop = session.stop();
        self.input.apply(&mut config);
        self.source.apply(&mut config);
        config.render.format = self.format.map_or(config.render.format, Into::into);
        config.output.threads = self.threads.unwrap_or(config.output.threads);
        config.check()?;
        Ok(Job {
            inputs: sources::find(&self.input.inputs_or_stdin()?, &config.input)?,
            pipeline: config.pipeline()?,
            config,
            text: self.text,
        })
    }
}

/// How many files and records were skipped, by kind.
type Skips = BTreeMap<SkipKind, u64>;

/// Says what gave no line.
fn conclude(session: &Session, skipped: &Skips, quarantined: u64, read: u64) {
    let fields = || json!({ "read": read, "skipped": skipped, "quarantined": quarantined });
    if !session.talks {
        return session.log("the documents are cleaned", fields);
    }
    if !skipped.is_empty() {
        say(&format!("chaffinch: skipped {}", summary::skipped(skipped)));
    }
    if quarantined > 0 {
        say(&format!(
            "chaffinch: {quarantined} of {} could not be read",
            plural(read, "record")
        ));
    }
}

/// What became of a record here.
enum Line {
    Document(io::Result<String>),
    Skipped(SkipKind),
    Quarantined,
}

impl Job {
    fn run(&self, progress: &Progress) -> anyhow::Result<(End, Skips)> {
        let mut output = Output::new();
        let mut skips = Skips::new();
        let limits = Limits {
            threads: self.config.output.threads,
            flight_bytes: self.config.output.memory_bytes / 2,
        };
        let line = |outcome| self.line(outcome);
        let write = |event| match event {
            Event::Outcome(Line::Document(line)) => output.line(&line?),
            Event::Outcome(Line::Skipped(kind)) => {
                *skips.entry(kind).or_default() += 1;
                Ok(())
            }
            Event::Outcome(Line::Quarantined) => {
                progress.count(Counter::Quarantined, 1);
                Ok(())
            }
            Event::UnitDone(_) => Ok(()),
        };
        let ended = driver::clean_all(
            &self.inputs,
            &self.config.input,
            &self.pipeline,
            line,
            write,
            limits,
            progress,
        );
        let end = ended.map_err(|error| match error {
            driver::Error::Sink(cause) => cause.into(),
            other @ driver::Error::Threads { .. } => anyhow::Error::from(other),
        })?;
        output.finish()?;
        Ok((end, skips))
    }

    fn line(&self, outcome: Outcome) -> Line {
        match outcome {
            Outcome::Kept(document) | Outcome::Dropped(document, _) => Line::Document(self.document_line(*document)),
            Outcome::Skipped(skipped) => Line::Skipped(skipped.kind),
            Outcome::Quarantined(_) => Line::Quarantined,
        }
    }

    fn document_line(&self, document: Document) -> io::Result<String> {
        if self.text {
            return Ok(document.text + "\n");
        }
        let line = DocumentLine::new(document, self.config.output.added.as_deref());
        Ok(serde_json::to_string(&line)?)
    }
}
