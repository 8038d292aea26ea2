//! UTF-32, which the Encoding Standard lacks.
//!
//! Not for: telling that bytes are in it (`unicode`).

/// Decodes UTF-32 without a mark; each unit that is no character becomes one U+FFFD.
pub(super) fn decode(bytes: &[u8], big_endian: bool) -> (String, u64) {
    let mut malformed = u64::from(!bytes.len().is_multiple_of(4));
    let mut text = String::with_capacity(bytes.len() / 2);
    text.extend(units(bytes, big_endian).map(|unit| {
        char::from_u32(unit).unwrap_or_else(|| {
            malformed += 1;
            char::REPLACEMENT_CHARACTER
        })
    }));
    if !bytes.len().is_multiple_of(4) {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    (text, malformed)
}

/// The units of UTF-32, whatever they hold.
pub(super) fn units(bytes: &[u8], big_endian: bool) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(move |unit| {
        if big_endian {
            u32::from_be_bytes(*unit)
        } else {
            u32::from_le_bytes(*unit)
        }
    })
}
