//! What became of an attempt to decode a member.

use crate::model::Fault;
use crate::sources::layers::compression::Flaw;
use crate::sources::origin::feed::Damage;

/// How decoding a member stopped.
pub(crate) enum Attempt {
    Complete,
    /// It outgrew what is held back.
    Released,
    Failed(Damage),
    /// The checksum is wrong; it begins here, so the member's end is known.
    Wrong(usize),
    /// The input ends inside it.
    Cut,
}

impl Attempt {
    /// An attempt that failed at `at`, and how many bytes of the input it used there.
    pub(crate) fn failed(flaw: Flaw, at: usize, member: &str) -> (Self, usize) {
        let failed = |fault, detail| Attempt::Failed(Damage::new(fault, detail));
        match flaw {
            Flaw::Checksum(used) => (Attempt::Wrong(at), used),
            Flaw::Corrupt { detail, used } => (failed(Fault::CorruptMember, format!("{member}: {detail}")), used),
            Flaw::TooLarge(detail) => (failed(Fault::TooLarge, detail), 0),
            Flaw::Unsupported(detail) => (failed(Fault::Unsupported, format!("{member}: {detail}")), 0),
        }
    }

    /// What there is to say of a member that is not sound.
    pub(crate) fn damage(self, member: &str) -> Damage {
        match self {
            Attempt::Failed(damage) => damage,
            Attempt::Complete => Damage::new(Fault::CorruptMember, format!("{member}: what follows is none")),
            Attempt::Cut => {
                let detail = format!("the file ends inside a {member}; what came before is kept");
                Damage::new(Fault::Truncated, detail)
            }
            Attempt::Released | Attempt::Wrong(_) => {
                let detail = format!("{member}: checksum is wrong; what it holds is kept and may be damaged");
                Damage::new(Fault::CorruptMember, detail)
            }
        }
    }
}
