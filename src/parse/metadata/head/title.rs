//! Which of the first lines is the title: each is weighed by its shape and its neighbours.

use super::Facts;
use crate::document::{Block, BlockKind};

/// Longest title in bytes.
const TITLE_BYTES: usize = 300;
/// A line weighs at least this to be the title.
const LEAST: i32 = 2;

/// The title among the blocks of the head.
pub(super) fn choose(head: &[Block], facts: &[Facts]) -> Option<String> {
    let mut best: Option<(i32, &str)> = None;
    let mut prose_before = 0;
    for (at, (block, fact)) in head.iter().zip(facts).enumerate() {
        if let Some(weight) = shape(block, fact) {
            let weight = weight + place(head, facts, at) - 2 * prose_before.min(3);
            if weight >= LEAST && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, &block.text));
            }
        }
        prose_before += i32::from(fact.prose);
    }
    best.map(|(_, text)| text.to_owned())
}

/// How much a line looks like a title; none where it cannot be one.
fn shape(block: &Block, fact: &Facts) -> Option<i32> {
    let text = block.text.as_str();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let excluded = matches!(
        block.kind,
        BlockKind::ListItem { .. } | BlockKind::TableRow { .. } | BlockKind::Code { .. }
    );
    if excluded || fact.meta || text.len() > TITLE_BYTES || letters < 2 || text.contains("://") || text.contains('\n') {
        return None;
    }
    let wide = text.chars().filter(|&c| c > '\u{2e7f}').count();
    let words = text.split_whitespace().count() + wide / 2;
    let mut weight = match words {
        0 | 1 => -1,
        2 => 0,
        3 => 1,
        4..=18 => 2,
        19..=26 => 0,
        _ => -2,
    };
    let separators = [" | ", " > ", "»", "›", " / ", "  ", "|", "=", "★", "▲", "‹"]
        .iter()
        .filter(|sign| text.contains(**sign))
        .count();
    weight -= i32::try_from(separators.min(2)).unwrap_or(2) * 3;
    if text.ends_with(['.', '。', ',', ';', ':', '।', '：', '…']) && !text.ends_with("...") {
        weight -= 3;
    }
    if text.ends_with(['!', '！']) {
        weight -= 1;
    }
    if text.starts_with(char::is_lowercase) || text.starts_with(['(', '[', '©', '@', '#', '+', '&']) {
        weight -= 2;
    }
    if let BlockKind::Heading(1) = block.kind {
        weight += 4;
    }
    Some(weight)
}

/// What a line gains from where it stands.
fn place(head: &[Block], facts: &[Facts], at: usize) -> i32 {
    let Some(text) = head.get(at).map(|block| block.text.as_str()) else {
        return 0;
    };
    let mut weight = 0;
    let repeated = text.len() >= 16 && head.iter().skip(at + 1).any(|other| other.text == text);
    weight += 3 * i32::from(repeated) + 2 * i32::from(at == 0);
    let fact = |at: usize| facts.get(at);
    let dated = |at: usize| fact(at).is_some_and(|fact| fact.meta);
    weight += match () {
        () if dated(at + 1) => 3,
        () if dated(at + 2) || dated(at + 3) => 2,
        () => 0,
    };
    weight += i32::from(at > 0 && dated(at - 1)) + i32::from(at > 1 && dated(at - 2));
    let gap = head.get(at + 1).map_or(0, |next| next.gap);
    weight += match fact(at + 1) {
        Some(next) if next.prose => 2 + i32::from(gap > 0),
        _ if fact(at + 2).is_some_and(|next| next.prose) => 1,
        _ => 0,
    };
    let verse = head.get(at + 1).is_some_and(|next| next.kind == BlockKind::Lines);
    weight + i32::from(verse)
}
