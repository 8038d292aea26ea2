//! Opening a unit: which layers it needs, and which reader.

use std::iter;
use std::sync::Arc;

use crate::model::{Fault, SkipKind};
use crate::sources::formats::cutter::{Cuts, Cutter};
use crate::sources::formats::document;
use crate::sources::formats::jsonl;
use crate::sources::formats::sniff::{self, Kind};
use crate::sources::formats::warc;
use crate::sources::layers::compression::{Gzip, Members, Zstd};
use crate::sources::layers::window::Window;
use crate::sources::naming::Naming;
use crate::sources::origin::feed::{Damage, Feed, Pulled, Raw};
use crate::sources::origin::name;
use crate::sources::origin::stdin::Stdin;
use crate::sources::origin::watch;
use crate::sources::{Input, Item, Options, Piece, Stop, Unit};

/// What the readers hand out.
pub(crate) type Pieces = Box<dyn Iterator<Item = Piece> + Send>;

pub(crate) fn pieces(unit: Unit, options: Options) -> Pieces {
    Box::new(iter::once_with(move || open(&unit, options)).flatten())
}

fn open(unit: &Unit, options: Options) -> Pieces {
    let naming = Naming {
        source: Arc::clone(&unit.source),
    };
    match raw(unit, &options) {
        Ok(feed) => decompress(feed, &name::extension(&unit.source), naming, options),
        Err(damage) => one(naming.fault(None, 0, damage)),
    }
}

fn raw(unit: &Unit, options: &Options) -> Result<Box<dyn Feed>, Damage> {
    match &unit.input {
        Input::Path(path) => watch::open(path, unit, options),
        Input::Stdin(_) => Ok(Box::new(Stdin::open(options.stop.clone())?)),
    }
}

/// Whether a file is compressed.
pub(crate) fn is_packed(unit: &Unit) -> bool {
    let Input::Path(path) = &unit.input else { return false };
    Raw::open(path, Stop::default()).is_ok_and(|mut feed| sniff::compression(&head(&mut feed).0).is_some())
}

/// The first bytes of a feed, and what stopped it if there are no more.
fn head(feed: &mut dyn Feed) -> (Vec<u8>, Option<Pulled>) {
    let mut head = Vec::new();
    while head.len() < 16 {
        match feed.pull(&mut head) {
            Pulled::Data => {}
            stop => return (head, Some(stop)),
        }
    }
    (head, None)
}

/// Puts a decompressor between where the first bytes ask for one.
pub(crate) fn decompress(mut feed: Box<dyn Feed>, extension: &str, naming: Naming, options: Options) -> Pieces {
    let (head, stopped) = head(feed.as_mut());
    let kind = sniff::compression(&head);
    let feed: Box<dyn Feed> = Box::new(Resumed { head, stopped, feed });
    let feed: Box<dyn Feed> = match kind {
        Some(Kind::Gzip) => Box::new(Members::new(feed, Gzip::new(), &options)),
        Some(Kind::Zstd) => match Zstd::new(options.zstd_window_log) {
            Ok(codec) => Box::new(Members::new(feed, codec, &options)),
            Err(error) => {
                let damage = Damage::new(Fault::Unreadable, format!("input.zstd_window_log: {error}"));
                return one(naming.fault(None, 0, damage));
            }
        },
        _ => feed,
    };
    // A container that is not even text has lost its beginning.
    let is_broken = kind.is_none() && name::is_packed(&naming.source) || sniff::is_container(extension);
    dispatch(Window::new(feed), (extension, is_broken), naming, options)
}

fn broken() -> Damage {
    let detail = "binary data where the name says that records or a compressed file follow";
    Damage::new(Fault::Malformed, detail)
}

/// A feed whose first bytes have been looked at.
struct Resumed {
    head: Vec<u8>,
    stopped: Option<Pulled>,
    feed: Box<dyn Feed>,
}

impl Feed for Resumed {
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled {
        if !self.head.is_empty() {
            into.append(&mut self.head);
            return Pulled::Data;
        }
        self.stopped.take().unwrap_or_else(|| self.feed.pull(into))
    }
}

/// Sniffs and hands over to the reader of the format; `is_broken` says that binary data is damage here.
fn dispatch(mut window: Window, (extension, is_broken): (&str, bool), naming: Naming, options: Options) -> Pieces {
    let mut lost = Vec::new();
    while !window.fill(sniff::HEAD_BYTES) && window.bytes().is_empty() && window.is_broken() {
        lost.extend(window.take_break());
    }
    if window.bytes().is_empty() {
        lost.extend(window.take_doubt().map(|(_, damage)| damage));
    }
    let faults: Vec<Piece> = lost
        .iter()
        .map(|damage| naming.fault(None, 0, damage.clone()).into())
        .collect();
    if window.bytes().is_empty() {
        return if faults.is_empty() {
            one(naming.skip(SkipKind::Empty, "holds no bytes", &options))
        } else {
            Box::new(faults.into_iter())
        };
    }
    let kind = match sniff::compression(window.bytes()) {
        Some(_) => Kind::Unsupported(
            SkipKind::Archive,
            "a compressed file inside a compressed file: unpack it once".to_owned(),
        ),
        None => sniff::file(window.bytes(), extension, options.format),
    };
    match kind {
        Kind::Warc => chain(faults, warc::Reader::new(window, naming, options)),
        Kind::Jsonl => chain(faults, jsonl::Reader::new(window, naming, options)),
        Kind::Json => chain(faults, jsonl::Stream::new(window, naming, options)),
        Kind::Document(format) => {
            let damage = lost.into_iter().next();
            let items = document::read(window, damage, format, &naming, &options);
            Box::new(items.into_iter().map(Piece::from))
        }
        Kind::Gzip | Kind::Zstd => Box::new(iter::empty()),
        Kind::Unsupported(SkipKind::Binary, _) if is_broken => one(naming.fault(None, 0, broken())),
        Kind::Unsupported(kind, name) => one(naming.skip(kind, name, &options)),
    }
}

fn chain(faults: Vec<Piece>, cutter: impl Cutter + Send + 'static) -> Pieces {
    Box::new(faults.into_iter().chain(Cuts::new(cutter)))
}

fn one(item: Item) -> Pieces {
    Box::new(iter::once(item.into()))
}
