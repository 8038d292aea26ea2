//! What the driver needs to know of the size of a unit: whether it is small, and how far into a large one the run is.
//!
//! Not for: anything that must be exact before a unit ends; then it is.

use std::path::Path;

use crate::monitor::{Counter, Monitor};
use crate::reader::{Input, Piece, Unit};

/// Files up to this size are read where they are cleaned; larger ones are cut into records by the reader thread.
const SMALL_UNIT_BYTES: u64 = 1 << 20;
/// How much larger packed text is when unpacked: a guess between gzip's and zstd's usual ratios.
const PACKED_RATIO: u64 = 4;

/// Whether a unit is one small, uncompressed file, so that what it yields is small too.
pub(super) fn is_small(unit: &Unit) -> bool {
    matches!(unit.input, Input::Path(_)) && unit.size_bytes <= SMALL_UNIT_BYTES && !is_packed(unit)
}

/// Whether a unit is compressed, by its name.
fn is_packed(unit: &Unit) -> bool {
    const PACKED: [&str; 3] = ["gz", "zst", "bz2"];
    let extension = Path::new(unit.source.as_ref()).extension().and_then(|e| e.to_str());
    extension.is_some_and(|e| PACKED.iter().any(|packed| packed.eq_ignore_ascii_case(e)))
}

/// What the monitor has been told of a unit.
pub(super) struct Position {
    size_bytes: u64,
    ratio: u64,
    told_bytes: u64,
}

impl Position {
    /// The beginning of `unit`.
    pub(super) fn new(unit: &Unit) -> Self {
        Position {
            size_bytes: unit.size_bytes,
            ratio: if is_packed(unit) { PACKED_RATIO } else { 1 },
            told_bytes: 0,
        }
    }

    /// Tells where `piece` begins.
    pub(super) fn reach(&mut self, piece: &Piece, monitor: &dyn Monitor) {
        self.tell(piece.provenance().offset_bytes / self.ratio, monitor);
    }

    /// Tells the rest.
    pub(super) fn finish(mut self, monitor: &dyn Monitor) {
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
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::document::Provenance;
    use crate::outcome::{Fault, Quarantined, Stage};
    use crate::reader::Item;

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

    #[test]
    fn the_monitor_hears_of_every_byte_once() {
        for (source, expected) in [
            ("a.jsonl", [100, 300, 1000, 1000]),
            ("a.jsonl.gz", [25, 75, 1000, 1000]),
        ] {
            let unit = Unit {
                input: Input::Path(source.into()),
                source: source.into(),
                size_bytes: 1000,
                stamp: None,
            };
            let (mut position, monitor) = (Position::new(&unit), Bytes::default());
            for (offset, expected) in [100, 300, 9999].into_iter().zip(expected) {
                position.reach(&piece(offset), &monitor);
                assert_eq!(monitor.0.load(Ordering::Relaxed), expected, "{source} at {offset}");
            }
            position.finish(&monitor);
            assert_eq!(monitor.0.load(Ordering::Relaxed), 1000, "{source}");
        }
    }
}
