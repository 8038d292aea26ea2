//! The body of an HTTP message: transfer and content encodings taken off, as far as they are really there.
//!
//! Not for: whole files that are compressed (`compression`).

use std::borrow::Cow;
use std::io::{self, Read};

use crate::outcome::Fault;
use crate::reader::compression::{Codec, Flaw, Gzip};
use crate::reader::feed::Damage;
use crate::reader::sniff;

/// More encodings than this on one body are an attack.
const MAX_ENCODINGS: usize = 4;

/// A body without its encodings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Body<'b> {
    pub(super) bytes: Cow<'b, [u8]>,
    /// Whether its end is missing.
    pub(super) truncated: bool,
}

/// Takes the chunks of `Transfer-Encoding: chunked` apart. A body that is not in chunks after all (archives often take
/// them apart and leave the field) stays as it is.
pub(super) fn dechunk(body: &[u8]) -> Result<Body<'_>, Damage> {
    let plain = Body {
        bytes: body.into(),
        truncated: false,
    };
    let mut bytes = Vec::new();
    let mut rest = body;
    loop {
        let Some((size, behind)) = chunk_size(rest) else {
            if rest.len() == body.len() {
                return Ok(plain);
            }
            if rest.trim_ascii().is_empty() {
                break;
            }
            return Err(Damage::new(Fault::Malformed, "HTTP: chunk without a size"));
        };
        let Some((chunk, behind)) = (size > 0).then(|| behind.split_at_checked(size)).flatten() else {
            let truncated = size > 0;
            bytes.extend_from_slice(if truncated { behind } else { b"" });
            return Ok(Body {
                bytes: bytes.into(),
                truncated,
            });
        };
        bytes.extend_from_slice(chunk);
        rest = behind.strip_prefix(b"\r").unwrap_or(behind);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    Ok(Body {
        bytes: bytes.into(),
        truncated: true,
    })
}

/// The size that a chunk begins with, in hexadecimal, and what follows its line.
fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let digits = bytes.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let line_end = digits + memchr::memchr(b'\n', bytes.get(digits..)?)?;
    let extension = bytes.get(digits..line_end)?.trim_ascii();
    if digits == 0 || !(extension.is_empty() || extension.starts_with(b";")) {
        return None;
    }
    let size = std::str::from_utf8(bytes.get(..digits)?).ok()?;
    let size = usize::from_str_radix(size, 16).unwrap_or(usize::MAX);
    Some((size, bytes.get(line_end + 1..)?))
}

/// Takes content encodings off, the last one first. `may_end_early` accepts a body whose end is missing.
pub(super) fn decode<'b>(
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

/// Values that mean no encoding, or are meant for another field.
fn is_identity(name: &str) -> bool {
    matches!(
        name,
        "" | "identity" | "none" | "binary" | "8bit" | "utf-8" | "utf8" | "chunked"
    )
}

fn one<'b>(body: Body<'b>, name: &str, max_bytes: usize, may_end_early: bool) -> Result<Body<'b>, Damage> {
    let mut out = Vec::new();
    let decoded = match name {
        "gzip" | "x-gzip" if !Gzip::starts(&body.bytes) => return Ok(body),
        "gzip" | "x-gzip" => gunzip(&body.bytes, max_bytes, &mut out),
        "deflate" => inflate(&body.bytes, max_bytes, &mut out),
        "br" => drain(
            brotli::Decompressor::new(body.bytes.as_ref(), 4096),
            max_bytes,
            &mut out,
        ),
        "zstd" => zstd::stream::read::Decoder::new(body.bytes.as_ref())
            .and_then(|decoder| drain(decoder, max_bytes, &mut out)),
        _ if !sniff::is_plainly_text(&body.bytes) => {
            return Err(Damage::new(
                Fault::Unsupported,
                format!("HTTP: content encoding {name}"),
            ));
        }
        _ => return Ok(body),
    };
    if out.len() > max_bytes {
        return Err(Damage::new(
            Fault::TooLarge,
            format!("over input.max_record_bytes ({max_bytes}) when decoded"),
        ));
    }
    match decoded {
        Ok(()) => Ok(Body {
            bytes: out.into(),
            truncated: body.truncated,
        }),
        Err(error) if may_end_early && error.kind() == io::ErrorKind::UnexpectedEof && !out.is_empty() => Ok(Body {
            bytes: out.into(),
            truncated: true,
        }),
        // The field says so, but the body is text: the archive decoded it already.
        Err(_) if !name.ends_with("gzip") && sniff::is_plainly_text(&body.bytes) => Ok(body),
        Err(error) => {
            let early = error.kind() == io::ErrorKind::UnexpectedEof;
            let fault = if early { Fault::Truncated } else { Fault::CorruptMember };
            Err(Damage::new(fault, format!("HTTP: content encoding {name}: {error}")))
        }
    }
}

/// Reads at most one byte more than is allowed, so that the caller sees when there is more.
fn drain(reader: impl Read, max_bytes: usize, out: &mut Vec<u8>) -> io::Result<()> {
    reader.take(max_bytes as u64 + 1).read_to_end(out).map(|_| ())
}

/// All members; what follows the last one is padding, as browsers have it.
fn gunzip(mut body: &[u8], max_bytes: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let mut codec = Gzip::new();
    while Gzip::starts(body) {
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
        if out.len() > max_bytes {
            break;
        }
    }
    Ok(())
}

fn invalid(flaw: Flaw) -> io::Error {
    let detail = match flaw {
        Flaw::Corrupt(detail) | Flaw::TooLarge(detail) => detail,
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
