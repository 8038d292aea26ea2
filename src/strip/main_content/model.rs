//! The trained weights: boosted trees over whole numbers, so that every machine gives the same scores.
//!
//! Not for: evaluating them (`ensemble`), features (`features`), the choice (`decide`), training (`scripts/train/main-content.sh`).

use std::sync::LazyLock;

use super::ensemble::{CHUNK, Ensemble, Node, Rows};
use super::words::Words;

/// Weights as `scripts/train/main-content.sh` writes them; `data/main-content.md` is their card.
pub(super) static WEIGHTS: &[u8] = include_bytes!("../../../data/main-content.model");

/// The first bytes of the file.
const MAGIC: &[u8] = b"chaffinch main content 4\n";

/// The kinds of pages that the model tells apart: article, documentation, forum, service, product, listing, collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One text.
    Article = 0,
    /// Its posts are its content.
    Forum = 2,
}

/// The names of the kinds, for explanations.
pub(super) const KIND_NAMES: [&str; KINDS] = [
    "article",
    "documentation",
    "forum",
    "service",
    "product",
    "listing",
    "collection",
];

/// How many kinds there are.
pub(super) const KINDS: usize = 7;

/// Probabilities of the kinds, per mille, in the order of the file.
pub(super) type Shares = [i32; KINDS];

/// The content of the file.
#[derive(Debug, Default)]
pub(super) struct Model {
    /// Scores of the words in classes and ids.
    pub(super) words: Words,
    /// One model for each kind of page.
    kinds: [Ensemble; KINDS],
    /// Several models score a block, and their mean counts. The first trees of the first model decide most blocks; the rest of
    /// its trees run on the undecided ones, and the other models on those that are still undecided.
    first_trees: Ensemble,
    rest_of_first: Ensemble,
    other_models: Ensemble,
    members: i32,
    /// Several models again, which use the first scores around a block as features.
    context: Ensemble,
    context_members: i32,
}

/// Trees that run on all blocks.
const FIRST_TREES: usize = 50;
/// A sum of the first trees this far from 0 is decisive. Of the blocks that it rejects so, in six collections, all trees together give
/// four in ten thousand a probability above a fifth.
const DECIDED: i32 = 2 * UNIT;
/// The sum of a whole model where the first trees are decisive, as a multiple of theirs, in halves: measured.
const ALL_BY_FIRST: i32 = 3;
/// A sum of the first model this far from 0 is decisive too: on six collections the extraction is equally good to the third decimal.
const DECIDED_BY_ONE: i32 = 2 * UNIT;

/// The embedded model, or its replacement. Unreadable weights would be a broken build; a test reads them.
pub(super) static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(weights_in_force()).unwrap_or_default());

#[cfg(not(feature = "training"))]
fn weights_in_force() -> &'static [u8] {
    WEIGHTS
}

#[cfg(feature = "training")]
fn weights_in_force() -> &'static [u8] {
    STAND_IN.get().map_or(WEIGHTS, Vec::as_slice)
}

/// Weights that replace the embedded ones while training is measured.
#[cfg(feature = "training")]
pub(super) static STAND_IN: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();

impl Model {
    /// Reads weights; none if they are damaged.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes.strip_prefix(MAGIC)?);
        let mut model = Model {
            words: words(&mut bytes)?,
            ..Model::default()
        };
        for kind in &mut model.kinds {
            *kind = ensemble(&mut bytes)?;
        }
        model.members = bytes.u8()?.max(1).into();
        let mut first = trees(&mut bytes)?;
        let members = usize::try_from(model.members).ok()?;
        let others = first.split_off(first.len() / members);
        let rest = first.split_off(first.len().min(FIRST_TREES));
        model.first_trees = Ensemble::new(first)?;
        model.rest_of_first = Ensemble::new(rest)?;
        model.other_models = Ensemble::new(others)?;
        model.context_members = bytes.u8()?.max(1).into();
        model.context = ensemble(&mut bytes)?;
        bytes.0.is_empty().then_some(model)
    }
}

