//! The trained weights: boosted trees over whole numbers, so that every machine gives the same scores.
//!
//! Not for: features (`features`), the choice (`decide`), training (`scripts/train`).

use std::sync::LazyLock;

/// Weights as `scripts/train` writes them; `data/main-content.md` is their card.
pub(super) static WEIGHTS: &[u8] = include_bytes!("../../../data/main-content.model");

/// Begins the file.
const MAGIC: &[u8] = b"chaffinch main content 1\n";

/// The two ensembles of the file.
#[derive(Debug, Default)]
pub(super) struct Model {
    /// Scores a block as main content.
    pub(super) block: Ensemble,
    /// Scores a page as a discussion, whose posts are its content.
    pub(super) discussion: Ensemble,
}

/// The model that comes with the program. Unreadable weights would be a broken build; a test reads them.
pub(super) static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(WEIGHTS).unwrap_or_default());

/// A sum of trees.
#[derive(Debug, Default)]
pub(in crate::strip) struct Ensemble {
    trees: Vec<Tree>,
}

#[derive(Debug)]
struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<i32>,
}

/// Goes left where the feature is at most the threshold. A child below nought is a leaf: `!child` is its index.
#[derive(Clone, Copy, Debug)]
struct Node {
    feature: u16,
    threshold: i32,
    left: i16,
    right: i16,
}

impl Model {
    /// Reads weights; none if they are damaged.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes.strip_prefix(MAGIC)?);
        let model = Model {
            block: Ensemble::read(&mut bytes)?,
            discussion: Ensemble::read(&mut bytes)?,
        };
        bytes.0.is_empty().then_some(model)
    }
}

impl Ensemble {
    fn read(bytes: &mut Bytes<'_>) -> Option<Self> {
        let trees = bytes.u16()?;
        let trees = (0..trees).map(|_| Tree::read(bytes)).collect::<Option<Vec<_>>>()?;
        Some(Ensemble { trees })
    }

    /// Reads a file of one ensemble that begins with `magic`; none if it is damaged.
    pub(in crate::strip) fn of_file(bytes: &[u8], magic: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes.strip_prefix(magic)?);
        let ensemble = Ensemble::read(&mut bytes)?;
        bytes.0.is_empty().then_some(ensemble)
    }

    /// The probability that the features speak of a "yes", per mille.
    pub(in crate::strip) fn score(&self, features: &[i32]) -> i32 {
        sigmoid(self.trees.iter().map(|tree| tree.score(features)).sum())
    }
}

impl Tree {
    fn read(bytes: &mut Bytes<'_>) -> Option<Self> {
        let count = usize::from(bytes.u16()?);
        let node = |bytes: &mut Bytes<'_>| {
            Some(Node {
                feature: bytes.u16()?,
                threshold: bytes.i32()?,
                left: bytes.i16()?,
                right: bytes.i16()?,
            })
        };
        let nodes = (0..count).map(|_| node(bytes)).collect::<Option<Vec<_>>>()?;
        let leaves = (0..=count)
            .map(|_| bytes.i16().map(i32::from))
            .collect::<Option<Vec<_>>>()?;
        let forward = nodes.iter().enumerate().all(|(index, node)| {
            [node.left, node.right]
                .iter()
                .all(|child| match usize::try_from(*child) {
                    Ok(child) => child > index && child < count,
                    Err(_) => !*child as usize <= count,
                })
        });
        forward.then_some(Tree { nodes, leaves })
    }

    fn score(&self, features: &[i32]) -> i32 {
        let mut at: i16 = if self.nodes.is_empty() { -1 } else { 0 };
        while let Some(node) = usize::try_from(at).ok().and_then(|index| self.nodes.get(index)) {
            let value = features.get(usize::from(node.feature)).copied().unwrap_or_default();
            at = if value <= node.threshold { node.left } else { node.right };
        }
        self.leaves.get(!at as usize).copied().unwrap_or_default()
    }
}

/// Little-endian numbers, one after the other.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
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

/// Leaves count in 1/4096 of the logarithm of the odds.
const UNIT: i32 = 4096;

/// The logistic function at 0, 1/4, 1/2 ... 8, per mille.
const LOGISTIC: [i32; 33] = [
    500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982, 986, 989, 991, 993, 995, 996,
    997, 998, 998, 998, 999, 999, 999, 999, 1000, 1000,
];

/// Probability per mille, straight lines between the points of the table.
fn sigmoid(raw: i32) -> i32 {
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
        assert!(!model.block.trees.is_empty() && !model.discussion.trees.is_empty());
    }

    #[test]
    fn damaged_weights_are_refused() {
        assert!(Model::read(&WEIGHTS[..WEIGHTS.len() - 1]).is_none());
        assert!(Model::read(b"").is_none());
        let mut backward = MAGIC.to_vec();
        backward.extend([1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert!(Model::read(&backward).is_none());
    }

    #[test]
    fn trees_are_walked_to_their_leaves() {
        let mut bytes = MAGIC.to_vec();
        // One tree: feature 1 <= 7 gives leaf 0 (4096), else leaf 1 (-4096); then an empty ensemble.
        for number in [1u16, 1, 1] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(7i32.to_le_bytes());
        for number in [-1i16, -2, 4096, -4096, 0] {
            bytes.extend(number.to_le_bytes());
        }
        let model = Model::read(&bytes).expect("readable");
        assert_eq!((model.block.score(&[0, 7]), model.block.score(&[0, 8])), (731, 269));
        assert_eq!(model.discussion.score(&[]), 500);
    }
}
