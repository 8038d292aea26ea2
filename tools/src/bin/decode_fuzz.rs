//! Feeds decoding, repair and normalising with damaged and mixed texts for some time: `cargo run --release -p chaffinch-tools --bin decode_fuzz -- SECONDS SEED`;
//! seconds are those that it spends on a processor.
//!
//! Each input is made from a seed that is printed where something is wrong: texts in random encodings, decoded wrongly, cut, joined,
//! with bytes changed. It must not panic, take much time for its length or grow much, normalising twice must be the same as once,
//! and valid UTF-8 must come through.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a program for the terminal"
)]

use std::time::Duration;

use chaffinch::internal::decode::{self, Charset, Options};
use chaffinch::internal::model::{Content, Format, Metadata};
use chaffinch::internal::normalize;
use cpu_time::ProcessTime;

/// What inputs are made of.
const TEXTS: [&str; 16] = [
    "Die Bäckerei öffnet früh, und größere Brötchen gibt es für alle.\n",
    "She said “no” — and smiled 😀 👩\u{200D}💻.\r\n",
    "Příliš žluťoučký kůň pěl ďábelské ódy.\n",
    "Быстрая лиса прыгает через ленивую собаку. ",
    "Η γρήγορη αλεπού πηδάει πάνω από τον σκύλο.\n",
    "素早い茶色の狐が怠け者の犬を飛び越える。",
    "빠른 갈색 여우가 게으른 개를 뛰어넘습니다. ",
    "敏捷的棕色狐狸跳过了懒狗。",
    "كل الناس أحرار متساوون می\u{200C}خواهم ",
    "क्\u{200D}ष ภาษา\u{200B}ไทย e\u{301}\u{323} \u{1100}\u{1161} ",
    "<!DOCTYPE html><html lang=ja><head><meta charset=\"shift_jis\"><title>a</title></head><p>",
    "<?xml version='1.0' encoding='koi8-r'?><!-- x --><script>if (a<b) {}</script>",
    "&amp;amp;lt; &#150; &eacute; &nbsp; &#x80; ",
    "\u{A0}\u{AD}\u{FEFF}\u{85}\u{93}\u{2028}\u{202E}\u{FFFD}\u{E000} \t \0 ",
    "\x1b$B$3$l\x1b(B ~{VPND~} +ADw- \x1b$)C\x0eGQ1[\x0f",
    "Ã© â€œ Ã\u{A0} РџСЂРёРІРµС‚ ",
];
const LABELS: [&str; 24] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "utf-32le",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1256",
    "iso-8859-2",
    "koi8-r",
    "ibm866",
    "ibm437",
    "ibm037",
    "macintosh",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gb18030",
    "big5",
    "euc-kr",
    "johab",
    "hz-gb-2312",
    "viscii",
];
/// What an input may cost: a base, and something for each byte.
const BASE: Duration = Duration::from_secs(3);
const FOR_EACH_BYTE: Duration = Duration::from_micros(20);

/// A row of random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        *from.get(self.below(from.len())).expect("an index below the length")
    }
}

fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .map(|number| number.parse::<u64>().expect("a number"));
    let (seconds, first) = (numbers.next().unwrap_or(60), numbers.next().unwrap_or(1));
    let clock = ProcessTime::now();
    let (mut seed, mut bytes) = (first, 0);
    while clock.elapsed() < Duration::from_secs(seconds) {
        let input = made(seed);
        bytes += input.len();
        check(input, seed);
        seed += 1;
    }
    println!(
        "{} inputs, {bytes} bytes, seeds {first} to {}: nothing wrong",
        seed - first,
        seed - 1
    );
}

/// The input of a seed.
fn made(seed: u64) -> Vec<u8> {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut input = Vec::new();
    for _ in 0..=random.below(6) {
        let text = random.pick(&TEXTS).repeat(1 + random.below(8));
        let mut part = encoded(&text, random.pick(&LABELS));
        if random.below(4) == 0 {
            let (wrong, _) = Charset::for_label(random.pick(&LABELS))
                .expect("a known label")
                .decode(&part);
            part = wrong.into_bytes();
        }
        input.extend(part);
    }
    for _ in 0..random.below(5) {
        damage(&mut input, &mut random);
    }
    input
}

fn damage(input: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(input.len() + 1);
    match random.below(5) {
        0 => input.truncate(at),
        1 => input.insert(at, random.below(256) as u8),
        2 => drop(input.drain(at.min(input.len().saturating_sub(3))..)),
        3 => input.extend_from_within(..at),
        _ => {
            if let Some(byte) = input.get_mut(at) {
                *byte = random.below(256) as u8;
            }
        }
    }
}

/// `text` in the encoding of a label, as far as `encoding_rs` can write it.
fn encoded(text: &str, label: &str) -> Vec<u8> {
    match (label, encoding_rs::Encoding::for_label(label.as_bytes())) {
        ("utf-16le", _) => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ("utf-16be", _) => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ("utf-32le", _) => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        (_, Some(encoding)) => encoding.encode(text).0.into_owned(),
        (_, None) => text.as_bytes().to_vec(),
    }
}

fn check(input: Vec<u8>, seed: u64) {
    let (length, valid) = (input.len(), String::from_utf8(input.clone()).ok());
    let clock = ProcessTime::now();
    let content = |bytes| Content::Bytes { bytes, charset: None };
    let read = |repair| {
        let options = Options {
            repair,
            ..Options::default()
        };
        decode::decode(content(input.clone()), Format::Html, &Metadata::default(), &options)
    };
    // What is refused by name is right, too.
    let (Ok(plain), Ok(repaired)) = (read(false), read(true)) else {
        return;
    };
    if let Some(valid) = valid.filter(|_| matches!(plain.encoding.evidence.as_str(), "utf-8" | "ascii")) {
        assert_eq!(plain.text, valid, "seed {seed}: valid UTF-8 was changed");
    }
    let settings = normalize::Options::default();
    let once = normalize::normalize(&repaired.text, &settings);
    assert_eq!(
        normalize::normalize(&once, &settings),
        once,
        "seed {seed}: normalising twice is not the same as once"
    );
    assert!(
        plain.text.len() <= 4 * length + 16,
        "seed {seed}: {length} bytes became {}",
        plain.text.len()
    );
    let limit = BASE + FOR_EACH_BYTE * length as u32;
    assert!(
        clock.elapsed() < limit,
        "seed {seed}: {:?} for {length} bytes",
        clock.elapsed()
    );
}
