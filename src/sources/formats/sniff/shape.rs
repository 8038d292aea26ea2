//! How wide the characters of a text are, by the shape of its bytes.

use std::borrow::Cow;

pub(crate) fn strip_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Bytes a character of ASCII takes: 2 in UTF-16, 4 in UTF-32, by mark or by where the NULs are.
pub(crate) fn wide(head: &[u8]) -> usize {
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
pub(crate) fn count_by_position(sample: &[u8], is_counted: impl Fn(u8) -> bool) -> [usize; 4] {
    let mut counts = [0; 4];
    for chunk in sample.chunks(4) {
        for (count, byte) in counts.iter_mut().zip(chunk) {
            *count += usize::from(is_counted(*byte));
        }
    }
    counts
}

/// The ASCII that is in the text, for wide encodings without the NULs and the mark.
pub(crate) fn narrow(head: &[u8]) -> Cow<'_, [u8]> {
    if wide(head) == 1 {
        return strip_mark(head).into();
    }
    let bytes = head.iter().copied().filter(|b| *b != 0);
    bytes.skip_while(|b| *b >= 0xfe).collect::<Vec<u8>>().into()
}
