//! The encodings that can be decoded: those of the Encoding Standard by `encoding_rs`, the others by our own decoders.
//!
//! Not for: choosing between them (`decide`, `detect`).

use encoding_rs::{DecoderResult, Encoding};

use super::code_page::CodePage;
use super::east_asian::EastAsian;
use super::{utf8, utf32};

/// An encoding that can be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// An encoding of the [Encoding Standard](https://encoding.spec.whatwg.org/).
    Web(&'static Encoding),
    /// A single-byte encoding that the standard lacks.
    CodePage(&'static CodePage),
    /// A multi-byte encoding of East Asia that the standard lacks.
    EastAsian(EastAsian),
    /// UTF-32, which browsers do not read any more.
    Utf32 {
        /// Most significant byte first.
        big_endian: bool,
    },
}

/// What a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Charset(Charset),
    /// An encoding that is known and never decoded, by its name.
    Refused(&'static str),
}

impl Named {
    pub(super) fn by(label: &str) -> Option<Self> {
        Charset::for_label(label)
            .map(Named::Charset)
            .or_else(|| refused(label).map(Named::Refused))
    }
}

/// Encodings whose ASCII bytes mean other characters, so that markup and commands hide in them.
fn refused(label: &str) -> Option<&'static str> {
    match fold(label).as_str() {
        "utf-7" | "utf7" | "unicode-1-1-utf-7" | "csunicode11utf7" | "x-unicode-2-0-utf-7" | "utf-7-imap" => {
            Some("utf-7")
        }
        "scsu" | "csscsu" => Some("scsu"),
        "bocu-1" | "bocu1" | "csbocu-1" => Some("bocu-1"),
        "utf-1" | "csiso10646utf1" => Some("utf-1"),
        "utf-ebcdic" => Some("utf-ebcdic"),
        _ => None,
    }
}

fn fold(label: &str) -> String {
    label
        .trim_matches(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'')
        .to_ascii_lowercase()
        .replace('_', "-")
}

impl Charset {
    /// The encoding that a label names; none for unknown ones and for those that are refused for safety (UTF-7).
    pub fn for_label(label: &str) -> Option<Self> {
        let label = label.trim_matches(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
        let folded = fold(label);
        match folded.as_str() {
            "utf-32" | "utf-32le" | "utf32" | "utf32le" | "ucs-4" | "ucs-4le" => {
                Some(Charset::Utf32 { big_endian: false })
            }
            "utf-32be" | "utf32be" | "ucs-4be" => Some(Charset::Utf32 { big_endian: true }),
            "utf8mb4" | "utf8mb3" | "u8" => Some(Charset::Web(encoding_rs::UTF_8)),
            _ => Encoding::for_label_no_replacement(label.as_bytes())
                .or_else(|| Encoding::for_label_no_replacement(folded.as_bytes()))
                .map(Charset::Web)
                .or_else(|| EastAsian::for_label(&folded).map(Charset::EastAsian))
                .or_else(|| CodePage::for_label(&folded).map(Charset::CodePage)),
        }
    }

    /// The standard's name in lower case, else the name that the encoding's own standard gives.
    pub fn name(self) -> String {
        match self {
            Charset::Web(encoding) => encoding.name().to_ascii_lowercase(),
            Charset::CodePage(page) => page.name.into(),
            Charset::EastAsian(encoding) => encoding.name().into(),
            Charset::Utf32 { big_endian: false } => "utf-32le".into(),
            Charset::Utf32 { big_endian: true } => "utf-32be".into(),
        }
    }

    /// Whether bytes below 0x80 mean ASCII, wherever they stand between characters.
    pub fn is_ascii_compatible(self) -> bool {
        match self {
            Charset::Web(encoding) => encoding.is_ascii_compatible(),
            Charset::CodePage(page) => page.is_ascii,
            Charset::EastAsian(_) => true,
            Charset::Utf32 { .. } => false,
        }
    }

    /// Decodes all of `bytes`, without a byte order mark. Returns the text and how many sequences became U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> (String, u64) {
        match self {
            Charset::Web(encoding) if encoding == encoding_rs::UTF_8 => utf8::decode(bytes),
            Charset::Web(encoding) => decode_web(encoding, bytes),
            Charset::CodePage(page) => page.decode(bytes),
            Charset::EastAsian(encoding) => encoding.decode(bytes),
            Charset::Utf32 { big_endian } => utf32::decode(bytes, big_endian),
        }
    }
}

/// How much of a damaged text is decoded at a time. The decoder clears the room that it is given, so that must not be the text's.
const BUFFER_BYTES: usize = 4 * 1024;

fn decode_web(encoding: &'static Encoding, bytes: &[u8]) -> (String, u64) {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return (text.into_owned(), 0);
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut buffer = "\0".repeat(BUFFER_BYTES);
    let (mut text, mut rest, mut malformed) = (String::with_capacity(bytes.len() * 2), bytes, 0);
    loop {
        let (result, read, written) = decoder.decode_to_str_without_replacement(rest, &mut buffer, true);
        rest = rest.get(read..).unwrap_or_default();
        text.push_str(buffer.get(..written).unwrap_or_default());
        match result {
            DecoderResult::InputEmpty => return (text, malformed),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                malformed += 1;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (label, name) in [
            ("UTF8", "utf-8"),
            (" latin1 ", "windows-1252"),
            ("\"windows-1251\"", "windows-1251"),
            ("utf8mb4", "utf-8"),
            ("UTF-32BE", "utf-32be"),
            ("Shift-JIS", "shift_jis"),
        ] {
            assert_eq!(
                Charset::for_label(label).map(Charset::name).as_deref(),
                Some(name),
                "{label}"
            );
        }
        assert_eq!(Charset::for_label("none"), None);
        assert_eq!(Charset::for_label("utf-7"), None);
        assert_eq!(Named::by("UTF_7"), Some(Named::Refused("utf-7")));
    }

    #[test]
    fn malformed_sequences_are_counted() {
        assert_eq!(
            Charset::Web(encoding_rs::SHIFT_JIS).decode(b"a\x81\xff\x82\xa0"),
            ("a\u{FFFD}あ".into(), 1)
        );
        assert_eq!(
            Charset::Web(encoding_rs::UTF_16LE).decode(b"a\0\0\xd8b\0"),
            ("a\u{FFFD}b".into(), 1)
        );
        assert_eq!(
            Charset::Web(encoding_rs::EUC_KR).decode(b"\xb0\xa1\xb0"),
            ("가\u{FFFD}".into(), 1)
        );
    }
}
