//! `chaffinch rules try`: what a pack would take from documents that are there, which stay as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chaffinch::internal::config::Config;
use chaffinch::internal::driver::{self, End, Event, Limits};
use chaffinch::internal::model::{Outcome, Removal, RuleId};
use chaffinch::internal::monitor::Counter;
use chaffinch::internal::sources::{self, Inputs};
use chaffinch::internal::strip::{Pack, Stripper};

use super::super::args::input;
use super::super::exit::Exit;
use super::super::progress::{Look, Progress};
use super::super::session::Session;
use super::super::terminal::{Output, printable};

/// What a rule would take.
#[derive(Debug, Default)]
struct Take {
    documents: u64,
    pieces: u64,
    words: u64,
    samples: Vec<(String, String)>,
}

/// What all rules of the pack would take.
#[derive(Debug, Default)]
struct Takes {
    documents: u64,
    words: u64,
    rules: BTreeMap<RuleId, Take>,
}

/// One document, tried.
struct Tried {
    source: String,
    words: u64,
    removals: Vec<Removal>,
}

/// Tries the rules of `pack` alone on a corpus, or on any documents.
pub(super) fn run(
    pack: PathBuf,
    corpus: &Path,
    samples: usize,
    mut config: Config,
    session: &Session,
) -> anyhow::Result<Exit> {
    let own = Pack::load(&pack, &sources::read_pack)?;
    let concerns: BTreeSet<RuleId> = own.rules.into_iter().map(|rule| rule.id).collect();
    config.strip.packs.extend((!own.is_built_in).then_some(pack));
    let rules = Stripper::with_packs(&config.strip, &sources::read_pack)?.rules();
    let others = rules.iter().filter(|rule| !concerns.contains(&rule.id));
    config.strip.allow = others.map(|rule| rule.id.0.to_string()).collect();
    config.input.stop = session.stop();
    let inputs = sources::find(&[input(&documents(corpus))?], &config.input)?;
    let progress = session.progress(Look::Auto);
    let takes = all(&inputs, &config, samples, &progress);
    progress.finish();
    let (end, takes) = takes?;
    show(&concerns, &takes)?;
    Ok(match (end, progress.get(Counter::Quarantined)) {
        (End::Cancelled, _) => Exit::Interrupted,
        (End::Complete, 0) => Exit::Clean,
        (End::Complete, _) => Exit::Quarantined,
    })
}

/// The documents of a corpus; the path itself where it is none.
fn documents(corpus: &Path) -> PathBuf {
    let is_corpus = corpus.join("manifest.json").is_file();
    if is_corpus {
        corpus.join("documents")
    } else {
        corpus.to_owned()
    }
}

fn all(inputs: &Inputs, config: &Config, samples: usize, progress: &Progress) -> anyhow::Result<(End, Takes)> {
    let pipeline = config.pipeline()?;
    let limits = Limits {
        threads: config.output.threads,
        ..Limits::default()
    };
    let mut takes = Takes::default();
    let sink = |event: Event<Option<Tried>>| -> Result<(), std::convert::Infallible> {
        if let Event::Outcome(Some(tried)) = event {
            takes.add(tried, samples);
        }
        Ok(())
    };
    let end = driver::clean_all(inputs, &config.input, &pipeline, tried, sink, limits, progress)?;
    Ok((end, takes))
}

fn tried(outcome: Outcome) -> Option<Tried> {
    let document = match outcome {
        Outcome::Kept(document) | Outcome::Dropped(document, _) => document,
        Outcome::Skipped(_) | Outcome::Quarantined(_) => return None,
    };
    let taken: u64 = document.removals.iter().map(|removal| words(&removal.text)).sum();
    Some(Tried {
        source: document.provenance.source.to_string(),
        words: words(&document.text) + taken,
        removals: document.removals,
    })
}

fn words(text: &str) -> u64 {
    text.split_whitespace().count() as u64
}

impl Takes {
    fn add(&mut self, tried: Tried, samples: usize) {
        self.documents += 1;
        self.words += tried.words;
        let mut seen = BTreeSet::new();
        for removal in tried.removals {
            let take = self.rules.entry(removal.rule.clone()).or_default();
            take.documents += u64::from(seen.insert(removal.rule));
            take.pieces += 1;
            take.words += words(&removal.text);
            if take.samples.len() < samples {
                take.samples.push((tried.source.clone(), removal.text));
            }
        }
    }
}

fn show(concerns: &BTreeSet<RuleId>, takes: &Takes) -> anyhow::Result<()> {
    let mut out = Output::new();
    out.line(&format!(
        "{} documents, {} words; nothing was changed",
        takes.documents, takes.words
    ))?;
    let none = Take::default();
    for rule in concerns {
        let take = takes.rules.get(rule).unwrap_or(&none);
        out.line(&format!(
            "{rule}: {} pieces in {} documents, {} words",
            take.pieces, take.documents, take.words
        ))?;
        for (source, text) in &take.samples {
            out.line(&format!("  {}: {}", printable(source), printable(&first_line(text))))?;
        }
    }
    Ok(out.finish()?)
}

fn first_line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    let short: String = line.chars().take(100).collect();
    if short.len() < line.len() { short + "…" } else { short }
}