impl Model {
    /// The probability that each of `count` blocks is main content, per mille; `row` appends the features of a block.
    pub(super) fn blocks(&self, count: usize, mut row: impl FnMut(usize, &mut Vec<i32>)) -> Vec<i32> {
        let (mut chances, mut rows) = (Vec::with_capacity(count), Rows::default());
        for start in (0..count).step_by(CHUNK) {
            rows.fill(start..count.min(start + CHUNK), &mut row);
            chances.extend(self.sums(&rows).into_iter().map(sigmoid));
        }
        chances
    }

    /// The probability that each of `count` blocks is main content, per mille, by its context, which `row` appends.
    pub(super) fn in_context(&self, count: usize, row: impl FnMut(usize, &mut Vec<i32>)) -> Vec<i32> {
        let sums = self.context.sums(count, row);
        sums.into_iter()
            .map(|sum| sigmoid(sum / self.context_members.max(1)))
            .collect()
    }

    /// The sums for blocks by their features.
    fn sums(&self, rows: &Rows) -> Vec<i32> {
        let look_again = |look: &Ensemble, open: &[usize], sums: &mut [i32]| {
            for (index, more) in open.iter().zip(look.sums_of(rows.pick(open))) {
                sums.get_mut(*index).into_iter().for_each(|sum| *sum += more);
            }
        };
        let mut sums = self.first_trees.sums_of(rows.iter());
        let mut open = Vec::new();
        for (index, sum) in sums.iter_mut().enumerate() {
            match sum.abs() < DECIDED {
                true => open.push(index),
                false => *sum = *sum * ALL_BY_FIRST / 2,
            }
        }
        look_again(&self.rest_of_first, &open, &mut sums);
        open.retain(|index| sums.get(*index).is_some_and(|sum| sum.abs() < DECIDED_BY_ONE));
        look_again(&self.other_models, &open, &mut sums);
        for index in open {
            sums.get_mut(index)
                .into_iter()
                .for_each(|sum| *sum /= self.members.max(1));
        }
        sums
    }

    /// The probability that a page is of each kind; `row` appends the features of the page.
    pub(super) fn kinds(&self, row: impl FnOnce(&mut Vec<i32>)) -> Shares {
        let mut values = Vec::with_capacity(160);
        row(&mut values);
        let chance = |kind: &Ensemble| {
            let sums = kind.sums_of(std::iter::once(values.as_slice()));
            sigmoid(sums.into_iter().sum())
        };
        let chances = self.kinds.each_ref().map(chance);
        let all = chances.iter().sum::<i32>().max(1);
        chances.map(|chance| chance * 1000 / all)
    }
}

/// Reads a file of one ensemble that begins with `magic`; none if it is damaged.
pub(in crate::strip) fn ensemble_of(file: &[u8], magic: &[u8]) -> Option<Ensemble> {
    let mut bytes = Bytes(file.strip_prefix(magic)?);
    let ensemble = ensemble(&mut bytes)?;
    bytes.0.is_empty().then_some(ensemble)
}

fn words(bytes: &mut Bytes<'_>) -> Option<Words> {
    let count = bytes.u16()?;
    (0..count).map(|_| word(bytes)).collect()
}

fn word<'a>(bytes: &mut Bytes<'a>) -> Option<(&'a str, [i32; 2])> {
    let length = bytes.u8()?;
    Some((
        bytes.text(usize::from(length))?,
        [bytes.i16()?.into(), bytes.i16()?.into()],
    ))
}

fn ensemble(bytes: &mut Bytes<'_>) -> Option<Ensemble> {
    Ensemble::new(trees(bytes)?)
}

/// Nodes and leaves of a tree.
type Tree = (Vec<Node>, Vec<i16>);

