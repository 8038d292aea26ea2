//! One million small documents, three in ten of them exact duplicates, within 512 MiB.
//! Run in release: `cargo test --release --test corpus_million -- --ignored --nocapture`.

mod world;

use std::collections::BTreeMap;
use std::time::Instant;

use chaffinch::internal::corpus::{self, Options, Source};
use chaffinch::internal::driver::Reading;
use chaffinch::internal::monitor::Silent;

const UNITS: u64 = 100;
const DOCUMENTS_A_UNIT: u64 = 10_000;

/// About 600 bytes; the last three of ten have the text of an earlier document.
fn text(number: u64) -> String {
    let of = number % (UNITS * DOCUMENTS_A_UNIT * 7 / 10);
    let words = blake3::hash(format!("text {of}").as_bytes()).to_hex().repeat(9);
    format!("{words}\n-share {number}")
}

#[test]
#[ignore = "takes a minute in release"]
fn a_million_documents_fit() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<_> = (0..UNITS).map(|unit| format!("{unit:02}")).collect();
    let inputs = world::inputs(&names);
    let reader = world::reader(|unit| {
        let first = unit.source.parse::<u64>().unwrap() * DOCUMENTS_A_UNIT;
        Box::new((0..DOCUMENTS_A_UNIT).map({
            let source = unit.source.clone();
            move |index| world::item(source.clone(), index, text(first + index)).into()
        }))
    });
    let source = Source {
        reading: Reading {
            inputs: &inputs,
            reader: &reader,
        },
        cleaner: &world::Lines::default(),
        fingerprints: BTreeMap::new(),
    };
    let options = Options {
        memory_bytes: 512 << 20,
        ..Options::default()
    };
    let start = Instant::now();
    let manifest = corpus::build(&source, folder.path(), &options, &Silent).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    let peak_kib: u64 = peak.split_whitespace().nth(1).unwrap().parse().unwrap();
    println!("{:?}\n{seconds:.1} s, peak {} MiB", manifest.counts, peak_kib >> 10);
    assert_eq!(manifest.counts.read, UNITS * DOCUMENTS_A_UNIT);
    assert!(
        (250_000..350_000).contains(&manifest.counts.duplicate),
        "{:?}",
        manifest.counts
    );
    assert!(peak_kib < 512 << 10, "{peak_kib} KiB");
    assert_eq!(corpus::verify(folder.path(), &Silent).unwrap().damages, []);
}
