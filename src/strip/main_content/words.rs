//! Scores of the tags, and of the words in classes and ids, of the containers around a block. The scores are learned: sites name
//! their parts alike everywhere.
//!
//! Not for: groups of words that people chose (`hints`).

use crate::hashed::HashedMap;
use crate::model::{Element, Parsed};

use super::names::Names;

/// How many containers count as close to a block, including its own.
const NEAR: usize = 3;
/// Lengths of words that are looked up, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=18;

/// Scores of words, in hundredths of the log-odds: close to the block, and farther out.
#[derive(Debug, Default)]
pub(super) struct Words(HashedMap<Box<[u8]>, [i32; 2]>);

impl<'a> FromIterator<(&'a str, [i32; 2])> for Words {
    fn from_iter<I: IntoIterator<Item = (&'a str, [i32; 2])>>(words: I) -> Self {
        Words(
            words
                .into_iter()
                .map(|(word, worth)| (word.as_bytes().into(), worth))
                .collect(),
        )
    }
}

impl Words {
    /// The scores of the containers around the blocks of each element: close by, and farther out.
    pub(super) fn worths(&self, parsed: &Parsed, names: &Names<'_>) -> Vec<[i32; 2]> {
        let mut sums: Vec<Sums> = Vec::with_capacity(parsed.elements.len());
        for (element, own) in parsed.elements.iter().zip(names.each(|element| self.own(element))) {
            let above = element.parent.and_then(|parent| sums.get(parent as usize));
            sums.push(above.map_or_else(Sums::default, |above| above.inside(own)));
        }
        // Not in place: that would keep all of the room of the sums.
        sums.iter().map(|sums| [sums.near.iter().sum(), sums.far]).collect()
    }

    /// The words of one element, each once. The root's hints describe the page and are not used here.
    fn own(&self, element: &Element) -> [i32; 2] {
        let mut seen: Vec<&[u8]> = Vec::with_capacity(12);
        let mut tag = Vec::with_capacity(16);
        tag.push(b'<');
        tag.extend_from_slice(element.tag.as_bytes());
        let mut sum = self.0.get(&*tag).copied().unwrap_or_default();
        for word in element.hints.as_bytes().split(|byte| !byte.is_ascii_lowercase()) {
            if LENGTHS.contains(&word.len()) && !seen.contains(&word) {
                seen.push(word);
                sum = add(sum, self.0.get(word).copied().unwrap_or_default());
            }
        }
        sum
    }
}

/// Sums over an element and its parents.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    /// Scores close by, innermost first, and the scores that the same containers would have farther out.
    near: [i32; NEAR],
    beyond: [i32; NEAR],
    far: i32,
}

impl Sums {
    fn inside(&self, [near, far]: [i32; 2]) -> Sums {
        let [first, second, last] = self.beyond;
        let [close, middle, _] = self.near;
        Sums {
            near: [near, close, middle],
            beyond: [far, first, second],
            far: self.far + last,
        }
    }
}

fn add([a, b]: [i32; 2], [c, d]: [i32; 2]) -> [i32; 2] {
    [a.saturating_add(c), b.saturating_add(d)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(parent: Option<u32>, tag: &str, hints: &str) -> Element {
        Element {
            parent,
            tag: tag.into(),
            hints: hints.into(),
        }
    }

    #[test]
    fn three_containers_are_near_and_the_root_says_nothing() {
        let words: Words = [("story", [1, 10]), ("<div", [100, 1000])].into_iter().collect();
        let mut parsed = Parsed::default();
        parsed.elements.push(element(None, "html", "story"));
        for depth in 0..4 {
            parsed.elements.push(element(Some(depth), "div", "story-box story"));
        }
        let expected = [[0, 0], [101, 0], [202, 0], [303, 0], [303, 1010]];
        assert_eq!(words.worths(&parsed, &Names::of(&parsed)), expected);
    }
}
