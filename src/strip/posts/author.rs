//! Who wrote each post: what differs from head to head in one place, and looks like a name.
//!
//! Not for: names in the page's metadata (`parse::metadata`).

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::page::{Page, Segment};
use super::{HEAD_SEGMENTS, when};

/// A segment and the bytes of a name in it.
pub(super) type Name = (usize, Range<usize>);

/// Longest name of a user, in characters and in words.
const NAME_CHARS: usize = 40;
const NAME_WORDS: usize = 4;
/// What the addresses of people's pages contain. A heading with another link, or with none, is no name.
const PEOPLE: [&str; 8] = ["/u/", "user", "member", "profile", "people", "author", "/@", "/~"];
/// Links of a head that are looked at.
const LINKS: usize = 3;
/// Of so many heads two must name somebody in one place.
const OF_HEADS: usize = 3;

/// Where the name stands in each head.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Segments from the time to the name.
    offset: isize,
    /// The number of the link that is the name; none for text.
    link: Option<usize>,
}

/// The author of each head with one of `times`; none if no place names different people.
pub(super) fn of(page: &Page<'_>, times: &[usize]) -> Option<Vec<Option<Name>>> {
    let near = offsets();
    let linked = near
        .iter()
        .flat_map(|offset| (0..LINKS).map(|nth| (*offset, Some(nth))));
    let written = near.iter().map(|offset| (*offset, None));
    let places = linked.chain(written).map(|(offset, link)| Place { offset, link });
    places
        .map(|place| names(page, times, place))
        .find(|names| tell_people_apart(page, names))
}

/// The offsets, the nearest first.
fn offsets() -> Vec<isize> {
    let far = isize::try_from(HEAD_SEGMENTS).unwrap_or(0);
    std::iter::once(0)
        .chain((1..=far).flat_map(|offset| [offset, -offset]))
        .collect()
}

/// Whether most heads have a name, and not all the same.
fn tell_people_apart(page: &Page<'_>, names: &[Option<Name>]) -> bool {
    let known = names.iter().flatten();
    let texts: BTreeSet<&str> = known
        .clone()
        .filter_map(|(at, range)| page.get(*at)?.text.get(range.clone()))
        .collect();
    texts.len() > 1 && known.count() * OF_HEADS >= names.len() * (OF_HEADS - 1)
}

fn names(page: &Page<'_>, times: &[usize], place: Place) -> Vec<Option<Name>> {
    let may_name =
        |at: &usize| place.offset == 0 || !page.get(*at).is_some_and(Segment::is_heading) || links_to_people(page, *at);
    let at = |time: &usize| reachable(page, *time, place.offset).filter(may_name);
    match place.link {
        Some(nth) => times
            .iter()
            .map(|time| at(time).and_then(|at| linked(page, at, nth)))
            .collect(),
        None => written(page, &times.iter().map(at).collect::<Vec<_>>()),
    }
}

/// The segment at an offset from a time, if all between them are as short as the parts of a head.
fn reachable(page: &Page<'_>, time: usize, offset: isize) -> Option<usize> {
    let at = time.checked_add_signed(offset)?;
    let between = time.min(at)..=time.max(at);
    let is_short = |segment: &Segment<'_>| !segment.is_prose() && !segment.ends_with_stop() && !segment.is_form();
    between
        .clone()
        .all(|at| page.get(at).is_some_and(is_short))
        .then_some(at)
}

fn links_to_people(page: &Page<'_>, at: usize) -> bool {
    let block = page.get(at).and_then(|segment| page.parsed.blocks.get(segment.block));
    let targets = block
        .into_iter()
        .flat_map(|block| &block.links)
        .map(|(_, target)| target);
    targets
        .into_iter()
        .any(|target| PEOPLE.iter().any(|people| target.contains(people)))
}

/// The link of a segment that is the nth to look like a name.
fn linked(page: &Page<'_>, at: usize, nth: usize) -> Option<Name> {
    let segment = page.get(at)?;
    let block = page.parsed.blocks.get(segment.block)?;
    let ranges = block.links.iter().filter_map(|(range, _)| {
        let start = range.start.checked_sub(segment.range.start)?;
        let text = segment.text.get(start..range.end.checked_sub(segment.range.start)?)?;
        let bare = text.trim();
        let start = start + (text.len() - text.trim_start().len());
        is_name(bare).then(|| start..start + bare.len())
    });
    ranges.into_iter().nth(nth).map(|range| (at, range))
}

