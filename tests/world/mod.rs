//! A small world of documents in memory, and a cleaner that is easy to reason about: lines that begin with `-` are stripped.
#![allow(dead_code, unreachable_pub, reason = "each test uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chaffinch::internal::corpus::{self, Error, Manifest, Options, Source};
use chaffinch::internal::driver::Reading;
use chaffinch::internal::model::{
    Block, BlockKind, ByteSpan, Content, Digest, Document, DropReason, Encoding, Fault, Format, Metadata, Outcome,
    Parsed, Provenance, Quarantined, Record, Removal, RuleId, SkipKind, Skipped, Stage,
};
use chaffinch::internal::monitor::{Counter, Monitor};
use chaffinch::internal::sources::{Input, Inputs, Item, Piece, Unit};
use chaffinch::internal::strip::{Judged, Templates};
use chaffinch::internal::trip::{Cleaner, Extracted, Stations, Touches};

/// Units by name; each is a list of records by their text. `!...` is a damaged record, `?...` makes the cleaner panic.
pub type World = BTreeMap<String, Vec<String>>;

pub fn world<const N: usize>(units: [(&str, &[&str]); N]) -> World {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    units
        .into_iter()
        .map(|(name, texts)| (name.to_owned(), own(texts)))
        .collect()
}

/// The units in the order of `names`; every other one says that it is large.
pub fn inputs<'a>(names: impl IntoIterator<Item = &'a String>) -> Inputs {
    let unit = |(index, name): (usize, &String)| Unit {
        input: Input::Path(name.into()),
        source: name.as_str().into(),
        size_bytes: if index % 2 == 0 { 10 } else { 10 << 20 },
        stamp: None,
    };
    Inputs {
        units: names.into_iter().enumerate().map(unit).collect(),
        ..Inputs::default()
    }
}

/// Small frames and shards, so that a few documents fill several.
pub fn small() -> Options {
    Options {
        frame_size_bytes: 8 << 10,
        shard_size_bytes: 32 << 10,
        keep_states: 0,
        allow_shrink: true,
        ..Options::default()
    }
}

pub fn build(world: &World, output: &Path, options: &Options, monitor: &dyn Monitor) -> Result<Manifest, Error> {
    build_in_order(world, &inputs(world.keys()), output, options, monitor)
}

pub fn build_in_order(
    world: &World,
    inputs: &Inputs,
    output: &Path,
    options: &Options,
    monitor: &dyn Monitor,
) -> Result<Manifest, Error> {
    let reader = reader(|unit| {
        let texts = world.get(unit.source.as_ref()).cloned().unwrap_or_default();
        Box::new(items(unit.source.clone(), texts))
    });
    let source = Source {
        reading: Reading {
            inputs,
            reader: &reader,
        },
        cleaner: &Lines::default(),
        fingerprints: BTreeMap::new(),
    };
    corpus::build(&source, output, options, monitor)
}

/// A reader of one's own.
pub fn reader<F: Fn(&Unit) -> Box<dyn Iterator<Item = Piece> + Send> + Sync>(read: F) -> F {
    read
}

pub fn items(source: Arc<str>, texts: Vec<String>) -> impl Iterator<Item = Piece> + Send {
    let numbered = texts.into_iter().enumerate();
    numbered.map(move |(index, text)| item(source.clone(), index as u64, text).into())
}

pub fn item(source: Arc<str>, index: u64, text: String) -> Item {
    let mut provenance = Provenance::new(source);
    (provenance.record, provenance.offset_bytes) = (Some(index + 1), index * 100);
    if let Some(reason) = text.strip_prefix('~') {
        return Item::Skipped(Skipped::new(provenance, SkipKind::Image, reason));
    }
    match text.strip_prefix('!') {
        Some(detail) => Item::Quarantined(Quarantined::new(provenance, Stage::Read, Fault::Malformed, detail)),
        None => {
            let mut record = Record::at(provenance, Format::Text, text.as_str());
            record.metadata = metadata(&text);
            Item::Record(Box::new(record))
        }
    }
}

/// One in many documents has metadata: a reader that guesses types from the first lines sees none of it.
fn metadata(text: &str) -> Metadata {
    let hash = blake3::hash(text.as_bytes());
    let mut metadata = Metadata::default();
    if hash.as_bytes()[9] == 0 {
        metadata.title = Some("A title".into());
        metadata.date = Some("2026-01".into());
        metadata.tags = vec!["one".into(), "two".into()];
        metadata.extra = serde_json::Map::from_iter([("rank".into(), hash.as_bytes()[0].into())]);
    }
    metadata
}

/// Strips lines that begin with a dash, and with `also` as the only phrase rule.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pub also: String,
}

impl Stations for Lines {
    fn extract(&self, record: Record) -> Result<Extracted, Quarantined> {
        let Content::Text(raw) = record.content else {
            panic!("a test has texts only");
        };
        let block = |line| Block::new(BlockKind::Paragraph, line);
        let mut encoding = Encoding::default();
        (encoding.name, encoding.evidence) = ("utf-8".into(), "container".into());
        Ok(Extracted {
            raw_hash: Digest::of(raw.as_bytes()),
            provenance: record.provenance,
            encoding,
            parsed: Parsed {
                blocks: raw.lines().map(block).collect(),
                metadata: record.metadata,
                ..Parsed::default()
            },
            choice: None,
        })
    }

