//! Explains the score of a block: how the score would change if one feature had its usual value on the page.
//!
//! Works with any model: it needs only scores. Not for: judging, since it computes a score for each feature of each block.

use serde::Serialize;

use crate::model::Parsed;

use super::context::Context;
use super::evidence::{self, Evidence};
use super::feature_names::context_names;
use super::features::Page;
use super::model::MODEL;

/// A feature that moved the score of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The feature: `group/name`.
    pub feature: String,
    /// Its value for the block.
    pub value: i32,
    /// How much it adds to the score, per mille, compared with the page's usual value.
    pub adds: i32,
}

/// For each block, the `most` features that changed its score most, the largest change first.
pub fn reasons(parsed: &Parsed, most: usize) -> Vec<Vec<Reason>> {
    if parsed.elements.is_empty() {
        return vec![Vec::new(); parsed.blocks.len()];
    }
    let page = Page::of(parsed);
    let evidence = Evidence::of(&page);
    let by_itself = rows_of(0..parsed.blocks.len(), |index, row| evidence.append(index, row));
    let mut found = all_moved(&by_itself, &evidence::names(), most, |count, row| {
        MODEL.blocks(count, row)
    });
    let scores = evidence.first_scores();
    let context = Context::of(&page, &evidence.kinds, &scores);
    let open = context.open();
    let around = rows_of(open.iter().copied(), |index, row| context.block(index, row));
    let moved = all_moved(&around, &context_names(), most, |count, row| {
        MODEL.in_context(count, row)
    });
    for (index, by_context) in open.into_iter().zip(moved) {
        if let Some(reasons) = found.get_mut(index) {
            reasons.extend(by_context);
            furthest(reasons, most);
        }
    }
    found
}

fn rows_of(blocks: impl Iterator<Item = usize>, append: impl Fn(usize, &mut Vec<i32>)) -> Vec<Vec<i32>> {
    let row = |index| {
        let mut row = Vec::new();
        append(index, &mut row);
        row
    };
    blocks.map(row).collect()
}

/// The reasons for each of `rows`, whose features are called `names`; `score` scores rows.
fn all_moved(
    rows: &[Vec<i32>],
    names: &[String],
    most: usize,
    score: impl Fn(usize, Appended<'_>) -> Vec<i32>,
) -> Vec<Vec<Reason>> {
    let usual = medians(rows);
    rows.iter().map(|row| moved(row, &usual, names, most, &score)).collect()
}

/// Appends the features of the row with a number.
type Appended<'a> = &'a mut dyn FnMut(usize, &mut Vec<i32>);

/// The median of each feature.
fn medians(rows: &[Vec<i32>]) -> Vec<i32> {
    let width = rows.first().map_or(0, Vec::len);
    let median = |column: usize| {
        let mut values: Vec<i32> = rows.iter().filter_map(|row| row.get(column).copied()).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    (0..width).map(median).collect()
}

fn moved(
    row: &[i32],
    usual: &[i32],
    names: &[String],
    most: usize,
    score: impl Fn(usize, Appended<'_>) -> Vec<i32>,
) -> Vec<Reason> {
    let changed: Vec<usize> = (0..row.len())
        .filter(|&column| row.get(column) != usual.get(column))
        .collect();
    // The block as it is, then with one feature after the other made usual.
    let scores = score(changed.len() + 1, &mut |variant, values| {
        let column = variant.checked_sub(1).and_then(|at| changed.get(at));
        values.extend_from_slice(row);
        if let Some((column, usual)) = column.and_then(|&column| Some((column, *usual.get(column)?)))
            && let Some(value) = values
                .len()
                .checked_sub(row.len())
                .and_then(|start| values.get_mut(start + column))
        {
            *value = usual;
        }
    });
    let own = scores.first().copied().unwrap_or_default();
    let mut reasons: Vec<Reason> = changed
        .iter()
        .zip(scores.iter().skip(1))
        .filter(|(_, score)| **score != own)
        .map(|(&column, score)| Reason {
            feature: names.get(column).cloned().unwrap_or_default(),
            value: row.get(column).copied().unwrap_or_default(),
            adds: own - score,
        })
        .collect();
    furthest(&mut reasons, most);
    reasons
}

fn furthest(reasons: &mut Vec<Reason>, most: usize) {
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.adds.abs()));
    reasons.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{self, html};

    #[test]
    fn each_block_has_its_reasons_the_furthest_first() {
        let text = "A sentence of the article, long enough to count as running text for anybody. ".repeat(4);
        let page =
            format!("<nav><a href=/a>Home</a> <a href=/b>About</a></nav><article><p>{text}</p><p>{text}</p></article>");
        let parsed = html::parse(&page, None, &parse::Options::default());
        let found = reasons(&parsed, 3);
        assert_eq!(found.len(), parsed.blocks.len());
        let menu = &found[0];
        assert!(!menu.is_empty() && menu.len() <= 3);
        assert!(menu.windows(2).all(|pair| pair[0].adds.abs() >= pair[1].adds.abs()));
        assert!(menu.iter().all(|reason| !reason.feature.is_empty() && reason.adds != 0));
    }
}
