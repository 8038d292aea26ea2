//! The open elements of a walk: what kind of block they make of the text in them, and which of them hold it.
//!
//! Not for: opening and closing them (`walk`).

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element as Tag;

use crate::hashed::Texts;
use crate::model::Element;

use super::tags::Role;
use super::{attributes, parts};

/// How many open elements are looked at for one that gives blocks their kind.
const FRAMES: usize = 24;

/// An open element.
pub(super) struct Frame<'a> {
    pub(super) node: NodeRef<'a, Node>,
    pub(super) tag: &'a Tag,
    pub(super) role: Role,
    pub(super) depth: usize,
    /// Its index among the elements, once a block stands in it.
    pub(super) element: Option<u32>,
    /// Next number of a list.
    pub(super) number: Option<u32>,
    /// Whether a list item's mark is still to be set.
    pub(super) marker: Option<String>,
    /// Whether it runs on in the line by its tag, and stands on a line of its own by its style.
    pub(super) own_line: bool,
    /// Where the line of a listing begins that it is.
    pub(super) line: Option<usize>,
}

/// The innermost open element that gives blocks their kind, and its index.
pub(super) fn kind_of(frames: &[Frame<'_>]) -> Option<(usize, Role)> {
    let open = frames.iter().enumerate().rev().take(FRAMES);
    open.map(|(index, frame)| (index, frame.role))
        .take_while(|(_, role)| *role != Role::Cell)
        .find(|(_, role)| {
            matches!(
                role,
                Role::Heading(_)
                    | Role::Pre
                    | Role::Caption
                    | Role::Lines
                    | Role::Item
                    | Role::Definition
                    | Role::Quote
            )
        })
}

/// How many quotations are open, as far as they are looked for.
pub(super) fn quotes(frames: &[Frame<'_>]) -> u8 {
    let quotes = frames
        .iter()
        .rev()
        .take(FRAMES)
        .filter(|frame| frame.role == Role::Quote);
    u8::try_from(quotes.count()).unwrap_or(u8::MAX)
}

/// How many lists stand around the list of the item at `index`.
pub(super) fn item_depth(frames: &[Frame<'_>], index: usize) -> u8 {
    let around = frames.iter().take(index);
    let lists = around
        .filter(|frame| matches!(frame.role, Role::Bullets | Role::Numbers))
        .count();
    let own = frames.get(index).and_then(|frame| parts::word_depth(frame.tag));
    own.unwrap_or(u8::try_from(lists.saturating_sub(1)).unwrap_or(u8::MAX))
}

/// The element that the text gathered so far stands in: the innermost open one that is not inline. It and those around it are
/// added to `elements` if they are not there yet, with names from `tags`.
pub(super) fn holder(frames: &mut [Frame<'_>], elements: &mut Vec<Element>, tags: &mut Texts) -> Option<u32> {
    let holder = frames.iter().rposition(|frame| !frame.role.is_inline())?;
    let open = frames.get_mut(..=holder)?;
    let made = open.iter().rposition(|frame| frame.element.is_some());
    let mut parent = made.and_then(|index| open.get(index)?.element);
    let first = made.map_or(0, |index| index + 1);
    for frame in open.iter_mut().skip(first) {
        let index = u32::try_from(elements.len()).ok()?;
        elements.push(Element {
            parent,
            tag: tags.get(frame.tag.name()),
            hints: attributes::hints(frame.tag),
        });
        frame.element = Some(index);
        parent = Some(index);
    }
    parent
}
