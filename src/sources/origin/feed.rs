//! Bytes as they arrive, with breaks where some were lost.
//!
//! Not for: what the bytes mean.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::model::{Fault, Provenance, Quarantined, Stage};
use crate::sources::{Item, Stop};

/// How many bytes are read at a time.
pub(crate) const CHUNK: usize = 256 << 10;

/// Something that went wrong between the bytes; becomes one quarantined item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Damage {
    pub(crate) fault: Fault,
    pub(crate) detail: String,
}

impl Damage {
    pub(crate) fn new(fault: Fault, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Damage { fault, detail }
    }

    /// A record of more than `max_bytes`.
    pub(crate) fn too_large(max_bytes: usize) -> Self {
        Damage::new(Fault::TooLarge, format!("over input.max_record_bytes ({max_bytes})"))
    }

    /// The item that it becomes.
    pub(crate) fn quarantine(self, provenance: Provenance) -> Item {
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
pub(crate) enum Pulled {
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
pub(crate) trait Feed: Send {
    /// Appends the next bytes to `into`, whose present content stays.
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled;

    /// Whether a compressed member ends or begins just behind the bytes delivered so far.
    fn at_member_edge(&self) -> bool {
        false
    }
}

/// Opens a regular file; anything else is refused before it is opened, for to open a pipe may block for ever.
///
/// # Errors
/// The system's answer, or that it is no regular file.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let refuse = || io::Error::new(io::ErrorKind::Unsupported, NOT_REGULAR);
    if !std::fs::metadata(path)?.is_file() {
        return Err(refuse());
    }
    let file = File::open(path)?;
    file.metadata()?.is_file().then_some(file).ok_or_else(refuse)
}

const NOT_REGULAR: &str = "not a regular file: never opened";

/// A file: as many bytes of it as it had when it was opened, so that one without end ends too.
pub(crate) struct Raw<R> {
    input: R,
    read_bytes: u64,
    /// Size when it was opened.
    opened_bytes: u64,
    done: bool,
    /// What is to be told behind the last bytes.
    damage: Option<Damage>,
    stop: Stop,
}

impl Raw<File> {
    /// Opens a regular file.
    pub(crate) fn open(path: &Path, stop: Stop) -> Result<Self, Damage> {
        let open = || {
            let file = open_regular(path)?;
            let size_bytes = file.metadata()?.len();
            Ok(Raw::new(file, size_bytes, stop))
        };
        open().map_err(|error: io::Error| {
            let fault = match error.kind() {
                io::ErrorKind::Unsupported => Fault::Unsupported,
                _ => Fault::Unreadable,
            };
            Damage::new(fault, error.to_string())
        })
    }

    /// The file that is read.
    pub(crate) fn file(&self) -> &File {
        &self.input
    }
}

impl<R: Read + Send> Raw<R> {
    pub(crate) fn new(input: R, size_bytes: u64, stop: Stop) -> Self {
        Raw {
            input,
            read_bytes: 0,
            opened_bytes: size_bytes,
            done: false,
            damage: None,
            stop,
        }
    }

    /// How much to ask for: one byte more than is left, to see at once whether the file ends there. An empty file is not asked:
    /// files of the system that have no size may have no end either.
    fn chunk(&self) -> usize {
        let left = self.opened_bytes.saturating_sub(self.read_bytes);
        let whole = usize::try_from(left).map_or(CHUNK, |left| left.saturating_add(1).min(CHUNK));
        if self.opened_bytes == 0 { 0 } else { whole }
    }

    /// Ends the reading; says why if that is not for the file's end.
    fn end(&mut self, damage: Option<Damage>) {
        self.done = true;
        self.damage = damage;
    }

    /// Takes note of what a read gave. A file that is not as long as it was cannot be trusted to be whole.
    fn note(&mut self, outcome: io::Result<usize>) {
        let (opened, read) = (self.opened_bytes, self.read_bytes);
        let changed = |now: &str| {
            let detail = format!("changed while it was read: {opened} bytes when opened, {now} at the end");
            Some(Damage::new(Fault::Unreadable, detail))
        };
        match outcome {
            Err(error) => {
                let detail = format!("reading stopped after {read} bytes: {error}");
                self.end(Some(Damage::new(Fault::Unreadable, detail)));
            }
            Ok(_) if read > opened => self.end(changed("more")),
            Ok(0) if read < opened => self.end(changed(&read.to_string())),
            Ok(0) => self.end(None),
            Ok(_) => {}
        }
    }
}

impl<R: Read + Send> Feed for Raw<R> {
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled {
        let before = into.len();
        if self.stop.is_set() && !self.done {
            self.end(Some(stopped()));
        }
        if !self.done {
            into.resize(before + self.chunk(), 0);
            let outcome = read_some(&mut self.input, into.get_mut(before..).unwrap_or_default());
            let got = *outcome.as_ref().unwrap_or(&0);
            self.read_bytes += got as u64;
            let surplus = self.read_bytes.saturating_sub(self.opened_bytes);
            into.truncate(before + got.saturating_sub(usize::try_from(surplus).unwrap_or(got)));
            self.note(outcome);
        }
        if into.len() > before {
            return Pulled::Data;
        }
        self.damage.take().map_or(Pulled::End, Pulled::Break)
    }
}

/// Why the rest of a file is missing whose reader was asked to stop.
pub(crate) fn stopped() -> Damage {
    Damage::new(Fault::Unreadable, "the program was asked to stop")
}

/// One read, begun again if a signal interrupts it.
pub(crate) fn read_some(input: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
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
        let reads = vec![
            interrupted(),
            Ok(&b"one"[..]),
            interrupted(),
            Ok(b"two"),
            broken,
            Ok(b"x"),
        ];
        let mut raw = Raw::new(Shaky(reads), 100, Stop::default());
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
            (4, "4 bytes when opened, more at the end"),
            (-2, "4 bytes when opened, 2 at the end"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a");
            std::fs::write(&path, "four").unwrap();
            let mut raw = Raw::open(&path, Stop::default()).unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            file.set_len(u64::try_from(4 + change).unwrap()).unwrap();
            let mut bytes = Vec::new();
            let stop = std::iter::repeat_with(|| raw.pull(&mut bytes)).find(|pulled| *pulled != Pulled::Data);
            let damage = Damage::new(Fault::Unreadable, format!("changed while it was read: {detail}"));
            assert_eq!(stop, Some(Pulled::Break(damage)));
            assert_eq!(bytes, &b"four"[..bytes.len()], "no byte beyond the size that was found");
        }
    }

    #[test]
    fn a_reader_without_end_ends_where_its_size_says_and_when_it_is_asked_to() {
        let mut bytes = Vec::new();
        for size_bytes in [0, 1, 1 << 20] {
            let mut raw = Raw::new(std::io::repeat(7), size_bytes, Stop::default());
            bytes.clear();
            while raw.pull(&mut bytes) == Pulled::Data {}
            assert_eq!(bytes.len() as u64, size_bytes);
            assert_eq!(raw.pull(&mut bytes), Pulled::End);
        }
        let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let mut raw = Raw::new(std::io::repeat(7), u64::MAX, Stop::new(flag.clone()));
        assert_eq!(raw.pull(&mut bytes), Pulled::Data);
        flag.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(raw.pull(&mut bytes), Pulled::Break(stopped()));
        assert_eq!(raw.pull(&mut bytes), Pulled::End);
    }
}
