//! How far rules may contradict the model of the main content, on HTML pages.
//!
//! The model has seen tags, places and links; rules have not. A rule holds where the model doubts the block itself, and up to the score
//! that the rule states (`max_score`). Not for plain text, on which this model is not asked.

use std::collections::HashMap;

use super::decisions::Decisions;
use super::main_content;
use super::max_score::DOUBTED;
use super::page::Page;
use crate::model::RuleId;

/// The highest score of a model, per mille.
const MOST_SCORE: u16 = 1000;

/// The limits of all rules, by their ids.
#[derive(Clone, Debug)]
pub(crate) struct Limits(HashMap<String, u16>);

impl Limits {
    /// The limits that rules state, by their ids.
    pub(crate) const fn of(max_scores: HashMap<String, u16>) -> Self {
        Limits(max_scores)
    }

    /// Whether a rule holds whatever a model says.
    pub(crate) fn is_certain(&self, rule: &RuleId) -> bool {
        self.0.get(&*rule.0).is_some_and(|limit| *limit > MOST_SCORE)
    }

    /// Drops the verdicts on blocks that the model is surer of than the rule may contradict.
    pub(crate) fn enforce(&self, page: &Page<'_>, decisions: &mut Decisions) {
        if page.choice.is_none() {
            return;
        }
        decisions.retain(|index, verdict| {
            let limit = self.0.get(&*verdict.rule.0).copied().unwrap_or(DOUBTED);
            page.may_overrule(index, limit) || verdict.rule == main_content::RULE
        });
    }
}
