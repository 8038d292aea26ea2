//! The features of a block that the model reads: whole numbers, none of which knows a language.
//!
//! Not for: how they are measured (`text`, `tree`, `experts`, `words`).

mod block;
mod containers;
mod opinions;
mod place;
mod title;
mod whole;

use crate::hashed::HashedMap;
use crate::model::{Block, BlockKind, Parsed};

use super::experts::Opinions;
use super::names::Names;
use super::said;
use super::text::{SENTENCE, Text, mix};
use super::tree::{Sums, Tree};

use title::{find_title, overlap, words};
use whole::shares;

/// Where features go: values for the model, names for people.
pub(super) trait Sink {
    /// Adds one feature.
    fn put(&mut self, group: &'static str, name: &'static str, value: i32);
}

impl Sink for Vec<i32> {
    fn put(&mut self, _: &'static str, _: &'static str, value: i32) {
        self.push(value);
    }
}

/// Names only.
#[derive(Debug, Default)]
pub(super) struct FeatureNames(pub(super) Vec<String>);

impl Sink for FeatureNames {
    fn put(&mut self, group: &'static str, name: &'static str, _: i32) {
        self.0.push(format!("{group}.{name}"));
    }
}

/// All measures of a page.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) names: Names<'a>,
    pub(super) texts: Vec<Text>,
    pub(super) tree: Tree,
    opinions: Opinions,
    /// How often a block's text occurs on the page.
    repeats: HashedMap<u64, i32>,
    /// Blocks by the shapes of the containers around them.
    paths: HashedMap<u64, Sums>,
    path_of: Vec<u64>,
    /// For each block, the prose blocks nearest before and after it.
    prose_before: Nearest,
    prose_after: Nearest,
    heading_before: Nearest,
    heading_after: Nearest,
    /// Which blocks are in readers' comments.
    pub(super) comments: Vec<bool>,
    /// The heading that repeats the title, else the first heading of level 1.
    title: Option<usize>,
    title_words: Vec<u64>,
    most_prose_path: i32,
    /// Share of the page's text, and of its prose, under each group of hints and some tags.
    shares: Vec<(&'static str, i32, i32)>,
}

const TAGS: [(&str, u8); 14] = [
    ("article", 1),
    ("main", 2),
    ("section", 3),
    ("aside", 4),
    ("nav", 5),
    ("header", 6),
    ("footer", 7),
    ("form", 8),
    ("cell", 11),
    ("ul", 12),
    ("li", 14),
    ("p", 16),
    ("quote", 17),
    ("figure", 18),
];

impl<'a> Page<'a> {
    /// Measures a page.
    pub(super) fn of(parsed: &'a Parsed) -> Self {
        let texts: Vec<Text> = parsed.blocks.iter().map(Text::of).collect();
        let names = Names::of(parsed);
        let tree = Tree::of(parsed, &texts, &names);
        let opinions = Opinions::of(parsed, &texts, &tree);
        let mut repeats = HashedMap::default();
        for text in &texts {
            *repeats.entry(text.hash).or_insert(0) += 1;
        }
        let paths_of = path_hashes(parsed, &tree.shapes);
        let path_of: Vec<u64> = parsed.blocks.iter().map(|block| path(block, &paths_of)).collect();
        let mut paths: HashedMap<u64, Sums> = HashedMap::default();
        for (index, path) in path_of.iter().enumerate() {
            let sums = paths.entry(*path).or_default();
            *sums = sums.sub(&Sums::default().sub(&tree.sums(&(index..index + 1))));
        }
        let most_prose_path = paths.values().map(|sums| sums.prose).max().unwrap_or(0);
        let title_words = words(parsed.metadata.title.as_deref().unwrap_or_default());
        let title = find_title(parsed, &title_words);
        let prose: Vec<bool> = texts.iter().map(Text::is_prose).collect();
        let headings: Vec<bool> = parsed
            .blocks
            .iter()
            .map(|b| matches!(b.kind, BlockKind::Heading(_)))
            .collect();
        let shares = shares(parsed, &texts, &tree);
        Page {
            shares,
            prose_before: Nearest::before(prose.iter().copied()),
            prose_after: Nearest::after(&prose),
            heading_after: Nearest::after(&headings),
            comments: said::comments(parsed, &names),
            heading_before: Nearest::before(headings.into_iter()),
            parsed,
            names,
            texts,
            tree,
            opinions,
            repeats,
            paths,
            path_of,
            title,
            title_words,
            most_prose_path,
        }
    }

