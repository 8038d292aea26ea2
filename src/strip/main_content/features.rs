//! The features of a block that the model reads: whole numbers, none of which knows a language.
//!
//! Not for: how they are measured (`text`, `tree`, `experts`).

use crate::document::{Block, BlockKind, Parsed};
use crate::hashed::HashedMap;

use super::experts::Opinions;
use super::hints::{GROUPS, NAMES};
use super::kinds;
use super::text::{Text, count, mix, ratio};
use super::tree::{FAR, Node, Sums, Tree};

/// Where features go: values for the model, names for people.
pub(super) trait Sink {
    /// Takes one feature.
    fn put(&mut self, group: &'static str, name: &'static str, value: i32);
}

impl Sink for Vec<i32> {
    fn put(&mut self, _: &'static str, _: &'static str, value: i32) {
        self.push(value);
    }
}

/// Names only.
#[derive(Debug, Default)]
pub(super) struct Names(pub(super) Vec<String>);

impl Sink for Names {
    fn put(&mut self, group: &'static str, name: &'static str, _: i32) {
        self.0.push(format!("{group}.{name}"));
    }
}

/// All that was measured of a page.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) texts: Vec<Text>,
    pub(super) tree: Tree,
    opinions: Opinions,
    /// How often a block's text stands on the page.
    repeats: HashedMap<u64, i32>,
    /// Blocks by the shapes of the containers around them.
    paths: HashedMap<u64, Sums>,
    path_of: Vec<u64>,
    /// For each block, the prose blocks nearest before and after it.
    prose_before: Vec<Option<usize>>,
    prose_after: Vec<Option<usize>>,
    heading_before: Vec<Option<usize>>,
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
    pub(super) fn of(parsed: &'a Parsed, title: Option<&str>) -> Self {
        let texts: Vec<Text> = parsed.blocks.iter().map(Text::of).collect();
        let tree = Tree::of(parsed, &texts);
        let opinions = Opinions::of(parsed, &texts, &tree);
        let mut repeats = HashedMap::default();
        for text in &texts {
            *repeats.entry(text.hash).or_insert(0) += 1;
        }
        let shapes = path_hashes(parsed);
        let path_of: Vec<u64> = parsed.blocks.iter().map(|block| path(block, &shapes)).collect();
        let mut paths: HashedMap<u64, Sums> = HashedMap::default();
        for (index, path) in path_of.iter().enumerate() {
            let sums = paths.entry(*path).or_default();
            *sums = sums.sub(&Sums::default().sub(&tree.sums(&(index..index + 1))));
        }
        let most_prose_path = paths.values().map(|sums| sums.prose).max().unwrap_or(0);
        let title_words = words(title.unwrap_or_default());
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
            prose_before: last_before(prose.iter().copied()),
            prose_after: next_after(&prose),
            heading_before: last_before(headings.into_iter()),
            parsed,
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

    /// The features of the whole page, from which its kind is told.
    pub(super) fn whole(&self, sink: &mut impl Sink) {
        self.page(0, sink);
        for (name, size, prose) in &self.shares {
            sink.put("page_size", name, *size);
            sink.put("page_prose", name, *prose);
        }
        kinds::features(self.parsed, |name, value| sink.put("kind", name, value));
        let texts = self.texts.iter();
        let count_of =
            |is: fn(&Text) -> bool| ratio(count(texts.clone().filter(|t| is(t)).count()), count(self.texts.len()));
        sink.put("whole", "prices", count_of(|t| t.signs & 16 != 0));
        sink.put("whole", "dates", count_of(|t| t.signs & 32 != 0));
        sink.put("whole", "questions", count_of(|t| t.signs & 2 != 0));
        sink.put("whole", "links", count_of(|t| t.link_density() > 900));
        sink.put("whole", "short", count_of(|t| t.size < 30));
        let of_kind = |is: fn(&BlockKind) -> bool| self.parsed.blocks.iter().filter(|b| is(&b.kind)).count();
        sink.put("whole", "code", count(of_kind(|k| matches!(k, BlockKind::Code { .. }))));
        sink.put(
            "whole",
            "rows",
            count(of_kind(|k| matches!(k, BlockKind::TableRow { .. }))),
        );
        sink.put(
            "whole",
            "items",
            ratio(
                count(of_kind(|k| matches!(k, BlockKind::ListItem { .. }))),
                count(self.texts.len()),
            ),
        );
        let kin = self
            .tree
            .nodes
            .iter()
            .filter(|n| n.kin.count > 2)
            .map(|n| n.kin)
            .max_by_key(|k| k.sums.size)
            .unwrap_or_default();
        sink.put("whole", "kin_count", kin.count);
        sink.put("whole", "kin_share", ratio(kin.sums.size, self.tree.page().size));
        sink.put("whole", "kin_prose", ratio(kin.sums.prose, kin.sums.size));
        sink.put("whole", "kin_links", ratio(kin.sums.link_size, kin.sums.size));
    }

    fn own(&self, index: usize, block: &Block, sink: &mut impl Sink) {
        let text = self.text(index);
        let kind = |sink: &mut _, name, is: bool| Sink::put(sink, "block", name, i32::from(is));
        sink.put("block", "size", text.size);
        sink.put("block", "words", text.words);
        sink.put("block", "links", text.links);
        sink.put("block", "link_density", text.link_density());
        sink.put("block", "plain_size", text.size - text.link_size);
        sink.put("block", "digits", ratio(text.digits, text.size));
        sink.put("block", "upper", ratio(text.upper, text.size));
        sink.put("block", "symbols", ratio(text.symbols, text.size));
        sink.put("block", "word_size", ratio(text.size, text.words) / 100);
        sink.put("block", "commas", text.commas);
        sink.put("block", "enders", text.enders);
        sink.put("block", "ending", text.ending);
        sink.put("block", "signs", text.signs);
        sink.put("block", "strong", text.strong);
        sink.put("block", "repeats", self.repeats.get(&text.hash).copied().unwrap_or(1));
        sink.put("block", "title", self.like_title(block));
        let level = if let BlockKind::Heading(level) = block.kind {
            i32::from(level)
        } else {
            0
        };
        sink.put("block", "heading", level);
        let depth = if let BlockKind::ListItem { depth, .. } = block.kind {
            i32::from(depth) + 1
        } else {
            0
        };
        sink.put("block", "item", depth);
        kind(sink, "row", matches!(block.kind, BlockKind::TableRow { .. }));
        kind(sink, "code", matches!(block.kind, BlockKind::Code { .. }));
        kind(sink, "quote", matches!(block.kind, BlockKind::Quote));
        kind(sink, "lines", matches!(block.kind, BlockKind::Lines));
        kind(sink, "caption", matches!(block.kind, BlockKind::Caption));
    }

    /// Likeness to the title, per mille.
    pub(super) fn like_title(&self, block: &Block) -> i32 {
        if self.title_words.is_empty() || block.text.len() > 400 {
            return 0;
        }
        overlap(&words(&block.text), &self.title_words)
    }

    fn page(&self, _: usize, sink: &mut impl Sink) {
        let page = self.tree.page();
        sink.put("page", "size", page.size);
        sink.put("page", "blocks", page.blocks);
        sink.put("page", "link_density", ratio(page.link_size, page.size));
        sink.put("page", "prose", ratio(page.prose, page.size));
        sink.put("page", "prose_blocks", page.prose_blocks);
        sink.put("page", "headings", ratio(page.headings, page.blocks));
        let best = self.opinions.best_near.and_then(|b| self.tree.nodes.get(b));
        sink.put(
            "page",
            "best_share",
            best.map_or(0, |node| ratio(node.sums.size, page.size)),
        );
        sink.put(
            "page",
            "best_prose",
            best.map_or(0, |node| ratio(node.sums.prose, page.prose)),
        );
        sink.put("page", "best_tag", best.map_or(0, |node| i32::from(node.tag)));
        sink.put("page", "title_found", i32::from(self.title.is_some()));
    }

    fn place(&self, index: usize, sink: &mut impl Sink) {
        let page = self.tree.page();
        let before = self.tree.sums(&(0..index));
        sink.put("place", "before", before.size);
        sink.put("place", "after", page.size - before.size);
        sink.put("place", "share", ratio(before.size, page.size));
        sink.put("place", "blocks", ratio(before.blocks, page.blocks));
        sink.put("place", "prose", ratio(before.prose, page.prose));
        sink.put("place", "prose_left", page.prose - before.prose);
        let title = self.title.map_or(-9999, |title| self.distance(title, index));
        sink.put("place", "from_title", title);
        let heading = self.heading_before.get(index).copied().flatten();
        sink.put("place", "heading", heading.map_or(9999, |h| self.distance(h, index)));
        sink.put("place", "heading_size", heading.map_or(0, |h| self.text(h).size));
        let level = heading
            .and_then(|h| self.parsed.blocks.get(h))
            .map_or(0, |block| match block.kind {
                BlockKind::Heading(level) => i32::from(level),
                _ => 0,
            });
        sink.put("place", "heading_level", level);
    }

    /// Size of text between two blocks, negative backwards.
    pub(super) fn distance(&self, from: usize, to: usize) -> i32 {
        if from <= to {
            self.tree.sums(&(from..to)).size
        } else {
            -self.tree.sums(&(to..from)).size
        }
    }

    fn neighbours(&self, index: usize, sink: &mut impl Sink) {
        let around = [
            ("before3", -3),
            ("before2", -2),
            ("before", -1),
            ("after", 1),
            ("after2", 2),
            ("after3", 3),
        ];
        for (name, step) in around {
            let other = index.checked_add_signed(step).filter(|i| *i < self.texts.len());
            let text = other.map(|i| self.text(i));
            sink.put(name, "size", text.map_or(-1, |t| t.size));
            sink.put(name, "link_density", text.map_or(-1, |t| t.link_density()));
            sink.put(name, "enders", text.map_or(-1, |t| t.enders));
            if step.abs() == 1 {
                let block = other.and_then(|i| self.parsed.blocks.get(i));
                sink.put(
                    name,
                    "heading",
                    i32::from(block.is_some_and(|b| matches!(b.kind, BlockKind::Heading(_)))),
                );
                let same = block.map(|b| b.element) == self.parsed.blocks.get(index).map(|b| b.element);
                sink.put(name, "together", i32::from(same));
                sink.put(name, "ending", text.map_or(-1, |t| t.ending));
                let path = other.and_then(|i| self.path_of.get(i)) == self.path_of.get(index);
                sink.put(name, "alike", i32::from(path));
            }
        }
        for (name, reach) in [("window4", 4), ("window12", 12)] {
            let sums = self
                .tree
                .sums(&(index.saturating_sub(reach)..(index + reach + 1).min(self.texts.len())));
            sink.put(name, "size", sums.size);
            sink.put(name, "link_density", ratio(sums.link_size, sums.size));
            sink.put(name, "prose", ratio(sums.prose, sums.size));
        }
        let near = |found: &[Option<usize>]| found.get(index).copied().flatten();
        for (name, other) in [
            ("prose_before", near(&self.prose_before)),
            ("prose_after", near(&self.prose_after)),
        ] {
            let blocks = other.map_or(999, |o| count(o.abs_diff(index)));
            sink.put(name, "blocks", blocks);
            sink.put(name, "distance", other.map_or(9999, |o| self.distance(o, index).abs()));
            sink.put(name, "size", other.map_or(0, |o| self.text(o).size));
            let alike = other.is_some_and(|o| self.path_of.get(o) == self.path_of.get(index));
            sink.put(name, "alike", i32::from(alike));
            sink.put(name, "steps", other.map_or(99, |o| self.steps(index, o)));
        }
    }

    /// Steps up from one block to the container that also holds the other.
    fn steps(&self, index: usize, other: usize) -> i32 {
        let element = self
            .parsed
            .blocks
            .get(index)
            .and_then(|b| b.element)
            .map(|e| e as usize);
        let found = self.tree.up(element).position(|(_, node)| node.range.contains(&other));
        found.map_or(99, count)
    }

    fn containers(&self, index: usize, block: &Block, sink: &mut impl Sink) {
        let page = self.tree.page();
        let element = block.element.map(|e| e as usize);
        let mut up = self.tree.up(element);
        sink.put(
            "tree",
            "depth",
            element.and_then(|e| self.tree.nodes.get(e)).map_or(0, |n| n.depth),
        );
        let mut last = Sums {
            size: self.text(index).size,
            blocks: 1,
            ..Sums::default()
        };
        for name in ["up0", "up1", "up2", "up3", "up4", "up5"] {
            let node = up.next().map(|(_, node)| node);
            sink.put(name, "tag", node.map_or(-1, |n| i32::from(n.tag)));
            container(name, node, &page, sink);
            sink.put(name, "growth", node.map_or(-1, |n| ratio(last.size, n.sums.size)));
            last = node.map_or(last, |n| n.sums);
        }
        let path = self
            .path_of
            .get(index)
            .and_then(|p| self.paths.get(p))
            .copied()
            .unwrap_or_default();
        sink.put("path", "blocks", path.blocks);
        sink.put("path", "prose", ratio(path.prose, self.most_prose_path));
        sink.put("path", "prose_share", ratio(path.prose, path.size));
        sink.put("path", "share", ratio(path.size, page.size));
        sink.put("path", "link_density", ratio(path.link_size, path.size));
        sink.put("path", "size", ratio(path.size, path.blocks) / 1000);
        let kin = self
            .tree
            .up(element)
            .take(8)
            .map(|(_, node)| node)
            .max_by_key(|n| if n.kin.count > 2 { n.kin.sums.size } else { -1 });
        let kin = kin.map(|n| n.kin).filter(|k| k.count > 2).unwrap_or_default();
        sink.put("kin", "count", kin.count);
        sink.put("kin", "share", ratio(kin.sums.size, page.size));
        sink.put("kin", "link_density", ratio(kin.sums.link_size, kin.sums.size));
        sink.put("kin", "prose", ratio(kin.sums.prose, kin.sums.size));
        sink.put("kin", "size", kin.sums.size / kin.count.max(1));
    }

    fn hints(&self, block: &Block, sink: &mut impl Sink) {
        let node = block.element.and_then(|e| self.tree.nodes.get(e as usize));
        for (group, name) in NAMES.iter().enumerate() {
            sink.put(
                "hint",
                name,
                node.and_then(|n| n.near.get(group)).map_or(30, |near| i32::from(*near)),
            );
        }
        for (name, tag) in TAGS {
            sink.put(
                "tag",
                name,
                node.and_then(|n| n.near_tag.get(tag as usize))
                    .map_or(30, |near| i32::from(*near)),
            );
        }
        debug_assert_eq!(NAMES.len(), GROUPS);
    }

    fn ask(&self, index: usize, block: &Block, sink: &mut impl Sink) {
        let element = block.element.map(|e| e as usize);
        let both = [
            ("near", &self.opinions.near, self.opinions.best_near),
            ("far", &self.opinions.far, self.opinions.best_far),
        ];
        for (name, points, best) in both {
            let at = |index: usize| points.get(index).copied().unwrap_or(0).max(0);
            let top = best.map_or(1, at).max(1);
            let range = best
                .and_then(|b| self.tree.nodes.get(b))
                .map_or(0..0, |node| node.range.clone());
            sink.put(name, "inside", i32::from(range.contains(&index)));
            let steps = self
                .tree
                .up(element)
                .position(|(_, node)| node.range.start <= range.start && range.end <= node.range.end);
            sink.put(name, "steps", steps.map_or(99, count));
            let own = self
                .tree
                .up(element)
                .take(4)
                .map(|(index, _)| at(index))
                .max()
                .unwrap_or(0);
            sink.put(name, "own", (own * 1000 / top) as i32);
            let place = if index < range.start {
                self.distance(index, range.start)
            } else {
                -self.distance(index, range.end).min(0)
            };
            sink.put(name, "outside", if range.contains(&index) { 0 } else { place });
            sink.put(
                name,
                "side",
                i32::from(index >= range.end) - i32::from(index < range.start),
            );
            sink.put(
                name,
                "through",
                ratio(count(index.saturating_sub(range.start)), count(range.len())),
            );
        }
        let stretch = &self.opinions.stretch;
        let outside = if index < stretch.start {
            count(stretch.start - index)
        } else {
            -count((index + 1).saturating_sub(stretch.end))
        };
        sink.put("stretch", "outside", outside);
    }
}

