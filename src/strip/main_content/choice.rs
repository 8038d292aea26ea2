//! What the judge chose, in the form that is kept beside a parsed page, so that the model is asked once.
//!
//! Not for: choosing.

use serde::{Deserialize, Serialize};

use super::Verdict;

/// The main content of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The fingerprint of what chose; another judge may choose otherwise.
    pub by: String,
    /// What became of each block, in order.
    pub blocks: Vec<Chosen>,
}

/// What removing needs of a [`Verdict`]. Written as a number: the score of what is left out, `-1` and `-2` for what is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "i32", from = "i32")]
pub enum Chosen {
    /// The block is left out, with this score per mille.
    Out(u16),
    /// It is part of the main content.
    In,
    /// It is, whatever rules guess that go by place or shape.
    Sure,
}

impl From<Verdict> for Chosen {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict { keep: false, score, .. } => Chosen::Out(score),
            Verdict { sure: true, .. } => Chosen::Sure,
            Verdict { sure: false, .. } => Chosen::In,
        }
    }
}

impl From<Chosen> for i32 {
    fn from(chosen: Chosen) -> Self {
        match chosen {
            Chosen::Out(score) => score.into(),
            Chosen::In => -1,
            Chosen::Sure => -2,
        }
    }
}

impl From<i32> for Chosen {
    fn from(number: i32) -> Self {
        match u16::try_from(number) {
            Ok(score) => Chosen::Out(score),
            Err(_) if number == -2 => Chosen::Sure,
            Err(_) => Chosen::In,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let blocks = vec![Chosen::Out(0), Chosen::Out(999), Chosen::In, Chosen::Sure];
        let json = serde_json::to_string(&blocks).unwrap();
        assert_eq!(json, "[0,999,-1,-2]");
        assert_eq!(serde_json::from_str::<Vec<Chosen>>(&json).unwrap(), blocks);
    }
}
