//! The `chaffinch` command: everything is in `cli`, and everything that is worth calling from elsewhere in the library.
#![forbid(unsafe_code)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
