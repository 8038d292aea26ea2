//! The chosen main content, in the form that is stored with a parsed page, so that the model runs once.
//!
//! Not for: choosing.

use serde::{Deserialize, Serialize};

use super::Verdict;

/// The main content of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The fingerprint of settings and weights that chose it.
    pub by: String,
    /// The verdict on each block, in order.
    pub blocks: Vec<Chosen>,
    /// The score, per mille, below which the model doubts a block that it keeps only because of its container.
    #[serde(default)]
    pub doubt: u16,
}

/// The part of a [`Verdict`] that removing needs. Written as a number: the score of a block left out, `-1 - score` of a kept one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "i32", from = "i32")]
pub enum Chosen {
    /// The block is left out, with this score per mille.
    Out(u16),
    /// The block is part of the main content, with this score per mille.
    In(u16),
}

impl Chosen {
    /// The score, per mille.
    pub fn score(self) -> u16 {
        let (Chosen::Out(score) | Chosen::In(score)) = self;
        score
    }
}

impl From<Verdict> for Chosen {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict { keep: false, score } => Chosen::Out(score),
            Verdict { keep: true, score } => Chosen::In(score),
        }
    }
}

impl From<Chosen> for i32 {
    fn from(chosen: Chosen) -> Self {
        match chosen {
            Chosen::Out(score) => score.into(),
            Chosen::In(score) => -1 - i32::from(score),
        }
    }
}

impl From<i32> for Chosen {
    fn from(number: i32) -> Self {
        match u16::try_from(number) {
            Ok(score) => Chosen::Out(score),
            Err(_) => Chosen::In(u16::try_from(-1 - i64::from(number)).unwrap_or(u16::MAX)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let blocks = vec![Chosen::Out(0), Chosen::Out(999), Chosen::In(0), Chosen::In(1000)];
        let json = serde_json::to_string(&blocks).unwrap();
        assert_eq!(json, "[0,999,-1,-1001]");
        assert_eq!(serde_json::from_str::<Vec<Chosen>>(&json).unwrap(), blocks);
    }
}
