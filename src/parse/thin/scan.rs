//! The scanner: finds tokens in a page and hands on those that matter.
//!
//! Not for: building the tree (`tree`), or the inside of tags (`attributes`).

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Doctype, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::{Attribute, LocalName, local_name};
use memchr::{memchr, memmem};
use scraper::Html;

use super::attributes::Source;
use super::characters::Place;
use super::tree::{Builder, Follows};
use super::{names, raw};

/// The beginning of a script is looked at, in bytes.
const STATE_BYTES: usize = 160;

/// A page on its way to a tree.
pub(super) struct Scanner<'s> {
    source: Source<'s>,
    tree: Builder,
    at: usize,
    /// Whether a line break right here would not count (it is the first behind `<pre>`).
    fresh: bool,
    /// Whether the page has null characters.
    nulls: bool,
}

impl<'s> Scanner<'s> {
    pub(super) fn new(source: &'s StrTendril, tree: Builder) -> Self {
        Scanner {
            source: Source::new(source),
            tree,
            at: if source.starts_with('\u{feff}') {
                '\u{feff}'.len_utf8()
            } else {
                0
            },
            fresh: false,
            nulls: memchr(0, source.as_bytes()).is_some(),
        }
    }

    pub(super) fn run(mut self) -> Html {
        while self.at < self.source.text.len() {
            self.step();
        }
        self.tree.finish()
    }

    /// Takes text up to the next markup, and the markup.
    fn step(&mut self) {
        let start = self.at;
        self.at = self.next_markup();
        if start < self.at {
            self.text(start, self.at, Place::Text);
            self.fresh = false;
        }
        match self.source.byte(self.at + 1) {
            None => self.at = self.source.text.len(),
            Some(b'!') => self.declaration(),
            Some(b'/') => self.end_tag(),
            Some(b'?') => self.comment(self.at + 1, raw::bogus_end),
            Some(_) => self.start_tag(),
        }
    }

    /// The next `<` that begins markup, or the end of the page.
    fn next_markup(&self) -> usize {
        let mut at = self.at;
        while let Some(found) = memchr(b'<', self.source.bytes(at)).map(|found| at + found) {
            match self.source.byte(found + 1) {
                Some(b'/') if self.source.byte(found + 2).is_some() => return found,
                Some(b'!' | b'?') => return found,
                Some(byte) if byte.is_ascii_alphabetic() => return found,
                _ => at = found + 1,
            }
        }
        self.source.text.len()
    }

    fn text(&mut self, start: usize, end: usize, place: Place) {
        let mut from = start;
        while self.nulls
            && let Some(length) = memchr(0, self.source.str(from, end).as_bytes())
        {
            self.tree.text(self.source.decoded(from, from + length, place));
            self.tree.null();
            from += length + 1;
        }
        self.tree.text(self.source.decoded(from, end, place));
    }

    /// `<!`: a comment, a document type, a CDATA section, or nothing of the kind.
    fn declaration(&mut self) {
        let inside = self.at + 2;
        let rest = self.source.bytes(inside);
        let doctype = rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"));
        if rest.starts_with(b"--") {
            self.comment(inside + 2, raw::comment_end);
        } else if doctype {
            let end = inside + raw::bogus_end(rest);
            self.tree.doctype(doctype_of(self.source.str(self.at, end)));
            self.at = end;
        } else if rest.starts_with(b"[CDATA[") && self.tree.in_foreign_content() {
            self.cdata(inside + 7);
        } else {
            self.comment(inside, raw::bogus_end);
        }
    }

    /// Passes over a comment. Only behind `<pre>` does it matter that there was one.
    fn comment(&mut self, inside: usize, end: impl Fn(&[u8]) -> usize) {
        self.at = inside + end(self.source.bytes(inside));
        if std::mem::take(&mut self.fresh) {
            self.tree.comment();
        }
    }

    fn cdata(&mut self, start: usize) {
        let rest = self.source.bytes(start);
        let length = memmem::find(rest, b"]]>").unwrap_or(rest.len());
        self.text(start, start + length, Place::Raw);
        self.at = (start + length + 3).min(self.source.text.len());
    }

