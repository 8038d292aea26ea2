//! # `related/...` and others of the packs with `scope = "section"` or `"list"`
//!
//! **What it removes.** A heading such as "Related articles" and what it opens: headlines, sources, times, teasers.
//! `section` goes on to the next content; `list` takes the short lines only.
//!
//! **Why.** Below such a heading stand other pages' headlines, in any wording.
//!
//! **What it must keep.** The article where it goes on: two paragraphs in succession, or a paragraph after a sub-heading.
//! "See also" of a wiki is content and opens nothing.
//!
//! **Options.** None.

use std::collections::HashSet;
use std::ops::Range;

use super::super::board::Board;
use super::super::main_content;
use super::super::page::{Page, Piece};
use super::super::phrases::{Hit, Named, Scope, shorten};
use super::{Judge, Manual, protect};
use crate::document::BlockKind;

pub(crate) const MANUALS: &[Manual] = &[];

/// Tables of contents that a page may have; each is held against the whole page.
const MAX_CONTENTS: usize = 3;
/// Running text so soon below a heading may be the article that goes on.
const EARLY: usize = 3;
/// Lines that a list under a heading may have.
const MAX_LIST: usize = 12;

/// Headings that open sections of boilerplate.
#[derive(Debug)]
pub(crate) struct Section;

impl Judge for Section {
    fn judge(&self, page: &Page<'_>, board: &mut Board) {
        let mut index = 0;
        let mut contents = 0;
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
                Some((named, Scope::Section)) => take(page, board, index..section_end(page, board, index), named),
                Some((named, _)) => take(page, board, index..list_end(page, board, index), named),
                None => index,
            };
            index = end.max(index + 1);
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
    if piece.is_form() || piece.goes_on || piece.ends_with_stop() {
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

/// One past the last piece of a section that goes on to the next content.
fn section_end(page: &Page<'_>, board: &Board, opener: usize) -> usize {
    if let Some(end) = one_line_end(page, opener) {
        return end;
    }
    let mut index = opener + 1;
    let mut labels = 0;
    while let Some(piece) = page.get(index) {
        if is_protected(page, board, index) || (piece.is_form() && !matches!(piece.kind, BlockKind::TableRow { .. })) {
            break;
        }
        if piece.is_prose() && !board.is_taken(index) {
            if labels == 0 && index > opener + 1 || !is_teaser(page, board, index, opener) {
                break;
            }
            labels = 0;
        } else {
            labels += 1;
        }
        index += 1;
    }
    without_last_heading(page, index, opener)
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

/// Running text in a section is a teaser when a headline stands before it and no running text after it. Right below the heading
/// it may as well be the article that goes on: there the next headline must have its teaser too.
fn is_teaser(page: &Page<'_>, board: &Board, index: usize, opener: usize) -> bool {
    let text = |i: usize| page.get(i).is_some_and(Piece::is_prose) && !board.is_taken(i);
    let headline = |i: usize| page.get(i).is_some_and(|p| !p.is_prose());
    let goes_on = headline(index + 1) && !board.is_taken(index + 1) && text(index + 2);
    let early = index <= opener + EARLY;
    index > opener + 1 && headline(index - 1) && !text(index + 1) && (!early || goes_on)
}

/// One past the last line of a table of contents: lines that stand again further down, and lines of link.
fn contents_end(page: &Page<'_>, opener: usize) -> usize {
    let later: HashSet<&str> = page.pieces.iter().skip(opener + 3).map(|p| bare(&p.folded)).collect();
    let entry = |piece: &Piece<'_>| {
        let linked = piece.shape.link_percent >= 90 && matches!(piece.kind, BlockKind::ListItem { .. });
        piece.is_label()
            && (linked || later.contains(bare(&piece.folded)) || piece.shape.words == 1 && piece.shape.weight <= 8)
    };
    (opener + 1..page.len())
        .find(|i| !page.get(*i).is_some_and(&entry))
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

/// A sub-heading right before the content that ends the section belongs to the content.
fn without_last_heading(page: &Page<'_>, end: usize, opener: usize) -> usize {
    let content_follows = page.get(end).is_some_and(|p| p.is_prose() || p.is_form());
    let heading = end > opener + 1 && page.get(end - 1).is_some_and(Piece::is_heading);
    if content_follows && heading { end - 1 } else { end }
}
