//! The part of the bytes that detection looks at.

use std::borrow::Cow;
use std::collections::HashMap;

/// How far detection looks for evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// So many bytes above ASCII are enough evidence.
    enough: usize,
    /// Length of the sample where it holds a fair number of them.
    length_bytes: usize,
    /// What a fair number is.
    fair: usize,
}

/// The first look, which decides for nearly all pages.
pub(super) const FIRST: Extent = Extent {
    enough: 400,
    length_bytes: 4 * 1024,
    fair: 80,
};
/// The second, where the first left two readings close to each other.
pub(super) const SECOND: Extent = Extent {
    enough: 3000,
    length_bytes: 64 * 1024,
    fair: 200,
};
/// The longest sample, where the evidence in it is thin.
const MOST_BYTES: usize = 1024 * 1024;
/// Text before the first byte above ASCII that is looked at with it.
const LEAD_BYTES: usize = 64;
/// How many words are added, and how much on either side of a byte is its word.
const WORDS: usize = 32;
const WORD_BYTES: usize = 12;
/// At most so many different bytes above ASCII, and no more than one among so many bytes, are sparse.
const SPARSE_DIFFERENT: usize = 3;
const SPARSE_BYTES: usize = 30;
/// The sample grows by this.
const STEP_BYTES: usize = 64;

/// What detection looks at.
#[derive(Debug)]
pub(super) struct Sample {
    /// A stretch of the input, without its tags unless most of the evidence is in them.
    pub(super) text: Vec<u8>,
    /// Whether the stretch reaches to the input's end.
    pub(super) is_whole: bool,
}

impl Sample {
    pub(super) fn of(bytes: &[u8], extent: Extent) -> Self {
        let stretch = stretch(bytes, extent);
        let is_whole = bytes.ends_with(stretch) && stretch.len() >= bytes.len().saturating_sub(ascii_prefix(bytes));
        let text = without_tags(stretch);
        let text = if high_bytes(&text) * 4 < high_bytes(stretch).min(extent.fair) {
            stretch.to_vec()
        } else {
            text
        };
        Sample {
            text: without_repeats(&text),
            is_whole,
        }
    }

    /// The sample with the first words behind it that hold one of `wanted`.
    pub(super) fn with_words_of(mut self, bytes: &[u8], wanted: &[u8]) -> Self {
        let places = bytes.iter().enumerate().filter(|(_, byte)| wanted.contains(byte));
        for (at, _) in places.take(WORDS) {
            let around = bytes.get(at.saturating_sub(WORD_BYTES)..(at + WORD_BYTES).min(bytes.len()));
            self.text.push(b' ');
            self.text.extend_from_slice(around.unwrap_or_default());
        }
        self
    }
}

/// Without most repeats of words that hold bytes above ASCII: a name or bullet that stands there a hundred times is no more evidence
/// than a few. The first, fourth, sixteenth ... remain. Among many words of ASCII, words of one shape are repeats, and the first,
/// eighth ... remain: a page with a sign on each line tells no more of that sign than its first lines.
fn without_repeats(bytes: &[u8]) -> Vec<u8> {
    let is_sparse = is_sparse(bytes);
    let every = if is_sparse { 3 } else { 2 };
    let mut seen: HashMap<Cow<'_, [u8]>, u32> = HashMap::new();
    let mut text = Vec::with_capacity(bytes.len());
    for piece in bytes.split_inclusive(u8::is_ascii_whitespace) {
        let word = piece.trim_ascii_end();
        if !word.is_ascii() {
            let key = if is_sparse { shape(word).into() } else { word.into() };
            let count = seen.entry(key).or_default();
            *count += 1;
            if !count.is_power_of_two() || !count.trailing_zeros().is_multiple_of(every) {
                text.push(b' ');
                continue;
            }
        }
        text.extend_from_slice(piece);
    }
    text
}

/// Whether few different bytes above ASCII stand in much ASCII.
fn is_sparse(bytes: &[u8]) -> bool {
    let different = distinct(bytes).into_iter().filter(|byte| !byte.is_ascii()).count();
    different <= SPARSE_DIFFERENT && high_bytes(bytes) * SPARSE_BYTES <= bytes.len()
}

/// A word with each run of ASCII letters, of digits and of signs as one of them.
fn shape(word: &[u8]) -> Vec<u8> {
    let kinds = word.iter().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' => b'a',
        b'0'..=b'9' => b'0',
        sign if sign.is_ascii() => b'.',
        high => *high,
    });
    let mut shape: Vec<u8> = kinds.collect();
    shape.dedup_by(|next, before| next == before && next.is_ascii());
    shape
}

/// The different bytes of `bytes`.
pub(super) fn distinct(bytes: &[u8]) -> Vec<u8> {
    let mut seen = [false; 256];
    for byte in bytes {
        if let Some(seen) = seen.get_mut(usize::from(*byte)) {
            *seen = true;
        }
    }
    (0..=u8::MAX)
        .filter(|byte| seen.get(usize::from(*byte)) == Some(&true))
        .collect()
}

/// How many bytes are above ASCII.
pub(super) fn high_bytes(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte >= 0x80).count()
}

