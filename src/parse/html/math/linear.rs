//! MathML without a source, written in a line: `x^2`, `(a+b)/c`, `√(x+1)`, so that no sign runs into the next.
//!
//! Not for: laying out formulas.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Node;

/// Nodes of one formula that are looked at.
const NODES: usize = 20_000;

/// The characters of a formula, with the signs that its layout stands for.
pub(super) fn text(math: NodeRef<'_, Node>) -> String {
    let mut out = String::new();
    let mut skipped = None;
    for edge in math.traverse().take(2 * NODES) {
        match edge {
            Edge::Open(node) if skipped.is_none() => {
                if matches!(name(node), "annotation" | "annotation-xml") {
                    skipped = Some(node.id());
                } else if let Some(text) = node.value().as_text() {
                    out.push_str(text.trim());
                } else {
                    out.push_str(before(node));
                    out.push_str(if is_group(node) { "(" } else { "" });
                }
            }
            Edge::Close(node) if skipped == Some(node.id()) => skipped = None,
            Edge::Close(node) if skipped.is_none() => {
                out.push_str(if is_group(node) { ")" } else { "" });
                out.push_str(after(node));
            }
            Edge::Open(_) | Edge::Close(_) => {}
        }
    }
    out.trim().to_owned()
}

fn name(node: NodeRef<'_, Node>) -> &str {
    node.value().as_element().map_or("", |element| element.name())
}

/// The sign between a part of a formula and the part before it, or the sign that it begins with.
fn before(node: NodeRef<'_, Node>) -> &'static str {
    let place = node
        .prev_siblings()
        .filter(|node| node.value().is_element())
        .take(2)
        .count();
    match (node.parent().map(name).unwrap_or_default(), place) {
        ("mfrac", 1) => "/",
        ("msup", 1) | ("msubsup" | "munderover", 2) => "^",
        ("msub" | "msubsup" | "munder" | "munderover", 1) => "_",
        ("mroot", 1) => ",",
        ("mtr", 1..) => " ",
        _ if matches!(name(node), "msqrt" | "mroot") => "√(",
        _ => "",
    }
}

fn after(node: NodeRef<'_, Node>) -> &'static str {
    match name(node) {
        "msqrt" | "mroot" => ")",
        "mtr" if node.next_sibling().is_some() => "; ",
        "mspace" => " ",
        _ => "",
    }
}

/// Whether a part consists of several, and its neighbours would tear them apart.
fn is_group(node: NodeRef<'_, Node>) -> bool {
    let around = node.parent().map(name).unwrap_or_default();
    let bound = matches!(around, "mfrac" | "msup" | "msub" | "msubsup" | "munder" | "munderover");
    let parts = || {
        node.children()
            .filter(|child| child.value().is_element())
            .take(2)
            .count()
    };
    bound && matches!(name(node), "mrow" | "mfrac" | "mstyle" | "mpadded") && parts() > 1
}
