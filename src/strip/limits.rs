//! How far rules may contradict the model of the main content, on HTML pages.
//!
//! The model has seen tags, places and links; rules have not. A rule holds where the model doubts the block itself, and up to the score
//! that the rule states (`max_score`). Not for plain text, on which this model is not asked.

use std::collections::HashMap;

use super::decisions::Decisions;
use super::main_content;
use super::page::Page;
use super::phrases::RuleSet;
use super::rules;

/// The limits of all rules, by their ids.
#[derive(Debug)]
pub(crate) struct Limits(HashMap<String, u16>);

impl Limits {
    /// The limits that the rules state.
    pub(crate) fn of(rules: &RuleSet) -> Self {
        let structural = rules::all().map(|(_, rule)| (rule.name.to_owned(), rule.max_score));
        let phrases = rules.iter().map(|named| (named.id.to_string(), named.rule.max_score));
        Limits(structural.chain(phrases).collect())
    }

    /// Drops the verdicts on blocks that the model is surer of than the rule may contradict.
    pub(crate) fn enforce(&self, page: &Page<'_>, decisions: &mut Decisions) {
        if page.choice.is_none() {
            return;
        }
        decisions.retain(|index, verdict| {
            let limit = self.0.get(&*verdict.rule.0).copied().unwrap_or(rules::DOUBTED);
            page.may_overrule(index, limit) || verdict.rule == main_content::RULE
        });
    }
}
