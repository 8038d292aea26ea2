//! A sum of trees, evaluated for many blocks at once without a branch per node, after QuickScorer (Lucchese et al., 2015).
//!
//! Each leaf of a tree is a bit, from left to right. A node whose test fails clears the bits of the leaves to its left; after
//! all tests, the first bit that is left is the leaf. So tests can run in any order: by feature, then by threshold, until no
//! block of the chunk has a value above the threshold. Blocks of one document agree in many features: tests that all blocks of a chunk
//! fail clear the leaves once for all of them.
//!
//! Not for: the file of weights (`model`).
#![allow(
    clippy::indexing_slicing,
    reason = "lanes are numbers below `LANES`, the length of the arrays; checks would keep the loops over them from being vectorised"
)]

use std::ops::Range;

/// Blocks that are evaluated together.
const LANES: usize = 16;
/// Leaves in one word of bits.
const WORD: usize = u16::BITS as usize;

/// A value, or a word of bits, for each block of a chunk.
type Lanes<T> = [T; LANES];

/// A node as the file stores it: left if the feature is at most the threshold. A negative child is a leaf: `!child` is its index.
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
    /// The tests of each feature that is tested.
    features: Vec<(usize, Range<usize>)>,
    /// The words of bits of each tree.
    trees: Vec<Range<usize>>,
    /// The leaves of each word, from left to right.
    leaves: Vec<[i16; WORD]>,
    /// The bits of each word that stand for leaves.
    full: Vec<u16>,
}

/// A test: a value above the threshold clears leaves. All tests are read for every chunk, so they are small.
#[derive(Clone, Copy, Debug)]
struct Test {
    threshold: i16,
    struck: u16,
    word: u32,
}

impl Test {
    /// Clears the bits of a word for each block. The number of lanes is in the type, so that this compiles to vector instructions.
    #[inline(always)]
    fn strike(&self, word: &Lanes<u16>, values: &Lanes<i16>) -> Lanes<u16> {
        let mut left = *word;
        for lane in 0..LANES {
            let is_struck = u16::from(values[lane] > self.threshold).wrapping_neg();
            left[lane] &= !(is_struck & self.struck);
        }
        left
    }
}

/// The bits of the leaves that are left, of each word.
#[derive(Debug, Default)]
struct Left {
    /// After the tests that all blocks of the chunk fail.
    shared: Vec<u16>,
    /// For each block, after the other tests.
    own: Vec<Lanes<u16>>,
}

impl Left {
    fn reset(&mut self, full: &[u16]) {
        self.shared.clear();
        self.shared.extend_from_slice(full);
        self.own.clear();
        self.own.resize(full.len(), [u16::MAX; LANES]);
    }

    /// Clears the leaves of tests that all blocks fail.
    fn strike_shared(&mut self, tests: &[Test]) {
        for test in tests {
            if let Some(word) = self.shared.get_mut(test.word as usize) {
                *word &= !test.struck;
            }
        }
    }

    /// Clears the leaves of tests that only some blocks fail.
    fn strike_own(&mut self, tests: &[Test], values: &Lanes<i16>) {
        for test in tests {
            if let Some(word) = self.own.get_mut(test.word as usize) {
                *word = test.strike(word, values);
            }
        }
    }
}

/// The features of the blocks of a chunk, one column each.
#[derive(Debug)]
struct Columns(Vec<Lanes<i16>>);

impl Columns {
    /// Sets the features of one block; features that the row lacks are 0.
    fn fill(&mut self, lane: usize, row: &[i32]) {
        for (column, value) in self.0.iter_mut().zip(row) {
            column[lane % LANES] = narrow(*value);
        }
        for column in self.0.iter_mut().skip(row.len()) {
            column[lane % LANES] = 0;
        }
    }

    /// Repeats the last of so many blocks in the lanes that are left, so that it does not differ from them.
    fn fill_up(&mut self, used: usize) {
        for column in &mut self.0 {
            if let (Some(last), Some(free)) = (column[..used].last().copied(), column.get_mut(used..)) {
                free.fill(last);
            }
        }
    }
}

/// Rows that are asked about together, and the sums so far.
struct Chunk {
    columns: Columns,
    left: Left,
    /// Rows so far.
    count: usize,
    /// For each ensemble, the sums of all rows that it was asked about; the last chunk is filled up.
    sums: Vec<Vec<i32>>,
}

