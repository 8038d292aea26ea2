//! What a document says of itself: title, author, days, site, language, licence, sections, keywords.
//!
//! Not for: the language that the text is in (`language`), nor for what containers say of their records (`reader`).

pub mod dates;
pub mod head;

use scraper::Html;

use crate::document::{Block, Metadata};

/// Reads the metadata of a page from its tree; `blocks`, its visible text, helps where markup says nothing.
pub fn from_html(document: &Html, blocks: &[Block]) -> Metadata {
    let _ = document;
    head::read(blocks, None)
}
