//! Bytes as they arrive, with breaks where some were lost.
//!
//! Not for: what the bytes mean.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::Item;
use crate::document::Provenance;
use crate::outcome::{Fault, Quarantined, Stage};

/// How many bytes are read at a time.
pub(super) const CHUNK: usize = 256 << 10;

/// Something that went wrong between the bytes; becomes one quarantined item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    pub(super) fault: Fault,
    pub(super) detail: String,
}

impl Damage {
    pub(super) fn new(fault: Fault, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Damage { fault, detail }
    }

    /// The item that it becomes.
    pub(super) fn quarantine(self, provenance: Provenance) -> Item {
        Item::Quarantined(Quarantined {
            provenance,
            stage: Stage::Read,
            fault: self.fault,
            detail: self.detail,
        })
    }
}

/// What a pull gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pulled {
    /// At least one byte was appended.
    Data,
    /// Nothing was appended: here bytes are missing. More may follow.
    Break(Damage),
    /// Nothing was appended, and nothing will be.
    End,
}

/// A source of bytes.
pub(super) trait Feed: Send {
    /// Appends the next bytes to `into`, whose present content stays.
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled;
}

/// A file or standard input.
pub(super) struct Raw<R> {
    input: R,
    read_bytes: u64,
    /// Size of a regular file when it was opened.
    opened_bytes: Option<u64>,
    failed: Option<Damage>,
    done: bool,
}

impl Raw<File> {
    /// Opens a regular file; anything else is refused before it is opened, for to open a pipe may block for ever.
    pub(super) fn open(path: &Path) -> Result<Self, Damage> {
        let unreadable = |error: io::Error| Damage::new(Fault::Unreadable, error.to_string());
        let refuse = || Damage::new(Fault::Unsupported, "not a regular file: never opened");
        if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(refuse());
        }
        let input = File::open(path).map_err(unreadable)?;
        let metadata = input.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(refuse());
        }
        let mut raw = Raw::new(input);
        raw.opened_bytes = Some(metadata.len());
        Ok(raw)
    }
}

impl<R: Read + Send> Raw<R> {
    pub(super) fn new(input: R) -> Self {
        Raw {
            input,
            read_bytes: 0,
            opened_bytes: None,
            failed: None,
            done: false,
        }
    }

    /// What stands at the end: a file that is not as long as it was cannot be trusted to be whole.
    fn end(&mut self) -> Pulled {
        self.done = true;
        match self.opened_bytes {
            Some(opened) if opened != self.read_bytes && opened > 0 => {
                let read = self.read_bytes;
                let detail = format!("changed while it was read: {opened} bytes when opened, {read} at the end");
                Pulled::Break(Damage::new(Fault::Unreadable, detail))
            }
            _ => Pulled::End,
        }
    }
}

impl<R: Read + Send> Feed for Raw<R> {
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled {
        if let Some(damage) = self.failed.take() {
            self.done = true;
            return Pulled::Break(damage);
        }
        if self.done {
            return Pulled::End;
        }
        let before = into.len();
        // Interrupted calls are repeated by `read_to_end`.
        let outcome = self.input.by_ref().take(CHUNK as u64).read_to_end(into);
        let got = into.len().saturating_sub(before);
        self.read_bytes += got as u64;
        if let Err(error) = outcome {
            let detail = format!("reading stopped after {} bytes: {error}", self.read_bytes);
            self.failed = Some(Damage::new(Fault::Unreadable, detail));
        }
        match (got, self.failed.is_some()) {
            (0, true) => self.pull(into),
            (0, false) => self.end(),
            _ => Pulled::Data,
        }
    }
}
