//! Counting which blocks recur across the documents of a site, before a build cleans any of them.
//!
//! What is found is a pure function of the set of documents: pairs of site and block are sorted on disk, so neither their order
//! nor the memory matters. A page that was fetched twice counts once: documents with the same longest block are one.
//! Not for: what is done with a template (`strip::template`).

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::path::Path;

use crate::corpus::Options;
use crate::corpus::error::Error;
use crate::corpus::shard::sort::{Sorted, Sorter};
use crate::corpus::source::Source;
use crate::corpus::storage::scratch;
use crate::driver::{self, Event};
use crate::model::{Parsed, Quarantined};
use crate::monitor::{Counter, Monitor};
use crate::strip::{Key, Templates, block_key, joint, key, site};
use crate::trip::Trip;

/// Its fingerprint, and its folder among unfinished work.
pub(crate) const NAME: &str = "templates";
/// A template is in at least one of this many documents of its site.
const PART: u32 = 5;
/// A block on more sites than this is treated as a quotation.
const MAX_SITES: usize = 3;
/// So many are known at most, those of the most documents; a bound that does not depend on settings.
const MAX_TEMPLATES: usize = 1 << 20;
/// In the place of a block: the document itself.
const DOCUMENT: Key = [0; 16];

/// Reads all inputs and counts, if the settings want it.
pub(crate) fn survey(
    source: &Source<'_>,
    work: &Path,
    options: &Options,
    monitor: &dyn Monitor,
) -> Result<Option<Templates>, Error> {
    let wanted = options.template_documents > 0;
    wanted
        .then(|| counted(source, &work.join(NAME), options, monitor))
        .transpose()
}

fn counted(source: &Source<'_>, folder: &Path, options: &Options, monitor: &dyn Monitor) -> Result<Templates, Error> {
    monitor.phase("survey", None);
    let [by_site, by_block] = ["sites", "blocks"].map(|name| folder.join(name));
    for folder in [&by_site, &by_block] {
        scratch::make_folders(folder)?;
    }
    let mut places = Sorter::new(&by_site, options.sort_bytes() / 2, None);
    let trip = Trip::new(source.cleaner);
    let work = driver::Work {
        record: |record| {
            trip.extract(record)
                .map(|extracted| places_of(&extracted.parsed))
                .unwrap_or_default()
        },
        settled: |_| Vec::new(),
    };
    let take = |event: Event<Vec<Place>>| match event {
        Event::Outcome(found) => found.iter().try_for_each(|place| places.push(place, &[])),
        Event::UnitDone(_) => Ok(()),
    };
    let end = driver::drive(source.reading, work, take, options.limits(), &Quiet(monitor)).map_err(Error::of_run)?;
    if let driver::End::Cancelled = end {
        return Err(Error::Interrupted);
    }
    let mut counts = Sorter::new(&by_block, options.sort_bytes() / 2, None);
    count(places.finish()?, &mut counts)?;
    let least = u32::try_from(options.template_documents).unwrap_or(u32::MAX);
    let templates = choose(counts.finish()?, least)?;
    scratch::remove_folder(folder)?;
    Ok(templates)
}

/// Site, block, document.
type Place = [u8; 48];

fn place(site: &Key, block: &Key, document: &Key) -> Place {
    let mut place = [0; 48];
    let parts = site.iter().chain(block).chain(document);
    place.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
    place
}

/// The blocks of a document that may be a template's, and the document itself.
fn places_of(parsed: &Parsed) -> Vec<Place> {
    let Some(site) = site(&parsed.metadata).map(|site| key(site.as_bytes())) else {
        return Vec::new();
    };
    let texts = parsed.blocks.iter().map(|block| block.text.as_str());
    let Some(longest) = texts.max_by_key(|text| (text.len(), Reverse(*text))) else {
        return Vec::new();
    };
    let document = key(longest.as_bytes());
    let blocks: HashSet<Key> = parsed.blocks.iter().filter_map(block_key).collect();
    let all = blocks.iter().chain(std::iter::once(&DOCUMENT));
    all.map(|block| place(&site, block, &document)).collect()
}

/// Turns sorted places into counts: by block and site, the documents of the block and of the site.
fn count(mut places: Sorted, counts: &mut Sorter<'_>) -> Result<(), Error> {
    let mut open: Option<(Place, u32)> = None;
    let mut documents = 0;
    loop {
        let next = places.next()?.map(|pair| pair.key);
        match (&mut open, &next) {
            // The same page, fetched twice.
            (Some((last, _)), Some(next)) if last.as_slice() == next.as_slice() => continue,
            (Some((last, count)), Some(next)) if last.get(..32) == next.get(..32) => {
                *count += 1;
                last.copy_from_slice(next);
                continue;
            }
            _ => {}
        }
        if let Some((last, count)) = open.take() {
            let (site, block) = (last.get(..16).unwrap_or_default(), last.get(16..32).unwrap_or_default());
            if block == DOCUMENT {
                documents = count;
            } else {
                let value = [count.to_be_bytes(), documents.to_be_bytes()].concat();
                counts.push(&[block, site].concat(), &value)?;
            }
        }
        let Some(next) = next else { return Ok(()) };
        open = Some((next.try_into().unwrap_or([0; 48]), 1));
    }
}

/// Of sorted counts, those of templates.
fn choose(mut counts: Sorted, least: u32) -> Result<Templates, Error> {
    let mut chosen = BinaryHeap::new();
    let (mut block, mut sites, mut found) = (Vec::new(), 0, Vec::new());
    loop {
        let next = counts.next()?;
        let same = next
            .as_ref()
            .is_some_and(|pair| pair.key.starts_with(&block) && !block.is_empty());
        if !same {
            chosen.extend(found.drain(..).filter(|_| sites <= MAX_SITES).map(Reverse));
            while chosen.len() > MAX_TEMPLATES {
                chosen.pop();
            }
            sites = 0;
        }
        let Some(pair) = next else { break };
        let Some((block_part, site)) = pair.key.split_first_chunk::<16>() else {
            continue;
        };
        block = block_part.to_vec();
        sites += 1;
        let (count, documents) = numbers(&pair.value);
        if sites <= MAX_SITES && count >= least && count.saturating_mul(PART) >= documents {
            let site: Key = site.try_into().unwrap_or_default();
            found.push((count, joint(&site, block_part)));
        }
    }
    Ok(Templates::new(
        chosen.into_iter().map(|Reverse((count, key))| (key, count)),
    ))
}

fn numbers(value: &[u8]) -> (u32, u32) {
    let number = |at: usize| {
        let bytes = value.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_be_bytes)
    };
    (number(0), number(4))
}

/// A monitor that is told of nothing: the records are counted when they are cleaned.
struct Quiet<'a>(&'a dyn Monitor);

impl Monitor for Quiet<'_> {
    fn expect_bytes(&self, _: u64) {}
    fn count(&self, _: Counter, _: u64) {}
    fn quarantined(&self, _: &Quarantined) {}
    fn phase(&self, _: &str, _: Option<&Path>) {}
    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}
