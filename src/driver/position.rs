//! How far into a unit the run is.
//!
//! Not for: anything that must be exact before a unit ends; then it is.

use crate::monitor::{Counter, Monitor};
use crate::sources::{self, Piece, Unit};

/// How much larger packed text is when unpacked: a guess between gzip's and zstd's usual ratios.
const PACKED_RATIO: u64 = 4;
/// Units up to this size are not worth a guess.
const SMALL_UNIT_BYTES: u64 = 1 << 20;

/// What the monitor has been told of a unit.
pub(crate) struct Position {
    size_bytes: u64,
    ratio: u64,
    told_bytes: u64,
}

impl Position {
    /// The beginning of `unit`.
    pub(crate) fn new(unit: &Unit) -> Self {
        let is_packed = unit.size_bytes > SMALL_UNIT_BYTES && sources::is_packed(unit);
        Position {
            size_bytes: unit.size_bytes,
            ratio: if is_packed { PACKED_RATIO } else { 1 },
            told_bytes: 0,
        }
    }

    /// Tells where `piece` begins.
    pub(crate) fn reach(&mut self, piece: &Piece, monitor: &dyn Monitor) {
        self.tell(piece.provenance().offset_bytes / self.ratio, monitor);
    }

    /// Tells the rest.
    pub(crate) fn finish(mut self, monitor: &dyn Monitor) {
        self.tell(self.size_bytes, monitor);
    }

    fn tell(&mut self, bytes: u64, monitor: &dyn Monitor) {
        let bytes = bytes.min(self.size_bytes);
        if bytes > self.told_bytes {
            monitor.count(Counter::InputBytes, bytes - self.told_bytes);
            self.told_bytes = bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::model::{Fault, Provenance, Quarantined, Stage};
    use crate::sources::{Input, Item};

    #[derive(Default)]
    struct Bytes(AtomicU64);

    impl Monitor for Bytes {
        fn expect_bytes(&self, _: u64) {}
        fn count(&self, counter: Counter, amount: u64) {
            assert_eq!(counter, Counter::InputBytes);
            self.0.fetch_add(amount, Ordering::Relaxed);
        }
        fn quarantined(&self, _: &Quarantined) {}
        fn phase(&self, _: &str, _: Option<&Path>) {}
    }

    fn piece(offset_bytes: u64) -> Piece {
        let provenance = Provenance {
            source: "x".into(),
            record: None,
            offset_bytes,
        };
        let quarantined = Quarantined {
            provenance,
            stage: Stage::Read,
            fault: Fault::Malformed,
            detail: String::new(),
        };
        Item::Quarantined(quarantined).into()
    }

    /// The file is long enough to be looked into, and packed or not whatever its name says.
    #[test]
    fn the_monitor_hears_of_every_byte_once() {
        let folder = tempfile::tempdir().unwrap();
        let size_bytes = 4 << 20;
        for (source, magic, expected) in [
            ("a.jsonl.gz", "{\"a\":", [100, 300, size_bytes, size_bytes]),
            ("a.jsonl", "\x1f\u{8b}\x08", [25, 75, size_bytes / 4 + 1, size_bytes]),
        ] {
            let path = folder.path().join(source);
            std::fs::write(&path, magic.chars().map(|c| c as u8).collect::<Vec<_>>()).unwrap();
            let unit = Unit {
                input: Input::Path(path),
                source: source.into(),
                size_bytes,
                stamp: None,
            };
            let (mut position, monitor) = (Position::new(&unit), Bytes::default());
            for (offset, expected) in [100, 300, size_bytes + 4].into_iter().zip(expected) {
                position.reach(&piece(offset), &monitor);
                assert_eq!(monitor.0.load(Ordering::Relaxed), expected, "{source} at {offset}");
            }
            position.finish(&monitor);
            assert_eq!(monitor.0.load(Ordering::Relaxed), size_bytes, "{source}");
        }
    }
}
