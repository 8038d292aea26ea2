//! A page to the tree that the parser walks, without what no reader and no judge looks at, in linear time.
//!
//! html5ever builds the tree; the tokens come from here. The scanner keeps to the tokenizer of the HTML standard
//! (<https://html.spec.whatwg.org/multipage/parsing.html#tokenization>) but passes over comments, scripts, style sheets
//! and attributes that nobody reads, takes text as slices of one shared copy of the page, and asks the tree builder what
//! only it knows: whether raw text follows a tag, and whether foreign content is open. So the tree is the same as
//! without it, less what was left out; and caps on depth and on nodes hold before the tree builder does any work.
//!
//! Not for: text out of the tree (`html`).

mod attributes;
mod characters;
mod names;
mod raw;
mod scan;
mod tree;

use std::borrow::Cow;

use html5ever::tendril::StrTendril;
use scraper::{Html, HtmlTreeSink};
use serde::{Deserialize, Serialize};

pub use names::KEPT_ATTRIBUTES;
use scan::Scanner;
use tree::Builder;

/// Settings of the scanner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Whether to leave out what nobody reads. Without it html5ever reads the page alone: slower, without caps, the same text.
    pub enabled: bool,
    /// How many elements may be open inside one another, counting those that wait to be opened again (`<b>` across
    /// paragraphs). Tags beyond are left out; their text stays.
    pub max_depth: usize,
    /// How many nodes a tree may have. Tags beyond are left out; their text stays.
    pub max_nodes: usize,
    /// How many steps the tree may cost: a tag costs one for each element that is open. Tags beyond are left out; their
    /// text stays.
    pub max_steps: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            enabled: true,
            max_depth: 512,
            max_nodes: 500_000,
            max_steps: 100_000_000,
        }
    }
}

/// The tree of a whole page. It has a copy of the text that it needs; a page that is given up is not in memory twice.
pub fn document<'t>(source: impl Into<Cow<'t, str>>, options: &Options) -> Html {
    let source = source.into();
    if !options.enabled {
        return Html::parse_document(&source);
    }
    let shared = StrTendril::from_slice(&source);
    drop(source);
    let sink = HtmlTreeSink::new(Html::new_document());
    Scanner::new(&shared, Builder::document(sink, options)).run()
}

/// The tree of a piece of a page, as it would stand in `<body>`.
pub fn fragment(source: &str, options: &Options) -> Html {
    if !options.enabled {
        return Html::parse_fragment(source);
    }
    let sink = HtmlTreeSink::new(Html::new_fragment());
    Scanner::new(&StrTendril::from_slice(source), Builder::fragment(sink, options)).run()
}

#[cfg(test)]
mod tests;
