//! What was lost of a compressed file, and how it is told.

use crate::model::Fault;
use crate::sources::origin::feed::Damage;

/// Damage that is not reported yet.
pub(crate) struct Loss {
    /// Where it begins in the compressed file.
    pub(crate) from: u64,
    pub(crate) damage: Damage,
    /// Bytes that were decoded in vain in search of the next member.
    pub(crate) wasted_bytes: u64,
    /// What the damaged member gave: kept if no sound member is found inside it.
    pub(crate) output: Option<Output>,
}

/// What a member gave that is cut off, fails midway or does not fit its checksum.
pub(crate) struct Output {
    pub(crate) bytes: Vec<u8>,
    /// Where the compressed bytes end that it was made of.
    pub(crate) end: u64,
    /// Whether all of the member is there, and only its checksum is wrong.
    pub(crate) whole: bool,
}

impl Loss {
    /// Takes what the damaged member gave, unless a sound one begins inside it at `found`.
    pub(crate) fn take_output(&mut self, found: Option<u64>) -> Option<Output> {
        self.output
            .take_if(|output| found.is_none_or(|found| output.end <= found))
            .filter(|output| !output.bytes.is_empty())
    }

    /// The damage, which reaches to `to` or to the end of the file. An output that was not taken was none of the member's own.
    pub(crate) fn report(self, to: Option<u64>) -> Damage {
        let mut damage = self.damage;
        if self.output.is_some() {
            damage = Damage::new(Fault::CorruptMember, "runs into the members behind it");
        }
        at_bytes(damage, self.from, to)
    }
}

/// Adds where in the compressed file the damage is.
pub(crate) fn at_bytes(mut damage: Damage, from: u64, to: Option<u64>) -> Damage {
    let place = match to {
        Some(to) => format!(" (compressed bytes {from} to {to})"),
        None => format!(" (from compressed byte {from} on)"),
    };
    damage.detail.push_str(&place);
    damage
}
