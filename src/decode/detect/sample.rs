//! The part of the bytes that detection looks at, and the pairs of bytes in it.

/// So many bytes above ASCII are enough evidence.
const ENOUGH: usize = 3000;
/// So few are thin evidence, for which the sample is extended.
const THIN: usize = 200;
/// Length of the sample, and its length where the evidence in it is thin.
const SAMPLE_BYTES: usize = 64 * 1024;
const EXTENDED_BYTES: usize = 1024 * 1024;
/// Text before the first byte above ASCII that is looked at with it.
const LEAD_BYTES: usize = 64;

/// What detection looks at: a stretch of the input, without its tags unless most of the evidence is in them.
pub(super) fn sample(bytes: &[u8]) -> Vec<u8> {
    let stretch = stretch(bytes);
    let text = without_tags(stretch);
    if high_bytes(&text) * 4 < high_bytes(stretch).min(THIN) {
        stretch.to_vec()
    } else {
        text
    }
}

/// How many bytes are above ASCII.
pub(super) fn high_bytes(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte >= 0x80).count()
}

/// A stretch of the input that begins shortly before its first byte above ASCII and holds enough of them, if there are enough.
fn stretch(bytes: &[u8]) -> &[u8] {
    let first = bytes.iter().position(|byte| *byte >= 0x80).unwrap_or(bytes.len());
    let rest = bytes.get(first.saturating_sub(LEAD_BYTES)..).unwrap_or_default();
    let (mut high, mut end) = (0, 0);
    for byte in rest {
        end += 1;
        high += usize::from(*byte >= 0x80);
        if high >= ENOUGH || (end >= SAMPLE_BYTES && high >= THIN) || end >= EXTENDED_BYTES {
            break;
        }
    }
    rest.get(..end).unwrap_or_default()
}

/// How often which byte follows which.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Pairs with a byte above ASCII, the most frequent first.
    pub(super) high: Vec<(u8, u8, u32)>,
    /// Pairs of ASCII letters, which tell of the language.
    pub(super) ascii: Vec<(u8, u8, u32)>,
}

impl Pairs {
    /// Counts the pairs of `sample`. Pairs of ASCII count fully in words with other bytes
    /// and in EBCDIC, little in other words.
    pub(super) fn of(sample: &[u8], in_ebcdic: bool) -> Self {
        let mut counts = vec![0_u32; 1 << 16];
        let mut add = |before: u8, next: u8, weight: u32| {
            if let Some(count) = counts.get_mut(usize::from(before) << 8 | usize::from(next)) {
                *count += weight;
            }
        };
        for word in sample.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
            let weight = if word.is_ascii() && !in_ebcdic { 1 } else { ASCII_WEIGHT };
            let mut before = b' ';
            for byte in word.iter().copied().chain([b' ']) {
                add(
                    before,
                    byte,
                    if before.is_ascii() && byte.is_ascii() {
                        weight
                    } else {
                        1
                    },
                );
                before = byte;
            }
        }
        let mut pairs = Pairs::default();
        for (index, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let (before, next) = ((index >> 8) as u8, (index & 0xFF) as u8);
            if before.is_ascii() && next.is_ascii() {
                pairs.ascii.push((before, next, count));
            } else {
                pairs.high.push((before, next, count));
            }
        }
        pairs
            .high
            .sort_by_key(|(before, next, count)| (std::cmp::Reverse(*count), *before, *next));
        pairs
    }
}

/// How much more a pair of ASCII counts in a word with bytes above ASCII.
pub(super) const ASCII_WEIGHT: u32 = 8;

/// The bytes outside of tags, scripts and style sheets; each of these becomes a space.
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
    let end = memchr::memchr(b'>', from).map_or(from.len(), |end| end + 1);
    let closing: &[u8] = match from.get(1..7).map(<[u8]>::to_ascii_lowercase).as_deref() {
        Some(b"script") => b"</script",
        Some([b's', b't', b'y', b'l', b'e', _]) => b"</style",
        _ => return end,
    };
    let content = from.get(end..).unwrap_or_default();
    let tail = content
        .windows(closing.len())
        .position(|window| window.eq_ignore_ascii_case(closing));
    tail.map_or(end, |length| end + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_begins_where_the_evidence_does() {
        let bytes = [vec![b'a'; 2_000_000], vec![0xE9; 10], vec![b'b'; 3_000_000]].concat();
        let sample = stretch(&bytes);
        assert_eq!((sample.first(), sample.len()), (Some(&b'a'), EXTENDED_BYTES));
        assert!(stretch(&[0xE9; 100_000]).len() <= ENOUGH);
    }

    #[test]
    fn tags_scripts_and_styles_are_no_text() {
        for (page, text) in [
            ("<p class=a>one <b>two</b>", " one  two "),
            ("1 < 2 <script>x = '<b>'</SCRIPT>3<style>p {}</style>", "1 < 2   3  "),
            ("<![CDATA[x]]>", "<![CDATA[x]]>"),
            ("<p", " "),
        ] {
            assert_eq!(String::from_utf8(without_tags(page.as_bytes())).unwrap(), text);
        }
        assert_eq!(
            sample(b"<img alt=\xe9\xe8\xe0>"),
            b"<img alt=\xe9\xe8\xe0>",
            "all evidence is in the tag"
        );
    }

    #[test]
    fn pairs_are_counted() {
        let pairs = Pairs::of(b"\xe9t\xe9 ab", false);
        assert_eq!(
            pairs.high,
            [(b' ', 0xE9, 1), (b't', 0xE9, 1), (0xE9, b' ', 1), (0xE9, b't', 1)]
        );
        assert!(pairs.ascii.contains(&(b'a', b'b', 1)));
    }
}
