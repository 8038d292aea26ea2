//! What happened to one document, block by block: its trip as far as the second station.

use chaffinch::internal::model::{BlockKind, Encoding, Metadata, Parsed, Provenance, Quarantined, Record};
use chaffinch::internal::strip::Explained;
use chaffinch::internal::strip::main_content::Chosen;
use chaffinch::internal::strip::main_content::reasons::{Reason, reasons};
use chaffinch::internal::trip::{Pipeline, Trip};

/// Features that are named for each block.
const REASONS: usize = 3;

/// What happened to a document.
pub(super) struct Account {
    pub(super) provenance: Provenance,
    pub(super) encoding: Encoding,
    pub(super) metadata: Metadata,
    pub(super) blocks: Vec<Judged>,
}

/// A block and what became of its stretches, in order.
pub(super) struct Judged {
    pub(super) kind: BlockKind,
    pub(super) text: String,
    pub(super) stretches: Vec<Explained>,
    /// The model's score, per mille, and the features that moved it; none where the model was not asked.
    pub(super) score: Option<u16>,
    pub(super) reasons: Vec<Reason>,
}

/// The verdict on a block as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    Kept,
    Shortened,
    Removed,
}

/// # Errors
/// What could not be read.
pub(super) fn explain(pipeline: &Pipeline, record: Record) -> Result<Account, Quarantined> {
    let trip = Trip::new(pipeline);
    let extracted = trip.extract(record)?;
    let judged = trip.judge(&extracted)?;
    let mut parsed = extracted.parsed;
    let stretches = judged.explain(&parsed.blocks);
    let choice = judged.choice();
    let reasons = choice.map(|_| reasons(&parsed, REASONS)).unwrap_or_default();
    let scores = choice
        .into_iter()
        .flat_map(|choice| choice.blocks.iter().copied())
        .zip(reasons);
    Ok(Account {
        provenance: extracted.provenance,
        encoding: extracted.encoding,
        metadata: std::mem::take(&mut parsed.metadata),
        blocks: blocks(parsed, stretches, scores),
    })
}

impl Judged {
    pub(super) fn verdict(&self) -> Verdict {
        let removed = self.stretches.iter().filter(|stretch| stretch.rule.is_some()).count();
        match removed {
            0 => Verdict::Kept,
            all if all == self.stretches.len() => Verdict::Removed,
            _ => Verdict::Shortened,
        }
    }
}

/// Puts the stretches on their blocks.
fn blocks(
    parsed: Parsed,
    stretches: Vec<Explained>,
    scores: impl Iterator<Item = (Chosen, Vec<Reason>)>,
) -> Vec<Judged> {
    let unjudged = parsed.blocks.into_iter().map(|block| Judged {
        kind: block.kind,
        text: block.text,
        stretches: Vec::new(),
        score: None,
        reasons: Vec::new(),
    });
    let mut blocks: Vec<Judged> = unjudged.collect();
    for (block, (chosen, reasons)) in blocks.iter_mut().zip(scores) {
        (block.score, block.reasons) = (Some(chosen.score()), reasons);
    }
    for stretch in stretches {
        if let Some(block) = blocks.get_mut(stretch.block) {
            block.stretches.push(stretch);
        }
    }
    blocks
}
