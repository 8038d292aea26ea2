//! Formulas and code: the source behind what is shown.
//!
//! Not for: laying out formulas; those without a source are given as their characters.

mod linear;

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use crate::parse::attribute::Attribute;

/// The text of a `math` element: its TeX between dollar signs where it has it, else its characters in a line.
pub(super) fn text(math: NodeRef<'_, Node>) -> String {
    let annotation = math.descendants().find(|node| is_tex(*node));
    let alternative = || {
        math.value()
            .as_element()?
            .attribute("alttext")
            .filter(|tex| !tex.trim().is_empty())
    };
    match annotation {
        Some(annotation) => dollars(&characters(annotation)),
        None => alternative().map_or_else(|| linear::text(math), dollars),
    }
}

/// The TeX of a picture of a formula: what stands in its `alt`.
pub(super) fn tex_of_image(image: &Tag) -> Option<String> {
    let drawn = |classes: &str| {
        classes
            .split_ascii_whitespace()
            .any(|class| matches!(class, "latex" | "tex"))
    };
    let tex = image.attribute("alt").filter(|tex| !tex.trim().is_empty())?;
    image.attribute("class").is_some_and(drawn).then(|| dollars(tex))
}

/// Whether an element shows what the TeX script behind it says: MathJax leaves both on the page.
pub(super) fn is_shown_twice(node: NodeRef<'_, Node>, classes: &str) -> bool {
    let mut drawn = classes
        .split_ascii_whitespace()
        .filter(|class| class.starts_with("MathJax"));
    let script = |node: NodeRef<'_, Node>| {
        node.value()
            .as_element()
            .is_some_and(|tag| tag.attribute("type").is_some_and(|kind| kind.starts_with("math/tex")))
    };
    drawn.next().is_some() && node.next_siblings().take(4).any(script)
}

/// The TeX of `<script type="math/tex">`.
pub(super) fn tex_of_script(script: NodeRef<'_, Node>, tag: &Tag) -> Option<String> {
    let kind = tag.attribute("type")?;
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
                .attribute("encoding")
                .is_some_and(|e| e.eq_ignore_ascii_case("application/x-tex"))
    })
}

/// TeX between dollar signs, without the wrapper that MediaWiki puts around all of it.
fn dollars(tex: &str) -> String {
    let tex = tex.trim();
    let inner = tex
        .strip_prefix("{\\displaystyle")
        .and_then(|tex| tex.strip_suffix('}'));
    format!("${}$", inner.unwrap_or(tex).trim())
}

fn characters(node: NodeRef<'_, Node>) -> String {
    let texts = node
        .descendants()
        .filter_map(|node| node.value().as_text().map(|text| text.trim()));
    texts.collect::<Vec<_>>().concat()
}
