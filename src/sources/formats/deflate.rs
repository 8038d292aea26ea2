//! Whether bytes were compressed by zlib or deflate: told by decompressing them.
//!
//! Not for: gzip and zstd, which have signatures (`sniff`).

use flate2::{Decompress, FlushDecompress, Status};

/// How much is decompressed at most.
const SAMPLE_BYTES: usize = 32 << 10;

/// Whether the bytes are those of zlib, or of deflate without a header: what is short has hardly any control characters.
pub(crate) fn is_deflate(head: &[u8]) -> bool {
    is_zlib(head) || head.len() >= LEAST_DEFLATED_BYTES && inflates(head, false) == Some(Inflated::Whole)
}

/// Fewer bytes may be deflate by chance.
const LEAST_DEFLATED_BYTES: usize = 12;

/// Whether the bytes are a stream of zlib, or its beginning. Its first two bytes alone may be those of a text.
pub(crate) fn is_zlib(head: &[u8]) -> bool {
    matches!(head, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]) && inflates(head, true).is_some()
}

/// How much of what was looked at could be decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inflated {
    /// All of it, and the stream ends with it.
    Whole,
    /// Some.
    Part,
}

fn inflates(head: &[u8], has_header: bool) -> Option<Inflated> {
    let mut out = vec![0; SAMPLE_BYTES];
    let mut decoder = Decompress::new(has_header);
    loop {
        let read = usize::try_from(decoder.total_in()).ok()?;
        let status = decoder
            .decompress(head.get(read..)?, &mut out, FlushDecompress::None)
            .ok()?;
        let (total_in, total_out) = (decoder.total_in(), decoder.total_out());
        match status {
            Status::StreamEnd if total_out > 0 && total_in == head.len() as u64 => return Some(Inflated::Whole),
            Status::StreamEnd => return has_header.then_some(Inflated::Part),
            Status::Ok if total_in < head.len() as u64 && !has_header => {}
            Status::Ok | Status::BufError => return (total_out > 0).then_some(Inflated::Part),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_zlib_header_alone_is_not_zlib() {
        assert!(!is_zlib(
            b"x\x5e2 + y\x5e2 = z\x5e2, as everybody knows who went to school"
        ));
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(b"blob 12\0what is new?").unwrap();
        assert!(is_zlib(&encoder.finish().unwrap()));
    }
}
