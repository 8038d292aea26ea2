//! A parsed document: blocks, the elements that hold them, and how they stood in the source.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Metadata;

/// A half-open range of **bytes** in the extracted text: the text of all blocks, in order, joined by one line break.
/// (Not in the raw input: HTML parsers give no offsets. A removal's span puts it back where it stood.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ByteSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// Heading of a level from 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// Item of a list, nested `depth` levels deep from 0; `marker` is what stands before it in plain text (`-`, `3.`).
    ListItem {
        /// Levels of lists around the item's own, from 0.
        depth: u8,
        /// `-` or a number with its full stop.
        marker: String,
    },
    /// Row of a table; the cells are separated by tabs in the block's text. `header` is true for rows of `<th>`.
    TableRow {
        /// Whether the row names the columns.
        header: bool,
    },
    /// Preformatted text or code, with its line breaks and, where known, its language.
    Code {
        /// Language that the source names.
        language: Option<String>,
    },
    /// Quoted text.
    Quote,
    /// Lines whose breaks carry meaning (verse, addresses): the text holds them.
    Lines,
    /// Caption of a figure or table.
    Caption,
}

/// What a stretch of a block is beside text. Markdown marks it, and escapes nothing in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Code in a line of text.
    Code,
    /// A formula in TeX, with its dollar signs.
    Math,
}

/// The piece of a document that judges decide on: a paragraph, a heading, a list item, a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text without marks; white space is folded except in `Code` and `Lines`, which keep line breaks.
    pub text: String,
    /// Ranges of bytes of `text` that are links, in order, not overlapping, with their target.
    pub links: Vec<(Range<usize>, Arc<str>)>,
    /// Ranges of bytes of `text` that are code or formulas, in order, not overlapping.
    pub marks: Vec<(Range<usize>, Mark)>,
    /// How many bytes of `text` are emphasised (bold, strong).
    pub strong_bytes: usize,
    /// Index of the innermost element of [`Parsed::elements`] that holds the block; none outside HTML.
    pub element: Option<u32>,
    /// How many quotations the block stands in; 0 also for a [`BlockKind::Quote`] that stands in one, where nothing tells the depth.
    #[serde(default)]
    pub quoted: u8,
    /// Blank lines that stood before the block in plain text; 1 for formats where blocks always stand apart.
    pub gap: u8,
    /// How the block stood in plain text, so that its lines can be written as they were; none for other formats.
    pub layout: Option<Layout>,
}

impl Block {
    /// A block without links or emphasis.
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Block {
            kind,
            text: text.into(),
            links: Vec::new(),
            marks: Vec::new(),
            strong_bytes: 0,
            element: None,
            quoted: 0,
            gap: 1,
            layout: None,
        }
    }

    /// Bytes of the text that are inside links.
    pub fn link_bytes(&self) -> usize {
        self.links.iter().map(|(range, _)| range.len()).sum()
    }

    /// Bytes of a part of the text that are inside links. Only the links of that part are looked at.
    pub(crate) fn link_bytes_in(&self, part: &Range<usize>) -> usize {
        let first = self.links.partition_point(|(link, _)| link.end <= part.start);
        let links = self.links.iter().skip(first).map(|(link, _)| link);
        links
            .take_while(|link| link.start < part.end)
            .map(|link| link.end.min(part.end).saturating_sub(link.start.max(part.start)))
            .sum()
    }
}

/// How a block of plain text stood in its source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// White space before the block on its first line.
    pub indent: Box<str>,
    /// Whether the block goes on the line of the block before it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub same_line: bool,
    /// The lines of the block behind `indent`, where they are not its text: the marker of an item, the bars of a row, the fence
    /// around a listing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Box<str>>,
}

/// An element of the HTML tree that holds blocks, kept after the tree is gone so that judges can reason about containers.
/// Parents come before children.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// Index of the parent; none for the root.
    pub parent: Option<u32>,
    /// Tag name in lower case; elements of one name share it.
    pub tag: Arc<str>,
    /// `class`, `id`, `role` and `itemprop` in lower case, separated by blanks.
    pub hints: Box<str>,
}

/// A parsed document: what every format becomes before it is judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parsed {
    /// All text that a reader of the page could see, in order.
    pub blocks: Vec<Block>,
    /// The elements that hold the blocks; empty outside HTML.
    pub elements: Vec<Element>,
    /// What the document says of itself.
    pub metadata: Metadata,
}

impl Parsed {
    /// The row of a table or the listing that a caption names: the block beside it, in the same table or figure.
    pub fn captioned(&self, caption: usize) -> Option<usize> {
        let block = self.blocks.get(caption)?;
        let is_caption = |element: &&Element| matches!(&*element.tag, "figcaption" | "caption");
        let own = self
            .around(block.element?)
            .take(CAPTION_DEPTH)
            .find(|(_, element)| is_caption(element))?;
        let holder = own.1.parent?;
        [Some(caption + 1), caption.checked_sub(1)]
            .into_iter()
            .flatten()
            .find(|beside| {
                let beside = self.blocks.get(*beside);
                let form =
                    beside.filter(|block| matches!(block.kind, BlockKind::Code { .. } | BlockKind::TableRow { .. }));
                let element = form.and_then(|block| block.element);
                element.is_some_and(|element| self.around(element).take(FORM_DEPTH).any(|(index, _)| index == holder))
            })
    }

    /// An element and those around it, the innermost first.
    fn around(&self, element: u32) -> impl Iterator<Item = (u32, &Element)> {
        let get = |index: u32| Some((index, self.elements.get(usize::try_from(index).ok()?)?));
        std::iter::successors(get(element), move |(_, element)| get(element.parent?))
    }
}

/// How deep text may stand in its caption.
const CAPTION_DEPTH: usize = 4;
/// How deep a listing or a row may stand in its figure or table.
const FORM_DEPTH: usize = 8;
