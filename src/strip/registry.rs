//! What `chaffinch rules` lists: every rule with its class, languages, manual and examples.

use serde::Serialize;

use super::class::Class;
use super::phrases::RuleSet;
use super::rules;
use crate::outcome::RuleId;

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
