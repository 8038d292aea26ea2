//! `chaffinch verify`: holds a corpus against its manifest.

use std::path::PathBuf;

use chaffinch::corpus::{self, Damage};

use super::exit::Exit;
use super::progress::Look;
use super::session::Session;
use super::terminal::say;

/// Check every file, frame, line and count of a corpus
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder of the corpus
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Args {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let progress = session.progress(Look::Auto)?;
        let report = corpus::verify(&self.folder, &progress);
        progress.finish();
        let report = match report {
            Err(corpus::Error::Interrupted) => return Ok(Exit::Interrupted),
            report => report?,
        };
        for damage in &report.damages {
            say(&format!("damaged: {}", describe(damage)));
        }
        let found = report.damages.len();
        if session.talks {
            let verdict = if found == 0 {
                "sound".to_owned()
            } else {
                format!("{found} damages")
            };
            say(&format!(
                "{}: {} files, {} lines: {verdict}",
                self.folder.display(),
                report.files,
                report.lines
            ));
        }
        Ok(if found == 0 { Exit::Clean } else { Exit::Failed })
    }
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
