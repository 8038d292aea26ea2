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
    /// Nothing was appended and nothing is missing, but the bytes before may not be what was written. More may follow.
    Doubt(Damage),
    /// Nothing was appended, and nothing will be.
    End,
}

/// A source of bytes.
pub(super) trait Feed: Send {
    /// Appends the next bytes to `into`, whose present content stays.
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled;

    /// Whether a compressed member ends or begins just behind the bytes delivered so far.
    fn at_member_edge(&self) -> bool {
        false
    }
}

/// A file or standard input.
pub(super) struct Raw<R> {
    input: R,
    read_bytes: u64,
    /// Size of a regular file when it was opened.
    opened_bytes: Option<u64>,
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
            done: false,
        }
    }

    /// How much to ask for: of a file one byte more than is left of it, to see at once that it ends.
    fn chunk(&self) -> usize {
        let left = self.opened_bytes.and_then(|size| size.checked_sub(self.read_bytes));
        let whole = left.and_then(|left| usize::try_from(left + 1).ok());
        whole.map_or(CHUNK, |whole| whole.min(CHUNK))
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
        if self.done {
            return Pulled::End;
        }
        let before = into.len();
        into.resize(before + self.chunk(), 0);
        let outcome = read_some(&mut self.input, into.get_mut(before..).unwrap_or_default());
        let got = *outcome.as_ref().unwrap_or(&0);
        into.truncate(before + got);
        self.read_bytes += got as u64;
        match outcome {
            Ok(0) => self.end(),
            Ok(_) => Pulled::Data,
            Err(error) => {
                self.done = true;
                let detail = format!("reading stopped after {} bytes: {error}", self.read_bytes);
                Pulled::Break(Damage::new(Fault::Unreadable, detail))
            }
        }
    }
}

/// One read, begun again if a signal interrupts it.
fn read_some(input: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Interrupted at every other call, and broken at last.
    struct Shaky(Vec<io::Result<&'static [u8]>>);

    impl Read for Shaky {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let bytes = if self.0.is_empty() { b"" } else { self.0.remove(0)? };
            into[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        }
    }

    #[test]
    fn signals_are_no_end_and_errors_keep_what_came_before() {
        let interrupted = || Err(io::ErrorKind::Interrupted.into());
        let broken = Err(io::Error::other("no such sector"));
        let mut raw = Raw::new(Shaky(vec![
            interrupted(),
            Ok(b"one"),
            interrupted(),
            Ok(b"two"),
            broken,
            Ok(b"x"),
        ]));
        let mut bytes = Vec::new();
        assert_eq!(raw.pull(&mut bytes), Pulled::Data);
        assert_eq!(raw.pull(&mut bytes), Pulled::Data);
        assert_eq!(bytes, b"onetwo");
        let damage = Damage::new(Fault::Unreadable, "reading stopped after 6 bytes: no such sector");
        assert_eq!(raw.pull(&mut bytes), Pulled::Break(damage));
        assert_eq!(raw.pull(&mut bytes), Pulled::End);
    }

    #[test]
    fn a_file_that_changes_its_length_is_reported() {
        for (change, detail) in [
            (4, "4 bytes when opened, 8 at the end"),
            (-2, "4 bytes when opened, 2 at the end"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a");
            std::fs::write(&path, "four").unwrap();
            let mut raw = Raw::open(&path).unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            file.set_len(u64::try_from(4 + change).unwrap()).unwrap();
            let mut bytes = Vec::new();
            let stop = std::iter::repeat_with(|| raw.pull(&mut bytes)).find(|pulled| *pulled != Pulled::Data);
            let damage = Damage::new(Fault::Unreadable, format!("changed while it was read: {detail}"));
            assert_eq!(stop, Some(Pulled::Break(damage)));
        }
    }
}
