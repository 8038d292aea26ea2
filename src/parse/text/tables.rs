//! Tables in plain text: columns parted by tabs, by `|`, or aligned with blanks.
//!
//! Not for: menus; a single line is never a table.

use super::lines::Line;

/// A line longer than this is no row.
const ROW_BYTES: usize = 1000;
/// Cells that are looked at when columns are compared.
const CELLS: usize = 24;

/// What a line is in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// Cells parted by tabs.
    Tabs,
    /// Cells parted by `|`.
    Pipes,
    /// Cells parted by two or more blanks.
    Aligned,
    /// A line drawn between rows: no text.
    Rule,
}

/// What each line is in a table, none outside of tables.
pub(super) fn rows(lines: &[Line]) -> Vec<Option<Row>> {
    let mut rows = vec![None; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let (run, kind) = lines.get(at..).map_or((1, None), table_at);
        if let Some(kind) = kind {
            for (row, line) in rows.iter_mut().zip(lines).skip(at).take(run) {
                *row = Some(if is_rule(line.text) { Row::Rule } else { kind });
            }
        }
        at += run.max(1);
    }
    rows
}

/// The table that begins at the first of `lines`: of how many lines, and of what kind.
fn table_at(lines: &[Line]) -> (usize, Option<Row>) {
    let Some(first) = lines.first() else { return (1, None) };
    let interesting = first.has_gaps() || first.text.starts_with(['|', '+']);
    if !interesting || first.text.len() > ROW_BYTES {
        return (1, None);
    }
    let run_of = |belongs: fn(&Line) -> bool| {
        let inside =
            |(at, line): &(usize, &Line)| (*at == 0 || line.gap == 0) && line.text.len() <= ROW_BYTES && belongs(line);
        lines.iter().enumerate().take_while(inside).count()
    };
    let pipes = run_of(|line| is_piped(line.text) || is_rule(line.text));
    if pipes >= 2 && lines.iter().take(pipes).filter(|l| is_piped(l.text)).count() >= 2 {
        return (pipes, Some(Row::Pipes));
    }
    let tabs = run_of(|line| line.text.contains('\t'));
    if tabs >= 2 {
        return (tabs, Some(Row::Tabs));
    }
    let aligned = aligned_run(lines);
    if aligned >= 3 {
        (aligned, Some(Row::Aligned))
    } else {
        (1, None)
    }
}

/// `| a | b |`
fn is_piped(text: &str) -> bool {
    text.len() > 2 && text.starts_with('|') && text.ends_with('|')
}

/// A line drawn with signs: `+----+----+`, `|---|:--:|`, `----  ----`.
fn is_rule(text: &str) -> bool {
    text.len() >= 3
        && text
            .bytes()
            .all(|b| matches!(b, b'-' | b'=' | b'+' | b'|' | b':' | b' '))
        && text.contains(['-', '='])
}

/// How many lines from the first share an edge of a column.
fn aligned_run(lines: &[Line]) -> usize {
    let mut shared: Vec<(usize, bool)> = Vec::new();
    let mut run = 0;
    for (at, line) in lines.iter().enumerate() {
        if at > 0 && line.gap > 0 || line.text.len() > ROW_BYTES || line.text.contains('\t') {
            break;
        }
        if at > 0 && is_rule(line.text) {
            run += 1;
            continue;
        }
        let edges = edges(line);
        if at == 0 {
            shared = edges;
        } else {
            shared.retain(|edge| edges.contains(edge));
        }
        if shared.is_empty() {
            break;
        }
        run += 1;
    }
    run
}

/// The columns at which cells behind the first one begin (`true`) or end (`false`).
fn edges(line: &Line) -> Vec<(usize, bool)> {
    let mut edges = Vec::new();
    let (mut column, mut blanks, mut behind) = (line.indent, 0, false);
    for c in line.text.chars().take(super::lines::WIDTH_CAP) {
        if c == ' ' {
            blanks += 1;
        } else {
            if blanks >= 2 && edges.len() < CELLS {
                edges.extend(behind.then_some((column - blanks, false)));
                edges.push((column, true));
                behind = true;
            }
            blanks = 0;
        }
        column += 1 + usize::from(super::lines::is_wide(c));
    }
    edges.extend(behind.then_some((column, false)));
    edges
}

/// The cells of a row, parted by tabs.
pub(super) fn cells(text: &str, row: Row) -> String {
    let cells: Vec<&str> = match row {
        Row::Tabs => text.split('\t').map(str::trim).collect(),
        Row::Pipes => text.trim_matches('|').split('|').map(str::trim).collect(),
        Row::Aligned => text
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect(),
        Row::Rule => Vec::new(),
    };
    cells.join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<Option<Row>> {
        rows(&super::super::lines::split(source))
    }

    #[test]
    fn the_three_kinds_of_tables() {
        assert_eq!(kinds("Name\tYear\nHope\t1881"), [Some(Row::Tabs); 2]);
        assert_eq!(
            kinds("| a | b |\n|---|---|\n| 1 | 2 |"),
            [Some(Row::Pipes), Some(Row::Rule), Some(Row::Pipes)]
        );
        assert_eq!(
            kinds("Wheel   2 kg\nSaddle  1 kg\nBell    9 g\nText."),
            [Some(Row::Aligned), Some(Row::Aligned), Some(Row::Aligned), None]
        );
        assert_eq!(
            kinds("Oats      12\nBarley   110\nRye        7"),
            [Some(Row::Aligned); 3]
        );
    }

    #[test]
    fn menus_and_prose_are_no_tables() {
        for source in [
            "Home  News  Sport",
            "Home | News | Sport\nLogin | Help",
            "One.  Two.\nThree is here.  Four.\nFive it is.  Six.",
        ] {
            assert!(kinds(source).iter().all(Option::is_none), "{source}");
        }
    }

    #[test]
    fn cells_are_parted_by_tabs() {
        assert_eq!(cells("| a b | | c |", Row::Pipes), "a b\t\tc");
        assert_eq!(cells("Wheel   2 kg", Row::Aligned), "Wheel\t2 kg");
    }
}
