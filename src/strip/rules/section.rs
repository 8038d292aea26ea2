//! # `related/...` and others of the packs with `scope = "section"` or `"list"`
//!
//! **What it removes.** A heading such as "Related articles" and what it opens: headlines, sources, times.
//! `section` goes on to the next running text that is no teaser (below a headline that the section has twice), on HTML pages to the next line of words that is no link; `list` takes the short lines only.
//!
//! **Why.** Below such a heading stand other pages' headlines, in any wording.
//!
//! **What it must keep.** All running text, its sub-heading, and the article's own headline: above the article such words are items
//! of a menu, and open nothing that goes beyond the headline. "See also" of a wiki is content and opens nothing.
//!
//! **Options.** None.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::board::Board;
use super::super::main_content;
use super::super::page::{Page, Piece};
use super::super::phrases::{Hit, Named, Scope, shorten};
use super::{Judge, Manual, protect};
use crate::model::BlockKind;

pub(crate) const MANUALS: &[Manual] = &[];

/// Tables of contents that a page may have; each is held against the whole page.
const MAX_CONTENTS: usize = 3;
/// Lines that a list under a heading may have.
const MAX_LIST: usize = 12;
/// Shorter lines between links are times and sources.
const MIN_LINK_WORDS: usize = 4;
/// Percent of a line that is link where it is a headline of another article.
const MIN_LINK_PERCENT: usize = 60;
/// Words of a day or a number in a list of topics.
const MAX_FACT_WORDS: usize = 4;
/// Words that make a short sentence running text.
const SENTENCE_WORDS: usize = 6;

/// Headings that open sections of boilerplate.
#[derive(Debug)]
pub(crate) struct Section;

impl Judge for Section {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        let mut index = 0;
        let mut contents = 0;
        let headline = Headline::of(page, board);
        while index < page.len() {
            // A heading outside of the main content of an HTML page says nothing about what the model chose below it.
            let outside = page.from_html && board.verdict(index).is_some_and(|v| v.rule == main_content::RULE);
            let found = if outside { None } else { opener(page, index) };
            let end = match found {
                Some((named, Scope::Contents)) => {
                    contents += 1;
                    let end = if contents <= MAX_CONTENTS {
                        contents_end(page, index)
                    } else {
                        index
                    };
                    take(page, board, index..if end > index + 1 { end } else { index }, named)
                }
                Some((named, scope)) => {
                    let limit = headline.limit(index, page.len());
                    let end = match scope {
                        Scope::Section => section_end(page, board, index, limit),
                        _ => list_end(page, board, index),
                    };
                    take(page, board, index..end.min(limit), named)
                }
                None => index,
            };
            index = end.max(index + 1);
        }
    }
}

/// Where a plain text's own headline stands, as far as that is known, and where its running text begins.
struct Headline {
    at: Option<usize>,
    body: usize,
}

impl Headline {
    fn of(page: &Page<'_>, board: &Board) -> Self {
        if page.from_html {
            return Headline { at: Some(0), body: 0 };
        }
        let is_title = |piece: &Piece<'_>| !page.title.is_empty() && piece.folded == page.title;
        Headline {
            at: page.pieces.iter().position(is_title),
            body: page.body(board).start,
        }
    }

    /// Where a section ends at the latest: above the article at its headline, and at once where that is not known.
    fn limit(&self, opener: usize, all: usize) -> usize {
        match self.at {
            _ if opener >= self.body => all,
            Some(at) if at < opener => all,
            Some(at) => at,
            None => opener + 1,
        }
    }
}

/// Takes a section; returns where it ends, so that no piece is read by two sections.
fn take(page: &Page<'_>, board: &mut Board, range: Range<usize>, named: &Named) -> usize {
    let heading = page.get(range.start).map_or("", |p| p.text);
    let reason = format!("under \"{}\"", shorten(heading));
    let end = range.end;
    range.for_each(|i| board.take(i, &named.id, reason.clone()));
    end
}

