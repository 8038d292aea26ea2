//! The command line: arguments in, exit code out. A command is one file here and one line in [`Command`].
//!
//! Not for: work that another program could want to call; that is in the library.

mod args;
mod bar;
mod build;
mod clean;
mod completions;
mod config;
mod decode;
mod diff;
mod eval;
mod exit;
mod explain;
mod gc;
mod history;
mod logging;
mod man;
mod origin;
mod progress;
mod repair;
mod rules;
mod session;
mod signals;
mod size;
mod summary;
mod terminal;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use exit::Exit;
use session::{Session, SessionArgs};
use signals::Signals;

/// Turns scraped documents into a clean text corpus for machine learning.
///
/// Reads HTML, plain text, Markdown, JSON and WARC, uncompressed or compressed with gzip or Zstandard. Strips boilerplate,
/// normalises the text, drops exact duplicates and writes compressed JSON Lines. Everything that is not in the corpus is
/// listed with the reason.
#[derive(Debug, Parser)]
#[command(name = "chaffinch", version, after_help = exit::HELP, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    session: SessionArgs,
}

/// The table of commands: each variant's type holds its arguments, its doc comment is its help.
macro_rules! commands {
    ($($variant:ident($args:ty)),* $(,)?) => {
        #[derive(Debug, clap::Subcommand)]
        enum Command {
            $($variant($args),)*
        }

        impl Command {
            fn run(self, session: &Session) -> anyhow::Result<Exit> {
                match self {
                    $(Command::$variant(args) => args.run(session),)*
                }
            }
        }
    };
}

commands! {
    Build(build::Args),
    Clean(clean::Args),
    Decode(decode::Args),
    Explain(explain::Args),
    Eval(eval::Args),
    Verify(verify::Args),
    Repair(repair::Args),
    Diff(diff::Args),
    History(history::Args),
    Gc(gc::Args),
    Rules(rules::Args),
    Config(config::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Parses the arguments, runs the command, says what went wrong.
pub(crate) fn main() -> ExitCode {
    let signals = match Signals::watch() {
        Ok(signals) => signals,
        Err(error) => return exit::of_error(&anyhow::Error::from(error).context("signals cannot be watched")),
    };
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return exit::of_usage(&error),
    };
    let session = Session::new(&cli.session, signals);
    match cli.command.run(&session) {
        Ok(exit) => exit.into(),
        Err(error) => exit::of_error(&error),
    }
}

/// The whole tree of commands, for completions and manual pages.
fn command() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tree_of_commands_is_consistent() {
        super::command().debug_assert();
    }

    /// Help must say what each argument is for.
    #[test]
    fn every_command_and_argument_has_help() {
        let mut commands = vec![super::command()];
        while let Some(command) = commands.pop() {
            assert!(command.get_about().is_some(), "{} has no help", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} {} has no help",
                    command.get_name(),
                    argument.get_id()
                );
            }
            commands.extend(command.get_subcommands().cloned());
        }
    }
}