    fn end_tag(&mut self) {
        let start = self.at + 2;
        match self.source.byte(start) {
            Some(b'>') => self.at = start + 1,
            Some(byte) if byte.is_ascii_alphabetic() => {
                let Some(name_end) = self.name_end(start) else {
                    return;
                };
                match self.source.rest_of_tag(name_end, false) {
                    Some(rest) => {
                        self.at = rest.end;
                        self.fresh = false;
                        self.tree.end(names::tag(self.source.str(start, name_end)));
                    }
                    None => self.at = self.source.text.len(),
                }
            }
            _ => self.comment(start, raw::bogus_end),
        }
    }

    fn start_tag(&mut self) {
        let start = self.at + 1;
        let Some(name_end) = self.name_end(start) else {
            return;
        };
        let Some(rest) = self.source.rest_of_tag(name_end, true) else {
            self.at = self.source.text.len();
            return;
        };
        let name = names::tag(self.source.str(start, name_end));
        self.at = rest.end;
        self.fresh = name == local_name!("pre") || name == local_name!("listing");
        let wanted = is_wanted(&name, &rest.kept) && !self.tree.is_full();
        let follows = self.tree.start(Tag {
            kind: TagKind::StartTag,
            name: name.clone(),
            self_closing: rest.self_closing,
            attrs: rest.kept,
            had_duplicate_attributes: false,
        });
        self.raw_text(&name, follows, wanted);
    }

    /// The end of the tag name at `start`; where the page ends in it, the tag is nothing.
    fn name_end(&mut self, start: usize) -> Option<usize> {
        let end = self
            .source
            .skip(start, |byte| !raw::is_space(byte) && !matches!(byte, b'/' | b'>'));
        if end.is_none() {
            self.at = self.source.text.len();
        }
        end
    }

    /// Takes the text of an element that holds no markup, if it is wanted.
    fn raw_text(&mut self, name: &LocalName, follows: Follows, wanted: bool) {
        let rest = self.source.bytes(self.at);
        let (length, place) = match follows {
            Follows::Markup => return,
            Follows::Rcdata => (raw::text_end(rest, name), Place::Text),
            Follows::Rawtext => (raw::text_end(rest, name), Place::Raw),
            Follows::Script => (raw::script_end(rest), Place::Raw),
            Follows::Plaintext => (rest.len(), Place::Raw),
        };
        let end = self.at + length;
        let text = self.source.str(self.at, end);
        if wanted || !self.tree.is_full() && is_wanted_text(name, follows, text) {
            self.tree.text(self.source.decoded(self.at, end, place));
        }
        self.at = end;
    }
}

/// Whether anybody reads the raw text of an element.
fn is_wanted(name: &LocalName, attributes: &[Attribute]) -> bool {
    match *name {
        local_name!("script") => attributes.iter().any(|attribute| {
            let value = attribute.value.to_ascii_lowercase();
            let data = ["ld+json", "math/tex", "application/json"];
            attribute.name.local == local_name!("type") && data.iter().any(|kind| value.contains(kind))
        }),
        local_name!("style") | local_name!("iframe") | local_name!("noembed") | local_name!("textarea") => false,
        _ => true,
    }
}

/// Whether anybody reads a raw text for what it says: style sheets that hide, and the state of a page.
fn is_wanted_text(name: &LocalName, follows: Follows, text: &str) -> bool {
    match follows {
        Follows::Script => is_state(text),
        Follows::Rawtext => *name == local_name!("style") && names::may_hide(text),
        Follows::Markup | Follows::Rcdata | Follows::Plaintext => false,
    }
}

/// Whether a script sets the state that other scripts build the page from: `window.state = {...}`.
fn is_state(script: &str) -> bool {
    let script = script.trim_start();
    let head = script
        .get(..script.floor_char_boundary(STATE_BYTES))
        .unwrap_or_default();
    let set = head.split_once('=').filter(|(name, _)| name.len() < STATE_BYTES / 2);
    let value = set.map(|(_, value)| value.trim_start());
    script.starts_with("window")
        && value.is_some_and(|value| {
            value.starts_with("{\"") || value.starts_with("[{\"") || value.starts_with("JSON.parse(\"")
        })
}

/// Has html5ever read a document type: it decides on quirks.
fn doctype_of(source: &str) -> Doctype {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(source));
    let tokenizer = Tokenizer::new(Found::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.take()
}

#[derive(Default)]
struct Found(RefCell<Doctype>);

impl TokenSink for Found {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::DoctypeToken(doctype) = token {
            self.0.replace(doctype);
        }
        TokenSinkResult::Continue
    }
}
