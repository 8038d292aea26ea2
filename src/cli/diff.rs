//! `chaffinch diff`: what differs between two corpora, or two states of one.

mod lines;

use std::path::Path;

use anyhow::Context;
use chaffinch::internal::corpus::{self, Difference, Query, Sample, State};

use super::exit::{Exit, Usage};
use super::progress::{Look, Progress};
use super::session::Session;
use super::terminal::Output;

/// Show the differences between two corpora, or two states of one
///
/// Counts documents that were added, that are gone, whose text changed, or that were relabelled (same text, but other metadata
/// or removals), and lists the rules that removed more or less. Name a state as DIR@STATE, with the name that `chaffinch
/// history` prints or its beginning.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The corpus before: DIR or DIR@STATE
    #[arg(value_name = "BEFORE")]
    before: String,
    /// The corpus after; without it, BEFORE is compared with its current state: DIR@STATE, or for DIR the previous state
    #[arg(value_name = "AFTER")]
    after: Option<String>,
    /// Compare this state of BEFORE with the current one; short for BEFORE@STATE BEFORE
    #[arg(long, value_name = "STATE", conflicts_with = "after")]
    at: Option<String>,
    #[command(flatten)]
    show: ShowArgs,
}

/// What is shown of a difference.
#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// Show the text differences of this many documents
    #[arg(long, value_name = "N", default_value_t = 3)]
    samples: usize,
    /// Show only documents with this id or from this source
    #[arg(long, value_name = "ID")]
    document: Option<String>,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let progress = session.progress(Look::Auto);
        let difference = corpus::steady(&self.folders(), || self.difference(&progress), is_final);
        progress.finish();
        let difference = match difference {
            Err(error) if is_interrupted(&error) => return Ok(Exit::Interrupted),
            difference => difference?,
        };
        self.show.print(&difference)?;
        Ok(Exit::Clean)
    }

    fn difference(&self, progress: &Progress) -> anyhow::Result<Difference> {
        let (before, after) = self.states()?;
        let work = tempfile::tempdir().context("no folder for temporary files")?;
        Ok(corpus::diff(
            &before,
            &after,
            work.path(),
            &self.show.query(),
            progress,
        )?)
    }

    /// The folders that are read.
    fn folders(&self) -> Vec<&Path> {
        let names = [Some(&self.before), self.after.as_ref()];
        names.into_iter().flatten().map(|name| parse(name).0).collect()
    }

    fn states(&self) -> anyhow::Result<(State, State)> {
        if let Some(after) = &self.after {
            return Ok((open(&self.before)?, open(after)?));
        }
        let (folder, named) = match &self.at {
            Some(at) => (Path::new(&self.before), Some(at.as_str())),
            None => parse(&self.before),
        };
        if let Some(at) = named {
            return Ok((State::open(folder, Some(at))?, State::open(folder, None)?));
        }
        let mut states = corpus::states(folder)?;
        let after = states
            .pop()
            .ok_or_else(|| Usage(format!("{} holds no corpus", self.before)))?;
        let before = states.pop().ok_or_else(|| {
            let what = "keeps no state before the one that stands (output.keep_states); name a second corpus";
            Usage(format!("{} {what}", self.before))
        })?;
        Ok((before, after))
    }
}

fn open(name: &str) -> Result<State, corpus::Error> {
    let (folder, at) = parse(name);
    State::open(folder, at)
}

/// `DIR` or `DIR@STATE`; a folder whose name has an `@` goes before.
fn parse(name: &str) -> (&Path, Option<&str>) {
    match name.rsplit_once('@') {
        Some((folder, at)) if !Path::new(name).exists() => (Path::new(folder), Some(at)),
        _ => (Path::new(name), None),
    }
}

fn is_final(found: &anyhow::Result<Difference>) -> bool {
    found.as_ref().map_or_else(is_interrupted, |_| true)
}

fn is_interrupted(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(corpus::Error::Interrupted))
}

impl Default for ShowArgs {
    fn default() -> Self {
        ShowArgs {
            samples: 3,
            document: None,
            json: false,
        }
    }
}

impl ShowArgs {
    /// What to look for.
    pub(super) fn query(&self) -> Query {
        Query {
            samples: self.samples,
            document: self.document.clone(),
        }
    }

    /// Prints a difference to standard output.
    pub(super) fn print(&self, difference: &Difference) -> anyhow::Result<()> {
        let mut out = Output::new();
        if self.json {
            out.line(&serde_json::to_string(difference)?)?;
        } else {
            summary(difference).iter().try_for_each(|line| out.line(line))?;
            for sample in &difference.samples {
                show(sample).iter().try_for_each(|line| out.line(line))?;
            }
        }
        Ok(out.finish()?)
    }
}

fn summary(difference: &Difference) -> Vec<String> {
    let counts = [
        ("added", difference.added),
        ("gone", difference.gone),
        ("changed", difference.changed),
        ("relabelled", difference.relabelled),
        ("same", difference.same),
    ];
    let mut lines: Vec<_> = counts
        .iter()
        .map(|(what, count)| format!("{what:<12}{count}"))
        .collect();
    for (rule, change) in &difference.rules {
        lines.push(format!("{rule:<40} -{} +{}", change.only_before, change.only_after));
    }
    lines
}

fn show(sample: &Sample) -> Vec<String> {
    let [before, after] = [&sample.before, &sample.after].map(|text| text.as_deref().unwrap_or_default());
    let mut shown = vec![String::new(), format!("{} {}", sample.id, sample.source)];
    shown.extend(lines::diff(before, after));
    shown
}
