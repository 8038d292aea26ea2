//! The elements inside of a byline that hold nothing but a name: a link to the author's page, `itemprop="name"`, `class="fn"`.
//!
//! Not for: names in running text (`author::names`).

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Node;
use scraper::node::Element;

use super::hints::is_author_page;
use super::place::text_of;
use crate::parse::attribute::Attribute;
use crate::parse::metadata::tidy;

/// Edges of the tree that are looked at.
const EDGES: usize = 400;
/// A name has no more bytes.
const LONGEST_BYTES: usize = 90;

/// The texts of these elements below `node`, in order; of nested ones, the outermost.
pub(super) fn names_in(node: NodeRef<Node>) -> Vec<String> {
    let mut names = Vec::new();
    let mut inside = None;
    for edge in node.traverse().take(EDGES) {
        match edge {
            Edge::Open(part) if inside.is_none() && part.id() != node.id() => {
                if let Some(element) = part.value().as_element().filter(|element| is_name(element)) {
                    names.push(element.attribute("content").map_or_else(|| text_of(part), tidy));
                    inside = Some(part.id());
                }
            }
            Edge::Close(part) if inside == Some(part.id()) => inside = None,
            Edge::Open(_) | Edge::Close(_) => {}
        }
    }
    names.retain(|name| !name.is_empty() && name.len() <= LONGEST_BYTES);
    names
}

/// Whether an element is called the name of somebody, or links to the page of one.
fn is_name(element: &Element) -> bool {
    let has = |attribute: &str, wanted: &dyn Fn(&str) -> bool| {
        let value = element.attribute(attribute).unwrap_or_default();
        value.split_ascii_whitespace().any(wanted)
    };
    let called = |class: &str| {
        let ends = [
            "author-name",
            "author_name",
            "authorname",
            "author__name",
            "author-link",
            "byline__name",
            "byline-name",
        ];
        let class = class.to_ascii_lowercase();
        matches!(class.as_str(), "fn" | "username" | "name" | "p-name") || ends.iter().any(|end| class.ends_with(end))
    };
    let leads = |href: &str| {
        is_author_page(href)
            || ["/members/", "/users/", "/user/", "/profile/"]
                .iter()
                .any(|part| href.contains(part))
    };
    has("itemprop", &|name| name.eq_ignore_ascii_case("name"))
        || has("rel", &|rel| rel.eq_ignore_ascii_case("author"))
        || has("class", &called)
        || element.name() == "a" && element.attribute("href").is_some_and(leads)
}
