//! What a corpus is built with: recorded by `build`, used by `repair`.
//!
//! Not for: where it is written (`corpus`).

use std::path::Path;

use anyhow::Context;
use chaffinch::internal::config::Config;
use chaffinch::internal::corpus::{Origin, Pack};
use chaffinch::internal::sources::{self, Input};

use super::exit::Usage;

/// The inputs that were recorded.
///
/// # Errors
/// Inputs that were not recorded, that were piped in, or a list that cannot be read.
pub(super) fn inputs(origin: &Origin) -> anyhow::Result<Vec<Input>> {
    let named = || origin.inputs.iter().chain(&origin.lists);
    if named().next().is_none() || named().any(|path| path == "-") {
        return Err(Usage("the inputs of this corpus are not recorded; name them".to_owned()).into());
    }
    let mut inputs: Vec<Input> = origin.inputs.iter().map(|path| Input::Path(path.into())).collect();
    for list in &origin.lists {
        inputs.extend(sources::read_list(Path::new(list))?);
    }
    Ok(inputs)
}

/// Puts the recorded rule packs into the settings, unless others are named there.
///
/// # Errors
/// A pack that is gone or has changed.
pub(super) fn use_packs(origin: &Origin, config: &mut Config) -> anyhow::Result<()> {
    if !config.strip.packs.is_empty() {
        return Ok(());
    }
    for Pack { path, blake3 } in &origin.packs {
        if path.is_empty() {
            let way = "name it with --set strip.packs='[\"FILE\"]'";
            return Err(Usage(format!(
                "the corpus was built with a rule pack of BLAKE3 {blake3}; {way}"
            ))
            .into());
        }
        let bytes = std::fs::read(path).with_context(|| format!("rule pack {path}"))?;
        if blake3::hash(&bytes).to_hex().as_str() != blake3 {
            return Err(Usage(format!("rule pack {path} has changed since the corpus was built")).into());
        }
        config.strip.packs.push(path.into());
    }
    Ok(())
}
