//! What a compression format must be able to do.

/// What a step of a codec came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Bytes of input that were used.
    pub(crate) used: usize,
    /// Whether the member is complete, its checksum right.
    pub(crate) done: bool,
}

/// Why a member cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The compressed data is not valid.
    Corrupt {
        detail: String,
        /// Bytes of the step's input that were decoded all the same.
        used: usize,
    },
    /// The data decodes but is not what was compressed; its checksum took so many bytes of the step's input.
    Checksum(usize),
    /// It asks for more memory than a setting allows.
    TooLarge(String),
    /// It is valid, but something is needed that is not at hand.
    Unsupported(String),
}

/// A compression format.
pub(crate) trait Codec: Send {
    /// `gzip member`, `zstd frame`.
    const MEMBER: &'static str;
    /// Bytes that are enough for [`Codec::starts`].
    const MAGIC_BYTES: usize;
    /// Whether a member starts here.
    fn starts(bytes: &[u8]) -> bool;
    /// Begins a new member.
    fn reset(&mut self);
    /// Decodes some of `input`, appending to `into`. Uses nothing and appends nothing only if it needs more input.
    fn step(&mut self, input: &[u8], into: &mut Vec<u8>) -> Result<Step, Flaw>;
}
