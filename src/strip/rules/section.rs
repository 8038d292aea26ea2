//! # `related/...` and others of the packs with `scope = "section"` or `"list"`
//!
//! **What it removes.** A heading such as "Related articles" and what it opens: headlines, sources, times.
//! `section` goes on to the next running text that is no teaser (below a headline that the section has twice), on HTML pages to the next line of words that is no link; `list` removes the short lines only.
//!
//! **Why.** Below such a heading stand other pages' headlines, in any wording.
//!
//! **What it must keep.** All running text, its sub-heading, and the article's own headline: above the article such words are items
//! of a menu, and open nothing that goes beyond the headline. "See also" of a wiki is content and opens nothing.
//!
//! **Options.** None.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::decisions::Decisions;
use super::super::main_content;
use super::super::page::{Page, Segment};
use super::super::phrases::{Hit, Named, Scope};
use super::phrases::shorten;
use super::{Module, protect};
use crate::model::BlockKind;

pub(crate) const MODULE: Module = Module::without_rules(judge);

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

/// Finds headings that open sections of boilerplate, and the ends of the sections.
fn judge(page: &Page<'_>, decisions: &mut Decisions) {
    let mut index = 0;
    let mut contents = 0;
    let headline = Headline::of(page, decisions);
    while index < page.len() {
        // A heading outside of the main content of an HTML page says nothing about what the model chose below it.
        let outside = page.from_html && decisions.verdict(index).is_some_and(|v| v.rule == main_content::RULE);
        let found = if outside { None } else { opener(page, index) };
        let end = match found {
            Some((named, Scope::Contents)) => {
                contents += 1;
                let end = if contents <= MAX_CONTENTS {
                    contents_end(page, index)
                } else {
                    index
                };
                remove_section(page, decisions, index..if end > index + 1 { end } else { index }, named)
            }
            Some((named, scope)) => {
                let limit = headline.limit(index, page.len());
                let end = match scope {
                    Scope::Section => section_end(page, decisions, index, limit),
                    _ => list_end(page, decisions, index),
                };
                remove_section(page, decisions, index..end.min(limit), named)
            }
            None => index,
        };
        index = end.max(index + 1);
    }
}

/// Where a plain text's own headline stands, as far as that is known, and where its running text begins.
struct Headline {
    at: Option<usize>,
    body: usize,
}

impl Headline {
    fn of(page: &Page<'_>, decisions: &Decisions) -> Self {
        if page.from_html {
            return Headline { at: Some(0), body: 0 };
        }
        let is_title = |segment: &Segment<'_>| !page.title.is_empty() && segment.folded == page.title;
        Headline {
            at: page.segments.iter().position(is_title),
            body: page.body(decisions).start,
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

/// Removes a section; returns where it ends, so that no segment is read by two sections.
fn remove_section(page: &Page<'_>, decisions: &mut Decisions, range: Range<usize>, named: &Named) -> usize {
    let heading = page.get(range.start).map_or("", |p| p.text);
    let reason = format!("under \"{}\"", shorten(heading));
    let end = range.end;
    range.for_each(|i| decisions.remove(i, &named.id, reason.clone()));
    end
}

/// The rule by which a segment opens a section, if it does.
fn opener<'a>(page: &Page<'a>, index: usize) -> Option<(&'a Named, Scope)> {
    let segment = page.get(index)?;
    // `"related": [` opens a list, but none of headlines.
    if segment.text.ends_with(['[', '{', '('])
        || segment.is_form()
        || segment.goes_on
        || segment.is_enumerated()
        || segment.ends_with_stop()
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
        .or_else(|| bare_inline(page, index, segment))
}

/// "Read also:" without a headline opens a list.
fn bare_inline<'a>(page: &Page<'a>, index: usize, segment: &Segment<'_>) -> Option<(&'a Named, Scope)> {
    let whole = |(_, hit): &(&Named, &Hit)| hit.whole && segment.stats.chars <= 60;
    page.rule_of(index, Scope::Inline)
        .filter(whole)
        .map(|(named, _)| (named, Scope::List))
}

/// One past the last segment of a section that goes on to the next running text, or to `limit`. Nothing beyond is looked at, so that
/// many headings above an article cost no more than one.
fn section_end(page: &Page<'_>, decisions: &Decisions, opener: usize, limit: usize) -> usize {
    if let Some(end) = one_line_end(page, opener) {
        return end;
    }
    let mut cards = Cards::default();
    let mut ends = |index: usize| {
        page.get(index).is_none_or(|segment| {
            let teaser = cards.enter(segment);
            let form = segment.is_form() && !matches!(segment.kind, BlockKind::TableRow { .. });
            form || is_protected(page, decisions, index)
                || !decisions.is_removed(index)
                    && (is_running(segment) || is_unlinked(page, segment) || is_code(segment))
                    && !teaser
        })
    };
    let end = (opener + 1..limit).find(|index| ends(*index)).unwrap_or(limit);
    without_last_heading(page, end, opener)
}

/// What a section has so far, segment by segment. Cards have their headline twice, as the name of the picture and as a heading; what
/// stands below it is their teaser.
#[derive(Default)]
struct Cards<'p> {
    seen: HashSet<&'p str>,
    /// The block of the last segment, and whether that segment is a headline which the section had before.
    last: Option<(usize, bool)>,
    /// Whether the last segment of the block above is such a headline.
    below_headline: bool,
}

