//! HTML to blocks: all text that a reader of the page could see, in order, with the containers that it stands in.
//!
//! Not for: choosing the main content (`strip::main_content`).

mod about;
mod aria;
mod attributes;
mod code;
mod embedded;
mod fallback;
mod frame;
mod grid;
mod lines;
mod list;
mod math;
mod notes;
mod parts;
mod permalink;
mod quote;
mod run;
mod script;
mod shadow;
mod table;
mod tags;
mod walk;

use std::borrow::Cow;

use crate::model::Parsed;

use super::hidden::Sheet;
use super::{Options, metadata, thin};

/// What to show beside what every reader sees.
#[derive(Clone, Copy, Debug)]
struct Show<'a> {
    /// Elements that are hidden.
    hidden: bool,
    /// What stands in for pictures.
    images: bool,
    /// The style sheets of the page, which hide some elements.
    sheet: &'a Sheet,
}

/// Parses a page that was found at `address`; damaged markup is read as a browser reads it.
pub fn parse<'t>(source: impl Into<Cow<'t, str>>, address: Option<&str>, options: &Options) -> Parsed {
    let mut html = thin::document(source, &options.thin);
    let sheet = Sheet::of(&html);
    shadow::attach(&mut html);
    aria::apply(&mut html, &sheet);
    notes::tidy(&mut html);
    let show = Show {
        hidden: false,
        images: options.images,
        sheet: &sheet,
    };
    let (blocks, mut elements) = fallback::content(&html, show, &options.thin);
    if let Some(root) = elements.first_mut() {
        let words = std::iter::once(root.hints.to_string()).chain(about::words(&html));
        root.hints = words.collect::<Vec<_>>().join(" ").trim().into();
    }
    let metadata = metadata::from_html(&html, &blocks, address, &sheet);
    Parsed {
        blocks,
        elements,
        metadata,
    }
}

#[cfg(test)]
mod tests;
