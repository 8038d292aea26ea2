//! Transfer and content encodings of an HTTP body, taken off as far as they are really there.
//!
//! Not for: chunks (`body`) or whole files that are compressed (`compression`).

use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress, Status};

use crate::model::Fault;
use crate::sources::formats::sniff;
use crate::sources::formats::warc::body::Body;
use crate::sources::layers::compression::{Codec, Flaw, Gzip, Zstd};
use crate::sources::origin::feed::Damage;

/// More encodings than this on one body are an attack.
const MAX_ENCODINGS: usize = 4;
/// The largest window of a zstd body, as a power of two in bytes: zstd's own limit.
const ZSTD_WINDOW_LOG: u32 = 27;

/// How much room is made for what is decoded next: at the least, and at the most.
const OUTPUT_BYTES: usize = 32 << 10;
const MAX_OUTPUT_BYTES: usize = 1 << 20;

/// How a body may be compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    fn named(name: &str) -> Option<Self> {
        match name {
            "gzip" | "x-gzip" => Some(Coding::Gzip),
            "deflate" => Some(Coding::Deflate),
            "br" => Some(Coding::Brotli),
            "zstd" => Some(Coding::Zstd),
            _ => None,
        }
    }

    /// The coding that the first bytes give away.
    fn by_magic(bytes: &[u8]) -> Option<Self> {
        match () {
            () if Gzip::starts(bytes) => Some(Coding::Gzip),
            () if Zstd::starts(bytes) => Some(Coding::Zstd),
            () => None,
        }
    }

    /// What the field and the bytes agree on. The bytes win: servers and archives name one coding and send another.
    fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let named = Coding::named(name).filter(|named| *named != Coding::Gzip);
        Coding::by_magic(bytes).or(named)
    }

    fn name(self) -> &'static str {
        match self {
            Coding::Gzip => "gzip",
            Coding::Deflate => "deflate",
            Coding::Brotli => "br",
            Coding::Zstd => "zstd",
        }
    }

    /// Whether the first bytes tell the coding, so that what does not decode is damage and not another coding.
    fn has_magic(self) -> bool {
        matches!(self, Coding::Gzip | Coding::Zstd)
    }

    fn unpack(self, bytes: &[u8], max_bytes: usize, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Coding::Gzip => members(Gzip::new(), bytes, max_bytes, out),
            Coding::Zstd => members(Zstd::new(ZSTD_WINDOW_LOG)?, bytes, max_bytes, out),
            Coding::Deflate => inflate(bytes, max_bytes, out),
            Coding::Brotli => unbrotli(bytes, max_bytes, out),
        }
    }
}

/// Takes encodings off, the last one first.
pub(crate) fn decode<'b>(body: Body<'b>, encodings: &str, max_bytes: usize) -> Result<Body<'b>, Damage> {
    let names: Vec<String> = encodings
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let real: Vec<&String> = names.iter().filter(|name| !is_identity(name)).collect();
    if real.len() > MAX_ENCODINGS {
        let detail = format!("HTTP: {} content encodings on one body", real.len());
        return Err(Damage::new(Fault::Malformed, detail));
    }
    real.into_iter()
        .rev()
        .try_fold(body, |body, name| one(body, name, max_bytes))
}

/// Takes compression off a text that nothing declares, as far as its first bytes give it away.
pub(crate) fn decode_undeclared(mut body: Body<'_>, max_bytes: usize) -> Result<Body<'_>, Damage> {
    for _ in 0..MAX_ENCODINGS {
        let Some(coding) = Coding::by_magic(&body.bytes) else {
            break;
        };
        let unpacked = unpacked(&body.bytes, coding, max_bytes)?;
        body = body.decoded(unpacked.bytes, unpacked.flaw);
    }
    Ok(body)
}

/// Values that mean no encoding, or are meant for another field.
fn is_identity(name: &str) -> bool {
    matches!(
        name,
        "" | "identity" | "none" | "binary" | "8bit" | "utf-8" | "utf8" | "chunked"
    )
}

fn one<'b>(body: Body<'b>, name: &str, max_bytes: usize) -> Result<Body<'b>, Damage> {
    let Some(coding) = Coding::of(name, &body.bytes) else {
        return match Coding::named(name) {
            // No gzip, though the field says so: the archive decoded it already, or it is another coding.
            Some(_) => Ok(match guessed(&body.bytes, max_bytes) {
                Some(bytes) => body.decoded(bytes, None),
                None => body,
            }),
            None if sniff::is_plainly_text(&body.bytes) => Ok(body),
            None => {
                let detail = format!("HTTP: content encoding {name}");
                Err(Damage::new(Fault::Unsupported, detail))
            }
        };
    };
    match unpacked(&body.bytes, coding, max_bytes) {
        Ok(unpacked) if coding.has_magic() || unpacked.flaw.is_none() => {
            Ok(body.decoded(unpacked.bytes, unpacked.flaw))
        }
        Err(damage) if coding.has_magic() || damage.fault == Fault::TooLarge => Err(damage),
        doubtful => settled(body, doubtful, max_bytes),
    }
}

