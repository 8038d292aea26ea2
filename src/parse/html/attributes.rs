//! What an element's attributes say of its part on the page.
//!
//! Not for: tags (`tags`), or what is hidden (`parse::hidden`).

use scraper::node::Element;

/// Longest hints that are kept, in bytes: generated pages carry kilobytes of classes.
const HINTS_BYTES: usize = 256;

/// `class`, `id`, `role` and `itemprop` in lower case, separated by blanks.
pub(super) fn hints(element: &Element) -> Box<str> {
    let mut hints = String::new();
    for (name, value) in element.attrs() {
        if matches!(name, "class" | "id" | "role" | "itemprop") && !value.trim().is_empty() {
            if !hints.is_empty() {
                hints.push(' ');
            }
            push_lower(value.trim(), &mut hints);
            if hints.len() > HINTS_BYTES {
                break;
            }
        }
    }
    if hints.len() > HINTS_BYTES {
        hints.truncate(hints.floor_char_boundary(HINTS_BYTES));
    }
    hints.into_boxed_str()
}

fn push_lower(value: &str, hints: &mut String) {
    if value.is_ascii() {
        let start = hints.len();
        hints.push_str(value);
        if let Some(added) = hints.get_mut(start..) {
            added.make_ascii_lowercase();
        }
    } else {
        hints.extend(value.chars().flat_map(char::to_lowercase));
    }
}

/// Mathematics is hidden beside the picture that shows it; its source is the better text.
pub(super) fn is_math(classes: &str) -> bool {
    classes
        .split_ascii_whitespace()
        .any(|class| class.starts_with("mwe-math") || class == "katex-mathml" || class == "MJX_Assistive_MathML")
}
