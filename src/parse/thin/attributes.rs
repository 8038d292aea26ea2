//! The inside of a tag: its attributes, of which those that somebody reads are kept.
//!
//! Not for: which those are (`names`).

use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};
use memchr::memchr;

use super::characters::{Place, decode, is_plain};
use super::names;
use super::raw::is_space;

/// Room for so many attributes is made one by one.
const FEW_ATTRIBUTES: usize = 3;

/// The rest of a tag behind its name.
pub(super) struct Rest {
    /// The place behind `>`.
    pub(super) end: usize,
    /// Whether it ends in `/>`.
    pub(super) self_closing: bool,
    /// What was kept, each name once.
    pub(super) kept: Vec<Attribute>,
}

/// A page, and the same as what slices are taken from.
pub(super) struct Source<'s> {
    pub(super) text: &'s str,
    shared: &'s StrTendril,
}

impl<'s> Source<'s> {
    pub(super) fn new(shared: &'s StrTendril) -> Self {
        Source { text: shared, shared }
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    pub(super) fn bytes(&self, from: usize) -> &'s [u8] {
        self.text.as_bytes().get(from..).unwrap_or_default()
    }

    pub(super) fn str(&self, start: usize, end: usize) -> &'s str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The text from `start` to `end`, decoded.
    pub(super) fn decoded(&self, start: usize, end: usize, place: Place) -> StrTendril {
        let text = self.str(start, end);
        if !is_plain(text) {
            return StrTendril::from_slice(&decode(text, place));
        }
        let range = u32::try_from(start).ok().zip(u32::try_from(text.len()).ok());
        let slice = range.and_then(|(start, length)| self.shared.try_subtendril(start, length).ok());
        slice.unwrap_or_else(|| StrTendril::from_slice(text))
    }

    /// Reads a tag from behind its name; none where the page ends inside it. Nothing is kept of end tags.
    pub(super) fn rest_of_tag(&self, mut at: usize, keep: bool) -> Option<Rest> {
        let mut kept = Vec::new();
        loop {
            let self_closing = match self.byte(at)? {
                byte if is_space(byte) => {
                    at += 1;
                    continue;
                }
                b'/' if self.byte(at + 1)? != b'>' => {
                    at += 1;
                    continue;
                }
                b'/' => true,
                b'>' => false,
                _ => {
                    at = self.attribute(at, keep.then_some(&mut kept))?;
                    continue;
                }
            };
            let end = at + 1 + usize::from(self_closing);
            kept.retain(|attribute: &Attribute| {
                attribute.name.local != local_name!("style") || names::may_hide(&attribute.value)
            });
            return Some(Rest {
                end,
                self_closing,
                kept,
            });
        }
    }

    /// Reads the attribute at `at`; gives the place behind it.
    fn attribute(&self, at: usize, kept: Option<&mut Vec<Attribute>>) -> Option<usize> {
        let name_end = self.skip(at + 1, |byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='))?;
        let after = self.skip(name_end, is_space)?;
        let (value, next) = match self.byte(after) {
            Some(b'=') => self.value(after + 1)?,
            _ => (after..after, after),
        };
        if let Some(kept) = kept
            && let Some(name) = names::attribute(self.str(at, name_end))
        {
            self.keep(kept, name, value);
        }
        Some(next)
    }

    /// The value behind `=`, and the place behind it.
    fn value(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let at = self.skip(at, is_space)?;
        match self.byte(at)? {
            quote @ (b'"' | b'\'') => {
                let start = at + 1;
                let end = start + memchr(quote, self.bytes(start))?;
                Some((start..end, end + 1))
            }
            _ => {
                let end = self.skip(at, |byte| !is_space(byte) && byte != b'>')?;
                Some((at..end, end))
            }
        }
    }

    fn keep(&self, kept: &mut Vec<Attribute>, name: LocalName, value: Range<usize>) {
        if kept.iter().all(|other| other.name.local != name) {
            // Most tags keep one or two, and the tree holds hundreds of thousands of tags.
            if kept.len() < FEW_ATTRIBUTES {
                kept.reserve_exact(1);
            }
            kept.push(Attribute {
                name: QualName::new(None, ns!(), name),
                value: self.decoded(value.start, value.end, Place::Attribute),
            });
        }
    }

    /// The first place from `at` on whose byte is not `wanted`; none at the end of the page.
    pub(super) fn skip(&self, at: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
        let length = self.bytes(at).iter().position(|&byte| !wanted(byte))?;
        Some(at + length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_take_no_room_that_they_do_not_need() {
        for (inside, count) in [
            ("", 0),
            (" class=a data-x=y", 1),
            (" class=a id=b", 2),
            (" class=a id=b href=c", 3),
        ] {
            let page = StrTendril::from(format!("<a{inside}>text"));
            let rest = Source::new(&page).rest_of_tag(2, true).unwrap();
            assert_eq!((rest.kept.len(), rest.kept.capacity()), (count, count), "{inside}");
        }
    }
}
