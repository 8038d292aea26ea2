//! The places of a folded segment where literals may begin, and what may begin there.
//!
//! Not for: the literals (`index`).

use std::ops::Range;

use super::super::chars::{Sorts, head, plain_len};
use super::pattern::Anchors;

/// What a place is to literals; all that may begin at a later sort of place may begin at an earlier one, inside of words aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Where the segment starts, marks and a number aside.
    Start,
    /// Where a sentence starts: after a mark that ends one, and marks and blanks.
    Sentence,
    /// Where a word starts, or at a sign that belongs to none.
    Word,
    /// Inside of a word.
    Inside,
}

impl Place {
    /// All sorts of places.
    pub(super) const ALL: [Place; 4] = [Place::Start, Place::Sentence, Place::Word, Place::Inside];

    /// Whether a literal with these anchors may begin at some such place; `open` ones also inside of words.
    pub(super) fn allows(self, anchors: Anchors, open: bool) -> bool {
        match self {
            Place::Start => true,
            Place::Sentence => !anchors.start,
            Place::Word => !anchors.start && !anchors.sentence,
            Place::Inside => !anchors.start && !anchors.sentence && open,
        }
    }
}

/// Kinds of places, a bit each: each sort of place, far from the end of the segment or anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kinds(u8);

impl Kinds {
    /// How many there are.
    pub(super) const COUNT: usize = 8;
    /// No place.
    pub(super) const NONE: Kinds = Kinds(0);
    /// All places.
    #[cfg(test)]
    pub(super) const ANYWHERE: Kinds = Kinds(u8::MAX);

    /// Where a literal with these anchors may begin. Those that end a segment are looked for near its end alone.
    pub(super) fn of(literal: &str, anchors: Anchors, open_start: bool) -> Self {
        let open = open_start && word_len(literal) > 0;
        let places = Place::ALL.into_iter().filter(|place| place.allows(anchors, open));
        let bits = places.fold(0, |bits, place| bits | 1 << place as u8);
        Kinds(if anchors.end { bits << 4 } else { bits })
    }

    /// One kind by its number.
    pub(super) fn one(kind: usize) -> Self {
        Kinds(1 << kind)
    }

    /// Whether some of them are at a sort of place, by its number.
    pub(super) fn are_at(self, place: usize) -> bool {
        self.0 >> place & 0x11 != 0
    }

    /// The numbers of the kinds of one place: far from the end, and near it.
    #[inline]
    pub(super) fn each(self) -> [Option<usize>; 2] {
        let lowest = |bits: u8| (bits != 0).then_some(bits.trailing_zeros() as usize);
        [lowest(self.0 & 0x0F), lowest(self.0 & 0xF0)]
    }

    #[inline]
    pub(super) fn with(self, other: Kinds) -> Self {
        Kinds(self.0 | other.0)
    }

    #[inline]
    pub(super) fn meet(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// Inside of a word, which may be near the end of the segment.
    #[inline]
    pub(super) fn inside_of_word(near_end: bool) -> Self {
        Kinds(if near_end { 0x88 } else { 0x08 })
    }

    /// Those inside of words.
    #[inline]
    pub(super) fn inside(self) -> Self {
        Kinds(self.0 & 0x88)
    }
}

/// Where the text of a segment begins and ends, marks and numbers aside.
#[derive(Debug)]
pub(super) struct Edges {
    starts: [usize; 2],
    ends: [usize; 2],
}

impl Edges {
    pub(super) fn of(folded: &str) -> Self {
        let mark = |c: char| !c.is_alphanumeric();
        let first = folded.len() - folded.trim_start_matches(mark).len();
        let last = folded.trim_end_matches(mark).len();
        let inner = folded.get(first..last).unwrap_or_default();
        let numberless = inner
            .strip_prefix("0 ")
            .map_or(inner, |rest| rest.trim_start_matches(mark));
        let unnumbered = inner.trim_end_matches(|c: char| c == '0' || mark(c));
        Edges {
            starts: [first, last - numberless.len().min(last)],
            ends: [last, first + unnumbered.len()],
        }
    }

    /// Whether a match that begins here begins the segment.
    pub(super) fn opens(&self, start: usize) -> bool {
        start <= self.starts[0] || start == self.starts[1]
    }

    /// No match that ends the segment ends before this.
    #[inline]
    pub(super) fn first_end(&self) -> usize {
        self.ends[0].min(self.ends[1])
    }

    /// Whether a match that ends here ends the segment.
    pub(super) fn closes(&self, end: usize) -> bool {
        end >= self.ends[0] || end == self.ends[1]
    }
}

/// A place of a segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) place: Place,
    pub(super) start: usize,
    /// Where the word ends that stands there, or goes on from there; nothing stands between for a sign.
    pub(super) end: usize,
    /// The first eight bytes.
    pub(super) head: u64,
    /// Whether a sentence starts there; behind the number of a segment none needs to.
    sentence: bool,
}

impl Spot {
    /// Whether a literal with these anchors may begin here.
    pub(super) fn allows(&self, anchors: Anchors, open: bool) -> bool {
        self.place.allows(anchors, open) && (!anchors.sentence || self.sentence)
    }

