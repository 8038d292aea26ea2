//! What a file of structural rules declares: its rules, its judge, its manual page and its examples.
//!
//! The `//!` text at the head of the file is the manual page. Where a file has several rules, a list says what each of them removes:
//! "* `class/name`: ...". The examples are TOML, by rule: in a file of the same
//! name, or where they are few in the source file itself. Not for phrase rules, whose packs say all this.

use std::collections::BTreeMap;

use super::Options;
use super::class::Class;
use super::decisions::Decisions;
use super::examples::Examples;
pub(crate) use super::max_score::{ALWAYS, DOUBTED};
use super::page::Page;
use crate::model::RuleId;

/// Looks at the segments that are not removed yet, and writes decisions; changes no text.
pub(crate) type Judge = fn(&Page<'_>, &mut Decisions);

/// A structural rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// `class/name`; a few rules have no class in their name.
    pub(crate) name: &'static str,
    /// Its class.
    pub(crate) class: Class,
    /// On HTML pages, the score of the main content's model, per mille, from which a block stays whatever the rule says.
    pub(crate) max_score: u16,
    /// Whether it goes by place, repetition or neighbours alone. What it removes does not show that a plain text was a page, and
    /// where nothing else shows that, the rule has no say.
    pub(crate) placed: bool,
}

impl Rule {
    /// A rule that holds only where the model doubts the block.
    pub(crate) const fn new(name: &'static str, class: Class) -> Self {
        Rule {
            name,
            class,
            max_score: DOUBTED,
            placed: false,
        }
    }

    /// The same rule with another `max_score`.
    pub(crate) const fn up_to(mut self, max_score: u16) -> Self {
        self.max_score = max_score;
        self
    }

    /// The same rule, as one that goes by place, repetition or neighbours alone.
    pub(crate) const fn placed(mut self) -> Self {
        self.placed = true;
        self
    }

    /// The id that its removals bear.
    pub(crate) const fn id(&self) -> RuleId {
        RuleId::code(self.name)
    }
}

/// A file of structural rules.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Module {
    /// Its rules; none for a judge that applies rules of the packs.
    pub(crate) rules: &'static [Rule],
    /// Its judge; none where the judge needs more than the page, and runs after all others.
    pub(crate) judge: Option<Judge>,
    /// Whether the judge runs, by the settings.
    pub(crate) runs: fn(&Options) -> bool,
    /// The second half of the ids of its rules where they share their manual and their examples.
    pub(crate) family: Option<&'static str>,
    source: &'static str,
    examples: &'static str,
}

impl Module {
    /// Rules with their source file, their examples and their judge.
    pub(crate) const fn new(
        rules: &'static [Rule],
        source: &'static str,
        examples: &'static str,
        judge: Judge,
    ) -> Self {
        Module {
            judge: Some(judge),
            ..Self::late(rules, source, examples)
        }
    }

    /// Rules whose judge runs after all others.
    pub(crate) const fn late(rules: &'static [Rule], source: &'static str, examples: &'static str) -> Self {
        Module {
            rules,
            judge: None,
            runs: |_| true,
            family: None,
            source,
            examples,
        }
    }

    /// A judge without rules of its own.
    pub(crate) const fn without_rules(judge: Judge) -> Self {
        Self::new(&[], "", "", judge)
    }

    /// The same module, whose judge runs only with certain settings.
    pub(crate) const fn only_if(mut self, runs: fn(&Options) -> bool) -> Self {
        self.runs = runs;
        self
    }

    /// The same module, whose rules share their manual and their examples.
    pub(crate) const fn family(mut self, name: &'static str) -> Self {
        self.family = Some(name);
        self
    }

    /// The name under which the manual and the examples have a rule.
    pub(crate) fn name_of(&self, rule: &Rule) -> &'static str {
        self.family.unwrap_or(rule.name)
    }

    /// The manual page.
    pub(crate) fn manual(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n")
    }

    /// What a rule of the module removes, in a sentence or two.
    pub(crate) fn about(&self, rule: &Rule) -> String {
        let page = self.manual();
        let item = format!("* `{}`: ", rule.name);
        let found = page
            .split_once(&item)
            .map(|(_, rest)| rest.split("\n* ").next().unwrap_or(rest));
        let found = found.or_else(|| page.split_once("**What it removes.** ").map(|(_, rest)| rest));
        let paragraph = found.unwrap_or_default().split("\n\n").next().unwrap_or_default();
        paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The examples of its rules, by name. A file that cannot be read gives none, and fails a test.
    pub(crate) fn examples(&self) -> BTreeMap<String, Examples> {
        toml::from_str(self.examples).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::registry::modules;
    use super::*;

    #[test]
    fn every_manual_names_its_rules_and_has_all_sections() {
        for module in modules() {
            let page = module.manual();
            let head = page.lines().next().unwrap_or_default();
            for rule in module.rules {
                assert!(head.contains(module.name_of(rule)), "{page}");
                let about = module.about(rule);
                assert!(about.len() > 20 && !about.contains("**"), "{}", rule.name);
                for section in ["**What it removes.**", "**Why.**", "**What it must keep.**"] {
                    assert!(page.contains(section), "{}: {section}", rule.name);
                }
            }
        }
    }

    #[test]
    fn every_rule_has_two_examples_of_each_kind_and_no_examples_are_left_over() {
        for module in modules() {
            let examples: BTreeMap<String, Examples> = toml::from_str(module.examples).unwrap();
            let few = |name: &str| {
                let found = examples.get(name);
                found.is_none_or(|found| found.remove.len() < 2 || found.keep.len() < 2)
            };
            let names: BTreeSet<&str> = module.rules.iter().map(|rule| module.name_of(rule)).collect();
            let bare: Vec<_> = names.iter().filter(|name| few(name)).collect();
            assert!(bare.is_empty(), "too few examples: {bare:?}");
            assert_eq!(examples.len(), names.len(), "{:?}", examples.keys());
        }
    }

    #[test]
    fn of_a_list_of_rules_each_has_its_own_sentence() {
        let source = "//! # `a/x`, `a/y`\n//!\n//! **What it removes.** Two:\n//!\n//! * `a/x`: The first\n//!   of them.\n//! * `a/y`: The other.\n//!\n//! **Why.**\n\nuse x;\n";
        let module = Module::late(&[], source, "");
        let about = |name| module.about(&Rule::new(name, Class::Other));
        assert_eq!([about("a/x"), about("a/y")], ["The first of them.", "The other."]);
    }
}
