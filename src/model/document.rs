//! A cleaned document.

use serde::{Deserialize, Serialize};

use super::record::short_hash;
use super::{Digest, Metadata, Provenance, Removal};

/// How the text was decoded; stands in the output as `metadata.encoding`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Encoding {
    /// WHATWG name in lower case (`utf-8`, `windows-1252`, `shift_jis`), else the name its standard gives.
    pub name: String,
    /// What decided: `bom`, `http`, `meta`, `utf-8`, `detected`, `container` ...
    pub evidence: String,
    /// Sequences that were not valid and became U+FFFD.
    pub malformed: u64,
    /// Lines that had been decoded wrongly before they reached us and were repaired.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub repairs: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A cleaned document.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Document {
    /// Where it comes from.
    pub provenance: Provenance,
    /// The normalised text.
    pub text: String,
    /// What is known of it.
    pub metadata: Metadata,
    /// How it was decoded.
    pub encoding: Encoding,
    /// BLAKE3 of `text`: equal texts are duplicates.
    pub content_hash: Digest,
    /// BLAKE3 of the record's bytes as they came in.
    pub raw_hash: Digest,
    /// What was stripped from it, in order.
    pub removals: Vec<Removal>,
}

impl Document {
    /// A document with this text, of which nothing else is known; `raw_hash` is the digest of its record as it came in.
    pub fn new(provenance: Provenance, text: String, raw_hash: Digest) -> Self {
        Document {
            content_hash: Digest::of(text.as_bytes()),
            provenance,
            text,
            metadata: Metadata::default(),
            encoding: Encoding::default(),
            raw_hash,
            removals: Vec::new(),
        }
    }

    /// Identifies this version of the document: 32 hexadecimal digits from BLAKE3 of what identifies it and of its content as
    /// it came in. Settings, rules and the other documents of a corpus have no say in it. A document that came from no reader
    /// is identified by its provenance alone.
    pub fn id(&self) -> String {
        match self.metadata.identity.as_str() {
            "" => self.provenance.id(),
            identity => short_hash(&[identity.as_bytes(), self.raw_hash.to_string().as_bytes()]),
        }
    }
}
