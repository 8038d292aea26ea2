//! What a page's head says of its kind: Open Graph, schema.org, the generator and the words of its address.
//! These stand among the hints of the root element as `og:article`, `schema:product`, `made:wordpress`, `path:forum`.
//!
//! Not for: title, author and dates (`metadata`).

use scraper::{Html, Node};

use crate::parse::attribute::Attribute;

/// Most words that are kept.
const WORDS_LIMIT: usize = 48;

/// The words, in the order in which they stand on the page.
pub(super) fn words(html: &Html) -> Vec<String> {
    let mut words = Vec::new();
    for node in html.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        match element.name() {
            "meta" => meta(element, &mut words),
            "link" if element.attribute("rel") == Some("canonical") => {
                path(element.attribute("href").unwrap_or_default(), &mut words)
            }
            "script" if element.attribute("type").is_some_and(|t| t.contains("ld+json")) => {
                let texts = node.children().filter_map(|child| child.value().as_text());
                texts.for_each(|text| schema(text, &mut words));
            }
            "body" => {}
            _ => {
                if let Some(kind) = element.attribute("itemtype") {
                    push("schema", kind.rsplit('/').next().unwrap_or_default(), &mut words);
                }
            }
        }
        if words.len() >= WORDS_LIMIT {
            break;
        }
    }
    words
}

fn push(what: &str, value: &str, words: &mut Vec<String>) {
    let value: String = value
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(32)
        .collect();
    let word = format!("{what}:{value}");
    if !value.is_empty() && !words.contains(&word) {
        words.push(word);
    }
}

fn meta(element: &scraper::node::Element, words: &mut Vec<String>) {
    let Some(content) = element.attribute("content") else {
        return;
    };
    let property = element.attribute("property");
    let named = |name: &str| property.is_some_and(|names| names.split_ascii_whitespace().any(|found| found == name));
    match property.or_else(|| element.attribute("name")) {
        _ if named("og:type") => push("og", content, words),
        _ if named("og:url") => path(content, words),
        Some("og:type") => push("og", content, words),
        Some("og:url") => path(content, words),
        Some(name) if name.eq_ignore_ascii_case("generator") => {
            push("made", content.split_whitespace().next().unwrap_or_default(), words);
        }
        _ => {}
    }
}

/// The values of `"@type"`, found without reading the whole of the JSON.
fn schema(text: &str, words: &mut Vec<String>) {
    for (at, key) in text.match_indices("\"@type\"").take(24) {
        let value = text.get(at + key.len()..).unwrap_or_default();
        let value = value.trim_start_matches([':', ' ', '\n', '\t', '\r', '[']);
        if let Some(value) = value.strip_prefix('"').and_then(|v| v.split('"').next()) {
            push("schema", value.rsplit('/').next().unwrap_or_default(), words);
        }
    }
}

fn path(address: &str, words: &mut Vec<String>) {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let parts: Vec<&str> = path
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .split('/')
        .filter(|p| !p.is_empty())
        .collect();
    push("depth", &parts.len().min(9).to_string(), words);
    for part in parts.iter().take(6) {
        let shown = if part.bytes().all(|b| b.is_ascii_digit()) {
            if part.len() == 4 { "year" } else { "number" }
        } else {
            part
        };
        if part.len() <= 20 {
            push("path", shown, words);
        }
    }
}
