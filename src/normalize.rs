//! Unicode, spaces and controls of the kept text. Applying it twice is the same as once.

use serde::{Deserialize, Serialize};

/// Settings of the stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {}

/// Normalises `text`.
pub fn normalize(text: &str, options: &Options) -> String {
    let _ = options;
    text.to_owned()
}
