//! Measures decoding, repair and normalising on one thread, peers in turn: `cargo run --release -p chaffinch-tools --bin decode_speed -- [FILES]`.
//!
//! Without files it makes its own pages: HTML in UTF-8, and plain text in nine legacy encodings. Time is what the processor spent on the
//! thread where Linux tells it. `--write FOLDER` leaves the legacy pages there: `scripts/measure/decode.sh` shows them to chardet as well.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a program for the terminal"
)]

use chaffinch::internal::decode::{self, Options};
use chaffinch::internal::model::{Content, Format, Metadata};
use chaffinch::internal::normalize;
use cpu_time::ThreadTime;

/// Sentences of a language, and an encoding that it was written in.
const SENTENCES: [(&str, &str, &str); 9] = [
    (
        "en",
        "windows-1252",
        "The baker’s café opens early, and there’s bread – still warm – for every guest on the street. ",
    ),
    (
        "de",
        "windows-1252",
        "Die Bäckerei öffnet früh, und größere Brötchen gibt es für alle Gäste der Straße. ",
    ),
    (
        "cs",
        "windows-1250",
        "Příliš žluťoučký kůň pěl ďábelské ódy a večer se vrátil domů do stáje. ",
    ),
    (
        "ru",
        "windows-1251",
        "Быстрая рыжая лиса прыгает через ленивую собаку, которая спит у дома. ",
    ),
    (
        "el",
        "iso-8859-7",
        "Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί που κοιμάται στο σπίτι. ",
    ),
    (
        "ja",
        "shift_jis",
        "素早い茶色の狐が怠け者の犬を飛び越える。毎日の生活について書きます。",
    ),
    (
        "zh",
        "gb18030",
        "敏捷的棕色狐狸跳过了懒狗。我们每天都在这里学习和工作。",
    ),
    ("zh", "big5", "敏捷的棕色狐狸跳過了懶狗。我們每天都在這裡學習和工作。"),
    (
        "ko",
        "euc-kr",
        "빠른 갈색 여우가 게으른 개를 뛰어넘습니다. 우리는 매일 일합니다. ",
    ),
];
const PAGE_BYTES: usize = 16 * 1024;
/// Of so many UTF-8 pages so many are English.
const ENGLISH: (usize, usize) = (5, 10);
const UTF8_PAGES: usize = 1200;
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (legacy, utf8) = match arguments.first().map(String::as_str) {
        None => made(),
        Some("--write") => return write(arguments.get(1).expect("a folder")),
        Some(_) => read(&arguments),
    };
    let texts: Vec<String> = utf8
        .iter()
        .map(|page| String::from_utf8(page.clone()).expect("UTF-8"))
        .collect();
    let mut mix = utf8.clone();
    let share = utf8.iter().map(Vec::len).sum::<usize>() / 19;
    mix.extend(
        legacy
            .iter()
            .cycle()
            .scan(0, |total, page| take_until(share, total, page)),
    );
    let no_repair = Options {
        repair: false,
        ..Options::default()
    };
    let (repair, settings) = (Options::default(), normalize::Options::default());
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..ROUNDS {
        let mut line = |what: &'static str, pages: &[Vec<u8>], work: &dyn Fn(Vec<u8>) -> usize| {
            let (bytes, inputs) = (pages.iter().map(Vec::len).sum(), pages.to_vec());
            let seconds = timed(|| inputs.into_iter().map(work).sum::<usize>());
            Line::record(&mut lines, what, bytes, seconds);
        };
        line("legacy text, decoding", &legacy, &|page| decoded(page, &no_repair));
        line("legacy text, chardetng and encoding_rs", &legacy, &|page| peer(&page));
        line("95 % UTF-8, decoding", &mix, &|page| decoded(page, &no_repair));
        line(
            "95 % UTF-8, chardetng and encoding_rs",
            mix.get(mix.len() - mix.len() / 8..).unwrap_or(&mix),
            &|page| peer(&page),
        );
        line("UTF-8, decoding", &utf8, &|page| decoded(page, &no_repair));
        line("UTF-8, decoding with repair", &utf8, &|page| decoded(page, &repair));
        let bytes = texts.iter().map(String::len).sum();
        let seconds = timed(|| {
            texts
                .iter()
                .map(|text| normalize::normalize(text, &settings).len())
                .sum::<usize>()
        });
        Line::record(&mut lines, "UTF-8, normalising", bytes, seconds);
        let nfc = icu_normalizer::ComposingNormalizerBorrowed::new_nfc();
        let seconds = timed(|| texts.iter().map(|text| nfc.normalize(text).len()).sum::<usize>());
        Line::record(&mut lines, "UTF-8, NFC alone by icu_normalizer", bytes, seconds);
    }
    lines.iter().for_each(Line::print);
}

/// What was measured, and its best time.
struct Line {
    what: &'static str,
    bytes: usize,
    seconds: f64,
}

impl Line {
    fn record(lines: &mut Vec<Line>, what: &'static str, bytes: usize, seconds: f64) {
        match lines.iter_mut().find(|line| line.what == what) {
            Some(line) => line.seconds = line.seconds.min(seconds),
            None => lines.push(Line { what, bytes, seconds }),
        }
    }

    fn print(&self) {
        println!("{:42} {:8.1} MB/s", self.what, self.bytes as f64 / 1e6 / self.seconds);
    }
}

fn take_until(share: usize, total: &mut usize, page: &[u8]) -> Option<Vec<u8>> {
    *total += page.len();
    (*total <= share + page.len()).then(|| page.to_vec())
}

/// Legacy pages and UTF-8 pages of our own.
fn made() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let plain = |(_, name, sentence): &(&str, &str, &str)| {
        let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).expect("a known label");
        encoding
            .encode(&sentence.repeat(PAGE_BYTES / sentence.len()))
            .0
            .into_owned()
    };
    let html = |number: usize| {
        let (english, of) = ENGLISH;
        let index = if number % of < english {
            0
        } else {
            number % SENTENCES.len()
        };
        let (language, _, sentence) = SENTENCES.get(index).expect("an index below the length");
        let head = format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{sentence}</title>\n</head>\n<body>\n"
        );
        let paragraph = format!("<p class=\"text\">{}</p>\n", sentence.repeat(4));
        (head + &paragraph.repeat(PAGE_BYTES / paragraph.len())).into_bytes()
    };
    let legacy: Vec<Vec<u8>> = SENTENCES.iter().map(plain).cycle().take(SENTENCES.len() * 8).collect();
    (legacy, (0..UTF8_PAGES).map(html).collect())
}

fn read(paths: &[String]) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("a readable file"))
        .partition(|bytes| std::str::from_utf8(bytes).is_err())
}

fn write(folder: &str) {
    std::fs::create_dir_all(folder).expect("a folder that can be made");
    for (number, page) in made().0.iter().enumerate() {
        std::fs::write(format!("{folder}/{number}.txt"), page).expect("a file that can be written");
    }
}

fn decoded(bytes: Vec<u8>, options: &Options) -> usize {
    decode::decode(
        Content::Bytes { bytes, charset: None },
        Format::Html,
        &Metadata::default(),
        options,
    )
    .expect("no encoding is set")
    .text
    .len()
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

/// Seconds of CPU time that this thread spent on `work`.
fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let start = ThreadTime::now();
    std::hint::black_box(work());
    start.elapsed().as_secs_f64()
}
