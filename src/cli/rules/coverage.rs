//! `chaffinch rules coverage`: how many rules of each class have phrases in each language.
//!
//! `docs/coverage.md` is its output; a test compares which classes have which languages.

use std::collections::{BTreeMap, BTreeSet};

use chaffinch::internal::strip::{Class, RuleInfo};

/// The table as Markdown: one row per class, one column per language.
pub(super) fn table(rules: &[RuleInfo]) -> String {
    let mut counts: BTreeMap<(&str, Class), usize> = BTreeMap::new();
    let mut languages = BTreeSet::new();
    for rule in rules {
        for language in rule.languages.iter().filter(|language| *language != "*") {
            languages.insert(language.as_str());
            *counts.entry((language, rule.class)).or_default() += 1;
        }
    }
    let structure = |class: Class| {
        rules
            .iter()
            .filter(|rule| rule.class == class && rule.languages.is_empty() && rule.family.is_none())
            .count()
    };
    let free = |class: Class| {
        rules
            .iter()
            .filter(|rule| rule.class == class && rule.languages.iter().any(|l| l == "*"))
            .count()
    };
    let mut out = String::from(HEAD);
    let names: Vec<String> = languages.iter().map(|language| (*language).to_owned()).collect();
    out += &format!("| class | languages | any | code | {} |\n", names.join(" | "));
    out += &format!("|---|---|---|---|{}\n", "---|".repeat(names.len()));
    for &class in Class::ALL {
        let cells: Vec<usize> = languages
            .iter()
            .map(|language| counts.get(&(*language, class)).copied().unwrap_or(0))
            .collect();
        let spoken = cells.iter().filter(|count| **count > 0).count();
        let cells: Vec<String> = cells.into_iter().map(cell).collect();
        out += &format!(
            "| {class} | {spoken} | {} | {} | {} |\n",
            cell(free(class)),
            cell(structure(class)),
            cells.join(" | ")
        );
    }
    out
}

fn cell(count: usize) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}

const HEAD: &str = "# Languages of the rules

The number of rules with phrases in each language, by class of boilerplate: the output of `chaffinch rules coverage`. `languages` is the
number of languages with phrases of their own; `any` counts rules with phrases for all languages, `code` rules that look only at structure.

";
