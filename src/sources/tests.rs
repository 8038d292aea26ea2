//! What comes out of a unit must not depend on how its bytes come in.

use crate::model::Fault;
use crate::sources::naming::Naming;
use crate::sources::origin::feed::{Damage, Feed, Pulled};
use crate::sources::unit;
use crate::sources::{Item, Options, Piece};

/// Hands out bytes in pieces of random sizes.
struct Drip {
    bytes: Vec<u8>,
    at: usize,
    random: u64,
    most: usize,
}

impl Feed for Drip {
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let size = usize::try_from(self.random >> 33).unwrap() % self.most + 1;
        let end = (self.at + size).min(self.bytes.len());
        if self.at == end {
            return Pulled::End;
        }
        into.extend_from_slice(&self.bytes[self.at..end]);
        self.at = end;
        Pulled::Data
    }
}

fn read(bytes: &[u8], random: u64, most: usize, options: &Options) -> Vec<Item> {
    let (bytes, at) = (bytes.to_vec(), 0);
    let drip = Drip {
        bytes,
        at,
        random,
        most,
    };
    let naming = Naming { source: "x".into() };
    unit::decompress(Box::new(drip), "", naming, options.clone())
        .flat_map(Piece::read)
        .collect()
}

fn gz(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Containers that are whole, and the same with damage in the middle and with the end cut off.
fn inputs() -> Vec<(String, Vec<u8>)> {
    let line = |k: usize| format!("{{\"text\":\"line {k} {}\"}}\n", "words ".repeat(k % 50));
    let record = |k: usize| {
        let block = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{k} {}",
            "words ".repeat(k % 70)
        );
        let length = block.len();
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    };
    let lines: Vec<String> = (0..200).map(line).collect();
    let records: Vec<String> = (0..100).map(record).collect();
    let wrong = records.concat().replacen("Content-Length: 2", "Content-Length: 9", 9);
    let members = |parts: &[String]| parts.iter().flat_map(|part| gz(part.as_bytes())).collect::<Vec<u8>>();
    let sound = [
        ("lines", lines.concat().into_bytes()),
        ("lines.gz", members(&lines)),
        (
            "lines.zst",
            zstd::stream::encode_all(lines.concat().as_bytes(), 1).unwrap(),
        ),
        ("records", records.concat().into_bytes()),
        ("records with wrong lengths", wrong.into_bytes()),
        ("records.gz", members(&records)),
        ("records in one member", gz(records.concat().as_bytes())),
        ("page", b"<!doctype html><p>words and more words".repeat(9)),
    ];
    let mut inputs = Vec::new();
    for (name, bytes) in sound {
        let mut broken = bytes.clone();
        let middle = broken.len() / 2;
        broken[middle..middle + 3].fill(0xa7);
        inputs.push((format!("{name}, cut"), bytes[..bytes.len() - 5].to_vec()));
        inputs.push((format!("{name}, broken"), broken));
        inputs.push((name.to_owned(), bytes));
    }
    inputs
}

#[test]
fn the_size_of_the_pieces_changes_nothing() {
    let small = Options {
        max_record_bytes: 250,
        ..Options::default()
    };
    for (name, bytes) in inputs() {
        for options in [&Options::default(), &small] {
            let whole = read(&bytes, 0, usize::MAX >> 1, options);
            assert!(!whole.is_empty(), "{name}");
            for seed in 0..12 {
                let most = [1, 3, 17, 100, 4096][usize::try_from(seed).unwrap() % 5];
                let pieces = read(&bytes, seed, most, options);
                let differs = pieces.iter().zip(&whole).find(|(a, b)| a != b);
                let place = format!("{name}: seed {seed}, pieces of up to {most} bytes");
                assert_eq!(differs, None, "{place}");
                assert_eq!(pieces.len(), whole.len(), "{place}");
            }
        }
    }
}

/// Bytes, a failure, and nothing more.
struct Failing(Option<Vec<u8>>, bool);

impl Feed for Failing {
    fn pull(&mut self, into: &mut Vec<u8>) -> Pulled {
        match (self.0.take(), std::mem::replace(&mut self.1, false)) {
            (Some(bytes), failed) => {
                self.1 = failed;
                into.extend(bytes);
                Pulled::Data
            }
            (None, true) => Pulled::Break(Damage::new(Fault::Unreadable, "the disk is gone")),
            (None, false) => Pulled::End,
        }
    }
}

#[test]
fn a_failing_disk_is_one_fault_and_keeps_what_came_before() {
    for (name, bytes) in inputs()
        .into_iter()
        .filter(|(name, _)| name.starts_with("lines") && !name.contains(','))
    {
        let half = bytes[..bytes.len() / 2].to_vec();
        let naming = Naming { source: "x".into() };
        let items: Vec<Item> = unit::decompress(Box::new(Failing(Some(half), true)), "", naming, Options::default())
            .flat_map(Piece::read)
            .collect();
        let faults: Vec<_> = items
            .iter()
            .filter(|item| matches!(item, Item::Quarantined(_)))
            .collect();
        assert_eq!(faults.len(), 1, "{name}: {faults:?}");
        assert!(
            matches!(faults[0], Item::Quarantined(item) if item.fault == Fault::Unreadable),
            "{name}: {faults:?}"
        );
        assert!(items.len() > 50 || name == "lines.zst", "{name}: {}", items.len());
    }
}

#[test]
fn pieces_can_be_parsed_in_any_order() {
    for (name, bytes) in inputs() {
        let drip = Failing(Some(bytes.clone()), false);
        let naming = Naming { source: "x".into() };
        let pieces: Vec<Piece> = unit::decompress(Box::new(drip), "", naming, Options::default()).collect();
        let places: Vec<_> = pieces.iter().map(|piece| piece.provenance().clone()).collect();
        let mut items: Vec<Item> = pieces.into_iter().rev().flat_map(Piece::read).collect();
        items.reverse();
        assert_eq!(items, read(&bytes, 0, usize::MAX >> 1, &Options::default()), "{name}");
        for (item, place) in items.iter().zip(places) {
            match item {
                Item::Record(record) => assert_eq!(record.provenance, place, "{name}"),
                Item::Quarantined(item) => assert_eq!(item.provenance, place, "{name}"),
                Item::Skipped(item) => assert_eq!(item.provenance, place, "{name}"),
            }
        }
    }
}
