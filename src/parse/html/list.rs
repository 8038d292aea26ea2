//! The marks of the items of numbered lists: `3.`, `c.`, `iv.`, counting down where the list says so.
//!
//! Not for: how deep an item lies (`walk`).

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use crate::parse::attribute::Attribute;

use super::tags::{Role, role};

/// The number of a list's first item.
pub(super) fn first(list: NodeRef<'_, Node>, tag: &Element) -> u32 {
    let items = || {
        let elements = list.children().filter_map(|child| child.value().as_element());
        u32::try_from(elements.filter(|child| role(child.name()) == Role::Item).count()).unwrap_or(1)
    };
    let start = tag.attribute("start").and_then(|number| number.trim().parse().ok());
    start.unwrap_or_else(|| {
        if tag.attribute("reversed").is_some() {
            items()
        } else {
            1
        }
    })
}

/// The mark of `item`; `number` becomes that of the next one.
pub(super) fn marker(list: &Element, item: &Element, number: &mut u32) -> String {
    let own = item
        .attribute("value")
        .and_then(|n| n.trim().parse().ok())
        .unwrap_or(*number);
    *number = if list.attribute("reversed").is_some() {
        own.saturating_sub(1)
    } else {
        own.saturating_add(1)
    };
    let mark = match list.attribute("type") {
        Some("a") => letters(own),
        Some("A") => letters(own).map(|mark| mark.to_uppercase()),
        Some("i") => roman(own),
        Some("I") => roman(own).map(|mark| mark.to_uppercase()),
        _ => None,
    };
    format!("{}.", mark.unwrap_or_else(|| own.to_string()))
}

fn letters(number: u32) -> Option<String> {
    let letter = char::from_u32(u32::from('a') + number.checked_sub(1)?)?;
    letter.is_ascii_lowercase().then(|| letter.to_string())
}

fn roman(number: u32) -> Option<String> {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    const TENS: [&str; 10] = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"];
    let digit = |digits: [&'static str; 10], value: u32| digits.get(usize::try_from(value).ok()?).copied();
    Some(format!("{}{}", digit(TENS, number / 10)?, digit(ONES, number % 10)?)).filter(|mark| !mark.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_roman_numbers() {
        assert_eq!(
            (letters(3).as_deref(), letters(27), letters(0)),
            (Some("c"), None, None)
        );
        assert_eq!((roman(44).as_deref(), roman(0), roman(100)), (Some("xliv"), None, None));
    }
}
