//! What to say of an unknown key: the nearest valid one.

use serde::Serialize;
use serde_json::Value;

/// How alike two names must be, from 0 to 1, for one to be offered for the other.
const ALIKE: f64 = 0.6;

/// All dotted keys of a settings type.
#[derive(Debug)]
pub(super) struct Keys(Vec<String>);

impl Keys {
    /// The keys of `settings`, those without a value included.
    pub(super) fn of(settings: &impl Serialize) -> Self {
        let mut keys = Vec::new();
        if let Ok(tree) = serde_json::to_value(settings) {
            collect(&tree, "", &mut keys);
        }
        Keys(keys)
    }

    /// The message for the key `unknown`.
    pub(super) fn unknown(&self, unknown: &str) -> String {
        match self.nearest(unknown) {
            Some(key) => format!("unknown key `{unknown}`; did you mean `{key}`?"),
            None => format!("unknown key `{unknown}`; `chaffinch config` lists all keys"),
        }
    }

    /// Beside `unknown` first, then anywhere: a key under the wrong table is found by its last part.
    fn nearest(&self, unknown: &str) -> Option<&str> {
        let (table, name) = split(unknown);
        let siblings = self.0.iter().filter(|key| split(key).0 == table);
        best(siblings, name).or_else(|| best(self.0.iter(), name))
    }
}

fn best<'k>(keys: impl Iterator<Item = &'k String>, name: &str) -> Option<&'k str> {
    keys.map(|key| (strsim::normalized_damerau_levenshtein(split(key).1, name), key))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, key)| key.as_str())
}

/// A dotted key as its table and its name.
fn split(key: &str) -> (&str, &str) {
    key.rsplit_once('.').unwrap_or(("", key))
}

fn collect(tree: &Value, prefix: &str, keys: &mut Vec<String>) {
    let Value::Object(entries) = tree else { return };
    for (name, value) in entries {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        collect(value, &key, keys);
        keys.push(key);
    }
}
