//! Checks a TOML document against a type and collects *all* problems: an offending entry is noted, taken out, and the
//! rest is tried again. What is valid is therefore known to the type alone, and there is no list to keep.

use std::ops::Range;

use serde::de::{DeserializeOwned, IntoDeserializer};
use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue, Error};
use toml::{Spanned, Table};

use super::nearest::Keys;
use super::words;

/// A problem and the byte in the document where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Fault {
            at,
            message: message.into(),
        }
    }

    /// How far a value is from a right one: a list where there is none is further than a wrong list.
    pub(super) fn weight(&self) -> usize {
        if self.message.contains(words::NO_LIST) { 2 } else { 1 }
    }
}

/// A step from a table or array to one of its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

/// The entries of `text` that `T` accepts, and what is wrong with the others, in the order of their places. `values` names
/// keys whose values are of the right type and make no sense all the same.
pub(super) fn document<T>(text: &str, values: impl Fn(&T) -> Vec<(&'static str, String)>) -> (Table, Vec<Fault>)
where
    T: DeserializeOwned + Default + Serialize,
{
    let (mut root, syntax) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Fault> = syntax.iter().map(|e| Fault::new(start(e), e.message())).collect();
    if !faults.is_empty() {
        return (Table::new(), faults);
    }
    let keys = Keys::of(&T::default());
    loop {
        match T::deserialize(root.clone().into_deserializer()) {
            Ok(settings) => {
                let wrong = values(&settings).into_iter();
                faults.extend(wrong.map(|(key, message)| {
                    let at = place_of(root.get_ref(), key).unwrap_or(0);
                    Fault::new(at, format!("`{key}`: {message}"))
                }));
                break;
            }
            Err(error) => {
                let hit = error.span().and_then(|span| locate(root.get_ref(), &span));
                let choices = hit.as_ref().and_then(|hit| choices::<T>(&root, &error, hit));
                faults.push(Fault::new(
                    start(&error),
                    describe(&error, hit.as_ref(), choices, &keys),
                ));
                match hit {
                    Some(hit) => change(root.get_mut(), &hit.path, None),
                    None => break,
                }
            }
        }
    }
    faults.sort_by_key(|fault| fault.at);
    let accepted = Table::deserialize(root.into_deserializer()).unwrap_or_default();
    (accepted, faults)
}

/// Line and column from 1, the column in characters.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

fn start(error: &Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// Where the value of a dotted key stands in a document that has it.
pub(super) fn position(text: &str, key: &str) -> Option<usize> {
    let (root, _) = DeTable::parse_recoverable(text);
    place_of(root.get_ref(), key)
}

fn place_of(table: &DeTable<'_>, key: &str) -> Option<usize> {
    match key.split_once('.') {
        None => table.get(key).map(|value| value.span().start),
        Some((first, rest)) => match table.get(first).map(Spanned::get_ref) {
            Some(DeValue::Table(inner)) => place_of(inner, rest),
            _ => None,
        },
    }
}

fn describe(error: &Error, hit: Option<&Hit>, choices: Option<String>, keys: &Keys) -> String {
    let plain = choices.unwrap_or_else(|| words::plain(error.message()));
    match hit {
        Some(hit) if error.message().starts_with("unknown field") => keys.unknown(&dotted(&hit.path)),
        Some(hit) => format!("`{}`: {plain}", dotted(&hit.path)),
        None => plain,
    }
}

/// What a value may be that has to be one of some names and is no name at all: only a wrong name has the message list them.
fn choices<T: DeserializeOwned>(root: &Spanned<DeTable<'_>>, error: &Error, hit: &Hit) -> Option<String> {
    if error.message() != "wanted string or table" {
        return None;
    }
    let mut named = root.clone();
    change(named.get_mut(), &hit.path, Some(DeValue::String("".into())));
    let error = T::deserialize(named.into_deserializer()).err()?;
    words::choices(error.message())
}

fn dotted(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(key),
            Step::Key(key) => out.extend([".", key]),
            Step::Index(index) => out.push_str(&format!("[{index}]")),
        }
    }
    out
}

/// An entry of the document, and how many bytes of the document it spans.
struct Hit {
    path: Vec<Step>,
    width: usize,
}

/// The narrowest entry whose key or value spans `span`. (Tables span their header alone, so the whole tree is searched.)
fn locate(root: &DeTable<'_>, span: &Range<usize>) -> Option<Hit> {
    let mut best = None;
    locate_in_table(root, span, &mut Vec::new(), &mut best);
    best
}

fn locate_in_table(table: &DeTable<'_>, span: &Range<usize>, path: &mut Vec<Step>, best: &mut Option<Hit>) {
    for (key, value) in table {
        path.push(Step::Key(key.get_ref().to_string()));
        consider(key.span(), span, path, best);
        locate_in_value(value, span, path, best);
        path.pop();
    }
}

/// The parser caps the depth of values, so this ends soon.
fn locate_in_value(value: &Spanned<DeValue<'_>>, span: &Range<usize>, path: &mut Vec<Step>, best: &mut Option<Hit>) {
    consider(value.span(), span, path, best);
    match value.get_ref() {
        DeValue::Table(table) => locate_in_table(table, span, path, best),
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                locate_in_value(item, span, path, best);
                path.pop();
            }
        }
        _ => {}
    }
}

