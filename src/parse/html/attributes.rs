//! What an element's attributes say: its hints, and whether it is hidden.
//!
//! Not for: tags (`tags`).

use scraper::node::Element;

use crate::parse::attribute::Attribute;

/// Longest hints that are kept, in bytes: generated pages carry kilobytes of classes.
const HINTS_BYTES: usize = 256;

/// Classes by which style sheets hide text from sight.
const UNSEEN: [&str; 11] = [
    "sr-only",
    "element-invisible",
    "visually-hidden-text",
    "a11y-hidden",
    "hidden-visually",
    "u-visually-hidden",
    "visually-hidden",
    "visuallyhidden",
    "screen-reader-text",
    "screen-reader-only",
    "katex-html",
];

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

/// What is asked of every element, found in one pass over its attributes.
#[derive(Default)]
pub(super) struct Look<'a> {
    /// Its classes.
    pub(super) classes: &'a str,
    /// Whether the page hides it from its readers.
    pub(super) hidden: bool,
    /// Whether its style sets it on a line of its own.
    pub(super) own_line: bool,
}

impl<'a> Look<'a> {
    pub(super) fn at(element: &'a Element) -> Self {
        let mut look = Look::default();
        for (name, value) in element.attrs() {
            match name {
                "class" => look.classes = value,
                "hidden" => look.hidden |= !value.eq_ignore_ascii_case("until-found"),
                "style" => {
                    look.hidden |= is_hidden_style(value);
                    look.own_line = is_block_style(value);
                }
                _ => {}
            }
        }
        look.hidden |= look
            .classes
            .split_ascii_whitespace()
            .any(|class| UNSEEN.contains(&class));
        look.hidden |= element.name() == "dialog" && element.attribute("open").is_none();
        look
    }
}

/// Classes of the column or the signs that number the lines of code.
const LINE_NUMBERS: [&str; 10] = [
    "gutter",
    "lineno",
    "linenos",
    "linenodiv",
    "line-number",
    "line-numbers-rows",
    "blob-num",
    "hljs-ln-numbers",
    "rouge-gutter",
    "code-gutter",
];

/// Whether an element numbers the lines of the code beside it.
pub(super) fn is_line_numbers(classes: &str) -> bool {
    classes
        .split_ascii_whitespace()
        .any(|class| LINE_NUMBERS.contains(&class))
}

/// Mathematics is hidden beside the picture that shows it; its source is the better text.
pub(super) fn is_math(classes: &str) -> bool {
    classes
        .split_ascii_whitespace()
        .any(|class| class.starts_with("mwe-math") || class == "katex-mathml" || class == "MJX_Assistive_MathML")
}

fn is_hidden_style(style: &str) -> bool {
    declares(style, |property, value| match property {
        p if p.eq_ignore_ascii_case("display") => starts_with(value, b"none"),
        p if p.eq_ignore_ascii_case("visibility") => starts_with(value, b"hidden"),
        _ => false,
    })
}

/// `display: block` and the other values by which an element does not run on in its line.
fn is_block_style(style: &str) -> bool {
    let values: [&[u8]; 6] = [b"block", b"flex", b"grid", b"list-item", b"table", b"flow-root"];
    declares(style, |property, value| {
        property.eq_ignore_ascii_case("display")
            && values.iter().any(|name| starts_with(value, name))
            && !starts_with(value, b"table-c")
    })
}

fn declares(style: &str, test: impl Fn(&str, &[u8]) -> bool) -> bool {
    style.split(';').any(|declaration| {
        let parts = declaration.split_once(':');
        parts.is_some_and(|(property, value)| test(property.trim(), value.trim().as_bytes()))
    })
}

fn starts_with(value: &[u8], prefix: &[u8]) -> bool {
    value
        .get(..prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}
