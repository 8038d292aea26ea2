//! Cleans documents with other weights of the line model: `line_clean WEIGHTS THRESHOLD LIST OUT`, where a line of LIST is
//! `id TAB path`. Writes a JSON line for each document (`id`, `text`).
//!
//! Not for: anything but measuring training (`chaffinch clean`).

use std::fs::{self, File};
use std::io::{BufWriter, Write};

use anyhow::{Context, Result};
use chaffinch::internal::model::{Format, Outcome, Record};
use chaffinch::internal::strip::line_model::training;
use chaffinch::internal::trip::{Options, Pipeline};
use serde_json::json;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [weights, threshold, list, out] = arguments.as_slice() else {
        anyhow::bail!("usage: line_clean WEIGHTS THRESHOLD LIST OUT");
    };
    anyhow::ensure!(training::stand_in(&fs::read(weights)?), "{weights}: no weights");
    let mut options = Options::default();
    options.strip.threshold = Some(threshold.parse()?);
    let pipeline = Pipeline::new(options)?;
    let mut out = BufWriter::new(File::create(out)?);
    for (id, path) in fs::read_to_string(list)?
        .lines()
        .filter_map(|line| line.split_once('\t'))
    {
        let format = match path.rsplit('.').next() {
            Some("html") => Format::Html,
            Some("md") => Format::Markdown,
            _ => Format::Text,
        };
        let record = Record::new(id, format, fs::read(path).with_context(|| path.to_owned())?);
        let text = match pipeline.clean(record) {
            Outcome::Kept(document) | Outcome::Dropped(document, _) => document.text,
            Outcome::Skipped(_) | Outcome::Quarantined(_) => String::new(),
        };
        writeln!(out, "{}", json!({"id": id, "text": text}))?;
    }
    Ok(out.flush()?)
}
