//! The statistics of letters: how often which class of characters follows which, for each language.
//!
//! `scripts/train/encoding-detector.py` writes `data/encodings.bin` and documents its layout. Costs are in sixteenths of a nat.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Classes that all languages share; the letters follow. The script has the same list.
const SPACE: u8 = 0;
const DIGIT: u8 = 1;
const NBSP: u8 = 2;
const OPEN: u8 = 3;
const CLOSE: u8 = 4;
const DASH: u8 = 5;
const SYMBOL: u8 = 6;
const RARE: u8 = 7;
const OTHER: u8 = 8;
const LATIN: u8 = 9;
const CLASSES: usize = 10;

/// What a capital outside ASCII costs at most after another: `ÄÖÜ` lists letters that never meet inside a word.
const CAPITALS_MOST: u32 = 5 * NAT;

/// A nat in units of cost.
pub(super) const NAT: u32 = 16;

/// A character as a language sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    class: u8,
    case: Case,
    /// What the character costs inside its class.
    cost: u8,
}

impl Seen {
    /// The same at a higher cost.
    pub(super) fn dearer(self, by: u8) -> Self {
        Seen {
            cost: self.cost.saturating_add(by),
            ..self
        }
    }

    /// What the character costs whatever stands before it, where its class costs what `classes` says.
    pub(super) fn cost_alone(self, classes: &[u8]) -> u8 {
        let class = classes.get(usize::from(self.class)).copied().unwrap_or(u8::MAX);
        class.saturating_add(self.cost)
    }

    /// Which letter of the language it is, in whatever case.
    pub(super) fn letter(self) -> Option<usize> {
        usize::from(self.class).checked_sub(CLASSES)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Case {
    #[default]
    None,
    Lower,
    Upper,
    /// A Latin capital outside ASCII.
    Accented,
}

/// The case of a capital.
fn upper(c: char) -> Case {
    match c {
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Case::Accented,
        _ => Case::Upper,
    }
}

/// The letters of a language.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) name: &'static str,
    pub(super) is_latin: bool,
    /// Its letters outside ASCII, in lower case.
    pub(super) letters: Vec<char>,
    classes: BTreeMap<char, Seen>,
    side: usize,
    matrix: &'static [u8],
    /// What each class costs, averaged over all classes that may stand before it.
    pub(super) class_costs: &'static [u8],
}

/// Frequencies of the characters of a language that is written with thousands of them.
#[derive(Debug)]
pub(super) struct Ideographs {
    costs: BTreeMap<char, u8>,
}

/// All statistics.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) languages: Vec<Language>,
    ideographs: BTreeMap<&'static str, Ideographs>,
}

/// The statistics that the crate carries.
pub(super) static MODEL: LazyLock<Model> = LazyLock::new(|| {
    Reader(include_bytes!("../../../data/encodings.bin"))
        .model()
        .unwrap_or_default()
});

impl Language {
    /// How the language sees `c`.
    pub(super) fn see(&self, c: char) -> Seen {
        self.classes
            .get(&c)
            .copied()
            .unwrap_or_else(|| see_shared(c, self.is_latin))
    }

    /// The cost of `next` after `before`.
    #[inline]
    pub(super) fn cost(&self, before: Seen, next: Seen) -> u32 {
        let at = usize::from(before.class) * self.side + usize::from(next.class);
        let mut class = u32::from(self.matrix.get(at).copied().unwrap_or(u8::MAX));
        if before.case == Case::Accented && next.case == Case::Accented {
            class = class.min(CAPITALS_MOST);
        }
        class + u32::from(next.cost) + case_cost(before.case, next.case)
    }
}

/// The case of a letter after another: words begin with capitals, hold none inside, or consist of them.
#[inline]
fn case_cost(before: Case, next: Case) -> u32 {
    match (before, next) {
        (_, Case::None) => 0,
        (Case::None, Case::Upper | Case::Accented) => 19,
        (Case::None, Case::Lower) => 6,
        (Case::Lower, Case::Upper | Case::Accented) => 80,
        (Case::Lower, Case::Lower) => 0,
        (Case::Upper | Case::Accented, Case::Upper | Case::Accented) => 14,
        (Case::Upper | Case::Accented, Case::Lower) => 8,
    }
}

