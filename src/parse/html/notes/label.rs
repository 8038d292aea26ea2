//! The number that a note begins with: `1`, `[1]`, `1.`, `^ `.
//!
//! Not for: the numbers of lists (`list`).

use ego_tree::{NodeId, NodeRef};
use scraper::Node;

use super::marks::bare;

/// Texts at the start of a note that are looked at.
const TEXTS: usize = 12;
/// Nodes among which they are looked for.
const NODES: usize = 40;

/// Where a note has its number.
#[derive(Default)]
pub(super) struct Label {
    /// Texts that are nothing but the number and the signs around it.
    pub(super) gone: Vec<NodeId>,
    /// The text that begins with the end of the number, and the bytes that belong to it.
    pub(super) cut: Option<(NodeId, usize)>,
}

impl Label {
    /// The number at the start of a note; none where the note begins with its text.
    pub(super) fn of(note: NodeRef<'_, Node>, mark: &str) -> Option<Label> {
        if mark.is_empty() || !mark.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut label = Label::default();
        let mut before = String::new();
        let texts = note
            .descendants()
            .take(NODES)
            .filter_map(|node| Some((node.id(), node.value().as_text()?)));
        for (id, text) in texts.take(TEXTS) {
            let bytes = part(&before, text, mark)?;
            if bytes < text.len() {
                label.cut = (bytes > 0).then_some((id, bytes));
                return Some(label);
            }
            before.push_str(text);
            label.gone.push(id);
        }
        is_number(&before, mark).then_some(label)
    }
}

/// How many bytes of `text`, behind `before`, belong to the number and the signs around it; none where the note begins otherwise.
fn part(before: &str, text: &str, mark: &str) -> Option<usize> {
    if is_number(before, mark) {
        return Some(text.len() - text.trim_start_matches(is_sign).len());
    }
    let bare = text.trim_start_matches(|c| is_sign(c) || matches!(c, '[' | '('));
    if bare.is_empty() {
        return Some(text.len());
    }
    let rest = bare.strip_prefix(mark)?;
    let after = rest.trim_start_matches([')', ']', '.', ':']);
    let parted = after.len() < rest.len() && after.starts_with(char::is_whitespace);
    (after.is_empty() || parted).then(|| text.len() - after.trim_start().len())
}

fn is_sign(c: char) -> bool {
    matches!(c, ']' | ')' | '.' | ':' | '^' | '↑') || c.is_whitespace()
}

/// Whether what has been read is the number.
fn is_number(before: &str, mark: &str) -> bool {
    bare(before).trim_matches(is_sign) == mark
}
