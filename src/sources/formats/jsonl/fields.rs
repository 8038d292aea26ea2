//! Where each field of a JSON object goes.
//!
//! Not for: what the fields are called (`options`).

use serde_json::{Map, Value};

use crate::language::INPUT_LANGUAGE;
use crate::model::{Content, Fault, Format, Metadata, Provenance, Record};
use crate::sources::formats::jsonl::Options;
use crate::sources::formats::jsonl::lookup::{list, names, peek, string, take};
use crate::sources::formats::sniff;
use crate::sources::identity::identify;
use crate::sources::origin::feed::Damage;
use crate::sources::{Options as ReaderOptions, TextFormat};

/// Makes a record of an object. An object of a stream (`is_element`) without a document is none by kind, and not damaged.
pub(crate) fn record(
    mut object: Map<String, Value>,
    provenance: Provenance,
    is_element: bool,
    options: &ReaderOptions,
) -> Result<Record, Damage> {
    let fields = &options.jsonl;
    let (name, text) = text(&mut object, fields).map_err(|damage| match damage.fault {
        Fault::Malformed if is_element => Damage::new(Fault::Unsupported, damage.detail),
        _ => damage,
    })?;
    let format = format(&mut object, name, &text, fields);
    for name in &fields.drop {
        take(&mut object, name);
    }
    if text_bytes(&object) > fields.max_fields_bytes {
        let max = fields.max_fields_bytes;
        let detail = format!("the fields beside the document hold more than input.jsonl.max_fields_bytes ({max})");
        return Err(Damage::new(Fault::TooLarge, detail));
    }
    let own = own_id(&mut object, &fields.id);
    let record = Record {
        provenance,
        format,
        content: Content::Text(text),
        metadata: metadata(object, fields),
    };
    Ok(identify(record, own.as_deref(), options))
}

