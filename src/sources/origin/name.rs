//! Names of inputs as text: `/` separates, and bytes that are not UTF-8 are escaped so that no two names meet.

use std::path::{Component, Path};

use crate::model::path_of;

/// The name of `path` as provenance shows it. `\` becomes `\\` and a byte that is not UTF-8 becomes `\xNN`, so the
/// escape can be undone and different paths have different names.
pub(crate) fn of(path: &Path) -> String {
    let mut name = String::new();
    for component in path.components() {
        if let Component::Normal(part) = component {
            if !name.is_empty() {
                name.push('/');
            }
            escape(part.as_encoded_bytes(), &mut name);
        }
    }
    name
}

fn escape(bytes: &[u8], into: &mut String) {
    for chunk in bytes.utf8_chunks() {
        into.push_str(&chunk.valid().replace('\\', "\\\\"));
        for byte in chunk.invalid() {
            into.push_str(&format!("\\x{byte:02X}"));
        }
    }
}

const PACKED: [&str; 3] = [".gz", ".zst", ".zstd"];

/// Whether the name is that of a compressed file.
pub(crate) fn is_packed(source: &str) -> bool {
    let path = path_of(source).to_lowercase();
    PACKED.iter().any(|suffix| path.ends_with(suffix))
}

/// The extension in lower case, without the one of a compression; empty where there is none.
pub(crate) fn extension(source: &str) -> String {
    let path = path_of(source);
    let base = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let bare = PACKED
        .iter()
        .find_map(|suffix| base.strip_suffix(suffix))
        .unwrap_or(&base);
    match bare.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Undoes [`escape`]: the proof that it loses nothing.
    fn unescape(name: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut rest = name.as_bytes();
        while let Some((&first, tail)) = rest.split_first() {
            rest = match (first, tail.first()) {
                (b'\\', Some(b'x')) => {
                    let hex = std::str::from_utf8(&tail[1..3]).unwrap();
                    bytes.push(u8::from_str_radix(hex, 16).unwrap());
                    &tail[3..]
                }
                (b'\\', Some(b'\\')) => {
                    bytes.push(b'\\');
                    &tail[1..]
                }
                _ => {
                    bytes.push(first);
                    tail
                }
            };
        }
        bytes
    }

    #[test]
    fn escapes_are_undone_and_distinct() {
        let names: [&[u8]; 6] = [b"a", b"a\xff", b"a\\xFF", b"a\\\xff", "é\\\\".as_bytes(), b"\xe9"];
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            let mut escaped = String::new();
            escape(name, &mut escaped);
            assert_eq!(unescape(&escaped), name, "{escaped}");
            assert!(seen.insert(escaped));
        }
    }

    #[test]
    fn extensions_look_through_compression_and_copies() {
        let cases = [
            ("a/b.HTML", "html"),
            ("a.jsonl.gz", "jsonl"),
            ("a.warc.zst//2", "warc"),
            (".hidden", ""),
            ("noext", ""),
            ("x.y/noext", ""),
            ("a.gz", ""),
        ];
        for (source, expected) in cases {
            assert_eq!(extension(source), expected, "{source}");
        }
    }
}
