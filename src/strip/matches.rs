//! What the phrase rules match in the segments of a page, computed when it is first asked for.
//!
//! Phrase hits and menu words are computed apart: in running text, the first few words show that there are not enough menu words.
//! Not for deciding what follows (`phrases`, `rules`), or for matching (`phrases::matcher`).

use std::cell::{Cell, OnceCell};

use super::fold::fold;
use super::phrases::{Hit, MenuWords, Named, RuleSet, Scope};
use super::segment::Segment;
use crate::model::BlockKind;

/// For segments no longer than this, all menu words are counted at once.
const SHORT_BYTES: usize = 100;
/// Longest word that may be several words which a page glued together.
const GLUED_BYTES: usize = 80;

/// The matches so far.
#[derive(Debug)]
pub(crate) struct Matches<'r> {
    rules: &'r RuleSet,
    /// Where a page has elements, rules for shorter segments have nothing to say of a longer one.
    from_html: bool,
    cells: Vec<Cells>,
}

/// The matches of one segment.
#[derive(Clone, Debug, Default)]
struct Cells {
    hits: OnceCell<Vec<Hit>>,
    menu_words: OnceCell<Option<MenuWords>>,
    /// The least percentage that its menu words are known not to reach.
    missed: Cell<Option<u8>>,
}

impl<'r> Matches<'r> {
    /// No matches yet, for a page with so many segments.
    pub(crate) fn new(rules: &'r RuleSet, from_html: bool, segments: usize) -> Self {
        let cells = vec![Cells::default(); segments];
        Matches {
            rules,
            from_html,
            cells,
        }
    }

    /// The rules that match the segment at `index`.
    pub(crate) fn hits(&self, index: usize, segment: &Segment<'_>) -> &[Hit] {
        let cell = self.cells.get(index).map(|cells| &cells.hits);
        cell.map_or(&[], |cell| {
            cell.get_or_init(|| hits(self.rules, self.from_html, segment))
        })
    }

    /// How much of the segment at `index` is words of menus; none where it is less than `percent`.
    pub(crate) fn menu_words(&self, index: usize, segment: &Segment<'_>, percent: usize) -> Option<&MenuWords> {
        let cells = self.cells.get(index)?;
        if cells.missed.get().is_some_and(|missed| usize::from(missed) <= percent) {
            return None;
        }
        if cells.menu_words.get().is_none() {
            // Of a short segment all is soon known, for whoever asks next.
            let percent = if segment.text.len() > SHORT_BYTES { percent } else { 0 };
            let menu_words = menu_words(self.rules, segment, percent);
            if percent > 0 && menu_words.is_none() {
                cells.missed.set(u8::try_from(percent).ok());
                return None;
            }
            cells.menu_words.get_or_init(|| menu_words);
        }
        cells
            .menu_words
            .get()?
            .as_ref()
            .filter(|menu_words| menu_words.percent >= percent)
    }
}

/// Whether any of `rules` may find anything in a text, whatever its length.
pub(super) fn may_be_found(rules: &RuleSet, text: &str) -> bool {
    let apart = unglued(text);
    let folded = fold(apart.as_deref().unwrap_or(text));
    apart.is_none() && !rules.hits(&folded).is_empty() || rules.menu_words(&folded, 0).is_some()
}

/// Whether any of `rules` finds anything in a segment.
pub(super) fn is_found(rules: &RuleSet, from_html: bool, segment: &Segment<'_>) -> bool {
    !hits(rules, from_html, segment).is_empty() || menu_words(rules, segment, 0).is_some()
}

fn hits(rules: &RuleSet, from_html: bool, segment: &Segment<'_>) -> Vec<Hit> {
    if unglued(segment.text).is_some() {
        return Vec::new();
    }
    let mut hits = rules.hits(&segment.folded);
    let holds = |named: &Named| from_html || !named.rule.html;
    hits.retain(|hit| rules.get(hit.rule).is_some_and(holds));
    if from_html && *segment.kind != BlockKind::Lines {
        let heeded = |named: &Named| named.rule.scope == Scope::Inline || segment.stats.chars <= named.rule.max_chars;
        hits.retain(|hit| rules.get(hit.rule).is_some_and(heeded));
    }
    hits
}

/// Words that a page glued together are split first.
fn menu_words(rules: &RuleSet, segment: &Segment<'_>, percent: usize) -> Option<MenuWords> {
    match unglued(segment.text) {
        Some(apart) => rules.menu_words(&fold(&apart), percent),
        None => rules.menu_words(&segment.folded, percent),
    }
}

/// `PrintEmailShare` as three words; none for anything that is not at least three words in one.
fn unglued(text: &str) -> Option<String> {
    if text.len() > GLUED_BYTES || text.as_bytes().contains(&b' ') || text.contains(char::is_whitespace) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut joints = 0;
    let mut last = ' ';
    for c in text.chars() {
        if last.is_lowercase() && c.is_uppercase() {
            joints += 1;
            out.push(' ');
        }
        out.push(c);
        last = c;
    }
    (joints >= 2).then_some(out)
}
