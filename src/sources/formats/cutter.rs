//! What the readers of files with many records share: faults that took no bytes go out before anything else, and a file that
//! gave nothing is skipped as empty.
//!
//! Not for: where a record begins or ends (`jsonl`, `warc`).

use crate::sources::{Item, Piece};

/// Cuts a window into pieces.
pub(crate) trait Cutter {
    /// A fault that goes out before the next piece.
    fn early_fault(&mut self) -> Option<Piece>;

    /// Cuts the next piece; none if bytes were only passed over.
    fn step(&mut self) -> Option<Piece>;

    fn has_ended(&self) -> bool;

    /// What a file is that gave no piece.
    fn nothing(&self) -> Item;
}

/// The pieces of a cutter.
pub(crate) struct Cuts<C> {
    cutter: C,
    has_given: bool,
}

impl<C: Cutter> Cuts<C> {
    pub(crate) fn new(cutter: C) -> Self {
        Cuts {
            cutter,
            has_given: false,
        }
    }

    fn cut(&mut self) -> Option<Piece> {
        loop {
            let piece = match self.cutter.early_fault() {
                None if self.cutter.has_ended() => return None,
                None => self.cutter.step(),
                fault => fault,
            };
            if piece.is_some() {
                return piece;
            }
        }
    }
}

impl<C: Cutter> Iterator for Cuts<C> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let is_first = !std::mem::replace(&mut self.has_given, true);
        self.cut().or_else(|| is_first.then(|| self.cutter.nothing().into()))
    }
}
