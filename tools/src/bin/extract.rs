//! Extracts pages for outside scorers: `extract [--main-only] [--weights FILE] LIST OUT [bench]`, where a line of LIST is
//! `id TAB path TAB url`.
//! Writes a JSON line for each page (`id`, `text`, `title`, `date`, `author`); with `bench` it times one pass over all pages
//! in memory instead, and prints `bytes`, `pages`, `cpu_s` and `wall_s`. `--main-only` leaves out the phrase rules, `--weights` judges
//! with those of a fold.
//!
//! Not for: corpora (`chaffinch build`).

use std::fs;
use std::io::{BufWriter, Write};
use std::time::Instant;

use anyhow::{Context, Result};
use chaffinch::internal::decode::{self, decode};
use chaffinch::internal::model::{Content, Format, Metadata, Outcome, Record};
use chaffinch::internal::parse;
use chaffinch::internal::strip::main_content::{self, judge, training};
use chaffinch::internal::trip::{self, Pipeline};
use cpu_time::ProcessTime;
use serde_json::json;

fn main() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let main_only = arguments.first().is_some_and(|a| a == "--main-only");
    if main_only {
        arguments.remove(0);
    }
    if arguments.first().is_some_and(|a| a == "--weights") {
        let file = arguments.drain(..2).nth(1).context("FILE is missing")?;
        anyhow::ensure!(training::stand_in(fs::read(&file)?), "{file}: no weights");
    }
    let list = fs::read_to_string(arguments.first().context("LIST is missing")?)?;
    let pipeline = Pipeline::new(trip::Options::default())?;
    let extract = |bytes: Vec<u8>, url: &str| {
        if main_only {
            main_text(bytes)
        } else {
            cleaned(&pipeline, bytes, url)
        }
    };
    let pages: Vec<Vec<&str>> = list.lines().map(|line| line.split('\t').collect()).collect();
    let field = |page: &[&str], index: usize| page.get(index).copied().unwrap_or_default().to_owned();
    if arguments.get(2).is_some_and(|mode| mode == "bench") {
        let pages: Vec<(Vec<u8>, String)> = pages
            .iter()
            .map(|p| Ok((fs::read(field(p, 1))?, field(p, 2))))
            .collect::<Result<_>>()?;
        for (bytes, url) in pages.iter().take(pages.len() / 4) {
            extract(bytes.clone(), url);
        }
        let (start, cpu) = (Instant::now(), ProcessTime::now());
        let mut bytes_read = 0;
        for (bytes, url) in &pages {
            bytes_read += bytes.len();
            extract(bytes.clone(), url);
        }
        let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64());
        writeln!(
            std::io::stdout(),
            "{}",
            json!({"bytes": bytes_read, "pages": pages.len(), "cpu_s": cpu, "wall_s": wall})
        )?;
        return Ok(());
    }
    let mut out = BufWriter::new(fs::File::create(arguments.get(1).context("OUT is missing")?)?);
    for page in &pages {
        let (text, metadata) = extract(fs::read(field(page, 1))?, &field(page, 2));
        let line = json!({"id": field(page, 0), "text": text, "title": metadata.title, "date": metadata.date, "author": metadata.author});
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

/// The main content alone, as the model chooses it.
fn main_text(bytes: Vec<u8>) -> (String, Metadata) {
    let content = Content::Bytes { bytes, charset: None };
    let text = decode(content, Format::Html, &Metadata::default(), &decode::Options::default())
        .map(|decoded| decoded.text)
        .unwrap_or_default();
    let parsed = parse::parse(&text, Format::Html, Metadata::default(), &parse::Options::default());
    let verdicts = judge(&parsed, &main_content::Options::default());
    let kept = parsed.blocks.iter().zip(verdicts).filter(|(_, verdict)| verdict.keep);
    let text = kept.map(|(block, _)| &*block.text).collect::<Vec<_>>().join("\n");
    (text, parsed.metadata)
}

/// The text as the whole pipeline leaves it.
fn cleaned(pipeline: &Pipeline, bytes: Vec<u8>, url: &str) -> (String, Metadata) {
    let mut record = Record::new("page", Format::Html, bytes);
    record.metadata.url = (!url.is_empty()).then(|| url.to_owned());
    match pipeline.clean(record) {
        Outcome::Kept(document) | Outcome::Dropped(document, _) => (document.text, document.metadata),
        Outcome::Skipped(_) | Outcome::Quarantined(_) => (String::new(), Metadata::default()),
    }
}