    /// The kinds of the place, which may be near the end of the segment.
    #[inline]
    pub(super) fn kinds(&self, near_end: bool) -> Kinds {
        let bit = 1 << self.place as u8;
        Kinds(if near_end { bit | bit << 4 } else { bit })
    }
}

/// The places of a segment, one after the other; at blanks nothing begins.
#[derive(Debug)]
pub(super) struct Places<'a> {
    folded: &'a str,
    edges: &'a Edges,
    sorts: Sorts,
    at: usize,
    /// Places inside of the last word that are still to come.
    inside: Range<usize>,
    /// Whether nothing but marks stands between here and the end of a sentence.
    fresh: bool,
}

impl<'a> Places<'a> {
    pub(super) fn new(folded: &'a str, edges: &'a Edges) -> Self {
        Places {
            folded,
            edges,
            sorts: Sorts::new(),
            at: 0,
            inside: 0..0,
            fresh: true,
        }
    }

    /// The next place; places inside of a word only where `goes_in` says so of the text up to its end. Inlined, so that the place
    /// stays in registers: it is asked for at every word of every text.
    #[inline(always)]
    pub(super) fn next(&mut self, goes_in: impl Fn(&[u8]) -> bool) -> Option<Spot> {
        if !self.inside.is_empty() {
            return Some(self.inner());
        }
        let bytes = self.folded.as_bytes();
        while bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        let start = self.at;
        let head = head(bytes, start);
        let end = self.word_end(start, head);
        let spot = self.spot(start, end, head);
        if start == end {
            let c = self.folded.get(start..)?.chars().next()?;
            self.fresh = ends_or_goes_on(c, self.fresh);
            self.at += c.len_utf8();
            return Some(spot);
        }
        (self.at, self.fresh) = (end, false);
        if end - start > 1 && goes_in(bytes.get(..end).unwrap_or_default()) {
            self.inside = self.folded.ceil_char_boundary(start + 1)..end;
        }
        Some(spot)
    }

    fn inner(&mut self) -> Spot {
        let Range { start, end } = self.inside;
        self.inside.start = self.folded.ceil_char_boundary(start + 1).min(end);
        Spot {
            place: Place::Inside,
            start,
            end,
            head: head(self.folded.as_bytes(), start),
            sentence: false,
        }
    }

    /// Where the word ends whose first bytes are `head`.
    #[inline]
    fn word_end(&self, start: usize, head: u64) -> usize {
        let bytes = self.folded.as_bytes();
        let (mut end, mut plain) = (start, plain_len(head));
        while plain == 8 {
            end += 8;
            plain = plain_len(self::head(bytes, end));
        }
        end += plain;
        if bytes.get(end).is_some_and(|next| !next.is_ascii()) {
            end += word_len_by(self.folded.get(end..).unwrap_or_default(), self.sorts);
        }
        end
    }

    #[inline]
    fn spot(&self, start: usize, end: usize, head: u64) -> Spot {
        let place = match () {
            () if self.edges.opens(start) => Place::Start,
            () if self.fresh => Place::Sentence,
            () => Place::Word,
        };
        Spot {
            place,
            start,
            end,
            head,
            sentence: self.fresh || start <= self.edges.starts[0],
        }
    }
}

/// Bytes of the word that a folded text begins with.
pub(super) fn word_len(folded: &str) -> usize {
    word_len_by(folded, Sorts::new())
}

fn word_len_by(folded: &str, sorts: Sorts) -> usize {
    folded.find(|c| !sorts.joins(c)).unwrap_or(folded.len())
}

/// Whether a sentence may start behind a character that does not run on: it ends one, or is a mark between the end and the start.
fn ends_or_goes_on(c: char, fresh: bool) -> bool {
    match c {
        ' ' | '"' | '\'' | '(' | '[' | '-' | '>' | '*' | '|' | '•' | '»' => fresh,
        '.' | '!' | '?' | '।' | '؟' | ':' => true,
        _ => c as u32 > 0x2500 && !c.is_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(folded: &str) -> String {
        let edges = Edges::of(folded);
        let mut places = Places::new(folded, &edges);
        let mut out = String::new();
        while let Some(spot) = places.next(|_| true) {
            out.push(match spot.place {
                Place::Start => '^',
                Place::Sentence => '>',
                Place::Word => 'w',
                Place::Inside => '.',
            });
        }
        out
    }

    #[test]
    fn segments_sentences_and_words_start() {
        assert_eq!(places("ab c. \"de\" f"), "^.ww>>.ww");
        assert_eq!(places("0 ab"), "^^.");
        assert_eq!(places("- ab"), "^^.");
        assert_eq!(places("東京 a"), "^ww");
    }

    #[test]
    fn words_end_where_nothing_joins() {
        for (text, len) in [
            ("abc", 3),
            ("abcdefgh", 8),
            ("abcdefghij0 k", 11),
            ("cafe\u{e9}s", 7),
            ("a-b", 1),
            ("-", 0),
            ("", 0),
            ("а б", 2),
        ] {
            let edges = Edges::of(text);
            let spot = Places::new(text, &edges).next(|_| false);
            assert_eq!(spot.map_or(0, |spot| spot.end), len, "{text}");
            assert_eq!(word_len(text), len, "{text}");
        }
    }
}
