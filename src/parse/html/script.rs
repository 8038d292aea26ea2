//! Raised and lowered text: a power (`10^6`), an index (`x_1`), the mark of a note (`word[1]`), or a mere part of its word (`1st`, `H2O`).
//!
//! Not for: where such text stands in its line (`run`).

/// How text is set off from its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// `sup`.
    Above,
    /// `sub`.
    Below,
}

/// How such text is written in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// In square brackets: the mark of a note.
    Note,
    /// Behind a sign.
    Plain(char),
    /// Behind a sign, in brackets, as it is more than one number or letter.
    Group(char),
}

/// What such text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Number,
    /// A letter that stands alone: a variable or a unit.
    Letter(char),
    /// A unit or a function of several letters.
    Unit,
    /// The symbols of chemical elements.
    Formula,
    Word,
    /// A bracket that holds no words.
    Bracket,
    /// Punctuation behind a word.
    Stop,
}

/// What the text itself is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inner {
    Digits,
    /// `-9`, `−n`, `0.5`.
    Number,
    /// `2+`, `3−`: the charge of an ion.
    Charge,
    /// `1,2`, `3-5`.
    Row,
    Letter(char),
    Letters,
    /// `n+1`, `2k`, `1/2`.
    Term,
}

/// Longest text that is a power or an index, in bytes.
const SCRIPT_BYTES: usize = 24;
/// Letters from which a run of them is a word.
const WORD_LETTERS: usize = 4;
/// How far back the other bracket is looked for, in characters.
const BRACKET_CHARS: usize = 60;
const MINUS: [char; 4] = ['-', '−', '–', '‐'];
const OPERATORS: [char; 9] = ['+', '*', '/', '×', '·', '=', '(', ')', '±'];

/// Units and functions of more than one letter; those of one letter need no list.
const UNITS: &str = " km cm mm dm nm µm μm um pm fm in ft yd mi sq ms ns µs μs hr min yr kg mg µg μg kN Pa hPa kPa MPa GPa kJ MJ kW MW \
    GW kWh kV mV mA Hz kHz MHz GHz mL ml dL dl cl hl cd sr rad lb lbs psi mol mmol bar mbar ha pc kpc Mpc ly AU au eV keV MeV GeV TeV dB px \
    sin cos tan cot sec csc sinh cosh tanh log ln lg exp det dim lim max inf sup arg arcsin arccos arctan м км см мм дм нм кг г мг мин ";
/// Functions that an index follows.
const FUNCTIONS: [&str; 9] = ["log", "ln", "lg", "lim", "max", "min", "sup", "inf", "arg"];
/// Symbols of elements with one letter, and those with two.
const ELEMENTS: &str = "HBCNOFPSKVYIWU";
const LONG_ELEMENTS: &str = " He Li Be Ne Na Mg Al Si Cl Ar Ca Sc Ti Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Zr Nb Mo Tc Ru Rh Pd Ag Cd In \
    Sn Sb Te Xe Cs Ba La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa Np Pu Am ";
/// Endings of ordinal numbers and abbreviations.
const ENDINGS: &str = " st nd rd th er re me le ve gr os as is es ra te lle mes ie ère ème eme tm sm mc ";

/// How the text is written behind what stands before it in its line; none where it goes on as it stands.
pub(super) fn written(script: Script, before: &str, text: &str, in_link: bool) -> Option<Written> {
    match script {
        Script::Above if in_link => (!before.is_empty() && is_note(text)).then_some(Written::Note),
        Script::Above => raised(Base::of(before)?, text, Inner::of(text)?),
        Script::Below if in_link => None,
        Script::Below => lowered(Base::of(before)?, before, Inner::of(text)?),
    }
}

/// Whether the text of a link is the mark of a note: a few digits, a letter or a Roman number.
fn is_note(text: &str) -> bool {
    let letter = text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
    let roman = text.len() <= 5 && text.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    !text.is_empty() && (matches!(Inner::of(text), Some(Inner::Digits | Inner::Row)) || letter || roman)
}

fn raised(base: Base, text: &str, inner: Inner) -> Option<Written> {
    use Base::{Bracket, Formula, Letter, Number, Stop, Unit, Word};
    let power = Some(Written::Plain('^'));
    let group = Some(Written::Group('^'));
    match (base, inner) {
        (Word | Stop, Inner::Digits | Inner::Row) | (Number, Inner::Row) if text.contains(',') || base != Number => {
            Some(Written::Note)
        }
        (Formula, Inner::Digits | Inner::Row) => Some(Written::Note),
        (Stop, _) => None,
        (Word, Inner::Number) => text.starts_with(MINUS).then_some(Written::Plain('^')),
        (Word, _) => None,
        (_, Inner::Digits | Inner::Number | Inner::Charge) => power,
        (Number, Inner::Letter('e' | 'è' | 'o' | 'a')) => None,
        (Letter('n' | 'N'), Inner::Letter('o')) | (Letter('S'), Inner::Letter('t')) => None,
        (Letter(c), Inner::Letter('e' | 'r' | 'o' | 'a')) if c.is_uppercase() => None,
        (Number | Letter(_) | Bracket, Inner::Letter(_)) => power,
        (Letter('e'), Inner::Letters) if !is_listed(&text.to_lowercase(), ENDINGS) => group,
        (Unit | Formula, Inner::Letter(_)) | (_, Inner::Letters) => None,
        (Number | Letter(_) | Unit | Formula | Bracket, Inner::Term | Inner::Row) => group,
    }
}