impl Chunk {
    fn of(ensembles: &[Ensemble]) -> Self {
        let width = |ensemble: &Ensemble| ensemble.features.last().map_or(0, |(feature, _)| feature + 1);
        let width = ensembles.iter().map(width).max().unwrap_or_default();
        Chunk {
            columns: Columns(vec![[0; LANES]; width]),
            left: Left::default(),
            count: 0,
            sums: vec![Vec::new(); ensembles.len()],
        }
    }

    fn add(&mut self, ensembles: &[Ensemble], row: &[i32]) {
        self.columns.fill(self.count % LANES, row);
        self.count += 1;
        if self.count.is_multiple_of(LANES) {
            self.ask(ensembles);
        }
    }

    fn ask(&mut self, ensembles: &[Ensemble]) {
        for (ensemble, sums) in ensembles.iter().zip(&mut self.sums) {
            if sums.len() < self.count {
                ensemble.ask(&self.columns, &mut self.left);
                sums.extend(ensemble.reached(&self.left));
            }
        }
    }
}

/// Rows of features that are held at once.
pub(super) const CHUNK: usize = 1024;

/// The features of blocks, a row each.
#[derive(Debug, Default)]
pub(super) struct Rows {
    values: Vec<i32>,
    width: usize,
}

impl Rows {
    /// Holds the rows that `row` appends for these indices.
    pub(super) fn fill(&mut self, indices: Range<usize>, row: &mut impl FnMut(usize, &mut Vec<i32>)) {
        let count = indices.len().max(1);
        self.values.clear();
        indices.for_each(|index| row(index, &mut self.values));
        self.width = self.values.len() / count;
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[i32]> {
        self.values.chunks_exact(self.width.max(1))
    }

    /// Those of these indices.
    pub(super) fn pick(&self, indices: &[usize]) -> impl ExactSizeIterator<Item = &[i32]> {
        let row = |index: &usize| self.values.get(index * self.width..(index + 1) * self.width);
        indices.iter().map(move |index| row(index).unwrap_or_default())
    }
}

/// Clamps a value, as training did.
fn narrow(value: i32) -> i16 {
    value.clamp(-MOST_VALUE, MOST_VALUE) as i16
}

/// Greatest value of a feature, whatever its sign.
pub(super) const MOST_VALUE: i32 = i16::MAX as i32;

impl Ensemble {
    /// Builds the layout of trees, each given as its nodes (parents before children) and leaves; none if these are not trees.
    pub(super) fn new(trees: Vec<(Vec<Node>, Vec<i16>)>) -> Option<Self> {
        let (mut ensemble, mut tests) = (Ensemble::default(), Vec::new());
        for (nodes, leaves) in trees {
            ensemble.add(&nodes, &leaves, &mut tests)?;
        }
        tests.sort_by_key(|(feature, test)| (*feature, test.threshold));
        for run in tests.chunk_by(|(a, _), (b, _)| a == b) {
            let start = ensemble.tests.len();
            ensemble.tests.extend(run.iter().map(|(_, test)| *test));
            let feature = run.first().map_or(0, |(feature, _)| usize::from(*feature));
            ensemble.features.push((feature, start..ensemble.tests.len()));
        }
        Some(ensemble)
    }

    /// Builds the layout of a tree; its tests go to `tests`, with their features.
    fn add(&mut self, nodes: &[Node], leaves: &[i16], tests: &mut Vec<(u16, Test)>) -> Option<()> {
        let spans = spans(nodes)?;
        let first = self.leaves.len();
        let mut open = vec![None; leaves.len()];
        let mut place = |child: i16, at: usize| -> Option<()> {
            if child < 0 {
                let slot = open.get_mut(at)?;
                let leaf = leaves.get(usize::try_from(!child).ok()?)?;
                slot.replace(*leaf).is_none().then_some(())?;
            }
            Some(())
        };
        for (node, span) in nodes.iter().zip(&spans) {
            place(node.left, span.start)?;
            place(node.right, span.middle)?;
            let words = span.start / WORD..span.middle.div_ceil(WORD);
            for word in words {
                let test = Test {
                    threshold: node.threshold.clamp(i16::MIN.into(), i16::MAX.into()) as i16,
                    struck: bits(span.start..span.middle, word),
                    word: u32::try_from(first + word).ok()?,
                };
                tests.push((node.feature, test));
            }
        }
        if nodes.is_empty() {
            place(-1, 0)?;
        }
        let ordered: Vec<i16> = open.into_iter().collect::<Option<_>>()?;
        for leaves in ordered.chunks(WORD) {
            let mut word = [0; WORD];
            word.iter_mut().zip(leaves).for_each(|(slot, leaf)| *slot = *leaf);
            self.leaves.push(word);
            self.full.push(bits(0..leaves.len(), 0));
        }
        self.trees.push(first..self.leaves.len());
        Some(())
    }

