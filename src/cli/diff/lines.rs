//! The difference of two texts by lines, as people read it: `-` goes, `+` comes.

/// Middles of more lines than this (before times after) are shown as a whole instead of being matched line by line.
const MATCHED: usize = 4_000_000;

/// The lines that differ, each with its mark.
pub(super) fn diff(before: &str, after: &str) -> Vec<String> {
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = before.iter().zip(&after).take_while(same).count();
    let (before, after) = (tail_of(&before, head), tail_of(&after, head));
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
    let before = before.get(..before.len() - tail).unwrap_or_default();
    let after = after.get(..after.len() - tail).unwrap_or_default();
    marked(before, after)
}

fn tail_of<'a, 'b>(lines: &'a [&'b str], from: usize) -> &'a [&'b str] {
    lines.get(from..).unwrap_or_default()
}

fn marked(before: &[&str], after: &[&str]) -> Vec<String> {
    let common = if before.len() * after.len() <= MATCHED {
        common(before, after)
    } else {
        Vec::new()
    };
    let (mut out, mut i, mut j) = (Vec::new(), 0, 0);
    for (x, y) in common.into_iter().chain([(before.len(), after.len())]) {
        out.extend(
            before
                .get(i..x)
                .unwrap_or_default()
                .iter()
                .map(|line| format!("- {line}")),
        );
        out.extend(
            after
                .get(j..y)
                .unwrap_or_default()
                .iter()
                .map(|line| format!("+ {line}")),
        );
        (i, j) = (x + 1, y + 1);
    }
    out
}

/// Places of a longest common subsequence, by the textbook's table.
fn common(before: &[&str], after: &[&str]) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    let mut table = vec![0_u32; (before.len() + 1) * width];
    let at = |table: &[u32], x: usize, y: usize| table.get(x * width + y).copied().unwrap_or(0);
    for (x, a) in before.iter().enumerate().rev() {
        for (y, b) in after.iter().enumerate().rev() {
            let longest = if a == b {
                at(&table, x + 1, y + 1) + 1
            } else {
                at(&table, x + 1, y).max(at(&table, x, y + 1))
            };
            if let Some(cell) = table.get_mut(x * width + y) {
                *cell = longest;
            }
        }
    }
    let (mut x, mut y, mut places) = (0, 0, Vec::new());
    while x < before.len() && y < after.len() {
        if before.get(x) == after.get(y) {
            places.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if at(&table, x + 1, y) >= at(&table, x, y + 1) {
            x += 1;
        } else {
            y += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn lines_that_go_and_come_are_marked() {
        let cases: [(&str, &str, &[&str]); 6] = [
            ("a\nb\nc", "a\nb\nc", &[]),
            ("a\nb\nc", "a\nx\nc", &["- b", "+ x"]),
            ("a\nb\nc\nd", "b\nd", &["- a", "- c"]),
            ("", "new\ntext", &["+ new", "+ text"]),
            ("old", "", &["- old"]),
            ("1\n2\n3\n4\n5", "1\n3\n2\n4\n6", &["- 2", "+ 2", "- 5", "+ 6"]),
        ];
        for (before, after, expected) in cases {
            let found = diff(before, after);
            assert_eq!(found.len(), expected.len(), "{found:?}");
            assert!(expected.iter().all(|line| found.iter().any(|l| l == line)), "{found:?}");
        }
    }
}
