//! WARC 0.18 to 2.0: cutting a window into records. A record whose end cannot be told costs itself: the next one is looked
//! for by its version line, from just behind the header of the one that failed.
//!
//! Not for: where a record ends (`extent`), what it holds (`record`), or which records hold no document (`kind`).

mod body;
mod encoding;
mod extent;
mod header;
mod http;
mod kind;
mod record;

use std::sync::Arc;

use crate::model::{Fault, Provenance, SkipKind};
use crate::sources::Given;
use crate::sources::cost;
use crate::sources::formats::cutter::Cutter;
use crate::sources::formats::sniff;
use crate::sources::layers::window::Window;
use crate::sources::naming::Naming;
use crate::sources::origin::feed::Damage;
use crate::sources::{Item, Options, Piece};
use extent::{Claim, Misfit};
use header::Header;

/// A header longer than this is damage.
const MAX_HEADER_BYTES: usize = header::MAX_BYTES;

/// Bodies up to this size are unpacked whatever their ratio is.
const LITTLE_BYTES: usize = 256 << 10;
/// How much of a body tells whether it is packed.
const SAMPLE_BYTES: usize = 256;

/// A record that is cut off and not parsed.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    header: Header,
    bytes: Vec<u8>,
    provenance: Provenance,
    options: Arc<Options>,
}

impl Block {
    pub(crate) fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    pub(crate) fn cost_bytes(&self) -> u64 {
        match self.is_packed() {
            true => cost::of_packed(self.bytes.len()),
            false => cost::of_text(&self.bytes),
        }
    }

    pub(crate) fn read(self) -> Given {
        record::read(&self.header, &self.bytes, self.provenance, &self.options)
    }

    /// [`Self::read`], unless the body becomes much larger when it is unpacked.
    pub(crate) fn read_small(self: Box<Self>) -> Result<Given, Box<Self>> {
        let limit = (self.bytes.len() * cost::PACKED_RATIO as usize).max(LITTLE_BYTES);
        if !self.is_packed() || limit >= self.options.max_record_bytes {
            return Ok(self.read());
        }
        let options = Options {
            max_record_bytes: limit,
            ..Options::clone(&self.options)
        };
        match record::read(&self.header, &self.bytes, self.provenance.clone(), &options) {
            Given {
                item: Item::Quarantined(item),
                ..
            } if item.fault == Fault::TooLarge => Err(self),
            given => Ok(given),
        }
    }

    /// Whether the body does not look like text at its beginning.
    fn is_packed(&self) -> bool {
        let head = memchr::memmem::find(&self.bytes, b"\r\n\r\n").map_or(0, |end| end + 4);
        let body = self.bytes.get(head..).unwrap_or_default();
        !sniff::is_plainly_text(body.get(..SAMPLE_BYTES).unwrap_or(body))
    }
}

/// Cuts a window into records.
pub(crate) struct Reader {
    window: Window,
    naming: Naming,
    options: Arc<Options>,
    /// Ordinal of the present record, from 1.
    ordinal: u64,
    /// Whether what stands at the front follows damage that is counted.
    after_damage: bool,
    /// How far the next record is looked for.
    skip_bytes: u64,
    /// That the input ends inside the record that was cut last, and where.
    cut_fault: Option<(u64, Damage)>,
    ended: bool,
}

impl Reader {
    pub(crate) fn new(window: Window, naming: Naming, options: Options) -> Self {
        Reader {
            window,
            naming,
            options: Arc::new(options),
            ordinal: 0,
            after_damage: false,
            skip_bytes: 0,
            cut_fault: None,
            ended: false,
        }
    }

    fn fault(&self, offset_bytes: u64, damage: Damage) -> Item {
        self.naming.fault(Some(self.ordinal), offset_bytes, damage)
    }

    fn malformed(&self, offset_bytes: u64, detail: impl Into<String>) -> Item {
        self.fault(
            offset_bytes,
            Damage::new(Fault::Malformed, format!("WARC: {}", detail.into())),
        )
    }

    /// Passes over line breaks between records, and the byte order mark that an editor puts before them.
    fn skip_breaks(&mut self) {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        loop {
            let bytes = self.window.bytes();
            let breaks = bytes.len() - header::behind_breaks(bytes).len();
            self.window.consume(breaks);
            let is_mark = self.window.fill(MARK.len()) && self.window.bytes().starts_with(MARK);
            if is_mark {
                self.window.consume(MARK.len());
            } else if !matches!(self.window.bytes().first(), Some(b'\r' | b'\n')) {
                return;
            }
        }
    }

