//! Whole documents: the filters that a user sets. By default only documents without text are dropped.

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::outcome::{DropReason, RuleId};

/// Settings of the stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {}

/// The reason to drop `document`, if there is one.
pub fn filter(document: &Document, options: &Options) -> Option<DropReason> {
    let _ = options;
    document.text.is_empty().then(|| DropReason {
        rule: RuleId::code("empty"),
        detail: "no text is left".into(),
    })
}
