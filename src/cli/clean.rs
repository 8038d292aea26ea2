//! `chaffinch clean`: a JSON line per document on standard output, without deduplication and document filter.

use std::io::{self, IsTerminal};

use chaffinch::config::Config;
use chaffinch::corpus::line::DocumentLine;
use chaffinch::document::Document;
use chaffinch::monitor::{Counter, Monitor};
use chaffinch::outcome::Outcome;
use chaffinch::pipeline::Pipeline;
use chaffinch::reader::{self, Inputs};
use chaffinch::run::{self, End, Event, Limits};

use super::args::{FormatArg, InputArgs, SettingsArgs};
use super::exit::Exit;
use super::progress::{Look, Progress};
use super::session::Session;
use super::terminal::{Output, say};

/// Clean documents and print them as JSON lines, in input order
///
/// The lines have the layout of the corpus. Nothing is deduplicated, and no filter takes whole documents: each document
/// that can be read gives one line. Reads standard input if no path is named.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    settings: SettingsArgs,
    /// Print the text alone, a blank line between documents
    #[arg(long)]
    text: bool,
    /// Form of the text
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// Threads; 0 is one a processor
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
        let end = job.run(&progress);
        progress.finish();
        let end = end?;
        let quarantined = progress.get(Counter::Quarantined);
        if quarantined > 0 && session.talks {
            say(&format!(
                "chaffinch: {quarantined} of {} records could not be read",
                progress.get(Counter::Read)
            ));
        }
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
        config.render.format = self.format.map_or(config.render.format, Into::into);
        config.output.threads = self.threads.unwrap_or(config.output.threads);
        config.check()?;
        Ok(Job {
            inputs: reader::find(&self.input.inputs_or_stdin()?, &config.input)?,
            pipeline: Pipeline::new(config.pipeline())?,
            config,
            text: self.text,
        })
    }
}

impl Job {
    fn run(&self, progress: &Progress) -> anyhow::Result<End> {
        let mut output = Output::new();
        let limits = Limits {
            threads: self.config.output.threads,
            flight_bytes: self.config.output.memory_bytes / 2,
        };
        let line = |outcome| self.line(outcome);
        let write = |event| self.write(&mut output, progress, event);
        let ended = run::clean_all(
            &self.inputs,
            &self.config.input,
            &self.pipeline,
            line,
            write,
            limits,
            progress,
        );
        let end = ended.map_err(|error| match error {
            run::Error::Sink(cause) => cause.into(),
            other @ run::Error::Threads { .. } => anyhow::Error::from(other),
        })?;
        output.finish()?;
        Ok(end)
    }

    /// The line of a document that could be read.
    fn line(&self, outcome: Outcome) -> Option<io::Result<String>> {
        match outcome {
            Outcome::Kept(document) | Outcome::Dropped(document, _) => Some(self.document_line(*document)),
            Outcome::Quarantined(_) => None,
        }
    }

    fn document_line(&self, document: Document) -> io::Result<String> {
        if self.text {
            return Ok(document.text + "\n");
        }
        let line = DocumentLine::new(document, self.config.output.added.as_deref());
        Ok(serde_json::to_string(&line)?)
    }

    fn write(
        &self,
        output: &mut Output,
        progress: &Progress,
        event: Event<Option<io::Result<String>>>,
    ) -> io::Result<()> {
        match event {
            Event::Outcome(Some(line)) => output.line(&line?),
            Event::Outcome(None) => {
                progress.count(Counter::Quarantined, 1);
                Ok(())
            }
            Event::Skipped(..) | Event::UnitDone(_) => Ok(()),
        }
    }
}
