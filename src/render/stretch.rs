//! Stretches of a block's text for Markdown: words are escaped, code stands between backticks, and formulas stand as they are.
//!
//! Not for: what a block is (`markdown`).

use std::ops::Range;

use crate::model::{Block, Mark};

/// A stretch of the text of a block, with the marks of the whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch<'a> {
    pub(super) text: &'a str,
    /// Where it begins in its block, in bytes.
    pub(super) at: usize,
    marks: &'a [(Range<usize>, Mark)],
}

impl<'a> Stretch<'a> {
    /// The whole text of a block.
    pub(super) fn of(block: &'a Block) -> Self {
        Stretch {
            text: &block.text,
            at: 0,
            marks: &block.marks,
        }
    }

    /// The part in a range of bytes of this stretch.
    pub(super) fn part(self, range: Range<usize>) -> Option<Self> {
        Some(Stretch {
            text: self.text.get(range.clone())?,
            at: self.at + range.start,
            marks: self.marks,
        })
    }

    /// Without white space at its ends.
    pub(super) fn trimmed(self) -> Self {
        let lead = self.text.len() - self.text.trim_start().len();
        Stretch {
            text: self.text.trim(),
            at: self.at + lead,
            marks: self.marks,
        }
    }

    /// The parts between signs.
    pub(super) fn split(self, sign: char) -> impl Iterator<Item = Stretch<'a>> {
        let mut at = self.at;
        self.text.split(sign).map(move |text| {
            let start = at;
            at += text.len() + sign.len_utf8();
            Stretch {
                text,
                at: start,
                marks: self.marks,
            }
        })
    }

    /// As Markdown.
    pub(super) fn marked(self) -> String {
        let first = self.marks.partition_point(|(range, _)| range.end <= self.at);
        let end = self.at + self.text.len();
        let inside = self.marks.iter().skip(first).take_while(|(range, _)| range.start < end);
        let mut out = String::with_capacity(self.text.len() + 8);
        let mut from = 0;
        for (range, mark) in inside {
            let start = range.start.saturating_sub(self.at);
            let stop = range.end.min(end) - self.at;
            let (Some(before), Some(text)) = (self.text.get(from..start), self.text.get(start..stop)) else {
                continue;
            };
            out.push_str(&escape(before));
            push_mark(&mut out, *mark, text);
            from = stop;
        }
        out.push_str(&escape(self.text.get(from..).unwrap_or_default()));
        out
    }
}

fn push_mark(out: &mut String, mark: Mark, text: &str) {
    let bare = text.trim();
    match mark {
        Mark::Code if !bare.is_empty() => {
            let runs = || text.split(|c| c != '`').map(str::len).filter(|run| *run > 0);
            let fence = "`".repeat((1..).find(|length| !runs().any(|run| run == *length)).unwrap_or(1));
            let space = if bare.starts_with('`') || bare.ends_with('`') {
                " "
            } else {
                ""
            };
            let (lead, tail) = text.split_once(bare).unwrap_or_default();
            out.push_str(&format!("{lead}{fence}{space}{bare}{space}{fence}{tail}"));
        }
        Mark::Code | Mark::Math => out.push_str(text),
    }
}

/// Backslashes before the signs that Markdown would read as marks.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let inside_word = before.is_alphanumeric() && next.is_alphanumeric();
        let mark = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            '_' => !inside_word,
            '&' => next == '#' || next.is_ascii_alphabetic(),
            _ => false,
        };
        if mark {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockKind;

    fn marked(text: &str, marks: &[(&str, Mark)]) -> String {
        let mut block = Block::new(BlockKind::Paragraph, text);
        for (part, mark) in marks {
            let start = text.find(part).unwrap();
            block.marks.push((start..start + part.len(), *mark));
        }
        Stretch::of(&block).marked()
    }

    #[test]
    fn code_and_formulas_are_not_escaped() {
        let code = [("a_*b*", Mark::Code)];
        assert_eq!(marked("*x* is a_*b* here_", &code), "\\*x\\* is `a_*b*` here\\_");
        let formula = [("$\\sum_{i=1} a*b$", Mark::Math)];
        assert_eq!(marked("So $\\sum_{i=1} a*b$", &formula), "So $\\sum_{i=1} a*b$");
    }

    #[test]
    fn backticks_in_code_get_a_longer_fence() {
        assert_eq!(marked("a `` b", &[("`` b", Mark::Code)]), "a ` `` b `");
        assert_eq!(marked("use `x` so", &[("`x`", Mark::Code)]), "use `` `x` `` so");
    }
}
