//! What `chaffinch rules` lists: every rule with its class, languages, manual and examples.

use std::collections::BTreeSet;

use serde::Serialize;

use super::class::Class;
use super::phrases::RuleSet;
use super::rules;
use crate::model::RuleId;

/// A rule as the command shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleInfo {
    /// `class/name`.
    pub id: RuleId,
    /// Its class.
    #[serde(serialize_with = "class_name")]
    pub class: Class,
    /// `phrase` (data in a pack) or `structure` (code).
    pub kind: &'static str,
    /// Languages of its phrases; `*` and none for rules that know no language.
    pub languages: Vec<String>,
    /// What it removes, in short.
    pub about: String,
    /// The whole manual page of a structural rule; empty for a phrase rule, whose text and examples say all.
    pub manual: String,
    /// Texts that it removes.
    pub remove: Vec<String>,
    /// Texts that it must keep.
    pub keep: Vec<String>,
}

fn class_name<S: serde::Serializer>(class: &Class, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(class.name())
}

/// All rules, sorted by class and name.
pub(crate) fn all(rules: &RuleSet) -> Vec<RuleInfo> {
    let phrases = rules.iter().map(|named| RuleInfo {
        id: named.id.clone(),
        class: named.rule.class,
        kind: "phrase",
        languages: named.rule.languages.clone(),
        about: named.rule.about.clone(),
        manual: String::new(),
        remove: named.rule.remove.clone(),
        keep: named.rule.keep.clone(),
    });
    let structures = rules::manuals().into_iter().map(|manual| RuleInfo {
        id: RuleId::code(manual.id),
        class: manual.class,
        kind: "structure",
        languages: Vec::new(),
        about: manual.about(),
        manual: manual.page(),
        remove: Vec::new(),
        keep: Vec::new(),
    });
    let mut all: Vec<RuleInfo> = phrases.chain(structures).collect();
    all.sort_by(|a, b| (a.class, &a.id).cmp(&(b.class, &b.id)));
    all
}

/// How alike two names must be, from 0 to 1, for one to be offered for the other.
const ALIKE: f64 = 0.6;

/// What can be allowed: rules by their id, classes by their name.
pub(crate) fn names(rules: &RuleSet) -> BTreeSet<String> {
    let both = |info: RuleInfo| [info.id.to_string(), info.class.name().to_owned()];
    all(rules).into_iter().flat_map(both).collect()
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
