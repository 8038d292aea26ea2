//! Which encoding a document is in: a short list of evidence, the strongest first.
//!
//! 1. a byte order mark;
//! 2. the pattern of zeros and controls of UTF-16 and UTF-32;
//! 3. escape sequences of encodings that shift between sets;
//! 4. valid UTF-8, or UTF-8 with little damage: no other encoding looks like it by chance;
//! 5. what the transport (HTTP) and then the document (`<meta>`, XML, CSS) declare, unless the bytes refute it;
//! 6. detection from the bytes alone.
//!
//! Encodings that are never decoded (UTF-7) are an error that names them. Not for: the scores behind detection (`detect`).

use crate::model::{Format, Metadata};

use super::charset::{Charset, Named};
use super::detect::{self, Detection, Hint};
use super::{Options, prescan, unicode, utf8};

/// What was decided, and the bytes; as text where they are UTF-8 without damage.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) charset: Charset,
    /// `bom`, `nul-pattern`, `escape-sequences`, `ascii`, `utf-8`, `http`, `meta`, `detected`, `setting`; what was overruled stands behind it.
    pub(super) evidence: String,
    /// Without a byte order mark.
    pub(super) input: Input,
}

/// What is to be decoded.
#[derive(Debug)]
pub(super) enum Input {
    Bytes(Vec<u8>),
    Text(String),
}

/// What is known beside the bytes.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// The charset that the transport declares.
    pub(super) http: Option<&'a str>,
    pub(super) format: Format,
    pub(super) metadata: &'a Metadata,
}

impl Decision {
    fn new(charset: Charset, evidence: impl Into<String>, input: Vec<u8>) -> Self {
        Decision {
            charset,
            evidence: evidence.into(),
            input: Input::Bytes(input),
        }
    }
}

/// Decides for `bytes`.
pub(super) fn decide(mut bytes: Vec<u8>, known: &Known<'_>, options: &Options) -> Result<Decision, String> {
    let mark = unicode::byte_order_mark(&bytes);
    if let Some(label) = &options.encoding {
        let charset = match Named::by(label) {
            Some(Named::Charset(charset)) => charset,
            Some(Named::Refused(name)) => return Err(refusal(name)),
            None => return Err(format!("unknown encoding {label:?} in the setting `encoding`")),
        };
        let skip = mark
            .filter(|(marked, _)| *marked == charset)
            .map_or(0, |(_, length)| length);
        bytes.drain(..skip);
        return Ok(Decision::new(charset, "setting", bytes));
    }
    if let Some((charset, skip)) = mark {
        bytes.drain(..skip);
        return Ok(Decision::new(charset, "bom", bytes));
    }
    if unicode::has_utf7_mark(&bytes) {
        return Err(refusal("utf-7"));
    }
    if let Some(charset) = unicode::wide_pattern(&bytes) {
        return Ok(Decision::new(charset, "nul-pattern", bytes));
    }
    if let Some(charset) = detect::escape_sequences(&bytes) {
        return Ok(Decision::new(charset, "escape-sequences", bytes));
    }
    match simdutf8::basic::from_utf8(&bytes).map(str::to_owned) {
        Ok(text) => decide_utf8(text, known, options),
        Err(_) => decide_narrow(bytes, known, options),
    }
}

/// Valid UTF-8.
fn decide_utf8(text: String, known: &Known<'_>, options: &Options) -> Result<Decision, String> {
    let is_ascii = text.is_ascii();
    if is_ascii && detect::looks_like_ebcdic(text.as_bytes()) {
        return decide_narrow(text.into_bytes(), known, options);
    }
    if is_ascii && unicode::has_utf7(text.as_bytes()) {
        // Only to learn whether it declares to be UTF-7.
        declarations(text.as_bytes(), known)?;
    }
    Ok(Decision {
        charset: Charset::Web(encoding_rs::UTF_8),
        evidence: if is_ascii { "ascii" } else { "utf-8" }.into(),
        input: Input::Text(text),
    })
}

