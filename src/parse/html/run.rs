//! A run of inline text on its way to becoming blocks: white space folded, links and emphasis noted, line breaks marked.
//!
//! Not for: deciding where a run ends (`walk`).

use std::ops::Range;
use std::sync::Arc;

use crate::model::Mark;

use super::script::{Script, Written, written};

/// A stretch of a run between two line breaks.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Text with white space folded.
    pub(super) text: String,
    /// Ranges of bytes that are links.
    pub(super) links: Vec<(Range<usize>, Arc<str>)>,
    /// Ranges of bytes that are code or formulas.
    pub(super) marks: Vec<(Range<usize>, Mark)>,
    /// Bytes that are emphasised.
    pub(super) strong_bytes: usize,
    /// Whether an empty line stood before it.
    pub(super) apart: bool,
    /// Whether words stand outside of links.
    pub(super) prose: bool,
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
    /// Where raised or lowered text begins, and whether white space stands before it.
    script: Option<(usize, Script, bool)>,
    /// The open code or formula: where it begins on this line.
    mark: Option<(usize, Mark)>,
}

impl Run {
    /// Adds text, with white space folded across calls.
    pub(super) fn push(&mut self, text: &str) {
        if text.starts_with(char::is_whitespace) && !self.opens_script() {
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
        self.start_ranges();
        self.line.text.push_str(word);
        self.after_link = false;
        if self.strong > 0 {
            self.line.strong_bytes += self.line.text.len() - before;
        }
    }

    /// The open link and the open mark begin with the next text.
    fn start_ranges(&mut self) {
        let at = self.line.text.len();
        let link = self.link.as_mut().map(|(start, _)| start);
        let mark = self.mark.as_mut().map(|(start, _)| start);
        for start in link.into_iter().chain(mark).filter(|start| **start == usize::MAX) {
            *start = at;
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
        self.start_ranges();
        self.line.text.push_str(text);
        if self.strong > 0 {
            self.line.strong_bytes += text.len();
        }
    }

    /// Makes sure that what follows does not run into what came before.
    pub(super) fn space(&mut self) {
        self.space = true;
    }

    /// Opens a bracket behind a space.
    pub(super) fn open_bracket(&mut self) {
        self.space = true;
        self.push("(");
    }

    /// Notes something that is no text: words before and after it are two.
    pub(super) fn gap(&mut self) {
        self.gap = true;
    }

    /// The text of the line that is open.
    pub(super) fn open_text(&self) -> &str {
        &self.line.text
    }

    /// Cuts the line that is open to so many bytes.
    pub(super) fn cut(&mut self, bytes: usize) {
        self.line.text.truncate(bytes);
        for (range, _) in self
            .line
            .links
            .iter_mut()
            .rev()
            .take_while(|(range, _)| range.end > bytes)
        {
            *range = range.start.min(bytes)..bytes;
        }
        if let Some((start, _)) = self.link.as_mut().filter(|(start, _)| *start != usize::MAX) {
            *start = bytes.min(*start);
        }
    }

    /// A tab between two cells of a row.
    pub(super) fn next_cell(&mut self) {
        self.pause_ranges();
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

    /// Notes the parts of the open link and the open mark on this line; both go on with the next text.
    fn pause_ranges(&mut self) {
        self.pause_link();
        if let Some((start, mark)) = &mut self.mark
            && *start != usize::MAX
        {
            self.line.marks.push((*start..self.line.text.len(), *mark));
            *start = usize::MAX;
        }
    }

    /// Opens code or a formula; one inside another is part of it.
    pub(super) fn open_mark(&mut self, mark: Mark) {
        self.mark = self.mark.take().or(Some((usize::MAX, mark)));
    }

    /// Closes the open code or formula.
    pub(super) fn close_mark(&mut self) {
        if let Some((start, mark)) = self.mark.take().filter(|(start, _)| *start != usize::MAX) {
            self.line.marks.push((start..self.line.text.len(), mark));
        }
    }

    /// Adds a formula.
    pub(super) fn push_formula(&mut self, text: &str) {
        let is_tex = self.mark.is_none() && text.starts_with('$');
        if is_tex {
            self.open_mark(Mark::Math);
        }
        self.push(text);
        if is_tex {
            self.close_mark();
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

    /// Opens raised or lowered text.
    pub(super) fn open_script(&mut self, script: Script) {
        self.script = Some((self.line.text.len(), script, self.space));
    }

    /// Whether raised text has just been opened right behind a word: white space inside it does not part the two.
    fn opens_script(&self) -> bool {
        self.script
            .is_some_and(|(start, _, space)| start == self.line.text.len() && !space)
    }

    /// Closes raised or lowered text. It must not run into what stands before it: `word[1]` for a note, `10^6` for a power.
    pub(super) fn close_script(&mut self) {
        let Some((start, script, _)) = self.script.take() else {
            return;
        };
        let linked = |(open, _): &(usize, Arc<str>)| *open != usize::MAX && *open >= start;
        let in_link = self.link.as_ref().is_some_and(linked)
            || self.line.links.last().is_some_and(|(range, _)| range.start >= start);
        let Some((before, text)) = self.line.text.split_at_checked(start) else {
            return;
        };
        match written(script, before, text, in_link) {
            Some(Written::Note) => self.enclose(start, "[", "]"),
            Some(Written::Plain(sign)) => self.enclose(start, sign.encode_utf8(&mut [0; 4]), ""),
            Some(Written::Group('_')) => self.enclose(start, "_(", ")"),
            Some(Written::Group(_)) => self.enclose(start, "^(", ")"),
            None => {}
        }
    }

    /// Puts signs around the text from `start` on. The link that lies in it grows with it; what is marked in it moves on.
    fn enclose(&mut self, start: usize, open: &str, close: &str) {
        self.line.text.insert_str(start, open);
        self.line.text.push_str(close);
        let bytes = open.len() + close.len();
        if let Some((range, _)) = self.line.links.last_mut().filter(|(range, _)| range.start >= start) {
            *range = start..range.end + bytes;
        }
        if let Some((at, _)) = self.link.as_mut().filter(|(at, _)| *at != usize::MAX && *at > start) {
            *at = start;
        }
        let marks = self.line.marks.iter_mut().rev();
        for (range, _) in marks.take_while(|(range, _)| range.start >= start) {
            *range = range.start + open.len()..range.end + open.len();
        }
    }

    /// Makes sure that what follows stands on a line of its own.
    pub(super) fn end_line(&mut self) {
        if !self.line.text.is_empty() {
            self.line_break();
        }
    }

    /// Ends the line.
    pub(super) fn line_break(&mut self) {
        self.pause_ranges();
        self.space = false;
        self.script = None;
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
