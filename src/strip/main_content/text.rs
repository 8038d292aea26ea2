//! Measures of a block's text, for any language.
//!
//! Not for: its place (`tree`).

use crate::model::Block;
use crate::strip::chars::{BLANK, LETTER, NUMBER, Sorts, UPPER};

/// Measures of one block. Sizes count letters and digits; a character of a script without spaces counts as three.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Text {
    pub(super) size: i32,
    /// The part of `size` inside links.
    pub(super) link_size: i32,
    pub(super) links: i32,
    pub(super) words: i32,
    pub(super) digits: i32,
    pub(super) upper: i32,
    pub(super) symbols: i32,
    pub(super) commas: i32,
    /// Marks that end a sentence.
    pub(super) enders: i32,
    /// How the text ends: 0 a letter, 1 the end of a sentence, 2 a colon, 3 an ellipsis, 4 a digit, 5 another mark.
    pub(super) ending: i32,
    /// Bits: 1 copyright, 2 at sign, 4 bar or dot between words, 8 arrows, 16 currency, 32 four digits in a row.
    pub(super) signs: i32,
    /// Per mille of the bytes.
    pub(super) strong: i32,
    /// Equal for equal letters and digits.
    pub(super) hash: u64,
}

impl Text {
    /// Measures a block.
    pub(super) fn of(block: &Block) -> Self {
        let mut text = match block.text.is_ascii() {
            true => Text::of_characters(block.text.bytes().map(char::from)),
            false => Text::of_characters(block.text.chars()),
        };
        text.links = count(block.links.len());
        text.link_size = per(text.size, block.link_bytes(), block.text.len());
        text.strong = per(1000, block.strong_bytes, block.text.len());
        text
    }

    /// Nearly all characters are letters or blanks, in an unpredictable order, so there is no branch between the two.
    #[inline(always)]
    fn of_characters(characters: impl Iterator<Item = char>) -> Self {
        let (mut text, sorts) = (Text::default(), Sorts::new());
        let (mut last_seen, mut digits, mut in_word) = (' ', 0, false);
        for c in characters {
            let sort = sorts.of(c);
            let is_letter = sort & (LETTER | NUMBER) != 0;
            text.hash = if is_letter { with(text.hash, c) } else { text.hash };
            text.size += i32::from(is_letter) * if is_dense(c) { 3 } else { 1 };
            text.digits += i32::from(sort & NUMBER != 0);
            text.upper += i32::from(sort & UPPER != 0);
            text.words += i32::from(is_letter & !in_word);
            digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
            text.signs |= i32::from(digits == 4) << 5;
            if sort & (LETTER | NUMBER | BLANK) == 0 {
                text.mark(c, in_word);
            }
            in_word = is_letter;
            last_seen = if sort & BLANK == 0 { c } else { last_seen };
        }
        text.ending = ending(last_seen);
        text
    }

    /// Counts a mark, which may come right after a letter.
    fn mark(&mut self, c: char, after_letter: bool) {
        match c {
            ',' | '，' | '、' | '،' | ';' | '；' => self.commas += 1,
            '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।' => self.enders += i32::from(after_letter),
            '©' => self.signs |= 1,
            '@' => self.signs |= 2,
            '|' | '·' | '•' => self.signs |= 4,
            '»' | '›' | '→' | '>' | '«' | '‹' | '<' => self.signs |= 8,
            '$' | '€' | '£' | '¥' | '₽' | '₹' => self.signs |= 16,
            _ => {}
        }
        self.symbols += 1;
    }

    /// Share of links, per mille.
    pub(super) fn link_density(&self) -> i32 {
        ratio(self.link_size, self.size)
    }

    /// Whether it reads like running text: some length, few links, sentences.
    pub(super) fn is_prose(&self) -> bool {
        self.size >= 60 && self.link_density() < 330 && (self.enders > 0 || self.commas > 0)
    }
}

/// The hash of letters with one more.
fn with(hash: u64, letter: char) -> u64 {
    hash.rotate_left(11) ^ u64::from(u32::from(letter)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The ending of a text that ends like a sentence.
pub(super) const SENTENCE: i32 = 1;

/// Scripts that are written without spaces.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn ending(c: char) -> i32 {
    match c {
        '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।' | '"' | '”' | '»' | '」' | '』' | ')' | '）' => {
            SENTENCE
        }
        ':' | '：' => 2,
        '…' => 3,
        c if c.is_numeric() => 4,
        c if c.is_alphabetic() => 0,
        _ => 5,
    }
}

/// One step of an FNV hash, a symbol at a time.
pub(super) fn mix(hash: u64, symbol: u64) -> u64 {
    (hash ^ symbol).wrapping_mul(0x0000_0100_0000_01b3)
}

/// `part` per mille of `whole`; 0 of nothing.
pub(super) fn ratio(part: i32, whole: i32) -> i32 {
    if whole <= 0 {
        0
    } else {
        (i64::from(part) * 1000 / i64::from(whole)) as i32
    }
}

/// A count, as a feature.
pub(super) fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn per(scale: i32, part: usize, whole: usize) -> i32 {
    if whole == 0 {
        0
    } else {
        (i64::from(scale) * part as i64 / whole as i64).min(i64::from(scale)) as i32
    }
}
