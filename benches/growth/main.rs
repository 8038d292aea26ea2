//! How the work of each stage grows with the document: `cargo bench --bench growth [-- [FILTER] [--bytes N] [--all]]`.
//!
//! Each hostile document of `tests/hostile/units` passes through every stage at one size and at four times that size. A stage
//! that takes more than [`BOUND`] times the CPU time for it, and again for the next step of that kind, does work that grows faster
//! than the document; the exit code is then 1. Not for speed (`stages`). Without `--bench`, as in `cargo test`, each document only
//! passes through once, and nothing is timed.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench fails by panicking, and prints"
)]

#[expect(dead_code, reason = "what only the test asks for")]
#[path = "../../tests/hostile/units/mod.rs"]
mod units;

mod growth;
mod stages;

use std::process::ExitCode;

use growth::Growth;
use stages::Stages;

/// Bytes of the smaller document.
const BYTES: usize = 64 << 10;
/// Bytes where nothing is timed.
const UNTIMED_BYTES: usize = 2 << 10;
/// What four times the document may cost, times. Sorting and caches that are too small take it beyond four.
const BOUND: f64 = 6.0;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let stages = Stages::default();
    let documents = [units::documents(), units::phrases()].concat();
    let chosen = documents.iter().filter(|unit| unit.name.contains(&arguments.filter));
    if !arguments.timed {
        chosen.for_each(|unit| drop(stages.times(unit, UNTIMED_BYTES)));
        return ExitCode::SUCCESS;
    }
    println!("{}", growth::HEADER);
    let mut faster = 0;
    for unit in chosen {
        let growths = growth::measure(&stages, unit, arguments.bytes);
        let worst = growths.iter().copied().max_by(Growth::compare);
        let grows = growths.iter().filter(|growth| growth.is_faster()).copied();
        faster += grows.clone().count();
        let rows: Vec<Growth> = if arguments.all {
            growths.clone()
        } else {
            worst.into_iter().collect()
        };
        let extra = grows.filter(|growth| !rows.iter().any(|row| row.stage == growth.stage));
        let printed: Vec<Growth> = rows.iter().copied().chain(extra).collect();
        printed.iter().for_each(|growth| println!("{}", growth.row(&unit.name)));
    }
    println!("{faster} grow faster than the document: more than {BOUND} times the time for four times the size");
    ExitCode::from(u8::from(faster > 0))
}

/// What the command line says.
struct Arguments {
    timed: bool,
    filter: String,
    bytes: usize,
    all: bool,
}

impl Arguments {
    fn parse() -> Self {
        let mut parsed = Arguments {
            timed: false,
            filter: String::new(),
            bytes: BYTES,
            all: false,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => parsed.timed = true,
                "--all" => parsed.all = true,
                "--bytes" => parsed.bytes = arguments.next().unwrap().parse().unwrap(),
                flag if flag.starts_with("--") => {}
                filter => filter.clone_into(&mut parsed.filter),
            }
        }
        parsed
    }
}
