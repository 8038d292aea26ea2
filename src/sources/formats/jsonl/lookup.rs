//! Finding and taking fields by names that may reach into nested objects.

use serde_json::{Map, Value};

/// The object that holds the last part of a dotted name, and that part. A key that itself holds the full stops wins.
fn holder<'m, 'n>(object: &'m mut Map<String, Value>, name: &'n str) -> Option<(&'m mut Map<String, Value>, &'n str)> {
    let (mut object, mut name) = (object, name);
    while !has(object, name) {
        let (outer, inner) = name.split_once('.').filter(|(outer, _)| has(object, outer))?;
        object = object.get_mut(outer)?.as_object_mut()?;
        name = inner;
    }
    Some((object, name))
}

/// Whether the object has a key. Most objects have few, and most names are not among them: comparing is faster than hashing.
fn has(object: &Map<String, Value>, name: &str) -> bool {
    const FEW: usize = 16;
    match object.len() {
        0..=FEW => object.keys().any(|key| key == name),
        _ => object.contains_key(name),
    }
}

/// The value under a name.
pub(crate) fn peek<'m>(object: &'m mut Map<String, Value>, name: &str) -> Option<&'m Value> {
    holder(object, name).and_then(|(map, key)| map.get(key))
}

/// Takes the value under a name out of the object.
pub(crate) fn take(object: &mut Map<String, Value>, name: &str) -> Option<Value> {
    holder(object, name).and_then(|(map, key)| map.shift_remove(key))
}

/// Takes the first of the fields that is a string with something in it, if it is `wanted` under its name.
pub(crate) fn string(
    object: &mut Map<String, Value>,
    names: &[String],
    wanted: impl Fn(&str, &str) -> bool,
) -> Option<String> {
    let mut is_wanted = |name: &&String| {
        let text = peek(object, name).and_then(Value::as_str).unwrap_or_default();
        !text.trim().is_empty() && wanted(name, text)
    };
    let name = names.iter().find(&mut is_wanted)?;
    match take(object, name)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Takes the first of the fields that is a list of strings or of objects with a `name`, or a string that is a list.
pub(crate) fn list(object: &mut Map<String, Value>, names: &[String], separator: char) -> Option<Vec<String>> {
    for name in names {
        let found = peek(object, name)
            .and_then(|value| items(value, separator))
            .map(|mut found| {
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

fn items(value: &Value, separator: char) -> Option<Vec<String>> {
    let item = |item: &Value| match item {
        Value::Object(fields) => fields.get("name").and_then(Value::as_str).map(str::to_owned),
        other => other.as_str().map(str::to_owned),
    };
    match value {
        Value::Array(values) => values.iter().map(item).collect(),
        Value::String(text) => Some(text.split(separator).map(|item| item.trim().to_owned()).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// Names of the fields, of nested objects as well, as far as they say what a line is.
pub(crate) fn names(object: &Map<String, Value>) -> String {
    const MOST: usize = 24;
    let mut names: Vec<String> = Vec::new();
    for (key, value) in object.iter().take(MOST) {
        match value {
            Value::Object(nested) => names.extend(nested.keys().take(MOST).map(|inner| format!("{key}.{inner}"))),
            _ => names.push(key.clone()),
        }
    }
    let more = if names.len() > MOST || object.len() > MOST {
        ", ..."
    } else {
        ""
    };
    names.truncate(MOST);
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", clip(name))).collect();
    quoted.join(", ") + more
}

fn clip(name: &str) -> String {
    name.chars().take(60).collect()
}