    /// Whether a block is running text or a sentence, not a name, a day or a button.
    pub(super) fn is_said(&self, index: usize) -> bool {
        let text = self.text(index);
        text.is_prose() || text.ending == SENTENCE && text.link_size == 0
    }

    /// The measures of a block.
    pub(super) fn text(&self, index: usize) -> Text {
        self.texts.get(index).copied().unwrap_or_default()
    }

    /// The features of one block.
    pub(super) fn block(&self, index: usize, sink: &mut impl Sink) {
        let Some(block) = self.parsed.blocks.get(index) else {
            return;
        };
        self.own(index, block, sink);
        self.page(index, sink);
        self.place(index, sink);
        self.neighbours(index, sink);
        self.containers(index, block, sink);
        self.hints(block, sink);
        self.ask(index, block, sink);
    }

    /// The element that holds each block.
    pub(super) fn holders(&self) -> impl Iterator<Item = Option<usize>> {
        self.parsed.blocks.iter().map(|block| block.element.map(|e| e as usize))
    }

    /// Equal for blocks of one kind at the same place of the tree.
    pub(super) fn path(&self, index: usize) -> u64 {
        self.path_of.get(index).copied().unwrap_or_default()
    }

    /// The nearest heading before a block.
    pub(super) fn heading_before(&self, index: usize) -> Option<usize> {
        self.heading_before.of(index)
    }

    /// The heading nearest after it.
    pub(super) fn heading_after(&self, index: usize) -> Option<usize> {
        self.heading_after.of(index)
    }

    pub(super) fn is_heading(&self, index: usize) -> bool {
        let kind = self.parsed.blocks.get(index).map(|block| &block.kind);
        matches!(kind, Some(BlockKind::Heading(_)))
    }

    /// Similarity to the title, per mille.
    pub(super) fn like_title(&self, block: &Block) -> i32 {
        if self.title_words.is_empty() || block.text.len() > 400 {
            return 0;
        }
        overlap(&block.text, &self.title_words)
    }

    /// Size of text between two blocks, negative backwards.
    pub(super) fn distance(&self, from: usize, to: usize) -> i32 {
        if from <= to {
            self.tree.sums(&(from..to)).size
        } else {
            -self.tree.sums(&(to..from)).size
        }
    }
}

/// Hashes of the shapes from the root to each element.
fn path_hashes(parsed: &Parsed, shapes: &[u64]) -> Vec<u64> {
    let mut hashes: Vec<u64> = Vec::with_capacity(parsed.elements.len());
    for (element, shape) in parsed.elements.iter().zip(shapes) {
        let above = element
            .parent
            .and_then(|p| hashes.get(p as usize))
            .copied()
            .unwrap_or(1);
        hashes.push(mix(above, *shape));
    }
    hashes
}

fn path(block: &Block, hashes: &[u64]) -> u64 {
    let kind = match block.kind {
        BlockKind::Heading(level) => u64::from(level),
        BlockKind::ListItem { .. } => 10,
        BlockKind::TableRow { .. } => 11,
        BlockKind::Code { .. } => 12,
        BlockKind::Paragraph | BlockKind::Quote | BlockKind::Lines | BlockKind::Caption => 13,
    };
    mix(
        block.element.and_then(|e| hashes.get(e as usize)).copied().unwrap_or(0),
        kind,
    )
}

/// For each block of a page, the nearest one of a kind on one side. Four bytes per block, since pages can have half a million blocks.
#[derive(Debug)]
struct Nearest(Vec<u32>);

impl Nearest {
    const NONE: u32 = u32::MAX;

    /// The last before each block.
    fn before(is: impl Iterator<Item = bool>) -> Self {
        let mut last = Self::NONE;
        let found = (0..).zip(is).map(|(index, is)| {
            let before = last;
            if is {
                last = index;
            }
            before
        });
        Nearest(found.collect())
    }

    /// The next after each block.
    fn after(is: &[bool]) -> Self {
        let mut next = Self::NONE;
        let mut found = vec![Self::NONE; is.len()];
        for (index, (is, place)) in is.iter().zip(&mut found).enumerate().rev() {
            *place = next;
            if *is {
                next = u32::try_from(index).unwrap_or(Self::NONE);
            }
        }
        Nearest(found)
    }

    fn of(&self, index: usize) -> Option<usize> {
        let found = self.0.get(index).copied().filter(|found| *found != Self::NONE)?;
        usize::try_from(found).ok()
    }
}
