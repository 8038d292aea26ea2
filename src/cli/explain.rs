//! `chaffinch explain`: each block of a document with its verdict, the rule and the reason behind it.

mod account;
mod show;

use std::io;

use anyhow::Context;
use chaffinch::internal::config::Config;
use chaffinch::internal::model::{Quarantined, Record};
use chaffinch::internal::sources::{self, Item};
use serde_json::json;
use tracing::Level;

use super::args::{SettingsArgs, input};
use super::exit::{Exit, Usage};
use super::logging::tell;
use super::progress::{quarantine_line, skip_line};
use super::session::Session;
use account::explain;
use show::Show;

/// Show which blocks of a document are kept or removed, and why
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A document, or a file with several documents; `-` is standard input
    path: std::path::PathBuf,
    /// Only this record of the file, counted from 1 as in the corpus
    #[arg(long, value_name = "N")]
    record: Option<u64>,
    /// Print a JSON object per block
    #[arg(long)]
    json: bool,
    /// Show whole blocks instead of their first line
    #[arg(long, conflicts_with = "json")]
    full: bool,
    #[command(flatten)]
    settings: SettingsArgs,
}

impl Args {
    pub(super) fn run(self, _: &Session) -> anyhow::Result<Exit> {
        let config = self.settings.load()?;
        let pipeline = config.pipeline()?;
        let show = Show::new(self.json, self.full);
        let mut exit = Exit::Clean;
        let mut found = false;
        self.each(&config, |item| {
            found = true;
            let account = item.and_then(|record| explain(&pipeline, record).map_err(|fault| unread(&fault)));
            match account {
                Ok(account) => show.account(&account),
                Err((worse, words)) => {
                    exit = if worse == Exit::Clean { exit } else { worse };
                    tell(Level::WARN, &format!("chaffinch: {words}"), || json!({}));
                    Ok(())
                }
            }
        })?;
        match (found, self.record) {
            (false, Some(n)) => Err(Usage(format!("{} has no record {n}", self.path.display())).into()),
            _ => Ok(exit),
        }
    }

    /// Hands each record that was asked for to `take`; what is not read comes as words, and what they mean for the exit code.
    fn each(
        &self,
        config: &Config,
        mut take: impl FnMut(Result<Record, (Exit, String)>) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let inputs = sources::find(&[input(&self.path)?], &config.input)?;
        let faults = inputs.faults.into_iter().map(Item::Quarantined);
        let skipped = inputs.skipped.into_iter().map(Item::Skipped);
        let read = inputs.units.iter().flat_map(|unit| sources::read(unit, &config.input));
        for item in faults.chain(skipped).chain(read) {
            let (provenance, record) = match item {
                Item::Record(record) => (record.provenance.clone(), Ok(*record)),
                Item::Quarantined(fault) => (fault.provenance.clone(), Err(unread(&fault))),
                Item::Skipped(skipped) => (skipped.provenance.clone(), Err((Exit::Clean, skip_line(&skipped)))),
            };
            if self.record.is_none() || self.record == provenance.record {
                take(record).context("standard output")?;
            }
        }
        Ok(())
    }
}

/// What is said of a record that could not be read.
fn unread(fault: &Quarantined) -> (Exit, String) {
    (Exit::Quarantined, quarantine_line(fault))
}
