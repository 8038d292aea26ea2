//! Which encoding a document is in: a short list of evidence, the strongest first.
//!
//! 1. a byte order mark;
//! 2. the pattern of zeros and controls of UTF-16 and UTF-32;
//! 3. valid UTF-8, or UTF-8 with little damage: no other encoding looks like it by chance;
//! 4. what the transport (HTTP) and then the document (`<meta>`, XML, CSS) declare, unless the bytes refute it;
//! 5. detection from the bytes alone.
//!
//! Not for: the scores behind detection (`detect`).

use crate::document::Format;

use super::charset::Charset;
use super::{Options, detect, prescan, unicode, utf8};

/// What was decided.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) charset: Charset,
    /// `bom`, `nul-pattern`, `ascii`, `utf-8`, `http`, `meta`, `detected`, `setting`; what was overruled stands behind it.
    pub(super) evidence: String,
    /// Bytes of the byte order mark.
    pub(super) skip: usize,
}

/// Decides for `bytes`, of which the transport says that they are in `http`.
pub(super) fn decide(bytes: &[u8], http: Option<&str>, format: Format, options: &Options) -> Result<Decision, String> {
    let mark = unicode::byte_order_mark(bytes);
    if let Some(label) = &options.encoding {
        let charset =
            Charset::for_label(label).ok_or_else(|| format!("unknown encoding {label:?} in the setting `encoding`"))?;
        let skip = mark
            .filter(|(marked, _)| *marked == charset)
            .map_or(0, |(_, length)| length);
        return Ok(Decision {
            charset,
            evidence: "setting".into(),
            skip,
        });
    }
    if let Some((charset, skip)) = mark {
        return Ok(Decision {
            charset,
            evidence: "bom".into(),
            skip,
        });
    }
    let (charset, evidence) = decide_unmarked(bytes, http, format);
    Ok(Decision {
        charset,
        evidence,
        skip: 0,
    })
}

fn decide_unmarked(bytes: &[u8], http: Option<&str>, format: Format) -> (Charset, String) {
    let utf8 = Charset::Web(encoding_rs::UTF_8);
    if let Some(charset) = unicode::wide_pattern(bytes) {
        return (charset, "nul-pattern".into());
    }
    let declared = declarations(bytes, http, format);
    if let Some(charset) = detect::escape_sequences(bytes) {
        return (charset, "escape-sequences".into());
    }
    if simdutf8::basic::from_utf8(bytes).is_ok() && !(bytes.is_ascii() && detect::looks_like_ebcdic(bytes)) {
        return (utf8, if bytes.is_ascii() { "ascii" } else { "utf-8" }.into());
    }
    if utf8::Census::of(bytes).is_damaged_utf8() {
        return (utf8, "utf-8".into());
    }
    let detection = detect::Detection::of(bytes);
    for (charset, evidence) in &declared {
        if detection.allows(*charset) {
            return (*charset, (*evidence).into());
        }
    }
    let detected = detection.best();
    let overruled: Vec<String> = declared
        .iter()
        .map(|(charset, by)| format!("{by} says {}", charset.name()))
        .collect();
    if overruled.is_empty() {
        (detected, "detected".into())
    } else {
        (detected, format!("detected; {}", overruled.join("; ")))
    }
}

/// What transport and document declare, the stronger first.
fn declarations(bytes: &[u8], http: Option<&str>, format: Format) -> Vec<(Charset, &'static str)> {
    let inside = match format {
        Format::Html | Format::Markdown => prescan::declared(bytes),
        Format::Text => None,
    };
    [(http.and_then(Charset::for_label), "http"), (inside, "meta")]
        .into_iter()
        .filter_map(|(charset, by)| Some((charset?, by)))
        .collect()
}
