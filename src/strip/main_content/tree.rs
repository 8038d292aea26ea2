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
    pub(super) parent: Option<usize>,
    pub(super) depth: i32,
    pub(super) tag: u8,
    /// Groups of hint words of its own, as bits.
    pub(super) groups: u32,
    /// For each group, how many steps up the next container is that bears it; 30 for none.
    pub(super) near: [u8; GROUPS],
    /// For each tag's number, likewise.
    pub(super) near_tag: [u8; 32],
    /// The blocks inside.
    pub(super) range: Range<usize>,
    pub(super) sums: Sums,
    /// All siblings of its shape, itself among them.
    pub(super) kin: Kin,
}

/// The containers, parents before children.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Equal for containers of the same tag and first class.
    pub(super) shapes: Vec<u64>,
    totals: Vec<Sums>,
}

/// Farthest that hints are looked for, in steps up.
pub(super) const FAR: u8 = 30;

impl Tree {
    /// Measures the containers of a page.
    pub(super) fn of(parsed: &Parsed, texts: &[Text], names: &Names<'_>) -> Self {
        let mut tree = Tree {
            nodes: Vec::with_capacity(parsed.elements.len()),
            shapes: names.each(shape).collect(),
            totals: totals(parsed, texts),
        };
        let named = names.each(|element| (hints::tag(&element.tag), hints::groups(&element.hints)));
        for (element, (tag, groups)) in parsed.elements.iter().zip(named) {
            let node = tree.node(element.parent.map(|p| p as usize), tag, groups);
            tree.nodes.push(node);
        }
        tree.find_ranges(parsed);
        tree.find_kin();
        tree
    }

    fn node(&self, parent: Option<usize>, tag: u8, groups: u32) -> Node {
        let above = parent.and_then(|p| self.nodes.get(p));
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
                start: usize::MAX,
                end: 0,
            },
            sums: Sums::default(),
            kin: Kin::default(),
        }
    }

    fn find_ranges(&mut self, parsed: &Parsed) {
        for (index, block) in parsed.blocks.iter().enumerate() {
            if let Some(node) = block.element.and_then(|e| self.nodes.get_mut(e as usize)) {
                node.range = node.range.start.min(index)..node.range.end.max(index + 1);
            }
        }
        for index in (0..self.nodes.len()).rev() {
            let Some(node) = self.nodes.get(index) else { continue };
            let (parent, range) = (node.parent, node.range.clone());
            if let Some(parent) = parent.and_then(|p| self.nodes.get_mut(p)) {
                parent.range = parent.range.start.min(range.start)..parent.range.end.max(range.end);
            }
        }
        for index in 0..self.nodes.len() {
            let sums = self
                .nodes
                .get(index)
                .map(|node| self.sums(&node.range))
                .unwrap_or_default();
            if let Some(node) = self.nodes.get_mut(index) {
                node.sums = sums;
            }
        }
    }

    fn find_kin(&mut self) {
        let mut kin: HashedMap<(Option<usize>, u64), Kin> = HashedMap::default();
        for (node, shape) in self.nodes.iter().zip(&self.shapes) {
            let entry = kin.entry((node.parent, *shape)).or_default();
            entry.count += 1;
            entry.sums = entry.sums.add(&node.sums);
        }
        for (node, shape) in self.nodes.iter_mut().zip(&self.shapes) {
            node.kin = kin.get(&(node.parent, *shape)).copied().unwrap_or_default();
        }
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
            next = node.parent;
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
