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

/// White space folded to single blanks, without the signs that are not seen.
pub(crate) fn tidy(text: &str) -> String {
    let unseen = |c: char| {
        matches!(
            c,
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}'
        )
    };
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.extend(word.chars().filter(|&c| !unseen(c)));
    }
    tidy
}
