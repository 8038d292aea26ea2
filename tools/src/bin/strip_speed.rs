//! Measures the strip stage on plain text, on one thread: `cargo run --release -p chaffinch-tools --bin strip_speed -- [FILES]`.
//!
//! Without files it makes its own: prose, and pages of which menus and a foot are left. Prints megabytes per second of wall time
//! for parsing alone and for stripping alone.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a program for the terminal"
)]

use std::time::Instant;

use chaffinch::internal::model::{Format, Metadata, Parsed};
use chaffinch::internal::parse;
use chaffinch::internal::strip::{Options, Stripper};

const SENTENCES: [&str; 4] = [
    "The ferry left the quay at seven with forty sheep on board, and came back at noon with thirty-nine of them. ",
    "Nobody could say where the missing one had gone, although the captain had his own opinion and kept it to himself. ",
    "In the evening it was found asleep behind the coal, and the children carried it home through the rain. ",
    "Der Müller schloss an diesem Abend das Wehr zum letzten Mal, und niemand kam, um es zu sehen. ",
];
const MENU: &str = "Home\nNews\nSport\nWeather\nLog in\nSubscribe\nContact us\nAbout us\n";
const FOOT: &str = "Share on Facebook\nLeave a comment\nRelated articles\nA goat in the town hall\nSubscribe to our newsletter\nPrivacy policy\n";
const TOTAL_BYTES: usize = 8 << 20;

fn main() {
    let files: Vec<String> = std::env::args()
        .skip(1)
        .map(|path| std::fs::read_to_string(path).expect("a readable text"))
        .collect();
    if files.is_empty() {
        report("prose", &prose(20));
        report("articles with a frame", &format!("{MENU}{}{FOOT}", prose(12)));
        report("pages", &format!("{}{}{}", MENU.repeat(8), prose(12), FOOT.repeat(8)));
        return;
    }
    let stripper = Stripper::new(&Options::default()).expect("the rules of the program");
    measure("files", &files, &stripper);
}

/// So many paragraphs of four sentences.
fn prose(paragraphs: usize) -> String {
    format!("{}\n", SENTENCES.concat()).repeat(paragraphs)
}

fn report(name: &str, text: &str) {
    let stripper = Stripper::new(&Options::default()).expect("the rules of the program");
    measure(name, &vec![text.to_owned(); TOTAL_BYTES / text.len()], &stripper);
}

fn measure(name: &str, texts: &[String], stripper: &Stripper) {
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let start = Instant::now();
    let parse = |text: &String| parse::parse(text, Format::Text, Metadata::default(), &parse::Options::default());
    let parsed: Vec<Parsed> = texts.iter().map(parse).collect();
    let parsing = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let kept: usize = parsed
        .into_iter()
        .map(|parsed| stripper.strip(parsed).blocks.len())
        .sum();
    let stripping = start.elapsed().as_secs_f64();
    println!(
        "{name}: {megabytes:.1} MB, parse {:.0} MB/s, strip {:.0} MB/s ({kept} blocks kept)",
        megabytes / parsing,
        megabytes / stripping
    );
}
