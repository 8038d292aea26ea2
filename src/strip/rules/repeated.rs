//! # `duplicate/headline`, `duplicate/passage`, `caption-credit/twice`
//!
//! **What it removes.** The page's title where it stands again; a passage all of whose words have stood in the same order
//! further up (pull quotes, the standfirst in a summary, the article repeated inside a related block); a long line that
//! stands twice in succession before the article (a caption that the page shows once for the picture and once for its zoom).
//!
//! **Why.** Templates print the headline in the breadcrumb, above the player and above the comments; readers wrote it once.
//!
//! **What it must keep.** Refrains, verse, code and tables; short lines that recur in speech; the first copy.
//!
//! **Options.** None.

use std::collections::HashSet;

use super::super::board::Board;
use super::super::chars::{LETTER, NUMBER, Sorts, UNSPACED, head, plain_len};
use super::super::class::Class;
use super::super::page::{Page, Piece};
use super::{Judge, Manual};
use crate::document::BlockKind;
use crate::hashed::HashedSet;
use crate::outcome::RuleId;

pub(crate) const MANUALS: &[Manual] = &[
    Manual {
        id: "duplicate/headline",
        class: Class::Duplicate,
        about: "The page's title where it stands again; the first copy stays.",
    },
    Manual {
        id: "duplicate/passage",
        class: Class::Duplicate,
        about: "A passage of which nine in ten runs of five words have stood further up: pull quotes, summaries, the article inside a related block. Never verse, code or tables.",
    },
    Manual {
        id: "caption-credit/twice",
        class: Class::CaptionCredit,
        about: "A long line that stands twice in succession before the article: the caption of a picture and of its zoom. Both copies go.",
    },
];
const HEADLINE: RuleId = RuleId::code("duplicate/headline");
const PASSAGE: RuleId = RuleId::code("duplicate/passage");
const TWICE: RuleId = RuleId::code("caption-credit/twice");

/// Words in a run that is compared.
const RUN_WORDS: usize = 5;
/// Runs that a passage needs before it can be called repeated.
const MIN_RUNS: usize = 6;

/// A number without a pattern.
const ODD: u64 = 0xD6E8_FEB8_6659_FD93;

/// Repeats of the title and of passages.
#[derive(Debug)]
pub(crate) struct Repeated;

impl Judge for Repeated {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        if page.len() < 2 {
            return;
        }
        captions_twice(page, board);
        headlines(page, board);
        passages(page, board);
    }
}

/// Titles repeat: of equal lines the first stays.
fn headlines(page: &Page<'_>, board: &mut Board) {
    let mut seen: HashSet<&str> = HashSet::new();
    let prose_at = page.body(board).start;
    for (index, piece) in page.pieces.iter().enumerate() {
        if !is_headline(piece) || board.is_taken(index) {
            continue;
        }
        let folded = piece.folded.strip_prefix("re: ").unwrap_or(&piece.folded);
        if seen.contains(folded) {
            board.take(index, &HEADLINE, "the headline stands further up");
        } else if folded == page.title || index < prose_at {
            seen.insert(folded);
        }
    }
}

fn is_headline(piece: &Piece<'_>) -> bool {
    piece.shape.weight >= 15 && piece.shape.words >= 3 && piece.shape.weight <= 220 && !piece.is_form() && !piece.verse
}

/// Before the article, a long line twice in succession is a caption.
fn captions_twice(page: &Page<'_>, board: &mut Board) {
    let prose = page.pieces.iter().filter(|piece| piece.is_prose()).count();
    for (index, pair) in page.pieces.windows(2).enumerate() {
        let [one, two] = pair else { continue };
        let long = one.shape.weight >= 70 && one.shape.sentence && !one.is_form() && one.lines < 3;
        if long && prose > 2 && one.text.trim() == two.text.trim() {
            board.take(index, &TWICE, "stands twice in succession");
            board.take(index + 1, &TWICE, "stands twice in succession");
        }
    }
}

fn passages(page: &Page<'_>, board: &mut Board) {
    let mut seen = Seen::default();
    for (index, piece) in page.pieces.iter().enumerate() {
        let apart = piece.is_form() || matches!(piece.kind, BlockKind::Lines) || piece.is_endless();
        if board.is_taken(index) || apart {
            continue;
        }
        let runs = runs(&piece.folded);
        match seen.known(&runs) {
            Some(known) => board.take(
                index,
                &PASSAGE,
                format!("{known} of its {} runs of words stand further up", runs.len()),
            ),
            None => seen.add(runs),
        }
    }
}

/// Whether so many of a passage's runs are repeats.
fn is_repeated(known: usize, runs: usize) -> bool {
    known * 10 >= runs * 9
}

/// The runs that stood further up. Hardly any text repeats itself, so a coarse memory is asked first, which knows all of them and
/// mistakes a few others for them.
#[derive(Default)]
struct Seen {
    coarse: Vec<u64>,
    runs: Vec<u64>,
    /// The first of `runs`, exactly.
    exact: HashedSet<u64>,
    counted: usize,
}

