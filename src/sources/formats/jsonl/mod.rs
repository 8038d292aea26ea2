//! JSON Lines: a record per line, and a bad line costs itself. The values of a line that holds several are records of their own.
//!
//! Not for: objects in arrays or over several lines (`stream`), what the fields mean (`fields`) or JSON that is nearly right
//! (`lenient`).

mod doubts;
mod fields;
mod lenient;
mod lookup;
mod options;
mod stream;
mod values;

use std::sync::Arc;

use crate::decode::Charset;
use crate::model::{Fault, Provenance, SkipKind, Skipped};
use crate::sources::cost;
use crate::sources::formats::cutter::Cutter;
use crate::sources::layers::window::Window;
use crate::sources::naming::Naming;
use crate::sources::origin::feed::Damage;
use crate::sources::{Item, Options as ReaderOptions, Piece};

use doubts::Doubts;
pub use options::Options;
pub(crate) use stream::Stream;
use values::Cut;

/// How often a line is cut where it takes a guess. Each time it may be searched to its end.
const MAX_GUESSES: u32 = 16;

/// In shorter lines the values are not counted ahead: there is not room for many.
const SHORT_BYTES: usize = 64 << 10;

/// The field of the metadata that says in which encoding a line stood that was not UTF-8.
const INPUT_ENCODING: &str = "input_encoding";

/// A line, or an object of a stream, that is cut off and not parsed.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    bytes: Vec<u8>,
    provenance: Provenance,
    options: Arc<ReaderOptions>,
    /// Whether it is an object of a stream. Many files are JSON that holds no documents.
    is_element: bool,
}

impl Line {
    pub(crate) fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Escapes stand for line breaks and tags.
    pub(crate) fn cost_bytes(&self) -> u64 {
        let tags = memchr::memchr2_iter(b'<', b'\\', &self.bytes).count();
        let values = match self.bytes.len() {
            SHORT_BYTES.. => lenient::values(&self.bytes),
            _ => 0,
        };
        cost::of_marks(self.bytes.len(), tags + values)
    }

    pub(crate) fn read(self) -> Item {
        let offset_bytes = self.provenance.offset_bytes;
        let (bytes, charset) = decoded(self.bytes, &self.options);
        let object = lenient::object(bytes, offset_bytes, self.options.jsonl.max_values);
        let provenance = self.provenance.clone();
        let record = object.and_then(|object| fields::record(object, provenance, self.is_element, &self.options));
        let mut record = match record {
            Ok(record) => record,
            Err(damage) => return refused(damage, self.provenance, &self.options),
        };
        if let Some(charset) = charset {
            let name = charset.name().into();
            record.metadata.extra.insert(INPUT_ENCODING.to_owned(), name);
        }
        Item::Record(Box::new(record))
    }
}

/// What a line without a document becomes: one without text, or a value of a stream that is no document, is skipped.
fn refused(damage: Damage, provenance: Provenance, options: &ReaderOptions) -> Item {
    let kind = match damage.fault {
        Fault::Empty => SkipKind::Empty,
        Fault::Unsupported => SkipKind::Data,
        _ => return damage.quarantine(provenance),
    };
    options.pass_over(Skipped {
        provenance,
        kind,
        reason: damage.detail,
        url: None,
    })
}

/// The bytes as UTF-8, by the encoding that is set if they are none, and that encoding.
fn decoded(bytes: Vec<u8>, options: &ReaderOptions) -> (Vec<u8>, Option<Charset>) {
    const ESCAPE: u8 = 0x1b;
    let charset = options.encoding.as_deref().and_then(Charset::for_label);
    let is_utf8 = || simdutf8::basic::from_utf8(&bytes).is_ok() && memchr::memchr(ESCAPE, &bytes).is_none();
    match charset.filter(|_| !is_utf8()) {
        Some(charset) => (charset.decode(&bytes).0.into_bytes(), Some(charset)),
        None => (bytes, None),
    }
}

