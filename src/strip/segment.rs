//! What rules judge: a block, a line of it, or a stretch of a page that arrived as one long line.
//!
//! Not for: how blocks are cut (`split`).

use std::cell::OnceCell;
use std::ops::{Deref, Range};

use crate::model::BlockKind;

use super::fold::fold;
use super::text_stats::TextStats;

/// From here on a segment is no paragraph but a heap of text that lost its structure.
const ENDLESS_BYTES: usize = 1 << 20;

/// A field's name has no more words.
const MAX_FIELD_WORDS: usize = 4;

/// Folded text, folded when it is first read.
#[derive(Clone, Debug)]
pub(crate) struct Folded<'a> {
    text: &'a str,
    folded: OnceCell<String>,
}

impl<'a> Folded<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Folded {
            text,
            folded: OnceCell::new(),
        }
    }

    /// The folded text.
    pub(crate) fn as_str(&self) -> &str {
        self.folded.get_or_init(|| fold(self.text))
    }
}

impl Deref for Folded<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<String> for Folded<'_> {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

/// What judges decide on.
#[derive(Clone, Debug)]
pub(crate) struct Segment<'a> {
    /// Index of the block.
    pub(crate) block: usize,
    /// Bytes of the block's text.
    pub(crate) range: Range<usize>,
    /// The text itself.
    pub(crate) text: &'a str,
    /// The text folded: see `fold`.
    pub(crate) folded: Folded<'a>,
    /// Kind of the block.
    pub(crate) kind: &'a BlockKind,
    /// Its counts.
    pub(crate) stats: TextStats,
    /// Lines of the block that the segment is a line of; 1 for whole blocks.
    pub(crate) lines: usize,
    /// Whether it opens a paragraph of its own (a blank line or a new element stands before it).
    pub(crate) apart: bool,
    /// Whether the source marks it as a heading; plain text has only guesses, which do not count.
    pub(crate) heading: bool,
    /// Whether it is a line of verse, an address or speech, whose other lines are no words of menus.
    pub(crate) verse: bool,
    /// Whether it goes on with the sentence of the line before, which was wrapped: it is no label, whatever it says.
    pub(crate) goes_on: bool,
}

impl Segment<'_> {
    /// Whether it reads as running text.
    pub(crate) fn is_prose(&self) -> bool {
        match self.kind {
            BlockKind::Code { .. } | BlockKind::TableRow { .. } => false,
            BlockKind::Heading(_) => self.stats.chars >= 220 && self.stats.sentence,
            _ => (self.stats.chars >= 60 && self.stats.words >= 9 && self.stats.sentence) || self.stats.chars >= 180,
        }
    }

    /// Whether it is short and ends without a full stop, as headlines, labels and buttons do.
    pub(crate) fn is_label(&self) -> bool {
        self.stats.chars <= 140 && !self.ends_with_stop()
    }

    /// Ends with a full stop (questions and cries are no full stops: headlines have them).
    pub(crate) fn ends_with_stop(&self) -> bool {
        self.stats.sentence
            && !matches!(
                self.folded.trim_end_matches(['"', '\'', ')', ' ']).chars().next_back(),
                Some('?' | '!' | '؟')
            )
    }

    /// Text whose form is its content: code, tables, verse.
    pub(crate) fn is_form(&self) -> bool {
        matches!(self.kind, BlockKind::Code { .. } | BlockKind::TableRow { .. })
    }

    /// `When: Friday 7`, `Weight: 5 kg`: a fact with its name.
    pub(crate) fn is_field(&self) -> bool {
        self.text.split_once([':', '：']).is_some_and(|(name, value)| {
            let short = (1..=MAX_FIELD_WORDS).contains(&name.split_whitespace().count());
            short && name.contains(char::is_alphabetic) && !name.ends_with(char::is_numeric) && !value.trim().is_empty()
        })
    }

    /// An item that its author numbered (`a) Forward`, `2. Save`), or an option of a command (`-p, --print`): never a word of a menu.
    pub(crate) fn is_enumerated(&self) -> bool {
        if let BlockKind::ListItem { marker, .. } = self.kind
            && marker.contains(char::is_alphanumeric)
        {
            return true;
        }
        let option = self.text.trim_start_matches('-');
        option.len() < self.text.len() && option.starts_with(|c: char| c.is_ascii_alphanumeric())
    }

    /// Whether it is longer than anything that people write in one segment: it is neither searched nor compared.
    pub(crate) fn is_endless(&self) -> bool {
        self.text.len() > ENDLESS_BYTES
    }

    /// Whether the source marks it as a heading.
    pub(crate) fn is_heading(&self) -> bool {
        self.heading
    }
}