/// What to make of a body that does not decode as it should, by a coding that its first bytes do not prove: it may be plain,
/// in another coding, or damaged.
fn settled<'b>(body: Body<'b>, doubtful: Result<Unpacked, Damage>, max_bytes: usize) -> Result<Body<'b>, Damage> {
    if sniff::is_plainly_text(&body.bytes) {
        return Ok(body);
    }
    if let Some(bytes) = guessed(&body.bytes, max_bytes) {
        return Ok(body.decoded(bytes, None));
    }
    let Unpacked { bytes, flaw } = doubtful?;
    match flaw {
        Some(flaw) if !sniff::is_plainly_text(&bytes) => Err(flaw),
        flaw => Ok(body.decoded(bytes, flaw)),
    }
}

/// The body by a coding without a magic number, if that gives text.
fn guessed(body: &[u8], max_bytes: usize) -> Option<Vec<u8>> {
    if sniff::is_plainly_text(body) {
        return None;
    }
    let codings = [Coding::Deflate, Coding::Brotli].into_iter();
    let unpacked = codings.filter_map(|coding| unpacked(body, coding, max_bytes).ok());
    let mut sound = unpacked.filter(|unpacked| unpacked.flaw.is_none());
    let text = sound.find(|unpacked| sniff::is_plainly_text(&unpacked.bytes));
    text.map(|unpacked| unpacked.bytes)
}

/// What a coding gave.
struct Unpacked {
    bytes: Vec<u8>,
    /// Why that is not all, or not sure.
    flaw: Option<Damage>,
}

/// Decodes as much as there is. Nothing at all is damage that costs the body.
fn unpacked(body: &[u8], coding: Coding, max_bytes: usize) -> Result<Unpacked, Damage> {
    let mut bytes = Vec::new();
    let decoded = coding.unpack(body, max_bytes, &mut bytes);
    if bytes.len() > max_bytes {
        let detail = format!("over input.max_record_bytes ({max_bytes}) when decoded");
        return Err(Damage::new(Fault::TooLarge, detail));
    }
    let flaw = decoded.err().map(|error| {
        let fault = match error.kind() {
            io::ErrorKind::UnexpectedEof => Fault::Truncated,
            _ => Fault::CorruptMember,
        };
        let detail = format!("HTTP: content encoding {}: {error}", coding.name());
        Damage::new(fault, detail)
    });
    match flaw {
        Some(flaw) if bytes.is_empty() => Err(flaw),
        flaw => Ok(Unpacked { bytes, flaw }),
    }
}

/// Reads at most one byte more than is allowed, so that the caller sees when there is more.
fn drain(reader: impl Read, max_bytes: usize, out: &mut Vec<u8>) -> io::Result<()> {
    reader.take(max_bytes as u64 + 1).read_to_end(out).map(|_| ())
}

/// All members; what follows the last one is padding, as browsers have it.
fn members<C: Codec>(mut codec: C, mut body: &[u8], max_bytes: usize, out: &mut Vec<u8>) -> io::Result<()> {
    while C::starts(body) && out.len() <= max_bytes {
        codec.reset();
        loop {
            let before = out.len();
            let step = codec.step(body, out).map_err(invalid)?;
            body = body.get(step.used..).unwrap_or_default();
            if step.done || out.len() > max_bytes {
                break;
            }
            if step.used == 0 && out.len() == before {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
    Ok(())
}

fn invalid(flaw: Flaw) -> io::Error {
    let detail = match flaw {
        Flaw::Corrupt { detail, .. } | Flaw::TooLarge(detail) | Flaw::Unsupported(detail) => detail,
        Flaw::Checksum(_) => "checksum is wrong".to_owned(),
    };
    io::Error::new(io::ErrorKind::InvalidData, detail)
}

/// Brotli gives what it has decoded when it asks for more. So where something is wrong, decoding is done again with little input
/// at a time, to get what comes before that.
fn unbrotli(body: &[u8], max_bytes: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let read = |input_bytes| brotli_decompressor::Decompressor::new(body.chain(Missing), input_bytes);
    let Err(error) = drain(read(4096), max_bytes, out) else {
        return Ok(());
    };
    out.clear();
    // The same error again.
    let _ = drain(read((body.len() >> 16).max(1)), max_bytes, out);
    Err(error)
}

/// What a decoder finds that wants more than there is.
struct Missing;

impl Read for Missing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// `deflate` is zlib by its standard and raw deflate in some servers.
fn inflate(body: &[u8], max_bytes: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let is_zlib = matches!(body, [cmf, flg, ..] if cmf & 15 == 8 && (u16::from(*cmf) << 8 | u16::from(*flg)) % 31 == 0);
    let mut decoder = Decompress::new(is_zlib);
    while out.len() <= max_bytes {
        let (read, before) = (decoder.total_in(), out.len());
        let rest = usize::try_from(read)
            .ok()
            .and_then(|read| body.get(read..))
            .unwrap_or_default();
        out.reserve(rest.len().saturating_mul(3).clamp(OUTPUT_BYTES, MAX_OUTPUT_BYTES));
        if decoder.decompress_vec(rest, out, FlushDecompress::None)? == Status::StreamEnd {
            break;
        }
        if decoder.total_in() == read && out.len() == before {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    out.truncate(max_bytes + 1);
    Ok(())
}
