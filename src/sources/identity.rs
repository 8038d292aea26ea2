//! What identifies a document wherever its file lies: the id of its WARC record, its address, the id that the input gives it,
//! else its path under what was named.
//!
//! `docs/format.md` has the rule. Not for: the id itself, which the content goes into as well ([`crate::model::Document::id`]).

use serde_json::{Value, json};

use crate::model::{Content, Record, path_of};
use crate::sources::Options;

/// The field of the metadata that holds the id of a WARC record.
const WARC_RECORD_ID: &str = "warc_record_id";

/// Notes in the metadata of `record` what identifies it; `own` is the id that the input gives it.
///
/// What else cleaning looks at goes in too: two documents that differ in it may have one name and still not be the same.
pub(crate) fn identify(mut record: Record, own: Option<&str>, options: &Options) -> Record {
    let charset = match &record.content {
        Content::Bytes { charset, .. } => charset.as_deref(),
        Content::Text(_) => None,
    };
    let Name {
        kind,
        name,
        source_name,
        number,
    } = name(&record, own, options);
    let known = &record.metadata;
    record.metadata.identity = json!([
        kind,
        name,
        source_name,
        number,
        known.url.as_deref().unwrap_or_default(),
        known.title.as_deref().unwrap_or_default(),
        charset.unwrap_or_default(),
        record.format,
    ])
    .to_string();
    record
}

/// The name of a record.
struct Name<'r> {
    kind: &'static str,
    name: &'r str,
    source_name: &'r str,
    number: u64,
}

/// Names a record. Names that are unique everywhere need neither source name nor number.
fn name<'r>(record: &'r Record, own: Option<&'r str>, options: &'r Options) -> Name<'r> {
    let known = &record.metadata;
    let warc = known.extra.get(WARC_RECORD_ID).and_then(Value::as_str).map(bare);
    let filled = |name: &&str| !name.trim().is_empty();
    let source = options.source_name.as_str();
    let (kind, name, source_name) = if let Some(id) = warc.filter(filled) {
        ("warc", id, "")
    } else if let Some(url) = known.url.as_deref().filter(filled) {
        ("address", url, "")
    } else if let Some(id) = own.filter(filled) {
        ("own", id, source)
    } else {
        ("path", path_of(&record.provenance.source), source)
    };
    let number = record.provenance.record.filter(|_| kind == "path").unwrap_or(0);
    Name {
        kind,
        name,
        source_name,
        number,
    }
}

/// An address without the brackets around it.
fn bare(id: &str) -> &str {
    let inner = id.trim().strip_prefix('<').and_then(|id| id.strip_suffix('>'));
    inner.unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Format, Metadata, Provenance};

    fn record(source: &str, number: Option<u64>, url: Option<&str>, warc: Option<&str>) -> Record {
        let mut metadata = Metadata {
            url: url.map(str::to_owned),
            ..Metadata::default()
        };
        metadata
            .extra
            .extend(warc.map(|id| (WARC_RECORD_ID.to_owned(), Value::from(id))));
        Record {
            provenance: Provenance {
                source: source.into(),
                record: number,
                offset_bytes: 7,
            },
            format: Format::Text,
            content: Content::Text("Words.".to_owned()),
            metadata,
        }
    }

    fn identity(record: Record, own: Option<&str>, source_name: &str) -> String {
        let options = Options {
            source_name: source_name.to_owned(),
            ..Options::default()
        };
        identify(record, own, &options).metadata.identity
    }

    #[test]
    fn the_strongest_name_counts() {
        let of = |record, own| identity(record, own, "news");
        let begins = |text: String, start: &str| assert!(text.starts_with(start), "{text} does not begin with {start}");
        let all = record("a.jsonl", Some(3), Some("https://a.example/"), Some("<urn:uuid:1>"));
        begins(of(all, Some("x")), r#"["warc","urn:uuid:1","",0,"#);
        let address = record("a.jsonl", Some(3), Some("https://a.example/"), None);
        begins(of(address, Some("x")), r#"["address","https://a.example/","",0,"#);
        begins(
            of(record("a.jsonl", Some(3), None, None), Some("x")),
            r#"["own","x","news",0,"#,
        );
        begins(
            of(record("a.jsonl//2", Some(3), None, Some(" ")), Some("")),
            r#"["path","a.jsonl","news",3,"#,
        );
    }

    #[test]
    fn what_cleaning_looks_at_tells_documents_of_one_name_apart() {
        let plain = || record("a", None, Some("https://a.example/"), None);
        let mut titled = plain();
        titled.metadata.title = Some("T".to_owned());
        let mut html = plain();
        html.format = Format::Html;
        let mut declared = plain();
        declared.content = Content::Bytes {
            bytes: Vec::new(),
            charset: Some("latin1".to_owned()),
        };
        let all: std::collections::BTreeSet<_> = [plain(), titled, html, declared]
            .into_iter()
            .map(|record| identity(record, None, ""))
            .collect();
        assert_eq!(all.len(), 4, "{all:?}");
    }
}