fn container(name: &'static str, node: Option<&Node>, page: &Sums, sink: &mut impl Sink) {
    sink.put(name, "share", node.map_or(-1, |n| ratio(n.sums.size, page.size)));
    sink.put(
        name,
        "link_density",
        node.map_or(-1, |n| ratio(n.sums.link_size, n.sums.size)),
    );
    sink.put(name, "prose", node.map_or(-1, |n| ratio(n.sums.prose, n.sums.size)));
    sink.put(
        name,
        "prose_share",
        node.map_or(-1, |n| ratio(n.sums.prose, page.prose)),
    );
    sink.put(name, "blocks", node.map_or(-1, |n| n.sums.blocks));
    sink.put(name, "size", node.map_or(-1, |n| n.sums.size / n.sums.blocks.max(1)));
    sink.put(name, "kin", node.map_or(-1, |n| n.kin.count));
}

/// How much of the page stands under each group of hints and each telling tag, per mille of all text and of all prose.
fn shares(parsed: &Parsed, texts: &[Text], tree: &Tree) -> Vec<(&'static str, i32, i32)> {
    let mut sums = vec![(0, 0); GROUPS + TAGS.len()];
    for (block, text) in parsed.blocks.iter().zip(texts) {
        let Some(node) = block.element.and_then(|e| tree.nodes.get(e as usize)) else {
            continue;
        };
        let tags = TAGS
            .iter()
            .map(|(_, tag)| node.near_tag.get(*tag as usize).copied().unwrap_or(FAR));
        for ((size, prose), near) in sums.iter_mut().zip(node.near.iter().copied().chain(tags)) {
            if near < FAR {
                *size += text.size;
                *prose += if text.is_prose() { text.size } else { 0 };
            }
        }
    }
    let page = tree.page();
    let names = NAMES.iter().copied().chain(TAGS.iter().map(|(name, _)| *name));
    names
        .zip(sums)
        .map(|(name, (size, prose))| (name, ratio(size, page.size), ratio(prose, page.prose)))
        .collect()
}

