//! Listings in plain text: between fences, indented, or whole runs of lines that are code.

use super::lines::Line;

/// Columns that set an indented listing off.
const INDENT: usize = 4;
/// A line that opens a block is not longer.
const OPENER_COLUMNS: usize = 60;
/// A listing that nothing sets off has so many lines.
const BARE_LINES: usize = 3;

/// A listing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listing {
    /// The language that its fence names.
    pub(super) language: Option<String>,
    /// Its lines.
    pub(super) text: String,
    /// How many lines of the source it took.
    pub(super) lines: usize,
}

/// Finds listings from the first line to the last.
#[derive(Debug)]
pub(super) struct Finder {
    /// Whether text stands at the margin, so that an indent means something.
    margin: bool,
    /// A fence was opened and never closed: no later one can be closed either.
    unclosed: bool,
}

impl Finder {
    pub(super) fn new(lines: &[Line]) -> Self {
        let indented = lines.iter().filter(|line| line.indent >= INDENT).count();
        Finder {
            margin: indented * 2 < lines.len(),
            unclosed: false,
        }
    }

    /// The listing that begins at line `at`.
    pub(super) fn at(&mut self, lines: &[Line], at: usize) -> Option<Listing> {
        let first = lines.get(at)?;
        match fence(first.text) {
            Some(fence) if !self.unclosed => self.fenced(lines.get(at..)?, fence),
            _ if first.indent >= INDENT && self.margin => indented(lines, at).or_else(|| bare(lines, at)),
            _ => bare(lines, at),
        }
    }

    fn fenced(&mut self, lines: &[Line], mark: &str) -> Option<Listing> {
        let closes = |line: &Line| {
            line.text.trim_end_matches(mark.get(..1).unwrap_or("`")).is_empty() && line.text.len() >= mark.len()
        };
        let Some(body) = lines.iter().skip(1).position(closes) else {
            self.unclosed = true;
            return None;
        };
        let info = lines.first()?.text.get(mark.len()..).unwrap_or_default().trim();
        let inside = lines
            .get(1..=body)
            .filter(|inside| !inside.is_empty() && !info.contains('`'))?;
        Some(Listing {
            language: (!info.is_empty()).then(|| info.to_owned()),
            text: text_of(inside, 0),
            lines: body + 2,
        })
    }
}

/// The signs that open a fence, at least three.
fn fence(text: &str) -> Option<&str> {
    let sign = text.chars().next().filter(|&c| c == '`' || c == '~')?;
    let len = text.len() - text.trim_start_matches(sign).len();
    (len >= 3).then(|| text.get(..len))?
}

/// Indented lines that read like code and stand apart from the text before them.
fn indented(lines: &[Line], at: usize) -> Option<Listing> {
    let first = lines.get(at)?;
    let before = at.checked_sub(1).and_then(|before| lines.get(before));
    let apart = first.gap > 0 || before.is_none_or(|line| line.text.ends_with(':'));
    if !apart {
        return None;
    }
    let count = lines
        .iter()
        .skip(at)
        .take_while(|line| line.indent >= INDENT && line.gap <= 2)
        .count()
        .max(1);
    let run = lines.get(at..at + count)?;
    let signs = run.iter().filter(|line| reads_like_code(line.text)).count();
    let margin = run.iter().map(|line| line.indent).min().unwrap_or(0);
    (signs * 2 >= count).then(|| Listing {
        language: None,
        text: text_of(run, margin),
        lines: count,
    })
}

/// Runs of lines that are code, from the margin on. Further runs belong to it where no more than two blank lines stand between.
fn bare(lines: &[Line], at: usize) -> Option<Listing> {
    let first = lines.get(at)?;
    let rest = lines.get(at..).filter(|_| at == 0 || first.gap > 0)?;
    let mut count = 0;
    for run in rest.chunk_by(|_, next| next.gap == 0) {
        let near = count == 0 || run.first().is_some_and(|line| line.gap <= 2);
        if !near || !is_code(run) {
            break;
        }
        count += run.len();
    }
    let run = rest.get(..count).filter(|run| run.len() >= BARE_LINES)?;
    let margin = run.iter().map(|line| line.indent).min().unwrap_or(0);
    Some(Listing {
        language: None,
        text: text_of(run, margin),
        lines: count,
    })
}

/// Whether most lines of a run are code: by their signs, or because they stand in blocks within blocks, as settings do.
fn is_code(run: &[Line]) -> bool {
    let signs = run.iter().filter(|line| is_statement(line.text)).count();
    let (inside, deepest) = nesting(run);
    let nested = deepest >= 2 && inside * 10 >= run.len() * 6;
    nested || signs >= 1 && signs.max(inside) * 10 >= run.len() * 6
}

