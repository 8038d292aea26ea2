//! What all commands share: how much is said, in which form, and whether the user wants to stop.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use serde_json::Value;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use tracing::Level;

use super::exit::INTERRUPTED;
use super::logging::{self, LogFormat, LogLevel};
use super::progress::{Look, Progress};

/// Options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Messages")]
pub(super) struct SessionArgs {
    /// No progress and no summary; warnings and errors are still shown
    #[arg(long, short, global = true)]
    quiet: bool,
    /// How much is logged [default: warn, or info in a log of JSON]
    #[arg(long, global = true, value_enum, value_name = "LEVEL")]
    log_level: Option<LogLevel>,
    /// Form of the log on standard error; in JSON, warnings and the summary come as fields
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT")]
    log_format: LogFormat,
    /// When to colour
    #[arg(long, global = true, default_value_t = clap::ColorChoice::Auto, value_name = "WHEN")]
    color: clap::ColorChoice,
}

/// The options of a session, in force.
#[derive(Debug)]
pub(super) struct Session {
    /// Whether progress and summaries are shown: text for people, so not in a log of JSON.
    pub(super) talks: bool,
    quiet: bool,
}

impl Session {
    /// Puts colours and logs in force.
    pub(super) fn new(args: &SessionArgs) -> Self {
        match args.color {
            clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
            clap::ColorChoice::Always => anstream::ColorChoice::Always,
            clap::ColorChoice::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        logging::start(args.log_level, args.log_format);
        Session {
            talks: !args.quiet && args.log_format == LogFormat::Text,
            quiet: args.quiet,
        }
    }

    /// Logs how a command ended, unless that is not wanted.
    pub(super) fn log(&self, message: &str, fields: impl FnOnce() -> Value) {
        if !self.quiet {
            logging::event(Level::INFO, message, fields);
        }
    }

    /// A monitor for a command that takes a while. From now on the first Ctrl-C (or SIGTERM) asks the library to stop at a
    /// safe point, the second ends the process at once.
    pub(super) fn progress(&self, look: Look) -> anyhow::Result<Progress> {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_shutdown(signal, i32::from(INTERRUPTED), Arc::clone(&stop))
                .and_then(|_| flag::register(signal, Arc::clone(&stop)))
                .context("signals cannot be watched")?;
        }
        Ok(Progress::start(if self.talks { look } else { Look::Silent }, stop))
    }
}
