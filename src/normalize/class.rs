//! The classes of characters that normalising changes, and the table that explains each.

/// A class of characters (or of sequences) with one reason and one setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Line breaks other than LF.
    LineBreak,
    /// C0 controls and DELETE.
    Control,
    /// C1 controls.
    C1Control,
    /// U+FEFF.
    ByteOrderMark,
    /// U+00AD.
    SoftHyphen,
    /// Invisible characters that break or join.
    ZeroWidth,
    /// Controls of the bidirectional algorithm.
    BidiControl,
    /// Spaces other than U+0020.
    Space,
    /// What stands for no text.
    Noncharacter,
    /// Characters without a public meaning.
    PrivateUse,
    /// U+FFFD.
    Replacement,
    /// ASCII in the width of an ideograph.
    FullWidth,
    /// Latin ligatures.
    Ligature,
    /// Curly quotes.
    Quote,
}

/// A row of the table of classes.
#[derive(Clone, Copy, Debug)]
pub struct ClassInfo {
    /// The setting in [`super::Options`].
    pub setting: &'static str,
    /// Which characters.
    pub what: &'static str,
    /// What becomes of them by default.
    pub becomes: &'static str,
    /// Why.
    pub reason: &'static str,
}

const fn row(setting: &'static str, what: &'static str, becomes: &'static str, reason: &'static str) -> ClassInfo {
    ClassInfo {
        setting,
        what,
        becomes,
        reason,
    }
}

/// What normalising changes, in the order of the settings; `docs/normalisation.md` shows the same table.
pub const CLASSES: [ClassInfo; 17] = [
    row(
        "nfc",
        "canonically equivalent sequences",
        "their composed form (NFC)",
        "equal texts must be equal bytes: deduplication, search and tokenisers compare bytes",
    ),
    row(
        "line_breaks",
        "CR LF, CR, VT, FF, U+0085, U+2028, U+2029",
        "LF",
        "one line break for all systems; U+0085 is one only where no other C1 control shows that it is windows-1252's ellipsis",
    ),
    row(
        "controls",
        "U+0000–U+001F but tab and LF, U+007F",
        "removed",
        "they steer terminals and printers and are no text; NUL also cuts strings short downstream",
    ),
    row(
        "c1_controls",
        "U+0080–U+009F",
        "windows-1252's characters, else removed",
        "pages labelled Latin-1 mean windows-1252, as the Encoding Standard decided; real C1 controls do not occur in pages",
    ),
    row(
        "byte_order_marks",
        "U+FEFF",
        "removed",
        "left over where files were joined; as a zero-width no-break space it has been deprecated since Unicode 3.2",
    ),
    row(
        "soft_hyphens",
        "U+00AD",
        "removed",
        "a hint where a line may be broken; it splits words for everything that counts or searches them",
    ),
    row(
        "zero_width",
        "U+200B, U+200C, U+200D, U+2060, U+180E, U+206A–U+206F",
        "removed, but kept where they carry meaning",
        "invisible, often watermarks or filter evasion; kept are joiners next to letters of scripts that join or stack (Arabic, Indic, Mongolian ...) or to emoji, and U+200B between letters of scripts written without spaces (Thai, Lao, Khmer, Myanmar)",
    ),
    row(
        "bidi_controls",
        "U+061C, U+200E, U+200F, U+202A–U+202E, U+2066–U+2069",
        "removed",
        "they order the display, not the text, and hide what a text says",
    ),
    row(
        "spaces",
        "U+00A0, U+1680, U+2000–U+200A, U+202F, U+205F, U+3000; white space at the ends of lines",
        "a space; removed",
        "layout: width and breaking are no part of the words; two spaces that meet inside a line this way become one",
    ),
    row(
        "noncharacters",
        "U+FDD0–U+FDEF, U+xFFFE, U+xFFFF, U+FFF9–U+FFFC, U+E0001, U+E0020–U+E007F",
        "removed",
        "not for interchange, or a stand-in for what is not text; tags stay in the flags that they spell",
    ),
    row(
        "private_use",
        "U+E000–U+F8FF, planes 15 and 16",
        "removed",
        "icon fonts: without the page's font they mean nothing",
    ),
    row(
        "replacement_characters",
        "U+FFFD",
        "kept",
        "it marks where a text is damaged, which filters want to see",
    ),
    row(
        "max_combining_marks",
        "combining marks after the eighth in a row",
        "removed",
        "no orthography needs them; floods of marks slow down and break what follows",
    ),
    row(
        "entities",
        "character references that are left in the text",
        "resolved",
        "escaped once too often; kept on lines that hold markup and where quotes around one show that the text speaks about it",
    ),
    row(
        "full_width",
        "U+FF01–U+FF5E",
        "kept",
        "in East Asian typography the width is a choice of the author",
    ),
    row(
        "ligatures",
        "U+FB00–U+FB06",
        "kept",
        "some editions mean them; for search and tokenisers switch this on",
    ),
    row(
        "quotes",
        "curly quotes",
        "kept",
        "they tell opening from closing and belong to good typography",
    ),
];