impl<'p> Cards<'p> {
    /// Adds the next segment of the section; returns whether it stands below a headline that the section has twice.
    fn enter(&mut self, segment: &'p Segment<'_>) -> bool {
        if let Some((block, headline)) = self.last
            && block != segment.block
        {
            self.below_headline = headline;
        }
        let again = !self.seen.insert(&segment.folded);
        self.last = Some((segment.block, again && segment.is_label()));
        self.below_headline
    }
}

/// `"related": [`, `GET /articles`: what no headline has.
fn is_code(segment: &Segment<'_>) -> bool {
    segment.text.contains(['{', '}', '<', '>', '=', ';'])
        || segment.text.contains(" /") && !segment.text.contains(" / ")
}

/// On HTML pages, other articles are links: a line of several words that is none belongs to the page.
fn is_unlinked(page: &Page<'_>, segment: &Segment<'_>) -> bool {
    page.from_html
        && segment.stats.words >= MIN_LINK_WORDS
        && segment.stats.link_percent < MIN_LINK_PERCENT
        && !is_topic_row(segment)
}

/// A row of a list of topics: a headline, then nothing but numbers and the day of the last reply.
fn is_topic_row(segment: &Segment<'_>) -> bool {
    let is_row = matches!(segment.kind, BlockKind::TableRow { header: false });
    let mut dated = false;
    let facts = segment.text.split('\t').skip(1).all(|cell| {
        let numbered = cell.contains(|c: char| c.is_ascii_digit());
        dated |= numbered && cell.contains(char::is_alphabetic);
        cell.is_empty() || numbered && cell.split_whitespace().count() <= MAX_FACT_WORDS
    });
    is_row && facts && dated
}

/// Running text, or a sentence that is none for its length alone.
fn is_running(segment: &Segment<'_>) -> bool {
    segment.is_prose() || segment.ends_with_stop() && segment.stats.words >= SENTENCE_WORDS
}

/// Whether a segment ends a section though it may be outside of the main content.
fn is_protected(page: &Page<'_>, decisions: &Decisions, index: usize) -> bool {
    decisions.is_protected(index) || decisions.is_removed(index) && protect::is_named(page, index)
}

/// On a page that lost its line breaks, a section in the last two fifths goes on to the end.
fn one_line_end(page: &Page<'_>, opener: usize) -> Option<usize> {
    let segment = page
        .get(opener)
        .filter(|p| p.lines > 1 && !matches!(p.kind, BlockKind::Lines))?;
    let length = page.parsed.blocks.get(segment.block)?.text.len();
    (segment.range.start * 5 >= length * 3).then_some(())?;
    Some(
        opener
            + page
                .segments
                .iter()
                .skip(opener)
                .take_while(|p| p.block == segment.block)
                .count(),
    )
}

/// One past the last line of a table of contents: lines that stand again below it, and lines of link. Where the first of them stands
/// again, the text begins.
fn contents_end(page: &Page<'_>, opener: usize) -> usize {
    let mut last: HashMap<&str, usize> = HashMap::new();
    let later = page.segments.iter().enumerate().skip(opener + 1);
    later.for_each(|(index, segment)| *last.entry(bare(&segment.folded)).or_default() = index);
    let mut above: HashSet<&str> = HashSet::new();
    (opener + 1..page.len())
        .find(|index| {
            let Some(segment) = page.get(*index) else { return true };
            let entry = bare(&segment.folded);
            let again = last.get(entry).is_some_and(|at| at > index);
            let linked = segment.stats.link_percent >= 90 && matches!(segment.kind, BlockKind::ListItem { .. });
            let number = segment.stats.letters == 0 && segment.stats.chars <= 8;
            !segment.is_label() || segment.is_form() || !above.insert(entry) && !number || !(again || linked || number)
        })
        .unwrap_or(page.len())
}

/// A heading or an entry without its number and its edit mark.
fn bare(folded: &str) -> &str {
    let text = folded.split('[').next().unwrap_or(folded);
    text.trim_matches(|c: char| !c.is_alphabetic())
}

/// One past the last short line of a list.
fn list_end(page: &Page<'_>, decisions: &Decisions, opener: usize) -> usize {
    let mut index = opener + 1;
    while let Some(segment) = page
        .get(index)
        .filter(|p| p.is_label() && !p.is_prose() && !p.is_form())
    {
        if is_protected(page, decisions, index)
            || index > opener + MAX_LIST
            || (segment.is_heading() && index > opener + 1)
        {
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
    let heading = end > opener + 1 && page.get(end - 1).is_some_and(Segment::is_heading);
    let apart = end > opener + 2 && !page.from_html && page.get(end - 1).is_some_and(|segment| segment.apart);
    if content_follows && (heading || apart) {
        end - 1
    } else {
        end
    }
}
