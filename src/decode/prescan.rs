//! What a document says of its own encoding: `<meta>`, the XML declaration, the CSS `@charset` rule.
//!
//! By the [prescan](https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding) of the HTML
//! standard; past its first 1,024 bytes, where a browser's parser would start again, declarations inside the head still count.
//! Not for: whether the declaration is true (`decide`).

use memchr::{memchr, memmem};

use super::charset::{Charset, Named};

/// Where the standard's prescan ends.
const PRESCAN_BYTES: usize = 1024;
/// How far the head is followed.
const HEAD_BYTES: usize = 256 * 1024;

/// The label that the document declares, as far as it names an encoding.
pub(super) fn declared(bytes: &[u8]) -> Option<Named> {
    let bytes = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    xml_declaration(bytes)
        .or_else(|| css_rule(bytes))
        .or_else(|| meta(bytes))
}

/// The language that the root element declares; English is what templates are left at.
pub(super) fn language(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.get(..PRESCAN_BYTES).unwrap_or(bytes);
    let mut scan = Scan { bytes, at: 0 };
    while scan.seek(b'<').is_some() {
        scan.at += 1;
        if !scan.tag_name().eq_ignore_ascii_case(b"html") {
            continue;
        }
        while let Some((name, value)) = scan.attribute() {
            if matches!(name.as_slice(), b"lang" | b"xml:lang") {
                return String::from_utf8(value)
                    .ok()
                    .filter(|language| !language.starts_with("en"));
            }
        }
    }
    None
}

fn ascii_compatible(label: &str) -> Option<Named> {
    let charset = match Named::by(label)? {
        Named::Charset(charset) => charset,
        refused @ Named::Refused(_) => return Some(refused),
    };
    let charset = match charset {
        // A declaration that can be read as ASCII does not stand in wide text: the standard reads it as UTF-8.
        Charset::Web(encoding) if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE => {
            Charset::Web(encoding_rs::UTF_8)
        }
        // "x-user-defined" is a trick of scripts, not an encoding of text; the standard reads it as windows-1252.
        Charset::Web(encoding) if encoding == encoding_rs::X_USER_DEFINED => Charset::Web(encoding_rs::WINDOWS_1252),
        charset => charset,
    };
    charset.is_ascii_compatible().then_some(Named::Charset(charset))
}

fn xml_declaration(bytes: &[u8]) -> Option<Named> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let declaration = rest.get(..memchr(b'>', rest)?)?;
    let after = declaration
        .get(memmem::find(declaration, b"encoding")? + b"encoding".len()..)?
        .trim_ascii_start();
    let quoted = after.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = quoted.split_first()?;
    let label = value.get(..memchr(*quote, value).filter(|_| matches!(quote, b'"' | b'\''))?)?;
    ascii_compatible(std::str::from_utf8(label).ok()?)
}

fn css_rule(bytes: &[u8]) -> Option<Named> {
    let rest = bytes.strip_prefix(b"@charset \"")?;
    let label = rest.get(..memmem::find(rest, b"\";")?)?;
    ascii_compatible(std::str::from_utf8(label).ok()?)
}

fn meta(bytes: &[u8]) -> Option<Named> {
    let mut scan = Scan { bytes, at: 0 };
    // What is past the prescan's end and not in the head, or in an element that is not shown, does not count.
    let (mut in_head, mut hidden) = (true, 0_i32);
    while let Some(start) = scan.seek(b'<') {
        if scan.eat(b"<!--") {
            scan.at = start + 2;
            scan.skip_past(b"-->")?;
        } else if scan.peek(1).is_some_and(|byte| byte.is_ascii_alphabetic()) {
            scan.at += 1;
            let name = scan.tag_name();
            in_head &= belongs_to_head(&name);
            hidden += i32::from(matches!(name.as_slice(), b"template" | b"noscript"));
            if start >= PRESCAN_BYTES && !in_head {
                return None;
            }
            if name == b"meta" {
                let charset = scan.meta_charset();
                if charset.is_some() && !(hidden > 0 && start >= PRESCAN_BYTES) {
                    return charset;
                }
            } else {
                while scan.attribute().is_some() {}
                scan.skip_raw_text(&name)?;
            }
        } else if scan.peek(1) == Some(b'/') && scan.peek(2).is_some_and(|byte| byte.is_ascii_alphabetic()) {
            scan.at += 2;
            let name = scan.tag_name();
            in_head &= name != b"head";
            hidden -= i32::from(matches!(name.as_slice(), b"template" | b"noscript"));
            while scan.attribute().is_some() {}
        } else if matches!(scan.peek(1), Some(b'!' | b'/' | b'?')) {
            scan.seek(b'>')?;
        } else {
            scan.at += 1;
        }
    }
    None
}

