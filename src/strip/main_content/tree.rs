//! The containers of a page, each with the sums of the text inside.
//!
//! Not for: judging them (`experts`, `features`).

use std::ops::Range;

use crate::hashed::HashedMap;
use crate::model::{BlockKind, Element, Parsed};

use super::hints::{self, GROUPS};
use super::names::Names;
use super::text::{Text, mix};

/// Sums over a range of blocks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) size: i32,
    pub(super) link_size: i32,
    /// Size of running text.
    pub(super) prose: i32,
    pub(super) blocks: i32,
    pub(super) prose_blocks: i32,
    pub(super) headings: i32,
    pub(super) enders: i32,
}

impl Sums {
    fn add(&self, other: &Sums) -> Sums {
        self.zip(other, i32::saturating_add)
    }

    pub(super) fn sub(&self, other: &Sums) -> Sums {
        self.zip(other, i32::saturating_sub)
    }

    fn zip(&self, other: &Sums, f: impl Fn(i32, i32) -> i32) -> Sums {
        Sums {
            size: f(self.size, other.size),
            link_size: f(self.link_size, other.link_size),
            prose: f(self.prose, other.prose),
            blocks: f(self.blocks, other.blocks),
            prose_blocks: f(self.prose_blocks, other.prose_blocks),
            headings: f(self.headings, other.headings),
            enders: f(self.enders, other.enders),
        }
    }
}

/// Elements of one shape under one parent: cards, posts, rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kin {
    pub(super) count: i32,
    pub(super) sums: Sums,
}

/// A container.
#[derive(Clone, Debug)]
pub(super) struct Node {
    parent: Option<u32>,
    pub(super) depth: i32,
    pub(super) tag: u8,
    /// Groups of hint words of its own, as bits.
    pub(super) groups: u32,
    /// For each group, how many steps up the nearest container with it is; 30 for none.
    pub(super) near: [u8; GROUPS],
    /// For each tag's number, likewise.
    pub(super) near_tag: [u8; 32],
    /// The blocks inside.
    range: Range<u32>,
    /// One more than its index in the tree's `kin`; 0 for a container that is the only one of its shape.
    kin: u32,
}

impl Node {
    pub(super) fn parent(&self) -> Option<usize> {
        self.parent.map(|parent| parent as usize)
    }

    /// The blocks inside.
    pub(super) fn range(&self) -> Range<usize> {
        self.range.start as usize..self.range.end as usize
    }
}

/// The containers, parents before children.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Equal for containers of the same tag and first class.
    pub(super) shapes: Vec<u64>,
    totals: Vec<Sums>,
    /// Containers of one shape under one parent, where there are several.
    kin: Vec<Kin>,
}

/// How many steps up hints are looked for.
pub(super) const FAR: u8 = 30;

impl Tree {
    /// Measures the containers of a page.
    pub(super) fn of(parsed: &Parsed, texts: &[Text], names: &Names<'_>) -> Self {
        let mut tree = Tree {
            nodes: Vec::with_capacity(parsed.elements.len()),
            shapes: names.each(shape).collect(),
            totals: totals(parsed, texts),
            kin: Vec::new(),
        };
        let named = names.each(|element| (hints::tag(&element.tag), hints::groups(&element.hints)));
        for (element, (tag, groups)) in parsed.elements.iter().zip(named) {
            let node = tree.node(element.parent, tag, groups);
            tree.nodes.push(node);
        }
        tree.find_ranges(parsed);
        tree.find_kin();
        tree
    }

    fn node(&self, parent: Option<u32>, tag: u8, groups: u32) -> Node {
        let above = parent.and_then(|p| self.nodes.get(p as usize));
        let step = |near: u8| near.saturating_add(1).min(FAR);
        let mut near = above.map_or([FAR; GROUPS], |a| a.near.map(step));
        for (group, near) in near.iter_mut().enumerate() {
            if groups & (1 << group) != 0 {
                *near = 0;
            }
        }
        let mut near_tag = above.map_or([FAR; 32], |a| a.near_tag.map(step));
        if let Some(near) = near_tag.get_mut(tag as usize) {
            *near = 0;
        }
        Node {
            parent,
            depth: above.map_or(0, |a| a.depth + 1),
            tag,
            groups,
            near,
            near_tag,
            range: Range {
                start: u32::MAX,
                end: 0,
            },
            kin: 0,
        }
    }

    fn find_ranges(&mut self, parsed: &Parsed) {
        for (index, block) in (0..).zip(&parsed.blocks) {
            if let Some(node) = block.element.and_then(|e| self.nodes.get_mut(e as usize)) {
                node.range = node.range.start.min(index)..node.range.end.max(index + 1);
            }
        }
        for index in (0..self.nodes.len()).rev() {
            let Some(node) = self.nodes.get(index) else { continue };
            let (parent, range) = (node.parent(), node.range.clone());
            if let Some(parent) = parent.and_then(|p| self.nodes.get_mut(p)) {
                parent.range = parent.range.start.min(range.start)..parent.range.end.max(range.end);
            }
        }
    }

    /// Puts containers of one shape under one parent together. Most have no kin, so they take no place.
    fn find_kin(&mut self) {
        let mut first: HashedMap<(Option<u32>, u64), usize> = HashedMap::default();
        for index in 0..self.nodes.len() {
            let shape = self.shapes.get(index).copied().unwrap_or_default();
            let parent = self.nodes.get(index).and_then(|node| node.parent);
            let first = *first.entry((parent, shape)).or_insert(index);
            if first != index {
                self.join(first, index);
            }
        }
    }

