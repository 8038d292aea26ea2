//! How sure the model of the main content may be of a block, per mille, while a rule still removes it.
//!
//! Not for: applying this to a page (`limits`).

/// The `max_score` of a rule that holds only where the model doubts a block itself. Of pages of half of the development sets, all rules
/// together were right in 96 of 100 removals below a score of 300, and in three of four above it.
pub(crate) const DOUBTED: u16 = 0;
/// The `max_score` of a rule that needs no model's doubt.
pub(crate) const ALWAYS: u16 = u16::MAX;