    /// What stands between records and is none: one fault, unless it is the rest of one that is counted.
    fn skip_garbage(&mut self) -> Option<Item> {
        let from = self.window.offset_bytes();
        let zeros = self.skip_to_record();
        let length = self.window.offset_bytes() - from;
        if self.ended {
            let detail = format!("WARC: no record within {length} bytes: the rest of the file is not read");
            return Some(self.naming.fault(None, from, Damage::new(Fault::TooLarge, detail)));
        }
        if std::mem::take(&mut self.after_damage) {
            return None;
        }
        if zeros && self.window.bytes().is_empty() {
            return None;
        }
        let detail = format!("WARC: {length} bytes that belong to no record");
        Some(self.naming.fault(None, from, Damage::new(Fault::Malformed, detail)))
    }

    /// Drops bytes up to the next version line, break or end; whether all of them were NUL.
    fn skip_to_record(&mut self) -> bool {
        let from = self.window.offset_bytes();
        let limit = std::mem::take(&mut self.skip_bytes).max(self.options.max_skip_bytes);
        let mut zeros = true;
        loop {
            let bytes = self.window.bytes();
            let (next, sure) = match header::starts(bytes).next() {
                Some(at) => (at, true),
                None => (bytes.len().saturating_sub(header::LOOKAHEAD_BYTES), false),
            };
            zeros &= bytes.get(..next).unwrap_or_default().iter().all(|b| *b == 0);
            self.window.consume(next);
            if sure {
                return zeros;
            }
            if self.window.offset_bytes() - from > limit {
                self.ended = true;
                return zeros;
            }
            if !self.window.more() {
                zeros &= self.window.bytes().iter().all(|b| *b == 0);
                self.window.consume_all();
                return zeros;
            }
        }
    }

    /// Gets the whole header into the window; its length with the blank line.
    fn header_bytes(&mut self) -> Option<usize> {
        let mut searched = 0;
        loop {
            let bytes = self.window.bytes();
            if let Some(end) = header::end(bytes, searched) {
                return (end <= MAX_HEADER_BYTES).then_some(end);
            }
            searched = bytes.len().saturating_sub(3);
            if bytes.len() > MAX_HEADER_BYTES || !self.window.more() {
                return None;
            }
        }
    }

    fn record(&mut self) -> Option<Piece> {
        self.after_damage = false;
        self.ordinal += 1;
        let offset = self.window.offset_bytes();
        let opens_member = self.window.starts_member();
        let Some(length) = self.header_bytes() else {
            return self.headless(offset).map(Piece::from);
        };
        let header = self.window.bytes().get(..length).unwrap_or_default();
        if let Some(last) = header.get(1..).and_then(|rest| header::starts(rest).last()) {
            self.window.consume(last + 1);
            return Some(self.malformed(offset, "header without an end").into());
        }
        let header = Header::parse(header);
        self.window.consume(length);
        let mut header = match header {
            Ok(header) => header,
            Err(detail) => {
                self.after_damage = true;
                return Some(self.malformed(offset, detail).into());
            }
        };
        match self.block(&mut header, opens_member, offset) {
            Ok(length) => Some(self.cut_off(header, length, offset)),
            Err(item) => item.map(Piece::from),
        }
    }

    /// A header that does not end: no other one can end before it would, so most of it is passed over at once.
    fn headless(&mut self, offset_bytes: u64) -> Option<Item> {
        self.after_damage = true;
        if self.window.bytes().len() > MAX_HEADER_BYTES {
            self.window.consume(MAX_HEADER_BYTES / 2);
            return Some(self.malformed(offset_bytes, format!("header of more than {MAX_HEADER_BYTES} bytes")));
        }
        self.window.consume_all();
        self.cut(offset_bytes, "the input ends inside a header")
    }

    /// A record that a break or the end cuts off. At a break the damage itself is what is counted.
    fn cut(&mut self, offset_bytes: u64, detail: &str) -> Option<Item> {
        if self.window.is_broken() {
            return None;
        }
        Some(self.fault(offset_bytes, Damage::new(Fault::Truncated, format!("WARC: {detail}"))))
    }