    fn judge(&self, _: &Extracted, _: &Templates) -> Judged {
        Judged::default()
    }

    fn finish(&self, extracted: Extracted, _: Judged) -> Outcome {
        let (mut kept, mut removals, mut at) = (Vec::new(), Vec::new(), 0);
        for Block { text: line, .. } in &extracted.parsed.blocks {
            assert!(!line.starts_with('?'), "asked for: {line}");
            let span = ByteSpan {
                start: at,
                end: at + line.len(),
            };
            at = span.end + 1;
            let rule = match line.strip_prefix('-') {
                Some(text) => Some(("test/dash", text)),
                None => self.phrase_in(line).then_some(("test/also", line.as_str())),
            };
            match rule {
                None => kept.push(line.as_str()),
                Some((rule, text)) => removals.push(Removal::new(RuleId::code(rule), "begins with it", span, text)),
            }
        }
        let text = kept.join("\n");
        let mut document = Document::new(extracted.provenance, text, extracted.raw_hash);
        (document.metadata, document.encoding) = (extracted.parsed.metadata, extracted.encoding);
        document.removals = removals;
        if document.text.is_empty() {
            let reason = DropReason::new(RuleId::code("empty"), "no text is left");
            return Outcome::Dropped(Box::new(document), reason);
        }
        Outcome::Kept(Box::new(document))
    }
}

impl Cleaner for Lines {
    fn phrases(&self) -> String {
        self.also.clone()
    }

    fn touches(&self, before: &str) -> Option<Touches> {
        let sets = [
            Lines {
                also: before.to_owned(),
            },
            self.clone(),
        ];
        let touched = move |block: &Block| sets.iter().any(|set| set.phrase_in(&block.text));
        Some(Box::new(move |parsed| parsed.blocks.iter().any(&touched)))
    }
}

impl Lines {
    fn phrase_in(&self, line: &str) -> bool {
        !self.also.is_empty() && line.starts_with(&self.also)
    }
}

/// Every file of a folder by its relative path, to compare folders byte for byte.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_file() {
            files.insert(path, std::fs::read(entry.path()).unwrap());
        } else if !path.is_empty() {
            files.insert(path + "/", Vec::new());
        }
    }
    files
}

/// The corpus in a folder, without earlier states and what only aids the next build: ledger and cache.
pub fn corpus(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = files(folder);
    files.retain(|path, _| !is_aid(path));
    files
}

/// Whether a file is an aid to the next build, or of an earlier state, and no part of the corpus.
pub fn is_aid(path: &str) -> bool {
    ["ledger", "cache", "history"].iter().any(|aid| path.starts_with(aid))
}

/// All lines of the files that begin with `start`, in order of the paths.
pub fn lines(folder: &Path, start: &str) -> Vec<serde_json::Value> {
    let shards = files(folder)
        .into_iter()
        .filter(|(path, _)| path.starts_with(start) && !path.ends_with('/'));
    let mut lines = Vec::new();
    for (_, bytes) in shards {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zstd::Decoder::new(bytes.as_slice()).unwrap(), &mut text).unwrap();
        lines.extend(text.lines().map(|line| serde_json::from_str(line).unwrap()));
    }
    lines
}

/// A larger world: `count` texts over `units` units, about three in ten of them equal to an earlier one, some damaged or empty.
pub fn synthetic(count: u64, units: u64, seed: u64) -> World {
    let mut world = World::new();
    for number in 0..count {
        let random = blake3::hash(&(number ^ seed << 32).to_le_bytes());
        let bytes = random.as_bytes();
        let of = if bytes[0] < 77 { number / 2 } else { number };
        let text = match bytes[1] {
            0..3 => "-nothing but chaff".to_owned(),
            3..6 => format!("!broken {number}"),
            6..8 => format!("?panic {number}"),
            8..12 => format!("~picture {number}"),
            _ => format!(
                "Document {of} {}\n-share {number}\nEnd.",
                "word ".repeat(of as usize % 97)
            ),
        };
        world
            .entry(format!("unit-{:03}.txt", number % units))
            .or_default()
            .push(text);
    }
    world
}

/// Random numbers from a seed.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `below`.
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(1);
        let hash = blake3::hash(&self.0.to_le_bytes());
        u64::from_le_bytes(*hash.as_bytes().first_chunk().unwrap()) as usize % below
    }

    /// One of some.
    pub fn of<'a, T>(&mut self, some: &'a [T]) -> &'a T {
        &some[self.roll(some.len())]
    }
}

/// Asks to stop after so many records.
pub struct Stop(pub AtomicU64);

impl Monitor for Stop {
    fn expect_bytes(&self, _: u64) {}
    fn count(&self, counter: Counter, amount: u64) {
        if counter == Counter::Read {
            let left = self.0.load(Ordering::SeqCst);
            self.0.store(left.saturating_sub(amount), Ordering::SeqCst);
        }
    }
    fn quarantined(&self, _: &Quarantined) {}
    fn phase(&self, _: &str, _: Option<&Path>) {}
    fn cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}
