//! Front matter: YAML between `---` or TOML between `+++`, as Hugo, Jekyll, Zola, Docusaurus and scrapers write it.
//!
//! A front matter that is broken is left where it stands, as text: no document is lost over it.

use serde_json::{Map, Value};

use super::super::metadata::dates::{self, Order};
use crate::language;
use crate::model::Metadata;

/// Longer front matter is not parsed: YAML takes more than linear time on hostile input.
const LIMIT_BYTES: usize = 64 * 1024;
/// Deeper nesting is not parsed either.
const LIMIT_DEPTH: usize = 24;

/// What the front matter of `source` says, and the text behind it; all of `source` where there is none that can be read.
pub fn split(source: &str) -> (Metadata, &str) {
    read(source).map_or_else(
        || (Metadata::default(), source),
        |(fields, body)| (metadata(fields), body),
    )
}

/// Whether `source` begins with front matter that can be read.
pub fn is_present(source: &str) -> bool {
    read(source).is_some()
}

fn read(source: &str) -> Option<(Map<String, Value>, &str)> {
    let start = source.trim_start_matches('\u{feff}').trim_start();
    let fence = ["---", "+++"].into_iter().find(|fence| start.starts_with(fence))?;
    let (first, rest) = start.split_once('\n')?;
    if first.trim_end() != fence {
        return None;
    }
    let (inside, body) = close(rest, fence)?;
    let fields = if fence == "---" { yaml(inside)? } else { toml(inside)? };
    Some((fields, body))
}

/// The text up to the closing fence, and what comes behind it.
fn close<'a>(rest: &'a str, fence: &str) -> Option<(&'a str, &'a str)> {
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let end = line.trim_end();
        if end == fence || fence == "---" && end == "..." {
            return Some((rest.get(..at)?, rest.get(at + line.len()..)?));
        }
        at += line.len();
        if at > LIMIT_BYTES {
            return None;
        }
    }
    None
}

fn yaml(text: &str) -> Option<Map<String, Value>> {
    if is_deep(text) {
        return None;
    }
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::LastWins,
        budget: serde_saphyr::budget! { max_events: 20_000, max_aliases: 100 },
    };
    let value: Value = serde_saphyr::from_str_with_options(text, options).ok()?;
    match value {
        Value::Object(fields) if !fields.is_empty() => Some(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn toml(text: &str) -> Option<Map<String, Value>> {
    if is_deep(text) {
        return None;
    }
    let table: toml::Table = text.parse().ok()?;
    Some(table.into_iter().map(|(key, value)| (key, json(value))).collect())
}

/// Whether brackets or indents nest deeper than any front matter of use does.
fn is_deep(text: &str) -> bool {
    let mut depth = 0usize;
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > LIMIT_DEPTH {
            return true;
        }
    }
    text.lines().any(|line| {
        line.bytes()
            .take_while(|b| matches!(b, b' ' | b'-' | b'?' | b':'))
            .count()
            > 4 * LIMIT_DEPTH
    })
}

/// TOML as JSON; the depth is bounded by [`is_deep`].
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect()),
    }
}

/// Puts each field in its place; what has none, or cannot stand there, goes to `extra`.
pub fn metadata(fields: Map<String, Value>) -> Metadata {
    let mut metadata = Metadata::default();
    for (key, value) in fields {
        // Zola keeps keywords and its own fields a level down.
        match (key.as_str(), value) {
            ("taxonomies" | "extra", Value::Object(inner)) => {
                for (key, value) in inner {
                    place(&mut metadata, key, value);
                }
            }
            (_, value) => place(&mut metadata, key, value),
        }
    }
    metadata
}

fn place(metadata: &mut Metadata, key: String, value: Value) {
    let name: String = key
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let taken = match name.as_str() {
        "title" | "headline" => set(&mut metadata.title, text(&value)),
        "date" | "published" | "publishdate" | "pubdate" | "publishedat" | "datepublished" | "publicationdate"
        | "publishedtime" | "created" | "createdat" | "publishedon" | "postdate" | "posted" => {
            set(&mut metadata.date, day(&value))
        }
        "lastmod" | "updated" | "modified" | "lastupdate" | "lastupdated" | "lastmodified" | "lastmodifiedat"
        | "datemodified" | "updatedat" | "modifiedtime" => set(&mut metadata.modified, day(&value)),
        "description" | "summary" | "excerpt" | "abstract" => set(&mut metadata.description, text(&value)),
        "link" | "url" | "permalink" | "canonical" | "canonicalurl" | "originalurl" | "sourceurl" => {
            set(&mut metadata.url, address(&value))
        }
        "author" | "authors" | "creator" | "byline" => set(&mut metadata.author, people(&value)),
        "site" | "sitename" | "publisher" => set(&mut metadata.site, text(&value)),
        "license" | "licence" | "rights" => set(&mut metadata.license, text(&value)),
        "lang" | "language" | "locale" => set(
            &mut metadata.language,
            text(&value).as_deref().and_then(language::declared),
        ),
        "categories" | "category" | "section" | "sections" => extend(&mut metadata.categories, list(&value)),
        "tags" | "tag" | "keywords" => extend(&mut metadata.tags, list(&value)),
        _ => false,
    };
    if !taken && !value.is_null() {
        metadata.extra.insert(key, value);
    }
}