fn lowered(base: Base, before: &str, inner: Inner) -> Option<Written> {
    let chemical = |c: char| ELEMENTS.contains(c);
    let sign = match (base, inner) {
        (Base::Letter(c), Inner::Digits) => !chemical(c),
        (Base::Letter(_), _) => true,
        (Base::Number, Inner::Digits) => true,
        (Base::Unit, Inner::Digits | Inner::Letter(_) | Inner::Number | Inner::Term) => is_function(before),
        (Base::Formula, Inner::Term) => true,
        (Base::Number | Base::Unit | Base::Formula | Base::Word | Base::Bracket | Base::Stop, _) => false,
    };
    let grouped = matches!(inner, Inner::Row | Inner::Term);
    sign.then_some(if grouped {
        Written::Group('_')
    } else {
        Written::Plain('_')
    })
}

impl Base {
    /// What the text before ends with; none at the start of a line and behind white space.
    fn of(before: &str) -> Option<Self> {
        let last = before.chars().next_back()?;
        match last {
            _ if last.is_numeric() => Some(Base::Number),
            _ if last.is_alphabetic() => Some(Base::of_letters(before, last)),
            ')' | ']' => Some(Base::of_bracket(before)),
            '.' | ',' | '!' | '?' | '"' | '”' | '’' | '»' | '“' | ';' | ':' | '\'' | '%' | '…' | '。' | '，' | '、'
            | '」' | '）' => Some(Base::Stop),
            _ => None,
        }
    }

    fn of_letters(before: &str, last: char) -> Self {
        let (at, count) = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| c.is_alphabetic())
            .take(2 * WORD_LETTERS)
            .fold((before.len(), 0), |(_, count), (at, _)| (at, count + 1));
        let letters = before.get(at..).unwrap_or_default();
        match count {
            _ if last > '\u{2e7f}' => Base::Word,
            1 => Base::Letter(last),
            _ if is_listed(letters, UNITS) => Base::Unit,
            _ if is_formula(letters) => Base::Formula,
            _ => Base::Word,
        }
    }

    /// `(a+b)` is a factor, `(see above)` is text.
    fn of_bracket(before: &str) -> Self {
        let mut letters = 0;
        for c in before.chars().rev().skip(1).take(BRACKET_CHARS) {
            letters = if c.is_alphabetic() { letters + 1 } else { 0 };
            match c {
                _ if letters >= WORD_LETTERS => return Base::Stop,
                '(' | '[' => return Base::Bracket,
                _ => {}
            }
        }
        Base::Stop
    }
}

impl Inner {
    fn of(text: &str) -> Option<Self> {
        let is_short = text.len() <= SCRIPT_BYTES && !text.is_empty();
        let has = |test: fn(char) -> bool| text.contains(test);
        let known = |c: char| {
            c.is_alphanumeric() || matches!(c, '.' | ',' | ' ') || MINUS.contains(&c) || OPERATORS.contains(&c)
        };
        if !is_short || !text.chars().all(known) || !has(char::is_alphanumeric) || has_word(text) {
            return None;
        }
        let unsigned = text.trim_start_matches(['+', '±']).trim_start_matches(MINUS);
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let mut chars = unsigned.chars();
        match (chars.next(), chars.next()) {
            _ if digits(text) => Some(Inner::Digits),
            _ if digits(&unsigned.replacen('.', "", 1)) => Some(Inner::Number),
            _ if digits(text.trim_end_matches('+').trim_end_matches(MINUS)) => Some(Inner::Charge),
            _ if digits(&text.replace([',', ' ', '-', '–'], "")) => Some(Inner::Row),
            (Some(c), None) if unsigned.len() == text.len() => Some(Inner::Letter(c)),
            (Some(_), None) => Some(Inner::Number),
            _ if text.chars().all(char::is_alphabetic) => Some(Inner::Letters),
            _ if text.contains(' ') && !text.contains(OPERATORS) && !text.contains(MINUS) => None,
            _ => Some(Inner::Term),
        }
    }
}

