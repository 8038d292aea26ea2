//! The distinct names of a page's containers. Cards, posts and rows share a name, so each name is analysed once.
//!
//! Not for: what they mean (`hints`, `words`, `said`).

use crate::hashed::HashedMap;
use crate::model::{Element, Parsed};

/// Tags with their hints.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    distinct: Vec<&'a Element>,
    /// For each container, the index of its name.
    borne: Vec<u32>,
}

impl<'a> Names<'a> {
    /// The names of all containers.
    pub(super) fn of(parsed: &'a Parsed) -> Self {
        let mut names = Names::default();
        let mut known: HashedMap<(&str, &str), u32> = HashedMap::default();
        for element in &parsed.elements {
            let next = names.distinct.len() as u32;
            let name = *known.entry((&element.tag, &element.hints)).or_insert(next);
            if name == next {
                names.distinct.push(element);
            }
            names.borne.push(name);
        }
        names
    }

    /// For each container, the result of `say` for its name.
    pub(super) fn each<T: Copy + Default>(&self, say: impl Fn(&Element) -> T) -> impl Iterator<Item = T> {
        let said: Vec<T> = self.distinct.iter().map(|element| say(element)).collect();
        let of = move |name: &u32| said.get(*name as usize).copied().unwrap_or_default();
        self.borne.iter().map(of)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn containers_of_one_name_are_looked_at_once() {
        let element = |tag: &str, hints: &str| Element {
            parent: None,
            tag: tag.into(),
            hints: hints.into(),
        };
        let parsed = Parsed {
            elements: vec![
                element("li", "a"),
                element("li", "b"),
                element("li", "a"),
                element("p", "a"),
            ],
            ..Parsed::default()
        };
        let looked = Cell::new(0);
        let say = |element: &Element| {
            looked.set(looked.get() + 1);
            (element.tag.len(), element.hints.chars().next())
        };
        let said: Vec<_> = Names::of(&parsed).each(say).collect();
        assert_eq!(said, [(2, Some('a')), (2, Some('b')), (2, Some('a')), (1, Some('a'))]);
        assert_eq!(looked.get(), 3);
    }
}
