//! How implausible it is that a character stands after another, and that it stands in a text at all, in tenths.
//!
//! Ordinary text of any language is near 0; letters among signs that no orthography puts beside letters are what wrong decoding looks like.

/// What a character is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// White space, ASCII punctuation, the ends of the line.
    Gap,
    /// ASCII digit.
    Digit,
    /// Lower-case ASCII letter.
    Lower,
    /// Upper-case ASCII letter.
    Upper,
    /// Lower-case Latin letter outside ASCII.
    LowerAccent,
    /// Upper-case Latin letter outside ASCII.
    UpperAccent,
    /// Letter of another script that has cases, which is given, and whether it is upper case.
    Cased(Script, bool),
    /// Letter of a script without cases.
    Uncased(Script),
    /// Combining mark.
    Mark,
    /// No-break space, soft hyphen, zero width.
    Invisible,
    /// Opening quote, ¿ ¡.
    Open,
    /// Apostrophe.
    Apostrophe,
    /// Closing quote, ellipsis.
    Close,
    /// Dash, bullet.
    Dash,
    /// Sign that may stand after a word or number: © ® ™ ° ² €.
    Sign,
    /// Sign that stands by itself: ¦ ¨ ¬ ´ ¤.
    Lone,
    /// Box drawing, mathematics, controls.
    Box,
    /// Emoji and dingbats.
    Picture,
    /// U+FFFD.
    Lost,
}

/// Scripts that do not mix inside words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    EastAsian,
    Other,
}

/// What `c` is.
pub(super) fn kind(c: char) -> Kind {
    use Kind::*;
    match c {
        '0'..='9' => Digit,
        'a'..='z' => Lower,
        'A'..='Z' => Upper,
        '\0'..='\u{7F}' => Gap,
        '\u{A0}' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{3000}' | '\u{2000}'..='\u{200A}' => Invisible,
        '¡' | '¿' | '«' | '“' | '„' | '‘' | '‚' | '‹' => Open,
        '’' => Apostrophe,
        '»' | '”' | '›' | '…' => Close,
        '–' | '—' | '•' | '·' | '‒' | '―' => Dash,
        '©' | '®' | '™' | '°' | '²' | '³' | '¹' | 'º' | 'ª' | '½' | '¼' | '¾' | '€' | '£' | '¥' | '¢' | '§' | '†'
        | '‡' | '‰' => Sign,
        '\u{80}'..='\u{9F}' => Box,
        '\u{A1}'..='\u{BF}' | '×' | '÷' | '\u{2C6}'..='\u{2DD}' | 'ƒ' => Lone,
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c.is_lowercase() => LowerAccent,
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => UpperAccent,
        '\u{250}'..='\u{2AF}' => LowerAccent,
        '\u{300}'..='\u{36F}' | '\u{FE00}'..='\u{FE0F}' | '\u{20D0}'..='\u{20FF}' => Mark,
        '\u{2B0}'..='\u{2FF}' => Lone,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Cased(Script::Greek, c.is_uppercase()),
        '\u{400}'..='\u{52F}' => Cased(Script::Cyrillic, c.is_uppercase()),
        '\u{531}'..='\u{58F}' => Cased(Script::Armenian, c.is_uppercase()),
        '\u{590}'..='\u{5FF}' => Uncased(Script::Hebrew),
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
            Uncased(Script::Arabic)
        }
        '\u{3001}'..='\u{303F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' => Gap,
        '\u{1100}'..='\u{11FF}'
        | '\u{3040}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF21}'..='\u{FFEF}' => Uncased(Script::EastAsian),
        '\u{FB00}'..='\u{FB06}' => Lower,
        '\u{2010}'..='\u{206F}' => Gap,
        '\u{20A0}'..='\u{20CF}' => Sign,
        '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{2B00}'..='\u{2BFF}' => Picture,
        '\u{2070}'..='\u{2BFF}' | '\u{F8FF}' => Box,
        '\u{FFFD}' => Lost,
        _ => Uncased(Script::Other),
    }
}

/// How implausible it is that `next` follows `before`.
pub(super) fn adjacency(before: char, next: char) -> i32 {
    use Kind::*;
    if never_meet(before, next) {
        return 16;
    }
    match (kind(before), kind(next)) {
        (Gap | Invisible, Box) => 3,
        (Gap | Invisible, Mark) => 15,
        (Gap | Invisible, _) | (_, Gap | Invisible) => 0,
        (Digit, Digit | Sign | Dash | Apostrophe | Close | Lower | Upper) | (Sign, Digit) => 0,
        (Digit, _) | (_, Digit) => 4,
        (Lost, _) | (_, Lost) => 2,
        (_, Mark) | (Mark, _) => 4,
        (before, next) if is_letter(before) && is_letter(next) => between_letters(before, next),
        (before, Apostrophe | Dash) if is_letter(before) => 0,
        (Apostrophe | Dash, next) if is_letter(next) => 0,
        (before, Close) if is_letter(before) => 0,
        (Close, next) if is_letter(next) => 16,
        (before, Open) if is_letter(before) => 22,
        (Open, next) if is_letter(next) => 0,
        (UpperAccent, Sign) if before == 'Î' => 21,
        (UpperAccent, Sign) => 11,
        (before, Sign) | (Sign, before) if is_letter(before) => 10,
        (before, Lone) if is_letter(before) => 20,
        (Lone, next) if is_letter(next) => 10,
        (before, Box) if is_letter(before) => 25,
        (Box, Cased(Script::Greek, _)) => 3,
        (Box, next) if is_letter(next) => 15,
        (before, Picture) | (Picture, before) if is_letter(before) => 3,
        (Box, Box) | (Lone, Lone) | (Close | Apostrophe, Close | Apostrophe) | (Open, Open) => 3,
        (Box, Sign | Close | Apostrophe | Open | Lone) => 8,
        (Sign | Lone, Open | Lone) | (Sign, Sign) => 8,
        _ => 5,
    }
}

