//! Cleans one page, and says what was removed: `cargo run --example clean_page -- page.html`.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1);
    let bytes = std::fs::read(path.as_deref().unwrap_or("data/samples/backstube.txt"))?;
    let document = chaffinch::clean_bytes(&bytes, None)?;
    println!("{}\n", document.text);
    for removal in &document.removals {
        println!("{}: {}", removal.rule, removal.text);
    }
    Ok(())
}