/// Hashes of the shapes from the root to each element.
fn path_hashes(parsed: &Parsed) -> Vec<u64> {
    let mut hashes: Vec<u64> = Vec::with_capacity(parsed.elements.len());
    for element in &parsed.elements {
        let above = element
            .parent
            .and_then(|p| hashes.get(p as usize))
            .copied()
            .unwrap_or(1);
        hashes.push(mix(above, super::tree::shape(&element.tag, &element.hints)));
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

/// Hashes of the words, in order, small letters.
fn words(text: &str) -> Vec<u64> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| {
            word.chars()
                .flat_map(char::to_lowercase)
                .fold(7, |hash, c| mix(hash, u64::from(u32::from(c))))
        })
        .collect()
}

/// Per mille of the title's words that the text has, less what it has beside them.
fn overlap(text: &[u64], title: &[u64]) -> i32 {
    let hits = text.iter().filter(|word| title.contains(word)).count();
    ratio(count(hits), count(text.len().max(1))) * ratio(count(hits.min(title.len())), count(title.len())) / 1000
}

fn find_title(parsed: &Parsed, title: &[u64]) -> Option<usize> {
    let headings = parsed
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, b)| matches!(b.kind, BlockKind::Heading(_)));
    let alike = headings
        .clone()
        .map(|(index, block)| (overlap(&words(&block.text), title), usize::MAX - index));
    match alike.max() {
        Some((overlap, index)) if overlap >= 300 => Some(usize::MAX - index),
        _ => headings
            .filter(|(_, b)| b.kind == BlockKind::Heading(1))
            .map(|(index, _)| index)
            .next(),
    }
}

fn last_before(is: impl Iterator<Item = bool>) -> Vec<Option<usize>> {
    let mut last = None;
    let found = is.enumerate().map(|(index, is)| {
        let before = last;
        if is {
            last = Some(index);
        }
        before
    });
    found.collect()
}

fn next_after(is: &[bool]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut found: Vec<Option<usize>> = Vec::with_capacity(is.len());
    for (index, is) in is.iter().enumerate().rev() {
        found.push(next);
        if *is {
            next = Some(index);
        }
    }
    found.reverse();
    found
}
