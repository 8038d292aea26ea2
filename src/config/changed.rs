//! The settings that differ from the defaults and decide what is written, as a manifest records them.
//!
//! Not for: rule packs, which are recorded by what they hold.

use serde_json::{Map, Value};

use super::{Config, Layers};

/// Settings of `[output]` that do not change what is written.
const LEAVE_NO_TRACE: [&str; 7] = [
    "threads",
    "memory_bytes",
    "fresh",
    "checksum",
    "keep_states",
    "cache_percent",
    "allow_shrink",
];

/// Recorded settings that cannot be laid out as a file of settings.
#[derive(Debug, thiserror::Error)]
#[error("the recorded settings cannot be read: {0}")]
pub struct NotSettings(#[source] toml::ser::Error);

impl Config {
    /// The settings that differ from the defaults, by table, without those that do not change what is written.
    pub fn changed(&self) -> Map<String, Value> {
        let mut config = self.clone();
        config.strip.packs.clear();
        let [ours, defaults] = [&config, &Config::default()].map(serde_json::to_value);
        let mut changed = match (ours, defaults) {
            (Ok(Value::Object(ours)), Ok(Value::Object(defaults))) => differing(&ours, &defaults),
            _ => Map::new(),
        };
        if let Some(Value::Object(output)) = changed.get_mut("output") {
            output.retain(|key, _| !LEAVE_NO_TRACE.contains(&key.as_str()));
        }
        changed.retain(|_, table| table.as_object().is_none_or(|table| !table.is_empty()));
        changed
    }
}

impl Layers {
    /// Lays settings that [`Config::changed`] gave over what is there; `name` stands in the problems.
    ///
    /// # Errors
    /// Values that no file of settings can hold.
    pub fn add_changed(&mut self, name: &str, settings: &Map<String, Value>) -> Result<(), NotSettings> {
        let text = toml::to_string(settings).map_err(NotSettings)?;
        self.add_document(name, &text);
        Ok(())
    }
}

/// What of `ours` is not in `defaults`; a key without a value in `ours` is left out.
fn differing(ours: &Map<String, Value>, defaults: &Map<String, Value>) -> Map<String, Value> {
    let mut found = Map::new();
    for (key, value) in ours {
        let default = defaults.get(key);
        let nothing = Map::new();
        match value {
            Value::Null => {}
            Value::Object(value) => {
                let inner = differing(value, default.and_then(Value::as_object).unwrap_or(&nothing));
                if !inner.is_empty() {
                    found.insert(key.clone(), Value::Object(inner));
                }
            }
            value if Some(value) != default => {
                found.insert(key.clone(), value.clone());
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Problems;
    use super::*;

    fn read(settings: &Map<String, Value>) -> Result<Config, Problems> {
        let mut layers = Layers::new();
        layers.add_changed("the manifest", settings).unwrap();
        layers.finish()
    }

    #[test]
    fn what_differs_is_recorded_and_gives_the_settings_back() {
        let mut layers = Layers::new();
        let set = [
            "filter.min_chars=500",
            "render.format=markdown",
            "strip.allow=['newsletter']",
            "input.jsonl.text=['body', 'a.b']",
            "output.added=2026-01-31T00:00:00Z",
            "output.threads=3",
            "output.memory_bytes=1000000",
            "output.allow_shrink=true",
            "output.shard_size_bytes=4096",
            "decode.encoding=koi8-r",
        ];
        set.iter().for_each(|assignment| layers.add_assignment(assignment));
        let mut config = layers.finish().unwrap();
        config.strip.packs.push("mine.toml".into());
        let changed = config.changed();
        let keys: Vec<String> = changed
            .iter()
            .flat_map(|(table, keys)| {
                keys.as_object()
                    .unwrap()
                    .keys()
                    .map(move |key| format!("{table}.{key}"))
            })
            .collect();
        let expected = [
            "input.jsonl",
            "decode.encoding",
            "strip.allow",
            "render.format",
            "filter.min_chars",
            "output.shard_size_bytes",
            "output.added",
        ];
        assert_eq!(keys, expected);
        let read = read(&changed).unwrap();
        config.strip.packs.clear();
        config.output.threads = 0;
        config.output.memory_bytes = Config::default().output.memory_bytes;
        config.output.allow_shrink = false;
        assert_eq!(read, config);
        assert_eq!(Config::default().changed(), Map::new());
    }

    /// A table with a setting before and after a table inside of it is laid out as TOML wants it.
    #[test]
    fn every_setting_can_be_recorded() {
        let all = serde_json::to_value(Config::default()).unwrap();
        let all = differing(all.as_object().unwrap(), &Map::new());
        assert_eq!(read(&all).unwrap(), Config::default());
    }
}
