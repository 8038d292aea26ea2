//! How a plain text as a whole is laid out: wrapped at a width, a line a paragraph, or verse.
//!
//! Not for: single lines; the parent module cuts by what is found here.

use super::lines::Line;
use super::wrap::Wrap;

/// A line of verse has no more columns.
const VERSE_COLUMNS: usize = 62;
/// A line that stands in an address, a menu or a table of facts has no more columns.
pub(super) const SHORT_COLUMNS: usize = 60;

/// The layout of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Most of the text is verse.
    pub(super) verse: bool,
    /// Paragraphs are parted by blank lines, so lines without one between them belong together.
    pub(super) spaced: bool,
}

impl Layout {
    /// Looks at all of `lines`.
    pub(super) fn of(lines: &[Line], wrap: &Wrap) -> Layout {
        let wrapped = wrap.columns.is_some();
        Layout {
            verse: !wrapped && is_verse(lines),
            spaced: wrapped || is_spaced(lines),
        }
    }
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
