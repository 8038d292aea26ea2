//! Which language of a script a text is in, by its trigrams and its letters: the method and the profiles of whatlang.
//!
//! There each of 300 trigrams of each language is looked up in the text. Here those of the text are looked up in an index of
//! all languages, so that a short text costs little. Both give the same scores.

use std::cmp::Reverse;
use std::sync::LazyLock;

use super::script::{Shared, is_stop};
use crate::hashed::HashedMap;

/// Trigrams of a profile, and the distance of one that is not in the text.
const PROFILE: usize = 300;
/// As many of a text count, the most frequent.
const MOST_TRIGRAMS: usize = 2 * PROFILE;
/// Bits of a character in a trigram.
const BITS: u32 = 21;
/// Blanks and small letters of ASCII.
const PLAIN: usize = 27;
/// Languages; the index has a bit for each.
const LANGUAGES: usize = 51;

struct Profiles {
    /// Their codes and scripts, in the order of the file.
    languages: Vec<(&'static str, Shared)>,
    /// The languages whose alphabet has a letter.
    letters: HashedMap<u64, u64>,
    /// The same of ASCII.
    ascii: [u64; 128],
    /// Where `places` has those of a trigram.
    trigrams: HashedMap<u64, (u16, u16)>,
    /// The same of those that are [`plain`], which nearly all are.
    plain: Vec<(u16, u16)>,
    /// Languages, and which place a trigram has in their profiles.
    places: Vec<(u8, u16)>,
}

static PROFILES: LazyLock<Profiles> = LazyLock::new(|| {
    let mut profiles = Profiles {
        languages: Vec::with_capacity(LANGUAGES),
        letters: HashedMap::default(),
        ascii: [0; 128],
        trigrams: HashedMap::default(),
        plain: vec![(0, 0); PLAIN.pow(3)],
        places: Vec::with_capacity(LANGUAGES * PROFILE),
    };
    let mut entries = Vec::with_capacity(LANGUAGES * PROFILE);
    let rows = include_str!("../../data/languages.txt").lines().filter_map(row);
    for (language, (shared, code, alphabet, trigrams)) in rows.enumerate() {
        profiles.languages.push((code, shared));
        for c in alphabet.chars() {
            *profiles.letters.entry(u64::from(c)).or_default() |= 1 << language;
        }
        let chars: Vec<char> = trigrams.chars().collect();
        let keys = chars
            .chunks(3)
            .map(|chars| chars.iter().fold(0, |key, c| with(key, *c)));
        entries.extend(keys.zip(0..).map(|(key, place)| (key, language as u8, place)));
    }
    for (c, languages) in profiles.ascii.iter_mut().enumerate() {
        *languages = profiles.letters.get(&(c as u64)).copied().unwrap_or(0);
    }
    entries.sort_unstable();
    for same in entries.chunk_by(|a, b| a.0 == b.0) {
        let start = profiles.places.len() as u16;
        profiles
            .places
            .extend(same.iter().map(|(_, language, place)| (*language, *place)));
        let key = same.first().map_or(0, |(key, ..)| *key);
        let range = (start, profiles.places.len() as u16);
        match plain(key).and_then(|at| profiles.plain.get_mut(at)) {
            Some(slot) => *slot = range,
            None => _ = profiles.trigrams.insert(key, range),
        }
    }
    profiles
});

impl Profiles {
    /// The languages of a trigram, and its place in each.
    fn places(&self, key: u64) -> &[(u8, u16)] {
        let range = match plain(key) {
            Some(at) => self.plain.get(at),
            None => self.trigrams.get(&key),
        };
        let places = range.and_then(|(start, end)| self.places.get(usize::from(*start)..usize::from(*end)));
        places.unwrap_or_default()
    }
}

/// The number of a trigram of blanks and the small letters of ASCII.
fn plain(key: u64) -> Option<usize> {
    let digit = |nth: u32| match key >> (nth * BITS) & ((1 << BITS) - 1) {
        0x20 => Some(0),
        c @ 0x61..=0x7a => Some(c as usize - 0x60),
        _ => None,
    };
    Some((digit(2)? * PLAIN + digit(1)?) * PLAIN + digit(0)?)
}

/// A line of the file; none of a comment.
fn row(line: &'static str) -> Option<(Shared, &'static str, &'static str, &'static str)> {
    let mut fields = line.split('\t');
    let shared = match fields.next()? {
        "Latin" => Shared::Latin,
        "Cyrillic" => Shared::Cyrillic,
        "Arabic" => Shared::Arabic,
        "Devanagari" => Shared::Devanagari,
        "Hebrew" => Shared::Hebrew,
        _ => return None,
    };
    Some((shared, fields.next()?, fields.next()?, fields.next()?))
}

/// The last two characters of a trigram, and one more.
fn with(key: u64, c: char) -> u64 {
    (key << BITS | u64::from(c)) & ((1 << (3 * BITS)) - 1)
}

/// The language of the script that is nearest to `text`, and how far it is ahead of the next, from 0 to 1.
pub(super) fn nearest(text: &str, shared: Shared) -> Option<(&'static str, f64)> {
    let profiles = &*PROFILES;
    let text = text.to_lowercase();
    let trigrams = trigrams(&text);
    let mut near = [0_i64; LANGUAGES];
    for (place, key) in trigrams.iter().enumerate() {
        for (language, other) in profiles.places(*key) {
            if let Some(near) = near.get_mut(usize::from(*language)) {
                *near += PROFILE as i64 - place.abs_diff(usize::from(*other)) as i64;
            }
        }
    }
    let letters = text.chars().filter(|c| !is_stop(*c)).count();
    let foreign = foreign(profiles, &text, shared);
    // Letters weigh less the more there are; in scripts of which no alphabet is known they are all the same.
    let known = matches!(shared, Shared::Latin | Shared::Cyrillic);
    let weight = (2.0 / 3.0 - if known { letters as f64 } else { 1.0 } / 300.0).clamp(1.0 / 3.0, 2.0 / 3.0);
    let most = (trigrams.len() * PROFILE) as f64;
    let spare = PROFILE.saturating_sub(trigrams.len()) * PROFILE;
    let (mut best, mut second, mut nearest) = (-1.0, -1.0, None);
    for (((code, script), near), foreign) in profiles.languages.iter().zip(near).zip(foreign) {
        if *script != shared {
            continue;
        }
        let distance = ((PROFILE * PROFILE - spare) as i64 - near).clamp(0, (PROFILE * PROFILE) as i64);
        let of_trigrams = (most - distance as f64) / most;
        let of_letters = if known {
            letters.saturating_sub(2 * foreign) as f64 / letters as f64
        } else {
            1.0
        };
        let score = of_letters * weight + of_trigrams * (1.0 - weight);
        if score > best {
            (second, best, nearest) = (best, score, Some(*code));
        } else if score > second {
            second = score;
        }
    }
    Some((nearest?, confidence(best, second, trigrams.len())))
}

/// The trigrams of a text, the most frequent first.
fn trigrams(text: &str) -> Vec<u64> {
    let space = u64::from(' ');
    let mut all = Vec::with_capacity(text.len());
    let mut key = with(space, ' ');
    let chars = text.chars().map(|c| if is_stop(c) { ' ' } else { c });
    for (nth, c) in chars.chain([' ']).enumerate() {
        key = with(key, c);
        let middle = key >> BITS & ((1 << BITS) - 1);
        let is_edge = middle == space && (key >> (2 * BITS) == space || c == ' ');
        if nth > 0 && !is_edge {
            all.push(key);
        }
    }
    all.sort_unstable_by_key(|key| Reverse(*key));
    let mut counted: Vec<(usize, u64)> = all
        .chunk_by(|a, b| a == b)
        .filter_map(|same| Some((same.len(), *same.first()?)))
        .collect();
    counted.sort_by_key(|(count, _)| Reverse(*count));
    counted.into_iter().take(MOST_TRIGRAMS).map(|(_, key)| key).collect()
}

/// How many letters of the text the alphabet of each language of the script lacks.
fn foreign(profiles: &Profiles, text: &str, shared: Shared) -> [usize; LANGUAGES] {
    let mut foreign = [0; LANGUAGES];
    let languages = profiles.languages.iter().enumerate();
    let of_script = languages.fold(0_u64, |bits, (nth, (_, script))| {
        bits | u64::from(*script == shared) << nth
    });
    for c in text.chars().filter(|c| !is_stop(*c)) {
        let have = match profiles.ascii.get(c as usize) {
            Some(have) => *have,
            None => profiles.letters.get(&u64::from(c)).copied().unwrap_or(0),
        };
        let mut lack = of_script & !have;
        while lack != 0 {
            let language = lack.trailing_zeros() as usize;
            foreign.get_mut(language).into_iter().for_each(|count| *count += 1);
            lack &= lack - 1;
        }
    }
    foreign
}

/// How sure the better of two scores is, by how far it is ahead.
fn confidence(best: f64, second: f64, trigrams: usize) -> f64 {
    if best == 0.0 || second == 0.0 {
        return best;
    }
    let sure = 3.0 / trigrams as f64 + 0.015;
    (((best - second) / second) / sure).min(1.0)
}
