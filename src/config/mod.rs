//! The settings of a run: typed, merged from layers, checked before any work, all problems at once.
//!
//! Not for: what a setting does (each stage owns its `Options`) or where files are (the command reads them).

mod changed;
mod check;
mod languages;
mod nearest;
mod origin;
mod references;
mod values;
mod words;

use std::fmt;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

pub use changed::NotSettings;

use crate::{corpus, decode, filter, normalize, parse, render, sources, strip, trip};

/// Every setting with its default, documented: the text of `config/default.toml`.
pub const DEFAULT_TOML: &str = include_str!("../../config/default.toml");

/// Every setting. `config/default.toml` documents each with its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Finding and reading inputs.
    pub input: sources::Options,
    /// Bytes to text.
    pub decode: decode::Options,
    /// Text to blocks.
    pub parse: parse::Options,
    /// Boilerplate.
    pub strip: strip::Options,
    /// Blocks to the text of the document.
    pub render: render::Options,
    /// Unicode, spaces, controls.
    pub normalize: normalize::Options,
    /// Whole documents.
    pub filter: filter::Options,
    /// What is written.
    pub output: corpus::Options,
}

impl Config {
    /// Builds the stages that these settings ask for, rule packs included.
    ///
    /// # Errors
    /// A rule pack that cannot be read or does not compile, with its path and rule.
    pub fn pipeline(&self) -> Result<trip::Pipeline, strip::Error> {
        trip::Pipeline::with_packs(self.stages(), &sources::read_pack)
    }

    /// The part that decides what becomes of one document.
    pub fn stages(&self) -> trip::Options {
        trip::Options {
            decode: self.decode.clone(),
            parse: self.parse.clone(),
            strip: self.strip.clone(),
            render: self.render.clone(),
            normalize: self.normalize.clone(),
            filter: self.filter.clone(),
        }
    }

    /// Hands on what one stage sets and another needs as well.
    fn linked(mut self) -> Self {
        self.input.encoding.clone_from(&self.decode.encoding);
        self
    }

    /// Whether all values make sense; for settings that did not come through [`Layers`].
    ///
    /// # Errors
    /// All values that do not.
    pub fn check(&self) -> Result<(), Problems> {
        let faults = [values::faults(self), references::faults(self)].concat();
        if faults.is_empty() {
            return Ok(());
        }
        let problem = |(key, message): (&str, String)| Problem {
            place: key.to_owned(),
            message,
        };
        Err(Problems(faults.into_iter().map(problem).collect()))
    }
}

/// One thing that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where: `site.toml:3:1`, or `--set output.levle=3`.
    pub place: String,
    /// What, with the key and, where there is one, the nearest valid key.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// All that is wrong with the configuration, in the order of the layers and of the lines in each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(f, "a problem in the configuration")?,
            n => write!(f, "{n} problems in the configuration")?,
        }
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

/// Layers of settings, the later over the earlier; each is checked by itself, so that every problem has a place.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    merged: Table,
    problems: Vec<Problem>,
    read: Vec<Layer>,
}

/// A layer as it was read, to find the place of a key in.
#[derive(Clone, Debug)]
struct Layer {
    name: String,
    text: String,
    /// Whether the place is a line and column of the text.
    is_file: bool,
}

impl Layer {
    fn place(&self, at: usize) -> String {
        if !self.is_file {
            return self.name.clone();
        }
        let (line, column) = check::line_and_column(&self.text, at);
        format!("{}:{line}:{column}", self.name)
    }
}

impl Layers {
    /// No layer yet: the defaults.
    pub fn new() -> Self {
        Layers::default()
    }

    /// Lays the TOML document `text` over what is there; `name` stands in the problems.
    pub fn add_document(&mut self, name: &str, text: &str) {
        let checked = check::document(text, values::faults);
        let (name, text) = (name.to_owned(), text.to_owned());
        let is_file = true;
        self.add(Layer { name, text, is_file }, checked);
    }

    fn add(&mut self, layer: Layer, (table, faults): (Table, Vec<check::Fault>)) {
        self.problems.extend(faults.into_iter().map(|fault| Problem {
            place: layer.place(fault.at),
            message: fault.message,
        }));
        self.read.push(layer);
        merge(&mut self.merged, table);
    }