/// The first of the fields that names the document. It stays in place.
fn own_id(object: &mut Map<String, Value>, names: &[String]) -> Option<String> {
    names.iter().find_map(|name| match peek(object, name)? {
        Value::String(id) => Some(id.trim().to_owned()).filter(|id| !id.is_empty()),
        Value::Number(id) => Some(id.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

fn format(object: &mut Map<String, Value>, name: &str, text: &str, fields: &Options) -> Format {
    match fields.format {
        TextFormat::Html => Format::Html,
        TextFormat::Markdown => Format::Markdown,
        TextFormat::Text => Format::Text,
        TextFormat::Auto => {
            let own = name;
            let name = name.to_ascii_lowercase();
            let told = match name.rsplit('.').next() {
                Some("text") => sniff::plain_text(text.as_bytes()),
                _ => sniff::text(text.as_bytes()),
            };
            match told {
                _ if name.ends_with("html") => Format::Html,
                _ if name.ends_with("markdown") => Format::Markdown,
                Format::Text if is_told_markdown(object, (own, text), fields) => Format::Markdown,
                format => format,
            }
        }
    }
}

/// Whether the field of a text, or the fields beside it, say that it is Markdown, and it looks like it.
fn is_told_markdown(object: &mut Map<String, Value>, (own, text): (&str, &str), fields: &Options) -> bool {
    let mut beside = fields.markdown_beside.iter();
    beside.any(|name| name == own || peek(object, name).is_some()) && sniff::is_markdown(text)
}

/// Bytes of the keys and strings of an object. The reader bounds how deep objects are nested.
fn text_bytes(object: &Map<String, Value>) -> usize {
    object.iter().map(|(key, value)| key.len() + value_bytes(value)).sum()
}

fn value_bytes(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(value_bytes).sum(),
        Value::Object(fields) => text_bytes(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// Takes the document out of the object, with the name of its field: the first field with a text, else an empty one. A field
/// of another type costs nothing where a later one has the text.
fn text<'o>(object: &mut Map<String, Value>, fields: &'o Options) -> Result<(&'o str, String), Damage> {
    let (mut empty, mut unread) = (None, None);
    for name in &fields.text {
        match peek(object, name) {
            Some(Value::String(text)) => {
                let is_empty = text.trim().is_empty();
                let text = take(object, name).map_or_else(String::new, string_of);
                if !is_empty {
                    return Ok((name, text));
                }
                empty.get_or_insert((name.as_str(), text));
            }
            Some(Value::Null) => {
                unread.get_or_insert_with(|| Damage::new(Fault::Empty, format!("`{name}` is null")));
            }
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_)) => {
                unread = Some(Damage::new(Fault::Malformed, format!("`{name}` is not a string")));
            }
            Some(Value::Object(_)) | None => {}
        }
    }
    empty.ok_or_else(|| unread.unwrap_or_else(|| missing(object)))
}

fn string_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// What there is to say of an object without a text.
fn missing(object: &Map<String, Value>) -> Damage {
    let has = match object.is_empty() {
        true => "it is empty".to_owned(),
        false => format!("it has {}", names(object)),
    };
    let detail = format!("no field of input.jsonl.text: {has}; name the one that holds the document there");
    Damage::new(Fault::Malformed, detail)
}

/// Sorts the fields into their places; the rest goes to `extra`, a nested `metadata` spread out.
fn metadata(mut object: Map<String, Value>, fields: &Options) -> Metadata {
    let any = |_: &str, _: &str| true;
    let mut metadata = Metadata {
        url: string(&mut object, &fields.url, is_address),
        title: string(&mut object, &fields.title, any),
        author: list(&mut object, &fields.author, ';').map(|names| names.join("; ")),
        date: day(&mut object, fields),
        description: string(&mut object, &fields.description, any),
        site: string(&mut object, &fields.site, any),
        language: string(&mut object, &fields.language, any),
        license: string(&mut object, &fields.license, any),
        categories: list(&mut object, &fields.categories, ',').unwrap_or_default(),
        tags: list(&mut object, &fields.tags, ',').unwrap_or_default(),
        ..Metadata::default()
    };
    metadata.extra = rest(object, fields);
    if let Some(label) = &metadata.language {
        let label = Value::from(label.as_str());
        metadata.extra.entry(INPUT_LANGUAGE).or_insert(label);
    }
    metadata
}

/// Whether a value is an address, as far as its name leaves that open: `source` may be anything.
fn is_address(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let has_scheme = || {
        value
            .trim_start()
            .split_once("://")
            .is_some_and(|(scheme, _)| scheme.len() <= 8)
    };
    name.ends_with("url") || name.ends_with("uri") || has_scheme()
}

/// The fields that have no place of their own, those of `metadata` among the others.
fn rest(mut object: Map<String, Value>, fields: &Options) -> Map<String, Value> {
    let nested = match object.get_mut("metadata") {
        Some(Value::Object(nested)) => std::mem::take(nested),
        _ => Map::new(),
    };
    if matches!(object.get("metadata"), Some(Value::Object(_))) {
        object.shift_remove("metadata");
    }
    for (key, value) in nested {
        let key = match object.contains_key(&key) {
            true => format!("metadata.{key}"),
            false => key,
        };
        object.insert(key, value);
    }
    object.retain(|key, value| !value.is_null() && (fields.keep.is_empty() || fields.keep.contains(key)));
    object
}

/// The day of publication that the first of the fields begins with. A field that says more than the day stays in place
/// as well.
fn day(object: &mut Map<String, Value>, fields: &Options) -> Option<String> {
    let mut beside = fields.crawl_date_beside.iter();
    let is_crawl = beside.any(|name| peek(object, name).is_some());
    for name in &fields.date {
        let is_date = name == "date" || name.ends_with(".date");
        let Some(Value::String(value)) = peek(object, name).filter(|_| !(is_crawl && is_date)) else {
            continue;
        };
        let whole = value.trim().len() == 10;
        let day = value
            .trim()
            .get(..10)
            .filter(|day| day.parse::<jiff::civil::Date>().is_ok());
        if let Some(day) = day.map(str::to_owned) {
            if whole {
                take(object, name);
            }
            return Some(day);
        }
    }
    None
}
