//! What the fields of a JSON object are called, and where each goes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document::{Content, Format, Metadata, Provenance, Record};
use crate::outcome::Fault;
use crate::reader::feed::Damage;
use crate::reader::identity::identify;
use crate::reader::{Options as ReaderOptions, TextFormat, sniff};

/// Fields of JSON Lines. Of several names the first counts whose value is a string; a full stop reaches into nested
/// objects (`meta.url`). The defaults know the columns of Dolma, datatrove and FineWeb. Fields that are not named here,
/// and those of a nested `metadata`, are kept in the document's metadata as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// The document itself. A line without any of these is malformed.
    pub text: Vec<String>,
    /// How to parse the document; `auto` looks at its beginning.
    pub format: TextFormat,
    /// What the input calls the document: a string or a number. Goes into its id where it has no address.
    pub id: Vec<String>,
    /// Address it was fetched from.
    pub url: Vec<String>,
    /// Title.
    pub title: Vec<String>,
    /// Author; a list is joined by `; `.
    pub author: Vec<String>,
    /// Day of publication; only values that begin with a day in ISO 8601 count.
    pub date: Vec<String>,
    /// Summary.
    pub description: Vec<String>,
    /// Name of the site.
    pub site: Vec<String>,
    /// Language code.
    pub language: Vec<String>,
    /// Licence.
    pub license: Vec<String>,
    /// Sections of the site: a list, or a string separated by commas.
    pub categories: Vec<String>,
    /// Keywords: a list, or a string separated by commas.
    pub tags: Vec<String>,
    /// How many JSON values a line may hold, keys included: bounds the memory that a line takes. Lines with more are quarantined.
    pub max_values: usize,
    /// How many bytes of text the fields beside the document may hold. Lines with more are quarantined.
    pub max_fields_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Options {
            text: names(&["text", "content", "raw_content", "html", "markdown", "body"]),
            format: TextFormat::Auto,
            id: names(&["id", "metadata.id", "doc_id", "docid", "document_id", "uuid"]),
            url: names(&["url", "metadata.url", "uri", "source_url", "metadata.source_url"]),
            title: names(&["title", "metadata.title"]),
            author: names(&["author", "metadata.author", "authors", "metadata.authors"]),
            date: names(&["date", "metadata.date", "created", "date_published", "published"]),
            description: names(&["description", "metadata.description"]),
            site: names(&["site", "metadata.site", "sitename", "metadata.sitename"]),
            language: names(&["language", "metadata.language", "lang", "metadata.lang"]),
            license: names(&["license", "metadata.license", "licence"]),
            categories: names(&["categories", "metadata.categories"]),
            tags: names(&["tags", "metadata.tags", "keywords"]),
            max_values: 200_000,
            max_fields_bytes: 16 << 20,
        }
    }
}

/// Makes a record of an object.
pub(super) fn record(
    mut object: Map<String, Value>,
    provenance: Provenance,
    options: &ReaderOptions,
) -> Result<Record, Damage> {
    let fields = &options.jsonl;
    let (name, text) = text(&mut object, fields)?;
    if text_bytes(&object) > fields.max_fields_bytes {
        let max = fields.max_fields_bytes;
        let detail = format!("the fields beside the document hold more than input.jsonl.max_fields_bytes ({max})");
        return Err(Damage::new(Fault::TooLarge, detail));
    }
    let format = match fields.format {
        TextFormat::Html => Format::Html,
        TextFormat::Markdown => Format::Markdown,
        TextFormat::Text => Format::Text,
        TextFormat::Auto => match name.rsplit('.').next() {
            Some("html") => Format::Html,
            Some("markdown") => Format::Markdown,
            _ => sniff::text(text.as_bytes()),
        },
    };
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

/// Takes the document out of the object, with the name of its field.
fn text<'o>(object: &mut Map<String, Value>, fields: &'o Options) -> Result<(&'o str, String), Damage> {
    let mut null = None;
    for name in &fields.text {
        match peek(object, name) {
            Some(Value::String(_)) => {
                if let Some(Value::String(text)) = take(object, name) {
                    return Ok((name, text));
                }
            }
            Some(Value::Null) => null = Some(Damage::new(Fault::Empty, format!("`{name}` is null"))),
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                return Err(Damage::new(Fault::Malformed, format!("`{name}` is not a string")));
            }
            None => {}
        }
    }
    let missing = || format!("no field of input.jsonl.text ({})", fields.text.join(", "));
    Err(null.unwrap_or_else(|| Damage::new(Fault::Malformed, missing())))
}

