//! Formulas and code: the source behind what is shown.
//!
//! Not for: laying out formulas; those without a source are given as their characters.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

/// The text of a `math` element: its TeX annotation between dollar signs where there is one, else its characters.
pub(super) fn text(math: NodeRef<'_, Node>) -> String {
    let annotation = math.descendants().find(|node| is_tex(*node));
    match annotation {
        Some(annotation) => dollars(&characters(annotation)),
        None => characters(math),
    }
}

/// The TeX of `<script type="math/tex">`.
pub(super) fn tex_of_script(script: NodeRef<'_, Node>, tag: &Tag) -> Option<String> {
    let kind = tag.attr("type")?;
    kind.starts_with("math/tex").then(|| dollars(&characters(script)))
}

/// The language that a class names: `language-rust`, `lang-rust`, `brush: rust`, `highlight-source-rust`.
pub(super) fn code_language(classes: &str) -> Option<String> {
    let prefixes = ["language-", "lang-", "highlight-source-", "brush:"];
    let mut names = prefixes.iter().filter_map(|prefix| classes.split_once(prefix));
    let name = names.find_map(|(_, rest)| {
        rest.split(|c: char| c.is_whitespace() || c == ';')
            .find(|n| !n.is_empty())
    })?;
    Some(name.to_ascii_lowercase())
}

fn is_tex(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| {
        element.name() == "annotation"
            && element
                .attr("encoding")
                .is_some_and(|e| e.eq_ignore_ascii_case("application/x-tex"))
    })
}

fn dollars(tex: &str) -> String {
    format!("${}$", tex.trim())
}

fn characters(node: NodeRef<'_, Node>) -> String {
    let texts = node
        .descendants()
        .filter_map(|node| node.value().as_text().map(|text| text.trim()));
    texts.collect::<Vec<_>>().concat()
}
