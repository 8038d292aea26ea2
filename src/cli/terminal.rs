//! What goes to a terminal: text of documents, names and messages never carry control characters there, so that a page
//! cannot move the cursor, recolour the screen, retitle the window or reverse the direction of writing.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

/// `text` with every control character but line break and tab as its JSON escape (`\u001b`), bidi controls included.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) {
            // Writing to a string does not fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// C0 and C1 controls, the marks that change the direction of writing, and the separators that some terminals break at.
fn is_unsafe(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        _ => c.is_control(),
    }
}

/// A line on standard error, made printable. A closed standard error is nobody's loss.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// Standard output: verbatim into files and pipes, printable on a terminal. (In JSON the escapes mean the same text.)
pub(super) struct Output<W: Write = Stdout> {
    inner: BufWriter<W>,
    is_terminal: bool,
}

impl Output {
    pub(super) fn new() -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        Output::over(stdout, is_terminal)
    }
}

impl<W: Write> Output<W> {
    fn over(inner: W, is_terminal: bool) -> Self {
        Output {
            inner: BufWriter::with_capacity(1 << 16, inner),
            is_terminal,
        }
    }

    /// Writes `line` and a line break; on a terminal it is seen at once.
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        if self.is_terminal {
            writeln!(self.inner, "{}", printable(line))?;
            self.inner.flush()
        } else {
            self.inner.write_all(line.as_bytes())?;
            self.inner.write_all(b"\n")
        }
    }

    /// Writes what is still held back.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_visible_and_text_stays() {
        let cases = [
            ("plain\ttext\n", "plain\ttext\n"),
            ("\u{1b}[31mred\u{7}", "\\u001b[31mred\\u0007"),
            ("\u{9b}31m", "\\u009b31m"),
            ("back\rspace\u{8}\u{7f}", "back\\u000dspace\\u0008\\u007f"),
            ("exe.\u{202e}fdp", "exe.\\u202efdp"),
            ("\u{2066}a\u{2069} \u{200f}", "\\u2066a\\u2069 \\u200f"),
            ("Žluťoučký 漢字 👩\u{200d}👧", "Žluťoučký 漢字 👩\u{200d}👧"),
        ];
        for (text, expected) in cases {
            assert_eq!(printable(text), expected);
        }
    }

    #[test]
    fn only_a_terminal_is_protected() {
        for (is_terminal, expected) in [(true, "a\\u001b[2Jb\n"), (false, "a\u{1b}[2Jb\n")] {
            let mut written = Vec::new();
            let mut output = Output::over(&mut written, is_terminal);
            output.line("a\u{1b}[2Jb").unwrap();
            output.finish().unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), expected);
        }
    }

    #[test]
    fn an_escaped_json_line_means_the_same() {
        let line = serde_json::to_string("a\u{9b}b\u{202e}c\u{1b}").unwrap();
        let shown = printable(&line);
        assert!(shown.chars().all(|c| !is_unsafe(c)));
        assert_eq!(
            serde_json::from_str::<String>(&shown).unwrap(),
            "a\u{9b}b\u{202e}c\u{1b}"
        );
    }
}
