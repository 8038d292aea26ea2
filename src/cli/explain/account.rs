//! What happened to one document, block by block: the stages are called one after the other, as the pipeline does.

use chaffinch::document::{BlockKind, Encoding, Metadata, Parsed, Provenance, Record};
use chaffinch::strip::main_content::Chosen;
use chaffinch::strip::main_content::reasons::{Reason, reasons};
use chaffinch::strip::{self, Explained, Stripper};
use chaffinch::{decode, pipeline};

/// Features that are named for each block.
const REASONS: usize = 3;

/// The stages up to the removal of boilerplate.
pub(super) struct Explainer {
    options: pipeline::Options,
    stripper: Stripper,
}

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

impl Explainer {
    pub(super) fn new(options: pipeline::Options) -> Result<Self, strip::Error> {
        Ok(Explainer {
            stripper: Stripper::new(&options.strip)?,
            options,
        })
    }

    /// # Errors
    /// Says what is wrong with the encoding, or which bound the document is beyond.
    pub(super) fn explain(&self, record: Record) -> Result<Account, String> {
        let decoded = decode::decode(record.content, record.format, &record.metadata, &self.options.decode)?;
        let (mut parsed, encoding) = pipeline::parsed(decoded, record.format, record.metadata, &self.options)?;
        let metadata = std::mem::take(&mut parsed.metadata);
        let stretches = self.stripper.explain(&parsed, &metadata);
        let choice = self.stripper.choose(&parsed, &metadata);
        let reasons = choice.as_ref().map(|_| reasons(&parsed, &metadata, REASONS));
        let chosen = choice.map(|choice| choice.blocks).unwrap_or_default();
        let scores = chosen.into_iter().zip(reasons.unwrap_or_default());
        Ok(Account {
            provenance: record.provenance,
            encoding,
            metadata,
            blocks: judged(parsed, stretches, scores),
        })
    }
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
fn judged(
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
