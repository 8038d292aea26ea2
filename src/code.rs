//! Names of the code of each stage, for fingerprints: a program that was built from other sources does not take over what
//! the one before made, even if both have one version.
//!
//! Not for: settings, rules and weights, which have fingerprints of their own. The build script makes the names.

/// What cuts inputs into records.
pub(crate) const READ: &str = env!("CHAFFINCH_CODE_READ");
/// What makes text of bytes.
pub(crate) const DECODE: &str = env!("CHAFFINCH_CODE_DECODE");
/// What makes blocks of text.
pub(crate) const PARSE: &str = env!("CHAFFINCH_CODE_PARSE");
/// What judges.
pub(crate) const STRIP: &str = env!("CHAFFINCH_CODE_STRIP");
/// What makes documents of blocks.
pub(crate) const FINISH: &str = env!("CHAFFINCH_CODE_FINISH");
/// What lays out the corpus.
pub(crate) const LAYOUT: &str = env!("CHAFFINCH_CODE_LAYOUT");
