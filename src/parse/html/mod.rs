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

use crate::document::Parsed;

use super::{Options, thin};

/// Parses a page; damaged markup is read as a browser reads it.
pub fn parse(source: &str, options: &Options) -> Parsed {
    let html = thin::document(source, &options.thin);
    let seen = walk::walk(html.tree.root(), walk::Show::default());
    let (blocks, elements) = fallback::better(&html, seen, &options.thin);
    Parsed {
        blocks,
        elements,
        metadata: crate::document::Metadata::default(),
    }
}

#[cfg(test)]
mod tests;
