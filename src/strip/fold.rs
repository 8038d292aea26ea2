//! Folds text for comparison: lower case, no accents, one kind of quote, dash and space, and `0` for every number.
//!
//! Phrases and repeats are compared folded. Not for output: kept text is never folded.

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
        folder.plain(&mut out);
        match folder.next() {
            Some((_, c)) => out.push(c),
            None => return out,
        }
    }
}

/// Whether the folded form of `text` begins with one of these texts.
pub(crate) fn begins(text: &str, texts: &[&str]) -> bool {
    let first = Folder::new(text).next().map(|(_, c)| c);
    let whole = |folded: &str| {
        let mut own = Folder::new(text).map(|(_, c)| c);
        folded.chars().all(|c| own.next() == Some(c))
    };
    let mut texts = texts.iter().filter(|folded| folded.chars().next() == first);
    texts.any(|folded| whole(folded))
}

/// Where the bytes of a folded text stand in the text it was made from. One pass over the text, however many places are asked for.
pub(crate) struct Places {
    /// Per character: its first byte in the folded text, and in the text.
    starts: Vec<(usize, usize)>,
    len: usize,
}

impl Places {
    pub(crate) fn of(text: &str) -> Self {
        let mut folded = 0;
        let starts = Folder::new(text).map(|(start, c)| {
            folded += c.len_utf8();
            (folded - c.len_utf8(), start)
        });
        Places {
            starts: starts.collect(),
            len: text.len(),
        }
    }

    /// The byte of the text at which the byte `folded_at` of its folded form begins (the text's length at the end).
    pub(crate) fn unfold(&self, folded_at: usize) -> usize {
        let next = self.starts.partition_point(|(folded, _)| *folded < folded_at);
        self.starts.get(next).map_or(self.len, |(_, start)| *start)
    }
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

    /// Folds what needs no more than small letters: stretches of ASCII without digits, controls and odd quotes, whose blanks stand
    /// alone.
    fn plain(&mut self, out: &mut String) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let bytes = rest.as_bytes();
        let opens = bytes.first().is_some_and(|byte| *byte != b' ' || self.last != ' ');
        let mut length = 0;
        while let Some(chunk) = bytes.get(length..length + CHUNK).filter(|_| opens) {
            let glued = length > 0 && bytes.get(length - 1) == Some(&b' ') && chunk.first() == Some(&b' ');
            if glued || !is_plain(chunk) {
                break;
            }
            length += CHUNK;
        }
        length += self.small_letters(bytes.get(length..).unwrap_or_default());
        if let Some(last) = length.checked_sub(1).and_then(|last| bytes.get(last)) {
            self.last = char::from(*last);
            self.at += length;
            let start = out.len();
            out.push_str(rest.get(..length).unwrap_or_default());
            out.get_mut(start..).into_iter().for_each(str::make_ascii_lowercase);
        }
    }

    /// How many small letters of ASCII stand at the start.
    fn small_letters(&self, bytes: &[u8]) -> usize {
        bytes.iter().take_while(|byte| byte.is_ascii_lowercase()).count()
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

/// Bytes that are looked at at once.
const CHUNK: usize = 16;

/// Whether all of a stretch is folded to small letters byte by byte: ASCII, no two blanks in succession.
#[inline]
fn is_plain(chunk: &[u8]) -> bool {
    let odd = |byte: u8| !matches!(byte, b' '..=b'/' | b':'..=b'_' | b'a'..=b'~');
    let odds: u8 = chunk.iter().map(|byte| u8::from(odd(*byte))).sum();
    let pairs = chunk.iter().zip(chunk.iter().skip(1));
    let gaps: u8 = pairs.map(|(a, b)| u8::from(*a == b' ') & u8::from(*b == b' ')).sum();
    odds + gaps == 0
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
        assert_eq!(&text[Places::of(text).unfold(at)..], "Zürich » — fin");
        assert_eq!(Places::of(text).unfold(folded.len()), text.len());
    }

    #[test]
    fn beginnings_are_compared_folded() {
        let begins = |text| begins(text, &["artikel", "articulo 0", "§"]);
        assert!(begins("  Artículo 12, apartado 3") && begins("§ 3"));
        assert!(!begins("Art") && !begins("a §") && !begins(""));
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for text in ["Ünïcode 12.5 %", "ắ Ằ", "Ａ　Ｂ", "\u{1E9E}ẞ"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }

    #[test]
    fn long_stretches_are_folded_like_single_characters() {
        let odd = ["", " ", "  ", "0", "1,", ".5", "É", "`", "\t", "\u{ad}", "東"];
        let plain = [
            "",
            "A",
            "Plain text, in ASCII.",
            "which goes on: and On,, and (on) ",
            " Z",
        ];
        for (one, two, three) in odd
            .iter()
            .flat_map(|a| plain.iter().flat_map(move |b| odd.map(|c| (*a, *b, c))))
        {
            let text = format!("{one}{two}{three}{two}{one}{three}{three}{two}");
            let slow: String = Folder::new(&text).map(|(_, c)| c).collect();
            assert_eq!(fold(&text), slow, "{text:?}");
        }
    }
}
