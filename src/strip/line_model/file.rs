//! The weights of the model, as `scripts/train/text-model.sh` writes them: those of the words, then the trees
//! of each idea of wanted text.
//!
//! Not for what they are multiplied with.

use std::sync::LazyLock;

use super::super::main_content::{Ensemble, ensemble_of};
use super::Wanted;
use super::words::{BUCKETS, Words};

/// The file; `data/text-model.md` is its card.
pub(in super::super) static WEIGHTS: &[u8] = include_bytes!("../../../data/text-model.model");
/// Begins the file.
const MAGIC: &[u8] = b"chaffinch plain text 3\n";
/// The model that comes with the program. Unreadable weights would be a broken build; a test reads them.
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(WEIGHTS).unwrap_or_default());

/// The model of lines.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) words: Words,
    page: Ensemble,
    prose: Ensemble,
}

impl Model {
    /// Reads weights; none if they are damaged.
    pub(super) fn read(file: &[u8]) -> Option<Self> {
        let (factor, rest) = file.strip_prefix(MAGIC)?.split_first_chunk()?;
        let (bias, rest) = rest.split_first_chunk()?;
        let (weights, rest) = rest.split_at_checked(BUCKETS)?;
        let (length, rest) = rest.split_first_chunk()?;
        let (page, prose) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        Some(Model {
            words: Words::new(weights, i32::from_le_bytes(*factor), i32::from_le_bytes(*bias))?,
            page: ensemble_of(page, b"")?,
            prose: ensemble_of(prose, b"")?,
        })
    }

    /// The trees that know what is wanted.
    pub(super) fn trees(&self, wanted: Wanted) -> &Ensemble {
        match wanted {
            Wanted::Page => &self.page,
            Wanted::Prose => &self.prose,
        }
    }
}

/// The model in force.
pub(super) fn model() -> &'static Model {
    #[cfg(feature = "training")]
    if let Some(model) = STAND_IN.get() {
        return model;
    }
    &MODEL
}

/// Weights that stand in for those of the program while training is measured.
#[cfg(feature = "training")]
pub(super) static STAND_IN: std::sync::OnceLock<Model> = std::sync::OnceLock::new();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_the_program_can_be_read() {
        let model = Model::read(WEIGHTS).expect("readable weights");
        assert!(!model.page.is_empty() && !model.prose.is_empty());
        assert!(Model::read(&WEIGHTS[..WEIGHTS.len() - 1]).is_none());
        assert!(WEIGHTS.len() <= 1 << 20);
    }
}
