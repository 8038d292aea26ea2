//! Fingerprints: a corpus is updated only with what equal settings, code and data made.
//!
//! Each stage has a hash of its code and embedded data, made by the build script, so that a program built from other sources does not
//! reuse what another made, even if both have the same version.

use serde::Serialize;

/// The fingerprint of settings and what goes with them: equal fingerprints do the same to equal inputs.
pub(crate) fn of(settings: &impl Serialize) -> String {
    // Settings hold no map with keys that are not strings, which is all that can fail here.
    let json = serde_json::to_vec(settings).unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(&[0]);
    hasher.update(&json);
    let mut hex = hasher.finalize().to_hex().to_string();
    hex.truncate(32);
    hex
}

/// What cuts inputs into records.
pub(crate) const READ: &str = env!("CHAFFINCH_CODE_READ");
/// What makes text of bytes.
pub(crate) const DECODE: &str = env!("CHAFFINCH_CODE_DECODE");
/// What makes blocks of text.
pub(crate) const PARSE: &str = env!("CHAFFINCH_CODE_PARSE");
/// What identifies languages.
pub(crate) const LANGUAGE: &str = env!("CHAFFINCH_CODE_LANGUAGE");
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