/// What is no letter of the language. The costs are about the logarithm of how many characters share the class.
fn see_shared(c: char, is_latin: bool) -> Seen {
    let (class, cost) = match c {
        '0'..='9' => (DIGIT, 0),
        'a'..='z' | 'A'..='Z' => (LATIN, 48),
        '#' | '$' | '*' | '+' | '<'..='>' | '@' | '['..='`' | '{'..='~' => (SPACE, 60),
        '\t' | '\n' | '\r' | ' '..='~' => (SPACE, 0),
        '¤' => (SYMBOL, 160),
        '¦' | '¸' | '¨' | '¯' | '¹' => (SYMBOL, 104),
        '\u{A0}' => (NBSP, 0),
        '“' | '„' | '‘' | '«' | '¿' | '¡' => (OPEN, 28),
        '‚' | '‹' => (OPEN, 60),
        '”' | '’' | '»' | '›' => (CLOSE, 20),
        '–' | '—' | '•' | '·' => (DASH, 24),
        '…' => (DASH, 36),
        '©' | '®' | '°' | '§' | '€' | '£' | '™' | '№' => (SYMBOL, 36),
        '²' | '³' | '´' | 'º' | 'ª' | '±' | 'µ' | '،' | '؟' | '؛' | '\u{200C}'..='\u{200F}' => (SYMBOL, 60),
        '¢' | '¥' | '×' => (SYMBOL, 60),
        '½' | '¼' | '¾' | '¶' | '†' | '‡' => (SYMBOL, 80),
        '\u{A1}'..='\u{BF}' | '÷' | '‰' => (SYMBOL, 120),
        'ˆ' | '˜' => (SYMBOL, 160),
        '\u{2500}'..='\u{259F}' | '■' => (OTHER, 40),
        'á' | 'ä' | 'ã' | 'å' | 'ç' | 'è' | 'é' | 'É' | 'í' | 'ñ' | 'ó' | 'ö' | 'ø' | 'ü' if is_latin => {
            (RARE, 50)
        }
        'Ð' | 'Ý' | 'Þ' | 'ð' | 'ý' | 'þ' | 'ÿ' if is_latin => (RARE, 96),
        '\u{C0}'..='\u{FF}' if is_latin => (RARE, 66),
        '\u{100}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if is_latin => (RARE, 84),
        '\u{370}'..='\u{11FF}' if !is_latin => (RARE, 90),
        _ => (OTHER, 255),
    };
    let case = match class {
        LATIN | RARE if c.is_uppercase() => upper(c),
        LATIN | RARE if c.is_lowercase() => Case::Lower,
        _ => Case::None,
    };
    Seen { class, case, cost }
}

impl Model {
    /// The frequencies of `language`.
    pub(super) fn ideographs(&self, language: &str) -> Option<&Ideographs> {
        self.ideographs.get(language)
    }
}

impl Ideographs {
    /// Calls `with` for each character and its cost.
    pub(super) fn each(&self, mut with: impl FnMut(char, u8)) {
        self.costs.iter().for_each(|(c, cost)| with(*c, *cost));
    }
}

