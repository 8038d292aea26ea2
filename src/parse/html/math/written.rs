//! Formulas that the text of a page holds, for a script to draw: TeX between `\(` and `\)`, `\[` and `\]`, or dollar signs. They are
//! marked, and all get dollar signs.
//!
//! Not for: formulas in elements of their own (`math`).

use std::ops::Range;

use crate::model::{Block, Mark};

/// Longest formula, in bytes.
const MOST_BYTES: usize = 2000;
/// How each kind begins and ends, and the sign that it gets; of those that begin alike the longer comes first.
const SIGNS: [(&str, &str, &str); 4] = [
    ("\\(", "\\)", "$"),
    ("\\[", "\\]", "$$"),
    ("$$", "$$", "$$"),
    ("$", "$", "$"),
];

/// A formula in a text.
struct Found {
    /// The formula with its signs.
    range: Range<usize>,
    open: &'static str,
    sign: &'static str,
}

/// Marks the formulas in the text of a block.
pub(in super::super) fn mark(block: &mut Block) {
    if !block.text.contains(['$', '\\']) {
        return;
    }
    let found = find(&block.text, &block.marks);
    if !found.is_empty() {
        rewrite(block, &found);
    }
}

/// The formulas of a text outside of what is marked.
fn find(text: &str, marks: &[(Range<usize>, Mark)]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut marks = marks.iter().map(|(range, _)| range).peekable();
    let mut at = 0;
    while let Some(start) = text
        .get(at..)
        .and_then(|rest| rest.find(['$', '\\']))
        .map(|start| at + start)
    {
        while marks.next_if(|range| range.end <= start).is_some() {}
        let marked = marks.peek();
        at = match formula(text, start) {
            _ if marked.is_some_and(|range| range.start <= start) => marked.map_or(start, |range| range.end),
            Some(formula) if marked.is_none_or(|range| range.start >= formula.range.end) => {
                let end = formula.range.end;
                found.push(formula);
                end
            }
            // Behind a backslash, a sign is none.
            _ => start + 1 + usize::from(text.get(start..).is_some_and(|rest| rest.starts_with("\\$"))),
        };
    }
    found
}

/// The formula that begins at `start`.
fn formula(text: &str, start: usize) -> Option<Found> {
    let rest = text.get(start..)?;
    let (open, close, sign) = SIGNS.into_iter().find(|(open, _, _)| rest.starts_with(open))?;
    let inside = rest.get(open.len()..)?;
    let inside = inside.get(..inside.floor_char_boundary(MOST_BYTES))?;
    let inside = inside.split(['\t', '\n']).next()?;
    let end = close_at(inside, close)?;
    let (formula, after) = (inside.get(..end)?, inside.get(end + close.len()..)?);
    let is_tex = match open {
        "$" => is_bare(formula, after),
        "$$" => is_formula(formula),
        _ => is_formula(formula) || formula.trim().len() <= 2 && formula.contains(char::is_alphabetic),
    };
    let end = start + open.len() + end + close.len();
    (is_tex && !formula.trim().is_empty()).then_some(Found {
        range: start..end,
        open,
        sign,
    })
}

/// Where the sign stands that closes a formula. A dollar sign behind a backslash does not.
fn close_at(inside: &str, close: &str) -> Option<usize> {
    let mut places = inside.match_indices(close).map(|(at, _)| at);
    places.find(|at| !close.starts_with('$') || !inside.get(..*at).is_some_and(|before| before.ends_with('\\')))
}

/// Whether a text has signs of TeX.
fn is_formula(text: &str) -> bool {
    text.contains(['\\', '^', '_', '{', '=', '+', '<', '>', '/', '|'])
}

/// Whether a text between single dollar signs is a formula and not what stands between two prices: no white space inside the signs,
/// no digit behind them, and signs that only TeX has.
fn is_bare(text: &str, after: &str) -> bool {
    let closed = !text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace);
    let sign = text.contains(['^', '_', '{'])
        || text
            .split('\\')
            .skip(1)
            .any(|command| command.starts_with(|c: char| c.is_ascii_alphabetic()));
    closed && sign && !after.starts_with(|c: char| c.is_ascii_digit())
}

/// Gives formulas dollar signs, and moves links and marks along.
fn rewrite(block: &mut Block, found: &[Found]) {
    // The places of bytes that go: `\(` becomes `$`.
    let mut gone: Vec<usize> = Vec::new();
    let mut text = String::with_capacity(block.text.len());
    let mut at = 0;
    let mut formulas = Vec::new();
    for Found { range, open, sign } in found {
        let less = open.len() - sign.len();
        let (first, last) = (range.start + open.len(), range.end - open.len());
        text.push_str(block.text.get(at..range.start).unwrap_or_default());
        let start = text.len();
        text.push_str(sign);
        text.push_str(block.text.get(first..last).unwrap_or_default());
        text.push_str(sign);
        formulas.push((start..text.len(), Mark::Math));
        gone.extend((range.start..range.start + less).chain(last..last + less));
        at = range.end;
    }
    text.push_str(block.text.get(at..).unwrap_or_default());
    let moved = |place: usize| place - gone.partition_point(|gone| *gone < place);
    let all = block.links.iter_mut().map(|(range, _)| range);
    for range in all.chain(block.marks.iter_mut().map(|(range, _)| range)) {
        *range = moved(range.start)..moved(range.end);
    }
    block.text = text;
    block.marks.extend(formulas);
    block.marks.sort_by_key(|(range, _)| range.start);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockKind;

    /// The text after marking, and the parts that are marked.
    fn marked(text: &str) -> (String, Vec<String>) {
        let mut block = Block::new(BlockKind::Paragraph, text);
        mark(&mut block);
        let parts = block
            .marks
            .iter()
            .map(|(range, _)| block.text[range.clone()].to_owned());
        (block.text.clone(), parts.collect())
    }

    #[test]
    fn all_formulas_get_dollar_signs() {
        let (text, parts) = marked("So \\(a_1\\) and \\[\\sum_{i} b_i\\], or $x^2$ and $$E = h \\nu$$ é.");
        assert_eq!(text, "So $a_1$ and $$\\sum_{i} b_i$$, or $x^2$ and $$E = h \\nu$$ é.");
        assert_eq!(parts, ["$a_1$", "$$\\sum_{i} b_i$$", "$x^2$", "$$E = h \\nu$$"]);
    }

    #[test]
    fn prices_paths_and_escaped_signs_are_no_formulas() {
        for text in [
            "It cost $5 and $6_000, or US$7_a/A$8.",
            "C:\\(old)\\n and \\[1\\] and \\[see below\\]",
            "\\$x^2\\$ and $ x^2 $",
            "an open \\(a_1 and \\[b_1",
            "$",
            "\\",
        ] {
            assert_eq!(marked(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn links_and_code_move_with_the_text() {
        let mut block = Block::new(BlockKind::Paragraph, "\\(a_1\\) by `\\(b_1\\)` here");
        block.links.push((19..23, "/x".into()));
        block.marks.push((11..18, Mark::Code));
        let before = (block.text[19..23].to_owned(), block.text[11..18].to_owned());
        mark(&mut block);
        assert_eq!(block.text, "$a_1$ by `\\(b_1\\)` here");
        let (link, code) = (block.links[0].0.clone(), block.marks[1].0.clone());
        assert_eq!((block.text[link].to_owned(), block.text[code].to_owned()), before);
        assert_eq!(block.marks.len(), 2);
    }
}
