//! Measures decoding, repair and normalising on one thread, with chardetng beside: `cargo run --release --example decode_speed [FILES]`.
//!
//! Without files it makes its own texts: a UTF-8 page, and short pages in six legacy encodings. `scripts/bench-decode` adds chardet.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a program for the terminal"
)]

use std::time::{Duration, Instant};

use chaffinch::decode::{self, Options};
use chaffinch::document::{Content, Format};
use chaffinch::normalize;

const SENTENCES: [(&str, &str); 6] = [
    (
        "windows-1252",
        "Die Bäckerei öffnet früh, und größere Brötchen gibt es für alle Gäste der Straße. ",
    ),
    (
        "windows-1250",
        "Příliš žluťoučký kůň pěl ďábelské ódy a večer se vrátil domů do stáje. ",
    ),
    (
        "windows-1251",
        "Быстрая рыжая лиса прыгает через ленивую собаку, которая спит у дома. ",
    ),
    (
        "shift_jis",
        "素早い茶色の狐が怠け者の犬を飛び越える。毎日の生活について書きます。",
    ),
    ("gb18030", "敏捷的棕色狐狸跳过了懒狗。我们每天都在这里学习和工作。"),
    (
        "euc-kr",
        "빠른 갈색 여우가 게으른 개를 뛰어넘습니다. 우리는 매일 일합니다. ",
    ),
];
const PAGE_BYTES: usize = 16 * 1024;
const TOTAL_BYTES: usize = 24 << 20;

fn main() {
    let files: Vec<Vec<u8>> = std::env::args()
        .skip(1)
        .map(|path| std::fs::read(path).expect("a readable file"))
        .collect();
    let (legacy, utf8): (Vec<_>, Vec<_>) = if files.is_empty() {
        (made(), vec![page()])
    } else {
        files.into_iter().partition(|bytes: &Vec<u8>| is_legacy(bytes))
    };
    let legacy_bytes: usize = legacy.iter().map(Vec::len).sum();
    let mut mix = Vec::new();
    while mix.iter().map(Vec::len).sum::<usize>() < legacy_bytes * 19 && !utf8.is_empty() {
        mix.extend(utf8.iter().cloned());
    }
    mix.extend(legacy.iter().cloned());
    let no_repair = Options {
        repair: false,
        ..Options::default()
    };
    let decode_all = |pages: &[Vec<u8>], options: &Options| {
        let inputs = pages.to_vec();
        timed(pages, || {
            inputs
                .into_iter()
                .map(|bytes| decoded(bytes, options).len())
                .sum::<usize>()
        })
    };
    decode_all(&legacy, &no_repair);
    report("legacy pages, decoding", decode_all(&legacy, &no_repair));
    report(
        "legacy pages, chardetng and encoding_rs",
        timed(&legacy, || legacy.iter().map(|bytes| peer(bytes)).sum::<usize>()),
    );
    report("95 % UTF-8, decoding", decode_all(&mix, &no_repair));
    let texts: Vec<Vec<u8>> = mix
        .iter()
        .map(|bytes| decoded(bytes.clone(), &no_repair).into_bytes())
        .collect();
    report(
        "clean text, decoding with repair",
        decode_all(&texts, &Options::default()),
    );
    let strings: Vec<String> = texts
        .iter()
        .filter_map(|bytes| String::from_utf8(bytes.clone()).ok())
        .collect();
    let settings = normalize::Options::default();
    report(
        "normalising",
        timed(&texts, || {
            strings
                .iter()
                .map(|text| normalize::normalize(text, &settings).len())
                .sum::<usize>()
        }),
    );
}

/// English with a few typographic signs, the most frequent kind of page.
fn page() -> Vec<u8> {
    "The quick brown fox jumps over the lazy dog, and the reader’s patience – tested once – holds for another café.\n"
        .repeat(160)
        .into_bytes()
}

fn made() -> Vec<Vec<u8>> {
    let pages = |(name, sentence): &(&str, &str)| {
        let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).expect("a known label");
        encoding
            .encode(&sentence.repeat(PAGE_BYTES / sentence.len()))
            .0
            .into_owned()
    };
    SENTENCES
        .iter()
        .map(pages)
        .cycle()
        .take(TOTAL_BYTES / 20 / PAGE_BYTES)
        .collect()
}

fn is_legacy(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err()
}

fn decoded(bytes: Vec<u8>, options: &Options) -> String {
    decode::decode(Content::Bytes { bytes, charset: None }, Format::Html, options)
        .expect("no encoding is set")
        .text
}

fn peer(bytes: &[u8]) -> usize {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector
        .guess(None, chardetng::Utf8Detection::Allow)
        .decode(bytes)
        .0
        .len()
}

fn timed<T>(pages: &[Vec<u8>], work: impl FnOnce() -> T) -> (usize, Duration) {
    let start = Instant::now();
    std::hint::black_box(work());
    (pages.iter().map(Vec::len).sum(), start.elapsed())
}

fn report(what: &str, (bytes, time): (usize, Duration)) {
    println!("{what:42} {:8.1} MB/s", bytes as f64 / 1e6 / time.as_secs_f64());
}