/// Reads the file front to back; none where it ends too early.
struct Reader(&'static [u8]);

impl Reader {
    fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self, length: usize) -> Option<usize> {
        Some(
            self.take(length)?
                .iter()
                .rev()
                .fold(0, |number, byte| number << 8 | usize::from(*byte)),
        )
    }

    fn character(&mut self) -> Option<char> {
        char::from_u32(self.number(4)? as u32)
    }

    fn name(&mut self) -> Option<&'static str> {
        let length = self.number(1)?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn model(mut self) -> Option<Model> {
        self.take(8).filter(|magic| *magic == b"CHFENC2\n")?;
        let languages = (0..self.number(2)?).map(|_| self.language()).collect::<Option<_>>()?;
        let ideographs = (0..self.number(2)?).map(|_| self.ideographs()).collect::<Option<_>>()?;
        Some(Model { languages, ideographs })
    }

    fn language(&mut self) -> Option<Language> {
        let name = self.name()?;
        let is_latin = self.number(1)? == 0;
        let letters: Vec<char> = (0..self.number(2)?).map(|_| self.character()).collect::<Option<_>>()?;
        let side = CLASSES + letters.len();
        let matrix = self.take(side * side)?;
        let class_costs = self.take(side)?;
        let mut classes = BTreeMap::new();
        let has_dotless = letters.contains(&'ı');
        for (index, letter) in letters.iter().enumerate() {
            add_forms(&mut classes, *letter, (CLASSES + index) as u8, has_dotless);
        }
        let letters = letters.into_iter().filter(|letter| !letter.is_ascii()).collect();
        Some(Language {
            name,
            is_latin,
            letters,
            classes,
            side,
            matrix,
            class_costs,
        })
    }

    fn ideographs(&mut self) -> Option<(&'static str, Ideographs)> {
        let name = self.name()?;
        let costs = (0..self.number(4)?)
            .map(|_| Some((self.character()?, self.number(1)? as u8)))
            .collect::<Option<_>>()?;
        Some((name, Ideographs { costs }))
    }
}

/// A letter in lower and upper case, in the forms that old encodings write it in.
fn add_forms(classes: &mut BTreeMap<char, Seen>, letter: char, class: u8, has_dotless: bool) {
    let mut capitals = letter.to_uppercase();
    let capital = capitals
        .next()
        .filter(|capital| capitals.next().is_none() && *capital != letter);
    let case = if capital.is_some() || letter == 'ß' {
        Case::Lower
    } else {
        Case::None
    };
    classes.insert(letter, Seen { class, case, cost: 0 });
    // Georgian has no capitals in running text.
    if let Some(capital) = capital.filter(|_| !('\u{10D0}'..='\u{10FF}').contains(&letter)) {
        classes.entry(capital).or_insert(Seen {
            class,
            case: upper(capital),
            cost: 0,
        });
    }
    for (form, of) in [('ș', 'ş'), ('ț', 'ţ'), ('Ș', 'ş'), ('Ț', 'ţ'), ('İ', 'i')] {
        if of == letter && (form != 'İ' || has_dotless) {
            let case = if form.is_uppercase() { upper(form) } else { Case::Lower };
            classes.entry(form).or_insert(Seen { class, case, cost: 0 });
        }
    }
    for form in PRESENTATION_FORMS.get(&letter).into_iter().flatten() {
        classes.insert(
            *form,
            Seen {
                class,
                case: Case::None,
                cost: 8,
            },
        );
    }
}

/// The presentation forms of each Arabic letter, which some code pages hold in place of letters.
static PRESENTATION_FORMS: LazyLock<BTreeMap<char, Vec<char>>> = LazyLock::new(|| {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let mut forms: BTreeMap<char, Vec<char>> = BTreeMap::new();
    for form in '\u{FB50}'..='\u{FEFC}' {
        if let Some(letter) = nfkc.normalize(form.encode_utf8(&mut [0; 4])).chars().next() {
            forms.entry(letter).or_default().push(form);
        }
    }
    forms
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_whole() {
        assert!(MODEL.languages.len() > 60);
        assert!(
            MODEL
                .languages
                .iter()
                .all(|language| language.matrix.len() == language.side.pow(2))
        );
        assert!(
            ["ja", "ko", "zh_Hans", "zh_Hant"]
                .iter()
                .all(|name| MODEL.ideographs(name).is_some())
        );
    }

    #[test]
    fn words_of_a_language_are_cheap_in_it() {
        let cost = |language: &str, word: &str| {
            let language = MODEL.languages.iter().find(|known| known.name == language).unwrap();
            let seen: Vec<Seen> = word.chars().map(|c| language.see(c)).collect();
            seen.windows(2).map(|pair| language.cost(pair[0], pair[1])).sum::<u32>()
        };
        assert!(cost("de", " für ") < cost("de", " f³r "));
        assert!(cost("pl", " wydźwięk ") < cost("fr", " wydźwięk "));
        assert!(cost("ru", " слово ") < cost("uk", " слово ") + 5 * NAT);
        assert!(cost("ru", " слово ") < cost("ru", " ЯКНБН "));
    }
}