fn belongs_to_head(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 13] = [
        b"html",
        b"head",
        b"title",
        b"meta",
        b"link",
        b"base",
        b"script",
        b"style",
        b"noscript",
        b"template",
        b"basefont",
        b"bgsound",
        b"noframes",
    ];
    NAMES.contains(&name)
}

/// A position in the bytes; every method moves it forward.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn seek(&mut self, byte: u8) -> Option<usize> {
        self.at += memchr(byte, self.rest())?;
        Some(self.at)
    }

    fn eat(&mut self, what: &[u8]) -> bool {
        let found = self.rest().starts_with(what);
        self.at += if found { what.len() } else { 0 };
        found
    }

    fn skip_past(&mut self, what: &[u8]) -> Option<()> {
        self.at += memmem::find(self.rest(), what)? + what.len();
        Some(())
    }

    fn skip_while(&mut self, test: impl Fn(u8) -> bool) {
        self.at += self.rest().iter().take_while(|byte| test(**byte)).count();
    }

    fn take_until(&mut self, ends: impl Fn(u8) -> bool) -> Vec<u8> {
        let taken: Vec<u8> = self
            .rest()
            .iter()
            .take_while(|byte| !ends(**byte))
            .map(u8::to_ascii_lowercase)
            .collect();
        self.at += taken.len();
        taken
    }

    fn tag_name(&mut self) -> Vec<u8> {
        self.take_until(|byte| is_space(byte) || matches!(byte, b'>' | b'/'))
    }

    /// Passes over the text of elements that hold no tags.
    fn skip_raw_text(&mut self, name: &[u8]) -> Option<()> {
        const RAW: [&[u8]; 8] = [
            b"script",
            b"style",
            b"title",
            b"textarea",
            b"xmp",
            b"iframe",
            b"noembed",
            b"noframes",
        ];
        if !RAW.contains(&name) {
            return Some(());
        }
        loop {
            self.skip_past(b"</")?;
            if self.rest().get(..name.len())?.eq_ignore_ascii_case(name) {
                return Some(());
            }
        }
    }

    /// "Get an attribute" of the standard: name and value in lower case; none at the end of the tag.
    fn attribute(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        self.skip_while(|byte| is_space(byte) || byte == b'/');
        if matches!(self.peek(0), None | Some(b'>')) {
            return None;
        }
        let start = self.at;
        let mut name = self.take_until(|byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'='));
        if name.is_empty() && self.peek(0) == Some(b'=') {
            self.at = start + 1;
            name = [
                b"=",
                self.take_until(|byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'='))
                    .as_slice(),
            ]
            .concat();
        }
        self.skip_while(is_space);
        if self.peek(0) != Some(b'=') {
            return Some((name, Vec::new()));
        }
        self.at += 1;
        self.skip_while(is_space);
        Some((name, self.attribute_value()))
    }

    fn attribute_value(&mut self) -> Vec<u8> {
        match self.peek(0) {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let value = self.take_until(|byte| byte == quote);
                self.at += 1;
                value
            }
            _ => self.take_until(|byte| is_space(byte) || byte == b'>'),
        }
    }

    fn meta_charset(&mut self) -> Option<Named> {
        // Of equal names the first counts.
        let (mut pragma, mut content, mut charset) = (None, None, None);
        while let Some((name, value)) = self.attribute() {
            let place = match name.as_slice() {
                b"http-equiv" => &mut pragma,
                b"content" => &mut content,
                b"charset" => &mut charset,
                _ => continue,
            };
            place.get_or_insert(value);
        }
        let is_pragma = pragma.is_some_and(|pragma| pragma == b"content-type");
        let label = match charset {
            Some(charset) => charset,
            None => content
                .filter(|_| is_pragma)
                .and_then(|content| label_in_content(&content))?,
        };
        ascii_compatible(&without_references(&label)?)
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

/// "Extracting a character encoding from a meta element" of the standard.
fn label_in_content(content: &[u8]) -> Option<Vec<u8>> {
    let mut rest = content;
    loop {
        rest = rest.get(memmem::find(rest, b"charset")? + b"charset".len()..)?;
        let Some(value) = rest.trim_ascii_start().strip_prefix(b"=") else {
            continue;
        };
        let value = value.trim_ascii_start();
        return match value.first()? {
            quote @ (b'"' | b'\'') => {
                let value = value.get(1..)?;
                Some(value.get(..memchr(*quote, value)?)?.to_vec())
            }
            _ => Some(
                value
                    .iter()
                    .copied()
                    .take_while(|byte| !is_space(*byte) && *byte != b';')
                    .collect(),
            ),
        };
    }
}

/// The label with its decimal character references resolved, as the parser would see it.
fn without_references(label: &[u8]) -> Option<String> {
    let mut text = std::str::from_utf8(label).ok()?.to_owned();
    while let Some(start) = text.find("&#") {
        let end = start + text.get(start..)?.find(';')?;
        let code: u32 = text.get(start + 2..end)?.parse().ok()?;
        text.replace_range(start..=end, char::from_u32(code)?.encode_utf8(&mut [0; 4]));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(html: &str) -> String {
        match declared(html.as_bytes()) {
            Some(Named::Charset(charset)) => charset.name(),
            Some(Named::Refused(name)) => format!("refused: {name}"),
            None => "-".into(),
        }
    }

    #[test]
    fn declarations() {
        for (html, expected) in [
            ("<meta charset=koi8-r>", "koi8-r"),
            ("<META CharSet = 'KOI8-R' >", "koi8-r"),
            (
                "<meta http-equiv=Content-Type content='text/html; charset=big5'>",
                "big5",
            ),
            (
                "<meta content='text/html; charset=big5' http-equiv=content-type>",
                "big5",
            ),
            ("<meta content='text/html; charset=big5'>", "-"),
            ("<meta name=charset content=koi8-r>", "-"),
            ("<meta charset=none><meta charset=koi8-r>", "koi8-r"),
            ("<meta charset=utf-16>", "utf-8"),
            ("<meta charset=x-user-defined>", "windows-1252"),
            ("<!-- <meta charset=big5> --><meta charset=koi8-r>", "koi8-r"),
            ("<!--><meta charset=koi8-r>", "koi8-r"),
            ("<script>'<meta charset=big5>'</script><meta charset=koi8-r>", "koi8-r"),
            ("<p title='<meta charset=big5>'><meta charset=koi8-r>", "koi8-r"),
            ("</p title='<meta charset=big5>'><meta charset=koi8-r>", "koi8-r"),
            ("<?php <meta charset=big5> ?><meta charset=koi8-r>", "koi8-r"),
            ("<meta charset='&#107;oi8-r'>", "koi8-r"),
            ("<?xml version='1.0' encoding='koi8-r'?>", "koi8-r"),
            ("<?xml version='1.0' encoding = \"koi8-r\" standalone='yes'?>", "koi8-r"),
            ("<?xml version='1.0'?><meta charset=koi8-r>", "koi8-r"),
            ("@charset \"koi8-r\";", "koi8-r"),
            ("<meta charset=utf-7>", "refused: utf-7"),
            ("plain text", "-"),
            ("<", "-"),
            ("<meta charset", "-"),
        ] {
            assert_eq!(name(html), expected, "{html}");
        }
    }

    #[test]
    fn languages() {
        for (html, expected) in [
            ("<!DOCTYPE html>\n<html class=a lang='cs-CZ'>", Some("cs-cz")),
            ("<HTML xml:lang=ja>", Some("ja")),
            ("<html lang=en-GB>", None),
            ("<html><p lang=de>", None),
            ("plain text <", None),
        ] {
            assert_eq!(language(html.as_bytes()).as_deref(), expected, "{html}");
        }
    }

    #[test]
    fn late_declarations_count_inside_the_head_only() {
        let padding = " ".repeat(PRESCAN_BYTES);
        assert_eq!(name(&format!("<head>{padding}<meta charset=koi8-r>")), "koi8-r");
        assert_eq!(name(&format!("<head>{padding}</head><meta charset=koi8-r>")), "-");
        assert_eq!(name(&format!("<head>{padding}<p><meta charset=koi8-r>")), "-");
        assert_eq!(
            name(&format!("<head>{padding}<template><meta charset=koi8-r></template>")),
            "-"
        );
    }
}
