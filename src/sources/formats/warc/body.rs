//! The body of an HTTP message, with its chunks taken apart.
//!
//! Not for: compression (`encoding`).

use std::borrow::Cow;

use crate::model::Fault;
use crate::sources::origin::feed::Damage;

/// A body without its encodings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Body<'b> {
    pub(crate) bytes: Cow<'b, [u8]>,
    /// Whether its end is missing.
    pub(crate) truncated: bool,
}

impl<'b> Body<'b> {
    pub(crate) fn new(bytes: &'b [u8], truncated: bool) -> Self {
        let bytes = bytes.into();
        Body { bytes, truncated }
    }
}

/// Takes the chunks of `Transfer-Encoding: chunked` apart. A body that is not in chunks after all (archives often take
/// them apart and leave the field) stays as it is.
pub(crate) fn dechunk(body: &[u8]) -> Result<Body<'_>, Damage> {
    let mut bytes = Vec::new();
    let mut rest = body;
    loop {
        let Some((size, behind)) = chunk_size(rest) else {
            if rest.len() == body.len() {
                return Ok(Body::new(body, false));
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