/// The part of each segment that differs, before its time or behind it.
fn written(page: &Page<'_>, at: &[Option<usize>]) -> Vec<Option<Name>> {
    let texts: Vec<&str> = at
        .iter()
        .map(|at| at.and_then(|at| page.get(at)).map_or("", |segment| segment.text))
        .collect();
    let whole: Vec<Range<usize>> = texts.iter().map(|text| 0..text.len()).collect();
    let before = texts
        .iter()
        .zip(&whole)
        .map(|(text, all)| when::find(text).map_or(all.clone(), |time| 0..time.start));
    let before: Vec<Range<usize>> = before.collect();
    let has_letters = |(text, range): (&&str, &Range<usize>)| {
        text.get(range.clone())
            .is_some_and(|part| part.contains(char::is_alphabetic))
    };
    let parts = if texts.iter().zip(&before).filter(|pair| has_letters(*pair)).count() * 2 >= texts.len() {
        before
    } else {
        texts
            .iter()
            .zip(&whole)
            .map(|(text, all)| when::find(text).map_or(all.clone(), |time| time.end..text.len()))
            .collect()
    };
    let parts: Vec<Vec<Range<usize>>> = texts.iter().zip(parts).map(|(text, part)| words(text, part)).collect();
    let differs = what_differs(&texts, &parts);
    let name = |((at, text), part): ((&Option<usize>, &&str), Option<Range<usize>>)| {
        part.filter(|part| text.get(part.clone()).is_some_and(is_name))
            .and_then(|part| Some(((*at)?, part)))
    };
    at.iter().zip(&texts).zip(differs).map(name).collect()
}

/// The words of a part of a text, up to a comma or to the first word that has no letter behind one that has.
fn words(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let slice = text.get(part.clone()).unwrap_or_default();
    let ranges = slice.split_whitespace().map(|word| {
        let start = part.start + (word.as_ptr().addr() - slice.as_ptr().addr());
        let inner = word.trim_start_matches(is_mark);
        let start = start + word.len() - inner.len();
        start..start + inner.trim_end_matches(is_mark).len()
    });
    let is_word = |range: &Range<usize>| {
        text.get(range.clone())
            .is_some_and(|word| word.contains(char::is_alphabetic))
    };
    let mut words: Vec<Range<usize>> = ranges.skip_while(|range| !is_word(range)).take_while(is_word).collect();
    let is_last = |word: &Range<usize>| text.get(word.end..).is_some_and(|rest| rest.starts_with([',', '，']));
    let named = words.iter().position(is_last).map_or(words.len(), |last| last + 1);
    words.truncate(named);
    words
}

/// What stands around names: `(gull)`, `gull:`.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && c != '_'
}

/// Of the words of each text, those between the words that all begin with and those that all end with.
fn what_differs(texts: &[&str], parts: &[Vec<Range<usize>>]) -> Vec<Option<Range<usize>>> {
    let words = |(text, part): (&&str, &Vec<Range<usize>>)| -> Vec<String> {
        let words = part.iter().filter_map(|word| text.get(word.clone()));
        words.map(str::to_owned).collect()
    };
    let mut known: Vec<Vec<String>> = texts.iter().zip(parts).map(words).collect();
    known.retain(|words| !words.is_empty());
    let prefix = shared(&known);
    known.iter_mut().for_each(|words| words.reverse());
    let suffix = shared(&known);
    let differing = |part: &Vec<Range<usize>>| {
        let inner = part.get(prefix..part.len().checked_sub(suffix)?)?;
        Some(inner.first()?.start..inner.last()?.end)
    };
    parts.iter().map(differing).collect()
}

/// With how many of the same words all begin.
fn shared(all: &[Vec<String>]) -> usize {
    let Some(first) = all.first() else { return 0 };
    let same = |nth: &usize| first.get(*nth).is_some() && all.iter().all(|words| words.get(*nth) == first.get(*nth));
    (0..NAME_WORDS).take_while(same).count()
}

/// Whether a text may be the name of a user.
fn is_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let short = (1..=NAME_WORDS).contains(&words) && text.chars().count() <= NAME_CHARS;
    let bare_number = |word: &str| word.chars().all(|c| !c.is_alphabetic());
    let first = text.split_whitespace().next().unwrap_or_default();
    short
        && text.contains(char::is_alphabetic)
        && !bare_number(first)
        && !text.contains([':', '：', '?', '!', '？', '！', '。', '#', '|'])
        && !text.ends_with('.')
        && when::find(text).is_none()
}
