//! Building a corpus: clean, sort, decide between equal texts, write sections, publish.
//!
//! Not for: what happens inside one document (`pipeline`).

use std::collections::BTreeMap;
use std::path::Path;

use super::entry::{self, Entry, Kind};
use super::error::{At, Error};
use super::folder::Folder;
use super::line::{self, DocumentLine, DroppedLine, DuplicateLine, QuarantinedLine, RemovalLine};
use super::manifest::{self, Manifest};
use super::section::{SectionWriter, Workshop};
use super::shard::damaged;
use super::sort::{Pair, Sorted, Sorter};
use super::trie::Key;
use super::{Options, card};
use crate::monitor::{Counter, Monitor};
use crate::pipeline::Pipeline;
use crate::reader::{self, Inputs};
use crate::run::{self, End, Event};

/// Cleans `inputs` with `pipeline` and makes the result the state of the folder `output`, which is made if need be.
/// What was there before stays whole until the new state takes its place in one step.
///
/// # Errors
/// See [`Error`]; the old state is whole after any of them.
pub fn build(
    inputs: &Inputs,
    reading: &reader::Options,
    output: &Path,
    pipeline: &Pipeline,
    options: &Options,
    monitor: &dyn Monitor,
) -> Result<Manifest, Error> {
    let source = run::Source {
        inputs,
        read: &|unit| reader::read(unit, reading),
        clean: &|record| pipeline.clean(record),
    };
    let fingerprints = fingerprints(reading, pipeline, options);
    build_from(&source, fingerprints, output, options, monitor)
}

/// [`build`] over any source; `fingerprints` are those of its settings.
///
/// # Errors
/// See [`Error`]; the old state is whole after any of them.
pub fn build_from(
    source: &run::Source<'_>,
    fingerprints: BTreeMap<String, String>,
    output: &Path,
    options: &Options,
    monitor: &dyn Monitor,
) -> Result<Manifest, Error> {
    let folder = Folder::open(output)?;
    let shop = workshop(&folder, options)?;
    let mut manifest = Manifest {
        format: manifest::FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        fingerprints,
        ..Manifest::default()
    };
    monitor.phase("clean", None);
    let sorted = clean(source, &shop, options, monitor, &mut manifest)?;
    monitor.phase("write", None);
    Writer::create(&shop, &mut manifest, monitor)?.write(sorted)?;
    if !manifest.counts.hold() {
        return Err(Error::Accounting(format!("{:?}", manifest.counts)));
    }
    if monitor.cancelled() {
        return Err(Error::Interrupted);
    }
    monitor.phase("publish", Some(output));
    folder.publish(&manifest, &card::card(&manifest))?;
    Ok(manifest)
}

fn workshop(folder: &Folder, options: &Options) -> Result<Workshop, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build();
    Ok(Workshop {
        folder: folder.work(),
        pool: pool.map_err(|cause| Error::Threads(cause.to_string()))?,
        level: options.compression_level,
        frame_bytes: options.frame_size_bytes,
        shard_bytes: options.shard_size_bytes,
    })
}

/// Reads and cleans everything into one sorted stream.
fn clean(
    source: &run::Source<'_>,
    shop: &Workshop,
    options: &Options,
    monitor: &dyn Monitor,
    manifest: &mut Manifest,
) -> Result<Sorted, Error> {
    let mut sorter = Sorter::new(&shop.folder, options.sort_bytes(), &shop.pool);
    let added = options.added.as_deref();
    let sink = |event: Event<std::io::Result<Entry>>| {
        match event {
            Event::Outcome(entry) => {
                let entry = entry.at(&shop.folder)?;
                manifest.counts.read += 1;
                sorter.push(&entry.key, &entry.lines)?;
            }
            Event::Skipped(kind, count) => *manifest.skipped.entry(kind.to_owned()).or_default() += count,
            Event::UnitDone(_) => {}
        }
        Ok(())
    };
    let end = run::drive(
        source,
        |outcome| Entry::new(outcome, added),
        sink,
        options.limits(),
        monitor,
    )?;
    match end {
        End::Complete => sorter.finish(),
        End::Cancelled => Err(Error::Interrupted),
    }
}

/// Fingerprints of the version and of each stage's settings.
fn fingerprints(reading: &reader::Options, pipeline: &Pipeline, options: &Options) -> BTreeMap<String, String> {
    let mut prints: BTreeMap<String, String> = pipeline.fingerprints().into_iter().collect();
    prints.insert("read".to_owned(), crate::pipeline::fingerprint(reading));
    prints.insert("layout".to_owned(), crate::pipeline::fingerprint(&options.layout()));
    prints
}

