//! Threads, told by their form: posts whose heads say who wrote and when, in the same place of each.
//!
//! No names of classes are needed: heads are short segments with a time in elements of the same tags, with running text between them,
//! and what differs from head to head in one place is the author. Not for what is done with threads (`rules::posts`,
//! `rules::comments`).

mod author;
mod when;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::BlockKind;

use super::page::{Page, Segment};

/// Longest head of a post, in characters and in words.
const HEAD_CHARS: usize = 160;
const HEAD_WORDS: usize = 24;
/// Fewest words of a sentence that is said.
const SAID_WORDS: usize = 3;
/// Segments of a head on either side of its time.
pub(super) const HEAD_SEGMENTS: usize = 4;
/// Words of a head beside the time and the name: "posted by", "3 points", "says".
const OTHER_WORDS: usize = 3;
/// Heads of more than one card in so many that have a headline of their own: a list of articles.
const CARD_PART: usize = 2;

/// The head of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The segment that says when.
    pub(crate) time: usize,
    /// The segment that says who, and the bytes of the name in it.
    pub(crate) author: Option<(usize, Range<usize>)>,
}

/// A thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thread {
    /// The heads of its posts, in order.
    pub(crate) heads: Vec<Head>,
    /// The segments of its posts.
    pub(crate) range: Range<usize>,
    /// Whether posts begin with their heads; some end with them.
    pub(crate) heads_first: bool,
}

impl Head {
    fn span(&self) -> Range<usize> {
        let author = self.author.as_ref().map_or(self.time, |(at, _)| *at);
        self.time.min(author)..self.time.max(author) + 1
    }
}

impl Thread {
    /// The segments of the text of a post, by the number of its head.
    pub(crate) fn text_of(&self, nth: usize) -> Range<usize> {
        let head = |nth: usize| self.heads.get(nth).map(Head::span);
        let own = head(nth).unwrap_or_default();
        if self.heads_first {
            own.end..head(nth + 1).map_or(self.range.end, |next| next.start)
        } else {
            nth.checked_sub(1)
                .and_then(head)
                .map_or(self.range.start, |before| before.end)..own.start
        }
    }
}

/// Where a segment tells a time, in bytes.
pub(crate) fn time_in(segment: &Segment<'_>) -> Option<Range<usize>> {
    when::find(segment.text)
}

/// The threads of a page, in order.
pub(crate) fn threads(page: &Page<'_>) -> Vec<Thread> {
    if !page.from_html {
        return Vec::new();
    }
    let mut groups: BTreeMap<Form<'_>, Vec<usize>> = BTreeMap::new();
    for index in 0..page.len() {
        if let Some(form) = page
            .get(index)
            .filter(|segment| is_head(segment))
            .and_then(|_| form(page, index))
        {
            groups.entry(form).or_default().push(index);
        }
    }
    let mut threads: Vec<Thread> = groups.into_values().filter_map(|times| thread(page, &times)).collect();
    threads.sort_by_key(|thread| thread.range.start);
    threads
}

/// Whether a segment is as short as the head of a post, and says when.
fn is_head(segment: &Segment<'_>) -> bool {
    let short = segment.stats.chars <= HEAD_CHARS && segment.stats.words <= HEAD_WORDS && segment.lines == 1;
    let framed = segment.is_form() || *segment.kind == BlockKind::Quote;
    short && !framed && !segment.ends_with_stop() && segment.stats.digits > 0 && when::find(segment.text).is_some()
}

/// The tags of an element and of the one around it, and whether the block is a heading.
type Form<'a> = (&'a str, &'a str, bool);

fn form<'a>(page: &Page<'a>, index: usize) -> Option<Form<'a>> {
    let segment = page.get(index)?;
    let mut up = ancestors(page, index);
    let tag = |element: Option<u32>| {
        let element = page.parsed.elements.get(usize::try_from(element?).ok()?)?;
        Some(&*element.tag)
    };
    let own = tag(up.next())?;
    Some((
        own,
        tag(up.next()).unwrap_or_default(),
        matches!(segment.kind, BlockKind::Heading(_)),
    ))
}

/// The element that holds a segment and those around it, the innermost first.
fn ancestors<'p>(page: &'p Page<'_>, index: usize) -> impl Iterator<Item = u32> + use<'p> {
    let block = page
        .get(index)
        .and_then(|segment| page.parsed.blocks.get(segment.block));
    let parent = |element: u32| page.parsed.elements.get(usize::try_from(element).ok()?)?.parent;
    std::iter::successors(block.and_then(|block| block.element), move |element| parent(*element))
}

/// The thread whose heads have these times, if something is said between them and their authors are known.
fn thread(page: &Page<'_>, times: &[usize]) -> Option<Thread> {
    let (times, heads_first) = spoken(page, times);
    if times.len() < 2 {
        return None;
    }
    let authors = author::of(page, &times)?;
    let heads: Vec<Head> = times
        .iter()
        .copied()
        .zip(authors)
        .map(|(time, author)| Head { time, author })
        .collect();
    let plain = heads.iter().filter(|head| is_plain(page, head)).count();
    if plain * 3 < heads.len() * 2 || is_list_of_articles(page, &heads) {
        return None;
    }
    let range = range(page, &heads)?;
    Some(Thread {
        heads,
        range,
        heads_first,
    })
}

