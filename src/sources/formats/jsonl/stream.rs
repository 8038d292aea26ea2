//! JSON objects that stand in arrays, one behind the other or over several lines: an object a record, read as they come. An
//! object that is damaged costs itself: the next one is looked for by how they begin.
//!
//! Not for: a file with an object a line, in which every line break is an end.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::de::IgnoredAny;

use crate::model::{Fault, SkipKind};
use crate::sources::formats::braces::{Braces, End, Shape};
use crate::sources::formats::cutter::Cutter;
use crate::sources::formats::jsonl::doubts::Doubts;
use crate::sources::formats::jsonl::values::is_between;
use crate::sources::formats::jsonl::{Line, lenient};
use crate::sources::layers::window::Window;
use crate::sources::naming::Naming;
use crate::sources::origin::feed::Damage;
use crate::sources::{Item, Options, Piece};

/// Bytes that show how an object begins.
const HEAD_BYTES: usize = 256;
/// How often an object that seems to go on beyond the beginning of the next one is taken for one that lacks its own end, and
/// not for one that holds others. Each time it is searched to its end.
const MAX_GUESSES: u32 = 4;

/// Cuts a window into objects.
pub(crate) struct Stream {
    window: Window,
    naming: Naming,
    options: Arc<Options>,
    /// Number of the present object, from 1.
    ordinal: u64,
    braces: Braces,
    /// How the last object began that was whole.
    shape: Option<Shape>,
    /// White space since the last line break; none if something else stands there.
    indent: Option<Vec<u8>>,
    /// Whether what stands at the front follows damage that is counted.
    after_damage: bool,
    doubts: Doubts,
    guesses: u32,
    /// Faults that go out before anything else.
    ready: VecDeque<Piece>,
    ended: bool,
}

/// How the object at the front ends.
enum Found {
    Whole(usize),
    /// It is damaged, and belongs to itself up to here.
    Damaged(usize),
    /// It is longer than a record may be.
    Huge,
    /// A break or the end comes first.
    Cut,
}

impl Stream {
    pub(crate) fn new(window: Window, naming: Naming, options: Options) -> Self {
        Stream {
            window,
            naming,
            options: Arc::new(options),
            ordinal: 0,
            braces: Braces::default(),
            shape: None,
            indent: Some(Vec::new()),
            after_damage: false,
            doubts: Doubts::default(),
            guesses: 0,
            ready: VecDeque::new(),
            ended: false,
        }
    }

    fn malformed(&self, offset_bytes: u64, detail: &str) -> Item {
        let damage = Damage::new(Fault::Malformed, format!("JSON: {detail}"));
        self.naming.fault(Some(self.ordinal), offset_bytes, damage)
    }

    fn consume(&mut self, length: usize) {
        let passed = self.window.bytes().get(..length).unwrap_or_default();
        self.indent = indent(self.indent.take(), passed);
        self.window.consume(length);
    }

    /// Passes over what stands between objects: white space, commas and the brackets of arrays.
    fn skip_between(&mut self) {
        loop {
            let length = self.window.bytes().iter().take_while(|b| is_between(**b)).count();
            self.consume(length);
            if !self.window.bytes().is_empty() || !self.window.more() {
                return;
            }
        }
    }

    fn object(&mut self) -> Option<Piece> {
        self.ordinal += 1;
        self.braces = Braces::default();
        self.window.fill(HEAD_BYTES);
        let own = Shape::of(self.window.bytes(), self.indent.clone());
        let found = self.find_end(&own.like(self.shape.as_ref()));
        let resumed = std::mem::take(&mut self.after_damage);
        if matches!(found, Found::Whole(_)) && !resumed || self.shape.is_none() {
            self.shape = Some(own);
        }
        match found {
            Found::Whole(length) => Some(self.cut(length)),
            Found::Damaged(length) => {
                self.note_doubts();
                let doubted = self.doubts.within(self.window.offset_bytes(), length);
                self.after_damage = true;
                Some(self.cut(doubted.unwrap_or(length)))
            }
            Found::Huge => Some(self.skip_huge()),
            Found::Cut => self.cut_off(),
        }
    }

    /// Reads until the object at the front ends, or shows that it does not before another one begins.
    fn find_end(&mut self, shape: &Shape) -> Found {
        let (mut next, mut checked) = (None, 0);
        loop {
            let bytes = self.window.bytes();
            let candidate = shape.next(bytes, self.braces.searched.max(1));
            let within = candidate.map_or(bytes, |at| bytes.get(..at).unwrap_or(bytes));
            match self.braces.end(within) {
                End::At(end) if end > self.options.max_record_bytes => return Found::Huge,
                End::At(end) => return self.whole(end, next),
                End::Broken(at) => return Found::Damaged(at),
                End::Beyond => {}
            }
            if let Some(at) = candidate {
                next = next.or(candidate);
                if at >= checked * 2 {
                    checked = at;
                    if is_wrong(bytes.get(..=at).unwrap_or(bytes)) {
                        return Found::Damaged(at);
                    }
                }
                self.braces.end(bytes.get(..=at).unwrap_or(bytes));
                continue;
            }
            if bytes.len() > self.options.max_record_bytes {
                return Found::Huge;
            }
            if !self.window.more() {
                return self.up_to(next).unwrap_or(Found::Cut);
            }
        }
    }

    /// An object whose braces are even: what can be read is sound, else it belongs to itself up to the next one.
    fn whole(&mut self, end: usize, next: Option<usize>) -> Found {
        let bytes = self.window.bytes().get(..end).unwrap_or_default();
        match next {
            Some(_) if is_wrong(bytes) && !self.can_be_read(bytes) => self.up_to(next).unwrap_or(Found::Whole(end)),
            _ => Found::Whole(end),
        }
    }

