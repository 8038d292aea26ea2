//! Writes what the judge of lines sees, for training: `line_features LIST OUT.jsonl`, where a line of LIST is `id TAB path`, and what
//! follows is ignored. A document is a JSON line: its segments with their place, text and counts, what every rule found in them whether
//! or not it may remove, and what the present rules make of the document.
//!
//! Not for: cleaning (`chaffinch clean`), pages with their tags (`features`).

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use chaffinch::internal::model::{Format, Record};
use chaffinch::internal::strip::text_model::training;
use chaffinch::internal::strip::{self, Stripper, Templates};
use chaffinch::internal::trip::{self, Pipeline, Stations};
use serde_json::json;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let list = arguments.next().context("LIST is missing")?;
    let out = arguments.next().context("OUT is missing")?;
    let stripper = Stripper::new(&strip::Options::default())?;
    let pipeline = Pipeline::new(trip::Options::default())?;
    let mut out = BufWriter::new(fs::File::create(&out).with_context(|| out.clone())?);
    for line in fs::read_to_string(&list).with_context(|| list.clone())?.lines() {
        let mut parts = line.split('\t');
        let (Some(id), Some(path)) = (parts.next(), parts.next()) else {
            continue;
        };
        let record = Record::new(id, format_of(path), fs::read(path).with_context(|| path.to_owned())?);
        let Ok(extracted) = pipeline.extract(record) else {
            continue;
        };
        let (lines, chrome) = training::lines(&stripper, &extracted.parsed);
        let judged = pipeline.judge(&extracted, &Templates::default());
        let now: Vec<_> = judged
            .explain(&extracted.parsed.blocks)
            .into_iter()
            .map(|part| json!([part.block, part.text, part.rule]))
            .collect();
        let kinds: Vec<_> = extracted.parsed.blocks.iter().map(|block| json!(block.kind)).collect();
        let title = extracted.parsed.metadata.title.as_deref();
        writeln!(
            out,
            "{}",
            json!({"id": id, "chrome": chrome, "title": title, "blocks": kinds, "lines": lines, "now": now})
        )?;
    }
    Ok(out.flush()?)
}

fn format_of(path: &str) -> Format {
    match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("html" | "htm") => Format::Html,
        Some("md") => Format::Markdown,
        _ => Format::Text,
    }
}