/// The class of `c`; none for ordinary characters.
pub(super) fn class_of(c: char) -> Option<Class> {
    Some(match u32::from(c) {
        0x09 | 0x0A => return None,
        0x0B..=0x0D | 0x85 | 0x2028 | 0x2029 => Class::LineBreak,
        0x00..=0x1F | 0x7F => Class::Control,
        0x20..=0x7E => return None,
        0x80..=0x9F => Class::C1Control,
        0xA0 | 0x1680 | 0x2000..=0x200A | 0x202F | 0x205F | 0x3000 => Class::Space,
        0xAD => Class::SoftHyphen,
        0x61C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069 => Class::BidiControl,
        0x180E | 0x200B..=0x200D | 0x2060 | 0x206A..=0x206F => Class::ZeroWidth,
        0x2018..=0x201F => Class::Quote,
        0xFB00..=0xFB06 => Class::Ligature,
        0xFEFF => Class::ByteOrderMark,
        0xFF01..=0xFF5E => Class::FullWidth,
        0xFFFD => Class::Replacement,
        0xFDD0..=0xFDEF | 0xFFF9..=0xFFFC | 0xE0001 | 0xE0020..=0xE007F => Class::Noncharacter,
        code if code & 0xFFFE == 0xFFFE => Class::Noncharacter,
        0xE000..=0xF8FF | 0xF0000.. => Class::PrivateUse,
        _ => return None,
    })
}

/// What windows-1252 has in place of a C1 control.
pub(super) fn windows_1252(c: char) -> Option<char> {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";
    let mapped = HIGH.chars().nth((u32::from(c).checked_sub(0x80)?) as usize)?;
    (mapped != c).then_some(mapped)
}

/// Whether joiners next to `c` carry meaning: scripts whose letters join or stack, and emoji. Signs of theirs that are removed join
/// nothing.
pub(super) fn is_joining(c: char) -> bool {
    !matches!(c, '\u{61C}' | '\u{180E}')
        && matches!(u32::from(c),
        0x0600..=0x08FF | 0x0900..=0x0DFF | 0x0F00..=0x109F | 0x1780..=0x18AF | 0x1A20..=0x1AAF | 0x1B00..=0x1C4F
        | 0xA840..=0xA87F | 0xA8E0..=0xA8FF | 0xA980..=0xA9DF | 0xAA60..=0xAA7F | 0xABC0..=0xABFF | 0xFB50..=0xFDCF | 0xFE70..=0xFEFC
        | 0x10A00..=0x10BFF | 0x10D00..=0x10D3F | 0x11000..=0x11FFF | 0x1E900..=0x1E95F
        | 0xA9 | 0xAE | 0x203C | 0x2049 | 0x2122 | 0x2139 | 0x2190..=0x2BFF | 0x3030 | 0x303D | 0x3297 | 0x3299 | 0xFE0E | 0xFE0F
        | 0x1F000..=0x1FAFF)
}

/// Whether `c` is a letter of a script that is written without spaces, in which U+200B marks the words.
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x1950..=0x19DF | 0x1A20..=0x1AAF | 0xA9E0..=0xA9FF | 0xAA60..=0xAADF)
}

/// Whether `c` is a combining mark of the kinds that floods are made of.
pub(super) fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED
        | 0x0E31 | 0x0E34..=0x0E3A | 0x0E47..=0x0E4E | 0x0EB1 | 0x0EB4..=0x0EBC | 0x0EC8..=0x0ECE
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0x302A..=0x302F | 0x3099 | 0x309A | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F
        | 0xE0100..=0xE01EF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_joiner_stays_itself() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32) {
            let keeps = is_joining(c) || is_spaceless(c);
            assert!(!keeps || class_of(c).is_none(), "U+{:04X}", u32::from(c));
        }
    }
}
