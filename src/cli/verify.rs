//! `chaffinch verify`: holds a corpus against its manifest.

use std::path::PathBuf;

use chaffinch::internal::corpus::{self, Damage};
use serde_json::{Value, json};
use tracing::Level;

use super::exit::Exit;
use super::logging::tell;
use super::progress::Look;
use super::session::Session;
use super::summary::plural;
use super::terminal::say;

/// Check every file, compressed frame, line and count of a corpus
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder of the corpus
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Check this earlier state, named as `chaffinch history` prints it
    #[arg(long, value_name = "STATE")]
    at: Option<String>,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let progress = session.progress(Look::Auto);
        let report = match &self.at {
            None => corpus::verify(&self.folder, &progress),
            Some(at) => corpus::State::open(&self.folder, Some(at))
                .and_then(|state| corpus::verify_state(&self.folder, &state, &progress)),
        };
        progress.finish();
        let report = match report {
            Err(corpus::Error::Interrupted) => return Ok(Exit::Interrupted),
            report => report?,
        };
        for damage in &report.damages {
            tell(Level::WARN, &format!("damaged: {}", describe(damage)), || {
                fields(damage)
            });
        }
        let found = report.damages.len();
        let (folder, files, lines) = (self.folder.display().to_string(), report.files, report.lines);
        if session.talks {
            let verdict = if found == 0 {
                "sound".to_owned()
            } else {
                plural(found as u64, "damage")
            };
            say(&format!(
                "{folder}: {}, {}: {verdict}",
                plural(files, "file"),
                plural(lines, "line")
            ));
        } else {
            let fields = || json!({ "path": folder, "files": files, "lines": lines, "damages": found });
            session.log("the corpus is verified", fields);
        }
        Ok(if found == 0 { Exit::Clean } else { Exit::Failed })
    }
}

pub(super) fn fields(damage: &Damage) -> Value {
    json!({
        "path": damage.path.display().to_string(),
        "frame": damage.frame,
        "detail": damage.detail,
        "records": damage.records,
        "examples": damage.examples,
    })
}

/// A damage in a line: where, what, and whose lines are hit.
pub(super) fn describe(damage: &Damage) -> String {
    let frame = damage.frame.map(|n| format!(" frame {n}")).unwrap_or_default();
    let records = match damage.records {
        0 => String::new(),
        1 => format!(" (hit: {})", damage.examples.join(", ")),
        count => format!(" (hit: {count} records, among them {})", damage.examples.join(", ")),
    };
    format!("{}{frame}: {}{records}", damage.path.display(), damage.detail)
}