/// Whether a text of several parts has a word among them; one that is a word alone may be an index.
fn has_word(text: &str) -> bool {
    let longest = text
        .split(|c: char| !c.is_alphabetic())
        .map(|part| part.chars().count())
        .max();
    longest.is_some_and(|longest| longest >= WORD_LETTERS) && !text.chars().all(char::is_alphabetic)
}

fn is_function(before: &str) -> bool {
    FUNCTIONS.iter().any(|name| before.ends_with(name))
}

fn is_listed(word: &str, list: &str) -> bool {
    !word.contains(' ') && list.contains(&format!(" {word} "))
}

/// Whether letters are symbols of elements: `CO`, `NaCl`.
fn is_formula(letters: &str) -> bool {
    let starts: Vec<usize> = letters.match_indices(char::is_uppercase).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([letters.len()]);
    let symbol = |symbol: &str| match symbol.len() {
        1 => ELEMENTS.contains(symbol),
        _ => is_listed(symbol, LONG_ELEMENTS),
    };
    starts.first() == Some(&0)
        && starts
            .iter()
            .zip(ends)
            .all(|(start, end)| symbol(letters.get(*start..end).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(script: Script, before: &str, text: &str) -> String {
        match written(script, before, text, false) {
            None => format!("{before}{text}"),
            Some(Written::Note) => format!("{before}[{text}]"),
            Some(Written::Plain(sign)) => format!("{before}{sign}{text}"),
            Some(Written::Group(sign)) => format!("{before}{sign}({text})"),
        }
    }

    #[test]
    fn powers_of_numbers_units_and_variables() {
        for (before, text, want) in [
            ("3.2×10", "−4", "3.2×10^−4"),
            ("10", "-9", "10^-9"),
            ("10", "+3", "10^+3"),
            ("10", "0.5", "10^0.5"),
            ("2", "n", "2^n"),
            ("x", "n+1", "x^(n+1)"),
            ("2", "2k", "2^(2k)"),
            ("8", "1/3", "8^(1/3)"),
            ("5 m", "2", "5 m^2"),
            ("10 km", "2", "10 km^2"),
            ("mol", "−1", "mol^−1"),
            ("W m", "-2", "W m^-2"),
            ("(a+b)", "2", "(a+b)^2"),
            ("λ", "2", "λ^2"),
            ("sin", "2", "sin^2"),
            ("Ca", "2+", "Ca^2+"),
            ("SO4", "2−", "SO4^2−"),
            ("e", "ix", "e^(ix)"),
            ("R", "n", "R^n"),
        ] {
            assert_eq!(shown(Script::Above, before, text), want);
        }
    }

    #[test]
    fn notes_ordinals_and_signs_are_no_powers() {
        for (before, text, want) in [
            ("the old tables", "1", "the old tables[1]"),
            ("the war", "2", "the war[2]"),
            ("a sentence.", "3", "a sentence.[3]"),
            ("the tables", "1,2", "the tables[1,2]"),
            ("in 1987", "3,4", "in 1987[3,4]"),
            ("(see above)", "5", "(see above)[5]"),
            ("40%", "6", "40%[6]"),
            ("the 1", "st", "the 1st"),
            ("le 2", "e", "le 2e"),
            ("le XX", "e", "le XXe"),
            ("M", "me", "Mme"),
            ("the n", "th", "the nth"),
            ("n", "o", "no"),
            ("Chaff", "®", "Chaff®"),
            ("", "14", "14"),
            ("see ", "1", "see 1"),
        ] {
            assert_eq!(shown(Script::Above, before, text), want);
        }
    }

    #[test]
    fn indices_of_variables_are_marked_and_chemical_formulas_are_not() {
        for (before, text, want) in [
            ("x", "1", "x_1"),
            ("x", "i", "x_i"),
            ("x", "n+1", "x_(n+1)"),
            ("a", "i,j", "a_(i,j)"),
            ("V", "max", "V_max"),
            ("1010", "2", "1010_2"),
            ("log", "2", "log_2"),
            ("T", "0", "T_0"),
            ("CO", "2", "CO2"),
            ("H", "2", "H2"),
            ("C6H", "12", "C6H12"),
            ("Ca(OH)", "2", "Ca(OH)2"),
            ("NO", "x", "NOx"),
            ("word", "1", "word1"),
        ] {
            assert_eq!(shown(Script::Below, before, text), want);
        }
    }

    #[test]
    fn a_linked_mark_is_a_note_whatever_stands_before() {
        for (text, want) in [
            ("1", true),
            ("a", true),
            ("iv", true),
            ("1,2", true),
            ("[1]", false),
            ("st", false),
        ] {
            let found = written(Script::Above, "10", text, true);
            assert_eq!(found, want.then_some(Written::Note), "{text}");
        }
    }
}
