//! A run of inline text on its way to becoming blocks: white space folded, links and emphasis noted, line breaks marked.
//!
//! Not for: deciding where a run ends (`walk`).

use std::ops::Range;
use std::sync::Arc;

/// A stretch of a run between two line breaks.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Text with white space folded.
    pub(super) text: String,
    /// Ranges of bytes that are links.
    pub(super) links: Vec<(Range<usize>, Arc<str>)>,
    /// Bytes that are emphasised.
    pub(super) strong_bytes: usize,
    /// Whether an empty line stood before it.
    pub(super) apart: bool,
    /// Whether words stand outside of links.
    prose: bool,
}

impl Line {
    /// Bytes inside links.
    pub(super) fn link_bytes(&self) -> usize {
        self.links.iter().map(|(range, _)| range.len()).sum()
    }
}

/// The run being gathered.
#[derive(Debug, Default)]
pub(super) struct Run {
    lines: Vec<Line>,
    line: Line,
    space: bool,
    link: Option<(usize, Arc<str>)>,
    /// How many elements of emphasis are open.
    strong: u32,
    /// Whether a link has just been closed.
    after_link: bool,
    /// Whether the next word begins a link right behind another.
    between_links: bool,
    /// Whether something stands here that is no text but keeps words apart: a picture, a field.
    gap: bool,
    /// Where raised text begins.
    raised: Option<usize>,
}

/// What a raised number is.
enum Raised {
    /// The mark of a note.
    Note,
    /// A power behind a number.
    Power,
    /// A part of what stands before it (`m2`), or of nothing.
    Index,
}

/// Letters before a raised number from which they are a word with a note rather than a unit or a variable.
const WORD_LETTERS: usize = 4;

fn raised_number(before: &str, in_link: bool) -> Raised {
    let letters = before
        .chars()
        .rev()
        .take_while(|c| c.is_alphabetic())
        .take(WORD_LETTERS)
        .count();
    match before.chars().next_back() {
        None => Raised::Index,
        Some(c) if c.is_whitespace() && !in_link => Raised::Index,
        Some(_) if in_link || letters == WORD_LETTERS => Raised::Note,
        Some(c) if c.is_numeric() => Raised::Power,
        Some('.' | ',' | '!' | '?' | '"' | '”' | '’' | '»' | '“' | ';' | ':') => Raised::Note,
        Some(_) => Raised::Index,
    }
}

impl Run {
    /// Adds text, with white space folded across calls.
    pub(super) fn push(&mut self, text: &str) {
        if text.starts_with(char::is_whitespace) {
            self.space = true;
        }
        let mut words = text.split_whitespace();
        if let Some(first) = words.next() {
            self.line.text.reserve(text.len() + 1);
            self.push_word(first);
            words.for_each(|word| self.push_next_word(word));
            self.space = true;
        }
        if !text.is_empty() && !text.ends_with(char::is_whitespace) {
            self.space = false;
        }
    }

    fn push_word(&mut self, word: &str) {
        let before = self.line.text.len();
        if self.is_parted(word) && before > 0 && !self.line.text.ends_with('\t') {
            self.line.text.push(' ');
        }
        self.note_prose(word);
        self.between_links = false;
        self.gap = false;
        if let Some((start, _)) = &mut self.link
            && *start == usize::MAX
        {
            *start = self.line.text.len();
        }
        self.line.text.push_str(word);
        self.after_link = false;
        if self.strong > 0 {
            self.line.strong_bytes += self.line.text.len() - before;
        }
    }

    /// Adds a word of the same text, behind white space.
    fn push_next_word(&mut self, word: &str) {
        self.line.text.push(' ');
        self.line.text.push_str(word);
        self.note_prose(word);
        if self.strong > 0 {
            self.line.strong_bytes += 1 + word.len();
        }
    }

    fn note_prose(&mut self, word: &str) {
        if !self.line.prose && self.link.is_none() {
            self.line.prose = word.contains(char::is_alphanumeric);
        }
    }

    /// Whether a blank belongs between what is there and `word`. Links side by side are entries of a menu, but in running
    /// text of a script without blanks they are not.
    fn is_parted(&self, word: &str) -> bool {
        if self.space {
            return true;
        }
        let (before, after) = (self.line.text.chars().next_back(), word.chars().next());
        let wide = |c: Option<char>| c.is_some_and(|c| c > '\u{2e7f}');
        let running = self.line.prose && wide(before) && wide(after);
        let gap = || is_word(before) && is_word(after) && !(wide(before) && wide(after));
        self.between_links && !running || self.gap && gap()
    }

