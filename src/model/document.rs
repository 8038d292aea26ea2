//! A cleaned document.

use serde::{Deserialize, Serialize};

use super::record::short_hash;
use super::{Digest, Metadata, Provenance, Removal};

/// How the text was decoded: `metadata.encoding` in the output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Encoding {
    /// WHATWG name in lower case (`utf-8`, `windows-1252`, `shift_jis`), else the name in its own standard.
    pub name: String,
    /// The evidence for it: `bom`, `http`, `meta`, `utf-8`, `detected`, `container` ...
    pub evidence: String,
    /// Number of invalid sequences, which became U+FFFD.
    pub malformed: u64,
    /// Number of lines that an earlier program had decoded wrongly and that were repaired.
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
    /// Title, author, date and other facts about it.
    pub metadata: Metadata,
    /// How it was decoded.
    pub encoding: Encoding,
    /// BLAKE3 of `text`: equal texts are duplicates.
    pub content_hash: Digest,
    /// BLAKE3 of the record's content before decoding and cleaning.
    pub raw_hash: Digest,
    /// What was stripped from it, in order.
    pub removals: Vec<Removal>,
}

impl Document {
    /// A document with this text and no metadata; `raw_hash` is the digest of the content of its record.
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

    /// Identifies this version of the document: 32 hexadecimal digits from the BLAKE3 of what identifies it and of its raw content.
    /// It does not depend on settings, rules or the other documents of a corpus. A document that no reader delivered is identified
    /// by its provenance alone.
    pub fn id(&self) -> String {
        match self.metadata.identity.as_str() {
            "" => self.provenance.id(),
            identity => short_hash(&[identity.as_bytes(), self.raw_hash.to_string().as_bytes()]),
        }
    }
}
