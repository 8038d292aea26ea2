//! Markdown by its marks.
//!
//! Not for: deciding alone. Plain text may hold such marks, so something else must say that Markdown is likely.

use crate::sources::formats::sniff::HEAD_BYTES;

/// Whether a text plainly has marks of Markdown: a heading, or links or fences.
pub(crate) fn is_markdown(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(HEAD_BYTES)).unwrap_or(text);
    let mut before = "";
    head.lines().any(|line| {
        let is_marked = is_heading(line) || is_underline(line) && !before.trim().is_empty() || has_link(line);
        before = line;
        is_marked || line.starts_with("```")
    })
}

/// `## words`
fn is_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - words.len())) && words.starts_with(' ') && !words.trim().is_empty()
}

/// `=====` under a line of words.
fn is_underline(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 3 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
}

/// `[words](https://example.org/)`
fn has_link(line: &str) -> bool {
    line.match_indices("](").any(|(at, _)| {
        let (label, target) = line.split_at_checked(at).unwrap_or((line, ""));
        let target = target.get(2..).unwrap_or_default();
        label.contains('[') && target.contains(')') && ["http", "/", "#"].iter().any(|start| target.starts_with(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_text_that_has_signs() {
        for text in [
            "# Title\nwords",
            "Title\n=====\n",
            "a [link](https://example.org/) in words",
            "```\ncode",
        ] {
            assert!(is_markdown(text), "{text}");
        }
        for text in [
            "#hashtag words",
            "a * b * c [1] (see 2)",
            "=====\n",
            "C# and F# are languages",
            "",
            "-- \nname",
        ] {
            assert!(!is_markdown(text), "{text}");
        }
    }
}