fn consider(candidate: Range<usize>, span: &Range<usize>, path: &[Step], best: &mut Option<Hit>) {
    let covers = candidate.start <= span.start && span.end <= candidate.end;
    let width = candidate.len();
    if covers && best.as_ref().is_none_or(|hit| width < hit.width) {
        *best = Some(Hit {
            path: path.to_vec(),
            width,
        });
    }
}

/// Puts another value in the place of an entry, or takes it out.
fn change<'i>(table: &mut DeTable<'i>, path: &[Step], other: Option<DeValue<'i>>) {
    match path {
        [Step::Key(key)] => match (table.get_mut(key.as_str()), other) {
            (Some(value), Some(other)) => *value.get_mut() = other,
            _ => drop(table.remove(key.as_str())),
        },
        [Step::Key(key), rest @ ..] => {
            if let Some(value) = table.get_mut(key.as_str()) {
                change_inside(value.get_mut(), rest, other);
            }
        }
        _ => {}
    }
}

fn change_inside<'i>(value: &mut DeValue<'i>, path: &[Step], other: Option<DeValue<'i>>) {
    match (value, path) {
        (DeValue::Table(table), path) => change(table, path, other),
        (DeValue::Array(items), [Step::Index(index)]) => {
            let others = items.iter().enumerate().filter(|(i, _)| i != index);
            *items = others.map(|(_, item)| item.clone()).collect();
        }
        (DeValue::Array(items), [Step::Index(index), rest @ ..]) => {
            if let Some(item) = items.get_mut(*index) {
                change_inside(item.get_mut(), rest, other);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Serialize, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Settings {
        input: Input,
        level: u8,
    }

    #[derive(Debug, Default, Serialize, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Input {
        follow_links: bool,
        exclude: Vec<String>,
        added: Option<String>,
    }

    fn messages(text: &str) -> Vec<String> {
        let (_, faults) = document::<Settings>(text, |_| Vec::new());
        let show = |fault: Fault| {
            let (line, column) = line_and_column(text, fault.at);
            format!("{line}:{column} {}", fault.message)
        };
        faults.into_iter().map(show).collect()
    }

    #[test]
    fn every_problem_is_found_with_its_place_and_the_nearest_key() {
        let text = "levle = 3
level = 'high'

[input]
follow-links = true
exclude = ['a', 7, 'b', 8]
added = 1

[inptu]
x = 1
";
        assert_eq!(
            messages(text),
            [
                "1:1 unknown key `levle`; did you mean `level`?",
                "2:9 `level`: must be a whole number from 0 to 255, not \"high\"",
                "5:1 unknown key `input.follow-links`; did you mean `input.follow_links`?",
                "6:17 `input.exclude[1]`: must be text, not 7",
                "6:25 `input.exclude[2]`: must be text, not 8",
                "7:9 `input.added`: must be text, not 1",
                "9:2 unknown key `inptu`; did you mean `input`?",
            ]
        );
    }

    #[test]
    fn a_key_under_the_wrong_table_is_found_by_its_name() {
        assert_eq!(
            messages("follow_links = true"),
            ["1:1 unknown key `follow_links`; did you mean `input.follow_links`?"]
        );
        assert_eq!(
            messages("zzz = 1"),
            ["1:1 unknown key `zzz`; `chaffinch config` lists all keys"]
        );
    }

    #[test]
    fn broken_syntax_is_reported_with_its_place() {
        let found = messages(
            "level = 3
[input
exclude = [",
        );
        assert!(found.iter().any(|m| m.starts_with("2:")), "{found:?}");
        assert!(found.len() > 1, "all of it at once: {found:?}");
    }

    #[test]
    fn what_is_valid_is_accepted_as_it_stands() {
        let (table, faults) = document::<Settings>("level = 3\n[input]\nexclude = ['a']\nwrong = 1\n", |_| Vec::new());
        assert_eq!(faults.len(), 1);
        assert_eq!(table.to_string(), "level = 3\n\n[input]\nexclude = [\"a\"]\n");
    }
}