/// How many lines stand deeper than a line that opens a block, and how many such lines stand around the deepest.
fn nesting(run: &[Line]) -> (usize, usize) {
    let opens = |line: &Line| line.text.ends_with([':', '{', '(', '[', '\\']) && line.width <= OPENER_COLUMNS;
    // The indents of the lines that opened the blocks around this one.
    let mut open: Vec<usize> = Vec::new();
    let (mut inside, mut deepest) = (0, 0);
    let mut before: Option<&Line> = None;
    for line in run {
        while open.last().is_some_and(|&opener| line.indent <= opener) {
            open.pop();
        }
        if let Some(before) = before.filter(|before| opens(before) && line.indent > before.indent) {
            open.push(before.indent);
        }
        inside += usize::from(!open.is_empty());
        deepest = deepest.max(open.len());
        before = Some(line);
    }
    (inside, deepest)
}

/// Whether a line reads like a statement even at the margin, where words of a page stand as well.
fn is_statement(text: &str) -> bool {
    const OPENERS: [&str; 35] = [
        "def ",
        "class ",
        "import ",
        "from ",
        "return ",
        "elif ",
        "else:",
        "try:",
        "except ",
        "for (",
        "if (",
        "while (",
        "#include",
        "#!/",
        "#define",
        "function ",
        "var ",
        "let ",
        "const ",
        "public ",
        "private ",
        "static ",
        "fn ",
        "pub ",
        "package ",
        "using ",
        "$ ",
        "SELECT ",
        "FROM ",
        "WHERE ",
        "GROUP BY ",
        "ORDER BY ",
        "INSERT INTO ",
        "} ",
        "//",
    ];
    const ENDS: [&str; 6] = [";", "{", "}", "):", "\\", ");"];
    const SIGNS: [&str; 11] = [
        " = ", " == ", "()", "->", "=>", "::", " && ", " += ", "\\n", " := ", " != ",
    ];
    let prose = text.ends_with(';') && !text.contains(['(', '=', '[']);
    let opens = OPENERS.iter().any(|opener| text.starts_with(opener)) && !super::lines::ends_sentence(text);
    opens && (text.contains(['(', '=', '.', ':', '<', '{', ';', '/']) || text.split(' ').count() <= 3)
        || !prose && ENDS.iter().any(|end| text.ends_with(end))
        || SIGNS.iter().any(|sign| text.contains(sign))
        || is_call(text)
}

/// `name(arguments)` and nothing else.
fn is_call(text: &str) -> bool {
    let Some((name, rest)) = text.split_once('(') else {
        return false;
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.:$".contains(c);
    !name.is_empty() && name.chars().all(is_name) && rest.ends_with(')')
}

/// Signs that stand in most lines of most languages and shells, and seldom in prose.
fn reads_like_code(text: &str) -> bool {
    const SIGNS: [&str; 13] = [
        " = ",
        "==",
        "()",
        "->",
        "=>",
        "::",
        "</",
        "/>",
        "&&",
        " += ",
        "\\n",
        "://localhost",
        " --",
    ];
    text.ends_with([';', '{', '}', '\\'])
        || text.starts_with(['$', '#', '{', '}', '@', '<', '/'])
        || SIGNS.iter().any(|sign| text.contains(sign))
}

/// The lines with their breaks and their indent beyond `margin`.
fn text_of(lines: &[Line], margin: usize) -> String {
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            text.extend(std::iter::repeat_n('\n', usize::from(line.gap) + 1));
        }
        let tabs = line.full.contains('\t');
        if margin == 0 || tabs && !line.full.starts_with('\t') {
            text.push_str(line.full);
        } else {
            text.extend(std::iter::repeat_n(' ', line.indent.saturating_sub(margin)));
            text.push_str(line.text);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(source: &str, at: usize) -> Option<Listing> {
        let lines = super::super::lines::split(source);
        Finder::new(&lines).at(&lines, at)
    }

    #[test]
    fn fences() {
        let found = first("```rust\nfn a() {\n\n    b();\n}\n```\nText", 0).unwrap();
        assert_eq!(
            (found.language.as_deref(), found.text.as_str(), found.lines),
            (Some("rust"), "fn a() {\n\n    b();\n}", 5)
        );
        assert_eq!(first("```\nnever closed", 0), None);
    }

    #[test]
    fn indented_code_but_not_indented_prose() {
        let found = first("Run this:\n    let a = 1;\n      let b = 2;\nDone.\nText.", 1).unwrap();
        assert_eq!(found.text, "let a = 1;\n  let b = 2;");
        assert_eq!(
            first(
                "He wrote:\n\n    The sea was calm that day,\n    and we saw no ships.\n\nDone.\nText.\nMore.",
                1
            ),
            None
        );
    }
}
