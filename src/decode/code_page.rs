//! Single-byte encodings that the Encoding Standard lacks: DOS, Macintosh, EBCDIC and national ones, as tables.
//!
//! The tables are in `data/code-pages.txt`, which `scripts/data/code-pages.py` writes from public sources.

use std::sync::LazyLock;

/// A single-byte encoding as a table.
#[derive(Debug, PartialEq, Eq)]
pub struct CodePage {
    /// The name that the output shows.
    pub(super) name: &'static str,
    /// The character of each byte; U+FFFD where there is none.
    pub(super) chars: [char; 256],
    /// Whether the bytes below 0x80 are ASCII.
    pub(super) is_ascii: bool,
}

static CODE_PAGES: LazyLock<Vec<CodePage>> = LazyLock::new(|| {
    include_str!("../../data/code-pages.txt")
        .lines()
        .filter_map(parse)
        .collect()
});

/// All code pages.
pub(super) fn all() -> &'static [CodePage] {
    &CODE_PAGES
}

fn parse(line: &'static str) -> Option<CodePage> {
    let (name, escaped) = line.split_once('\t')?;
    let mut codes = Vec::with_capacity(256);
    let mut rest = escaped;
    while let Some(c) = rest.chars().next() {
        let (c, length) = match rest.strip_prefix("\\u") {
            Some(hex) => (char::from_u32(u32::from_str_radix(hex.get(..4)?, 16).ok()?)?, 6),
            None => (c, c.len_utf8()),
        };
        codes.push(c);
        rest = rest.get(length..)?;
    }
    let mut chars: Vec<char> = if codes.len() == 128 {
        (0..128_u8).map(char::from).collect()
    } else {
        Vec::new()
    };
    chars.append(&mut codes);
    let chars: [char; 256] = chars.try_into().ok()?;
    let is_ascii = (0x20..0x7F_u8).all(|byte| chars.get(usize::from(byte)) == Some(&char::from(byte)));
    Some(CodePage { name, chars, is_ascii })
}

impl CodePage {
    /// The code page that a label names: its own name, Python's (`cp437`, `mac_greek`) or IBM's number alone.
    pub(super) fn for_label(label: &str) -> Option<&'static Self> {
        let digits = ["ibm", "cp", "ccsid", "dos-", ""].iter().find_map(|prefix| {
            let number = label.strip_prefix(prefix)?.trim_start_matches('-');
            (number.len() >= 3 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
        });
        let name = match (
            digits,
            label.strip_prefix("mac").or_else(|| label.strip_prefix("x-mac")),
        ) {
            (Some(number), _) => format!("ibm{number:0>3}"),
            (None, Some(family)) => format!("x-mac-{}", mac_family(family.trim_start_matches('-'))),
            (None, None) => label.to_owned(),
        };
        all().iter().find(|page| page.name == name || page.name == label)
    }

    /// Decodes `bytes`; those without a character become U+FFFD and are counted.
    pub(super) fn decode(&self, bytes: &[u8]) -> (String, u64) {
        let mut malformed = 0;
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
        text.extend(bytes.iter().map(|byte| {
            let c = self
                .chars
                .get(usize::from(*byte))
                .copied()
                .unwrap_or(char::REPLACEMENT_CHARACTER);
            malformed += u64::from(c == char::REPLACEMENT_CHARACTER);
            c
        }));
        (text, malformed)
    }
}

fn mac_family(name: &str) -> &str {
    match name {
        "latin2" | "centraleurope" | "ce" => "ce",
        "iceland" => "icelandic",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tables_are_whole() {
        assert_eq!(all().len(), include_str!("../../data/code-pages.txt").lines().count());
        assert_eq!(all().iter().filter(|page| !page.is_ascii).count(), 7, "EBCDIC");
    }

    #[test]
    fn labels_and_bytes() {
        for (label, name, byte, c) in [
            ("cp437", "ibm437", 0x81, 'ü'),
            ("850", "ibm850", 0x9B, 'ø'),
            ("cp037", "ibm037", 0xC1, 'A'),
            ("mac-greek", "x-mac-greek", 0xE1, 'α'),
            ("mac-centraleurope", "x-mac-ce", 0x8B, 'č'),
            ("viscii", "viscii", 0xA4, 'ấ'),
            ("koi8-t", "koi8-t", 0x80, 'қ'),
        ] {
            let page = CodePage::for_label(label).unwrap_or_else(|| panic!("{label}"));
            assert_eq!((page.name, page.decode(&[byte])), (name, (c.to_string(), 0)), "{label}");
        }
        assert_eq!(CodePage::for_label("utf-9"), None);
    }
}
