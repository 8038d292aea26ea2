//! Measures texts for training: `text_features LIST OUT`, where a line of LIST is `id TAB path` of a plain text, and what follows is ignored.
//! Writes `OUT.jsonl` (a text a line: its pieces and the rules that took them), `OUT.bin` (the features of all pieces, 32-bit
//! little-endian) and `OUT.names`.
//!
//! Not for: cleaning texts (`chaffinch clean`), or pages with their tags (`features`).

use std::fs;
use std::io::{BufWriter, Write};

use anyhow::{Context, Result};
use chaffinch::internal::model::{Format, Metadata};
use chaffinch::internal::parse;
use chaffinch::internal::strip::text_model::training;
use chaffinch::internal::strip::{Options, Stripper};
use serde_json::json;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let list = arguments.next().context("LIST is missing")?;
    let out = arguments.next().context("OUT is missing")?;
    let stripper = Stripper::new(&Options::default())?;
    let mut texts = BufWriter::new(fs::File::create(format!("{out}.jsonl"))?);
    let mut rows = BufWriter::new(fs::File::create(format!("{out}.bin"))?);
    for line in fs::read_to_string(&list).with_context(|| list.clone())?.lines() {
        let mut parts = line.split('\t');
        let (Some(id), Some(path)) = (parts.next(), parts.next()) else {
            continue;
        };
        let text = fs::read_to_string(path).with_context(|| path.to_owned())?;
        let parsed = parse::parse(&text, Format::Text, Metadata::default(), &parse::Options::default());
        let pieces = training::rows(&stripper, &parsed);
        for value in pieces.iter().flat_map(|piece| &piece.features) {
            rows.write_all(&value.to_le_bytes())?;
        }
        let blocks: Vec<_> = pieces
            .iter()
            .map(|piece| json!([null, piece.rule, piece.text]))
            .collect();
        writeln!(
            texts,
            "{}",
            json!({"id": id, "framed": training::is_framed(&stripper, &parsed), "page": [], "elements": [], "blocks": blocks})
        )?;
    }
    fs::write(format!("{out}.names"), training::names(&stripper).join("\n"))?;
    texts.flush()?;
    Ok(rows.flush()?)
}
