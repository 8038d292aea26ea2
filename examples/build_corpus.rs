//! Builds a corpus of Markdown text: `cargo run --example build_corpus -- OUTPUT INPUT...`.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;

use chaffinch::{Config, Corpus, Monitor, Quarantined};

/// Prints each damaged record when it is found.
struct Damage;

impl Monitor for Damage {
    fn quarantined(&self, item: &Quarantined) {
        println!("damaged: {item}");
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let output = arguments.next().ok_or("name a folder for the corpus")?;
    let config = Config::default()
        .with("render.format=markdown")?
        .with("filter.min_chars=200")?;
    let corpus = Corpus::build(arguments, output, &config, &Damage)?;
    let counts = corpus.counts();
    println!("{} records, {} documents", counts.read, counts.kept);
    Ok(())
}