    /// Lays one setting over what is there: `output.level=3`. A value that is not TOML is taken as a string.
    pub fn add_assignment(&mut self, assignment: &str) {
        let attempts = assignment_documents(assignment);
        let checked = attempts.iter().map(|text| check::document(text, values::faults));
        // The first that is right; of those that are wrong, the one that is of the right type.
        let best = checked.min_by_key(|(_, faults)| faults.iter().map(check::Fault::weight).sum::<usize>());
        let malformed = || (Table::new(), vec![check::Fault::new(0, "not of the form key=value")]);
        let checked = best.unwrap_or_else(malformed);
        let layer = Layer {
            name: format!("--set {assignment}"),
            text: checked.0.to_string(),
            is_file: false,
        };
        self.add(layer, checked);
    }

    /// The settings, if no layer has a problem.
    ///
    /// # Errors
    /// All problems of all layers.
    pub fn finish(self) -> Result<Config, Problems> {
        let config = Config::deserialize(Value::Table(self.merged.clone())).map_err(|error| {
            Problems(vec![Problem {
                place: "configuration".into(),
                message: error.message().to_owned(),
            }])
        })?;
        let faults = references::faults(&config);
        let problems = faults.into_iter().map(|(key, message)| self.problem(key, &message));
        let all: Vec<Problem> = self.problems.iter().cloned().chain(problems).collect();
        match all.is_empty() {
            true => Ok(config.linked()),
            false => Err(Problems(all)),
        }
    }

    /// A problem of the value of `key`, with its place in the last layer that has it.
    fn problem(&self, key: &str, message: &str) -> Problem {
        let mut layers = self.read.iter().rev();
        let place = layers.find_map(|layer| Some(layer.place(check::position(&layer.text, key)?)));
        Problem {
            place: place.unwrap_or_else(|| "configuration".to_owned()),
            message: format!("`{key}`: {message}"),
        }
    }
}

/// The TOML documents that `key=value` may stand for: the value as TOML first, then as a string, then as a list of it alone;
/// none without a key.
fn assignment_documents(assignment: &str) -> Vec<String> {
    let Some((key, value)) = assignment.split_once('=') else {
        return Vec::new();
    };
    let (key, value) = (key.trim(), value.trim());
    if key.is_empty() || key.contains(['\n', '\r', '[', '#']) {
        return Vec::new();
    }
    let quoted = Value::String(value.to_owned()).to_string();
    let is_toml = toml::from_str::<Table>(&format!("x = {value}")).is_ok_and(|table| table.len() == 1);
    let as_toml = is_toml.then(|| format!("{key} = {value}"));
    let others = [format!("{key} = {quoted}"), format!("{key} = [{quoted}]")];
    as_toml.into_iter().chain(others).collect()
}

