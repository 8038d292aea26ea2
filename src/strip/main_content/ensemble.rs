//! A sum of trees, asked for many blocks at once without a branch a node, after QuickScorer (Lucchese et al., 2015).
//!
//! Each leaf of a tree is a bit, from left to right. A node whose test fails strikes out the leaves to its left; when every
//! node has been asked, the first bit that is left is the leaf. So nodes can be asked in any order: by feature, and by
//! threshold, until the largest value of the blocks at hand passes no more of them.
//!
//! Not for: the file of weights (`model`).

use std::ops::Range;

/// Blocks that are asked for together.
const LANES: usize = 16;
/// Leaves that one word of bits stands for.
const WORD: usize = u32::BITS as usize;

/// A value, or a word of bits, for each block at hand.
type Lanes<T> = [T; LANES];

/// A node as the file has it: left where the feature is at most the threshold. A child below nought is a leaf: `!child` is its index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) feature: u16,
    pub(super) threshold: i32,
    pub(super) left: i16,
    pub(super) right: i16,
}

/// A sum of trees.
#[derive(Debug, Default)]
pub(in crate::strip) struct Ensemble {
    /// By feature, then by threshold.
    tests: Vec<Test>,
    /// The tests of each feature that has any.
    features: Vec<(usize, Range<usize>)>,
    trees: Vec<Tree>,
    /// Words of bits that all trees take.
    words: usize,
}

/// Where a value above the threshold strikes leaves out.
#[derive(Clone, Copy, Debug)]
struct Test {
    feature: u16,
    threshold: i32,
    word: usize,
    keep: u32,
}

#[derive(Debug)]
struct Tree {
    words: Range<usize>,
    /// From left to right.
    leaves: Vec<i32>,
}

impl Ensemble {
    /// Lays trees out, each given as its nodes (parents before children) and leaves; none where these are no trees.
    pub(super) fn new(trees: Vec<(Vec<Node>, Vec<i32>)>) -> Option<Self> {
        let mut ensemble = Ensemble::default();
        for (nodes, leaves) in trees {
            ensemble.add(&nodes, &leaves)?;
        }
        ensemble.tests.sort_by_key(|test| (test.feature, test.threshold));
        let mut start = 0;
        for run in ensemble.tests.chunk_by(|a, b| a.feature == b.feature) {
            let end = start + run.len();
            let feature = run.first().map_or(0, |test| usize::from(test.feature));
            ensemble.features.push((feature, start..end));
            start = end;
        }
        Some(ensemble)
    }

    fn add(&mut self, nodes: &[Node], leaves: &[i32]) -> Option<()> {
        let spans = spans(nodes)?;
        let mut ordered = vec![None; leaves.len()];
        let first = self.words;
        let mut place = |child: i16, at: usize| -> Option<()> {
            if child < 0 {
                let slot = ordered.get_mut(at)?;
                let leaf = leaves.get(usize::try_from(!child).ok()?)?;
                slot.replace(*leaf).is_none().then_some(())?;
            }
            Some(())
        };
        for (node, span) in nodes.iter().zip(&spans) {
            place(node.left, span.start)?;
            place(node.right, span.middle)?;
            let words = span.start / WORD..span.middle.div_ceil(WORD);
            self.tests.extend(words.map(|word| Test {
                feature: node.feature,
                threshold: node.threshold,
                word: first + word,
                keep: !bits(span.start..span.middle, word),
            }));
        }
        if nodes.is_empty() {
            place(-1, 0)?;
        }
        self.words += leaves.len().div_ceil(WORD);
        self.trees.push(Tree {
            words: first..self.words,
            leaves: ordered.into_iter().collect::<Option<_>>()?,
        });
        Some(())
    }

    /// Whether there are no trees.
    #[cfg(test)]
    pub(in crate::strip) fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// The sums for `count` rows of features, which `row` appends for the index it is given.
    pub(in crate::strip) fn sums(&self, count: usize, mut row: impl FnMut(usize, &mut Vec<i32>)) -> Vec<i32> {
        let width = self.features.last().map_or(0, |(feature, _)| feature + 1);
        let (mut columns, mut values) = (vec![[0; LANES]; width], Vec::new());
        let mut alive = Vec::new();
        let mut sums = Vec::with_capacity(count + LANES);
        for start in (0..count).step_by(LANES) {
            for lane in 0..LANES.min(count - start) {
                values.clear();
                row(start + lane, &mut values);
                for (feature, column) in columns.iter_mut().enumerate() {
                    if let Some(slot) = column.get_mut(lane) {
                        *slot = values.get(feature).copied().unwrap_or_default();
                    }
                }
            }
            self.ask(&columns, &mut alive);
            sums.extend((0..LANES).map(|lane| self.trees.iter().map(|tree| tree.leaf(&alive, lane)).sum::<i32>()));
        }
        sums.truncate(count);
        sums
    }

    /// Strikes out all leaves that the values do not reach.
    fn ask(&self, columns: &[Lanes<i32>], alive: &mut Vec<Lanes<u32>>) {
        alive.clear();
        alive.resize(self.words, [u32::MAX; LANES]);
        for (feature, tests) in &self.features {
            let (Some(values), Some(tests)) = (columns.get(*feature), self.tests.get(tests.clone())) else {
                continue;
            };
            let largest = values.iter().copied().max().unwrap_or(i32::MIN);
            for test in tests.iter().take_while(|test| test.threshold < largest) {
                let Some(word) = alive.get_mut(test.word) else { continue };
                for (word, value) in word.iter_mut().zip(values) {
                    *word &= if *value > test.threshold { test.keep } else { u32::MAX };
                }
            }
        }
    }
}

