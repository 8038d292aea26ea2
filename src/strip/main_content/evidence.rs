//! The input of the model: the features of a block, the kinds of its page, and the scores of the words in its containers' names.
//!
//! Not for: the features themselves (`features`), which training reads before there are weights.

use super::context::Context;
use super::feature_names;
use super::features::Page;
use super::model::{KIND_NAMES, MODEL, Shares};

/// A page and the model's output for it as a whole.
#[derive(Debug)]
pub(super) struct Evidence<'p, 'a> {
    page: &'p Page<'a>,
    pub(super) kinds: Shares,
    worths: Vec<[i32; 2]>,
}

impl<'p, 'a> Evidence<'p, 'a> {
    /// Computes the kinds of the page and the scores of its containers.
    pub(super) fn of(page: &'p Page<'a>) -> Self {
        Evidence {
            page,
            kinds: MODEL.kinds(|row| page.whole(row)),
            worths: MODEL.words.worths(page.parsed, &page.names),
        }
    }

    /// Appends the row of one block.
    pub(super) fn append(&self, index: usize, row: &mut Vec<i32>) {
        self.page.block(index, row);
        row.extend_from_slice(&self.kinds);
        let holder = self.page.parsed.blocks.get(index).and_then(|block| block.element);
        let [near, far] = holder
            .and_then(|h| self.worths.get(h as usize))
            .copied()
            .unwrap_or_default();
        row.extend([near, far, near + far]);
    }

    /// The score of each block, per mille: by itself and, where that is not decisive, by its surroundings.
    pub(super) fn scores(&self) -> Vec<i32> {
        let mut scores = self.first_scores();
        let context = Context::of(self.page, &self.kinds, &scores);
        let open = context.open();
        let nth = |nth: usize| open.get(nth).copied().unwrap_or_default();
        let again = MODEL.in_context(open.len(), |at, row| context.block(nth(at), row));
        for (index, score) in open.into_iter().zip(again) {
            if let Some(slot) = scores.get_mut(index) {
                *slot = score;
            }
        }
        scores
    }

    /// The score of each block by itself, per mille.
    pub(super) fn first_scores(&self) -> Vec<i32> {
        MODEL.blocks(self.page.texts.len(), |index, row| self.append(index, row))
    }
}

/// The names of a row's columns.
pub(super) fn names() -> Vec<String> {
    let kinds = KIND_NAMES.iter().map(|kind| format!("kind.{kind}"));
    let words = ["near", "far", "all"].iter().map(|reach| format!("words.{reach}"));
    feature_names::names().into_iter().chain(kinds).chain(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind, Element, Parsed};

    #[test]
    fn each_column_has_a_name() {
        let mut block = Block::new(BlockKind::Paragraph, "A line.");
        block.element = Some(0);
        let parsed = Parsed {
            blocks: vec![block],
            elements: vec![Element::default()],
            ..Parsed::default()
        };
        let page = Page::of(&parsed);
        let mut row = Vec::new();
        Evidence::of(&page).append(0, &mut row);
        assert_eq!(row.len(), names().len());
    }
}
