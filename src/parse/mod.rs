//! Text to blocks and metadata: HTML, Markdown and plain text all become [`Parsed`].
//!
//! Not for: judging blocks (`strip`).

pub mod language;
pub mod thin;

use serde::{Deserialize, Serialize};

use crate::document::{Block, BlockKind, Format, Metadata, Parsed};

/// Settings of the stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {}

/// Parses `text`; what the container says in `metadata` wins over what the document says of itself.
pub fn parse(text: &str, format: Format, metadata: Metadata, options: &Options) -> Parsed {
    let _ = (format, options);
    let blocks = text
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| Block::new(BlockKind::Paragraph, l.trim()))
        .collect();
    Parsed {
        blocks,
        elements: Vec::new(),
        metadata,
    }
}
