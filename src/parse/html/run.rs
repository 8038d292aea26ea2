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
}

impl Run {
    /// Adds text, with white space folded across calls.
    pub(super) fn push(&mut self, text: &str) {
        if text.starts_with(char::is_whitespace) {
            self.space = true;
        }
        for word in text.split_whitespace() {
            self.push_word(word);
            self.space = true;
        }
        if !text.is_empty() && !text.ends_with(char::is_whitespace) {
            self.space = false;
        }
    }

    fn push_word(&mut self, word: &str) {
        let before = self.line.text.len();
        if self.space && before > 0 && !self.line.text.ends_with('\t') {
            self.line.text.push(' ');
        }
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

    /// A tab between two cells of a row.
    pub(super) fn next_cell(&mut self) {
        self.pause_link();
        self.line.text.push('\t');
        self.space = false;
    }

    /// Opens a link.
    pub(super) fn open_link(&mut self, target: Arc<str>) {
        self.close_link();
        if self.after_link {
            self.space = true;
        }
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

    /// Sets a note's mark that would run into the word before it between brackets: `word[1]`.
    pub(super) fn note_mark(&mut self) {
        let Some((range, _)) = self.line.links.last().cloned() else {
            return;
        };
        let mark = self.line.text.get(range.clone()).unwrap_or_default();
        if range.end == self.line.text.len()
            && range.start > 0
            && !mark.is_empty()
            && mark.bytes().all(|b| b.is_ascii_digit())
        {
            self.line.text.insert(range.start, '[');
            self.line.text.push(']');
            if let Some((range, _)) = self.line.links.last_mut() {
                range.end += 2;
            }
        }
    }

    /// Ends the line.
    pub(super) fn line_break(&mut self) {
        self.pause_link();
        self.space = false;
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
        std::mem::take(&mut self.lines)
    }
}