impl Seen {
    /// How many of these runs are known, if they are nearly all.
    fn known(&mut self, runs: &[u64]) -> Option<usize> {
        let mut fresh = runs.iter().filter(|run| !self.may_know(**run));
        let most = runs.len() / 10;
        if runs.len() < MIN_RUNS || fresh.nth(most).is_some() {
            return None;
        }
        self.exact.extend(self.runs.iter().skip(self.counted));
        self.counted = self.runs.len();
        let known = runs.iter().filter(|run| self.exact.contains(run)).count();
        is_repeated(known, runs.len()).then_some(known)
    }

    fn may_know(&self, run: u64) -> bool {
        let (word, bit) = place(run, self.coarse.len());
        self.coarse.get(word).is_some_and(|word| word & bit != 0)
    }

    fn add(&mut self, runs: Vec<u64>) {
        let first = self.runs.len();
        self.runs.extend(runs);
        let grows = self.runs.len() > self.coarse.len() * 8;
        if grows {
            self.coarse = vec![0; (self.runs.len().next_power_of_two() / 4).max(64)];
        }
        for run in self.runs.iter().skip(if grows { 0 } else { first }) {
            let (word, bit) = place(*run, self.coarse.len());
            self.coarse.get_mut(word).into_iter().for_each(|word| *word |= bit);
        }
    }
}

/// The bit of a run among so many words of bits, a power of two.
fn place(run: u64, words: usize) -> (usize, u64) {
    ((run >> 6) as usize & words.wrapping_sub(1), 1 << (run & 63))
}

/// Hashes of all runs of words (of characters, in scripts without blanks).
fn runs(folded: &str) -> Vec<u64> {
    words(folded).windows(RUN_WORDS).map(run).collect()
}

/// The hash of a run, whose words are hashes of all bits: each is turned by its place.
fn run(words: &[u64]) -> u64 {
    let turned = words.iter().zip((0..).step_by(13));
    turned.fold(0, |run, (word, turn)| run.wrapping_add(word.rotate_left(turn)))
}

/// The hashes of words.
fn words(folded: &str) -> Vec<u64> {
    let sorts = Sorts::new();
    let bytes = folded.as_bytes();
    let mut out = Vec::with_capacity(folded.len() / 5);
    let mut at = 0;
    while at < bytes.len() {
        let head = head(bytes, at);
        let plain = plain_len(head);
        let ends = plain < 8 && bytes.get(at + plain).is_none_or(u8::is_ascii);
        if ends && plain > 0 {
            out.push(mixed(head & !(u64::MAX << (8 * plain))));
            at += plain + 1;
        } else if ends {
            at += 1;
        } else {
            at += any_word(folded.get(at..).unwrap_or_default(), sorts, &mut out);
        }
    }
    out
}

/// Takes a word of any sort, or what stands instead of one, from the start of `rest`; returns its bytes.
fn any_word(rest: &str, sorts: Sorts, out: &mut Vec<u64>) -> usize {
    let goes_on = |c: char| sorts.of(c) & (LETTER | NUMBER) != 0;
    let length = rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
    let word = rest.get(..length).unwrap_or_default();
    match word.chars().next() {
        None => return rest.chars().next().map_or(1, char::len_utf8),
        Some(first) if sorts.of(first) & UNSPACED != 0 => {
            let signs = word
                .char_indices()
                .filter_map(|(at, c)| word.get(at..at + c.len_utf8()));
            out.extend(signs.map(hashed));
        }
        Some(_) => out.push(hashed(word)),
    }
    length
}

/// The hash of a word of any length.
fn hashed(word: &str) -> u64 {
    let eights = (0..word.len()).step_by(8).map(|at| head(word.as_bytes(), at));
    eights.fold(0, |before, eight| mixed(before ^ eight))
}

/// Spreads what is in a number over all of its bits.
#[inline]
fn mixed(number: u64) -> u64 {
    let product = (number ^ ODD).wrapping_mul(ODD);
    product ^ product >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_differ_by_words_and_order() {
        let texts = [
            "a b c d e",
            "b a c d e",
            "a b c e d",
            "e b c d a",
            "a a a a a",
            "a a a a b",
            "b a a a a",
        ];
        let hashes: HashedSet<u64> = texts.iter().flat_map(|text| runs(text)).collect();
        assert_eq!(hashes.len(), texts.len());
        assert_eq!(runs("x a b c d e").last(), runs("a b c d e").first());
    }

    #[test]
    fn words_are_told_apart_in_any_script() {
        let hashes = words("the ferryman's 0 boats, the café-bar, caféteria, ferrymans, ferrym и и東 東и京 qg the");
        let names = "the ferryman s 0 boats the café bar caféteria ferrymans ferrym и и東 東 и 京 qg the";
        let names: Vec<&str> = names.split(' ').collect();
        let first_names: Vec<_> = names.iter().map(|name| names.iter().position(|n| n == name)).collect();
        let first_hashes: Vec<_> = hashes
            .iter()
            .map(|hash| hashes.iter().position(|h| h == hash))
            .collect();
        assert_eq!(first_hashes, first_names);
    }
}