/// Neither marked, nor wide, nor valid UTF-8.
fn decide_narrow(bytes: Vec<u8>, known: &Known<'_>, options: &Options) -> Result<Decision, String> {
    if utf8::Census::of(&bytes).is_damaged_utf8() {
        return Ok(Decision::new(Charset::Web(encoding_rs::UTF_8), "utf-8", bytes));
    }
    let declared = declarations(&bytes, known)?;
    let charsets: Vec<Charset> = declared.iter().map(|(charset, _)| *charset).collect();
    let detection = Detection::of(&bytes, &charsets, hint(&bytes, known, options));
    if let Some((charset, evidence)) = declared.iter().find(|(charset, _)| detection.allows(*charset)) {
        return Ok(Decision::new(*charset, *evidence, bytes));
    }
    let overruled = declared
        .iter()
        .map(|(charset, by)| format!("; {by} says {}", charset.name()));
    let evidence = "detected".to_owned() + &overruled.collect::<String>();
    Ok(Decision::new(detection.best(), evidence, bytes))
}

/// The language that the setting, the container or the document names, else the country in the address.
fn hint(bytes: &[u8], known: &Known<'_>, options: &Options) -> Hint {
    let inside = known
        .format
        .has_declarations()
        .then(|| prescan::language(bytes))
        .flatten();
    let Metadata { language, url, .. } = known.metadata;
    let language = options
        .language
        .as_deref()
        .or(language.as_deref())
        .or(inside.as_deref());
    Hint::of(language, url.as_deref())
}

/// What transport and document declare, the stronger first.
fn declarations(bytes: &[u8], known: &Known<'_>) -> Result<Vec<(Charset, &'static str)>, String> {
    let inside = known
        .format
        .has_declarations()
        .then(|| prescan::declared(bytes))
        .flatten();
    let mut declared = Vec::new();
    for (named, by) in [(known.http.and_then(Named::by), "http"), (inside, "meta")] {
        match named {
            Some(Named::Charset(charset)) => declared.push((charset, by)),
            // ASCII is the same in all of them.
            Some(Named::Refused(name)) if !bytes.is_ascii() || unicode::has_utf7(bytes) => return Err(refusal(name)),
            Some(Named::Refused(_)) | None => {}
        }
    }
    Ok(declared)
}

fn refusal(name: &str) -> String {
    format!("{name} is not decoded: it can hide markup from everything that looks at the bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(bytes: &[u8], http: Option<&str>, metadata: &Metadata) -> Result<(String, String), String> {
        let known = Known {
            http,
            format: Format::Html,
            metadata,
        };
        let decision = decide(bytes.to_vec(), &known, &Options::default())?;
        Ok((decision.charset.name(), decision.evidence))
    }

    #[test]
    fn utf7_is_refused_by_name() {
        let page = b"<meta charset=utf-7><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-";
        for (bytes, http) in [
            (&page[..], None),
            (b"caf+AOk- au lait", Some("UTF-7")),
            (b"+/v8-hello", None),
        ] {
            let refused = decided(bytes, http, &Metadata::default()).unwrap_err();
            assert!(refused.starts_with("utf-7 is not decoded"), "{refused}");
        }
        let plain = decided(b"plain words", Some("utf-7"), &Metadata::default()).unwrap();
        assert_eq!(plain, ("utf-8".into(), "ascii".into()));
        assert!(decided(b"1 + 1 - 2, a+b", None, &Metadata::default()).is_ok());
    }

    #[test]
    fn the_country_and_the_language_decide_what_the_bytes_leave_open() {
        let at = |url: &str| Metadata {
            url: Some(url.into()),
            ..Metadata::default()
        };
        // One letter: an I with a dot, or an Icelandic Y with an accent.
        let bytes = b"\xddi";
        let name = |metadata: &Metadata| decided(bytes, None, metadata).unwrap().0;
        assert_eq!(name(&at("http://a.example.com.tr/")), "windows-1254");
        assert_eq!(name(&at("http://a.example.is/")), "windows-1252");
    }
}
