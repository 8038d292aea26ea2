//! Bytes to text: which encoding, on what evidence, with how much damage.
//!
//! Not for: cleaning the text (`normalize`).

mod blocks;
mod charset;
mod code_page;
mod decide;
mod detect;
mod east_asian;
mod prescan;
mod repair;
mod unicode;
mod utf32;
mod utf8;
mod wide;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::{Content, Encoding, Format, Metadata};
use decide::{Input, Known};

pub use blocks::repair_blocks;
pub use charset::Charset;
pub use code_page::CodePage;
pub use east_asian::EastAsian;
pub(crate) use wide::{SHORT_BYTES, short_text};

/// Settings of the stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Encoding of all inputs, by its label, whatever they say of themselves. Unset: decided for each document.
    pub encoding: Option<String>,
    /// Language that the inputs are likely in (`de`, `zh-TW`), where they do not say: it decides between encodings that fit nearly as well.
    pub language: Option<String>,
    /// Repair text that was decoded wrongly before it reached us (`cafÃ©`); the repaired lines are counted.
    pub repair: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            encoding: None,
            language: None,
            repair: true,
        }
    }
}

/// Decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// How it was decoded.
    pub encoding: Encoding,
}

/// Decodes a record's content. `metadata` is what its container says of it: language and address are hints.
///
/// # Errors
/// Says what is wrong where the encoding is known but not supported.
pub fn decode(content: Content, format: Format, metadata: &Metadata, options: &Options) -> Result<Decoded, String> {
    let (text, encoding) = match content {
        Content::Text(text) => {
            let encoding = Encoding {
                name: "utf-8".into(),
                evidence: "container".into(),
                ..Encoding::default()
            };
            (text, encoding)
        }
        Content::Bytes { bytes, charset } => {
            let http = charset.as_deref();
            let known = Known { http, format, metadata };
            let decision = decide::decide(bytes, &known, options)?;
            let (text, malformed) = match decision.input {
                Input::Text(text) => (text, 0),
                Input::Bytes(bytes) => decision.charset.decode(&bytes),
            };
            let encoding = Encoding {
                name: decision.charset.name(),
                evidence: decision.evidence,
                malformed,
                ..Encoding::default()
            };
            (text, encoding)
        }
    };
    Ok(if options.repair {
        repaired(text, encoding)
    } else {
        Decoded { text, encoding }
    })
}

/// Repairs text that has changed since it was decoded, as far as `options` want it.
pub fn repaired_again(text: String, encoding: Encoding, options: &Options) -> Decoded {
    if !options.repair {
        return Decoded { text, encoding };
    }
    let repairs = encoding.repairs;
    let mut decoded = repaired(text, encoding);
    decoded.encoding.repairs += repairs;
    decoded
}

fn repaired(text: String, encoding: Encoding) -> Decoded {
    let (repaired, repairs) = repair::repair(&text, encoding.name == "utf-8");
    let encoding = Encoding { repairs, ..encoding };
    match repaired {
        Cow::Owned(text) => Decoded { text, encoding },
        Cow::Borrowed(_) => Decoded { text, encoding },
    }
}
