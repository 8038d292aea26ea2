//! What the readers cut off: an item, or the bytes of one that are still to be parsed.
//!
//! Cutting is in order and on one thread, parsing is neither: a driver hands pieces to its pool, and so one large file
//! keeps many cores busy.

use super::{Item, jsonl, warc};
use crate::document::{Content, Provenance};

/// An item that may still have to be parsed.
#[derive(Clone, Debug)]
pub struct Piece(Inner);

#[derive(Clone, Debug)]
enum Inner {
    Item(Item),
    Line(Box<jsonl::Line>),
    Block(Box<warc::Block>),
}

impl Piece {
    /// The item, parsed now if it was not.
    pub fn read(self) -> Item {
        match self.0 {
            Inner::Item(item) => item,
            Inner::Line(line) => line.read(),
            Inner::Block(block) => block.read(),
        }
    }

    /// Where the item begins.
    pub fn provenance(&self) -> &Provenance {
        match &self.0 {
            Inner::Item(Item::Record(record)) => &record.provenance,
            Inner::Item(Item::Quarantined(item)) => &item.provenance,
            Inner::Item(Item::Skipped(skipped)) => &skipped.provenance,
            Inner::Line(line) => line.provenance(),
            Inner::Block(block) => block.provenance(),
        }
    }

    /// Roughly the bytes that it holds in memory.
    pub fn size_bytes(&self) -> u64 {
        let size = match &self.0 {
            Inner::Item(Item::Record(record)) => match &record.content {
                Content::Bytes { bytes, .. } => bytes.len(),
                Content::Text(text) => text.len(),
            },
            Inner::Item(Item::Quarantined(_) | Item::Skipped(_)) => 0,
            Inner::Line(line) => line.size_bytes(),
            Inner::Block(block) => block.size_bytes(),
        };
        size as u64
    }
}

impl From<Item> for Piece {
    fn from(item: Item) -> Self {
        Piece(Inner::Item(item))
    }
}

impl From<jsonl::Line> for Piece {
    fn from(line: jsonl::Line) -> Self {
        Piece(Inner::Line(Box::new(line)))
    }
}

impl From<warc::Block> for Piece {
    fn from(block: warc::Block) -> Self {
        Piece(Inner::Block(Box::new(block)))
    }
}
