//! The single-byte encodings that UTF-8 is mistaken for.

use std::sync::LazyLock;

use crate::decode::charset::Charset;

/// An encoding that UTF-8 was read as.
#[derive(Debug)]
pub(super) struct Mixup {
    /// The byte of each character below [`FLAGS`]; nought for none.
    near: Vec<u8>,
    /// The few beyond.
    far: Vec<(char, u8)>,
}

/// The encodings that pages and tools mistake UTF-8 for. The first stands for Latin-1 as well: its undefined bytes are the C1 controls.
const NAMES: [&str; 11] = [
    "windows-1252",
    "windows-1251",
    "windows-1250",
    "iso-8859-2",
    "macintosh",
    "ibm437",
    "windows-1253",
    "windows-1254",
    "windows-1257",
    "ibm850",
    "koi8-r",
];

static MIXUPS: LazyLock<Vec<Mixup>> = LazyLock::new(|| {
    NAMES
        .iter()
        .filter_map(|name| Charset::for_label(name).map(Mixup::new))
        .collect()
});

/// For each character below [`FLAGS`] what it may be in some encoding, in the encoding number n bits 3n to 3n + 2: the first byte of a
/// sequence, a later one, the first of two. For the last encoding, KOI8-R, there is no bit for the first of two.
static FLAGGED: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut flagged = vec![0; FLAGS];
    for (number, mixup) in MIXUPS.iter().enumerate() {
        for (flags, byte) in flagged.iter_mut().zip(&mixup.near) {
            let bits = match byte {
                0x80..=0xBF => 0b010,
                0xC2..=0xDF => 0b101,
                0xE0..=0xF4 => 0b001,
                _ => 0,
            };
            *flags |= bits << (3 * number);
        }
    }
    flagged
});
/// All characters of the encodings but three lie below this.
const FLAGS: usize = 0x2600;
const FIRST: u32 = 0o11_111_111_111;
const LATER: u32 = FIRST << 1;
const FIRST_OF_TWO: u32 = FIRST << 2;

impl Mixup {
    fn new(charset: Charset) -> Self {
        let mut mixup = Mixup {
            near: vec![0; FLAGS],
            far: Vec::new(),
        };
        for byte in 0x80..=0xFF_u8 {
            let (text, malformed) = charset.decode(&[byte]);
            // Decoders pass bytes without a character on as controls; windows-1252 stands for Latin-1, which has controls only.
            if malformed > 0 || charset == Charset::Web(encoding_rs::WINDOWS_1252) {
                mixup.insert(char::from(byte), byte);
            }
            if let Some(c) = text.chars().next().filter(|_| malformed == 0) {
                mixup.insert(c, byte);
            }
        }
        mixup
    }

    fn insert(&mut self, c: char, byte: u8) {
        match self.near.get_mut(u32::from(c) as usize) {
            Some(place) => *place = byte,
            None => self.far.push((c, byte)),
        }
    }

    /// All of them.
    pub(super) fn all() -> &'static [Mixup] {
        &MIXUPS
    }

    /// The byte above ASCII that `c` was read from.
    pub(super) fn byte(&self, c: char) -> Option<u8> {
        match self.near.get(u32::from(c) as usize) {
            Some(byte) => Some(*byte).filter(|byte| *byte > 0),
            None => self.far.iter().find(|(far, _)| *far == c).map(|(_, byte)| *byte),
        }
    }
}

fn flags(c: char) -> u32 {
    match u32::from(c) as usize {
        code if code < FLAGS => FLAGGED.get(code).copied().unwrap_or(0),
        // Ligatures and the apple of the Macintosh, and what was lost.
        0xFB01 | 0xFB02 | 0xF8FF => FIRST << 1,
        0xFFFD => LATER,
        _ => 0,
    }
}

/// Where, from `from` on, a character that may be the first byte of a sequence is followed by one that may be its second, or where a C1
/// control stands.
pub(super) fn find_suspicion(text: &str, from: usize) -> Option<usize> {
    let (mut before, mut spaced, mut after_letter) = (0, 0, false);
    let mut rest = text.get(from..)?.chars();
    loop {
        if before | spaced == 0 {
            let plain = ascii_len(rest.as_str().as_bytes());
            rest = rest.as_str().get(plain..)?.chars();
        }
        let at = text.len() - from - rest.as_str().len();
        let c = rest.next()?;
        if c.is_ascii() {
            // A no-break space may have become a space, and a lost byte a question mark.
            if before & FIRST_OF_TWO != 0 && matches!(c, ' ' | '?') && after_letter {
                return Some(from + at);
            }
            spaced = if c == ' ' { before } else { 0 };
            before = 0;
            continue;
        }
        let now = flags(c);
        // A dash or quote before a space is no broken letter, though the Macintosh has one in its place.
        after_letter = now & FIRST_OF_TWO != 0 && c.is_alphabetic();
        if ((before | spaced) & FIRST) << 1 & now & LATER != 0 || ('\u{80}'..='\u{9F}').contains(&c) {
            return Some(from + at);
        }
        (before, spaced) = (now, 0);
    }
}

/// How many bytes of ASCII `bytes` begin with, many looked at together.
fn ascii_len(bytes: &[u8]) -> usize {
    let (chunks, _) = bytes.as_chunks::<32>();
    let plain = 32 * chunks.iter().take_while(|chunk| chunk.is_ascii()).count();
    let rest = bytes.iter().skip(plain);
    plain + rest.take_while(|byte| byte.is_ascii()).count()
}

/// `line` with C1 controls as the characters that windows-1252 has in their place; none where it holds no such control.
pub(super) fn with_windows_1252_controls(line: &str) -> Option<String> {
    let is_mapped = |c: char| ('\u{80}'..='\u{9F}').contains(&c) && windows_1252(c) != c;
    line.contains(is_mapped).then(|| {
        line.chars()
            .map(|c| if is_mapped(c) { windows_1252(c) } else { c })
            .collect()
    })
}

fn windows_1252(c: char) -> char {
    let decoded = u8::try_from(u32::from(c)).map(|byte| Charset::Web(encoding_rs::WINDOWS_1252).decode(&[byte]).0);
    decoded.ok().and_then(|text| text.chars().next()).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_encodings_are_known() {
        assert_eq!(Mixup::all().len(), NAMES.len());
        assert_eq!(Mixup::all()[0].byte('€'), Some(0x80));
        assert_eq!(Mixup::all()[0].byte('\u{80}'), Some(0x80), "Latin-1");
    }

    #[test]
    fn suspicion() {
        for (text, at) in [
            ("plain é text, “quoted”, naïve", None),
            ("Привет, мир", None),
            ("日本語", None),
            ("cafÃ©", Some(5)),
            ("Ã  la", Some(2)),
            ("\u{93}", Some(0)),
        ] {
            assert_eq!(find_suspicion(text, 0), at, "{text}");
        }
    }

    #[test]
    fn suspicion_behind_ascii_of_any_length() {
        for length in 0..130 {
            let text = format!("{}Ã©", "x".repeat(length));
            assert_eq!(find_suspicion(&text, 0), Some(length + 2), "{length}");
        }
    }
}
