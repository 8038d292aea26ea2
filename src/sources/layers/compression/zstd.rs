//! A zstd frame (RFC 8878), skippable ones included, and the dictionary that a `.warc.zst` of the Internet Archive begins
//! with.

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use crate::sources::layers::compression::{Codec, Flaw, Step};

const OUTPUT_BYTES: usize = 128 << 10;
/// What a frame begins with, as far as the library wants to see at first.
const FIRST_BYTES: usize = 5;
const CHECKSUM_BYTES: usize = 4;
/// The skippable frame that holds the dictionary of all frames behind it
/// (<https://iipc.github.io/warc-specifications/specifications/warc-zstd/>).
const DICTIONARY_FRAME: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];
const DICTIONARY: [u8; 4] = [0x37, 0xa4, 0x30, 0xec];
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// A larger dictionary is not read; those in use have less than 1 MiB.
const MAX_DICTIONARY_BYTES: usize = 16 << 20;

/// Decoder of zstd frames.
pub(crate) struct Zstd {
    decoder: Decoder<'static>,
    window_log: u32,
    /// Whether a frame begins here.
    fresh: bool,
    /// How much input the decoder wants next. It never gets more, so that a checksum is looked at by itself and what was
    /// decoded before is there when it is wrong.
    wanted: usize,
}

impl Zstd {
    /// `window_log` is the largest window that a frame may ask for, as a power of two in bytes.
    pub(crate) fn new(window_log: u32) -> std::io::Result<Self> {
        Ok(Zstd {
            decoder: decoder(&[], window_log)?,
            window_log,
            fresh: true,
            wanted: FIRST_BYTES,
        })
    }

    fn flaw(&self, error: &std::io::Error) -> Flaw {
        let detail = error.to_string();
        if detail.contains("too much memory") {
            let log = self.window_log;
            let advice = format!("the frame's window is over 2^{log} bytes: raise input.zstd_window_log to read it");
            return Flaw::TooLarge(advice);
        }
        if detail.contains("Dictionary mismatch") {
            let advice =
                "the frame needs a dictionary that the file does not hold: decompress it with that dictionary first";
            return Flaw::Unsupported(advice.to_owned());
        }
        if detail.contains("checksum") {
            return Flaw::Checksum(CHECKSUM_BYTES);
        }
        Flaw::Corrupt { detail, used: 0 }
    }

    /// Reads the frame that holds a dictionary; none if `input` begins with another one.
    fn dictionary(&mut self, input: &[u8]) -> Option<Result<Step, Flaw>> {
        let rest = input.strip_prefix(&DICTIONARY_FRAME)?;
        let more = Ok(Step { used: 0, done: false });
        let Some((size, rest)) = rest.split_first_chunk::<4>() else {
            return Some(more);
        };
        let size = usize::try_from(u32::from_le_bytes(*size)).unwrap_or(usize::MAX);
        if rest.len() >= 4 && !rest.starts_with(&DICTIONARY) && !rest.starts_with(&FRAME) {
            return None;
        }
        if size > MAX_DICTIONARY_BYTES {
            let detail = format!("a zstd dictionary of more than {MAX_DICTIONARY_BYTES} bytes");
            return Some(Err(Flaw::TooLarge(detail)));
        }
        let Some(bytes) = rest.get(..size) else {
            return Some(more);
        };
        let used = input.len() - rest.len() + size;
        Some(self.load(bytes).map(|()| Step { used, done: true }))
    }

    /// Decodes what follows with a dictionary, which may itself be compressed.
    fn load(&mut self, bytes: &[u8]) -> Result<(), Flaw> {
        let corrupt = |detail: &str| Flaw::Corrupt {
            detail: format!("dictionary: {detail}"),
            used: 0,
        };
        let mut unpacked = Vec::new();
        let mut at = 0;
        let mut plain = Zstd::new(self.window_log).map_err(|error| self.flaw(&error))?;
        plain.fresh = false;
        while bytes.starts_with(&FRAME) {
            let step = plain.run(bytes.get(at..).unwrap_or_default(), &mut unpacked)?;
            at += step.used;
            match () {
                () if step.done => break,
                () if step.used == 0 && at == bytes.len() => return Err(corrupt("is cut off")),
                () if unpacked.len() > MAX_DICTIONARY_BYTES => return Err(corrupt("is too large")),
                () => {}
            }
        }
        let dictionary = if unpacked.is_empty() { bytes } else { &unpacked };
        self.decoder = decoder(dictionary, self.window_log).map_err(|error| corrupt(&error.to_string()))?;
        Ok(())
    }

    fn run(&mut self, input: &[u8], into: &mut Vec<u8>) -> Result<Step, Flaw> {
        into.reserve(OUTPUT_BYTES);
        let start = into.len();
        let mut source = InBuffer::around(input.get(..self.wanted).unwrap_or(input));
        let mut target = OutBuffer::around_pos(into, start);
        match self.decoder.run(&mut source, &mut target) {
            Ok(hint) => {
                self.wanted = hint;
                Ok(Step {
                    used: source.pos(),
                    done: hint == 0,
                })
            }
            Err(error) => Err(self.flaw(&error)),
        }
    }
}

fn decoder(dictionary: &[u8], window_log: u32) -> std::io::Result<Decoder<'static>> {
    let mut decoder = Decoder::with_dictionary(dictionary)?;
    decoder.set_parameter(DParameter::WindowLogMax(window_log))?;
    Ok(decoder)
}

impl Codec for Zstd {
    const MEMBER: &'static str = "zstd frame";
    const MAGIC_BYTES: usize = 4;

    fn starts(bytes: &[u8]) -> bool {
        bytes.starts_with(&FRAME) || matches!(bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
    }

    fn reset(&mut self) {
        // Resetting the session alone cannot fail.
        let _ = self.decoder.reinit();
        self.fresh = true;
        self.wanted = FIRST_BYTES;
    }

    fn step(&mut self, input: &[u8], into: &mut Vec<u8>) -> Result<Step, Flaw> {
        let fresh = self.fresh;
        if let Some(read) = fresh.then(|| self.dictionary(input)).flatten() {
            return read;
        }
        self.fresh = false;
        self.run(input, into)
    }
}
