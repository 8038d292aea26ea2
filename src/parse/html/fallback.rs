//! Pages whose visible text is next to nothing: what they hide, what they say without scripts, what they say to machines.
//!
//! Not for: pages that have text of their own.

use scraper::{Html, Node};
use serde_json::Value;

use crate::model::{Block, BlockKind, Element};
use crate::parse::attribute::Attribute;
use crate::parse::hidden::Sheet;
use crate::parse::json::Json;
use crate::parse::thin;

use super::tags::{Role, role};
use super::walk::walk;
use super::{Show, embedded};

/// A page with this much running text needs no help, in bytes.
const ENOUGH_BYTES: usize = 250;
/// A block with this much text outside of links is running text, in bytes.
const PROSE_BYTES: usize = 80;

type Content = (Vec<Block>, Vec<Element>);

/// The blocks of a large page are not in memory beside others of the same page: they are made again if they are wanted.
const FEW_BLOCKS: usize = 10_000;

/// What a walk finds: kept where it is small, else found again.
struct Found<'a> {
    kept: Option<Content>,
    find: &'a dyn Fn() -> Content,
}

impl<'a> Found<'a> {
    fn new(content: Content, find: &'a dyn Fn() -> Content) -> Self {
        let few = content.0.len() <= FEW_BLOCKS;
        Found {
            kept: few.then_some(content),
            find,
        }
    }

    fn content(self) -> Content {
        self.kept.unwrap_or_else(self.find)
    }
}

/// What is seen, or what has clearly more running text where that has next to none.
pub(super) fn content(html: &Html, show: Show<'_>, options: &thin::Options) -> Content {
    let trusted = || trusted(html, show);
    better(html, &trusted, show, options)
}

/// What is seen. Where style sheets would hide most of the text, a script shows it, so they do not count.
fn trusted(html: &Html, show: Show<'_>) -> Content {
    let walked = || walk(html.tree.root(), show);
    let seen = walked();
    if !show.sheet.hides_any(html) {
        return seen;
    }
    let prose = prose_bytes(&seen);
    let seen = Found::new(seen, &walked);
    let sheet = &Sheet::default();
    let all = walk(html.tree.root(), Show { sheet, ..show });
    if prose_bytes(&all) > 2 * prose {
        return all;
    }
    drop(all);
    seen.content()
}

/// What `trusted` gives, or what has clearly more running text where that has next to none: menus and notices alone are no content.
fn better(html: &Html, trusted: &dyn Fn() -> Content, show: Show<'_>, options: &thin::Options) -> Content {
    let seen = trusted();
    let prose = prose_bytes(&seen);
    if prose >= ENOUGH_BYTES {
        return seen;
    }
    let mut least = ENOUGH_BYTES.max(2 * prose).max(text_bytes(&seen));
    let mut best = Found::new(seen, trusted);
    let options = &left_of(html, options);
    let candidates: [&dyn Fn() -> Content; 4] = [
        &|| walk(html.tree.root(), Show { hidden: true, ..show }),
        &|| noscript(html, show, options),
        &|| article_body(html, show, options),
        &|| embedded::body(html).map_or_else(Content::default, |body| text_of(&body, show, options)),
    ];
    for find in candidates {
        let candidate = find();
        let prose = prose_bytes(&candidate);
        if prose > least {
            least = 2 * prose;
            best = Found::new(candidate, find);
        }
    }
    best.content()
}

/// The settings for a tree beside that of the page: together they have no more nodes than one may have.
fn left_of(html: &Html, options: &thin::Options) -> thin::Options {
    thin::Options {
        max_nodes: options.max_nodes.saturating_sub(html.tree.nodes().len()),
        ..options.clone()
    }
}

fn text_bytes((blocks, _): &Content) -> usize {
    blocks.iter().map(|block| block.text.len()).sum()
}

fn prose_bytes((blocks, _): &Content) -> usize {
    let outside = |block: &Block| block.text.len().saturating_sub(block.link_bytes());
    blocks.iter().map(outside).filter(|bytes| *bytes >= PROSE_BYTES).sum()
}

