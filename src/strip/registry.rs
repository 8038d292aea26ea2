//! What `chaffinch rules` lists: every rule with its class, languages, manual and examples.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use serde::Serialize;

use super::class::Class;
use super::examples::{Examples, Given};
use super::module::{Module, Rule};
use super::phrases::{self, Named, RuleSet};
use super::{Error, ReadPack, line_model, rules, template};
use crate::model::RuleId;

/// A rule as the command shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleInfo {
    /// `class/name`.
    pub id: RuleId,
    /// Its class.
    #[serde(serialize_with = "class_name")]
    pub class: Class,
    /// The name by which it can be shown and allowed with others that share its manual and its examples.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<&'static str>,
    /// `phrase` (data in a pack) or `structure` (code).
    pub kind: &'static str,
    /// Languages of its phrases; `*` and none for rules that know no language.
    pub languages: Vec<String>,
    /// What it removes, in short.
    pub about: String,
    /// The whole manual page of a structural rule; empty for a phrase rule, whose text and examples say all.
    pub manual: String,
    /// What the examples presuppose beside the default settings.
    #[serde(skip_serializing_if = "Given::is_empty")]
    pub given: Given,
    /// Texts that it removes, and pages in which they are marked: `[-removed-]`.
    pub remove: Vec<String>,
    /// Texts that it must keep, and pages in which they are marked: `[+kept+]`.
    pub keep: Vec<String>,
}

impl RuleInfo {
    /// Whether `id` is its own, or that of a rule of its family.
    pub fn is_or_has(&self, id: &RuleId) -> bool {
        let named = || id.0.split_once('/').map(|(_, name)| name);
        self.id == *id || self.family.is_some() && self.family == named()
    }
}

fn class_name<S: serde::Serializer>(class: &Class, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(class.name())
}

/// All rules, sorted by class and name.
pub(crate) fn all(rules: &RuleSet) -> Vec<RuleInfo> {
    let phrases = rules.iter().map(phrase);
    let structures = modules().flat_map(structural);
    let mut all: Vec<RuleInfo> = phrases.chain(structures).collect();
    all.sort_by(|a, b| (a.class, &a.id).cmp(&(b.class, &b.id)));
    all
}

fn phrase(named: &Named) -> RuleInfo {
    RuleInfo {
        id: named.id.clone(),
        class: named.rule.class,
        family: None,
        kind: "phrase",
        languages: named.rule.languages.clone(),
        about: named.rule.about.clone(),
        manual: String::new(),
        given: Given::default(),
        remove: named.rule.remove.clone(),
        keep: named.rule.keep.clone(),
    }
}

/// A rule pack by itself.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its rules, in order.
    pub rules: Vec<RuleInfo>,
    /// Whether it comes with the program, so that its rules are in force without it.
    pub is_built_in: bool,
}

impl Pack {
    /// Reads the pack at `path`.
    ///
    /// # Errors
    /// It cannot be read, or is no pack.
    pub fn load(path: &Path, read: ReadPack<'_>) -> Result<Self, Error> {
        let (rules, is_built_in) = phrases::rules_of(path, read)?;
        let rules = rules.iter().map(phrase).collect();
        Ok(Pack { rules, is_built_in })
    }
}

/// All files of structural rules; last those that need more than the page.
pub(crate) fn modules() -> impl Iterator<Item = Module> {
    rules::MODULES
        .iter()
        .copied()
        .chain([line_model::MODULE, template::MODULE])
}

/// All structural rules.
pub(crate) fn structural_rules() -> impl Iterator<Item = Rule> {
    modules().flat_map(|module| module.rules.iter().copied())
}

/// The highest score that each rule may contradict, by its id.
pub(crate) fn max_scores(rules: &RuleSet) -> HashMap<String, u16> {
    let structures = structural_rules().map(|rule| (rule.name.to_owned(), rule.max_score));
    let phrases = rules.iter().map(|named| (named.id.to_string(), named.rule.max_score));
    structures.chain(phrases).collect()
}

/// The rules of a file of structural rules.
fn structural(module: Module) -> impl Iterator<Item = RuleInfo> {
    let examples = module.examples();
    module.rules.iter().map(move |rule| {
        let Examples { remove, keep, given } = examples.get(module.name_of(rule)).cloned().unwrap_or_default();
        RuleInfo {
            id: rule.id(),
            class: rule.class,
            family: module.family,
            kind: "structure",
            languages: Vec::new(),
            about: module.about(rule),
            manual: module.manual(),
            given,
            remove,
            keep,
        }
    })
}

/// How alike two names must be, from 0 to 1, for one to be offered for the other.
const ALIKE: f64 = 0.6;

/// What can be allowed: rules by their id, classes and families by their name.
pub(crate) fn names(rules: &RuleSet) -> BTreeSet<String> {
    let phrases = rules.iter().map(|named| (named.id.to_string(), named.rule.class));
    let structures = structural_rules().map(|rule| (rule.name.to_owned(), rule.class));
    let both = |(id, class): (String, Class)| [id, class.name().to_owned()];
    let families = modules().filter_map(|module| module.family).map(str::to_owned);
    phrases.chain(structures).flat_map(both).chain(families).collect()
}

/// The known name that is most like `name`.
pub(crate) fn nearest<'n>(known: &'n BTreeSet<String>, name: &str) -> Option<&'n String> {
    let scored = known
        .iter()
        .map(|other| (strsim::normalized_damerau_levenshtein(other, name), other));
    scored
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, other)| other)
}
