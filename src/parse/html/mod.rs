//! HTML to blocks: all text that a reader of the page could see, in order, with the containers that it stands in.
//!
//! Not for: choosing the main content (`strip::main_content`).

mod attributes;
mod fallback;
mod math;
mod run;
mod table;
mod tags;
mod walk;

use scraper::Html;

use crate::document::Parsed;

use super::Options;

/// Parses a page; damaged markup is read as a browser reads it.
pub fn parse(source: &str, options: &Options) -> Parsed {
    let _ = options;
    let html = Html::parse_document(source);
    let seen = walk::walk(html.tree.root(), walk::Show::default());
    let (blocks, elements) = fallback::better(&html, seen);
    Parsed {
        blocks,
        elements,
        metadata: crate::document::Metadata::default(),
    }
}

#[cfg(test)]
mod tests;