/// Whether the segment with the time says little more than who and when. Links are buttons.
fn is_plain(page: &Page<'_>, head: &Head) -> bool {
    let Some(segment) = page.get(head.time) else {
        return false;
    };
    let time = when::find(segment.text).unwrap_or_default();
    let name = head
        .author
        .as_ref()
        .filter(|(at, _)| *at == head.time)
        .map(|(_, name)| name.clone());
    let links = page
        .parsed
        .blocks
        .get(segment.block)
        .map_or(&[][..], |block| &block.links);
    let links = links.iter().filter_map(|(link, _)| {
        link.start
            .checked_sub(segment.range.start)
            .map(|start| start..start + link.len())
    });
    let known: Vec<Range<usize>> = links.chain(name).chain([time]).collect();
    let words = segment
        .text
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphabetic));
    let place = |word: &str| word.as_ptr().addr() - segment.text.as_ptr().addr();
    words
        .filter(|word| known.iter().all(|range| !range.contains(&place(word))))
        .count()
        <= OTHER_WORDS
}

/// The times before, or behind, which something is said, and whether it is said behind them.
fn spoken(page: &Page<'_>, times: &[usize]) -> (Vec<usize>, bool) {
    let ends = times.iter().skip(1).copied().chain([page.len()]);
    let starts = std::iter::once(0).chain(times.iter().map(|time| time + 1));
    let said_behind = |(time, end): (&usize, usize)| (*time + 1..end).any(|at| page.get(at).is_some_and(is_said));
    let behind: Vec<usize> = times
        .iter()
        .zip(ends)
        .filter(|pair| said_behind(*pair))
        .map(|(time, _)| *time)
        .collect();
    let said_before = |(time, start): (&usize, usize)| (start..*time).any(|at| page.get(at).is_some_and(is_said));
    let before: Vec<usize> = times
        .iter()
        .zip(starts)
        .filter(|pair| said_before(*pair))
        .map(|(time, _)| *time)
        .collect();
    if before.len() > behind.len() {
        (before, false)
    } else {
        (behind, true)
    }
}

/// Whether a segment is something that a person says.
pub(crate) fn is_said(segment: &Segment<'_>) -> bool {
    segment.is_prose() || segment.stats.sentence && segment.stats.words >= SAID_WORDS && segment.stats.link_percent < 50
}

/// The segments of the posts: from the innermost element that holds all heads, the parts that hold one and what lies between them.
fn range(page: &Page<'_>, heads: &[Head]) -> Option<Range<usize>> {
    let first = heads
        .first()
        .map(|head| head.author.as_ref().map_or(head.time, |(at, _)| head.time.min(*at)))?;
    let last = heads.last()?.time;
    let holder = common(page, heads)?;
    let part = |index: usize| ancestors(page, index).take_while(|element| *element != holder).last();
    let (first_part, last_part) = (part(first), part(last));
    let is_in = |index: usize, element: Option<u32>| {
        element.is_some_and(|element| ancestors(page, index).any(|up| up == element))
    };
    let start = (0..first)
        .rev()
        .take_while(|index| is_in(*index, first_part))
        .last()
        .unwrap_or(first);
    let own = (last + 1..page.len())
        .take_while(|index| is_in(*index, last_part))
        .last()
        .unwrap_or(last);
    let said = (last + 1..=own).any(|at| page.get(at).is_some_and(is_said));
    // Where heads and texts are siblings, the last text follows its head; a text may also stand before its head.
    let needs_text = !said && !(start..first).any(|at| page.get(at).is_some_and(is_said));
    let next = || {
        (own + 1..page.len())
            .take_while(|index| is_in(*index, Some(holder)))
            .find(|at| page.get(*at).is_some_and(is_said))
    };
    let end = if needs_text { next().unwrap_or(own) } else { own };
    Some(start..end + 1)
}

/// The innermost element that holds all heads.
fn common(page: &Page<'_>, heads: &[Head]) -> Option<u32> {
    let mut times = heads.iter().map(|head| head.time);
    let mut shared: Vec<u32> = ancestors(page, times.next()?).collect();
    shared.reverse();
    for time in times {
        let mut other: Vec<u32> = ancestors(page, time).collect();
        other.reverse();
        let same = shared.iter().zip(&other).take_while(|(a, b)| a == b).count();
        shared.truncate(same);
    }
    shared.last().copied()
}

/// Whether most heads stand beside a linked headline of their own.
fn is_list_of_articles(page: &Page<'_>, heads: &[Head]) -> bool {
    let headline = |time: usize| {
        let near = time.saturating_sub(HEAD_SEGMENTS)..time + HEAD_SEGMENTS;
        let mut headings = near
            .filter_map(|at| page.get(at))
            .filter(|segment| segment.is_heading());
        headings.find(|segment| segment.stats.link_percent > 50 && segment.stats.words > 2)
    };
    let mut headlines: Vec<&str> = heads
        .iter()
        .filter_map(|head| headline(head.time))
        .map(|found| found.text)
        .collect();
    headlines.sort_unstable();
    headlines.dedup();
    headlines.len() > 1 && headlines.len() * CARD_PART >= heads.len()
}

#[cfg(test)]
mod tests;
