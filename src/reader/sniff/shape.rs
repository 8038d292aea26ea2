//! Text or binary, and how wide its characters are, by the shape of its bytes.

use std::borrow::Cow;

/// How much must do to tell text from binary.
const SAMPLE_BYTES: usize = 8 << 10;

pub(super) fn strip_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Bytes a character of ASCII takes: 2 in UTF-16, 4 in UTF-32, by mark or by where the NULs are.
pub(super) fn wide(head: &[u8]) -> usize {
    match head {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return 4,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return 2,
        _ => {}
    }
    let sample = head.get(..1024).unwrap_or(head);
    let [n0, n1, n2, n3] = count_by_position(sample, |b| b == 0);
    let quarter = sample.len() / 4;
    let nearly_all = |nuls: usize| nuls > 0 && nuls * 10 > quarter * 9;
    let (even, odd) = (n0 + n2, n1 + n3);
    // Text in UTF-16 has NULs beside its ASCII, a fifth of it at the least where spaces and tags are all there is.
    let one_sided = |many: usize, few: usize| many * 10 > quarter * 2 && few * 20 < many;
    match () {
        () if nearly_all(n0) && nearly_all(n1) || nearly_all(n2) && nearly_all(n3) => 4,
        () if one_sided(even, odd) || one_sided(odd, even) => 2,
        () => 1,
    }
}

/// How many bytes of a kind there are at each of the four positions that wide encodings give a byte.
fn count_by_position(sample: &[u8], is_counted: impl Fn(u8) -> bool) -> [usize; 4] {
    let mut counts = [0; 4];
    for chunk in sample.chunks(4) {
        for (count, byte) in counts.iter_mut().zip(chunk) {
            *count += usize::from(is_counted(*byte));
        }
    }
    counts
}

/// The ASCII that is in the text, for wide encodings without the NULs and the mark.
pub(super) fn narrow(head: &[u8]) -> Cow<'_, [u8]> {
    if wide(head) == 1 {
        return strip_mark(head).into();
    }
    let bytes = head.iter().copied().filter(|b| *b != 0);
    bytes.skip_while(|b| *b >= 0xfe).collect::<Vec<u8>>().into()
}

/// Whether the bytes are no text in any encoding: one in three is NUL, or one in twenty a control character at every one
/// of the four positions that wide encodings give a byte. (UTF-16 has them at one of two positions, UTF-32 at one of
/// four, legacy encodings hardly any.)
pub(super) fn is_binary(head: &[u8]) -> bool {
    let head = head.get(..SAMPLE_BYTES).unwrap_or(head);
    let trailing = head.iter().rev().take_while(|b| **b == 0).count();
    let sample = head.get(..head.len() - trailing).unwrap_or_default();
    if sample.is_empty() {
        return !head.is_empty();
    }
    if wide(head) > 1 {
        return false;
    }
    let nuls = sample.iter().filter(|b| **b == 0).count();
    let least = count_by_position(sample, is_control).into_iter().min();
    nuls * 3 > sample.len() || least.is_some_and(|least| least * 4 * 20 > sample.len())
}

/// Control characters that no text holds but in passing: tabs, line and page breaks and escapes of encodings do, and NULs
/// are counted apart.
fn is_control(byte: u8) -> bool {
    byte < 0x20
        && !matches!(
            byte,
            0 | b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | 0x0e | 0x0f | 0x15 | 0x1b
        )
}
