//! Where a word ends and what stands behind it: some right text is UTF-8 in a wrong encoding. Not for: weighing repairs (`sequence`).

use super::plausibility::{Kind, kind, rarity};

/// Whether the characters are the last letter of a word and the spaces, quotes and dashes behind it, as in "été », " or "СССР“.":
/// in some encoding these are UTF-8 too. Letters that wrong decoding leaves behind are not taken for the end of a word.
pub(super) fn is_natural(before: char, old: &[char], after: char) -> bool {
    let Some((last, rest)) = old.split_first() else {
        return false;
    };
    let is_end = !after.is_alphabetic() || rest.iter().any(|c| c.is_whitespace() || kind(*c) == Kind::Dash);
    let is_alone = !before.is_alphanumeric()
        && !after.is_alphabetic()
        && !rest.contains(&'\u{A0}')
        && kind(*last) == Kind::UpperAccent
        && !matches!(last, 'Î' | 'Ï' | 'Ñ');
    let is_word =
        last.is_alphabetic() && rarity(*last) < 5 && (last.is_lowercase() || before.is_uppercase() || is_alone);
    is_word && is_end && is_behind_word(rest)
}

/// Whether the characters may stand behind a word: spaces, quotes and dashes.
fn is_behind_word(chars: &[char]) -> bool {
    let is_behind =
        |c: &char| matches!(c, ' ' | '\u{A0}' | '“' | '‘' | '?') || is_closing(*c) || kind(*c) == Kind::Dash;
    let chars = match chars {
        ['™' | '®', rest @ ..] => rest,
        chars => chars,
    };
    let quoted = chars
        .strip_suffix(&['«'])
        .filter(|rest| rest.last().is_some_and(|c| c.is_whitespace()));
    quoted.unwrap_or(chars).iter().all(is_behind)
}

/// Whether a word begins with "Ã" and a dash: what is left of "Ö" and "×".
pub(super) fn is_broken_capital(before: char, old: &[char]) -> bool {
    !before.is_alphanumeric() && matches!(old, ['Ã', '–' | '—'])
}

pub(super) fn is_closing(c: char) -> bool {
    matches!(kind(c), Kind::Close | Kind::Apostrophe)
}
