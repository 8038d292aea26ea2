//! Which of the first lines is the title: each is scored by its shape, its neighbours and the words that it shares with the text.
//!
//! The points of each property were fitted to annotated documents by logistic regression over the lines of a document. Not for: what
//! of the line is the title (`site` cuts names of sites off).

mod echo;
mod place;
pub(super) mod shape;
pub(super) mod site;

use super::Facts;
use crate::model::Block;
use echo::Echo;

/// So many blocks from the start are looked at, as candidates or as neighbours.
const BLOCKS: usize = 60;
/// The score of a document without a title.
const NONE: i32 = -143;
/// A title that is told apart from the next best line by less is doubtful.
const SURE: i32 = 200;

/// The line that is most like a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Its block.
    pub(super) at: usize,
    /// Whether it is so by far.
    pub(super) sure: bool,
}

/// The first blocks of a document and what is known of them.
#[derive(Clone, Copy, Debug)]
struct Head<'a> {
    blocks: &'a [Block],
    facts: &'a [Facts],
}

impl<'a> Head<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.blocks.get(at).map_or("", |block| block.text.as_str())
    }

    fn is_meta(&self, at: usize) -> bool {
        self.facts.get(at).is_some_and(|fact| fact.meta)
    }

    fn is_prose(&self, at: usize) -> bool {
        self.facts.get(at).is_some_and(|fact| fact.prose)
    }

    /// The blocks that can be the title: those that `facts` cover, running text and lists aside.
    fn candidates(self) -> impl Iterator<Item = (usize, &'a Block)> {
        let covered = self.blocks.iter().take(self.facts.len()).enumerate();
        covered.filter(|(_, block)| shape::is_possible(block))
    }
}

/// The best candidate, if the document is not more like one without a title.
pub(super) fn choose(blocks: &[Block], facts: &[Facts]) -> Option<Choice> {
    let blocks = blocks.get(..blocks.len().min(BLOCKS))?;
    let head = Head { blocks, facts };
    let echo = Echo::of(head);
    let scored: Vec<(usize, i32)> = head
        .candidates()
        .map(|(at, _)| {
            (
                at,
                shape::score(head, at) + place::score(head, at) + echo.score(head, at),
            )
        })
        .collect();
    let (at, most) = scored
        .iter()
        .copied()
        .reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    // A second print of the same line is no rival.
    let rivals = scored.iter().filter(|(other, _)| head.text(*other) != head.text(at));
    let second = rivals.map(|(_, score)| *score).max().unwrap_or(NONE).max(NONE);
    (most > NONE).then_some(Choice {
        at,
        sure: most - second >= SURE,
    })
}
