//! `chaffinch decode`: which encoding each file is in, on what evidence, and its text.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

use chaffinch::internal::config::Config;
use chaffinch::internal::decode;
use chaffinch::internal::model::{Content, Format, Metadata, SkipKind};
use chaffinch::internal::sources::{self, Input, SourceCode, Unit};
use serde::Serialize;
use serde_json::json;
use tracing::Level;

use super::args::{ConfigArgs, InputArgs};
use super::exit::Exit;
use super::logging::tell;
use super::session::Session;
use super::summary;
use super::terminal::{Output, say};

/// Decode files to UTF-8 and show the evidence for the encoding
///
/// Prints a JSON line per file: the encoding (named as in the Encoding Standard where it is there), the evidence for it, the
/// number of invalid sequences, the number of lines repaired because they had been decoded wrongly before, and the text.
/// Text files are not parsed; binary files are skipped. Reads standard input if no path is named.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    settings: ConfigArgs,
    /// Print only the text
    #[arg(long)]
    text: bool,
    /// Encoding of all files, whatever they declare
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Likely language of files that do not declare one
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Do not repair text that had been decoded wrongly before
    #[arg(long)]
    no_repair: bool,
}

/// A line of the output.
#[derive(Serialize)]
struct Line<'a> {
    file_path: &'a str,
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
        if self.language.is_some() {
            config.decode.language.clone_from(&self.language);
        }
        config.decode.repair &= !self.no_repair;
        config.input.source_code = SourceCode::Text;
        let inputs = sources::find(&self.input.inputs_or_stdin()?, &config.input)?;
        let mut output = Output::new();
        let mut faults: Vec<(String, String)> = Vec::new();
        for fault in &inputs.faults {
            faults.push((fault.provenance.file_path().to_owned(), fault.detail.clone()));
        }
        let mut kinds: Vec<SkipKind> = inputs.skipped.iter().map(|item| item.kind).collect();
        for unit in &inputs.units {
            match self.print(unit, &config, &mut output)? {
                Ok(skipped) => kinds.extend(skipped),
                Err(problem) => faults.push(problem),
            }
        }
        output.finish()?;
        for (path, detail) in &faults {
            tell(
                Level::WARN,
                &format!("chaffinch: {path}: {detail}"),
                || json!({ "path": path, "detail": detail }),
            );
        }
        conclude(session, &kinds, faults.len());
        Ok(if faults.is_empty() {
            Exit::Clean
        } else {
            Exit::Quarantined
        })
    }

    /// Prints one file, or says of what kind it is instead of text or what is wrong with it; an error means that nothing can be
    /// printed any more.
    fn print(
        &self,
        unit: &Unit,
        config: &Config,
        output: &mut Output,
    ) -> anyhow::Result<Result<Option<SkipKind>, (String, String)>> {
        let path = unit.file_path().to_owned();
        let most = config.input.max_record_bytes;
        let bytes = match &unit.input {
            Input::Path(path) => read(path, most),
            Input::Stdin(_) => read_capped(io::stdin().lock(), most),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(cause) => return Ok(Err((path, cause.to_string()))),
        };
        if let Some(kind) = sources::binary_kind(&bytes) {
            return Ok(Ok(Some(kind)));
        }
        let content = Content::Bytes { bytes, charset: None };
        let decoded = match decode::decode(content, Format::Html, &Metadata::default(), &config.decode) {
            Ok(decoded) => decoded,
            Err(detail) => return Ok(Err((path, detail))),
        };
        let line = Line {
            file_path: &path,
            encoding: &decoded.encoding.name,
            evidence: &decoded.encoding.evidence,
            malformed_bytes: decoded.encoding.malformed,
            repairs: decoded.encoding.repairs,
            text: &decoded.text,
        };
        output.line(&if self.text {
            decoded.text.clone()
        } else {
            serde_json::to_string(&line)?
        })?;
        Ok(Ok(None))
    }
}

/// Says what gave no line.
fn conclude(session: &Session, skipped: &[SkipKind], failed: usize) {
    let mut kinds = BTreeMap::new();
    for kind in skipped {
        *kinds.entry(*kind).or_default() += 1;
    }
    if !session.talks {
        session.log(
            "the files are decoded",
            || json!({ "skipped": kinds, "failed": failed }),
        );
    } else if !kinds.is_empty() {
        say(&format!("chaffinch: skipped {}", summary::skipped(&kinds)));
    }
}

fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    read_capped(sources::open_regular(path)?, most)
}

/// All bytes, unless there are more than a setting allows.
fn read_capped(source: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = source.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if read > most {
        return Err(io::Error::other(format!("larger than input.max_record_bytes, {most}")));
    }
    Ok(bytes)
}
