//! Who is quoted: `<cite>` at the head of a quotation.
//!
//! Not for: what is quoted (`walk`).

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use super::tags::{Role, role};

/// `<blockquote><cite>Jo wrote:</cite>What was said`: whose words follow stands apart from them.
pub(super) fn is_attribution(node: NodeRef<'_, Node>, tag: &Tag) -> bool {
    let is_quote = |node: NodeRef<'_, Node>| {
        let name = node.value().as_element().map_or("", |tag| tag.name());
        role(name) == Role::Quote
    };
    let is_blank = |node: &NodeRef<'_, Node>| node.value().as_text().is_some_and(|text| text.trim().is_empty());
    let holder = || {
        node.parent()
            .filter(|parent| is_quote(*parent) || parent.parent().is_some_and(is_quote))
    };
    tag.name() == "cite" && node.prev_siblings().all(|before| is_blank(&before)) && holder().is_some()
}
