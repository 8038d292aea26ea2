//! Each stage by itself, and all of them: `cargo bench`. Tests run every bench once.
//!
//! The documents are generated and the same everywhere. Not for: comparing with other tools (`scripts/bench`), or for whether a
//! change costs more (`scripts/measure/instructions.py`, which no neighbour on the machine disturbs).
#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::fs;
use std::path::Path;

use chaffinch::internal::corpus::{self, Source};
use chaffinch::internal::model::{Content, Format, Metadata, Parsed, Record};
use chaffinch::internal::monitor::Silent;
use chaffinch::internal::sources::{self, Input};
use chaffinch::internal::strip::Stripper;
use chaffinch::internal::trip::{Options, Pipeline};
use chaffinch::internal::{decode, language, normalize, parse, render, strip};
use divan::Bencher;
use divan::counter::BytesCount;

const PROSE: &str = include_str!("../LICENSE-APACHE");

fn main() {
    divan::main();
}

fn paragraphs() -> impl Iterator<Item = String> {
    let paragraphs = PROSE.split("\n\n").map(|paragraph| paragraph.split_whitespace());
    paragraphs.map(|words| words.collect::<Vec<_>>().join(" ") + ".")
}

/// A text with what is left of its page around it.
fn text() -> String {
    let body = paragraphs().collect::<Vec<_>>().join("\n\n");
    format!(
        "Home\nNews\nSports\nSubscribe\n\nOn terms\nBy Ana Lund\nMarch 3, 2024\n\n{body}\n\nShare this\nRelated articles\nTerms, again\n"
    )
}

/// An article as sites wrap it.
fn page() -> String {
    let link = |n: usize| format!("<li class=\"item\"><a href=\"/section/{n}\">Section {n}</a></li>");
    let menu = (0..60).map(link).collect::<String>();
    let script = (0..400)
        .map(|n| format!("push({{\"event\":\"view\",\"id\":{n}}});"))
        .collect::<String>();
    let style = (0..200)
        .map(|n| format!(".block-{n}{{color:#{n:06x};margin:0 auto}}"))
        .collect::<String>();
    let body = paragraphs().map(|text| format!("<p>{text}</p>\n")).collect::<String>();
    let card = |n: usize| {
        format!("<div class=\"card\"><a href=\"/{n}\"><h3>Story {n}</h3></a><p>A short line on it.</p></div>")
    };
    let cards = (0..12).map(card).collect::<String>();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>On terms | The Paper</title><style>{style}</style>\
         <script>{script}</script></head><body><nav class=\"top\"><ul>{menu}</ul></nav><main><article><h1>On terms</h1>{body}</article>\
         <aside class=\"related\"><h2>Related articles</h2>{cards}</aside></main><footer><ul>{menu}</ul></footer></body></html>"
    )
}

fn parsed(text: &str, format: Format) -> Parsed {
    parse::parse(text, format, Metadata::default(), &parse::Options::default())
}

fn record(text: String, format: Format) -> Record {
    Record::new("document", format, text)
}

fn document(format: Format) -> String {
    match format {
        Format::Html => page(),
        Format::Markdown | Format::Text => text(),
    }
}

const FORMATS: [Format; 3] = [Format::Html, Format::Markdown, Format::Text];

#[divan::bench]
fn decode(bencher: Bencher) {
    let bytes = page().into_bytes();
    let content = || Content::Bytes {
        bytes: bytes.clone(),
        charset: None,
    };
    let decode = |content| decode::decode(content, Format::Html, &Metadata::default(), &decode::Options::default());
    bencher
        .counter(BytesCount::new(bytes.len()))
        .with_inputs(content)
        .bench_values(decode);
}

#[divan::bench(args = FORMATS)]
fn parse(bencher: Bencher, format: Format) {
    let text = document(format);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| parsed(&text, format));
}

#[divan::bench(args = FORMATS)]
fn strip(bencher: Bencher, format: Format) {
    let (text, stripper) = (document(format), Stripper::new(&strip::Options::default()).unwrap());
    let inputs = || parsed(&text, format);
    let strip = |parsed| stripper.strip(parsed);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(inputs)
        .bench_values(strip);
}

/// The line model judges every short line.
#[divan::bench]
fn strip_lines(bencher: Bencher) {
    let line = |n: usize| format!("Story {n} of the day\nBy Ana Lund\n{} comments\nRead more\n\n", n % 7);
    let text = (0..200).map(line).collect::<String>() + &text();
    let stripper = Stripper::new(&strip::Options::default()).unwrap();
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| parsed(&text, Format::Text))
        .bench_values(|parsed| stripper.strip(parsed));
}

#[divan::bench]
fn render_and_normalize(bencher: Bencher) {
    let text = text();
    let blocks = parsed(&text, Format::Text).blocks;
    let render = || render::render(&blocks, &render::Options::default());
    let normalize = || normalize::normalize(&render(), &normalize::Options::default());
    bencher.counter(BytesCount::of_str(&text)).bench(normalize);
}

#[divan::bench]
fn language(bencher: Bencher) {
    let text = text();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| language::detect(&text));
}

#[divan::bench(args = FORMATS)]
fn clean(bencher: Bencher, format: Format) {
    let (text, pipeline) = (document(format), Pipeline::new(Options::default()).unwrap());
    let inputs = || record(text.clone(), format);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(inputs)
        .bench_values(|record| pipeline.clean(record));
}

/// JSON Lines of so many texts that differ.
fn write_lines(path: &Path, texts: usize) -> usize {
    let line = |n: usize| serde_json::json!({"id": n, "text": format!("{n}\n\n{}", text())}).to_string() + "\n";
    let lines: String = (0..texts).map(line).collect();
    fs::write(path, &lines).unwrap();
    lines.len()
}

#[divan::bench]
fn read_lines(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("texts.jsonl");
    let bytes = write_lines(&path, 50);
    let inputs = sources::find(&[Input::Path(path)], &sources::Options::default()).unwrap();
    let read = || sources::read(&inputs.units[0], &sources::Options::default()).count();
    bencher.counter(BytesCount::new(bytes)).bench(read);
}

#[divan::bench(sample_count = 10)]
fn build(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("texts.jsonl");
    let bytes = write_lines(&path, 50);
    let reading = sources::Options::default();
    let inputs = sources::find(&[Input::Path(path)], &reading).unwrap();
    let pipeline = Pipeline::new(Options::default()).unwrap();
    let options = corpus::Options {
        threads: 1,
        ..corpus::Options::default()
    };
    let build = |out: tempfile::TempDir| {
        let output = out.path().join("corpus");
        corpus::build(&Source::new(&inputs, &reading, &pipeline), &output, &options, &Silent)
            .unwrap()
            .counts
    };
    bencher
        .counter(BytesCount::new(bytes))
        .with_inputs(|| tempfile::tempdir().unwrap())
        .bench_values(build);
}
