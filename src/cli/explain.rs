//! `chaffinch explain`: each block of a document with its verdict, the rule and the reason behind it.

mod account;
mod show;

use std::io;

use anyhow::Context;
use chaffinch::config::Config;
use chaffinch::document::Record;
use chaffinch::reader::{self, Item};

use super::args::{SettingsArgs, input};
use super::exit::{Exit, Usage};
use super::progress::quarantine_line;
use super::session::Session;
use super::terminal::say;
use account::Explainer;
use show::Show;

/// Show what is kept and removed of a document, block by block, and why
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The document, or a container of documents; `-` is standard input
    path: std::path::PathBuf,
    /// Only this record of a container, counted from 1 as in the corpus
    #[arg(long, value_name = "N")]
    record: Option<u64>,
    /// A JSON object per block
    #[arg(long)]
    json: bool,
    /// Whole blocks instead of their first line
    #[arg(long, conflicts_with = "json")]
    full: bool,
    #[command(flatten)]
    settings: SettingsArgs,
}

impl Args {
    pub(super) fn run(self, _: &Session) -> anyhow::Result<Exit> {
        let config = self.settings.load()?;
        let explainer = Explainer::new(config.pipeline())?;
        let show = Show::new(self.json, self.full);
        let mut exit = Exit::Clean;
        let mut found = false;
        self.each(&config, |item| {
            found = true;
            match item.and_then(|record| explainer.explain(record)) {
                Ok(account) => show.account(&account),
                Err(fault) => {
                    exit = Exit::Quarantined;
                    say(&format!("chaffinch: {fault}"));
                    Ok(())
                }
            }
        })?;
        match (found, self.record) {
            (false, Some(n)) => Err(Usage(format!("{} has no record {n}", self.path.display())).into()),
            _ => Ok(exit),
        }
    }

    /// Hands each record that was asked for to `take`; what cannot be read comes as words.
    fn each(
        &self,
        config: &Config,
        mut take: impl FnMut(Result<Record, String>) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let inputs = reader::find(&[input(&self.path)], &config.input)?;
        let faults = inputs.faults.into_iter().map(Item::Quarantined);
        let read = inputs.units.iter().flat_map(|unit| reader::read(unit, &config.input));
        for item in faults.chain(read) {
            let (provenance, record) = match item {
                Item::Record(record) => (record.provenance.clone(), Ok(*record)),
                Item::Quarantined(fault) => (fault.provenance.clone(), Err(quarantine_line(&fault))),
                Item::Skipped(..) => continue,
            };
            if self.record.is_none() || self.record == provenance.record {
                take(record).context("standard output")?;
            }
        }
        Ok(())
    }
}