/// Letters that no orthography writes beside each other; in windows-1252 they are what is left of "Ü", "ß" or "ş".
fn never_meet(before: char, next: char) -> bool {
    match before {
        'Ã' => matches!(next, 'œ' | 'Œ' | 'Ÿ' | 'š' | 'Š' | 'ž' | 'Ž'),
        'Ä' | 'Å' => matches!(next, 'œ' | 'Œ' | 'Ÿ'),
        _ => false,
    }
}

fn is_letter(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Lower | Kind::Upper | Kind::LowerAccent | Kind::UpperAccent | Kind::Cased(..) | Kind::Uncased(_)
    )
}

fn between_letters(before: Kind, next: Kind) -> i32 {
    use Kind::*;
    match (before, next) {
        (Lower | LowerAccent, UpperAccent) => 15,
        (Lower, Upper) => 2,
        (LowerAccent, Upper) => 5,
        (LowerAccent | UpperAccent, LowerAccent) => 4,
        (UpperAccent, UpperAccent) => 2,
        (Lower | Upper | LowerAccent | UpperAccent, Lower | Upper | LowerAccent) | (Upper, UpperAccent) => 0,
        (Cased(a, false), Cased(b, true)) if a == b => 15,
        (Cased(a, _), Cased(b, _)) if a == b => 0,
        (Uncased(a), Uncased(b)) if a == b => 0,
        (Uncased(Script::EastAsian), _) | (_, Uncased(Script::EastAsian)) => 10,
        (Cased(Script::Greek, _), Lower | Upper) | (Lower | Upper, Cased(Script::Greek, _)) => 7,
        _ => 20,
    }
}

/// How implausible `c` is in any text: letters of living languages are not, leftovers of wrong decoding are.
pub(super) fn rarity(c: char) -> i32 {
    match c {
        'Ã' => 6,
        'Â' | 'Ð' | '×' | 'ƒ' => 5,
        'ſ' => 60,
        '€' | '™' | '†' | '‡' | '‰' => 0,
        'Ĳ' | 'ĳ' | 'ĸ' | 'ŉ' | 'Ŀ' | 'ŀ' => 10,
        'Ơ' | 'ơ' | 'Ư' | 'ư' | 'Ș' | 'ș' | 'Ț' | 'ț' | 'ə' | 'Ə' => 2,
        '\0'..='\u{7F}' => 0,
        '\u{80}'..='\u{9F}' => 25,
        '¤' | '¦' | '¨' | '¬' | '¯' | '´' | '¸' => 5,
        '\u{A0}'..='\u{FF}' => 0,
        '\u{100}'..='\u{17F}' => 2,
        '\u{1CD}'..='\u{1DC}' => 5,
        '\u{180}'..='\u{2AF}' => 25,
        '\u{2BB}' | '\u{2BC}' | '\u{2C6}'..='\u{2DD}' => 5,
        '\u{2B0}'..='\u{2FF}' => 15,
        '\u{300}'..='\u{36F}' => 5,
        // Typed in place of an apostrophe.
        '\u{384}' => 5,
        '\u{386}'..='\u{3CE}' => 2,
        '\u{370}'..='\u{3FF}' => 22,
        '\u{400}'..='\u{45F}' => 2,
        '\u{490}'..='\u{4E9}' => 6,
        '\u{460}'..='\u{52F}' => 22,
        '\u{531}'..='\u{58A}' | '\u{5B0}'..='\u{5C2}' | '\u{5D0}'..='\u{5F4}' => 2,
        '\u{60C}'..='\u{652}' | '\u{660}'..='\u{66D}' | '\u{670}'..='\u{6D5}' | '\u{6F0}'..='\u{6F9}' => 2,
        '\u{590}'..='\u{6FF}' => 12,
        '\u{700}'..='\u{8FF}' => 30,
        '\u{900}'..='\u{FFF}' | '\u{10A0}'..='\u{10FF}' | '\u{1780}'..='\u{17FF}' | '\u{1000}'..='\u{109F}' => 1,
        '\u{1200}'..='\u{137F}' => 4,
        '\u{1EA0}'..='\u{1EF9}' => 2,
        '\u{1F00}'..='\u{1FFF}' | '\u{1E00}'..='\u{1EFF}' => 6,
        '\u{2000}'..='\u{206F}'
        | '\u{2190}'..='\u{21FF}'
        | '\u{2600}'..='\u{27BF}'
        | '\u{3000}'..='\u{30FF}'
        | '\u{FE0F}' => 1,
        '\u{2200}'..='\u{22FF}' => 3,
        '\u{2070}'..='\u{25FF}' => 5,
        '\u{27C0}'..='\u{2BFF}' => 6,
        '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FFEF}' | '\u{3100}'..='\u{33FF}' => 2,
        '\u{3400}'..='\u{4DBF}' => 12,
        '\u{F900}'..='\u{FAFF}' | '\u{FB00}'..='\u{FB06}' | '\u{FB1D}'..='\u{FEFF}' => 6,
        '\u{FFFD}' => 3,
        '\u{1F000}'..='\u{1FAFF}' => 1,
        '\u{1D400}'..='\u{1D7FF}' => 4,
        '\u{20000}'..='\u{2FFFF}' => 10,
        _ => 25,
    }
}
