//! Logs on standard error, as text for people or as a JSON object a line.

use std::io::{self, Write};
use std::sync::OnceLock;

use serde_json::{Value, json};
use tracing::Level;

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::bar::beside_bar;
use super::terminal::{printable, say};

/// What is logged: this level and the graver ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum LogFormat {
    Text,
    Json,
}

/// The level of a log in JSON; not set for text.
static JSON: OnceLock<LevelFilter> = OnceLock::new();

/// Whether programs read the log.
pub(super) fn is_json() -> bool {
    JSON.get().is_some()
}

/// Logs `message`, as text where the log is text and with `fields` where it is JSON.
pub(super) fn event(level: Level, message: &str, fields: impl FnOnce() -> Value) {
    let Some(least) = JSON.get() else {
        return as_text(level, message);
    };
    if level > *least {
        return;
    }
    let mut all = json!({ "message": message });
    if let (Value::Object(all), Value::Object(fields)) = (&mut all, fields()) {
        all.extend(fields);
    }
    let line = json!({
        "timestamp": jiff::Timestamp::now().to_string(),
        "level": level.as_str(),
        "fields": all,
    });
    // A closed standard error is nobody's loss.
    let _ = beside_bar(|| writeln!(io::stderr().lock(), "{}", printable(&line.to_string())));
}

/// Says something to people as it is, and to programs as an event with fields.
pub(super) fn tell(level: Level, message: &str, fields: impl FnOnce() -> Value) {
    if is_json() {
        event(level, message, fields);
    } else {
        beside_bar(|| say(message));
    }
}

fn as_text(level: Level, message: &str) {
    match level {
        Level::ERROR => tracing::error!("{message}"),
        Level::WARN => tracing::warn!("{message}"),
        Level::INFO => tracing::info!("{message}"),
        Level::DEBUG => tracing::debug!("{message}"),
        Level::TRACE => tracing::trace!("{message}"),
    }
}

/// Starts logging. Called once, before any work. Without a level, people are warned, and programs get the summary as well.
pub(super) fn start(level: Option<LogLevel>, format: LogFormat) {
    let level = level.unwrap_or(match format {
        LogFormat::Text => LogLevel::Warn,
        LogFormat::Json => LogLevel::Info,
    });
    let level = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let log = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .with_target(false)
        .log_internal_errors(false)
        .with_writer(Stderr);
    match format {
        LogFormat::Text => log.without_time().init(),
        LogFormat::Json => {
            let _ = JSON.set(level);
            log.json().init();
        }
    }
}

/// Standard error beside the progress bar, without control characters.
struct Stderr;

impl<'a> MakeWriter<'a> for Stderr {
    type Writer = Stderr;

    fn make_writer(&'a self) -> Stderr {
        Stderr
    }
}

impl Write for Stderr {
    /// The subscriber hands over one whole event at a time. A standard error that cannot be written stops no work.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(event).map_err(io::Error::other)?;
        let _ = beside_bar(|| io::stderr().lock().write_all(printable(text).as_bytes()));
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
