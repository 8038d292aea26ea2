//! Transfer and content encodings of an HTTP body, taken off as far as they are really there.
//!
//! Not for: chunks (`body`) or whole files that are compressed (`compression`).

use std::io::{self, Read};

use crate::model::Fault;
use crate::sources::formats::sniff;
use crate::sources::formats::warc::body::Body;
use crate::sources::layers::compression::{Codec, Flaw, Gzip, Zstd};
use crate::sources::origin::feed::Damage;

/// More encodings than this on one body are an attack.
const MAX_ENCODINGS: usize = 4;
/// The largest window of a zstd body, as a power of two in bytes: zstd's own limit.
const ZSTD_WINDOW_LOG: u32 = 27;

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

    fn unpack(self, bytes: &[u8], max_bytes: usize, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Coding::Gzip => members(Gzip::new(), bytes, max_bytes, out),
            Coding::Zstd => members(Zstd::new(ZSTD_WINDOW_LOG)?, bytes, max_bytes, out),
            Coding::Deflate => inflate(bytes, max_bytes, out),
            Coding::Brotli => drain(brotli_decompressor::Decompressor::new(bytes, 4096), max_bytes, out),
        }
    }
}

/// Takes encodings off, the last one first. `may_end_early` accepts a body whose end is missing.
pub(crate) fn decode<'b>(
    body: Body<'b>,
    encodings: &str,
    max_bytes: usize,
    may_end_early: bool,
) -> Result<Body<'b>, Damage> {
    let names: Vec<String> = encodings
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let real: Vec<&String> = names.iter().filter(|name| !is_identity(name)).collect();
    if real.len() > MAX_ENCODINGS {
        let detail = format!("HTTP: {} content encodings on one body", real.len());
        return Err(Damage::new(Fault::Malformed, detail));
    }
    let may_end_early = may_end_early || body.truncated;
    real.into_iter()
        .rev()
        .try_fold(body, |body, name| one(body, name, max_bytes, may_end_early))
}

/// Takes compression off a text that nothing declares, as far as its first bytes give it away.
pub(crate) fn decode_undeclared<'b>(
    mut body: Body<'b>,
    max_bytes: usize,
    may_end_early: bool,
) -> Result<Body<'b>, Damage> {
    for _ in 0..MAX_ENCODINGS {
        let Some(coding) = Coding::by_magic(&body.bytes) else {
            break;
        };
        body = unpacked(&body, coding, max_bytes, may_end_early)?;
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

fn one<'b>(body: Body<'b>, name: &str, max_bytes: usize, may_end_early: bool) -> Result<Body<'b>, Damage> {
    let Some(coding) = Coding::of(name, &body.bytes) else {
        return match Coding::named(name) {
            // No gzip, though the field says so: the archive decoded it already, or it is another coding.
            Some(_) => Ok(guessed(&body, max_bytes).unwrap_or(body)),
            None if sniff::is_plainly_text(&body.bytes) => Ok(body),
            None => {
                let detail = format!("HTTP: content encoding {name}");
                Err(Damage::new(Fault::Unsupported, detail))
            }
        };
    };
    match unpacked(&body, coding, max_bytes, may_end_early) {
        Err(damage) if damage.fault != Fault::TooLarge && coding != Coding::Gzip => match () {
            () if sniff::is_plainly_text(&body.bytes) => Ok(body),
            () => guessed(&body, max_bytes).ok_or(damage),
        },
        decoded => decoded,
    }
}

/// The body by a coding without a magic number, if that gives text.
fn guessed<'b>(body: &Body<'b>, max_bytes: usize) -> Option<Body<'b>> {
    if sniff::is_plainly_text(&body.bytes) {
        return None;
    }
    let codings = [Coding::Deflate, Coding::Brotli].into_iter();
    let mut decoded = codings.filter_map(|coding| unpacked(body, coding, max_bytes, false).ok());
    decoded.find(|decoded| sniff::is_plainly_text(&decoded.bytes))
}

fn unpacked<'b>(body: &Body<'_>, coding: Coding, max_bytes: usize, may_end_early: bool) -> Result<Body<'b>, Damage> {
    let mut bytes = Vec::new();
    let decoded = coding.unpack(&body.bytes, max_bytes, &mut bytes);
    if bytes.len() > max_bytes {
        let detail = format!("over input.max_record_bytes ({max_bytes}) when decoded");
        return Err(Damage::new(Fault::TooLarge, detail));
    }
    let is_early = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
    let truncated = match &decoded {
        Ok(()) => body.truncated,
        Err(error) if may_end_early && is_early(error) && !bytes.is_empty() => true,
        Err(error) => {
            let fault = if is_early(error) {
                Fault::Truncated
            } else {
                Fault::CorruptMember
            };
            let detail = format!("HTTP: content encoding {}: {error}", coding.name());
            return Err(Damage::new(fault, detail));
        }
    };
    let bytes = bytes.into();
    Ok(Body { bytes, truncated })
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

/// `deflate` is zlib by its standard and raw deflate in some servers.
fn inflate(body: &[u8], max_bytes: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let is_zlib = matches!(body, [cmf, flg, ..] if cmf & 15 == 8 && (u16::from(*cmf) << 8 | u16::from(*flg)) % 31 == 0);
    if is_zlib {
        drain(flate2::read::ZlibDecoder::new(body), max_bytes, out)
    } else {
        drain(flate2::read::DeflateDecoder::new(body), max_bytes, out)
    }
}
