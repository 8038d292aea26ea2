//! JSON Lines: a record a line, and a bad line costs itself.
//!
//! Not for: what the fields mean (`fields`) or JSON that is nearly right (`lenient`).

mod fields;
mod lenient;

use std::sync::Arc;

use super::document::too_large;
use super::feed::Damage;
use super::unit::Naming;
use super::window::Window;
use super::{Item, Options as ReaderOptions, Piece, cost};
use crate::document::Provenance;
use crate::outcome::{Fault, SkipKind, Skipped};

pub use fields::Options;

/// In shorter lines the values are not counted ahead: there is not room for many.
const SHORT_BYTES: usize = 64 << 10;

/// A line that is cut off and not parsed.
#[derive(Clone, Debug)]
pub(super) struct Line {
    bytes: Vec<u8>,
    provenance: Provenance,
    options: Arc<ReaderOptions>,
}

impl Line {
    pub(super) fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Escapes stand for line breaks and tags.
    pub(super) fn cost_bytes(&self) -> u64 {
        let tags = memchr::memchr2_iter(b'<', b'\\', &self.bytes).count();
        let values = match self.bytes.len() {
            SHORT_BYTES.. => lenient::values(&self.bytes),
            _ => 0,
        };
        cost::of_marks(self.bytes.len(), tags + values)
    }

    pub(super) fn read(self) -> Item {
        let offset_bytes = self.provenance.offset_bytes;
        let object = lenient::object(self.bytes, offset_bytes, self.options.jsonl.max_values);
        let provenance = self.provenance.clone();
        match object.and_then(|object| fields::record(object, provenance, &self.options)) {
            Ok(record) => Item::Record(Box::new(record)),
            Err(damage) if damage.fault == Fault::Empty => self.options.pass_over(Skipped {
                provenance: self.provenance,
                kind: SkipKind::Empty,
                reason: damage.detail,
                url: None,
            }),
            Err(damage) => damage.quarantine(self.provenance),
        }
    }
}

/// Cuts a window into lines.
pub(super) struct Reader {
    window: Window,
    naming: Naming,
    options: Arc<ReaderOptions>,
    /// Number of the present line, from 1.
    line: u64,
    /// Bytes of the window that hold no line break.
    searched: usize,
    /// Whether damage stands before the present line, which may thus lack its beginning.
    headless: bool,
    delivered: bool,
    ended: bool,
}

impl Reader {
    pub(super) fn new(window: Window, naming: Naming, options: ReaderOptions) -> Self {
        Reader {
            window,
            naming,
            options: Arc::new(options),
            line: 1,
            searched: 0,
            headless: false,
            delivered: false,
            ended: false,
        }
    }

    /// Reads until the window holds a whole line, a break or the end; the line's length without its break.
    fn find_line(&mut self) -> Found {
        loop {
            let fresh = self.window.bytes().get(self.searched..).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', fresh) {
                let length = self.searched + at;
                self.searched = 0;
                return if length > self.options.max_record_bytes {
                    Found::Huge
                } else {
                    Found::Line(length)
                };
            }
            self.searched = self.window.bytes().len();
            if self.searched > self.options.max_record_bytes {
                return Found::Huge;
            }
            if !self.window.more() {
                let length = std::mem::take(&mut self.searched);
                return if self.window.is_ended() {
                    Found::Last(length)
                } else {
                    Found::Cut(length)
                };
            }
        }
    }

    fn fault(&self, offset_bytes: u64, damage: Damage) -> Item {
        self.naming.fault(Some(self.line), offset_bytes, damage)
    }

    /// Takes the line at the front of the window, without its break. None if it is blank.
    fn cut_line(&mut self, length: usize) -> Option<Piece> {
        let provenance = self.naming.provenance(Some(self.line), self.window.offset_bytes());
        let mut line = self.window.take(length);
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii_start();
        line.drain(..line.len() - text.len());
        line.truncate(line.trim_ascii_end().len());
        if line.is_empty() {
            return None;
        }
        let is_headless = self.headless && !line.starts_with(b"{");
        let cut = Line {
            bytes: line,
            provenance,
            options: Arc::clone(&self.options),
        };
        // Without its beginning a line is part of the damage before it, which is counted.
        if is_headless {
            return record_only(cut.read());
        }
        Some(cut.into())
    }

    /// Passes over what is left of a line, its break included.
    fn consume_line(&mut self, bytes: usize) {
        self.window.consume(bytes);
        self.line += 1;
        self.headless = false;
    }

    /// The end of what came before damage: a whole object counts, a part of one belongs to the damage.
    fn cut_short(&mut self, length: usize) -> Option<Piece> {
        let piece = self.cut_line(length).and_then(|piece| record_only(piece.read()));
        self.line += u64::from(piece.is_some());
        piece
    }

    fn pass_break(&mut self) -> Option<Piece> {
        let damage = self.window.take_break()?;
        self.headless = true;
        Some(self.naming.fault(None, self.window.offset_bytes(), damage).into())
    }

    /// Passes over a line that is too large, or gives up the file if its end is too far.
    fn skip_line(&mut self) -> Item {
        let offset = self.window.offset_bytes();
        let mut damage = too_large(self.options.max_record_bytes);
        self.searched = 0;
        loop {
            if let Some(at) = memchr::memchr(b'\n', self.window.bytes()) {
                let item = self.fault(offset, damage);
                self.consume_line(at + 1);
                return item;
            }
            self.window.consume_all();
            if self.window.offset_bytes() - offset > self.options.max_skip_bytes {
                damage.detail.push_str(&format!(
                    ", and no line break within input.max_skip_bytes ({}): the rest of the file is not read",
                    self.options.max_skip_bytes
                ));
                self.ended = true;
                return self.fault(offset, damage);
            }
            if !self.window.more() {
                return self.fault(offset, damage);
            }
        }
    }

    fn step(&mut self) -> Option<Piece> {
        match self.find_line() {
            Found::Line(length) => {
                let piece = self.cut_line(length);
                self.consume_line(1);
                piece
            }
            Found::Huge => Some(self.skip_line().into()),
            Found::Cut(length) => self.cut_short(length).or_else(|| self.pass_break()),
            Found::Last(length) => {
                self.ended = true;
                self.cut_line(length)
            }
        }
    }
}

fn record_only(item: Item) -> Option<Piece> {
    matches!(item, Item::Record(_)).then(|| item.into())
}

/// What stands at the front of the window.
enum Found {
    Line(usize),
    /// Bytes before damage.
    Cut(usize),
    /// Bytes before the end.
    Last(usize),
    Huge,
}

impl Iterator for Reader {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        while !self.ended {
            if let Some(piece) = self.step() {
                self.delivered = true;
                return Some(piece);
            }
        }
        if self.delivered {
            return None;
        }
        self.delivered = true;
        let blank = self
            .naming
            .skip(SkipKind::Empty, "holds only blank lines", &self.options);
        Some(blank.into())
    }
}
