//! Where the block of a record ends: where its length says, if what stands there bears it out, else where the end of its
//! compressed member, the next version line or the end of the file shows.
//!
//! Not for: garbage between records, which a length that is right keeps out of them.

use crate::sources::formats::warc::header::{self, LOOKAHEAD_BYTES};
use crate::sources::formats::warc::http;
use crate::sources::layers::window::Window;

/// What is known of a record's block before it is looked at.
pub(crate) struct Claim {
    /// Its Content-Length; none if that is no number.
    pub(crate) length: Option<u64>,
    /// Whether its record begins a compressed member.
    pub(crate) opens_member: bool,
    /// Bytes that a block may have.
    pub(crate) max_bytes: usize,
}

/// Why no end was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// It has more bytes than are allowed.
    TooLarge,
    /// Its length is wrong, and nothing shows what is right.
    Wrong,
    /// The input ends or breaks off inside it.
    Cut,
}

/// Length of the block that the window begins with.
pub(crate) fn find(window: &mut Window, claim: &Claim) -> Result<usize, Misfit> {
    let claimed = claim.length.map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    let fair = claimed.filter(|&length| length <= claim.max_bytes);
    let is_there = fair.is_some_and(|length| window.fill(length));
    let there = fair.filter(|_| is_there);
    if let Some(length) = there {
        window.fill(length + LOOKAHEAD_BYTES);
        if let Some(length) = fitting(window.bytes(), length) {
            return Ok(length);
        }
    }
    if let Some(length) = by_member(window, claim) {
        return Ok(length);
    }
    if claimed.is_some() && fair.is_none() {
        return Err(Misfit::TooLarge);
    }
    if let Some(length) = there.filter(|&length| is_before_garbage(window.bytes(), length)) {
        return Ok(length);
    }
    by_next(window, claim, there.is_some())
}

/// The length, if line breaks and the next record or the end follow it. How many breaks there are is not looked at: some
/// writers put none or one, and some count them into the block. One that is cut in two is all taken off.
fn fitting(bytes: &[u8], length: usize) -> Option<usize> {
    let (block, behind) = bytes.split_at_checked(length)?;
    let rest = header::behind_breaks(behind);
    let is_split = block.ends_with(b"\r") && behind.starts_with(b"\n");
    (rest.is_empty() || header::is_version(rest)).then_some(length - usize::from(is_split))
}

/// Whether the length is right as far as can be seen, and what follows is no record.
fn is_before_garbage(bytes: &[u8], length: usize) -> bool {
    let behind = bytes.get(length..).unwrap_or_default();
    behind.starts_with(b"\r\n\r\n") || behind.starts_with(b"\n\n")
}

/// The length, if the record is alone in a compressed member whose end is in view.
fn by_member(window: &mut Window, claim: &Claim) -> Option<usize> {
    let end = window.member_bytes().filter(|_| claim.opens_member)?;
    window.fill(end + LOOKAHEAD_BYTES);
    let (member, behind) = window.bytes().split_at_checked(end)?;
    let is_followed = behind.is_empty() || header::is_version(behind);
    let length = without_separator(member);
    let is_alone = || !header::starts(member).any(|at| header::is_record(member, at));
    (is_followed && length <= claim.max_bytes && is_alone()).then_some(length)
}

/// The length, by the next version line, the end of the member or the end of the input, whichever comes first.
fn by_next(window: &mut Window, claim: &Claim, is_short: bool) -> Result<usize, Misfit> {
    let mut searched = 0;
    loop {
        let bytes = window.bytes();
        let next = header::starts(bytes.get(searched..).unwrap_or_default()).next();
        if let Some(at) = next.map(|at| searched + at) {
            let block = bytes.get(..at).unwrap_or_default();
            return match block.last() {
                None | Some(b'\n' | b'\r') => bounded(without_separator(block), claim),
                Some(_) => Err(Misfit::Wrong),
            };
        }
        searched = bytes.len().saturating_sub(LOOKAHEAD_BYTES);
        if searched > claim.max_bytes {
            return Err(Misfit::Wrong);
        }
        if !window.more() {
            break;
        }
        if let Some(length) = by_member(window, claim) {
            return Ok(length);
        }
    }
    if window.is_broken() {
        return Err(Misfit::Cut);
    }
    by_end(window.bytes(), is_short).and_then(|length| bounded(length, claim))
}

/// The length, if the input ends as a record does. `is_short` says that more is there than was claimed.
fn by_end(bytes: &[u8], is_short: bool) -> Result<usize, Misfit> {
    let length = without_separator(bytes);
    let block = bytes.get(..length).unwrap_or_default();
    let has_head = !header::starts_http(block) || http::end(block).is_some();
    let is_separated = bytes.ends_with(b"\r\n\r\n") || is_short && length < bytes.len();
    match () {
        () if is_separated && has_head && length > 0 => Ok(length),
        () if is_short => Err(Misfit::Wrong),
        () => Err(Misfit::Cut),
    }
}

fn bounded(length: usize, claim: &Claim) -> Result<usize, Misfit> {
    if length > claim.max_bytes {
        return Err(Misfit::TooLarge);
    }
    Ok(length)
}

/// Length of what stands before the two line breaks that end a record, or the one that there is.
fn without_separator(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    for _ in 0..2 {
        let Some(mut line) = rest.strip_suffix(b"\n") else {
            break;
        };
        while let Some(shorter) = line.strip_suffix(b"\r") {
            line = shorter;
        }
        rest = line;
    }
    rest.len()
}
