//! Measures pages for training: `features LIST OUT [SEED | --weights FILE]`, where a line of LIST is `id TAB path`.
//! Writes `OUT.jsonl` (a page a line: blocks and containers) and `OUT.bin` (the features of all blocks, 32-bit little-endian).
//! With a seed the pages' hints and tags are blurred, so that a model learns to do without them. With weights the features are those
//! of the context that the scores by these weights make.
//!
//! Not for: cleaning pages (`chaffinch clean`).

mod blur;

use std::fs;
use std::io::{BufWriter, Write};

use anyhow::{Context, Result};
use chaffinch::internal::decode::{self, decode};
use chaffinch::internal::model::{Block, Content, Format, Metadata, Parsed};
use chaffinch::internal::parse;
use chaffinch::internal::strip::main_content::training;
use serde_json::json;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let list = arguments.next().context("LIST is missing")?;
    let out = arguments.next().context("OUT is missing")?;
    let mode = arguments.next();
    let weights = mode.as_deref() == Some("--weights");
    let seed = mode.filter(|_| !weights).map(|seed| seed.parse::<u64>()).transpose()?;
    if weights {
        let file = arguments.next().context("FILE is missing")?;
        anyhow::ensure!(training::stand_in(fs::read(&file)?), "{file}: no weights");
    }
    let mut pages = BufWriter::new(fs::File::create(format!("{out}.jsonl"))?);
    let mut rows = BufWriter::new(fs::File::create(format!("{out}.bin"))?);
    let mut columns = 0;
    for line in fs::read_to_string(&list).with_context(|| list.clone())?.lines() {
        let mut fields = line.split('\t');
        let (Some(id), Some(path)) = (fields.next(), fields.next()) else {
            continue;
        };
        let bytes = fs::read(path).with_context(|| path.to_owned())?;
        let content = Content::Bytes { bytes, charset: None };
        let decoded = decode(content, Format::Html, &Metadata::default(), &decode::Options::default())
            .map_err(anyhow::Error::msg)?;
        let mut parsed = parse::parse(
            &decoded.text,
            Format::Html,
            Metadata::default(),
            &parse::Options::default(),
        );
        if let Some(seed) = seed {
            blur::blur(&mut parsed, seed ^ blake3_seed(id));
        }
        let features = match weights {
            true => training::context_features(&parsed),
            false => training::block_features(&parsed),
        };
        for row in features {
            columns = row.len();
            for value in row {
                rows.write_all(&value.to_le_bytes())?;
            }
        }
        writeln!(pages, "{}", page(id, &parsed))?;
    }
    pages.flush()?;
    rows.flush()?;
    let names = match weights {
        true => training::context_names(),
        false => training::names(),
    };
    anyhow::ensure!(
        columns == 0 || names.len() == columns,
        "{} names for {columns} features",
        names.len()
    );
    fs::write(format!("{out}.page_names"), training::page_names().join("\n"))?;
    fs::write(format!("{out}.names"), names.join("\n"))?;
    Ok(())
}

fn blake3_seed(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    hash.as_bytes()
        .iter()
        .take(8)
        .fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}

fn page(id: &str, parsed: &Parsed) -> serde_json::Value {
    let blocks: Vec<_> = parsed.blocks.iter().map(block).collect();
    let elements: Vec<_> = parsed
        .elements
        .iter()
        .map(|e| json!([e.parent, e.tag, e.hints]))
        .collect();
    json!({"id": id, "page": training::page_features(parsed), "blocks": blocks, "elements": elements})
}

fn block(block: &Block) -> serde_json::Value {
    json!([
        block.element,
        serde_json::to_value(&block.kind).unwrap_or_default(),
        block.text
    ])
}