    /// Adds text as it stands, line breaks and all.
    pub(super) fn push_raw(&mut self, text: &str) {
        if let Some((start, _)) = &mut self.link
            && *start == usize::MAX
        {
            *start = self.line.text.len();
        }
        self.line.text.push_str(text);
        if self.strong > 0 {
            self.line.strong_bytes += text.len();
        }
    }

    /// Makes sure that what follows does not run into what came before.
    pub(super) fn space(&mut self) {
        self.space = true;
    }

    /// Notes something that is no text: words before and after it are two.
    pub(super) fn gap(&mut self) {
        self.gap = true;
    }

    /// Makes sure that what follows begins a line of code.
    pub(super) fn code_line(&mut self) {
        if !self.line.text.is_empty() && !self.line.text.ends_with('\n') {
            self.line.text.push('\n');
        }
    }

    /// A tab between two cells of a row.
    pub(super) fn next_cell(&mut self) {
        self.pause_link();
        self.line.text.push('\t');
        self.space = false;
    }

    /// Opens a link.
    pub(super) fn open_link(&mut self, target: Arc<str>) {
        self.close_link();
        self.between_links = self.after_link;
        self.link = Some((usize::MAX, target));
    }

    /// Closes the open link, if any. Two links side by side are two words.
    pub(super) fn close_link(&mut self) {
        self.pause_link();
        self.after_link = self.link.take().is_some() || self.after_link;
    }

    /// Notes the part of the open link on this line; it goes on with the next text.
    fn pause_link(&mut self) {
        if let Some((start, target)) = &mut self.link
            && *start != usize::MAX
        {
            self.line.links.push((*start..self.line.text.len(), Arc::clone(target)));
            *start = usize::MAX;
        }
    }

    /// Opens emphasis.
    pub(super) fn open_strong(&mut self) {
        self.strong += 1;
    }

    /// Closes emphasis.
    pub(super) fn close_strong(&mut self) {
        self.strong = self.strong.saturating_sub(1);
    }

    /// Opens raised text.
    pub(super) fn open_superscript(&mut self) {
        self.raised = Some(self.line.text.len());
    }

    /// Closes raised text. A number must not run into what stands before it: `word[1]` for a note, `10^6` for a power.
    pub(super) fn close_superscript(&mut self) {
        let Some(start) = self.raised.take() else { return };
        let linked = |(open, _): &(usize, Arc<str>)| *open != usize::MAX && *open >= start;
        let in_link = self.link.as_ref().is_some_and(linked)
            || self.line.links.last().is_some_and(|(range, _)| range.start >= start);
        let Some((before, number)) = self.line.text.split_at_checked(start) else {
            return;
        };
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return;
        }
        match raised_number(before, in_link) {
            Raised::Note => {
                self.line.text.insert(start, '[');
                self.line.text.push(']');
                self.shift_links(start, 2);
            }
            Raised::Power => {
                self.line.text.insert(start, '^');
                self.shift_links(start, 1);
            }
            Raised::Index => {}
        }
    }

    /// The link that lies in the raised text grows with it.
    fn shift_links(&mut self, start: usize, bytes: usize) {
        if let Some((range, _)) = self.line.links.last_mut().filter(|(range, _)| range.start >= start) {
            *range = start..range.end + bytes;
        }
        if let Some((open, _)) = self
            .link
            .as_mut()
            .filter(|(open, _)| *open != usize::MAX && *open > start)
        {
            *open = start;
        }
    }

    /// Ends the line.
    pub(super) fn line_break(&mut self) {
        self.pause_link();
        self.space = false;
        self.raised = None;
        if self.line.text.is_empty() {
            self.line.apart = true;
            return;
        }
        self.lines.push(std::mem::take(&mut self.line));
    }

    /// Whether nothing has been gathered since the last call of [`Run::take`].
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.line.text.is_empty()
    }

    /// The lines gathered so far; the open link and emphasis go on.
    pub(super) fn take(&mut self) -> Vec<Line> {
        self.line_break();
        self.line.apart = false;
        self.after_link = false;
        self.gap = false;
        self.between_links = false;
        std::mem::take(&mut self.lines)
    }
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}