/// A stretch of the input that begins shortly before its first byte above ASCII and holds enough of them, if there are enough.
fn stretch(bytes: &[u8], extent: Extent) -> &[u8] {
    let rest = bytes
        .get(ascii_prefix(bytes).saturating_sub(LEAD_BYTES)..)
        .unwrap_or_default();
    let (mut high, mut end) = (0, 0);
    for step in rest.chunks(STEP_BYTES) {
        end += step.len();
        high += evidence(step);
        if high >= extent.enough || (end >= extent.length_bytes && high >= extent.fair) || end >= MOST_BYTES {
            break;
        }
    }
    rest.get(..end).unwrap_or_default()
}

/// How many bytes are above ASCII and do not repeat what stands two places before: rows of one sign are ornament.
fn evidence(bytes: &[u8]) -> usize {
    let later = bytes.get(2..).unwrap_or_default();
    let fresh = bytes
        .iter()
        .zip(later)
        .filter(|(before, byte)| **byte >= 0x80 && before != byte);
    fresh.count() + high_bytes(bytes.get(..2).unwrap_or(bytes))
}

/// How many bytes stand before the first above ASCII.
fn ascii_prefix(bytes: &[u8]) -> usize {
    let whole = bytes.chunks(STEP_BYTES).take_while(|step| step.is_ascii()).count() * STEP_BYTES;
    let rest = bytes.get(whole..).unwrap_or_default();
    bytes
        .len()
        .min(whole + rest.iter().take_while(|byte| byte.is_ascii()).count())
}

/// The bytes outside of tags, scripts, style sheets and comments; each of these becomes a space.
fn without_tags(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'<', rest) {
        let (before, from) = rest.split_at(at);
        text.extend_from_slice(before);
        let end = tag_end(from);
        text.push(if end == 1 { b'<' } else { b' ' });
        rest = from.get(end..).unwrap_or_default();
    }
    text.extend_from_slice(rest);
    text
}

/// Length of the tag that `from` begins with, of the element if that holds no text, 1 if it is no tag.
fn tag_end(from: &[u8]) -> usize {
    let is_tag = from
        .get(1)
        .is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?'));
    if !is_tag || from.starts_with(b"<![CDATA[") {
        return 1;
    }
    if from.starts_with(b"<!--") {
        return memchr::memmem::find(from, b"-->").map_or(from.len(), |end| end + 3);
    }
    let end = memchr::memchr(b'>', from).map_or(from.len(), |end| end + 1);
    let is = |name: &[u8]| {
        from.get(1..1 + name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    let closing: &[u8] = match (is(b"script"), is(b"style")) {
        (true, _) => b"</script",
        (_, true) => b"</style",
        (false, false) => return end,
    };
    let content = from.get(end..).unwrap_or_default();
    let tail = content
        .windows(closing.len())
        .position(|window| window.eq_ignore_ascii_case(closing));
    tail.map_or(from.len(), |length| end + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_begins_where_the_evidence_does() {
        let bytes = [vec![b'a'; 2_000_000], vec![0xE9; 10], vec![b'b'; 3_000_000]].concat();
        let sample = stretch(&bytes, FIRST);
        assert_eq!((sample.first(), sample.len()), (Some(&b'a'), MOST_BYTES));
        let rich = [0xE9, 0xE8, 0xE0, 0xEA].repeat(25_000);
        assert!(stretch(&rich, FIRST).len() < FIRST.enough + STEP_BYTES);
        assert!(stretch(&rich, SECOND).len() >= SECOND.enough);
        assert!(
            stretch(&[0xE9; 100_000], FIRST).len() > FIRST.enough * 2,
            "ornament is no evidence"
        );
    }

    #[test]
    fn repeats_of_a_word_are_little_evidence() {
        let words = |count: usize| without_repeats(&b"\x95 caf\xe9 plain\n".repeat(count));
        assert_eq!(words(1), b"\x95 caf\xe9 plain\n");
        let many = words(100);
        let count = |wanted: u8| many.iter().filter(|byte| **byte == wanted).count();
        assert_eq!((count(0x95), count(0xE9), count(b'\n')), (4, 4, 100));
    }

    #[test]
    fn a_sign_on_each_line_is_little_evidence() {
        let lines: String = (0..200)
            .map(|line| {
                format!(
                    "some plain words before number {line} w{}\u{2020}\n",
                    "x".repeat(line % 7)
                )
            })
            .collect();
        let bytes = encoding_rs::WINDOWS_1252.encode(&lines).0.into_owned();
        let count = |bytes: &[u8]| high_bytes(bytes);
        assert_eq!((count(&bytes), count(&without_repeats(&bytes))), (200, 3));
        let dense = b"m\xfcde \xfcber T\xfcren w\xfcst f\xfcr ";
        assert_eq!(count(&without_repeats(dense)), 5, "letters of words are evidence");
    }

    #[test]
    fn tags_scripts_and_styles_are_no_text() {
        for (page, text) in [
            ("<p class=a>one <b>two</b>", " one  two "),
            ("1 < 2 <script>x = '<b>'</SCRIPT>3<style>p {}</style>", "1 < 2   3  "),
            ("<![CDATA[x]]>", "<![CDATA[x]]>"),
            ("<p", " "),
            ("<!-- <p> -->text<!--", " text "),
        ] {
            assert_eq!(String::from_utf8(without_tags(page.as_bytes())).unwrap(), text);
        }
        assert_eq!(
            Sample::of(b"<img alt=\xe9\xe8\xe0>", FIRST).text,
            b"<img alt=\xe9\xe8\xe0>",
            "all evidence is in the tag"
        );
    }
}
