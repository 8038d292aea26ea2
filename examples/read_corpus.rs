//! Reads a corpus, and says which rules removed most from it: `cargo run --example read_corpus -- CORPUS`.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::collections::BTreeMap;
use std::error::Error;

use chaffinch::Corpus;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder of a corpus")?;
    let corpus = Corpus::open(folder)?;
    for document in corpus.documents().take(10) {
        let document = document?;
        println!("{} {}", document.id, document.about.metadata.title);
    }
    let mut bytes: BTreeMap<String, usize> = BTreeMap::new();
    for row in corpus.removals() {
        let removal = row?.removal;
        *bytes.entry(removal.rule.to_string()).or_default() += removal.text.len();
    }
    for (rule, bytes) in bytes {
        println!("{bytes:8} bytes by {rule}");
    }
    Ok(())
}
