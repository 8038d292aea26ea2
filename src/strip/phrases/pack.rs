//! Rule packs: the files `config/rules/*.toml`, one for each class, and packs of users in the same form.
//!
//! `docs/rules.md` describes every key. Not for matching: see `matcher`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::class::Class;
use super::pattern::{self, Part};

/// What a rule judges, and what becomes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Scope {
    /// The segment goes as a whole.
    #[default]
    Block,
    /// The segment is a heading, and goes with what it opens to the next content.
    Section,
    /// The segment is a heading, and goes with the short lines under it.
    List,
    /// The phrase and its headline are cut out of a paragraph; a segment that is nothing else goes as a whole.
    Inline,
    /// Words of menus and buttons: a segment that consists of nothing else goes.
    Vocabulary,
    /// The end of a headline that a page glued on ("...regatta3 hours ago").
    Suffix,
    /// A mark that is cut out of whatever line it stands in ("[edit]").
    Mark,
    /// A heading over a table of contents: goes with the lines that repeat headings of the page, or that are links.
    Contents,
    /// The words before a name ("By", "Von"): goes where a name follows, before the content.
    Name,
    /// The segment stays, whatever other rules say.
    Protect,
}

/// Where on the page a rule applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Zone {
    /// Anywhere.
    #[default]
    Any,
    /// Before the first content.
    Head,
    /// After the last content.
    Tail,
    /// Before or after the content.
    Edge,
}

/// A rule as it stands in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleFile {
    pub(crate) name: String,
    pub(crate) about: String,
    #[serde(default)]
    pub(crate) scope: Scope,
    #[serde(default)]
    pub(crate) zone: Zone,
    /// Removes only where its neighbours are boilerplate or the page's content is over.
    #[serde(default)]
    pub(crate) weak: bool,
    /// Longest segment in characters (those of unspaced scripts count thrice).
    #[serde(default = "default_max_chars")]
    pub(crate) max_chars: usize,
    /// On HTML pages, the score of the main content's model, per mille, from which a block stays whatever this rule says.
    #[serde(default)]
    pub(crate) max_score: Option<u16>,
    /// Holds on HTML pages only, where sections of other articles are lists of links.
    #[serde(default)]
    pub(crate) html: bool,
    /// Words that a headline has, at least, between its commas; for rules that cut one out.
    #[serde(default)]
    pub(crate) min_words: usize,
    /// Phrases by language; those of `*` are templates for every language that has the lists.
    pub(crate) phrases: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(crate) remove: Vec<String>,
    #[serde(default)]
    pub(crate) keep: Vec<String>,
}

fn default_max_chars() -> usize {
    160
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackFile {
    class: String,
    #[serde(default)]
    lists: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    rule: Vec<RuleFile>,
}

/// A phrase, expanded.
#[derive(Debug)]
pub(crate) struct Phrase {
    pub(crate) language: String,
    pub(crate) parts: Vec<Part>,
}

/// A rule with its phrases.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) class: Class,
    pub(crate) file: RuleFile,
    pub(crate) phrases: Vec<Phrase>,
}

impl Rule {
    /// `class/name`.
    pub(crate) fn id(&self) -> String {
        format!("{}/{}", self.class, self.file.name)
    }
}

/// Reads the rules of a pack.
pub(crate) fn parse(text: &str) -> Result<Vec<Rule>, String> {
    let pack: PackFile = toml::from_str(text).map_err(|e| e.to_string())?;
    let class = Class::from_name(&pack.class).ok_or_else(|| format!("unknown class `{}`", pack.class))?;
    let PackFile { lists, rule, .. } = pack;
    let mut problems = Vec::new();
    let rules = rule
        .into_iter()
        .map(|file| {
            let phrases = phrases(&file, &lists, &mut problems);
            Rule { class, file, phrases }
        })
        .collect();
    if problems.is_empty() {
        Ok(rules)
    } else {
        Err(problems.join("\n"))
    }
}

type Lists = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// The phrases of a rule; what is wrong with others is added to `problems`.
fn phrases(file: &RuleFile, lists: &Lists, problems: &mut Vec<String>) -> Vec<Phrase> {
    let mut out = Vec::new();
    for (language, sources) in &file.phrases {
        for source in sources {
            for language in languages(language, source, lists) {
                let look_up = |name: &str| words(lists, name, &language);
                match pattern::parse(source, &look_up) {
                    Ok(parts) => out.push(Phrase { parts, language }),
                    Err(problem) => problems.push(format!("rule `{}`, {language}: {problem}", file.name)),
                }
            }
        }
    }
    out
}

/// A template stands for every language in which all of its lists have words.
fn languages(language: &str, source: &str, lists: &Lists) -> Vec<String> {
    let mut names = pattern::lists(source).peekable();
    if language != "*" || names.peek().is_none() {
        return vec![language.to_owned()];
    }
    let mut sets = names.map(|name| {
        lists
            .get(name)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .cloned()
            .collect::<Vec<_>>()
    });
    let first = sets.next().unwrap_or_default();
    let rest: Vec<Vec<String>> = sets.collect();
    first
        .into_iter()
        .filter(|l| rest.iter().all(|set| set.contains(l) || set.iter().any(|s| s == "*")))
        .collect()
}

/// Words of a list in a language, with those that all languages use.
fn words<'a>(lists: &'a Lists, name: &str, language: &str) -> Option<Vec<&'a str>> {
    let list = lists.get(name)?;
    let words: Vec<&str> = [language, "*"]
        .iter()
        .filter_map(|l| list.get(*l))
        .flatten()
        .map(String::as_str)
        .collect();
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: &str = r#"
class = "newsletter"
[lists.verb]
en = ["sign up", "subscribe"]
de = ["abonnieren"]
[lists.noun]
"*" = ["newsletter*"]
[[rule]]
name = "x"
about = "y"
phrases."*" = ["{@verb} & {@noun}"]
"#;

    #[test]
    fn a_template_stands_for_every_language_of_its_lists() {
        let rules = parse(PACK).unwrap();
        let languages: Vec<_> = rules[0].phrases.iter().map(|p| p.language.as_str()).collect();
        assert_eq!(languages, ["de", "en"]);
    }

    #[test]
    fn unknown_classes_and_keys_are_errors() {
        assert!(
            parse(&PACK.replace("newsletter\"\n", "nonsense\"\n"))
                .unwrap_err()
                .contains("unknown class `nonsense`")
        );
        assert!(parse(&PACK.replace("about", "abuot")).unwrap_err().contains("abuot"));
    }
}
