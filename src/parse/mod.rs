//! Text to blocks and metadata: HTML, Markdown and plain text all become [`Parsed`].
//!
//! Not for: judging blocks (`strip`).

pub(crate) mod attribute;
pub(crate) mod hidden;
pub mod html;
pub(crate) mod json;
pub mod markdown;
pub mod metadata;
pub mod text;
pub mod thin;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::{BlockKind, Format, Metadata, Parsed};

/// Settings of the stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Whether the text that stands in for a picture (`alt`) stands where the picture stood.
    pub images: bool,
    /// Largest document in bytes of decoded text, markup included. Larger ones are quarantined, since one document is work for
    /// one thread.
    pub max_text_bytes: usize,
    /// How many blocks a document may have: paragraphs, lines, items, rows. Documents with more are quarantined.
    pub max_blocks: usize,
    /// Plain text.
    pub text: text::Options,
    /// How pages become trees.
    pub thin: thin::Options,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            images: false,
            max_text_bytes: 16 << 20,
            max_blocks: 200_000,
            text: text::Options::default(),
            thin: thin::Options::default(),
        }
    }
}

/// [`parse`] within the bounds of `options`.
///
/// # Errors
/// Says which setting bounds what the document has too much of.
pub fn bounded(text: String, format: Format, metadata: Metadata, options: &Options) -> Result<Parsed, String> {
    let within = |what: &str, count: usize, setting: &str, most: usize| {
        let excess = || format!("{count} {what}, more than parse.{setting} ({most})");
        (count <= most).then_some(()).ok_or_else(excess)
    };
    within("bytes of text", text.len(), "max_text_bytes", options.max_text_bytes)?;
    if format.is_plain() || format == Format::Markdown && markdown::is_heavy(&text) {
        within_lines(&text, options.max_blocks)?;
    }
    let parsed = parse(text, format, metadata, options);
    within("blocks", parsed.blocks.len(), "max_blocks", options.max_blocks)?;
    Ok(parsed)
}

/// Lines of plain text are measured before blocks are made of them, so they are counted first. Most become a block each; where more of
/// them than this are joined, the text is too long all the same.
const LINES_A_BLOCK: usize = 2;

/// Whether plain text has few enough lines for `max_blocks`, blank ones aside.
fn within_lines(text: &str, max_blocks: usize) -> Result<(), String> {
    let most = max_blocks.saturating_mul(LINES_A_BLOCK);
    let lines = text.lines().filter(|line| !line.trim_ascii().is_empty()).count();
    let excess = || format!("{lines} lines, more than {LINES_A_BLOCK} for each of parse.max_blocks ({max_blocks})");
    (lines <= most).then_some(()).ok_or_else(excess)
}

/// Parses `text`; what the container says in `metadata` wins over what the document says of itself.
pub fn parse<'t>(text: impl Into<Cow<'t, str>>, format: Format, metadata: Metadata, options: &Options) -> Parsed {
    let text = text.into();
    let mut parsed = match format {
        Format::Html => html::parse(text, metadata.url.as_deref(), options),
        Format::Markdown => markdown::parse(&text, options),
        Format::Text => plain(&text, &options.text),
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

/// Plain text; the line that is most like its title becomes a heading of the first level, even where it is too doubtful
/// for the metadata.
fn plain(source: &str, options: &text::Options) -> Parsed {
    let mut blocks = text::parse(source, options);
    let (metadata, headline) = metadata::head::read_plain(&blocks);
    if let Some(block) = headline.and_then(|at| blocks.get_mut(at)) {
        block.kind = BlockKind::Heading(1);
    }
    Parsed {
        blocks,
        elements: Vec::new(),
        metadata,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_of_too_many_lines_is_refused_before_they_are_measured() {
        let options = Options {
            max_blocks: 10,
            ..Options::default()
        };
        let parsed = |text: &str| bounded(text.to_owned(), Format::Text, Metadata::default(), &options);
        let error = parsed(&"a\n".repeat(21)).unwrap_err();
        assert_eq!(error, "21 lines, more than 2 for each of parse.max_blocks (10)");
        assert!(parsed(&"a\n\n".repeat(10)).is_ok(), "blank lines do not count");
    }
}
