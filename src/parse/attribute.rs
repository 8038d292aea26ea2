//! Attributes of an element by name.
//!
//! Not for: what they say (`html::attributes`, `metadata::signs`).

use scraper::node::Element;

/// Looks attributes up. [`Element::attr`] makes an interned name of what it is asked for, which costs more than looking at the few there are.
pub(crate) trait Attribute {
    /// The value of the attribute called `name`, in small letters.
    fn attribute(&self, name: &str) -> Option<&str>;
}

impl Attribute for Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attrs().find(|(found, _)| *found == name).map(|(_, value)| value)
    }
}
