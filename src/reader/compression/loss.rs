//! What was lost of a compressed file, and how it is told.

use crate::outcome::Fault;
use crate::reader::feed::Damage;

/// Damage that is not reported yet.
pub(super) struct Loss {
    /// Where it begins in the compressed file.
    pub(super) from: u64,
    pub(super) damage: Damage,
    /// Bytes that were decoded in vain in search of the next member.
    pub(super) wasted_bytes: u64,
    /// Output of a member that the end of the file cut off: kept if no sound member is found inside it.
    pub(super) cut: Option<Vec<u8>>,
}

impl Loss {
    pub(super) fn report(self, to: Option<u64>) -> Damage {
        let mut damage = self.damage;
        if self.cut.is_some() && to.is_some() {
            damage = Damage::new(Fault::CorruptMember, "runs into the members behind it");
        }
        at_bytes(damage, self.from, to)
    }
}

/// Adds where in the compressed file the damage is.
pub(super) fn at_bytes(mut damage: Damage, from: u64, to: Option<u64>) -> Damage {
    let place = match to {
        Some(to) => format!(" (compressed bytes {from} to {to})"),
        None => format!(" (from compressed byte {from} on)"),
    };
    damage.detail.push_str(&place);
    damage
}
