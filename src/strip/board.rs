//! What judges write on: a verdict per piece, cuts inside pieces, and leanings that wait for company.
//!
//! Not for removing: see `remove`.

use std::ops::Range;

use crate::model::RuleId;

/// A judge's decision to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The rule that decided.
    pub(crate) rule: RuleId,
    /// Why, in words.
    pub(crate) reason: String,
}

/// All verdicts on a page. The first verdict on a piece stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Board {
    taken: Vec<Option<Verdict>>,
    leaning: Vec<Option<Verdict>>,
    protected: Vec<bool>,
    cuts: Vec<(usize, Range<usize>, Verdict)>,
}

impl Board {
    /// An empty board for so many pieces.
    pub(crate) fn new(pieces: usize) -> Self {
        Board {
            taken: vec![None; pieces],
            leaning: vec![None; pieces],
            protected: vec![false; pieces],
            cuts: Vec::new(),
        }
    }

    /// Removes a whole piece, unless it is protected or already taken.
    pub(crate) fn take(&mut self, piece: usize, rule: &RuleId, reason: impl Into<String>) {
        if self.is_protected(piece) {
            return;
        }
        if let Some(slot @ None) = self.taken.get_mut(piece) {
            *slot = Some(Verdict {
                rule: rule.clone(),
                reason: reason.into(),
            });
        }
    }

    /// Notes that a piece is boilerplate if its surroundings are.
    pub(crate) fn lean(&mut self, piece: usize, rule: &RuleId, reason: impl Into<String>) {
        if let Some(slot @ None) = self.leaning.get_mut(piece) {
            *slot = Some(Verdict {
                rule: rule.clone(),
                reason: reason.into(),
            });
        }
    }

    /// Removes bytes of a piece (relative to the piece).
    pub(crate) fn cut(&mut self, piece: usize, range: Range<usize>, rule: &RuleId, reason: impl Into<String>) {
        if !range.is_empty() && !self.is_protected(piece) {
            self.cuts.push((
                piece,
                range,
                Verdict {
                    rule: rule.clone(),
                    reason: reason.into(),
                },
            ));
        }
    }

    /// Keeps a piece whatever later judges say.
    pub(crate) fn protect(&mut self, piece: usize) {
        if let Some(slot) = self.protected.get_mut(piece) {
            *slot = true;
        }
    }

    /// Whether a piece is to be kept whatever happens.
    pub(crate) fn is_protected(&self, piece: usize) -> bool {
        self.protected.get(piece).copied().unwrap_or(false)
    }

    /// Takes back the verdicts and cuts that `holds` denies.
    pub(crate) fn retain(&mut self, holds: impl Fn(usize, &Verdict) -> bool) {
        for (piece, slot) in self.taken.iter_mut().enumerate() {
            *slot = slot.take().filter(|verdict| holds(piece, verdict));
        }
        self.cuts.retain(|(piece, _, verdict)| holds(*piece, verdict));
    }

    /// Whether a piece goes as a whole.
    pub(crate) fn is_taken(&self, piece: usize) -> bool {
        self.verdict(piece).is_some()
    }

    /// The verdict on a whole piece.
    pub(crate) fn verdict(&self, piece: usize) -> Option<&Verdict> {
        self.taken.get(piece).and_then(Option::as_ref)
    }

    /// Whether a rule of this class took the piece.
    pub(crate) fn is_taken_as(&self, piece: usize, class: &str) -> bool {
        self.verdict(piece)
            .is_some_and(|v| v.rule.0.split('/').next() == Some(class))
    }

    /// Takes back the verdict on a whole piece.
    pub(crate) fn give_back(&mut self, piece: usize) {
        if let Some(slot) = self.taken.get_mut(piece) {
            *slot = None;
        }
    }

    /// Takes back the cuts whose verdicts `keep` does not hold.
    pub(crate) fn retain_cuts(&mut self, keep: impl Fn(&Verdict) -> bool) {
        self.cuts.retain(|(_, _, verdict)| keep(verdict));
    }

    /// Takes back every verdict and cut but those of `rule`.
    pub(crate) fn withdraw_all_but(&mut self, rule: &RuleId) {
        for slot in &mut self.taken {
            *slot = slot.take().filter(|verdict| verdict.rule == *rule);
        }
        self.cuts.retain(|(_, _, verdict)| verdict.rule == *rule);
    }

    /// The leaning of a piece.
    pub(crate) fn leaning(&self, piece: usize) -> Option<&Verdict> {
        self.leaning.get(piece).and_then(Option::as_ref)
    }

    /// Turns the leaning of a piece into a verdict.
    pub(crate) fn accept(&mut self, piece: usize) {
        if let Some(verdict) = self.leaning(piece).cloned() {
            self.take(piece, &verdict.rule, verdict.reason);
        }
    }

    /// Takes the verdict on a whole piece away.
    pub(crate) fn withdraw(&mut self, piece: usize) -> Option<Verdict> {
        self.taken.get_mut(piece)?.take()
    }

    /// Takes the cuts away, in the order in which they were made.
    pub(crate) fn withdraw_cuts(&mut self) -> Vec<(usize, Range<usize>, Verdict)> {
        std::mem::take(&mut self.cuts)
    }
}
