//! UTF-8: whether bytes are it, wholly or but for a little damage, and reading them.
//!
//! Not for: UTF-8 that was decoded wrongly before it reached us (`repair`).

/// What a look at bytes as UTF-8 found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Census {
    /// Characters of two to four bytes.
    pub(super) multibyte: u64,
    /// Sequences that are not valid.
    pub(super) malformed: u64,
}

/// Where so many sequences are bad, and more than are good, counting ends.
const HOPELESS: u64 = 64;

impl Census {
    /// Counts the valid and the invalid sequences of `bytes`, until they are clearly no UTF-8.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut census = Census::default();
        for chunk in bytes.utf8_chunks() {
            census.multibyte += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count() as u64;
            census.malformed += u64::from(!chunk.invalid().is_empty());
            if census.malformed > HOPELESS && census.multibyte < census.malformed {
                break;
            }
        }
        census
    }

    /// Whether the bytes are UTF-8 that suffered a little: valid sequences outnumber the bad ones clearly.
    ///
    /// In legacy multi-byte text about a quarter of the pairs look like UTF-8 by chance, in single-byte text hardly any.
    pub(super) fn is_damaged_utf8(self) -> bool {
        self.multibyte > 4 * self.malformed || (self.malformed == 1 && self.multibyte >= 2)
    }
}

/// Decodes `bytes`; each maximal invalid sequence becomes one U+FFFD, as the Encoding Standard says.
pub(super) fn decode(bytes: &[u8]) -> (String, u64) {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return (text.to_owned(), 0);
    }
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut malformed = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            malformed += 1;
        }
    }
    (text, malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_encoding_standard() {
        for bytes in [
            &b"a\xc3\xa9b"[..],
            b"\xf0\x9f\x98",
            b"\xe2\x82",
            b"\xed\xa0\x80",
            b"\xc0\xaf",
            b"\xff\xfe",
            b"\xf4\x90\x80\x80",
        ] {
            let (ours, _) = decode(bytes);
            assert_eq!(
                ours,
                encoding_rs::UTF_8.decode_without_bom_handling(bytes).0,
                "{bytes:x?}"
            );
        }
    }

    #[test]
    fn one_bad_byte_anywhere_is_one_mark() {
        let text = "Größe, naïve Übung, später".as_bytes();
        for at in (0..=text.len()).filter(|at| std::str::from_utf8(&text[..*at]).is_ok()) {
            let bytes = [&text[..at], b"\xff", &text[at..]].concat();
            let (decoded, malformed) = decode(&bytes);
            assert!(Census::of(&bytes).is_damaged_utf8());
            assert_eq!((malformed, decoded.matches('\u{FFFD}').count()), (1, 1));
        }
    }

    #[test]
    fn a_page_cut_in_mid_character_stays_utf8() {
        let text = "素早い茶色の狐 über".as_bytes();
        for end in text.len() - 12..text.len() {
            assert!(Census::of(&text[..end]).malformed <= 1);
            assert!(std::str::from_utf8(&text[..end]).is_ok() || Census::of(&text[..end]).is_damaged_utf8());
        }
    }

    #[test]
    fn legacy_text_is_not_damaged_utf8() {
        for bytes in [
            &b"caf\xe9"[..],
            b"\xc7\xd1\xb1\xdb \xc0\xd4\xb4\xcf\xb4\xd9",
            b"\xcf\xf0\xe8\xe2\xe5\xf2",
        ] {
            assert!(!Census::of(bytes).is_damaged_utf8(), "{bytes:x?}");
        }
    }
}