/// Sorts the fields into their places; the rest goes to `extra`, a nested `metadata` spread out.
fn metadata(mut object: Map<String, Value>, fields: &Options) -> Metadata {
    let mut metadata = Metadata {
        url: string(&mut object, &fields.url),
        title: string(&mut object, &fields.title),
        author: list(&mut object, &fields.author, ';').map(|names| names.join("; ")),
        date: day(&mut object, &fields.date),
        description: string(&mut object, &fields.description),
        site: string(&mut object, &fields.site),
        language: string(&mut object, &fields.language),
        license: string(&mut object, &fields.license),
        categories: list(&mut object, &fields.categories, ',').unwrap_or_default(),
        tags: list(&mut object, &fields.tags, ',').unwrap_or_default(),
        ..Metadata::default()
    };
    let nested = match object.get_mut("metadata") {
        Some(Value::Object(nested)) => std::mem::take(nested),
        _ => Map::new(),
    };
    if matches!(object.get("metadata"), Some(Value::Object(_))) {
        object.shift_remove("metadata");
    }
    for (key, value) in nested {
        let key = if object.contains_key(&key) {
            format!("metadata.{key}")
        } else {
            key
        };
        object.insert(key, value);
    }
    object.retain(|_, value| !value.is_null());
    metadata.extra = object;
    metadata
}

/// The object that holds the last part of a dotted name, and that part. A key that itself holds the dots wins.
fn holder<'m, 'n>(object: &'m mut Map<String, Value>, name: &'n str) -> Option<(&'m mut Map<String, Value>, &'n str)> {
    if object.contains_key(name) {
        return Some((object, name));
    }
    let (outer, inner) = name.split_once('.')?;
    match object.get_mut(outer)? {
        Value::Object(nested) => nested.contains_key(inner).then_some((nested, inner)),
        _ => None,
    }
}

fn peek<'m>(object: &'m mut Map<String, Value>, name: &str) -> Option<&'m Value> {
    holder(object, name).and_then(|(map, key)| map.get(key))
}

fn take(object: &mut Map<String, Value>, name: &str) -> Option<Value> {
    holder(object, name).and_then(|(map, key)| map.shift_remove(key))
}

/// Takes the first of the fields that is a string with something in it.
fn string(object: &mut Map<String, Value>, names: &[String]) -> Option<String> {
    let is_filled = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    let name = names.iter().find(|name| peek(object, name).is_some_and(is_filled))?;
    match take(object, name)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Takes the first of the fields that is a list of strings, or a string that is one.
fn list(object: &mut Map<String, Value>, names: &[String], separator: char) -> Option<Vec<String>> {
    let items = |value: &Value| -> Option<Vec<String>> {
        match value {
            Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
            Value::String(text) => Some(text.split(separator).map(|item| item.trim().to_owned()).collect()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
        }
    };
    for name in names {
        let found = peek(object, name).and_then(items).map(|mut found| {
            found.retain(|item| !item.is_empty());
            found
        });
        if let Some(found) = found.filter(|found| !found.is_empty()) {
            take(object, name);
            return Some(found);
        }
    }
    None
}

/// The day that the first of the fields begins with. A field that says more than the day stays in place as well.
fn day(object: &mut Map<String, Value>, names: &[String]) -> Option<String> {
    for name in names {
        let Some(Value::String(value)) = peek(object, name) else {
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