/// Decides between equal texts and writes all sections.
struct Writer<'a> {
    manifest: &'a mut Manifest,
    monitor: &'a dyn Monitor,
    documents: SectionWriter<'a, 2>,
    duplicates: SectionWriter<'a, 1>,
    dropped: SectionWriter<'a, 1>,
    quarantined: SectionWriter<'a, 1>,
    /// Text and id of the document that was kept last: equal texts follow it.
    kept: Option<(Key, String)>,
    work: &'a Path,
}

impl<'a> Writer<'a> {
    fn create(shop: &'a Workshop, manifest: &'a mut Manifest, monitor: &'a dyn Monitor) -> Result<Self, Error> {
        Ok(Writer {
            manifest,
            monitor,
            documents: SectionWriter::create(shop, ["documents/", "removals/"])?,
            duplicates: SectionWriter::create(shop, ["rejects/duplicates-"])?,
            dropped: SectionWriter::create(shop, ["rejects/dropped-"])?,
            quarantined: SectionWriter::create(shop, ["rejects/quarantined-"])?,
            kept: None,
            work: &shop.folder,
        })
    }

    fn write(mut self, mut sorted: Sorted) -> Result<(), Error> {
        while let Some(Pair { key, value }) = sorted.next()? {
            let Some((kind, key)) = entry::parse_key(&key) else {
                return Err(damaged(self.work, "a sorted run holds no keys"));
            };
            match kind {
                Kind::Document => self.document(key, &value)?,
                Kind::Dropped => self.dropped(key, value)?,
                Kind::Quarantined => self.quarantined(key, value)?,
            }
            if self.monitor.cancelled() {
                return Err(Error::Interrupted);
            }
        }
        let sections = [
            self.documents.finish()?,
            self.duplicates.finish()?,
            self.dropped.finish()?,
        ];
        self.manifest.files = sections
            .into_iter()
            .flatten()
            .chain(self.quarantined.finish()?)
            .collect();
        self.manifest.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(())
    }

    /// The first of equal texts is kept.
    fn document(&mut self, key: Key, lines: &[u8]) -> Result<(), Error> {
        let end = memchr::memchr(b'\n', lines).map_or(lines.len(), |end| end + 1);
        let (document, removals) = lines.split_at(end);
        match &self.kept {
            Some((text, id)) if *text == key => {
                let row = duplicate(document, removals, id).at(self.work)?;
                self.manifest.counts.duplicate += 1;
                self.monitor.count(Counter::Duplicate, 1);
                self.duplicates.push(key, [row])
            }
            _ => {
                self.keep(key, document, removals).at(self.work)?;
                self.documents.push(key, [document.to_vec(), removals.to_vec()])
            }
        }
    }

    fn keep(&mut self, key: Key, document: &[u8], removals: &[u8]) -> std::io::Result<()> {
        #[derive(serde::Deserialize)]
        struct Head {
            id: String,
        }
        let Head { id } = serde_json::from_slice(document)?;
        self.kept = Some((key, id));
        self.manifest.counts.kept += 1;
        self.monitor.count(Counter::Kept, 1);
        for line in removals.split_inclusive(|byte| *byte == b'\n') {
            let RemovalLine { removal, .. } = serde_json::from_slice(line)?;
            let rule = self.manifest.removed.entry(removal.rule).or_default();
            rule.blocks += 1;
            rule.bytes += removal.text.len() as u64;
        }
        Ok(())
    }

    fn dropped(&mut self, key: Key, line: Vec<u8>) -> Result<(), Error> {
        let dropped: DroppedLine = serde_json::from_slice(&line)
            .map_err(std::io::Error::from)
            .at(self.work)?;
        *self.manifest.dropped.entry(dropped.reason.rule).or_default() += 1;
        self.manifest.counts.dropped += 1;
        self.monitor.count(Counter::Dropped, 1);
        self.dropped.push(key, [line])
    }

    fn quarantined(&mut self, key: Key, line: Vec<u8>) -> Result<(), Error> {
        let quarantined: QuarantinedLine = serde_json::from_slice(&line)
            .map_err(std::io::Error::from)
            .at(self.work)?;
        *self.manifest.quarantined.entry(quarantined.fault).or_default() += 1;
        self.manifest.counts.quarantined += 1;
        self.monitor.count(Counter::Quarantined, 1);
        self.quarantined.push(key, [line])
    }
}

/// The line of a document whose text `kept` has.
fn duplicate(document: &[u8], removals: &[u8], kept: &str) -> std::io::Result<Vec<u8>> {
    let DocumentLine { id, about, .. } = serde_json::from_slice(document)?;
    let removals = removals
        .split_inclusive(|byte| *byte == b'\n')
        .map(serde_json::from_slice);
    let duplicate = DuplicateLine {
        id,
        kept: kept.to_owned(),
        about,
        removals: removals.collect::<Result<_, _>>()?,
    };
    let mut row = Vec::new();
    line::write(&duplicate, &mut row)?;
    Ok(row)
}
