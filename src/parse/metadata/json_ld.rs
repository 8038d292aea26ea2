//! What a page says of itself in JSON-LD (<https://schema.org>), also where the JSON is broken.
//!
//! Not for: `articleBody` (the HTML parser looks at that) or things that the page only mentions.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::tidy;
use crate::parse::json::Json;

/// Objects that are looked at.
const MOST: usize = 400;

/// The fields that were found, each from the object that is most about the page.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) description: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) site: Option<String>,
    pub(super) license: Option<String>,
    pub(super) url: Option<String>,
    pub(super) sections: Vec<String>,
    pub(super) keywords: Vec<String>,
    /// The object is an article or another work, not the page as such.
    pub(super) is_work: bool,
    /// It is a thread of a forum, whose author is an account.
    pub(super) is_thread: bool,
}

impl Facts {
    /// Reads all scripts.
    pub(super) fn collect(scripts: &[String]) -> Facts {
        let mut json = Json::default();
        let values: Vec<Option<Value>> = scripts.iter().map(|script| parse(script, &mut json)).collect();
        let mut objects = Vec::new();
        let mut names = HashMap::new();
        for value in values.iter().flatten() {
            walk(value, &mut objects, &mut names);
        }
        // A work before the page, and of several works the first; what one lacks the next may have.
        objects.sort_by_key(|(rank, _)| *rank);
        let mut facts = Facts::default();
        for (rank, object) in objects {
            facts.add(rank, object, &names);
        }
        let unread = scripts.iter().zip(&values).filter(|(_, value)| value.is_none());
        unread.for_each(|(script, _)| facts.add_broken(script));
        facts
    }

    fn add(&mut self, rank: u8, object: &Map<String, Value>, names: &HashMap<&str, String>) {
        let field = |keys: &[&str]| keys.iter().find_map(|key| text(object.get(*key)?));
        if rank == SITE {
            fill(&mut self.site, field(&["name"]));
            return;
        }
        self.is_work |= rank == WORK;
        self.is_thread |= kinds(object)
            .iter()
            .any(|kind| kind.ends_with("forumposting") || kind.ends_with("question"));
        fill(
            &mut self.headline,
            field(if rank == WORK {
                &["headline", "name", "title"]
            } else {
                &["headline", "name"]
            }),
        );
        fill(
            &mut self.published,
            field(&["datePublished", "dateCreated", "uploadDate"]),
        );
        fill(&mut self.modified, field(&["dateModified"]));
        fill(&mut self.description, field(&["description"]));
        fill(&mut self.license, field(&["license"]));
        fill(
            &mut self.url,
            field(&["url"]).or_else(|| object.get("mainEntityOfPage").and_then(id_or_text)),
        );
        fill(
            &mut self.publisher,
            object
                .get("publisher")
                .and_then(|publisher| names_of(publisher, names).into_iter().next()),
        );
        if self.authors.is_empty() {
            self.authors = ["author", "authors", "creator"]
                .iter()
                .find_map(|key| object.get(*key))
                .map(|value| names_of(value, names))
                .unwrap_or_default();
        }
        extend(&mut self.sections, object.get("articleSection"));
        extend(&mut self.keywords, object.get("keywords"));
    }

    /// Takes what can be read from a script that is no JSON, or too much of it: the strings behind the keys.
    fn add_broken(&mut self, script: &str) {
        fill(&mut self.headline, loose(script, "\"headline\""));
        fill(&mut self.published, loose(script, "\"datePublished\""));
        fill(&mut self.modified, loose(script, "\"dateModified\""));
        fill(&mut self.description, loose(script, "\"description\""));
        if self.authors.is_empty() {
            let author = script.find("\"author\"").and_then(|at| script.get(at..));
            self.authors.extend(author.and_then(|author| loose(author, "\"name\"")));
        }
    }
}

const WORK: u8 = 0;
const PAGE: u8 = 1;
const SITE: u8 = 2;

/// What an object of this type is to the page; none where it is something that the page only mentions.
fn rank(object: &Map<String, Value>) -> Option<u8> {
    const WORKS: [&str; 22] = [
        "article",
        "posting",
        "report",
        "recipe",
        "blogpost",
        "howto",
        "techarticle",
        "book",
        "review",
        "episode",
        "creativework",
        "course",
        "jobposting",
        "event",
        "dataset",
        "question",
        "product",
        "softwareapplication",
        "movie",
        "videoobject",
        "podcast",
        "legislation",
    ];
    let kinds = kinds(object);
    let is = |words: &[&str]| kinds.iter().any(|kind| words.iter().any(|word| kind.ends_with(word)));
    match () {
        () if is(&WORKS) => Some(WORK),
        () if is(&["page"]) => Some(PAGE),
        () if is(&["website"]) => Some(SITE),
        () => None,
    }
}

/// The types of an object, in small letters.
fn kinds(object: &Map<String, Value>) -> Vec<String> {
    match object.get("@type") {
        Some(Value::String(kind)) => vec![kind.to_ascii_lowercase()],
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_ascii_lowercase)
            .collect(),
        _ => Vec::new(),
    }
}

