//! Stand-in.
use crate::document::{Block, BlockKind, Parsed};
use crate::parse::{Options, metadata};

/// Stand-in.
pub fn parse(source: &str, _: &Options) -> Parsed {
    let document = scraper::Html::parse_document(source);
    let mut blocks = Vec::new();
    if let Ok(selector) = scraper::Selector::parse("h1,h2,p,li,pre") {
        for element in document.select(&selector) {
            let text = element
                .text()
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let kind = match element.value().name() {
                "h1" => BlockKind::Heading(1),
                "h2" => BlockKind::Heading(2),
                _ => BlockKind::Paragraph,
            };
            blocks.push(Block::new(kind, text));
        }
    }
    let metadata = metadata::from_html(&document, &blocks);
    Parsed {
        blocks,
        elements: Vec::new(),
        metadata,
    }
}