    /// Gets the block of a record into the window: its length, if its end can be told.
    fn block(&mut self, header: &mut Header, opens_member: bool, offset_bytes: u64) -> Result<usize, Option<Item>> {
        let length = header.content_length();
        let claim = Claim {
            length: length.as_ref().ok().copied(),
            opens_member,
            max_bytes: self.options.max_record_bytes,
        };
        let misfit = match extent::find(&mut self.window, &claim) {
            Ok(length) => return Ok(length),
            Err(misfit) => misfit,
        };
        self.after_damage = true;
        let damage = match misfit {
            Misfit::TooLarge => {
                self.skip_bytes = claim.length.unwrap_or_default();
                Damage::too_large(claim.max_bytes)
            }
            Misfit::Wrong => wrong_length(length),
            Misfit::Cut if self.keeps_cut(header) => {
                header.is_cut = true;
                return Ok(self.window.bytes().len());
            }
            Misfit::Cut => {
                self.window.consume_all();
                return Err(self.cut(offset_bytes, "the input ends inside a record"));
            }
        };
        Err(Some(self.fault(offset_bytes, header.describe(damage))))
    }

    /// Whether a record that the end of the input cuts is kept as far as it goes: it must be a document, and have a part of its
    /// body. The end is a fault of its own unless it is one already.
    fn keeps_cut(&mut self, header: &Header) -> bool {
        let bytes = self.window.bytes();
        if !self.window.is_at_end() || kind::of(header).is_some() || !has_body(bytes) {
            return false;
        }
        if !self.window.is_broken() {
            let detail = format!(
                "WARC: the input ends inside record {}; what there is of it is kept",
                self.ordinal
            );
            let offset = self.window.offset_bytes() + bytes.len() as u64;
            self.cut_fault = Some((offset, Damage::new(Fault::Truncated, detail)));
        }
        true
    }

    /// Takes the block of a record out of the window.
    fn cut_off(&mut self, mut header: Header, length: usize, offset_bytes: u64) -> Piece {
        let is_claimed = header.content_length().is_ok_and(|claimed| claimed == length as u64);
        header.mended_length = (!is_claimed).then_some(length);
        let provenance = self.naming.provenance(Some(self.ordinal), offset_bytes);
        match kind::of(&header) {
            Some((kind, reason)) => {
                self.window.consume(length);
                self.options.pass_over(header.skip(kind, reason, provenance)).into()
            }
            None => Piece::from(Block {
                header,
                bytes: self.window.take(length),
                provenance,
                options: Arc::clone(&self.options),
            }),
        }
    }

    /// A break or the end.
    fn halt(&mut self) -> Option<Item> {
        match self.window.take_break() {
            Some(damage) => {
                self.after_damage = true;
                Some(self.naming.fault(None, self.window.offset_bytes(), damage))
            }
            None => {
                self.ended = self.window.is_ended();
                None
            }
        }
    }
}

/// Whether a block goes on behind its HTTP head.
fn has_body(block: &[u8]) -> bool {
    let head = match header::starts_http(block) {
        true => http::end(block),
        false => Some(0),
    };
    head.and_then(|end| block.get(end..))
        .is_some_and(|body| !body.trim_ascii().is_empty())
}

fn wrong_length(length: Result<u64, String>) -> Damage {
    let detail = match length {
        Ok(length) => format!("WARC: Content-Length {length} is wrong"),
        Err(detail) => format!("WARC: {detail}"),
    };
    Damage::new(Fault::Malformed, detail)
}

impl Cutter for Reader {
    fn early_fault(&mut self) -> Option<Piece> {
        let cut = self.cut_fault.take();
        let doubt = || self.window.take_doubt();
        let (offset, damage) = cut.or_else(doubt)?;
        Some(self.naming.fault(None, offset, damage).into())
    }

    fn step(&mut self) -> Option<Piece> {
        self.skip_breaks();
        if self.window.bytes().is_empty() {
            return self.halt().map(Piece::from);
        }
        self.window.fill(header::LOOKAHEAD_BYTES);
        match header::is_version(self.window.bytes()) {
            true => self.record(),
            false => self.skip_garbage().map(Piece::from),
        }
    }

    fn has_ended(&self) -> bool {
        self.ended
    }

    fn nothing(&self) -> Item {
        self.naming.skip(SkipKind::Empty, "holds no WARC record", &self.options)
    }
}