    /// Adds a container to the kin of `first`.
    fn join(&mut self, first: usize, index: usize) {
        let alone = |index: usize| self.nodes.get(index).map(|node| self.alone(node)).unwrap_or_default();
        let (own, other) = (alone(first), alone(index));
        let Some(kin) = self.nodes.get_mut(first).map(|node| &mut node.kin) else {
            return;
        };
        if *kin == 0 {
            self.kin.push(own);
            *kin = u32::try_from(self.kin.len()).unwrap_or_default();
        }
        let kin = *kin;
        if let Some(all) = self.kin.get_mut((kin as usize).wrapping_sub(1)) {
            all.count += other.count;
            all.sums = all.sums.add(&other.sums);
        }
        if let Some(node) = self.nodes.get_mut(index) {
            node.kin = kin;
        }
    }

    fn alone(&self, node: &Node) -> Kin {
        Kin {
            count: 1,
            sums: self.sums_of(node),
        }
    }

    /// All siblings of a container that have its shape, itself among them.
    pub(super) fn kin(&self, node: &Node) -> Kin {
        let kin = (node.kin as usize).checked_sub(1).and_then(|at| self.kin.get(at));
        kin.copied().unwrap_or_else(|| self.alone(node))
    }

    /// The sums of the blocks in a container.
    pub(super) fn sums_of(&self, node: &Node) -> Sums {
        self.sums(&node.range())
    }

    /// Sums over blocks.
    pub(super) fn sums(&self, range: &Range<usize>) -> Sums {
        let at = |index: usize| self.totals.get(index).copied().unwrap_or_default();
        if range.start >= range.end {
            Sums::default()
        } else {
            at(range.end).sub(&at(range.start))
        }
    }

    /// The sums of the whole page.
    pub(super) fn page(&self) -> Sums {
        self.totals.last().copied().unwrap_or_default()
    }

    /// The containers around a place, innermost first.
    pub(super) fn up(&self, from: Option<usize>) -> impl Iterator<Item = (usize, &Node)> {
        let mut next = from;
        std::iter::from_fn(move || {
            let index = next?;
            let node = self.nodes.get(index)?;
            next = node.parent();
            Some((index, node))
        })
    }
}

/// Tag and first class of an element.
fn shape(element: &Element) -> u64 {
    let first = element.hints.split(' ').next().unwrap_or_default();
    let letters = first.bytes().filter(|b| !b.is_ascii_digit());
    element
        .tag
        .bytes()
        .chain([0])
        .chain(letters)
        .fold(0, |hash, b| mix(hash ^ 0x9e37, u64::from(b)))
}

fn totals(parsed: &Parsed, texts: &[Text]) -> Vec<Sums> {
    let mut sum = Sums::default();
    let mut totals = vec![sum];
    for (block, text) in parsed.blocks.iter().zip(texts) {
        let prose = text.is_prose();
        sum = sum.add(&Sums {
            size: text.size,
            link_size: text.link_size,
            prose: if prose { text.size } else { 0 },
            blocks: 1,
            prose_blocks: i32::from(prose),
            headings: i32::from(matches!(block.kind, BlockKind::Heading(_))),
            enders: text.enders,
        });
        totals.push(sum);
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Block;

    /// A page of lists in one `main`, each with one heading and as many items as its place says.
    fn lists(count: usize) -> Parsed {
        let element = |parent, tag: &str| Element {
            parent,
            tag: tag.into(),
            hints: "".into(),
        };
        let mut parsed = Parsed {
            elements: vec![element(None, "main")],
            ..Parsed::default()
        };
        for items in 0..count {
            let list = parsed.elements.len() as u32;
            parsed.elements.push(element(Some(0), "ul"));
            for tag in std::iter::once("h2").chain(std::iter::repeat_n("li", items)) {
                let mut block = Block::new(BlockKind::Paragraph, "The ferry left at seven, with tea.");
                block.element = Some(parsed.elements.len() as u32);
                parsed.elements.push(element(Some(list), tag));
                parsed.blocks.push(block);
            }
        }
        parsed
    }

    #[test]
    fn kin_and_sums_are_those_of_all_siblings_of_the_shape() {
        let parsed = lists(5);
        let texts: Vec<Text> = parsed.blocks.iter().map(Text::of).collect();
        let tree = Tree::of(&parsed, &texts, &Names::of(&parsed));
        for (node, element) in tree.nodes.iter().zip(&parsed.elements) {
            let siblings = || {
                let pairs = tree.nodes.iter().zip(&parsed.elements);
                pairs.filter(|(_, other)| (other.parent, &other.tag) == (element.parent, &element.tag))
            };
            let kin = tree.kin(node);
            assert_eq!(kin.count as usize, siblings().count(), "{element:?}");
            let blocks: usize = siblings().map(|(sibling, _)| sibling.range().len()).sum();
            assert_eq!(kin.sums.blocks as usize, blocks, "{element:?}");
            assert_eq!(tree.sums_of(node).blocks as usize, node.range().len());
        }
        assert_eq!(tree.kin.len(), 4, "the lists, and the items of those that have several");
    }

    /// Pages of half a million elements are measured in memory that is a setting.
    #[test]
    fn a_container_is_small() {
        assert!(size_of::<Node>() <= 88, "{}", size_of::<Node>());
    }
}
