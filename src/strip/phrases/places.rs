//! The places of a folded piece where literals may begin, and what may begin there.
//!
//! Not for: the literals (`index`).

use super::super::chars::Sorts;
use super::pattern::Anchors;

/// What a place is to literals; all that may begin at a later sort of place may begin at an earlier one, inside of words aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Where the piece starts, marks and a number aside.
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

/// Where the text of a piece begins and ends, marks and numbers aside.
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

    /// Whether a match that begins here begins the piece.
    pub(super) fn opens(&self, start: usize) -> bool {
        start <= self.starts[0] || start == self.starts[1]
    }

    /// Whether a match that ends here ends the piece.
    pub(super) fn closes(&self, end: usize) -> bool {
        end >= self.ends[0] || end == self.ends[1]
    }
}

/// A place of a piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) place: Place,
    pub(super) start: usize,
    /// Whether a sentence starts there; behind the number of a piece none needs to.
    sentence: bool,
}

impl Spot {
    /// Whether a literal with these anchors may begin here.
    pub(super) fn allows(&self, anchors: Anchors, open: bool) -> bool {
        self.place.allows(anchors, open) && (!anchors.sentence || self.sentence)
    }
}

/// The places of a piece, one after the other; at blanks nothing begins.
#[derive(Debug)]
pub(super) struct Places<'a> {
    folded: &'a str,
    edges: &'a Edges,
    sorts: Sorts,
    at: usize,
    /// Whether the character before runs on.
    joined: bool,
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
            joined: false,
            fresh: true,
        }
    }

    /// The next place at which `begins` says that something may begin there, by the sort of the place and its first two bytes.
    #[inline]
    pub(super) fn next(&mut self, begins: impl Fn(Place, u16) -> bool) -> Option<Spot> {
        let bytes = self.folded.as_bytes();
        loop {
            let start = self.at;
            let byte = *bytes.get(start)?;
            let pair = u16::from_le_bytes([byte, bytes.get(start + 1).copied().unwrap_or_default()]);
            if self.joined && byte.is_ascii_alphanumeric() {
                self.at += 1;
                if begins(Place::Inside, pair) {
                    return Some(self.spot(Place::Inside, start));
                }
            } else if byte == b' ' {
                (self.at, self.joined) = (start + 1, false);
            } else if let Some(spot) = self.step(start, pair, &begins) {
                return Some(spot);
            }
        }
    }

    /// Passes over one character of any sort.
    fn step(&mut self, start: usize, pair: u16, begins: &impl Fn(Place, u16) -> bool) -> Option<Spot> {
        let c = self
            .folded
            .get(start..)
            .and_then(|rest| rest.chars().next())
            .unwrap_or_default();
        let joins = self.sorts.joins(c);
        let place = match () {
            () if self.edges.opens(start) => Place::Start,
            () if joins && self.joined => Place::Inside,
            () if self.fresh => Place::Sentence,
            () => Place::Word,
        };
        let spot = self.spot(place, start);
        self.fresh = !joins && ends_or_goes_on(c, self.fresh);
        self.joined = joins;
        self.at += c.len_utf8();
        begins(place, pair).then_some(spot)
    }

    fn spot(&self, place: Place, start: usize) -> Spot {
        let sentence = self.fresh || start <= self.edges.starts[0];
        Spot { place, start, sentence }
    }
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
        while let Some(spot) = places.next(|_, _| true) {
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
    fn pieces_sentences_and_words_start() {
        assert_eq!(places("ab c. \"de\" f"), "^.ww>>.ww");
        assert_eq!(places("0 ab"), "^^.");
        assert_eq!(places("- ab"), "^^.");
        assert_eq!(places("東京 a"), "^ww");
    }
}