/// The rule by which a piece opens a section, if it does.
fn opener<'a>(page: &Page<'a>, index: usize) -> Option<(&'a Named, Scope)> {
    let piece = page.get(index)?;
    // `"related": [` opens a list, but none of headlines.
    if piece.text.ends_with(['[', '{', '('])
        || piece.is_form()
        || piece.goes_on
        || piece.is_enumerated()
        || piece.ends_with_stop()
    {
        return None;
    }
    let open = |scope: Scope| {
        page.rule_of(index, scope)
            .filter(|(_, hit)| hit.at_start)
            .map(|(named, _)| (named, scope))
    };
    open(Scope::Section)
        .or_else(|| open(Scope::List))
        .or_else(|| open(Scope::Contents))
        .or_else(|| bare_inline(page, index, piece))
}

/// "Read also:" without a headline opens a list.
fn bare_inline<'a>(page: &Page<'a>, index: usize, piece: &Piece<'_>) -> Option<(&'a Named, Scope)> {
    let whole = |(_, hit): &(&Named, &Hit)| hit.whole && piece.shape.weight <= 60;
    page.rule_of(index, Scope::Inline)
        .filter(whole)
        .map(|(named, _)| (named, Scope::List))
}

/// One past the last piece of a section that goes on to the next running text, or to `limit`. Nothing beyond is looked at, so that
/// many headings above an article cost no more than one.
fn section_end(page: &Page<'_>, board: &Board, opener: usize, limit: usize) -> usize {
    if let Some(end) = one_line_end(page, opener) {
        return end;
    }
    let mut cards = Cards::default();
    let mut ends = |index: usize| {
        page.get(index).is_none_or(|piece| {
            let teaser = cards.enter(piece);
            let form = piece.is_form() && !matches!(piece.kind, BlockKind::TableRow { .. });
            form || is_protected(page, board, index)
                || !board.is_taken(index)
                    && (is_running(piece) || is_unlinked(page, piece) || is_code(piece))
                    && !teaser
        })
    };
    let end = (opener + 1..limit).find(|index| ends(*index)).unwrap_or(limit);
    without_last_heading(page, end, opener)
}

/// What a section has so far, piece by piece. Cards have their headline twice, as the name of the picture and as a heading; what
/// stands below it is their teaser.
#[derive(Default)]
struct Cards<'p> {
    seen: HashSet<&'p str>,
    /// The block of the last piece, and whether that piece is a headline which the section had before.
    last: Option<(usize, bool)>,
    /// Whether the last piece of the block above is such a headline.
    below_headline: bool,
}

impl<'p> Cards<'p> {
    /// Adds the next piece of the section; returns whether it stands below a headline that the section has twice.
    fn enter(&mut self, piece: &'p Piece<'_>) -> bool {
        if let Some((block, headline)) = self.last
            && block != piece.block
        {
            self.below_headline = headline;
        }
        let again = !self.seen.insert(&piece.folded);
        self.last = Some((piece.block, again && piece.is_label()));
        self.below_headline
    }
}

/// `"related": [`, `GET /articles`: what no headline has.
fn is_code(piece: &Piece<'_>) -> bool {
    piece.text.contains(['{', '}', '<', '>', '=', ';']) || piece.text.contains(" /") && !piece.text.contains(" / ")
}

/// On HTML pages, other articles are links: a line of several words that is none belongs to the page.
fn is_unlinked(page: &Page<'_>, piece: &Piece<'_>) -> bool {
    page.from_html
        && piece.shape.words >= MIN_LINK_WORDS
        && piece.shape.link_percent < MIN_LINK_PERCENT
        && !is_topic_row(piece)
}

