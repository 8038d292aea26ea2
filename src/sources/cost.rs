//! What it costs in memory to clean a document, estimated from its bytes before anything is built of them.
//!
//! Not for: limits on what is read; an estimate only decides what is in memory together.

/// Copies of the text that are alive together: as it was read, decoded, in blocks, rendered.
const COPIES: u64 = 4;
/// What a tag, a line or a value costs: nodes of the tree, blocks, verdicts.
const MARK_BYTES: u64 = 256;
/// How much larger packed text is when unpacked; what is larger still is cleaned alone.
pub(crate) const PACKED_RATIO: u64 = 16;
/// What text costs that cannot be looked at yet, a byte.
const UNSEEN: u64 = 12;

/// Of a document as it was read.
pub(crate) fn of_text(text: &[u8]) -> u64 {
    of_marks(text.len(), memchr::memchr3_iter(b'<', b'\n', b'\r', text).count())
}

/// Of text of `bytes` bytes with so many marks.
pub(crate) fn of_marks(bytes: usize, marks: usize) -> u64 {
    COPIES * bytes as u64 + MARK_BYTES * marks as u64
}

/// Of a document that is packed in so many bytes.
pub(crate) fn of_packed(bytes: usize) -> u64 {
    UNSEEN * PACKED_RATIO * bytes as u64
}
