//! A zstd frame (RFC 8878), skippable ones included.

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::{Codec, Flaw, Step};

const OUTPUT_BYTES: usize = 128 << 10;

/// Decoder of zstd frames.
pub(in crate::reader) struct Zstd {
    decoder: Decoder<'static>,
    window_log: u32,
}

impl Zstd {
    /// `window_log` is the largest window that a frame may ask for, as a power of two in bytes.
    pub(in crate::reader) fn new(window_log: u32) -> std::io::Result<Self> {
        let mut decoder = Decoder::new()?;
        decoder.set_parameter(DParameter::WindowLogMax(window_log))?;
        Ok(Zstd { decoder, window_log })
    }

    fn flaw(&self, error: &std::io::Error) -> Flaw {
        let text = error.to_string();
        if text.contains("too much memory") {
            let log = self.window_log;
            let advice = format!("the frame's window is over 2^{log} bytes: raise input.zstd_window_log to read it");
            return Flaw::TooLarge(advice);
        }
        Flaw::Corrupt(text)
    }
}

impl Codec for Zstd {
    const MEMBER: &'static str = "zstd frame";
    const MAGIC_BYTES: usize = 4;

    fn starts(bytes: &[u8]) -> bool {
        matches!(
            bytes,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]
        )
    }

    fn reset(&mut self) {
        // Resetting the session alone cannot fail.
        let _ = self.decoder.reinit();
    }

    fn step(&mut self, input: &[u8], into: &mut Vec<u8>) -> Result<Step, Flaw> {
        into.reserve(OUTPUT_BYTES);
        let start = into.len();
        let mut source = InBuffer::around(input);
        let mut target = OutBuffer::around_pos(into, start);
        match self.decoder.run(&mut source, &mut target) {
            Ok(hint) => Ok(Step {
                used: source.pos(),
                done: hint == 0,
            }),
            Err(error) => Err(self.flaw(&error)),
        }
    }
}
