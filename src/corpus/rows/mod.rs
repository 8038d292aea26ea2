//! What is written: the layout of every line, the key that lines are sorted by, and the card that tells loaders of them.

pub(crate) mod card;
pub(crate) mod dates;
pub(crate) mod entry;
pub(crate) mod filled;
pub mod line;
pub(crate) mod tally;
pub(crate) mod unknown;