    fn can_be_read(&self, bytes: &[u8]) -> bool {
        let (bytes, _) = crate::sources::formats::jsonl::decoded(bytes.to_vec(), &self.options);
        lenient::object(bytes, 0, usize::MAX).is_ok()
    }

    /// An object that does not end where the next one seems to begin.
    fn up_to(&mut self, next: Option<usize>) -> Option<Found> {
        let next = next.filter(|_| self.guesses < MAX_GUESSES)?;
        self.guesses += 1;
        Some(Found::Damaged(next))
    }

    /// Takes the object out of the window.
    fn cut(&mut self, length: usize) -> Piece {
        let offset = self.window.offset_bytes();
        let passed = self.window.bytes().get(..length).unwrap_or_default();
        self.indent = indent(None, passed);
        let mut bytes = self.window.take(length);
        let between = bytes.iter().rev().take_while(|b| is_between(**b)).count();
        bytes.truncate(bytes.len() - between);
        let line = Line {
            bytes,
            provenance: self.naming.provenance(Some(self.ordinal), offset),
            options: Arc::clone(&self.options),
            is_element: true,
        };
        line.into()
    }

    /// Passes over an object that is too large.
    fn skip_huge(&mut self) -> Piece {
        let offset = self.window.offset_bytes();
        let mut damage = Damage::too_large(self.options.max_record_bytes);
        loop {
            if let End::At(end) | End::Broken(end) = self.braces.end(self.window.bytes()) {
                self.consume(end);
                break;
            }
            let length = self.window.bytes().len();
            self.consume(length);
            self.braces.forget(length);
            let max = self.options.max_skip_bytes;
            if self.window.offset_bytes() - offset > max {
                let rest =
                    format!(", and no end within input.max_skip_bytes ({max}): the rest of the file is not read");
                damage.detail.push_str(&rest);
                self.ended = true;
                break;
            }
            if !self.window.more() {
                break;
            }
        }
        self.naming.fault(Some(self.ordinal), offset, damage).into()
    }

    /// An object that a break or the end cuts off. At a break the damage itself is what is counted.
    fn cut_off(&mut self) -> Option<Piece> {
        let offset = self.window.offset_bytes();
        self.window.consume_all();
        let is_counted = self.window.is_broken();
        (!is_counted).then(|| self.malformed(offset, "the input ends inside an object").into())
    }

    /// What is no object: one fault, unless it is the rest of one that is counted.
    fn skip_garbage(&mut self) -> Option<Piece> {
        let offset = self.window.offset_bytes();
        let is_counted = std::mem::take(&mut self.after_damage);
        let shape = self.shape.take();
        loop {
            let bytes = self.window.bytes();
            let next = match &shape {
                Some(shape) => shape.next(bytes, 0),
                None => memchr::memchr(b'{', bytes),
            };
            let far = next.unwrap_or(bytes.len());
            let doubted = self.doubts.within(self.window.offset_bytes(), far);
            if let Some(stop) = doubted.or(next) {
                self.consume(stop);
                // Behind a doubt the next object may begin at once.
                self.after_damage = doubted.is_some() && is_counted;
                break;
            }
            // What stands before an object says whether it is one.
            self.consume(far.saturating_sub(HEAD_BYTES));
            if !self.window.more() {
                self.window.consume_all();
                break;
            }
        }
        let length = self.window.offset_bytes() - offset;
        let detail = format!("{length} bytes that belong to no object");
        self.shape = shape;
        (!is_counted).then(|| self.malformed(offset, &detail).into())
    }

    /// Damage that took no bytes becomes items of its own.
    fn note_doubts(&mut self) {
        while let Some((offset, damage)) = self.window.take_doubt() {
            self.doubts.note(offset);
            self.ready.push_back(self.naming.fault(None, offset, damage).into());
        }
    }

    /// A break or the end.
    fn halt(&mut self) -> Option<Piece> {
        let Some(damage) = self.window.take_break() else {
            self.ended = true;
            return None;
        };
        self.after_damage = true;
        Some(self.naming.fault(None, self.window.offset_bytes(), damage).into())
    }
}

/// Whether no JSON begins like this.
fn is_wrong(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_err_and(|error| !error.is_eof())
}

/// The white space since the last line break, `before` what was passed; none if something else stands there.
fn indent(before: Option<Vec<u8>>, passed: &[u8]) -> Option<Vec<u8>> {
    let (mut indent, line) = match memchr::memrchr(b'\n', passed) {
        Some(at) => (Vec::new(), passed.get(at + 1..).unwrap_or_default()),
        None => (before?, passed),
    };
    let is_blank = line.iter().all(|b| matches!(b, b' ' | b'\t'));
    indent.extend_from_slice(line);
    (is_blank && indent.len() <= HEAD_BYTES / 2).then_some(indent)
}

impl Cutter for Stream {
    fn early_fault(&mut self) -> Option<Piece> {
        self.note_doubts();
        self.ready.pop_front()
    }

    fn step(&mut self) -> Option<Piece> {
        self.skip_between();
        match self.window.bytes().first() {
            None => self.halt(),
            Some(b'{') => self.object(),
            Some(_) => self.skip_garbage(),
        }
    }

    fn has_ended(&self) -> bool {
        self.ended
    }

    fn nothing(&self) -> Item {
        self.naming.skip(SkipKind::Empty, "holds no JSON object", &self.options)
    }
}
