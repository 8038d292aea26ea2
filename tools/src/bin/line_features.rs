//! Measures the lines of documents for training: `line_features [--weights FILE CLASSES] LIST OUT`, where a line of LIST is `id TAB path`.
//! Writes `OUT.jsonl` (a document a line: the kinds of its blocks; its lines with block, whether they are its first, text, number of
//! n-grams, score of the words, sums of the trees for the page and for running text, and class), `OUT.grams` (the buckets of all n-grams, 16-bit little-endian), `OUT.bin` (the
//! features of all lines, 32-bit little-endian) and `OUT.names`.
//!
//! Not for: cleaning (`line_clean`), pages with their tags (`features`).

use std::fs::{self, File};
use std::io::{BufWriter, Write};

use anyhow::{Context, Result};
use chaffinch::internal::model::{Format, Record};
use chaffinch::internal::strip::line_model::training::{self, Line};
use chaffinch::internal::strip::{Options, Stripper};
use chaffinch::internal::trip::{self, Pipeline, Stations};
use serde_json::json;

fn main() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|a| a == "--weights") {
        anyhow::ensure!(arguments.len() > 2, "FILE or CLASSES is missing");
        let files: Vec<String> = arguments.drain(..3).skip(1).collect();
        for (file, stand_in) in files.iter().zip([training::stand_in, training::stand_in_classes]) {
            anyhow::ensure!(stand_in(&fs::read(file)?), "{file}: no weights");
        }
    }
    let list = fs::read_to_string(arguments.first().context("LIST is missing")?)?;
    let out = arguments.get(1).context("OUT is missing")?;
    let stripper = Stripper::new(&Options::default())?;
    let pipeline = Pipeline::new(trip::Options::default())?;
    let create = |end: &str| Ok::<_, std::io::Error>(BufWriter::new(File::create(format!("{out}.{end}"))?));
    let (mut documents, mut grams, mut rows) = (create("jsonl")?, create("grams")?, create("bin")?);
    for (id, path) in list.lines().filter_map(|line| line.split_once('\t')) {
        let format = match path.rsplit('.').next() {
            Some("html") => Format::Html,
            Some("md") => Format::Markdown,
            _ => Format::Text,
        };
        let record = Record::new(id, format, fs::read(path).with_context(|| path.to_owned())?);
        let extracted = pipeline.extract(record).ok().with_context(|| path.to_owned())?;
        let lines = training::lines(&stripper, &extracted.parsed);
        for line in &lines {
            line.grams
                .iter()
                .try_for_each(|gram| grams.write_all(&gram.to_le_bytes()))?;
            line.features
                .iter()
                .try_for_each(|value| rows.write_all(&value.to_le_bytes()))?;
        }
        let kinds: Vec<_> = extracted.parsed.blocks.iter().map(|block| &block.kind).collect();
        let lines: Vec<_> = lines.iter().map(shown).collect();
        writeln!(documents, "{}", json!({"id": id, "blocks": kinds, "lines": lines}))?;
    }
    fs::write(format!("{out}.names"), training::names(&stripper).join("\n"))?;
    documents.flush()?;
    grams.flush()?;
    Ok(rows.flush()?)
}

fn shown(line: &Line) -> serde_json::Value {
    json!([
        line.block,
        line.first,
        line.text,
        line.grams.len(),
        line.words,
        line.sums[0],
        line.sums[1],
        line.class.name()
    ])
}