    /// Whether there are no trees.
    #[cfg(test)]
    pub(in crate::strip) fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// The sums for `count` rows of features, which `row` appends for the index it is given.
    pub(in crate::strip) fn sums(&self, count: usize, mut row: impl FnMut(usize, &mut Vec<i32>)) -> Vec<i32> {
        let (mut sums, mut rows) = (Vec::with_capacity(count), Rows::default());
        for start in (0..count).step_by(CHUNK) {
            rows.fill(start..count.min(start + CHUNK), &mut row);
            sums.extend(self.sums_of(rows.iter()));
        }
        sums
    }

    /// The sums for rows of features.
    pub(super) fn sums_of<'r>(&self, rows: impl Iterator<Item = &'r [i32]>) -> Vec<i32> {
        Self::sums_of_each(std::slice::from_ref(self), rows)
            .pop()
            .unwrap_or_default()
    }

    /// The sums of several ensembles for the same rows. Equal rows in a row, as lines that repeat have them, are asked about once.
    pub(in crate::strip) fn sums_of_each<'r>(
        ensembles: &[Self],
        rows: impl Iterator<Item = &'r [i32]>,
    ) -> Vec<Vec<i32>> {
        let mut chunk = Chunk::of(ensembles);
        let (mut distinct, mut last) = (Vec::new(), None);
        for row in rows {
            if last != Some(row) {
                last = Some(row);
                chunk.add(ensembles, row);
            }
            distinct.push(chunk.count - 1);
        }
        chunk.columns.fill_up(chunk.count % LANES);
        chunk.ask(ensembles);
        let spread = |sums: &Vec<i32>| distinct.iter().filter_map(|at| sums.get(*at)).copied().collect();
        chunk.sums.iter().map(spread).collect()
    }

    /// Clears all leaves that the values do not reach.
    fn ask(&self, columns: &Columns, left: &mut Left) {
        left.reset(&self.full);
        for (feature, tests) in &self.features {
            let (Some(values), Some(tests)) = (columns.0.get(*feature), self.tests.get(tests.clone())) else {
                continue;
            };
            let (least, largest) = extremes(values);
            let (shared, others) = tests.split_at(tests.partition_point(|test| test.threshold < least));
            left.strike_shared(shared);
            let some = others.partition_point(|test| test.threshold < largest);
            left.strike_own(others.get(..some).unwrap_or_default(), values);
        }
    }

    /// The sums of the leaves that are left, for each block.
    fn reached(&self, left: &Left) -> Lanes<i32> {
        let mut sums = [0; LANES];
        for tree in &self.trees {
            let (shared, own) = (left.shared.get(tree.clone()), left.own.get(tree.clone()));
            let (shared, own) = (shared.unwrap_or_default(), own.unwrap_or_default());
            let leaves = self.leaves.get(tree.clone()).unwrap_or_default();
            match (shared, own, leaves.as_flattened()) {
                ([all], [word], leaves) => add(&mut sums, leaves, (*all).into(), |lane| word[lane].into()),
                ([all_low, all_high], [low, high], leaves) => {
                    let join = |low: u16, high: u16| u32::from(low) | u32::from(high) << WORD;
                    add(&mut sums, leaves, join(*all_low, *all_high), |lane| {
                        join(low[lane], high[lane])
                    });
                }
                _ => add_large(&mut sums, leaves, shared, own),
            }
        }
        sums
    }
}

/// The least and the largest value. The first step is one for all lanes.
#[inline(always)]
fn extremes(values: &Lanes<i16>) -> (i16, i16) {
    let half = |pick: fn(i16, i16) -> i16| -> [i16; LANES / 2] {
        std::array::from_fn(|lane| pick(values[lane], values[lane + LANES / 2]))
    };
    let least = half(i16::min).into_iter().fold(i16::MAX, i16::min);
    (least, half(i16::max).into_iter().fold(i16::MIN, i16::max))
}

