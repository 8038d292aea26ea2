//! How a plain text as a whole is laid out: wrapped at a width, a line a paragraph, or verse.
//!
//! Not for: single lines; the parent module cuts by what is found here.

use super::lines::{Line, WIDTH_CAP, is_wide};

/// Text wrapped narrower or wider than this is not taken for wrapped.
const WRAP_COLUMNS: std::ops::RangeInclusive<usize> = 45..=112;
/// A line of verse has no more columns.
const VERSE_COLUMNS: usize = 62;
/// A line that stands in an address, a menu or a table of facts has no more columns.
pub(super) const SHORT_COLUMNS: usize = 60;

/// The layout of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Columns at which running text is wrapped; none where a line is a paragraph.
    pub(super) wrap: Option<usize>,
    /// Most of the text is verse.
    pub(super) verse: bool,
    /// Paragraphs are parted by blank lines, so lines without one between them belong together.
    pub(super) spaced: bool,
}

impl Layout {
    /// Looks at all of `lines`.
    pub(super) fn of(lines: &[Line]) -> Layout {
        let wrap = wrap_columns(lines);
        Layout {
            wrap,
            verse: wrap.is_none() && is_verse(lines),
            spaced: wrap.is_some() || is_spaced(lines),
        }
    }
}

/// Whether the break after `line` is there only because `next` did not fit into `columns`.
pub(super) fn is_forced(line: &Line, next: &Line, columns: usize) -> bool {
    line.width + usize::from(needs_space(line.text, next.text)) + first_word_columns(next.text) > columns
}

/// Whether joining two lines takes a space between them.
pub(in crate::parse) fn needs_space(before: &str, after: &str) -> bool {
    let wide = |c: Option<char>| c.is_some_and(is_wide);
    !(wide(before.chars().next_back()) && wide(after.chars().next()))
}

fn first_word_columns(text: &str) -> usize {
    let mut columns = 0;
    for c in text.chars().take(40) {
        match c {
            _ if c.is_whitespace() => break,
            _ if is_wide(c) => return columns + 2,
            _ => columns += 1,
        }
    }
    columns
}

/// The width at which the text is wrapped, if it is: most breaks inside runs of lines are forced by one common width.
fn wrap_columns(lines: &[Line]) -> Option<usize> {
    let columns = common_width(lines)?;
    let (mut breaks, mut forced, mut forced_count, mut open) = (0, 0, 0, 0);
    for (line, next) in pairs(lines) {
        breaks += line.width;
        if is_forced(line, next, columns) {
            forced += line.width;
            forced_count += 1;
            open += usize::from(!super::lines::ends_sentence(line.text));
        }
    }
    // Lines that are sentences of about one length would pass the first test but not the last.
    (forced_count >= 3 && forced * 10 >= breaks * 7 && open * 2 > forced_count).then_some(columns)
}

/// Neighbours without a blank line between them that could be one paragraph.
fn pairs<'a, 'b>(lines: &'b [Line<'a>]) -> impl Iterator<Item = (&'b Line<'a>, &'b Line<'a>)> {
    lines
        .iter()
        .zip(lines.iter().skip(1))
        .filter(|(line, next)| next.gap == 0 && !line.has_gaps())
}

/// The width that all but a few lines keep to (an address may stick out), if it is one that text is wrapped at.
fn common_width(lines: &[Line]) -> Option<usize> {
    let mut counts = [0usize; WIDTH_CAP + 1];
    for line in lines {
        if let Some(count) = counts.get_mut(line.width.min(WIDTH_CAP)) {
            *count += 1;
        }
    }
    let mut allowed = lines.len() / 50;
    let widest = counts.iter().enumerate().rev().find_map(|(width, &count)| {
        if count > allowed {
            return Some(width);
        }
        allowed -= count;
        None
    })?;
    WRAP_COLUMNS.contains(&widest).then_some(widest)
}

/// Verse: most lines are short and stand in stanzas, and they break in mid-sentence, which menus and lists of facts do not.
fn is_verse(lines: &[Line]) -> bool {
    let (mut in_stanzas, mut stanzas, mut flowing) = (0, 0, 0);
    for run in lines.chunk_by(|_, next| next.gap == 0) {
        if run.len() < 2 || !run.iter().all(is_verse_line) {
            continue;
        }
        stanzas += 1;
        in_stanzas += run.len();
        flowing += run.iter().filter(|line| flows(line.text)).count();
    }
    in_stanzas >= 8 && stanzas >= 2 && in_stanzas * 10 >= lines.len() * 6 && flowing * 2 >= in_stanzas
}

fn is_verse_line(line: &Line) -> bool {
    line.width <= VERSE_COLUMNS && !line.has_gaps() && super::marks::marker(line.text).is_none_or(|m| !m.is_number())
}

/// Starts in lower case or ends with a mark of punctuation.
fn flows(text: &str) -> bool {
    let lower = text.chars().next().is_some_and(char::is_lowercase);
    lower || super::lines::ends_sentence(text) || text.ends_with([',', ';', ':', '—', '–', '-', '、', '，', '،', '；'])
}

/// Long lines mostly have a blank line before them.
fn is_spaced(lines: &[Line]) -> bool {
    let long = lines.iter().skip(1).filter(|line| line.width > SHORT_COLUMNS);
    let (spaced, all) = long.fold((0, 0), |(spaced, all), line| {
        (spaced + usize::from(line.gap > 0), all + 1)
    });
    all > 0 && spaced * 10 >= all * 7
}
