//! Formulas: the source behind what is shown.
//!
//! Not for: laying out formulas; those without a source are given as their characters.

mod linear;
pub(super) mod written;

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use crate::parse::attribute::Attribute;

use super::attributes;
use crate::parse::hidden::Look;

/// Nodes before a picture among which its formula may stand.
const SIBLINGS: usize = 4;
/// Elements around a picture that may say that it shows a formula.
const HOLDERS: usize = 3;

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

/// The TeX of a picture of a formula: what stands in its `alt`. None where the formula itself stands before the picture.
pub(super) fn tex_of_image(image: NodeRef<'_, Node>, tag: &Tag) -> Option<String> {
    let drawn = |class: &str| {
        matches!(class, "latex" | "tex" | "math" | "mathtex" | "wp-katex-eq") || class.starts_with("mwe-math")
    };
    let tex = tag.attribute("alt").filter(|tex| !tex.trim().is_empty())?;
    let classes = tag.attribute("class").unwrap_or_default();
    let is_formula = classes.split_ascii_whitespace().any(drawn)
        || tex.trim_start().starts_with("{\\displaystyle")
        || is_tex_alone(tex) && image.ancestors().take(HOLDERS).any(is_called_math);
    (is_formula && !image.prev_siblings().take(SIBLINGS).any(holds_formula)).then(|| dollars(tex))
}

/// Whether an element's classes say that it holds a formula.
fn is_called_math(node: NodeRef<'_, Node>) -> bool {
    let classes = node.value().as_element().and_then(|tag| tag.attribute("class"));
    let named = |class: &str| matches!(class, "math" | "formula" | "equation" | "latex" | "tex");
    classes.is_some_and(|classes| classes.split_ascii_whitespace().any(named))
}

/// Whether a text has signs that only formulas have, or is so short that it has no words.
fn is_tex_alone(text: &str) -> bool {
    text.contains(['\\', '^', '_', '=']) || text.trim().len() <= 2
}

/// The TeX that an element carries beside what it shows.
pub(super) fn tex_of_element(tag: &Tag) -> Option<String> {
    let names = ["data-math", "data-tex", "data-latex"];
    let tex = names.iter().find_map(|name| tag.attribute(name))?;
    (!tex.trim().is_empty()).then(|| dollars(tex))
}

/// Whether what KaTeX draws is all there is of a formula: it stands behind the source, which is the better text.
pub(super) fn is_drawn_alone(node: NodeRef<'_, Node>, classes: &str) -> bool {
    classes.split_ascii_whitespace().any(|class| class == "katex-html")
        && !node
            .prev_siblings()
            .take(SIBLINGS)
            .any(|node| node.value().is_element())
}

/// Whether an element is a formula or holds one that is read.
fn holds_formula(node: NodeRef<'_, Node>) -> bool {
    let is_math = |node: NodeRef<'_, Node>| node.value().as_element().is_some_and(|tag| tag.name() == "math");
    let look = node.value().as_element().map(Look::at).unwrap_or_default();
    let is_read = !(look.hidden || look.is_spoken_only()) || attributes::is_math(look.classes);
    is_read && node.descendants().take(SIBLINGS).any(is_math)
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

fn is_tex(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| {
        element.name() == "annotation"
            && element
                .attribute("encoding")
                .is_some_and(|e| e.eq_ignore_ascii_case("application/x-tex"))
    })
}

/// TeX between dollar signs, without those it has, and without the wrapper that MediaWiki puts around all of it.
fn dollars(tex: &str) -> String {
    let tex = tex.trim();
    let inner = ["{\\displaystyle", "{\\textstyle"]
        .iter()
        .find_map(|style| tex.strip_prefix(style)?.strip_suffix('}'));
    let bare = inner.unwrap_or(tex).trim().trim_matches('$').trim();
    let bare = bare
        .strip_prefix("\\(")
        .and_then(|tex| tex.strip_suffix("\\)"))
        .unwrap_or(bare);
    format!("${}$", bare.trim())
}

fn characters(node: NodeRef<'_, Node>) -> String {
    let texts = node
        .descendants()
        .filter_map(|node| node.value().as_text().map(|text| text.trim()));
    texts.collect::<Vec<_>>().concat()
}
