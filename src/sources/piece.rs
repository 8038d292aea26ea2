//! What the readers cut off: an item, or the bytes of one that are still to be parsed.
//!
//! Cutting is in order and on one thread, parsing is neither: a driver hands pieces to its pool, and so one large file
//! keeps many cores busy.

use crate::model::{Content, Provenance};
use crate::sources::cost;
use crate::sources::formats::jsonl;
use crate::sources::formats::warc;
use crate::sources::{Given, Item};

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
    /// The item, parsed now if it was not, and what there is to say of it.
    pub fn read(self) -> Given {
        match self.0 {
            Inner::Item(item) => item.into(),
            Inner::Line(line) => line.read().into(),
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

    /// [`Self::read`], unless the item turns out to be much larger than [`Self::cost_bytes`] supposes: then the piece comes back
    /// unread.
    ///
    /// # Errors
    /// The piece, whose content is packed more tightly than is usual.
    pub fn read_small(self) -> Result<Given, Box<Self>> {
        match self.0 {
            Inner::Block(block) => block.read_small().map_err(|block| Box::new(Piece(Inner::Block(block)))),
            Inner::Item(_) | Inner::Line(_) => Ok(self.read()),
        }
    }

    /// Roughly the memory that it takes to clean the item, by the size of its text and by the marks in it of which tags, lines
    /// and values are made.
    pub fn cost_bytes(&self) -> u64 {
        match &self.0 {
            Inner::Item(Item::Record(record)) => match &record.content {
                Content::Bytes { bytes, .. } => cost::of_text(bytes),
                Content::Text(text) => cost::of_text(text.as_bytes()),
            },
            Inner::Item(Item::Quarantined(_) | Item::Skipped(_)) => 0,
            Inner::Line(line) => line.cost_bytes(),
            Inner::Block(block) => block.cost_bytes(),
        }
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
