//! Text to blocks and metadata: HTML, Markdown and plain text all become [`Parsed`].
//!
//! Not for: judging blocks (`strip`).

pub(crate) mod attribute;
pub mod html;
pub mod language;
pub mod markdown;
pub mod metadata;
pub mod text;
pub mod thin;

use serde::{Deserialize, Serialize};

use crate::document::{BlockKind, Format, Metadata, Parsed};

/// Settings of the stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Whether the text that stands in for a picture (`alt`) stands where the picture stood.
    pub images: bool,
    /// How pages become trees.
    pub thin: thin::Options,
}

/// Parses `text`; what the container says in `metadata` wins over what the document says of itself.
pub fn parse(text: &str, format: Format, metadata: Metadata, options: &Options) -> Parsed {
    let mut parsed = match format {
        Format::Html => html::parse(text, options),
        Format::Markdown => markdown::parse(text, options),
        Format::Text => plain(text),
    };
    let own = std::mem::replace(&mut parsed.metadata, metadata);
    parsed.metadata.fill_from(own);
    let metadata = &mut parsed.metadata;
    if metadata.date.is_none() || format != Format::Html && metadata.date == metadata.modified {
        let dated = metadata.url.as_deref().and_then(metadata::dates::in_url);
        metadata.date = dated.or(metadata.date.take());
    }
    parsed
}

/// Plain text; the line that is its title becomes a heading of the first level.
fn plain(source: &str) -> Parsed {
    let mut blocks = text::parse(source);
    let metadata = metadata::head::read(&blocks, None);
    if let Some(title) = &metadata.title
        && let Some(block) = blocks.iter_mut().find(|block| &metadata::tidy(&block.text) == title)
    {
        block.kind = BlockKind::Heading(1);
    }
    Parsed {
        blocks,
        elements: Vec::new(),
        metadata,
    }
}
