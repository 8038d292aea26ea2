//! Plain text cut into lines, with what the layout of a line says: indent, width, blank lines before it.

use memchr::memchr2_iter;

/// Widths are counted up to here; longer lines are all alike.
pub(super) const WIDTH_CAP: usize = 240;
/// A tab reaches to the next multiple of this.
const TAB_COLUMNS: usize = 8;

/// What stands before a wider gap may be the mark of an item.
const MARK_BYTES: usize = 4;

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Without the white space around it.
    pub(super) text: &'a str,
    /// With the white space before it, which code keeps.
    pub(super) full: &'a str,
    /// Columns of white space before the text.
    pub(super) indent: usize,
    /// Columns of `text`, up to [`WIDTH_CAP`].
    pub(super) width: usize,
    /// Blank lines before it.
    pub(super) gap: u8,
}

impl<'a> Line<'a> {
    /// Whether white space inside the line may be the border of columns.
    pub(super) fn has_gaps(&self) -> bool {
        self.text.contains('\t') || self.text.contains("  ")
    }

    /// The white space before the text.
    pub(super) fn lead(&self) -> &'a str {
        self.full.get(..self.full.len() - self.text.len()).unwrap_or_default()
    }

    /// The column at which the line ends, up to [`WIDTH_CAP`].
    pub(super) fn edge(&self) -> usize {
        (self.indent + self.width).min(WIDTH_CAP)
    }

    /// Whether it could be a line of running text: words, and neither columns nor the signs of code, comments and quoted mail.
    pub(super) fn is_running(&self) -> bool {
        let opens = self
            .text
            .starts_with(|c: char| c.is_alphanumeric() || !c.is_ascii() && !is_drawing(c) || "\"'([-*".contains(c));
        opens && !self.text.ends_with(['{', '}', '\\', '=', '|']) && !self.has_columns() && is_wordy(self.text)
    }

    /// Whether the line has cells: a tab, or blanks in succession that follow neither the mark of an item nor the end of a sentence.
    fn has_columns(&self) -> bool {
        if !self.has_gaps() {
            return false;
        }
        let body = match self.text.split_once("  ") {
            Some((mark, body)) if mark.len() <= MARK_BYTES && !mark.contains(' ') => body.trim_start(),
            _ => self.text,
        };
        let mut gaps = body
            .match_indices("  ")
            .map(|(at, _)| body.get(..at).unwrap_or_default());
        let odd = |before: &str| !ends_sentence(before) && !before.ends_with(':');
        body.contains('\t') || body.contains("   ") || gaps.any(odd)
    }
}

/// The lines as they stand in the source, behind the white space before the first.
pub(super) fn source(lines: &[Line]) -> String {
    let mut source = String::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            source.extend(std::iter::repeat_n('\n', usize::from(line.gap) + 1));
        }
        source.push_str(if at > 0 { line.full } else { line.text });
    }
    source
}

/// Signs that boxes, bars and shades are drawn with.
fn is_drawing(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{25ff}')
}

/// Whether most of what can be seen is letters.
fn is_wordy(text: &str) -> bool {
    let (mut letters, mut all) = (0, 0);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        letters += usize::from(c.is_alphabetic() || !c.is_ascii() && !is_drawing(c));
        all += 1;
    }
    letters * 10 >= all * 7
}

/// The lines of `source` that are not blank. Any of `\n`, `\r\n`, `\r` ends a line.
pub(super) fn split(source: &str) -> Vec<Line<'_>> {
    let bytes = source.as_bytes();
    let mut lines = Vec::with_capacity(source.len() / 60 + 4);
    let mut start = 0;
    let mut gap = 0u8;
    let mut add = |start: usize, end: usize| {
        let full = source.get(start..end).unwrap_or_default().trim_end();
        if full.is_empty() {
            gap = gap.saturating_add(1);
            return;
        }
        let text = full.trim_start();
        let indent = columns(full.get(..full.len() - text.len()).unwrap_or_default());
        lines.push(Line {
            text,
            full,
            indent,
            width: width(text),
            gap: std::mem::take(&mut gap),
        });
    };
    for end in memchr2_iter(b'\n', b'\r', bytes) {
        let pair = bytes.get(end) == Some(&b'\n') && end > 0 && bytes.get(end - 1) == Some(&b'\r');
        if !pair {
            add(start, end);
        }
        start = end + 1;
    }
    add(start, bytes.len());
    lines
}

/// Columns that leading white space takes.
fn columns(blank: &str) -> usize {
    blank.chars().fold(0, |at, c| {
        if c == '\t' {
            (at / TAB_COLUMNS + 1) * TAB_COLUMNS
        } else {
            at + 1
        }
    })
}

/// Columns of `text` up to [`WIDTH_CAP`]; the wide letters of East Asia take two.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len().min(WIDTH_CAP);
    }
    text.chars()
        .take(WIDTH_CAP)
        .map(|c| 1 + usize::from(is_wide(c)))
        .sum::<usize>()
        .min(WIDTH_CAP)
}

/// Letters of East Asia that are written without spaces between words and take two columns.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether `text` ends as a sentence does, quotes and brackets aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '\'', '”', '’', '»', '“', ')', ']', '」', '』', '›']);
    bare.ends_with([
        '.', '!', '?', '…', '。', '！', '？', '؟', '।', '۔', '｡', '։', '።', '။', '៖',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_line_ends_and_gaps() {
        let lines: Vec<_> = split("a\nb\r\n\r\n  c\r\t\n\n\td ")
            .iter()
            .map(|l| (l.text.to_owned(), l.indent, l.gap))
            .collect();
        let want = [("a", 0, 0), ("b", 0, 0), ("c", 2, 1), ("d", 8, 2)].map(|(t, i, g)| (t.to_owned(), i, g));
        assert_eq!(lines, want);
    }

    #[test]
    fn widths() {
        assert_eq!(width("plain"), 5);
        assert_eq!(width("渡口"), 4);
        assert_eq!(width(&"x".repeat(1000)), WIDTH_CAP);
    }

    #[test]
    fn sentence_ends() {
        for text in ["Yes.", "“Yes?”", "はい。", "(Really!)"] {
            assert!(ends_sentence(text), "{text}");
        }
        for text in ["Yes", "Yes:", "and,", ""] {
            assert!(!ends_sentence(text), "{text}");
        }
    }
}
