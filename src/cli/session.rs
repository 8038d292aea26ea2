//! What all commands share: how much is said, in which form, and whether the user wants to stop.

use chaffinch::internal::sources::Stop;
use serde_json::Value;
use tracing::Level;

use super::logging::{self, LogFormat, LogLevel};
use super::progress::{Look, Progress};
use super::signals::Signals;

/// Options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Messages")]
pub(super) struct SessionArgs {
    /// Show no progress and no summary, only warnings and errors
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Least severe messages that are logged [default: warn; info with --log-format json]
    #[arg(long, global = true, value_enum, value_name = "LEVEL")]
    log_level: Option<LogLevel>,
    /// Format of the log on standard error; JSON has warnings and the summary as fields
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT")]
    log_format: LogFormat,
    /// When to use colours
    #[arg(long, global = true, default_value_t = clap::ColorChoice::Auto, value_name = "WHEN")]
    color: clap::ColorChoice,
}

/// The options of a session, in force.
#[derive(Debug)]
pub(super) struct Session {
    signals: Signals,
    /// Whether progress and summaries are shown: text for people, so not in a log of JSON.
    pub(super) talks: bool,
    quiet: bool,
}

impl Session {
    /// Puts colours and logs in force.
    pub(super) fn new(args: &SessionArgs, signals: Signals) -> Self {
        match args.color {
            clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
            clap::ColorChoice::Always => anstream::ColorChoice::Always,
            clap::ColorChoice::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        logging::start(args.log_level, args.log_format);
        Session {
            signals,
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

    /// A monitor for a command that takes a while. From now on the first signal asks the library to stop at a safe point, the
    /// second ends the process at once.
    pub(super) fn progress(&self, look: Look) -> Progress {
        let stop = self.signals.take_over();
        Progress::start(if self.talks { look } else { Look::Silent }, stop)
    }

    /// The same signal for readers that are in the middle of something.
    pub(super) fn stop(&self) -> Stop {
        Stop::new(self.signals.stop())
    }
}
