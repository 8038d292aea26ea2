//! HTML to blocks: all text that a reader of the page could see, in order, with the containers that it stands in.
//!
//! Not for: choosing the main content (`strip::main_content`).

mod about;
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
    let (blocks, mut elements) = fallback::better(&html, seen);
    if let Some(root) = elements.first_mut() {
        let words = std::iter::once(root.hints.to_string()).chain(about::words(&html));
        root.hints = words.collect::<Vec<_>>().join(" ").trim().into();
    }
    Parsed {
        blocks,
        elements,
        metadata: metadata(&html),
    }
}

fn metadata(html: &Html) -> crate::document::Metadata {
    let title = html
        .tree
        .nodes()
        .find(|node| node.value().as_element().is_some_and(|e| e.name() == "title"));
    let text = title.map(|title| {
        title
            .children()
            .filter_map(|c| c.value().as_text().map(|t| t.to_string()))
            .collect()
    });
    crate::document::Metadata {
        title: text,
        ..Default::default()
    }
}

#[cfg(test)]
mod tests;
