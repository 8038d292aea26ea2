//! What the tests of the readers share: files to read, containers to write, damage to do.

use std::io::Write;

use chaffinch::internal::model::{Content, Fault, Format, Quarantined, Record, SkipKind, Skipped};
use chaffinch::internal::sources::{self, Input, Item, Options};

/// What came out of a unit.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) records: Vec<Record>,
    pub(crate) faults: Vec<Quarantined>,
    pub(crate) skipped: Vec<Skipped>,
}

impl Outcome {
    /// Panics if two faults are equal: their rows in a corpus would share an id.
    #[track_caller]
    fn tells_faults_apart(&self) {
        for (number, fault) in self.faults.iter().enumerate() {
            assert!(!self.faults[..number].contains(fault), "told twice: {fault:?}");
        }
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.records.iter().map(text).collect()
    }

    pub(crate) fn formats(&self) -> Vec<Format> {
        self.records.iter().map(|record| record.format).collect()
    }

    /// Class and record number of each fault.
    pub(crate) fn fault_list(&self) -> Vec<(Fault, Option<u64>)> {
        let class = |item: &Quarantined| (item.fault, item.provenance.record);
        self.faults.iter().map(class).collect()
    }

    /// Kind and record number of what was skipped.
    pub(crate) fn skip_list(&self) -> Vec<(SkipKind, Option<u64>)> {
        let kind = |item: &Skipped| (item.kind, item.provenance.record);
        self.skipped.iter().map(kind).collect()
    }

    /// What exactly was skipped.
    pub(crate) fn reasons(&self) -> String {
        let reasons: Vec<_> = self.skipped.iter().map(|item| item.reason.as_str()).collect();
        reasons.join("\n")
    }

    pub(crate) fn details(&self) -> String {
        let details: Vec<_> = self.faults.iter().map(|item| item.detail.as_str()).collect();
        details.join("\n")
    }
}

/// Panics with all failures of a grid of cases, if there are any.
#[track_caller]
pub(crate) fn assert_none(failures: &[String]) {
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

pub(crate) fn text(record: &Record) -> String {
    match &record.content {
        Content::Text(text) => text.clone(),
        Content::Bytes { bytes, .. } => String::from_utf8(bytes.clone()).unwrap_or_else(|_| format!("{bytes:?}")),
        content => panic!("{content:?}"),
    }
}

/// Reads `bytes` from a file called `name`.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Outcome {
    read_with(name, bytes, &Options::default())
}

pub(crate) fn read_with(name: &str, bytes: &[u8], options: &Options) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let inputs = sources::find(&[Input::Path(path)], options).unwrap();
    assert_eq!((inputs.units.len(), inputs.faults.len()), (1, 0));
    collect(sources::read(&inputs.units[0], options))
}

pub(crate) fn collect(items: impl Iterator<Item = Item>) -> Outcome {
    let mut outcome = Outcome::default();
    for item in items {
        match item {
            Item::Record(record) => outcome.records.push(*record),
            Item::Quarantined(item) => outcome.faults.push(item),
            Item::Skipped(item) => outcome.skipped.push(item),
        }
    }
    outcome.tells_faults_apart();
    outcome
}

pub(crate) fn gz(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A frame with a checksum.
pub(crate) fn zst(data: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A JSON line whose text is told apart from all others by `number`.
pub(crate) fn line(number: usize) -> String {
    serde_json::json!({"id": number, "text": body(number)}).to_string() + "\n"
}

/// Some sentences that do not compress away.
pub(crate) fn body(number: usize) -> String {
    let mut random = Random(number as u64 + 1);
    let words: Vec<String> = (0..40).map(|_| format!("{:x}", random.next() >> 40)).collect();
    format!("Document {number} speaks of {}.", words.join(" "))
}

/// A WARC record of any type.
pub(crate) fn warc(kind: &str, url: &str, mime: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-21T00:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:{url}>\r\nContent-Type: {mime}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A WARC response with these fields in the head of its HTTP message.
pub(crate) fn response(url: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\n{fields}\r\n");
    warc(
        "response",
        url,
        "application/http; msgtype=response",
        &[head.as_bytes(), body].concat(),
    )
}

/// A healthy page as a WARC record.
pub(crate) fn page(number: usize) -> Vec<u8> {
    let url = format!("https://example.org/{number}");
    response(
        &url,
        "Content-Type: text/html; charset=utf-8\r\n",
        page_body(number).as_bytes(),
    )
}

pub(crate) fn page_body(number: usize) -> String {
    format!("<!doctype html><title>{number}</title><p>{}</p>", body(number))
}

/// Numbers from a seed (SplitMix64), so that a failure can be repeated.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }
}

/// Raw deflate, without a header.
pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Brotli, as `Content-Encoding: br`.
pub(crate) fn brotli(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &data[..], &mut out, &brotli::enc::BrotliEncoderParams::default()).unwrap();
    out
}