/// Adds, for each block, the leaf of the first bit that is left of a tree whose bits fit into one number: without a branch where blocks
/// differ.
#[inline(always)]
fn add(sums: &mut Lanes<i32>, leaves: &[i16], shared: u32, own: impl Fn(usize) -> u32) {
    let Some(last) = leaves.len().checked_sub(1) else {
        return;
    };
    // One leaf is left; where it is not known which, the processor need not look whether there is one.
    let first = |bits: u32| (bits | 1 << (u32::BITS - 1)).trailing_zeros() as usize;
    let leaf = |bits: u32| leaves.get(first(bits).min(last)).copied().map_or(0, i32::from);
    if shared.is_power_of_two() {
        let leaf = leaf(shared);
        sums.iter_mut().for_each(|sum| *sum += leaf);
        return;
    }
    for (lane, sum) in sums.iter_mut().enumerate() {
        *sum += leaf(shared & own(lane));
    }
}

/// The same for a tree of any size.
fn add_large(sums: &mut Lanes<i32>, leaves: &[[i16; WORD]], shared: &[u16], own: &[Lanes<u16>]) {
    for (lane, sum) in sums.iter_mut().enumerate() {
        let words = shared.iter().zip(own).map(|(shared, own)| shared & own[lane]);
        let found = words.zip(leaves).find(|(word, _)| *word != 0);
        let leaf = found.and_then(|(word, leaves)| leaves.get(word.trailing_zeros() as usize));
        *sum += leaf.copied().map_or(0, i32::from);
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
fn bits(leaves: Range<usize>, word: usize) -> u16 {
    let below = |leaf: usize| match leaf.saturating_sub(word * WORD) {
        count if count < WORD => (1 << count) - 1,
        _ => u16::MAX,
    };
    below(leaves.end) & !below(leaves.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree that looks for the place of feature 0 among `0, 1, 2 ...`, unbalanced as a list.
    fn chain(leaves: i16) -> (Vec<Node>, Vec<i16>) {
        let nodes = (0..leaves - 1).map(|index| Node {
            feature: 0,
            threshold: i32::from(index),
            left: !index,
            right: if index + 2 < leaves { index + 1 } else { !(index + 1) },
        });
        (nodes.collect(), (0..leaves).collect())
    }

    /// One leaf after the other, as trees are usually walked.
    fn walked((nodes, leaves): &(Vec<Node>, Vec<i16>), row: &[i32]) -> i32 {
        let mut at = if nodes.is_empty() { -1 } else { 0 };
        while at >= 0 {
            let node = nodes[at as usize];
            let left = row[usize::from(node.feature)] <= node.threshold;
            at = if left { node.left } else { node.right };
        }
        leaves[!at as usize].into()
    }

    /// A tree whose nodes split the next open leaf at random.
    fn random_tree(seed: &mut u64) -> (Vec<Node>, Vec<i16>) {
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
        let leaves = (0..=count).map(|leaf| 1000 + leaf * leaf).collect();
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

    /// Chunks that are not full, whose rows agree in all, in some and in no features.
    #[test]
    fn rows_that_agree_have_the_sums_that_they_have_alone() {
        let mut seed = 11;
        let mut trees: Vec<_> = (0..40).map(|_| random_tree(&mut seed)).collect();
        trees.extend([chain(1), chain(16), chain(17), chain(32), chain(70)]);
        let ensemble = Ensemble::new(trees.clone()).unwrap();
        for (count, same) in (1..=2 * LANES + 1).flat_map(|count| (0..=5).map(move |same| (count, same))) {
            let value = |row: i32, feature: i32| {
                if feature < same {
                    feature - 2
                } else {
                    (row * 5 + feature) % 11 - 5
                }
            };
            let row = |row: usize| -> Vec<i32> { (0..5).map(|feature| value(row as i32, feature)).collect() };
            let want: Vec<i32> = (0..count)
                .map(|nth| trees.iter().map(|tree| walked(tree, &row(nth))).sum())
                .collect();
            assert_eq!(
                ensemble.sums(count, |nth, out| out.extend(row(nth))),
                want,
                "{count} {same}"
            );
        }
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
