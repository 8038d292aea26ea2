//! What is sorted: the lines of an outcome under a key that puts equal texts side by side, the one to keep first.
//!
//! Not for: sorting (`sort`) or deciding between equal texts (`build`).

use super::line::{self, DocumentLine, DroppedLine, QuarantinedLine, RemovalLine};
use super::trie::Key;
use crate::outcome::Outcome;

/// What an entry became; the order in which sections are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A clean document; one of equal texts is kept.
    Document,
    /// A filter took it.
    Dropped,
    /// It could not be read.
    Quarantined,
}

const KINDS: [Kind; 3] = [Kind::Document, Kind::Dropped, Kind::Quarantined];

/// An outcome, laid out and ready to be sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Kind, hash, source, record: sorts bytewise.
    pub(super) key: Vec<u8>,
    /// The lines: of a document its own and then one for each removal, else one.
    pub(super) lines: Vec<u8>,
}

impl Entry {
    /// Lays out an outcome.
    ///
    /// # Errors
    /// None in practice, see [`line::write`].
    pub(super) fn new(outcome: Outcome, added: Option<&str>) -> std::io::Result<Self> {
        let mut lines = Vec::new();
        let key = match outcome {
            Outcome::Kept(document) => {
                let hash = document.content_hash;
                let key = sort_key(Kind::Document, hash.as_bytes(), &document.provenance);
                let (document, removals) = line::split(*document, added);
                write_document(&document, &removals, &mut lines)?;
                key
            }
            Outcome::Dropped(document, reason) => {
                let key = sort_key(
                    Kind::Dropped,
                    &place_key(&document.provenance.id()),
                    &document.provenance,
                );
                line::write(&DroppedLine::new(*document, reason, added), &mut lines)?;
                key
            }
            Outcome::Quarantined(quarantined) => {
                let place = &quarantined.provenance;
                let key = sort_key(Kind::Quarantined, &place_key(&place.id()), place);
                line::write(&QuarantinedLine::new(quarantined), &mut lines)?;
                key
            }
        };
        Ok(Entry { key, lines })
    }
}

/// Writes a document's line, then those of its removals.
pub(super) fn write_document(
    document: &DocumentLine,
    removals: &[RemovalLine],
    out: &mut Vec<u8>,
) -> std::io::Result<()> {
    line::write(document, out)?;
    removals.iter().try_for_each(|removal| line::write(removal, out))
}

/// The kind and the hash that a sort key begins with.
pub(super) fn parse_key(key: &[u8]) -> Option<(Kind, Key)> {
    let (kind, rest) = key.split_first()?;
    Some((*KINDS.get(usize::from(*kind))?, *rest.first_chunk()?))
}

/// What rows are sorted by that have no text to be sorted by: spreads them evenly.
pub(super) fn place_key(id: &str) -> Key {
    *blake3::hash(id.as_bytes()).as_bytes()
}

fn sort_key(kind: Kind, hash: &Key, provenance: &crate::document::Provenance) -> Vec<u8> {
    let record = provenance.record.unwrap_or(0).to_be_bytes();
    let kind = KINDS.iter().position(|k| *k == kind).unwrap_or(0) as u8;
    [&[kind], hash.as_slice(), provenance.source.as_bytes(), &[0], &record].concat()
}
