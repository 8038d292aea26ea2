//! Names of the code and embedded data of each stage, for fingerprints: a program built from other sources or data does not reuse
//! what another made, even if both have the same version.
//!
//! Not for: settings, rules and models, which have fingerprints of their own. The build script makes the names.

/// What cuts inputs into records.
pub(crate) const READ: &str = env!("CHAFFINCH_CODE_READ");
/// What makes text of bytes.
pub(crate) const DECODE: &str = env!("CHAFFINCH_CODE_DECODE");
/// What makes blocks of text.
pub(crate) const PARSE: &str = env!("CHAFFINCH_CODE_PARSE");
/// What judges.
pub(crate) const STRIP: &str = env!("CHAFFINCH_CODE_STRIP");
/// What makes text of blocks.
pub(crate) const RENDER: &str = env!("CHAFFINCH_CODE_RENDER");
/// What normalises text.
pub(crate) const NORMALIZE: &str = env!("CHAFFINCH_CODE_NORMALIZE");
/// What drops whole documents.
pub(crate) const FILTER: &str = env!("CHAFFINCH_CODE_FILTER");
/// What lays out the corpus.
pub(crate) const LAYOUT: &str = env!("CHAFFINCH_CODE_LAYOUT");