fn set(slot: &mut Option<String>, value: Option<String>) -> bool {
    let free = slot.is_none() && value.is_some();
    if free {
        *slot = value;
    }
    free
}

fn extend(slot: &mut Vec<String>, values: Option<Vec<String>>) -> bool {
    let Some(values) = values else { return false };
    for value in values {
        if !slot.contains(&value) {
            slot.push(value);
        }
    }
    true
}

/// A scalar as trimmed text, none where nothing is left.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn day(value: &Value) -> Option<String> {
    match value {
        Value::Object(fields) => fields.get("date").and_then(day),
        other => dates::parse(&text(other)?, Order::DayFirst),
    }
}

/// An address with a scheme; `/posts/1/` alone is a place on an unknown site.
fn address(value: &Value) -> Option<String> {
    text(value).filter(|text| text.starts_with("http://") || text.starts_with("https://"))
}

/// A name, a list of names, or of things with a name.
fn people(value: &Value) -> Option<String> {
    let names: Vec<String> = match value {
        Value::Array(people) => people.iter().filter_map(person).collect(),
        other => person(other).into_iter().collect(),
    };
    (!names.is_empty()).then(|| names.join("; "))
}

fn person(value: &Value) -> Option<String> {
    match value {
        Value::Object(fields) => text(fields.get("name")?),
        other => text(other),
    }
}

fn list(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => items.iter().map(text).collect(),
        Value::String(items) => Some(
            items
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(str::to_owned)
                .collect(),
        ),
        other => text(other).map(|item| vec![item]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_of_a_static_site() {
        let source = "---\ntitle: \"Eels: a \\\"guide\\\"\"\ndate: 2024-05-01T08:00:00+02:00\nlastmod: 2024-06-02\nsummary: About eels.\nlink: 'https://a.example/eels'\n\
            categories:\n- 'fish'\ntags: [river, night]\n\nauthors:\n  - name: Ana Lund\n  - Bo Ek\nlicense: CC-BY-4.0\nlang: en-GB\ndraft: false\nweight: 3\n---\nBody\n";
        let (found, body) = split(source);
        assert_eq!(body, "Body\n");
        assert_eq!(found.title.as_deref(), Some("Eels: a \"guide\""));
        assert_eq!(
            (found.date.as_deref(), found.modified.as_deref()),
            (Some("2024-05-01"), Some("2024-06-02"))
        );
        assert_eq!(
            (found.description.as_deref(), found.url.as_deref()),
            (Some("About eels."), Some("https://a.example/eels"))
        );
        assert_eq!(
            (found.categories, found.tags),
            (vec!["fish".to_owned()], vec!["river".to_owned(), "night".to_owned()])
        );
        assert_eq!(
            (
                found.author.as_deref(),
                found.license.as_deref(),
                found.language.as_deref()
            ),
            (Some("Ana Lund; Bo Ek"), Some("CC-BY-4.0"), Some("en"))
        );
        assert_eq!(
            serde_json::to_string(&found.extra).unwrap(),
            r#"{"draft":false,"weight":3}"#
        );
    }

    #[test]
    fn toml_of_a_static_site() {
        let source = "+++\ntitle = \"Keys\"\ndate = 2024-05-01\nweight = 30\n[taxonomies]\ntags = [\"a\", \"b\"]\n[extra]\nauthor = \"Ana Lund\"\nicon = \"key\"\n+++\nBody";
        let (found, body) = split(source);
        assert_eq!(
            (body, found.title.as_deref(), found.date.as_deref()),
            ("Body", Some("Keys"), Some("2024-05-01"))
        );
        assert_eq!((found.author.as_deref(), found.tags.len()), (Some("Ana Lund"), 2));
        assert_eq!(found.extra.keys().collect::<Vec<_>>(), ["icon", "weight"]);
    }

    #[test]
    fn summary_beside_description_and_relative_addresses_are_not_lost() {
        let (found, _) = split("---\ndescription: One\nsummary: Two\nurl: /eels/\ntitle:\n  - odd\n---\n");
        assert_eq!(found.description.as_deref(), Some("One"));
        assert_eq!(found.extra.keys().collect::<Vec<_>>(), ["summary", "url", "title"]);
    }

    #[test]
    fn broken_front_matter_stays_text() {
        for source in [
            "---\ntitle: [open\n---\nBody",
            "---\ntitle: a\nnever closed",
            "+++\ntitle = \n+++\nBody",
            "---\n\n---\nBody",
            "--- \nJust text\n---\nBody",
            "-----\na: b\n-----\n",
        ] {
            assert_eq!(split(source).1, source);
        }
    }
}
