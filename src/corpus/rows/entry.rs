//! What is sorted: the lines of an outcome under a key that puts equal texts side by side, the one to keep first.
//!
//! Not for: sorting (`sort`) or deciding between equal texts (`build`).

use crate::corpus::rows::line::{self, DroppedLine, QuarantinedLine, SkippedLine};
use crate::corpus::trie::Key;
use crate::model::{Fault, Outcome, Provenance};

/// What an entry became; the order in which sections are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A clean document; one of equal texts is kept.
    Document,
    /// A filter took it.
    Dropped,
    /// It could not be read.
    Quarantined,
    /// It is not a document by kind.
    Skipped,
}

/// Usual size of a document's line without its text.
const ABOUT_BYTES: usize = 1024;

const KINDS: [Kind; 4] = [Kind::Document, Kind::Dropped, Kind::Quarantined, Kind::Skipped];

impl Kind {
    /// Its place in sort keys.
    pub(crate) fn number(self) -> u8 {
        KINDS.iter().position(|kind| *kind == self).unwrap_or(0) as u8
    }

    /// The kind of this number.
    pub(crate) fn numbered(number: u8) -> Option<Self> {
        KINDS.get(usize::from(number)).copied()
    }
}

/// An outcome, laid out and ready to be sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Kind, hash, source, record: sorts bytewise.
    pub(crate) key: Vec<u8>,
    /// The lines: of a document its own and then one for each removal, else one.
    pub(crate) lines: Vec<u8>,
    /// What decoding and parsing gave, for the cache; empty where nothing is to be kept.
    pub(crate) extracted: Vec<u8>,
    /// Whether it may become something else though its input stays: what could not be read may be readable next time.
    pub(crate) retry: bool,
}

impl Entry {
    /// Lays out an outcome.
    ///
    /// # Errors
    /// None in practice, see [`line::write`].
    pub(crate) fn new(outcome: Outcome, added: Option<&str>) -> std::io::Result<Self> {
        let mut lines = Vec::with_capacity(ABOUT_BYTES + text_bytes(&outcome));
        let retry = matches!(&outcome, Outcome::Quarantined(quarantined) if quarantined.fault == Fault::Unreadable);
        let at = |provenance: &Provenance| place(&provenance.source, provenance.record.unwrap_or(0));
        let key = match outcome {
            Outcome::Kept(document) => {
                let key = sort_key(
                    Kind::Document,
                    document.content_hash.as_bytes(),
                    &at(&document.provenance),
                );
                let (document, mut removals) = line::split(*document, added);
                line::write(&document, &mut lines)?;
                removals.try_for_each(|removal| line::write(&removal, &mut lines))?;
                key
            }
            Outcome::Dropped(document, reason) => {
                let provenance = &document.provenance;
                let key = reject_key(Kind::Dropped, &at(provenance));
                line::write(&DroppedLine::new(*document, reason, added), &mut lines)?;
                key
            }
            Outcome::Skipped(skipped) => {
                let provenance = &skipped.provenance;
                let key = reject_key(Kind::Skipped, &at(provenance));
                line::write(&SkippedLine::new(skipped), &mut lines)?;
                key
            }
            Outcome::Quarantined(quarantined) => {
                let provenance = &quarantined.provenance;
                let key = reject_key(Kind::Quarantined, &at(provenance));
                line::write(&QuarantinedLine::new(quarantined), &mut lines)?;
                key
            }
        };
        Ok(Entry {
            key,
            lines,
            extracted: Vec::new(),
            retry,
        })
    }
}

/// Bytes of the text of an outcome.
fn text_bytes(outcome: &Outcome) -> usize {
    match outcome {
        Outcome::Kept(document) | Outcome::Dropped(document, _) => document.text.len(),
        Outcome::Skipped(_) | Outcome::Quarantined(_) => 0,
    }
}

/// A sort key, taken apart.
pub(crate) struct SortKey<'k> {
    pub(crate) kind: Kind,
    pub(crate) hash: Key,
    /// Source and number of the record: see [`place`].
    pub(crate) place: &'k [u8],
}

/// Takes a sort key apart.
pub(crate) fn parse_key(key: &[u8]) -> Option<SortKey<'_>> {
    let (kind, rest) = key.split_first()?;
    let (hash, place) = rest.split_first_chunk()?;
    Some(SortKey {
        kind: Kind::numbered(*kind)?,
        hash: *hash,
        place,
    })
}

/// The end of a sort key: source, a zero, which no source holds, and the number of the record.
pub(crate) fn place(source: &str, record: u64) -> Vec<u8> {
    [source.as_bytes(), &[0], &record.to_be_bytes()].concat()
}

/// The source in a sort key.
pub(crate) fn source(key: &[u8]) -> Option<&str> {
    let (source, _) = parse_key(key)?.place.split_last_chunk::<9>()?;
    str::from_utf8(source).ok()
}

/// What rows are sorted by that have no text to be sorted by: the hash of their place, which spreads them evenly.
pub(crate) fn place_key(place: &[u8]) -> Key {
    *blake3::hash(place).as_bytes()
}

/// What an entry without a text is sorted by.
pub(crate) fn reject_key(kind: Kind, place: &[u8]) -> Vec<u8> {
    sort_key(kind, &place_key(place), place)
}

/// What an entry is sorted by.
pub(crate) fn sort_key(kind: Kind, hash: &Key, place: &[u8]) -> Vec<u8> {
    [&[kind.number()], hash.as_slice(), place].concat()
}
