//! What a WARC record holds: a document, nothing by design, or something that is not read.

use serde_json::{Map, Value};

use crate::model::{Content, Fault, Metadata, Provenance, Record, SkipKind};
use crate::sources::Given;
use crate::sources::formats::sniff;
use crate::sources::formats::warc::body::{self, Body};
use crate::sources::formats::warc::encoding;
use crate::sources::formats::warc::header::{self, Header};
use crate::sources::formats::warc::http::{self, Head};
use crate::sources::identity::identify;
use crate::sources::origin::feed::Damage;
use crate::sources::{Item, Options};

/// Fields of the header that are kept in the document's metadata, under these names.
const KEPT: &[(&str, &str)] = &[
    ("warc-date", "warc_date"),
    ("warc-record-id", "warc_record_id"),
    ("warc-truncated", "warc_truncated"),
    ("warc-identified-content-language", "warc_identified_content_language"),
];

/// What becomes of a record.
enum Verdict {
    /// A document, and what is wrong with the body that it was made of.
    Document(Box<Record>, Option<Damage>),
    Skipped(SkipKind, String),
}

/// Reads the block of a record. What is wrong with a body that is kept is told beside it, as of a file with a wrong checksum.
pub(crate) fn read(header: &Header, block: &[u8], provenance: Provenance, options: &Options) -> Given {
    match verdict(header, block, &provenance, options) {
        Ok(Verdict::Document(record, damage)) => Given {
            doubt: damage.map(|damage| doubt(header, damage, &provenance)),
            item: Item::Record(Box::new(identify(*record, None, options))),
        },
        Ok(Verdict::Skipped(kind, reason)) => options.pass_over(header.skip(kind, reason, provenance)).into(),
        Err(damage) => header.describe(damage).quarantine(provenance).into(),
    }
}

/// Says that a body is damaged. The record counts as what it became, and this beside it.
fn doubt(header: &Header, mut damage: Damage, provenance: &Provenance) -> Item {
    let number = provenance.record.unwrap_or_default();
    damage
        .detail
        .push_str(&format!("; what there is of record {number} is kept"));
    header.describe(damage).quarantine(Provenance {
        record: None,
        ..provenance.clone()
    })
}

fn verdict(header: &Header, block: &[u8], provenance: &Provenance, options: &Options) -> Result<Verdict, Damage> {
    let (mime, charset) = http::content_type(header.get("content-type").unwrap_or_default());
    if mime == "text/dns" {
        return Ok(Verdict::Skipped(SkipKind::Dns, "answer of a name server".to_owned()));
    }
    if mime == "application/http" || block.starts_with(b"HTTP/") {
        return response(header, block, provenance, options);
    }
    let body = Body::new(block, header.is_cut);
    document(header, body, (&mime, charset), provenance, options)
}

fn empty() -> Verdict {
    Verdict::Skipped(SkipKind::Empty, "holds no bytes".to_owned())
}

fn response(header: &Header, block: &[u8], provenance: &Provenance, options: &Options) -> Result<Verdict, Damage> {
    if block.is_empty() {
        return Ok(empty());
    }
    if !header::starts_http(header::behind_breaks(block)) && sniff::is_page(block) {
        return document(
            header,
            Body::new(block, header.is_cut),
            ("text/html", None),
            provenance,
            options,
        );
    }
    let head = Head::parse(block).map_err(|detail| Damage::new(Fault::Malformed, format!("HTTP: {detail}")))?;
    if let (false, Some(kind)) = (options.http_errors, failure(head.status)) {
        return Ok(Verdict::Skipped(kind, format!("HTTP status {}", head.status)));
    }
    let raw = block.get(head.body_start..).unwrap_or_default();
    let chunked = head.list("transfer-encoding").to_ascii_lowercase().contains("chunked");
    let mut body = match chunked {
        true => body::dechunk(raw),
        false => Body::new(raw, false),
    };
    body.truncated |= header.is_cut;
    let decode = |body, field| encoding::decode(body, &head.list(field), options.max_record_bytes);
    let body = decode(decode(body, "transfer-encoding")?, "content-encoding")?;
    let (mime, charset) = http::content_type(head.get("content-type").unwrap_or_default());
    document(header, body, (&mime, charset), provenance, options)
}

/// The kind of a response whose status says that it holds no page.
fn failure(status: u16) -> Option<SkipKind> {
    match status {
        200..300 => None,
        300..400 => Some(SkipKind::Redirect),
        _ => Some(SkipKind::HttpError),
    }
}

fn document(
    header: &Header,
    body: Body<'_>,
    (mime, charset): (&str, Option<String>),
    provenance: &Provenance,
    options: &Options,
) -> Result<Verdict, Damage> {
    let body = match sniff::is_text_type(mime) {
        true => encoding::decode_undeclared(body, options.max_record_bytes)?,
        false => body,
    };
    // Where the record is known to be cut, that its body does not end is no news.
    let is_cut = header.is_cut || header.get("warc-truncated").is_some();
    let damage = body
        .damage
        .filter(|damage| !(is_cut && damage.fault == Fault::Truncated));
    if body.bytes.is_empty() {
        return damage.map_or_else(|| Ok(empty()), Err);
    }
    let format = match (sniff::body(&body.bytes, mime), &damage) {
        (Ok(format), _) => format,
        (Err((SkipKind::Binary, _)), Some(damage)) => return Err(damage.clone()),
        (Err((kind, name)), _) => return Ok(Verdict::Skipped(kind, name)),
    };
    let mut metadata = metadata(header);
    let notes = [
        body.truncated.then(|| ("truncated", Value::Bool(true))),
        damage
            .as_ref()
            .map(|damage| ("http_damage", Value::from(damage.detail.as_str()))),
    ];
    let notes = notes.into_iter().flatten();
    metadata
        .extra
        .extend(notes.map(|(name, value)| (name.to_owned(), value)));
    let record = Record {
        provenance: provenance.clone(),
        format,
        content: Content::Bytes {
            bytes: body.bytes.into_owned(),
            charset,
        },
        metadata,
    };
    Ok(Verdict::Document(Box::new(record), damage))
}

fn metadata(header: &Header) -> Metadata {
    let kept = KEPT
        .iter()
        .filter_map(|(field, name)| Some(((*name).to_owned(), Value::from(header.get(field)?))));
    let mut extra: Map<String, Value> = kept.collect();
    if let Some(length) = header.mended_length {
        let claimed = header.get("content-length").map(Value::from);
        extra.insert("warc_content_length".into(), claimed.unwrap_or_default());
        extra.insert("warc_mended_length".into(), Value::from(length));
    }
    Metadata {
        url: header.url().map(str::to_owned),
        extra,
        ..Metadata::default()
    }
}
