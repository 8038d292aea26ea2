//! Folding: what phrases and repeats are compared by. Lower case, no accents, one kind of quote, dash, space and digit.
//!
//! Not for output: kept text is never folded.

use std::sync::LazyLock;

use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};

/// Code points below this are folded by table.
const TABLE_LEN: usize = 0x2000;
/// Table entry for a character that disappears.
const DROP: char = '\0';

static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let decompose = CanonicalDecompositionBorrowed::new();
    (0..TABLE_LEN as u32)
        .map(|point| char::from_u32(point).map_or(DROP, |c| fold_slow(c, &decompose)))
        .collect()
});

/// Folds `text`: every character becomes one character or none, so [`unfold`] can find the way back.
///
/// Runs of white space become one blank, runs of digits with their separators (`1,204`, `18:42`) become one `0`.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut folder = Folder::new(text);
    loop {
        out.push_str(folder.small_letters());
        match folder.next() {
            Some((_, c)) => out.push(c),
            None => return out,
        }
    }
}

/// Whether the folded form of `text` begins with `folded`.
pub(crate) fn begins(text: &str, folded: &str) -> bool {
    let mut own = Folder::new(text).map(|(_, c)| c);
    folded.chars().all(|c| own.next() == Some(c))
}

/// The byte of `text` at which the byte `folded_at` of its folded form begins (the text's length at the end).
pub(crate) fn unfold(text: &str, folded_at: usize) -> usize {
    let mut at = 0;
    for (start, c) in Folder::new(text) {
        if at >= folded_at {
            return start;
        }
        at += c.len_utf8();
    }
    text.len()
}

/// Whether a character belongs to a script that writes words without blanks.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Iterates over the folded characters with the byte offset of the original.
struct Folder<'a> {
    text: &'a str,
    at: usize,
    last: char,
}

impl<'a> Folder<'a> {
    fn new(text: &'a str) -> Self {
        Folder { text, at: 0, last: ' ' }
    }

    /// Passes over small letters of ASCII, which stand for themselves.
    fn small_letters(&mut self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.bytes().position(|b| !b.is_ascii_lowercase()).unwrap_or(rest.len());
        if length > 0 {
            self.at += length;
            self.last = 'a';
        }
        rest.get(..length).unwrap_or_default()
    }

    /// Whether a separator after a digit goes on to another digit (`1,204`), and is dropped with it.
    fn joins_digits(&self, separator: char, next_at: usize) -> bool {
        matches!(separator, '.' | ',' | ':' | '\'' | '’')
            && self
                .text
                .get(next_at..)
                .and_then(|rest| rest.chars().next())
                .is_some_and(|c| fold_char(c) == '0')
    }
}

impl Iterator for Folder<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        loop {
            let start = self.at;
            let c = self.text.get(start..)?.chars().next()?;
            self.at += c.len_utf8();
            let folded = fold_char(c);
            let repeated = (folded == ' ' || folded == '0') && folded == self.last;
            let skipped = folded == DROP || repeated || (self.last == '0' && self.joins_digits(c, self.at));
            if !skipped {
                self.last = folded;
                return Some((start, folded));
            }
        }
    }
}

/// One character, folded; [`DROP`] when it disappears.
fn fold_char(c: char) -> char {
    if let Some(folded) = TABLE.get(c as usize) {
        return *folded;
    }
    match c {
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => DROP,
        '\u{2000}'..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        '‘' | '’' | '‚' | '‛' | '′' | '＇' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '「' | '」' | '『' | '』' | '《' | '》' | '＂' => '"',
        '\u{2010}'..='\u{2015}' | '−' | '－' => '-',
        '…' => '.',
        '。' | '．' => '.',
        '、' => ',',
        '０'..='９' => '0',
        '\u{FF01}'..='\u{FF5E}' => lower(char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)),
        _ => c,
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Folds a character of the table: case, then canonical decomposition down to the base letter.
fn fold_slow(c: char, decompose: &CanonicalDecompositionBorrowed<'_>) -> char {
    match c {
        '\u{0300}'..='\u{036F}'
        | '\u{00AD}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{0640}'
        | '\u{093C}'
        | '\u{09BC}'
        | '\u{0591}'..='\u{05BD}' => return DROP,
        '«' | '»' => return '"',
        '`' | '´' => return '\'',
        'ı' | 'İ' => return 'i',
        'ß' | 'ẞ' => return 's',
        'ø' | 'Ø' => return 'o',
        'ł' | 'Ł' => return 'l',
        'đ' | 'Đ' | 'ð' => return 'd',
        'ى' | 'ی' | 'ئ' => return 'ي',
        'ک' => return 'ك',
        'ة' => return 'ه',
        'ς' => return 'σ',
        _ if c.is_whitespace() || c.is_control() => return ' ',
        _ if is_digit(c) => return '0',
        _ => {}
    }
    let mut base = lower(c);
    while let Decomposed::Expansion(first, _) = decompose.decompose(base) {
        base = first;
    }
    match decompose.decompose(base) {
        Decomposed::Singleton(other) => lower(other),
        Decomposed::Default | Decomposed::Expansion(..) => base,
    }
}

/// Decimal digits of the scripts in the table.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}' | '\u{0966}'..='\u{096F}' | '\u{09E6}'..='\u{09EF}' | '\u{0E50}'..='\u{0E59}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_quotes_spaces_and_digits() {
        assert_eq!(fold("À LIRE\u{a0}AUSSI :  « Élan »"), "a lire aussi : \" elan \"");
        assert_eq!(fold("Join 22,000 subscribers at 18:42"), "join 0 subscribers at 0");
        assert_eq!(fold("İLGİLİ HABER ve Kırık"), "ilgili haber ve kirik");
        assert_eq!(fold("Đăng nhập để bình luận"), "dang nhap de binh luan");
        assert_eq!(fold("اقرأ أيضاً"), fold("اقرأ ايضا"));
        assert_eq!(fold("ＡＢＣ：１２"), "abc:0");
    }

    #[test]
    fn unfold_finds_the_way_back() {
        let text = "Été 1,204 « Zürich » — fin";
        let folded = fold(text);
        let at = folded.find("zurich").unwrap();
        assert_eq!(&text[unfold(text, at)..], "Zürich » — fin");
        assert_eq!(unfold(text, folded.len()), text.len());
    }

    #[test]
    fn beginnings_are_compared_folded() {
        assert!(begins("  Artículo 12, apartado 3", "articulo 0"));
        assert!(!begins("Art", "articulo 0") && !begins("§", "artikel") && begins("§ 3", "§"));
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for text in ["Ünïcode 12.5 %", "ắ Ằ", "Ａ　Ｂ", "\u{1E9E}ẞ"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
