//! Hostile documents: a unit of markup, text or bytes, repeated to the size that is asked for.
//!
//! Shared by `tests/hostile`, which asserts what needs no clock, and `benches/growth`, which times them.

mod bytes;
mod pages;
mod phrases;
mod texts;

use bytes::BYTES;
use chaffinch::internal::model::Format;
use pages::PAGES;
use phrases::{PHRASES, SHAPES};
use texts::{MARKDOWN, PLAIN, TEXTS};

/// A sentence of the article that stands before or behind the repeated unit.
pub(crate) const ARTICLE: &str = "The harbour master keeps a written log of every vessel that arrives before noon, and the log is read \
     aloud each evening in the small office above the fish market, where visitors are welcome to listen. ";

/// A document whose size is a parameter.
#[derive(Clone)]
pub(crate) struct Hostile {
    /// What is read of it.
    pub(crate) format: Format,
    /// What is repeated, and how.
    pub(crate) name: String,
    /// Whether the text of the article can be read at all.
    pub(crate) survives: bool,
    before: Vec<u8>,
    unit: Vec<u8>,
    after: Vec<u8>,
}

impl Hostile {
    /// The document with its unit repeated to about so many bytes. `{i}` in the unit is its number.
    pub(crate) fn document(&self, bytes: usize) -> Vec<u8> {
        let mut document = self.before.clone();
        let mut number = 0_usize;
        let parts: Vec<&[u8]> = split(&self.unit, b"{i}").collect();
        while document.len() < self.before.len() + bytes {
            document.extend(parts.join(number.to_string().as_bytes()));
            number += 1;
        }
        document.extend(&self.after);
        document
    }
}

fn split<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let at = bytes.windows(mark.len()).position(|window| window == mark);
        rest = at.map(|at| &bytes[at + mark.len()..]);
        Some(&bytes[..at.unwrap_or(bytes.len())])
    })
}

/// Markup, text and bytes that are hard to read.
pub(crate) fn documents() -> Vec<Hostile> {
    let pages = PAGES.iter().map(|unit| unit.of(Format::Html));
    let markdown = TEXTS.iter().chain(MARKDOWN).map(|unit| unit.of(Format::Markdown));
    let texts = TEXTS.iter().chain(PLAIN).map(|unit| unit.of(Format::Text));
    let bytes = BYTES.iter().map(|(name, before, unit, after)| Hostile {
        format: Format::Html,
        name: format!("bytes: {name}"),
        survives: false,
        before: before.to_vec(),
        unit: unit.to_vec(),
        after: after.to_vec(),
    });
    pages.chain(markdown).chain(texts).chain(bytes).collect()
}

/// Pages full of what the rules look for.
pub(crate) fn phrases() -> Vec<Hostile> {
    let shaped = |phrase| SHAPES.iter().map(move |shape| shape.of(phrase));
    PHRASES.iter().copied().flat_map(shaped).collect()
}

/// Markup or text with an article behind it.
struct Unit {
    before: &'static str,
    unit: &'static str,
    after: &'static str,
    survives: bool,
}

impl Unit {
    fn of(&self, format: Format) -> Hostile {
        let article = match format {
            Format::Html => format!("<article><h1>Harbour</h1><p>{}</article>", ARTICLE.repeat(4)),
            Format::Markdown => format!("\n\n# Harbour\n\n{}", ARTICLE.repeat(4)),
            Format::Text => format!("\n\nHarbour\n\n{}", ARTICLE.repeat(4)),
        };
        let kind = format!("{format:?}").to_lowercase();
        let Unit {
            before, unit, after, ..
        } = self;
        Hostile {
            format,
            name: format!("{kind}: {}", format!("{before}{unit}{after}").escape_debug()),
            survives: self.survives,
            before: before.as_bytes().to_vec(),
            unit: unit.as_bytes().to_vec(),
            after: format!("{after}{article}").into_bytes(),
        }
    }
}

const fn around(before: &'static str, unit: &'static str, after: &'static str) -> Unit {
    Unit {
        before,
        unit,
        after,
        survives: true,
    }
}

const fn only(unit: &'static str) -> Unit {
    around("", unit, "")
}

/// A unit that swallows what is behind it.
const fn swallowing(before: &'static str, unit: &'static str) -> Unit {
    Unit {
        before,
        unit,
        after: "",
        survives: false,
    }
}
