//! `chaffinch decode`: which encoding each file is in, on what evidence, and its text.

use chaffinch::config::Config;
use chaffinch::decode;
use chaffinch::document::{Provenance, Record};
use chaffinch::reader::{self, Inputs, Item};
use serde::Serialize;

use super::args::{InputArgs, SettingsArgs};
use super::exit::Exit;
use super::session::Session;
use super::terminal::{Output, say};

/// Decode files to UTF-8 and say how
///
/// Prints a JSON line per file: encoding (the name of the Encoding Standard where it has one), what it was known by, bytes
/// that were malformed, lines that were repaired because they had been decoded wrongly before, and the text. Files that
/// hold many records (JSONL, WARC) give a line per record. Reads standard input if no path is named.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    settings: SettingsArgs,
    /// Print the text alone
    #[arg(long)]
    text: bool,
    /// Encoding of all files, whatever they say of themselves
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Leave text as it is that had been decoded wrongly before
    #[arg(long)]
    no_repair: bool,
}

/// A line of the output.
#[derive(Serialize)]
struct Line<'a> {
    file_path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    encoding: &'a str,
    evidence: &'a str,
    malformed_bytes: u64,
    repairs: u64,
    text: &'a str,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let mut config = self.settings.load()?;
        self.input.apply(&mut config);
        if self.encoding.is_some() {
            config.decode.encoding.clone_from(&self.encoding);
        }
        config.decode.repair &= !self.no_repair;
        let inputs = reader::find(&self.input.inputs_or_stdin()?, &config.input)?;
        let faults = self.print(&inputs, &config)?;
        if faults > 0 && session.talks {
            say(&format!("chaffinch: {faults} records could not be read"));
        }
        Ok(if faults == 0 { Exit::Clean } else { Exit::Quarantined })
    }

    /// Prints all records; returns how many could not be read.
    fn print(&self, inputs: &Inputs, config: &Config) -> anyhow::Result<u64> {
        let mut output = Output::new();
        let mut faults = 0;
        for fault in &inputs.faults {
            say(&format!("{}: {}", fault.provenance.file_path(), fault.detail));
            faults += 1;
        }
        for unit in &inputs.units {
            for item in reader::read(unit, &config.input) {
                let problem = match item {
                    Item::Record(record) => self.print_record(*record, config, &mut output)?,
                    Item::Quarantined(quarantined) => Some((quarantined.provenance, quarantined.detail)),
                    Item::Skipped(..) => None,
                };
                if let Some((provenance, detail)) = problem {
                    say(&format!("{}: {detail}", provenance.file_path()));
                    faults += 1;
                }
            }
        }
        output.finish()?;
        Ok(faults)
    }

    /// Prints one record; gives back what is wrong with it if it cannot be decoded.
    fn print_record(
        &self,
        record: Record,
        config: &Config,
        output: &mut Output,
    ) -> anyhow::Result<Option<(Provenance, String)>> {
        let Record {
            provenance,
            format,
            content,
            ..
        } = record;
        let decoded = match decode::decode(content, format, &config.decode) {
            Ok(decoded) => decoded,
            Err(detail) => return Ok(Some((provenance, detail))),
        };
        let line = Line {
            file_path: provenance.file_path(),
            record: provenance.record,
            encoding: &decoded.encoding.name,
            evidence: &decoded.encoding.evidence,
            malformed_bytes: decoded.encoding.malformed,
            repairs: decoded.encoding.repairs,
            text: &decoded.text,
        };
        if self.text {
            output.line(&decoded.text)?;
        } else {
            output.line(&serde_json::to_string(&line)?)?;
        }
        Ok(None)
    }
}