fn trees(bytes: &mut Bytes<'_>) -> Option<Vec<Tree>> {
    let count = bytes.u16()?;
    (0..count).map(|_| tree(bytes)).collect()
}

fn tree(bytes: &mut Bytes<'_>) -> Option<Tree> {
    let count = usize::from(bytes.u16()?);
    let node = |bytes: &mut Bytes<'_>| {
        Some(Node {
            feature: bytes.u16()?,
            threshold: bytes.i32()?,
            left: bytes.i16()?,
            right: bytes.i16()?,
        })
    };
    let nodes = (0..count).map(|_| node(bytes)).collect::<Option<_>>()?;
    let leaves = (0..=count).map(|_| bytes.i16()).collect::<Option<_>>()?;
    Some((nodes, leaves))
}

/// Little-endian numbers, one after the other.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn text(&mut self, length: usize) -> Option<&'a str> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(head).ok()
    }

    fn u8(&mut self) -> Option<u8> {
        self.take().map(u8::from_le_bytes)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn i16(&mut self) -> Option<i16> {
        self.take().map(i16::from_le_bytes)
    }

    fn i32(&mut self) -> Option<i32> {
        self.take().map(i32::from_le_bytes)
    }
}

/// Leaves are in 1/4096 of the log-odds.
const UNIT: i32 = 4096;

/// The logistic function at 0, 1/4, 1/2 ... 8, per mille.
const LOGISTIC: [i32; 33] = [
    500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982, 986, 989, 991, 993, 995, 996,
    997, 998, 998, 998, 999, 999, 999, 999, 1000, 1000,
];

/// Probability per mille, interpolated linearly between the points of the table.
pub(in crate::strip) fn sigmoid(raw: i32) -> i32 {
    let step = UNIT / 4;
    let size = raw.saturating_abs();
    let at = |index: i32| {
        usize::try_from(index)
            .ok()
            .and_then(|i| LOGISTIC.get(i))
            .copied()
            .unwrap_or(1000)
    };
    let (low, high) = (at(size / step), at(size / step + 1));
    let upper = low + (high - low) * (size % step) / step;
    if raw < 0 { 1000 - upper } else { upper }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_the_program_can_be_read() {
        let model = Model::read(WEIGHTS).expect("readable weights");
        assert!(
            !model.first_trees.is_empty()
                && !model.rest_of_first.is_empty()
                && !model.other_models.is_empty()
                && !model.context.is_empty()
        );
        assert!(model.kinds.iter().all(|kind| !kind.is_empty()));
    }

    #[test]
    fn damaged_weights_are_refused() {
        assert!(Model::read(&WEIGHTS[..WEIGHTS.len() - 1]).is_none());
        assert!(Model::read(b"").is_none());
        let mut backward = no_words();
        backward.extend([1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert!(Model::read(&backward).is_none());
    }

    #[test]
    fn trees_are_walked_to_their_leaves() {
        // One tree: feature 1 <= 7 gives leaf 0 (4096), else leaf 1 (-4096).
        let mut tree: Vec<u8> = [1u16, 1, 1].into_iter().flat_map(u16::to_le_bytes).collect();
        tree.extend(7i32.to_le_bytes());
        tree.extend([-1i16, -2, 4096, -4096].into_iter().flat_map(i16::to_le_bytes));
        let mut bytes = no_words();
        bytes.extend(&tree);
        bytes.extend([0; 2 * (KINDS - 1)]);
        for _ in 0..2 {
            bytes.push(1);
            bytes.extend(&tree);
        }
        let model = Model::read(&bytes).expect("readable");
        assert_eq!(
            model.blocks(2, |index, row| row.extend([0, 7 + index as i32])),
            [731, 269]
        );
        let article = model.kinds(|row| row.extend([0, 8]));
        assert_eq!(article, [269 * 1000 / 3269, 152, 152, 152, 152, 152, 152]);
    }

    fn no_words() -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([0, 0]);
        bytes
    }
}
