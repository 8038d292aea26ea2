//! Bytes to text: which encoding, on what evidence, with how much damage.
//!
//! Not for: cleaning the text (`normalize`).

mod charset;
mod code_page;
mod decide;
mod detect;
mod east_asian;
mod prescan;
mod unicode;
mod utf8;

use serde::{Deserialize, Serialize};

use crate::document::{Content, Encoding, Format};

pub use charset::Charset;
pub use code_page::CodePage;
pub use east_asian::EastAsian;

/// Settings of the stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Encoding of all inputs, by its label, whatever they say of themselves. Unset: decided for each document.
    pub encoding: Option<String>,
}

/// Decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// How it was decoded.
    pub encoding: Encoding,
}

/// Decodes a record's content.
///
/// # Errors
/// Says what is wrong where the encoding is known but not supported.
pub fn decode(content: Content, format: Format, options: &Options) -> Result<Decoded, String> {
    match content {
        Content::Text(text) => Ok(Decoded {
            text,
            encoding: Encoding {
                name: "utf-8".into(),
                evidence: "container".into(),
                malformed: 0,
            },
        }),
        Content::Bytes { bytes, charset } => {
            let decision = decide::decide(&bytes, charset.as_deref(), format, options)?;
            let (text, malformed) = decision.charset.decode_owned(bytes, decision.skip);
            Ok(Decoded {
                text,
                encoding: Encoding {
                    name: decision.charset.name(),
                    evidence: decision.evidence,
                    malformed,
                },
            })
        }
    }
}
