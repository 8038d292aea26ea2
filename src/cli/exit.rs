//! Exit codes, and which error gives which.

use std::io::{self, Write};
use std::process::ExitCode;

use chaffinch::internal::{config, corpus, sources, strip};
use serde_json::json;
use tracing::Level;

use super::logging::tell;
use super::terminal;

/// Stands at the end of `--help`; the README has the same table.
pub(super) const HELP: &str = "\
Exit codes:
  0    done, nothing to report
  1    failed: the work could not be done, or what was checked is not in order
  2    wrong usage or configuration: nothing was done
  3    done, but some records are damaged: they are listed with the reason
  130  interrupted";

/// How a command ended that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Nothing to report.
    Clean,
    /// What was checked is not in order.
    Failed,
    /// Some records are quarantined.
    Quarantined,
    /// The user stopped it.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Failed => 1,
            Exit::Quarantined => 3,
            Exit::Interrupted => INTERRUPTED,
        })
    }
}

/// 128 + SIGINT, as shells have it.
pub(super) const INTERRUPTED: u8 = 130;
const USAGE: u8 = 2;

/// The user asked for something that makes no sense: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Usage(pub(super) String);

/// Prints what clap has to say, in the form of the program's own errors: help and version are none.
pub(super) fn of_usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        let text = error.render().to_string();
        terminal::say(&format!(
            "chaffinch: {}",
            text.strip_prefix("error: ").unwrap_or(&text).trim_end()
        ));
        return ExitCode::from(USAGE);
    }
    let printed = error.print().and_then(|()| io::stdout().flush());
    printed.map_or_else(|error| of_error(&error.into()), |()| Exit::Clean.into())
}

/// Prints `error` with its causes. A reader that closed the pipe has seen enough: that is no error.
pub(super) fn of_error(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return Exit::Clean.into();
    }
    tell(Level::ERROR, &format!("chaffinch: {}", describe(error)), || json!({}));
    if is_usage(error) {
        ExitCode::from(USAGE)
    } else {
        Exit::Failed.into()
    }
}

/// The error and its causes, each but once: many errors name their cause themselves.
fn describe(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.ends_with(&cause) {
            text.extend([": ", &cause]);
        }
    }
    text
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}

fn is_usage(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.is::<Usage>()
            || cause.is::<config::Problems>()
            || cause.is::<sources::Error>()
            || cause.is::<strip::Error>()
            || cause.downcast_ref().is_some_and(corpus::Error::is_misuse)
    })
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn causes_are_told_once() {
        let cause = || io::Error::other("the disk is full");
        let wrapped = anyhow::Error::from(cause())
            .context("writing: the disk is full")
            .context("building");
        assert_eq!(describe(&wrapped), "building: writing: the disk is full");
        let plain = Err::<(), _>(cause()).context("building").unwrap_err();
        assert_eq!(describe(&plain), "building: the disk is full");
    }

    #[test]
    fn a_closed_pipe_is_found_under_any_wrapping() {
        let pipe = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(is_broken_pipe(&anyhow::Error::from(pipe()).context("standard output")));
        assert!(is_broken_pipe(&serde_json::Error::io(pipe()).into()));
        assert!(!is_broken_pipe(&io::Error::other("something else").into()));
    }
}