/// Parses a script; forgives comments around it, control characters inside it and commas too many.
fn parse(script: &str, json: &mut Json) -> Option<Value> {
    let script = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[");
    json.first(script).or_else(|| json.first(&mended(script)))
}

/// The script with line breaks in strings made blanks and commas before a closing bracket left out.
fn mended(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    for c in script.chars() {
        if matches!(c, ']' | '}') {
            let end = out.trim_end().len();
            if out.get(..end).is_some_and(|text| text.ends_with(',')) {
                out.truncate(end - 1);
            }
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// Collects the objects that are about the page, and the names of those that others refer to. Goes by a list, not by recursion.
fn walk<'a>(value: &'a Value, objects: &mut Vec<(u8, &'a Map<String, Value>)>, names: &mut HashMap<&'a str, String>) {
    let mut open = std::collections::VecDeque::from([value]);
    while let Some(value) = open.pop_front() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(object) if objects.len() < MOST => {
                if let (Some(id), Some(name)) = (
                    object.get("@id").and_then(Value::as_str),
                    object.get("name").and_then(text),
                ) {
                    names.entry(id).or_insert(name);
                }
                objects.extend(rank(object).map(|rank| (rank, object)));
                open.extend(
                    ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"]
                        .iter()
                        .filter_map(|key| object.get(*key)),
                );
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {}
        }
    }
}

/// The names of people or organisations: strings, objects with a name or several, references, or lists of these.
fn names_of(value: &Value, names: &HashMap<&str, String>) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::Object(person) => {
            let own = match person.get("name") {
                Some(Value::Array(several)) => several.iter().filter_map(text).collect(),
                name => name.and_then(text).into_iter().collect::<Vec<String>>(),
            };
            let parts = || {
                ["givenName", "familyName"]
                    .iter()
                    .filter_map(|key| person.get(*key).and_then(text))
            };
            let referred = || names.get(person.get("@id")?.as_str()?).cloned();
            match own.is_empty() {
                false => own,
                true => Some(parts().collect::<Vec<String>>().join(" "))
                    .filter(|name| !name.is_empty())
                    .or_else(referred)
                    .into_iter()
                    .collect(),
            }
        }
        other => text(other).into_iter().collect(),
    };
    let list = match value {
        Value::Object(object) => object.get("@list").unwrap_or(value),
        other => other,
    };
    match list {
        Value::Array(people) => people.iter().flat_map(one).collect(),
        other => one(other),
    }
}

/// A string (or the first of a list) as people see it.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(tidy(&unescape(text))).filter(|text| !text.is_empty()),
        Value::Array(items) => items
            .iter()
            .find_map(|item| item.as_str())
            .map(|text| tidy(&unescape(text)))
            .filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => object
            .get("@value")
            .or_else(|| object.get("name"))
            .and_then(Value::as_str)
            .map(tidy),
        Value::Null | Value::Bool(_) => None,
    }
}

fn id_or_text(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => object.get("@id").or_else(|| object.get("url")).and_then(text),
        other => text(other),
    }
}

/// Character references, which many sites leave in their JSON.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let fragment = scraper::Html::parse_fragment(&text.replace('<', "&lt;"));
    fragment.root_element().text().collect()
}

/// The string behind `key` in text that is no JSON.
fn loose(script: &str, key: &str) -> Option<String> {
    let after = script
        .get(script.find(key)? + key.len()..)?
        .trim_start()
        .strip_prefix(':')?
        .trim_start();
    let mut strings = serde_json::Deserializer::from_str(after).into_iter::<String>();
    strings
        .next()?
        .ok()
        .map(|text| tidy(&text))
        .filter(|text| !text.is_empty())
}

fn fill(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn extend(list: &mut Vec<String>, value: Option<&Value>) {
    if !list.is_empty() {
        return;
    }
    match value {
        Some(Value::Array(items)) => list.extend(items.iter().filter_map(text)),
        Some(Value::String(items)) => list.extend(items.split([',', ';']).map(tidy).filter(|item| !item.is_empty())),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_script_with_too_many_values_only_the_strings_behind_keys_are_read() {
        let script = |key: &str, items: usize| {
            let items = "0,".repeat(items);
            format!("{{\"@type\":\"Article\",\"headline\":\"Ferry\",\"{key}\":\"u\",\"m\":[{items}0]}}")
        };
        let read = |scripts: &[String]| {
            let facts = Facts::collect(scripts);
            (facts.headline.unwrap_or_default(), facts.url)
        };
        let (headline, url) = ("Ferry".to_owned(), Some("u".to_owned()));
        assert_eq!(read(&[script("url", 10)]), (headline.clone(), url));
        assert_eq!(read(&[script("url", 200_000)]), (headline.clone(), None));
        // Each holds few enough, but they are in memory together.
        assert_eq!(read(&[script("x", 60_000), script("url", 60_000)]), (headline, None));
    }
}
