//! The text of a listing: lines that elements make, and those that the text itself has.
//!
//! Not for: which elements are lines (`line`).

use super::super::run::Run;

/// Writes the text of one listing to the run.
#[derive(Debug, Default)]
pub(super) struct Writer {
    /// Whether a line has ended, and what follows begins another.
    owed: bool,
    /// Whether `<br>` came last.
    broke: bool,
    /// Whether the number of the line came last.
    numbered: bool,
    /// Whether white space that was folded came last.
    folded: bool,
}

impl Writer {
    /// The number of a line has been left out.
    pub(super) fn numbered(&mut self) {
        self.numbered = true;
    }

    /// Adds text as it stands; what has no width is left out, and blanks that keep words together are blanks.
    pub(super) fn text(&mut self, run: &mut Run, text: &str) {
        let text = self.behind(text);
        if text.is_empty() || self.owed && text.trim().is_empty() && !text.contains('\n') {
            return;
        }
        self.folded = false;
        if std::mem::take(&mut self.owed) && !text.starts_with('\n') {
            run.push_raw("\n");
        }
        if text.contains(['\u{a0}', '\u{200b}', '\u{feff}']) {
            run.push_raw(&text.replace('\u{a0}', " ").replace(['\u{200b}', '\u{feff}'], ""));
        } else {
            run.push_raw(text);
        }
    }

    /// Adds text whose white space is folded, apart from blanks that keep words together.
    pub(super) fn folded(&mut self, run: &mut Run, text: &str) {
        let mut words = text.split(|c: char| c.is_ascii_whitespace());
        let first = words.next().unwrap_or_default();
        if !first.is_empty() {
            self.text(run, first);
        }
        for word in words {
            let tail = run.open_text();
            if !tail.is_empty() && !tail.ends_with('\n') && !self.owed && !self.folded {
                run.push_raw(" ");
                self.folded = true;
            }
            if !word.is_empty() {
                self.text(run, word);
            }
        }
    }

    /// The text without what the element before it makes needless: the line feed behind `<br>`, the blank behind a number.
    fn behind<'t>(&mut self, text: &'t str) -> &'t str {
        let mut rest = text;
        if std::mem::take(&mut self.broke) {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        if std::mem::take(&mut self.numbered) {
            rest = rest.strip_prefix('\u{a0}').unwrap_or(rest);
        }
        rest
    }

    /// Begins a line; where it begins. A `block` stands on a line of its own whatever stands before it.
    pub(super) fn open_line(&mut self, run: &mut Run, block: bool) -> usize {
        if block && !self.owed {
            let text = run.open_text();
            let start = text.rfind('\n').map_or(0, |at| at + 1);
            let is_blank = text.get(start..).is_none_or(|line| line.trim().is_empty());
            if is_blank {
                run.cut(start);
            }
            self.owed = !is_blank;
        }
        if std::mem::take(&mut self.owed) {
            run.push_raw("\n");
        }
        self.broke = false;
        run.open_text().len()
    }

    /// Ends the line that began at `start`, however many line feeds stand at its end.
    pub(super) fn close_line(&mut self, run: &mut Run, start: usize) {
        let text = run.open_text();
        run.cut(text.trim_end_matches('\n').len().max(start.min(text.len())));
        self.owed = true;
        self.broke = false;
    }

    /// Begins a cell beside another on the same line.
    pub(super) fn open_cell(&mut self, run: &mut Run) {
        let text = run.open_text();
        if !self.owed && !text.is_empty() && !text.ends_with(['\n', '\t']) {
            run.push_raw("\t");
        }
    }

    pub(super) fn line_break(&mut self, run: &mut Run) {
        self.owed = false;
        self.numbered = false;
        run.push_raw("\n");
        self.broke = true;
    }
}
