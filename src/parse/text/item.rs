//! Items of lists in plain text.

use super::lines::Line;
use super::marks::Marker;
use super::wrap::HANG_COLUMNS;
use super::{Parser, append};
use crate::model::BlockKind;

/// Items are nested no deeper.
const DEPTH: usize = 8;

impl Parser<'_> {
    /// Reads the item at line `at`; returns how many lines it took. Lines that hang below its mark belong to it: its text is all of
    /// them in a row, while its layout keeps their breaks, unless the text is wrapped there.
    pub(super) fn item(&mut self, at: usize, line: Line, marker: Marker) -> usize {
        let depth = self.depth(line.indent);
        let (mark, rest) = line.text.split_at_checked(marker.len()).unwrap_or(("", line.text));
        let mut text = rest.trim_start().to_owned();
        let mut lines = line.text.to_owned();
        let mut used = 1;
        while let Some(next) = self.lines.get(at + used) {
            let wrapped = self.goes_on(at + used);
            if !wrapped && !self.hangs(at + used, &line, next) {
                break;
            }
            append(&mut text, next.text);
            if wrapped {
                append(&mut lines, next.text);
            } else {
                lines.push('\n');
                lines.push_str(next.full);
            }
            used += 1;
        }
        let plain = lines.strip_prefix(mark).and_then(|rest| rest.strip_prefix(' ')) == Some(&text);
        let kind = BlockKind::ListItem {
            depth,
            marker: mark.to_owned(),
        };
        self.push(&line, kind, text, (!plain).then_some(lines));
        used
    }

    /// How many lists an item that is indented so far stands in, beyond the first.
    fn depth(&mut self, indent: usize) -> u8 {
        while self.indents.last().is_some_and(|&open| open > indent) {
            self.indents.pop();
        }
        if self.indents.last() != Some(&indent) && self.indents.len() < DEPTH {
            self.indents.push(indent);
        }
        u8::try_from(self.indents.len().saturating_sub(1)).unwrap_or(u8::MAX)
    }

    /// Whether the line at `at` hangs below the mark of the item that begins with `first`.
    fn hangs(&self, at: usize, first: &Line, next: &Line) -> bool {
        let plain = next.gap == 0 && self.marker(at).is_none() && self.row(at).is_none();
        plain && next.indent > first.indent && next.indent <= first.indent + HANG_COLUMNS
    }
}
