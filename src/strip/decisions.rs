//! The decisions of all rules on one page: segments to remove, ranges to cut, segments to protect, and weak votes.
//!
//! A weak vote removes its segment only if a later rule finds other boilerplate around it. Not for removing: see `remove`.

use std::ops::Range;
use std::sync::Arc;

use crate::model::RuleId;

/// A judge's decision to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The rule that decided.
    pub(crate) rule: RuleId,
    /// Why, in words; shared by the weak vote and the verdict that came of it.
    pub(crate) reason: Arc<str>,
}

/// The decisions on one page. The first verdict on a segment stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decisions {
    removed: Vec<Option<Verdict>>,
    weak_votes: Vec<Option<Verdict>>,
    protected: Vec<bool>,
    cuts: Vec<(usize, Range<usize>, Verdict)>,
}

impl Decisions {
    /// No decisions yet, for a page with so many segments.
    pub(crate) fn new(segments: usize) -> Self {
        Decisions {
            removed: vec![None; segments],
            weak_votes: vec![None; segments],
            protected: vec![false; segments],
            cuts: Vec::new(),
        }
    }

    /// Decides to remove a whole segment, unless it is protected or already removed.
    pub(crate) fn remove(&mut self, segment: usize, rule: &RuleId, reason: impl Into<Arc<str>>) {
        if self.is_protected(segment) {
            return;
        }
        if let Some(slot @ None) = self.removed.get_mut(segment) {
            *slot = Some(Verdict {
                rule: rule.clone(),
                reason: reason.into(),
            });
        }
    }

    /// Notes that a segment is boilerplate if its surroundings are.
    pub(crate) fn add_weak_vote(&mut self, segment: usize, rule: &RuleId, reason: impl Into<Arc<str>>) {
        if let Some(slot @ None) = self.weak_votes.get_mut(segment) {
            *slot = Some(Verdict {
                rule: rule.clone(),
                reason: reason.into(),
            });
        }
    }

    /// Decides to remove a byte range of a segment, relative to its start.
    pub(crate) fn cut(&mut self, segment: usize, range: Range<usize>, rule: &RuleId, reason: impl Into<Arc<str>>) {
        if !range.is_empty() && !self.is_protected(segment) {
            self.cuts.push((
                segment,
                range,
                Verdict {
                    rule: rule.clone(),
                    reason: reason.into(),
                },
            ));
        }
    }

    /// Keeps a segment, whatever later rules say.
    pub(crate) fn protect(&mut self, segment: usize) {
        if let Some(slot) = self.protected.get_mut(segment) {
            *slot = true;
        }
    }

    /// Whether a segment is kept, whatever rules say.
    pub(crate) fn is_protected(&self, segment: usize) -> bool {
        self.protected.get(segment).copied().unwrap_or(false)
    }

    /// Drops the verdicts and cuts for which `holds` is false.
    pub(crate) fn retain(&mut self, holds: impl Fn(usize, &Verdict) -> bool) {
        for (segment, slot) in self.removed.iter_mut().enumerate() {
            *slot = slot.take().filter(|verdict| holds(segment, verdict));
        }
        self.cuts.retain(|(segment, _, verdict)| holds(*segment, verdict));
    }

    /// Whether a whole segment is to be removed.
    pub(crate) fn is_removed(&self, segment: usize) -> bool {
        self.verdict(segment).is_some()
    }

    /// The verdict on a whole segment.
    pub(crate) fn verdict(&self, segment: usize) -> Option<&Verdict> {
        self.removed.get(segment).and_then(Option::as_ref)
    }

    /// Whether a rule of this class removes the segment.
    pub(crate) fn is_removed_as(&self, segment: usize, class: &str) -> bool {
        self.verdict(segment)
            .is_some_and(|v| v.rule.0.split('/').next() == Some(class))
    }

    /// Keeps a segment after all: drops the verdict on it.
    pub(crate) fn restore(&mut self, segment: usize) {
        if let Some(slot) = self.removed.get_mut(segment) {
            *slot = None;
        }
    }

    /// Drops the cuts for which `keep` is false.
    pub(crate) fn retain_cuts(&mut self, keep: impl Fn(&Verdict) -> bool) {
        self.cuts.retain(|(_, _, verdict)| keep(verdict));
    }

    /// Drops all verdicts and cuts but those of `rule`.
    pub(crate) fn retain_rule(&mut self, rule: &RuleId) {
        for slot in &mut self.removed {
            *slot = slot.take().filter(|verdict| verdict.rule == *rule);
        }
        self.cuts.retain(|(_, _, verdict)| verdict.rule == *rule);
    }

    /// The weak vote on a segment.
    pub(crate) fn weak_vote(&self, segment: usize) -> Option<&Verdict> {
        self.weak_votes.get(segment).and_then(Option::as_ref)
    }

    /// Removes a segment by the weak vote on it, if there is one.
    pub(crate) fn accept_weak_vote(&mut self, segment: usize) {
        if let Some(verdict) = self.weak_vote(segment).cloned() {
            self.remove(segment, &verdict.rule, verdict.reason);
        }
    }

    /// The cuts, each with its segment.
    pub(crate) fn cuts(&self) -> impl Iterator<Item = (usize, &Range<usize>)> {
        self.cuts.iter().map(|(segment, range, _)| (*segment, range))
    }

    /// Moves the verdict on a whole segment out.
    pub(crate) fn take_verdict(&mut self, segment: usize) -> Option<Verdict> {
        self.removed.get_mut(segment)?.take()
    }

    /// Moves the cuts out, in the order in which they were made.
    pub(crate) fn take_cuts(&mut self) -> Vec<(usize, Range<usize>, Verdict)> {
        std::mem::take(&mut self.cuts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_vote_and_the_verdict_that_comes_of_it_share_their_reason() {
        let mut decisions = Decisions::new(2);
        decisions.add_weak_vote(1, &RuleId::code("share/buttons"), format!("says {}", "share"));
        decisions.accept_weak_vote(1);
        let (vote, verdict) = (decisions.weak_vote(1).unwrap(), decisions.verdict(1).unwrap());
        assert!(Arc::ptr_eq(&vote.reason, &verdict.reason) && &*verdict.reason == "says share");
        assert!(decisions.verdict(0).is_none());
    }
}