/// Cuts a window into lines.
pub(crate) struct Reader {
    window: Window,
    naming: Naming,
    options: Arc<ReaderOptions>,
    /// Number of the present line, from 1; each further value on a line counts as one more.
    line: u64,
    /// Bytes of the window that hold no line break.
    searched: usize,
    /// Whether damage stands before the present line, which may thus lack its beginning.
    headless: bool,
    /// How often the present line was cut where it took a guess.
    guesses: u32,
    doubts: Doubts,
    ended: bool,
}

impl Reader {
    pub(crate) fn new(window: Window, naming: Naming, options: ReaderOptions) -> Self {
        Reader {
            window,
            naming,
            options: Arc::new(options),
            line: 1,
            searched: 0,
            headless: false,
            guesses: 0,
            doubts: Doubts::default(),
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
        let length = values::trim(&line).len();
        let start = line.iter().take_while(|b| values::is_between(**b)).count();
        line.drain(..start);
        line.truncate(length);
        if line.is_empty() {
            return None;
        }
        let is_headless = self.headless && !line.starts_with(b"{");
        let cut = Line {
            bytes: line,
            provenance,
            options: Arc::clone(&self.options),
            is_element: false,
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
        self.guesses = 0;
    }

    /// A line of which a part is in doubt. If it is no object, its end may have been lost, and the rest is another line.
    fn cut_doubted(&mut self, length: usize, doubted: usize) -> Option<Piece> {
        let line = self.window.bytes().get(..length).unwrap_or_default();
        let max_values = self.options.jsonl.max_values;
        let is_whole = lenient::object(line.trim_ascii().to_vec(), 0, max_values).is_ok();
        let piece = self.cut_line(if is_whole { length } else { doubted });
        self.consume_line(usize::from(is_whole));
        piece
    }

    /// The first of several values that stand on the line at the front, and how much of the line is behind it.
    fn first_value(&self, found: &Found) -> Option<(Cut, usize)> {
        let (Found::Line(length) | Found::Cut(length) | Found::Last(length)) = *found else {
            return None;
        };
        // In other encodings a byte that looks like a mark of JSON may be half a character.
        if self.options.encoding.is_some() || self.guesses >= MAX_GUESSES {
            return None;
        }
        let line = self.window.bytes().get(..length)?;
        let cut = values::first(line, self.options.jsonl.max_values)?;
        let rest = length - cut.length;
        Some((cut, rest))
    }

    fn cut_value(&mut self, (cut, rest): (Cut, usize)) -> Option<Piece> {
        let piece = self.cut_line(cut.length);
        self.line += u64::from(piece.is_some());
        self.guesses += u32::from(cut.is_guess);
        self.headless = false;
        self.searched = rest;
        piece
    }

    /// The end of what came before damage: a whole object counts, a part of one belongs to the damage.
    fn cut_short(&mut self, length: usize) -> Option<Piece> {
        let piece = self.cut_line(length).and_then(|piece| record_only(piece.read().item));
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
        let mut damage = Damage::too_large(self.options.max_record_bytes);
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

impl Cutter for Reader {
    fn early_fault(&mut self) -> Option<Piece> {
        let (offset, damage) = self.window.take_doubt()?;
        self.doubts.note(offset);
        Some(self.naming.fault(None, offset, damage).into())
    }

    fn step(&mut self) -> Option<Piece> {
        let found = self.find_line();
        if let Some(doubt) = self.early_fault() {
            return Some(doubt);
        }
        if let Found::Line(length) | Found::Last(length) = found
            && let Some(doubted) = self.doubts.within(self.window.offset_bytes(), length)
        {
            return self.cut_doubted(length, doubted);
        }
        if let Some(cut) = self.first_value(&found) {
            return self.cut_value(cut);
        }
        match found {
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

    fn has_ended(&self) -> bool {
        self.ended
    }

    fn nothing(&self) -> Item {
        self.naming
            .skip(SkipKind::Empty, "holds only blank lines", &self.options)
    }
}