fn raw_text<'a>(
    html: &'a Html,
    wanted: impl Fn(&scraper::node::Element) -> bool + 'a,
) -> impl Iterator<Item = &'a str> {
    html.tree
        .nodes()
        .filter(move |node| node.value().as_element().is_some_and(&wanted))
        .flat_map(|node| node.children())
        .filter_map(|child| match child.value() {
            Node::Text(text) => Some(&**text),
            _ => None,
        })
}

fn noscript(html: &Html, show: Show<'_>, options: &thin::Options) -> Content {
    let longest = raw_text(html, |element| role(element.name()) == Role::Noscript).max_by_key(|text| text.len());
    match longest {
        Some(text) => walk(thin::fragment(text, options).tree.root(), show),
        None => Content::default(),
    }
}

fn article_body(html: &Html, show: Show<'_>, options: &thin::Options) -> Content {
    let scripts = raw_text(html, |e| {
        e.name() == "script" && e.attribute("type") == Some("application/ld+json")
    });
    let bodies = scripts.filter_map(|text| body_of(Json::default().whole(text)?));
    text_of(&bodies.max_by_key(String::len).unwrap_or_default(), show, options)
}

/// The blocks of a text from JSON, which may be HTML.
fn text_of(body: &str, show: Show<'_>, options: &thin::Options) -> Content {
    if ["</p>", "<br", "</div>", "</li>", "</h2>"]
        .iter()
        .any(|tag| body.contains(tag))
    {
        return walk(thin::fragment(body, options).tree.root(), show);
    }
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    (
        lines.map(|line| Block::new(BlockKind::Paragraph, line)).collect(),
        Vec::new(),
    )
}

fn body_of(data: Value) -> Option<String> {
    let mut open = vec![data];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(mut fields) => {
                if let Some(Value::String(body)) = fields.remove("articleBody") {
                    return Some(body);
                }
                open.extend(fields.into_iter().map(|(_, value)| value));
            }
            Value::Array(items) => open.extend(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{self, html};

    fn blocks(count: usize) -> Content {
        (vec![Block::new(BlockKind::Paragraph, "a"); count], Vec::new())
    }

    #[test]
    fn many_blocks_are_found_again_and_few_are_kept() {
        for (count, expected) in [(FEW_BLOCKS, true), (FEW_BLOCKS + 1, false)] {
            let find = || blocks(count);
            let found = Found::new(find(), &find);
            assert_eq!(found.kept.is_some(), expected);
            assert_eq!(found.content().0.len(), count);
        }
    }

    /// A large page of scraps, whose article is hidden, or is not there, or stands where there are no scripts.
    #[test]
    fn a_large_page_has_what_a_small_one_has() {
        let article = format!("<p>{}</p>", "The ferry left at seven. ".repeat(20));
        for (count, style) in [
            (10, ""),
            (FEW_BLOCKS + 10, ""),
            (FEW_BLOCKS + 10, "<style>p{display:none}</style>"),
        ] {
            let scraps = "<p>x".repeat(count);
            for (rest, expected) in [
                (String::new(), "x"),
                (
                    format!("<div hidden>{}</div>", article.repeat(1 + count / 400)),
                    "The ferry",
                ),
                (
                    format!("<noscript>{}</noscript>", article.repeat(1 + count / 400)),
                    "The ferry",
                ),
            ] {
                let page = format!("{style}{scraps}{rest}");
                let parsed = html::parse(&page, None, &parse::Options::default());
                let last = parsed.blocks.last().unwrap();
                assert!(last.text.starts_with(expected), "{count} {style}: {}", last.text);
            }
        }
    }

    #[test]
    fn a_second_tree_has_what_the_first_one_leaves_of_the_nodes() {
        let options = thin::Options {
            max_nodes: 1000,
            ..thin::Options::default()
        };
        let page = format!("{}<noscript>{}</noscript>", "<p>x".repeat(300), "<p>y".repeat(5000));
        let html = thin::document(&page, &options);
        let left = left_of(&html, &options).max_nodes;
        assert_eq!(left + html.tree.nodes().len(), 1000);
        let inside = raw_text(&html, |element| element.name() == "noscript").next().unwrap();
        assert!(thin::fragment(inside, &left_of(&html, &options)).tree.nodes().len() <= left + 10);
    }
}