/// Tables are merged, everything else is replaced.
fn merge(into: &mut Table, from: Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(layers: Layers) -> String {
        layers.finish().unwrap_err().to_string()
    }

    #[test]
    fn the_documented_defaults_are_the_defaults_of_the_code() {
        let mut layers = Layers::new();
        layers.add_document("config/default.toml", DEFAULT_TOML);
        let documented = layers.finish().unwrap_or_else(|problems| panic!("{problems}"));
        let json = |config: &Config| serde_json::to_value(config).unwrap();
        assert_eq!(json(&documented), json(&Config::default()));
    }

    #[test]
    fn the_examples_of_settings_without_a_default_are_valid() {
        let is_setting = |line: &str| line.split_once(" = ").is_some_and(|(key, _)| !key.contains([' ', '`']));
        let uncommented = DEFAULT_TOML.lines().map(|line| match line.strip_prefix("# ") {
            Some(setting) if is_setting(setting) => setting,
            _ => line,
        });
        let text = uncommented.collect::<Vec<_>>().join("\n");
        assert_ne!(text, DEFAULT_TOML.trim_end());
        let mut layers = Layers::new();
        layers.add_document("examples", &text);
        layers.finish().unwrap_or_else(|problems| panic!("{problems}"));
    }

    /// Each key must stand in the file, a key without a default as a comment (`# added = "2026-01-31"`), under a comment.
    #[test]
    fn every_setting_is_documented() {
        let mut missing = Vec::new();
        let tree = serde_json::to_value(Config::default()).unwrap();
        undocumented(&tree, "", &mut missing);
        assert!(
            missing.is_empty(),
            "config/default.toml lacks, or has without a comment above: {missing:?}"
        );
    }

    fn undocumented(tree: &serde_json::Value, table: &str, missing: &mut Vec<String>) {
        for (name, value) in tree.as_object().unwrap() {
            let key = if table.is_empty() {
                name.clone()
            } else {
                format!("{table}.{name}")
            };
            let is_settings = value.as_object().is_some_and(|entries| !entries.is_empty());
            if table.is_empty() || (is_settings && DEFAULT_TOML.contains(&format!("\n[{key}]\n"))) {
                undocumented(value, &key, missing);
            } else if !documented(table, name) {
                missing.push(key);
            }
        }
    }

    fn documented(table: &str, name: &str) -> bool {
        let section = DEFAULT_TOML
            .split_once(&format!("\n[{table}]\n"))
            .map_or("", |(_, rest)| rest);
        let section = section.split("\n[").next().unwrap();
        let mut above = "";
        for line in section.lines() {
            let entry = line.trim_start_matches("# ");
            if entry.strip_prefix(name).is_some_and(|rest| rest.starts_with(" = ")) {
                return above.starts_with("# ");
            }
            above = line;
        }
        false
    }

    #[test]
    fn later_layers_win_key_by_key() {
        let mut layers = Layers::new();
        layers.add_document("a.toml", "[render]\nformat = 'markdown'\n");
        layers.add_document("b.toml", "[render]\n");
        assert_eq!(
            layers.clone().finish().unwrap().render.format,
            render::TextFormat::Markdown
        );
        layers.add_assignment("render.format=text");
        assert_eq!(layers.finish().unwrap().render.format, render::TextFormat::Text);
    }

    #[test]
    fn values_that_make_no_sense_are_problems() {
        let mut layers = Layers::new();
        layers.add_document(
            "site.toml",
            "[output]\ncompression_level = 40\n\n[decode]\nencoding = 'utf-9'\n",
        );
        layers.add_assignment("output.added=yesterday");
        layers.add_assignment("output.memory_bytes=0");
        assert_eq!(
            problems(layers),
            "4 problems in the configuration\
             \n  site.toml:2:21: `output.compression_level`: 40 is not between 1 and 22\
             \n  site.toml:5:12: `decode.encoding`: unknown encoding \"utf-9\" in the setting `encoding`\
             \n  --set output.added=yesterday: `output.added`: `yesterday` is not a time of RFC 3339 such as 2026-01-31T00:00:00Z\
             \n  --set output.memory_bytes=0: `output.memory_bytes`: must be more than 0"
        );
    }

    #[test]
    fn a_time_needs_no_quotes_on_the_command_line() {
        let mut layers = Layers::new();
        layers.add_assignment("output.added=2026-01-31T00:00:00Z");
        assert_eq!(
            layers.finish().unwrap().output.added.as_deref(),
            Some("2026-01-31T00:00:00Z")
        );
    }

    #[test]
    fn one_value_is_taken_as_a_list_of_it() {
        let mut layers = Layers::new();
        layers.add_assignment("filter.languages=en");
        layers.add_assignment("input.exclude=*.tmp");
        layers.add_assignment("input.quarantine=image");
        let config = layers.finish().unwrap();
        assert_eq!(config.filter.languages, ["en"]);
        assert_eq!(config.input.exclude, ["*.tmp"]);
        assert!(config.input.quarantine.has(crate::model::SkipKind::Image));
    }

    #[test]
    fn all_problems_of_all_layers_come_at_once() {
        let mut layers = Layers::new();
        layers.add_document("site.toml", "[render]\nformat = 'markdow'\nfromat = 'text'\n");
        layers.add_assignment("render.formt=text");
        layers.add_assignment("render.format=7");
        layers.add_assignment("quiet");
        assert_eq!(
            problems(layers),
            "5 problems in the configuration\
             \n  site.toml:2:10: `render.format`: must be `text` or `markdown`, not `markdow`\
             \n  site.toml:3:1: unknown key `render.fromat`; did you mean `render.format`?\
             \n  --set render.formt=text: unknown key `render.formt`; did you mean `render.format`?\
             \n  --set render.format=7: `render.format`: must be `text` or `markdown`\
             \n  --set quiet: not of the form key=value"
        );
    }
}
