//! The text of a page that scripts build, from the state that the page carries as JSON.
//!
//! Only what is sure counts: a long text under a name such as `body`, beside a title that is the page's, or the only one there is.
//!
//! Not for: JSON-LD, which says what is what (`fallback`).

use std::rc::Rc;

use scraper::{Html, Node};
use serde_json::{Map, Value};

use crate::parse::attribute::Attribute;
use crate::parse::json::Json;
use crate::parse::metadata::bare;

/// Names of the text of an article.
const BODIES: [&str; 16] = [
    "articleBody",
    "article_body",
    "articleText",
    "body",
    "bodyHtml",
    "body_html",
    "bodyText",
    "content",
    "contentHtml",
    "content_html",
    "fullText",
    "html",
    "htmlContent",
    "rendered",
    "text",
    "value",
];
/// Names of its title.
const TITLES: [&str; 5] = ["headline", "title", "name", "seoTitle", "metaTitle"];
/// Shorter texts are labels and messages, in bytes.
const LEAST_BYTES: usize = 250;
/// Titles of fewer letters are compared as a whole only.
const TITLE_BYTES: usize = 12;

/// A text of the state, and the title of what it belongs to.
struct Body {
    text: String,
    title: Rc<str>,
}

/// The text of the page.
pub(super) fn body(html: &Html) -> Option<String> {
    let mut bodies = Vec::new();
    for state in states(html) {
        collect(state, &mut bodies);
    }
    let titles = titles(html);
    let (own, mut others): (Vec<Body>, Vec<Body>) = bodies
        .into_iter()
        .partition(|body| titles.iter().any(|title| agree(title, &body.title)));
    let own = own.into_iter().max_by_key(|body| body.text.len());
    let only = || others.pop().filter(|_| others.is_empty());
    own.or_else(only).map(|body| body.text)
}

fn states(html: &Html) -> impl Iterator<Item = Value> {
    let scripts = html.tree.nodes().filter(|node| {
        let tag = node.value().as_element().filter(|tag| tag.name() == "script");
        tag.is_some_and(|tag| tag.attribute("type").is_none_or(|kind| !kind.contains("ld+json")))
    });
    let texts = scripts
        .flat_map(|node| node.children())
        .filter_map(|child| child.value().as_text());
    texts.filter_map(|text| state(text))
}

/// `{...}`, `window.state = {...}` or `window.state = JSON.parse("...")`.
fn state(script: &str) -> Option<Value> {
    const PARSE: &str = "JSON.parse(";
    let script = script.trim_start();
    let value = match script.starts_with(['{', '[']) {
        true => script,
        false => script.split_once('=')?.1.trim_start(),
    };
    let mut json = Json::default();
    match value.strip_prefix(PARSE) {
        Some(packed) => {
            let packed = json.first(packed)?;
            json.whole(packed.as_str()?)
        }
        None => json.first(value),
    }
}

/// Collects the texts of a state. Goes by a list, not by recursion. All that lies in an object shares its title.
fn collect(state: Value, bodies: &mut Vec<Body>) {
    let mut open = vec![(state, Rc::from(""))];
    while let Some((value, title)) = open.pop() {
        match value {
            Value::Object(fields) => {
                let title = title_of(&fields).map_or(title, Rc::from);
                for (name, value) in fields {
                    match value {
                        Value::String(text) if BODIES.contains(&name.as_str()) && is_long(&text) => {
                            let title = Rc::clone(&title);
                            bodies.push(Body { text, title });
                        }
                        value if value.is_object() || value.is_array() => open.push((value, Rc::clone(&title))),
                        _ => {}
                    }
                }
            }
            Value::Array(items) => open.extend(items.into_iter().map(|item| (item, Rc::clone(&title)))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn title_of(fields: &Map<String, Value>) -> Option<String> {
    let text = |value: &Value| {
        let rendered = value.get("rendered").and_then(Value::as_str);
        value.as_str().or(rendered).map(bare)
    };
    let titles = TITLES.iter().filter_map(|name| text(fields.get(*name)?));
    titles.filter(|title| !title.is_empty()).max_by_key(String::len)
}

/// Whether a text is long, and words rather than code.
fn is_long(text: &str) -> bool {
    let words = || text.chars().filter(|c| c.is_alphabetic() || c.is_whitespace()).count();
    text.len() >= LEAST_BYTES && !text.contains("function(") && words() * 10 >= text.chars().count() * 6
}

/// What the page says of its title, in bare letters.
fn titles(html: &Html) -> Vec<String> {
    let said = html.tree.nodes().filter_map(|node| {
        let tag = node.value().as_element()?;
        let named = || tag.attribute("property").or_else(|| tag.attribute("name"));
        match tag.name() {
            "title" => node.children().find_map(|child| match child.value() {
                Node::Text(text) => Some(bare(text)),
                _ => None,
            }),
            "meta" if matches!(named(), Some("og:title" | "twitter:title")) => tag.attribute("content").map(bare),
            _ => None,
        }
    });
    said.filter(|title| !title.is_empty()).take(8).collect()
}

fn agree(title: &str, other: &str) -> bool {
    let (short, long) = if title.len() < other.len() {
        (title, other)
    } else {
        (other, title)
    };
    short == long || short.len() >= TITLE_BYTES && long.contains(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_texts_under_a_title_share_it() {
        let text = "The ferry left at seven. ".repeat(20);
        let items: Vec<Value> = (0..100).map(|_| serde_json::json!([{ "body": text }])).collect();
        let mut bodies = Vec::new();
        collect(serde_json::json!({ "title": "Ferry", "items": items }), &mut bodies);
        assert_eq!(bodies.len(), 100);
        let first = Rc::clone(&bodies[0].title);
        assert!(!first.is_empty() && bodies.iter().all(|body| Rc::ptr_eq(&body.title, &first)));
    }
}
