//! A gzip member (RFC 1952): header, deflate data, checksum and length.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::sources::layers::compression::{Codec, Flaw, Step};

const FHCRC: u8 = 2;
const FEXTRA: u8 = 4;
const FNAME: u8 = 8;
const FCOMMENT: u8 = 16;
const RESERVED: u8 = 0xe0;
/// A header longer than this is taken for damage: the fields it may hold are a name and a comment.
const MAX_HEADER_BYTES: usize = 1 << 20;
const OUTPUT_BYTES: usize = 64 << 10;

enum Part {
    Header,
    Data,
    Trailer,
}

/// Decoder of gzip members.
pub(crate) struct Gzip {
    inflate: Decompress,
    crc: Crc,
    part: Part,
}

impl Gzip {
    pub(crate) fn new() -> Self {
        Gzip {
            inflate: Decompress::new(false),
            crc: Crc::new(),
            part: Part::Header,
        }
    }

    fn data(&mut self, input: &[u8], into: &mut Vec<u8>) -> Result<Step, Flaw> {
        into.reserve(OUTPUT_BYTES.max(input.len().saturating_mul(3).min(1 << 20)));
        let (before, used_before) = (into.len(), self.inflate.total_in());
        let status = self.inflate.decompress_vec(input, into, FlushDecompress::None);
        self.crc.update(into.get(before..).unwrap_or_default());
        let used = usize::try_from(self.inflate.total_in() - used_before).unwrap_or(input.len());
        match status {
            // The library's own words depend on how the input was cut into pieces.
            Err(_) => Err(corrupt("the deflate data is not valid", used)),
            Ok(status) => {
                if status == Status::StreamEnd {
                    self.part = Part::Trailer;
                }
                Ok(Step { used, done: false })
            }
        }
    }

    fn trailer(&mut self, input: &[u8]) -> Result<Step, Flaw> {
        let Some(&[c0, c1, c2, c3, l0, l1, l2, l3]) = input.first_chunk::<8>() else {
            return Ok(Step { used: 0, done: false });
        };
        let checksum = u32::from_le_bytes([c0, c1, c2, c3]);
        let length = u64::from(u32::from_le_bytes([l0, l1, l2, l3]));
        if checksum == self.crc.sum() && length == self.inflate.total_out() & 0xffff_ffff {
            Ok(Step { used: 8, done: true })
        } else {
            Err(Flaw::Checksum(8))
        }
    }
}

impl Codec for Gzip {
    const MEMBER: &'static str = "gzip member";
    const MAGIC_BYTES: usize = 4;

    fn starts(bytes: &[u8]) -> bool {
        matches!(bytes, [0x1f, 0x8b, 8, flags, ..] if flags & RESERVED == 0)
    }

    fn reset(&mut self) {
        self.inflate.reset(false);
        self.crc.reset();
        self.part = Part::Header;
    }

    fn step(&mut self, input: &[u8], into: &mut Vec<u8>) -> Result<Step, Flaw> {
        match self.part {
            Part::Header => match header_bytes(input) {
                Some(used) => {
                    self.part = Part::Data;
                    Ok(Step { used, done: false })
                }
                None if input.len() > MAX_HEADER_BYTES => Err(corrupt("the header never ends", 0)),
                None => Ok(Step { used: 0, done: false }),
            },
            Part::Data => self.data(input, into),
            Part::Trailer => self.trailer(input),
        }
    }
}

fn corrupt(detail: &str, used: usize) -> Flaw {
    let detail = detail.to_owned();
    Flaw::Corrupt { detail, used }
}

/// Length of the header that `input` begins with; none if it is not complete.
pub(crate) fn header_bytes(input: &[u8]) -> Option<usize> {
    let flags = *input.get(3)?;
    let mut at = 10;
    if flags & FEXTRA != 0 {
        let length = u16::from_le_bytes([*input.get(at)?, *input.get(at + 1)?]);
        at += 2 + usize::from(length);
    }
    for flag in [FNAME, FCOMMENT] {
        if flags & flag != 0 {
            at += memchr::memchr(0, input.get(at..)?)? + 1;
        }
    }
    if flags & FHCRC != 0 {
        at += 2;
    }
    (at <= input.len()).then_some(at)
}