/// A row of a list of topics: a headline, then nothing but numbers and the day of the last reply.
fn is_topic_row(piece: &Piece<'_>) -> bool {
    let is_row = matches!(piece.kind, BlockKind::TableRow { header: false });
    let mut dated = false;
    let facts = piece.text.split('\t').skip(1).all(|cell| {
        let numbered = cell.contains(|c: char| c.is_ascii_digit());
        dated |= numbered && cell.contains(char::is_alphabetic);
        cell.is_empty() || numbered && cell.split_whitespace().count() <= MAX_FACT_WORDS
    });
    is_row && facts && dated
}

/// Running text, or a sentence that is none for its length alone.
fn is_running(piece: &Piece<'_>) -> bool {
    piece.is_prose() || piece.ends_with_stop() && piece.shape.words >= SENTENCE_WORDS
}

/// Whether a piece ends a section though it may be outside of the main content.
fn is_protected(page: &Page<'_>, board: &Board, index: usize) -> bool {
    board.is_protected(index) || board.is_taken(index) && protect::is_named(page, index)
}

/// On a page that lost its line breaks, a section in the last two fifths goes on to the end.
fn one_line_end(page: &Page<'_>, opener: usize) -> Option<usize> {
    let piece = page
        .get(opener)
        .filter(|p| p.lines > 1 && !matches!(p.kind, BlockKind::Lines))?;
    let length = page.parsed.blocks.get(piece.block)?.text.len();
    (piece.range.start * 5 >= length * 3).then_some(())?;
    Some(
        opener
            + page
                .pieces
                .iter()
                .skip(opener)
                .take_while(|p| p.block == piece.block)
                .count(),
    )
}

/// One past the last line of a table of contents: lines that stand again below it, and lines of link. Where the first of them stands
/// again, the text begins.
fn contents_end(page: &Page<'_>, opener: usize) -> usize {
    let mut last: HashMap<&str, usize> = HashMap::new();
    let later = page.pieces.iter().enumerate().skip(opener + 1);
    later.for_each(|(index, piece)| *last.entry(bare(&piece.folded)).or_default() = index);
    let mut above: HashSet<&str> = HashSet::new();
    (opener + 1..page.len())
        .find(|index| {
            let Some(piece) = page.get(*index) else { return true };
            let entry = bare(&piece.folded);
            let again = last.get(entry).is_some_and(|at| at > index);
            let linked = piece.shape.link_percent >= 90 && matches!(piece.kind, BlockKind::ListItem { .. });
            let number = piece.shape.letters == 0 && piece.shape.weight <= 8;
            !piece.is_label() || piece.is_form() || !above.insert(entry) && !number || !(again || linked || number)
        })
        .unwrap_or(page.len())
}

/// A heading or an entry without its number and its edit mark.
fn bare(folded: &str) -> &str {
    let text = folded.split('[').next().unwrap_or(folded);
    text.trim_matches(|c: char| !c.is_alphabetic())
}

/// One past the last short line of a list.
fn list_end(page: &Page<'_>, board: &Board, opener: usize) -> usize {
    let mut index = opener + 1;
    while let Some(piece) = page
        .get(index)
        .filter(|p| p.is_label() && !p.is_prose() && !p.is_form())
    {
        if is_protected(page, board, index) || index > opener + MAX_LIST || (piece.is_heading() && index > opener + 1) {
            break;
        }
        index += 1;
    }
    without_last_heading(page, index, opener)
}

/// A sub-heading right before the content that ends the section belongs to the content. Plain text marks none: there it is the
/// last of several lines, if it is a paragraph of its own.
fn without_last_heading(page: &Page<'_>, end: usize, opener: usize) -> usize {
    let content_follows = page.get(end).is_some_and(|p| is_running(p) || p.is_form());
    let heading = end > opener + 1 && page.get(end - 1).is_some_and(Piece::is_heading);
    let apart = end > opener + 2 && !page.from_html && page.get(end - 1).is_some_and(|piece| piece.apart);
    if content_follows && (heading || apart) {
        end - 1
    } else {
        end
    }
}