impl Tree {
    /// The value of the leaf that is left for a block.
    fn leaf(&self, alive: &[Lanes<u32>], lane: usize) -> i32 {
        let mut leaves = self.leaves.as_slice();
        for words in alive.get(self.words.clone()).unwrap_or_default() {
            let word = words.get(lane).copied().unwrap_or_default();
            if word != 0 {
                return leaves.get(word.trailing_zeros() as usize).copied().unwrap_or_default();
            }
            leaves = leaves.get(WORD..).unwrap_or_default();
        }
        0
    }
}

/// The leaves below a node, from left to right: those of its left child end, and those of the right begin, at `middle`.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: usize,
    middle: usize,
}

/// The leaves below each node; none where a child stands before its parent or no two nodes would share a tree so small.
fn spans(nodes: &[Node]) -> Option<Vec<Span>> {
    let mut counts = vec![0_usize; nodes.len()];
    let leaves = |counts: &[usize], child: i16| match usize::try_from(child) {
        Ok(child) => counts.get(child).copied(),
        Err(_) => Some(1),
    };
    for (index, node) in nodes.iter().enumerate().rev() {
        let count = leaves(&counts, node.left)? + leaves(&counts, node.right)?;
        if count < 2 || count > nodes.len() + 1 {
            return None;
        }
        *counts.get_mut(index)? = count;
    }
    let mut spans = vec![Span::default(); nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        let start = spans.get(index)?.start;
        let middle = start + leaves(&counts, node.left)?;
        spans.get_mut(index)?.middle = middle;
        for (child, start) in [(node.left, start), (node.right, middle)] {
            if let Ok(child) = usize::try_from(child) {
                (child > index).then_some(())?;
                spans.get_mut(child)?.start = start;
            }
        }
    }
    Some(spans)
}

/// The bits of one word that a range of leaves takes.
fn bits(leaves: Range<usize>, word: usize) -> u32 {
    let below = |leaf: usize| match leaf.saturating_sub(word * WORD) {
        count if count < WORD => (1 << count) - 1,
        _ => u32::MAX,
    };
    below(leaves.end) & !below(leaves.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree that looks for the place of feature 0 among `0, 1, 2 ...`, unbalanced as a list.
    fn chain(leaves: i16) -> (Vec<Node>, Vec<i32>) {
        let nodes = (0..leaves - 1).map(|index| Node {
            feature: 0,
            threshold: i32::from(index),
            left: !index,
            right: if index + 2 < leaves { index + 1 } else { !(index + 1) },
        });
        (nodes.collect(), (0..i32::from(leaves)).collect())
    }

    /// One leaf after the other, as trees are usually walked.
    fn walked((nodes, leaves): &(Vec<Node>, Vec<i32>), row: &[i32]) -> i32 {
        let mut at = if nodes.is_empty() { -1 } else { 0 };
        while at >= 0 {
            let node = nodes[at as usize];
            let left = row[usize::from(node.feature)] <= node.threshold;
            at = if left { node.left } else { node.right };
        }
        leaves[!at as usize]
    }

    /// A tree whose nodes split the next open leaf at random.
    fn random_tree(seed: &mut u64) -> (Vec<Node>, Vec<i32>) {
        let mut random = |below: u64| {
            *seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (*seed >> 33) % below
        };
        let count = random(100) as i16;
        let mut nodes: Vec<Node> = Vec::new();
        let mut open = vec![(0_usize, false)];
        for index in 0..count {
            if index > 0 {
                let (parent, right) = open.swap_remove(random(open.len() as u64) as usize);
                let side = if right {
                    &mut nodes[parent].right
                } else {
                    &mut nodes[parent].left
                };
                *side = index;
            }
            nodes.push(Node {
                feature: random(5) as u16,
                threshold: random(9) as i32 - 4,
                left: -1,
                right: -1,
            });
            if index == 0 {
                open.clear();
            }
            open.extend([(index as usize, false), (index as usize, true)]);
        }
        let mut leaf = 0;
        for node in &mut nodes {
            for side in [&mut node.left, &mut node.right] {
                if *side < 0 {
                    *side = !leaf;
                    leaf += 1;
                }
            }
        }
        let leaves = (0..=i32::from(count)).map(|leaf| 1000 + leaf * leaf).collect();
        (nodes, leaves)
    }

    #[test]
    fn the_sums_are_those_of_trees_walked_node_by_node() {
        let mut seed = 7;
        let mut trees: Vec<_> = (0..60).map(|_| random_tree(&mut seed)).collect();
        trees.extend([chain(1), chain(2), chain(32), chain(33), chain(200)]);
        let rows: Vec<Vec<i32>> = (0..101_i32)
            .map(|row| (0..5).map(|feature| (row * 7 + feature * row) % 13 - 6).collect())
            .collect();
        let want: Vec<i32> = rows
            .iter()
            .map(|row| trees.iter().map(|tree| walked(tree, row)).sum())
            .collect();
        let ensemble = Ensemble::new(trees).unwrap();
        assert_eq!(ensemble.sums(rows.len(), |index, row| row.extend(&rows[index])), want);
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        let node = |left, right| Node {
            feature: 0,
            threshold: 0,
            left,
            right,
        };
        for nodes in [
            vec![node(0, -1)],
            vec![node(1, 1), node(-1, -2)],
            vec![node(-1, -9)],
            vec![node(-1, 9)],
        ] {
            let leaves = vec![0; nodes.len() + 1];
            assert!(Ensemble::new(vec![(nodes.clone(), leaves)]).is_none(), "{nodes:?}");
        }
    }
}
