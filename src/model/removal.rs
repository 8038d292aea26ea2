//! Text that was stripped, and the rule that took it.

use std::borrow::{Borrow, Cow};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::ByteSpan;

/// The stage that a decision was made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Stage {
    /// Finding and reading inputs, records and members.
    Read,
    /// Bytes to text.
    Decode,
    /// Text to blocks.
    Parse,
    /// Boilerplate.
    Strip,
    /// Unicode, spaces, controls.
    Normalize,
    /// Whole documents.
    Filter,
}

/// Name of a rule, `class/name`: `newsletter/sign-up`, `related/section`, `outside-main-content`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(pub Cow<'static, str>);

impl RuleId {
    /// A rule that is code.
    pub const fn code(name: &'static str) -> Self {
        RuleId(Cow::Borrowed(name))
    }
}

impl Borrow<str> for RuleId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that was stripped from a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Removal {
    /// Always [`Stage::Strip`] today; kept in the record so that later stages can list theirs.
    pub stage: Stage,
    /// The rule that removed it.
    pub rule: RuleId,
    /// Why, in words: the phrase that matched, the heading that opened the section, the score.
    pub reason: String,
    /// If the main-content model removed it: the phrase rule that also matches; otherwise empty.
    #[serde(default)]
    pub also: String,
    /// Its position in the extracted text.
    pub span: ByteSpan,
    /// The removed text, verbatim.
    pub text: String,
}

impl Removal {
    /// `text`, which stood at `span`, was removed by `rule`.
    pub fn new(rule: RuleId, reason: impl Into<String>, span: ByteSpan, text: impl Into<String>) -> Self {
        Removal {
            stage: Stage::Strip,
            rule,
            reason: reason.into(),
            also: String::new(),
            span,
            text: text.into(),
        }
    }
}
